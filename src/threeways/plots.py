"""The book's figures: one palette, legible in light and dark, with a text alternative."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Okabe and Ito (2008): told apart with every common colour vision, on white and on near-black.
PALETTE = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "grey": "#888888",
}
WAYS = {"numpy": PALETTE["blue"], "keras": PALETTE["red"], "torch": PALETTE["green"]}
INK = "#7a7a7a"  # contrast at least 4.2 on white and on the dark theme's background

STYLE: dict[Any, Any] = {
    "figure.figsize": (6.4, 3.4),  # small, so that its text is still legible on a phone
    "font.size": 11,
    "figure.dpi": 110,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.transparent": True,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": INK,
    "grid.alpha": 0.25,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "image.cmap": "cividis",
}


@contextmanager
def figure(alt: str, nrows: int = 1, ncols: int = 1, **kwargs: Any) -> Iterator[tuple[Any, Any]]:
    """Draw a figure in the book's style and show it with a text alternative.

    ::

        with figure("R² on unseen patients against λ: highest near 0.1", ncols=2) as (fig, axes):
            axes[0].plot(lams, scores)

    Args:
        alt: What a reader who cannot see the figure has to know: what it shows, and what follows.
        nrows: Rows of axes.
        ncols: Columns of axes.
        **kwargs: Passed to ``matplotlib.pyplot.subplots``: ``figsize`` in inches, ``sharey``.

    Yields:
        The figure and its axes, as ``subplots`` returns them.

    Raises:
        ValueError: ``alt`` is empty.
    """
    if not alt.strip():
        raise ValueError("figure(alt): say in words what the figure shows")
    import matplotlib.pyplot as plt
    from cycler import cycler

    colours = [PALETTE[name] for name in ("blue", "red", "green", "purple", "orange", "sky")]
    with plt.rc_context({**STYLE, "axes.prop_cycle": cycler(color=colours)}):
        fig, axes = plt.subplots(nrows, ncols, **kwargs)
        try:
            yield fig, axes
            _show(fig, alt)
        finally:
            plt.close(fig)


def _show(fig: Any, alt: str) -> None:
    """Display the figure as a PNG whose metadata carries the text alternative."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=2 * fig.dpi, metadata={"Software": ""})
    width = round(fig.get_size_inches()[0] * fig.dpi)  # no height: a narrow screen keeps the aspect
    shell.display_pub.publish(
        {"image/png": base64.b64encode(buffer.getvalue()).decode(), "text/plain": alt},
        metadata={"image/png": {"width": width, "alt": alt}},
    )
