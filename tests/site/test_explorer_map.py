"""The map of words, in Chromium: places and neighbours are NumPy's; pointer, touch and keys."""

from itertools import combinations

import numpy as np
import pytest

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import array, built, exported, page_of

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

KIND = "map"


@pytest.fixture(scope="module")
def data():
    """What the page is given, read without its script."""
    given = exported(KIND)
    return given | {name: array(given[name]) for name in ("xy", "theme", "near")}


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)  # a busy machine
    page.goto(page_of(KIND).as_uri())
    built(page, KIND)
    yield page
    context.close()


def chosen(page):
    return page.locator(".explorer-map text.chosen").text_content()


def centre(page, i):
    box = page.locator(".explorer-map circle").nth(i).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def lonely(data):
    """The word whose neighbour on the map is farthest: nothing else is meant there."""
    gaps = np.sum((data["xy"][:, None] - data["xy"]) ** 2, axis=-1)
    np.fill_diagonal(gaps, np.inf)
    return int(gaps.min(1).argmax())


def test_places_fill_the_picture_and_turn_it_upright(page, data):
    flat = data["xy"].ravel().tolist()
    found = page.evaluate("(xy) => threeways.kinds.get('map').places(xy)", flat)
    low, high = data["xy"].min(0), data["xy"].max(0)
    share = (data["xy"].astype(float) - low) / (high - low)
    expected = np.column_stack([50 + share[:, 0] * 900, 710 - share[:, 1] * 660])
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_the_nearest_points_of_a_place_are_numpys(page, seed):
    rng = np.random.default_rng(seed)
    points, place = rng.normal(size=(40, 2)), rng.normal(size=2)
    call = "([points, place, n]) => threeways.kinds.get('map').around(points, place, n, 3)"
    found = page.evaluate(call, [points.tolist(), place.tolist(), 6])
    order = np.argsort(np.sum((points - place) ** 2, axis=1))
    assert found == order[order != 3][:6].tolist()


def test_a_word_chosen_by_keys_says_its_neighbours_and_how_many_the_map_kept(page, data):
    select = page.locator(".explorer-map select")
    select.select_option("0")
    select.focus()
    page.keyboard.press("ArrowDown")
    i = int(select.input_value())
    assert i == 1
    assert chosen(page) == data["words"][i]
    gaps = np.sum((data["xy"].astype(float) - data["xy"][i]) ** 2, axis=1)
    gaps[i] = np.inf
    kept = len(set(np.argsort(gaps)[:5]) & set(data["near"][i].tolist()))
    near = ", ".join(data["words"][j] for j in data["near"][i])
    said = page.locator(".explorer-map .explorer-said").text_content()
    assert f"nearest by cosine are {near}. {kept} of these 5" in said
    assert page.locator(".explorer-map .links line").count() == 5


def test_pointing_at_a_dot_chooses_its_word(page, data):
    i = lonely(data)
    page.locator(".explorer-map select").select_option("0")
    page.locator(".explorer-map svg").scroll_into_view_if_needed()
    page.mouse.move(*centre(page, i))
    assert chosen(page) == data["words"][i]
    assert page.locator(".explorer-map select").input_value() == str(i)


def test_a_tap_chooses_a_word(browser, data):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(120_000)  # a busy machine
    page.goto(page_of(KIND).as_uri())
    built(page, KIND).locator("svg").scroll_into_view_if_needed()
    i = lonely(data)
    page.touchscreen.tap(*centre(page, i))
    assert chosen(page) == data["words"][i]
    context.close()


def test_labels_stay_within_the_picture(page, data):
    clipped = """(box) => [...box.querySelectorAll('text')].filter((text) => {
      const [a, b] = [text, box].map((each) => each.getBoundingClientRect());
      return a.left < b.left || a.right > b.right || a.top < b.top || a.bottom > b.bottom;
    }).map((text) => text.textContent)"""
    for i in range(0, len(data["words"]), 12):
        page.locator(".explorer-map select").select_option(str(i))
        assert page.locator(".explorer-map svg").evaluate(clipped) == []


def test_labels_are_as_large_as_text_at_every_width(open_page):
    page = open_page(page_of(KIND), width=360)
    built(page, KIND)
    for width in (360, 1400, 700):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            """() => { const text = document.querySelector('.explorer-map text');
              const shown = text?.getAttribute('font-size') * text?.getScreenCTM().a;
              return Math.abs(shown - 14) < 0.1; }"""
        )


@pytest.mark.parametrize("seed", range(3))
def test_labels_are_pushed_apart_within_the_picture(page, seed):
    rng = np.random.default_rng(seed)
    xs = rng.normal(500, 80, 6)
    ys = rng.choice([20, 380, 740]) + rng.normal(0, 5, 6)  # at an edge, or in the middle
    labels = [{"x": x, "y": y, "width": 120, "height": 30} for x, y in zip(xs, ys, strict=True)]
    ys = page.evaluate("(labels) => threeways.kinds.get('map').spread(labels)", labels)
    assert min(ys) >= 30
    assert max(ys) <= 730
    for i, j in combinations(range(6), 2):
        assert abs(xs[i] - xs[j]) >= 120 or abs(ys[i] - ys[j]) > 29
