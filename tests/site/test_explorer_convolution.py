"""The convolution explorer computes what NumPy and PyTorch compute, by mouse, finger and keys."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import anew, built, exported, page_of
from threeways.scratch.convolution import conv2d

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
KIND = "convolution"
PICTURE, MAP = "svg[aria-label^=Picture]", "svg[aria-label^=Map]"


def control(figure, name):
    return figure.locator(f"label:has(> span:text-is('{name}')) > :is(select, input)")


def correlate(x, W, stride=1, padding=0, dilation=1):
    """The map by threeways.scratch; [] where the kernel does not fit."""
    x, W = np.asarray(x, float), np.asarray(W, float)
    setting = {"stride": stride, "padding": padding, "dilation": dilation}
    try:
        return conv2d(x[None, ..., None], W[..., None, None], **setting)[0, ..., 0]
    except ValueError:
        return np.array([])


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.said = []
    page.on("console", lambda m: page.said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(page_of(KIND).as_uri())
    built(page, KIND)
    yield page
    page.close()


@pytest.fixture(scope="module")
def kind(page):
    """Calls the explorer's functions, not its controls."""
    return lambda name, *given: page.evaluate(
        "([name, given]) => threeways.kinds.get('convolution')[name](...given)", [name, given]
    )


@pytest.fixture
def figure(page):
    """The explorer as it opens."""
    return anew(page, KIND, exported(KIND))


TAB_STOP = """[...document.querySelectorAll(
    ".explorer-convolution :is(select, input, button, [tabindex])")]
    .indexOf(document.activeElement)"""
SETTINGS = {
    "stride": st.integers(1, 4),
    "padding": st.integers(0, 4),
    "dilation": st.integers(1, 3),
}


@settings(max_examples=60, deadline=None)
@given(st.tuples(*4 * [st.integers(1, 6)]), st.fixed_dictionaries(SETTINGS), st.integers(0, 2**31))
def test_the_map_is_numpys(kind, shape, setting, seed):
    rng = np.random.default_rng(seed)
    x, W = rng.normal(size=np.add(shape[:2], 3)), rng.normal(size=shape[2:])
    ours, peer = (
        np.array(kind("correlate", x.tolist(), W.tolist(), setting)),
        correlate(x, W, **setting),
    )
    assert ours.shape == peer.shape
    np.testing.assert_allclose(ours, peer, atol=1e-6)


@pytest.mark.parametrize("k", range(1, 6))
def test_sizes_are_pytorchs_and_no_output_is_no_error(kind, k):
    empty = 0
    cases = [(n, s, p, d) for n in (3, 12) for s in (1, 2, 4) for p in (0, 1, 4) for d in (1, 2, 3)]
    for n, s, p, d in cases:
        size = kind("outputSize", n, k, s, p, d)
        words = kind("sizeInWords", n, k, {"stride": s, "padding": p, "dilation": d})
        try:
            peer = F.conv2d(torch.zeros(1, 1, n, n), torch.zeros(1, 1, k, k), None, s, p, d).shape[
                -1
            ]
            assert size == peer and f"{peer}×{peer}" in words
        except RuntimeError:
            empty += 1
            assert size < 1 and words.startswith("No output")
    assert (empty > 0) == (k > 1)  # a kernel of one pixel fits everywhere


def test_the_equation_names_every_product_whose_weight_counts(kind):
    seen, W = [[0.5, 0.2], [1, 0.3]], [[-1, 0], [2, 0.25]]
    assert kind("equation", seen, W, 1.575) == "0.5·(−1) + 1·2 + 0.3·0.25 = 1.58"


def test_a_small_number_is_no_zero_but_a_rounding_error_is_one(kind):
    assert kind("equation", [[0.5, 0]], [[-0.001, 3]], -0.0005) == "0.5·(−0.001) + 0·3 = −0.0005"
    assert kind("equation", [[1]], [[-0.0012345]], -5.6e-17) == "1·(−0.00123) = 0"


@given(st.tuples(*4 * [st.integers(-3, 15)]))
@settings(max_examples=60, deadline=None)
def test_a_line_of_cells_has_no_gap(kind, ends):
    start, stop = np.reshape(ends, (2, 2))
    cells = np.array(kind("line", start.tolist(), stop.tolist()))
    assert (cells[0] == start).all() and (cells[-1] == stop).all()
    assert np.abs(np.diff(cells, axis=0)).max() <= 1
    assert len(cells) == max(np.abs(stop - start).max(), 1) + 1


@pytest.mark.parametrize("size", range(1, 6))
@pytest.mark.parametrize("larger", range(1, 6))
def test_a_kernel_goes_back_where_it_was_taken_from(kind, larger, size):
    W = np.arange(larger**2).reshape(larger, larger).tolist()
    if size <= larger:
        assert kind("merged", W, kind("resized", W, size)) == W


