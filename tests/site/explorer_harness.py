"""Interactive figures on their pages: what they were given, and the figure once it stands."""

import base64
import json

import numpy as np

from tests.site.test_pages import SITE

PLACES = {  # the page and its cell
    "convolution": ("vision/convolution", "explore-figure"),
    "digit": ("vision/convolution", "digit-figure"),
    "map": ("language/embeddings", "map-figure"),
    "regularisation": ("foundations/regularisation", "path-drawing"),
    "words": ("language/embeddings", "search-figure"),
    "writer": ("language/text_generation", "surprise-figure"),
}
ANEW = """([kind, data]) => {
    const old = document.querySelector(`.explorer-${kind}`);
    const made = document.createElement("div");
    made.className = old.className;
    threeways.kinds.get(kind).build(made, data);
    old.replaceWith(made);
}"""


def page_of(kind):
    return SITE / f"{PLACES[kind][0]}.html"


def data_file(kind):
    page, cell = PLACES[kind]
    return SITE / "_static" / "explorers" / "data" / f"{page.replace('/', '-')}-{cell}.js"


def exported(kind):
    """What the chapter has handed over, its arrays still packed."""
    text = data_file(kind).read_text(encoding="utf-8")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


def array(packed, dtype=None):
    """A packed array; of another type where its bytes stand for something else."""
    values = np.frombuffer(base64.b64decode(packed["base64"]), dtype or f"<{packed['dtype'][0]}4")
    return values if dtype else values.reshape(packed["shape"])


def built(page, kind):
    """The figure, once its script has built it: only near the screen does it."""
    page.locator(f".explorer[data-kind={kind}]").scroll_into_view_if_needed()
    page.locator(f".explorer[data-kind={kind}].ready").wait_for()
    return page.locator(f".explorer-{kind}")


def anew(page, kind, data):
    """The figure as it is at first, whatever has been done to it."""
    page.evaluate(ANEW, [kind, data])
    return built(page, kind)
