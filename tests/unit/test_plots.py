"""Figures: a text alternative is required and travels with the picture."""

import json
import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import pytest

from threeways.plots import INK, PALETTE, STYLE, figure

IN_A_KERNEL = """
from jupyter_client.manager import start_new_kernel
import json
manager, client = start_new_kernel()
client.execute('''
from threeways.plots import figure
with figure("a line that rises") as (fig, ax):
    ax.plot([0, 1])
''')
shown = []
while True:
    message = client.get_iopub_msg(timeout=60)
    if message["msg_type"] == "display_data":
        shown.append(message["content"])
    if message["content"].get("execution_state") == "idle" and shown:
        break
client.stop_channels(); manager.shutdown_kernel(now=True)
print(json.dumps([{"alt": s["metadata"]["image/png"]["alt"], "text": s["data"]["text/plain"],
                   "width": s["metadata"]["image/png"]["width"], "png": len(s["data"]["image/png"])}
                  for s in shown]))
"""


def test_a_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="say in words"), figure("  "):
        pass


def test_a_figure_leaves_the_style_and_the_open_figures_as_they_were():
    before = matplotlib.rcParams["axes.grid"], plt.get_fignums()
    with figure("two panels", ncols=2) as (_, axes):
        assert len(axes) == 2
        assert matplotlib.rcParams["axes.grid"] is STYLE["axes.grid"]
    assert (matplotlib.rcParams["axes.grid"], plt.get_fignums()) == before


def test_a_kernel_shows_one_picture_with_its_alternative():
    done = subprocess.run([sys.executable, "-c", IN_A_KERNEL], capture_output=True, text=True)
    (shown,) = json.loads(done.stdout)
    assert shown["alt"] == shown["text"] == "a line that rises"
    assert shown["png"] > 1000
    assert shown["width"] == round(STYLE["figure.figsize"][0] * STYLE["figure.dpi"])


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    dark, light = sorted([luminance(a), luminance(b)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("background", ["#ffffff", "#14181e"])
def test_ink_and_lines_are_legible_in_light_and_dark(background):
    assert contrast(INK, background) >= 4
    for name in ("blue", "green", "red"):
        assert contrast(PALETTE[name], background) >= 3, name