@pytest.mark.parametrize("size", range(1, 6))
def test_a_kernel_of_another_size_keeps_its_middle(kind, size):
    W = np.arange(1, 10).reshape(3, 3)
    made = np.array(kind("resized", W.tolist(), size))
    assert made.shape == (size, size)
    assert made[(size - 1) // 2, (size - 1) // 2] in ((5,) if size % 2 else (1, 5))


def shown(figure):
    """Row, column and value of the map's number that the explorer speaks of."""
    words = figure.locator(".explorer-said").inner_text()
    place, equation = words.split("of the map: ")
    row, column = (int(part.strip(" ,")) for part in place.split("Row ")[-1].split(", column"))
    return row - 1, column - 1, float(equation.split("= ")[1].replace("−", "-"))


def test_it_opens_on_the_chapters_picture_and_kernel(figure):
    given = exported(KIND)
    picture, kernel = given["pictures"]["a disc"], given["kernels"]["left to right"]
    row, column, value = shown(figure)
    assert value == pytest.approx(correlate(picture, kernel, padding=1)[row, column], abs=0.006)
    assert figure.locator(f"{MAP} > rect").count() == 144


@pytest.mark.parametrize("name", ["top to bottom", "blur", "identity"])
def test_keys_alone_set_a_kernel_and_move_the_window(figure, name):
    control(figure, "Kernel").select_option(name)
    control(figure, "Stride").press("ArrowRight")
    control(figure, "Padding").press("ArrowLeft")
    figure.locator(MAP).focus()
    for key in ["ArrowRight", "ArrowUp", "ArrowUp"]:
        before = shown(figure)
        figure.page.keyboard.press(key)
        assert shown(figure)[:2] != before[:2]
    row, column, value = shown(figure)
    given = exported(KIND)
    peer = correlate(given["pictures"]["a disc"], given["kernels"][name], stride=2)
    assert figure.locator(f"{MAP} > rect").count() == peer.size
    assert value == pytest.approx(peer[row, column], abs=0.006)


def test_every_control_is_reached_by_tab(figure):
    reached, page = set(), figure.page
    control(figure, "Picture").focus()
    for _ in range(30):
        reached.add(page.evaluate(TAB_STOP))
        page.keyboard.press("Tab")
    assert reached - {-1} == set(range(figure.locator("select, input, button, [tabindex]").count()))


def fills(figure, panel):
    """The colours of a panel's cells, row by row."""
    return figure.locator(f"{panel} > rect").evaluate_all("all => all.map(r => r.style.fill)")


def white(figure):
    """Which pixels of the picture's first row are white."""
    row = fills(figure, PICTURE)[:12]
    return [j for j, fill in enumerate(row) if fill == "rgb(255, 255, 255)"]


def test_keys_paint(figure):
    control(figure, "Padding").press("Home")
    figure.get_by_role("button", name="Clear").click()
    figure.locator(PICTURE).focus()
    for key in ["ArrowRight", "ArrowRight", "Space", "ArrowRight", "Shift+ArrowRight"]:
        figure.page.keyboard.press(key)
    assert white(figure) == [2, 4]


def fourth_pixel(figure):
    """Clear the picture, without padding; where on the screen its first row's fourth pixel is."""
    control(figure, "Padding").press("Home")
    figure.get_by_role("button", name="Clear").click()
    figure.locator(PICTURE).scroll_into_view_if_needed()
    box = figure.locator(PICTURE).bounding_box()
    return (
        box["x"] + 3.5 / 12 * box["width"],
        box["y"] + 0.5 / 12 * box["height"],
        box["width"] / 12,
    )


def test_a_mouse_paints(figure):
    x, y, pixel = fourth_pixel(figure)
    mouse = figure.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 2 * pixel, y, steps=5)
    mouse.up()
    mouse.move(x + 5 * pixel, y)
    assert white(figure) == [3, 4, 5]


def test_a_fast_mouse_skips_no_pixel(figure):
    x, y, pixel = fourth_pixel(figure)
    mouse = figure.page.mouse
    for start in (0, 6):
        mouse.move(x + start * pixel, y)
        mouse.down()
        mouse.move(x + (start + 2) * pixel, y, steps=1)
        mouse.up()
    assert white(figure) == [3, 4, 5, 9, 10, 11]


def test_a_picture_painted_or_cleared_is_ones_own_and_can_be_left(figure):
    picture = control(figure, "Picture")
    control(figure, "Padding").press("Home")
    disc = fills(figure, PICTURE)
    figure.get_by_role("button", name="Clear").click()
    assert picture.input_value() == "your own"
    for press in (None, "Space"):
        if press:
            figure.locator(PICTURE).press(press)
            assert picture.input_value() == "your own"
        picture.select_option("a disc")
        assert fills(figure, PICTURE) == disc
    figure.locator(PICTURE).press("ArrowRight")
    assert picture.input_value() == "a disc"


def test_whoever_chooses_an_own_picture_or_kernel_can_begin(figure):
    control(figure, "Picture").select_option("your own")
    assert set(fills(figure, PICTURE)) == {fills(figure, PICTURE)[0]}
    control(figure, "Kernel").select_option("your own")
    assert "Type your weights" in figure.locator(".explorer-said").inner_text()


def test_a_finger_paints(browser):
    page = browser.new_page(has_touch=True, viewport={"width": 800, "height": 900})
    page.goto(page_of(KIND).as_uri())
    figure = built(page, KIND)
    page.touchscreen.tap(*fourth_pixel(figure)[:2])
    lit = white(figure)
    page.close()
    assert lit == [3]


def test_an_own_weight_counts_and_a_half_typed_one_does_not(figure):
    weight = figure.get_by_label("weight in row 2, column 2")
    weight.fill("-7.5")
    row, column, value = shown(figure)
    given = exported(KIND)
    W = np.array(given["kernels"]["left to right"], float)
    W[1, 1] = -7.5
    peer = correlate(given["pictures"]["a disc"], W, padding=1)
    assert value == pytest.approx(peer[row, column], abs=0.006)
    assert control(figure, "Kernel").input_value() == "your own"
    weight.fill("")
    assert "is no number" in figure.locator(".explorer-said").inner_text()
    assert weight.get_attribute("aria-invalid") == "true"
    figure.get_by_role("button", name="Next").click()
    assert weight.input_value() == "-7.5"
    assert weight.get_attribute("aria-invalid") == "false"


def test_a_weight_too_large_is_refused(figure):
    weight, said = (
        figure.get_by_label("weight in row 1, column 1"),
        figure.locator(".explorer-said"),
    )
    weight.fill("99")
    weight.fill("1e20")
    assert "is not within −99 … 99; the weight stays 99" in said.inner_text()
    weight.press("Tab")
    assert "is 99 as before" in said.inner_text()
    assert weight.input_value() == "99"


def test_a_kernel_that_shrinks_and_grows_again_is_the_same(figure):
    size, kernel = control(figure, "Size"), control(figure, "Kernel")
    before = shown(figure)
    for k in ("1×1", "2×2", "5×5", "4×4", "1×1"):
        size.select_option(k)
        assert kernel.input_value() == "your own"
    size.select_option("3×3")
    assert kernel.input_value() == "left to right"
    assert shown(figure)[2] == before[2]
    size.select_option("1×1")
    figure.get_by_label("weight in row 1, column 1").fill("4")
    size.select_option("3×3")
    assert figure.get_by_label("weight in row 2, column 2").input_value() == "4"
    assert figure.get_by_label("weight in row 2, column 1").input_value() != "0"
    assert figure.page.said == []


def test_settings_without_an_output_are_said_and_left_again(figure):
    for name, key in [("Size", None), ("Padding", "Home"), ("Dilation", "End")]:
        found = control(figure, name)
        found.press(key) if key else found.select_option("5×5")
    assert "the kernel reaches over 13 pixels" in figure.inner_text()
    assert figure.get_by_role("button", name="Next").is_disabled()
    figure.locator(MAP).press("ArrowDown")
    figure.get_by_label("weight in row 1, column 1").fill("2")
    control(figure, "Padding").press("ArrowRight")
    assert figure.locator(f"{MAP} > rect").count() == 4
    assert shown(figure)[:2] <= (1, 1)
    assert figure.page.said == []


def filled(figure):
    return sum(fill != "transparent" for fill in fills(figure, MAP))


def test_steps_fill_the_map_one_number_at_a_time(figure):
    control(figure, "Stride").press("End")
    figure.get_by_role("button", name="From the start").click()
    counts = [filled(figure)]
    for name in ("Next", "Next", "Back"):
        figure.get_by_role("button", name=name).click()
        counts.append(filled(figure))
    assert counts == [1, 2, 3, 2]


def test_it_plays_to_the_end_and_stops(figure):
    control(figure, "Stride").press("End")
    figure.get_by_role("button", name="Play").click()
    assert filled(figure) < 9
    figure.get_by_role("button", name="Play").wait_for(timeout=10_000)
    assert filled(figure) == 9


def test_without_motion_it_plays_at_once(figure):
    figure.page.emulate_media(reduced_motion="reduce")
    for name in ("From the start", "Play"):
        figure.get_by_role("button", name=name).click()
    figure.page.emulate_media(reduced_motion="no-preference")
    assert filled(figure) == 144


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_too_wide_and_the_console_is_quiet(open_page, scheme):
    page = open_page(page_of(KIND), width=360, scheme=scheme)
    figure = built(page, KIND)
    control(figure, "Size").select_option("5×5")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    inner = figure.evaluate("f => [f.scrollWidth, f.clientWidth]")
    assert inner[0] <= inner[1]
    assert page.said == []
