"""The digit explorer computes the chapter's network; mouse, finger and keys draw on it."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates
from torch.nn import functional as F

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import anew, array, built, exported, page_of
from threeways.scratch.convolution import conv2d, max_pool2d
from threeways.scratch.dense import dense

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
KIND = "digit"
STAGES = ("first", "pooled", "second", "last", "hidden", "logits", "probabilities")
TAB_STOP = """[...document.querySelectorAll(".explorer-digit :is(input, button, [tabindex])")]
    .indexOf(document.activeElement)"""
# Typed arrays leave the browser as plain ones.
PLAIN = """() => { window.plain = (x) =>
    ArrayBuffer.isView(x) || Array.isArray(x) ? Array.from(x, plain) : x; }"""
FORWARD = """x => {
    const stages = Object.entries(threeways.kinds.get("digit").forward(weights, x));
    return Object.fromEntries(stages.map(([name, stage]) => [name, plain(stage)]));
}"""
seeds = st.integers(0, 2**31)


def data():
    """What the chapter's cell has exported, its arrays in double precision."""
    packed = exported(KIND)
    weights = [array(w).astype(float) for w in packed["weights"]]
    return weights, *(array(packed[name]).astype(float) for name in ("samples", "labels"))


def by_numpy(weights, picture):
    """What each layer makes of a picture (H, W), by threeways.scratch; maps (F, H, W)."""
    W1, b1, W2, b2, W3, b3, W4, b4 = weights
    first = np.maximum(
        conv2d(picture[None, ..., None], W1.transpose(2, 3, 1, 0), b1, padding="same"), 0
    )
    pooled = max_pool2d(first)
    second = np.maximum(conv2d(pooled, W2.transpose(2, 3, 1, 0), b2, padding="same"), 0)
    last = max_pool2d(second)
    hidden = np.maximum(dense(last.transpose(0, 3, 1, 2).reshape(1, -1), W3.T, b3), 0)
    logits = dense(hidden, W4.T, b4)[0]
    powers = np.exp(logits - logits.max())
    maps = [each[0].transpose(2, 0, 1) for each in (first, pooled, second, last)]
    return dict(zip(STAGES, [*maps, hidden[0], logits, powers / powers.sum()], strict=True))


def by_torch(weights, picture):
    W1, b1, W2, b2, W3, b3, W4, b4 = (torch.tensor(w) for w in weights)
    first = F.relu(F.conv2d(torch.tensor(picture)[None, None], W1, b1, padding=1))
    pooled = F.max_pool2d(first, 2)
    second = F.relu(F.conv2d(pooled, W2, b2, padding=1))
    last = F.max_pool2d(second, 2)
    hidden = F.relu(F.linear(last.flatten(1), W3, b3))
    logits = F.linear(hidden, W4, b4)
    stages = [first, pooled, second, last, hidden, logits, logits.softmax(1)]
    return {name: each[0].numpy() for name, each in zip(STAGES, stages, strict=True)}


def plain(array):
    return {"shape": array.shape, "values": array.ravel().tolist()}


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(page_of(KIND).as_uri())
    built(page, KIND)
    yield page
    page.close()


@pytest.fixture(scope="module")
def kind(page):
    """Calls the explorer's functions, not its controls."""
    page.evaluate(PLAIN)
    page.evaluate("weights => { window.weights = weights; }", [*map(plain, data()[0])])

    def call(name, *given):
        call = "([name, given]) => plain(threeways.kinds.get('digit')[name](...given))"
        return np.array(page.evaluate(call, [name, given]))

    call.forward = lambda picture: page.evaluate(
        FORWARD,
        picture.ravel().tolist(),
    )
    return call


@pytest.fixture
def figure(page):
    """The explorer as it opens."""
    weights, samples, labels = data()
    given = {"weights": [*map(plain, weights)], "samples": plain(samples), "labels": plain(labels)}
    return anew(page, KIND, given)


@pytest.mark.parametrize("peer", [by_numpy, by_torch])
@pytest.mark.parametrize("picture", ["samples", "noise", "empty"])
def test_each_layer_is_numpys_and_pytorchs(kind, peer, picture):
    weights, samples, _ = data()
    noise = np.random.default_rng(0).uniform(0, 1, (5, *samples.shape[1:]))
    for each in {"samples": samples, "noise": noise, "empty": 0 * noise[:1]}[picture]:
        ours, theirs = kind.forward(each), peer(weights, each)
        for stage in STAGES:
            made = np.reshape(ours[stage], theirs[stage].shape)
            size = max(1, np.abs(theirs[stage]).max())
            np.testing.assert_allclose(made, theirs[stage], atol=1e-6 * size, err_msg=stage)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_a_pixel_is_the_mean_of_its_dots(kind, seed):
    ink = np.random.default_rng(seed).uniform(size=(32, 32))
    means = ink.reshape(8, 4, 8, 4).mean((1, 3)).ravel()
    np.testing.assert_allclose(kind("average", ink.ravel().tolist(), 32), means, atol=1e-12)
    same = kind("average", kind("enlarge", means.tolist(), 8).tolist(), 32)
    np.testing.assert_allclose(same, means, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(-90, 90))
def test_turning_interpolates_as_scipy_does(kind, seed, degrees):
    ink = np.random.default_rng(seed).uniform(size=(12, 12))
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    y, x = np.indices(ink.shape) - 5.5
    old = [5.5 + cos * y - sin * x, 5.5 + sin * y + cos * x]
    peer = map_coordinates(ink, old, order=1, mode="grid-constant").ravel()
    np.testing.assert_allclose(kind("turn", ink.ravel().tolist(), 12, degrees), peer, atol=1e-9)


def test_turning_by_a_quarter_is_clockwise_and_by_nothing_changes_nothing(kind):
    ink = np.random.default_rng(0).uniform(size=(8, 8))
    quarter = np.rot90(ink, -1).ravel()
    np.testing.assert_allclose(kind("turn", ink.ravel().tolist(), 8, 90), quarter, atol=1e-9)
    np.testing.assert_array_equal(kind("turn", ink.ravel().tolist(), 8, 0), ink.ravel())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 32), st.floats(0, 32)), min_size=1, max_size=6))
def test_ink_lies_within_the_pens_radius_of_a_stroke(kind, stroke):
    ink = kind("rasterise", [stroke], 32).reshape(32, 32)
    at = np.stack(np.meshgrid(*2 * [np.arange(32) + 0.5]), -1)
    near = np.inf
    for a, b in zip(np.array(stroke), np.array([*stroke[1:], stroke[-1]]), strict=True):
        t = np.clip((at - a) @ (b - a) / (((b - a) ** 2).sum() or 1), 0, 1)
        near = np.minimum(near, np.linalg.norm(at - a - t[..., None] * (b - a), axis=-1))
    np.testing.assert_allclose(ink, np.clip(2.9 - near, 0, 1), atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 32), st.integers(0, 32)), min_size=2, max_size=6, unique=True)
)
def test_fitting_centres_strokes_and_fills_the_frame(kind, stroke):
    fitted = kind("fit", [stroke], 32)[0]
    extent = np.ptp(stroke, axis=0)
    np.testing.assert_allclose((fitted.max(0) + fitted.min(0)) / 2, [16, 16], atol=1e-9)
    np.testing.assert_allclose(
        np.ptp(fitted, axis=0), extent * min(26 / extent.max(), 4), atol=1e-9
    )


def answer(figure):
    """The digit that the explorer speaks of, and its probability in per cent."""
    words = figure.locator(".explorer-said").inner_text().split("reads a")[1].strip("n ")
    return int(words[0]), float(words.split("with ")[1].split(" %")[0])


def test_each_unseen_digit_gets_the_networks_answer(figure):
    weights, samples, labels = data()
    buttons = figure.locator(".explorer-digit-start button").all()
    assert [b.get_attribute("aria-label")[-1] for b in buttons] == [str(int(d)) for d in labels]
    for button, sample in zip(buttons, samples, strict=True):
        button.click()
        p = by_torch(weights, sample)["probabilities"]
        assert answer(figure) == (p.argmax(), pytest.approx(100 * p.max(), abs=0.51))


def arc(x, y, wide, high, start, stop):
    t = np.radians(np.linspace(start, stop, 12))
    return np.column_stack([x + wide * np.cos(t), y + high * np.sin(t)]).tolist()


# Strokes on a unit square, down is positive.
SEVEN = [[(0.25, 0.15), (0.75, 0.15), (0.45, 0.85)]]
BAR = [[(0.35, 0.5), (0.75, 0.5)]]
DRAWN = {
    0: [arc(0.5, 0.5, 0.22, 0.35, 0, 360)],
    2: [[*arc(0.5, 0.35, 0.2, 0.2, 180, 380), (0.27, 0.85), (0.75, 0.85)]],
    3: [arc(0.48, 0.32, 0.2, 0.18, 200, 450) + arc(0.48, 0.67, 0.23, 0.18, -90, 160)],
    4: [[(0.58, 0.85), (0.58, 0.15), (0.25, 0.6), (0.78, 0.6)]],
    7: SEVEN + BAR,
    8: [arc(0.5, 0.32, 0.17, 0.17, 90, 450), arc(0.5, 0.67, 0.2, 0.18, -90, 270)],
}


def draw(figure, strokes):
    paper, mouse = figure.locator("svg[aria-label^=Paper]"), figure.page.mouse
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    for stroke in strokes:
        for n, (x, y) in enumerate(stroke):
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if n == 0:
                mouse.down()
        mouse.up()


@pytest.mark.parametrize("digit", DRAWN)
@pytest.mark.parametrize("size", [0.6, 1.0])
def test_it_reads_what_a_mouse_has_drawn(figure, digit, size):
    draw(figure, [[(size * x, size * y) for x, y in stroke] for stroke in DRAWN[digit]])
    assert answer(figure)[0] == digit


def probabilities(figure):
    """The ten bars, in per cent."""
    texts = figure.locator(".explorer-digit-bars > div > span:last-child").all_inner_texts()
    return [float(text.removesuffix(" %")) for text in texts]


def test_a_bar_makes_a_seven_likelier_and_can_be_undone(figure):
    draw(figure, SEVEN)
    without = probabilities(figure)
    draw(figure, BAR)
    assert probabilities(figure)[7] > without[7] + 20
    assert sum(without) == pytest.approx(100, abs=3)
    figure.get_by_role("button", name="Undo").click()
    assert probabilities(figure) == without


def test_undo_brings_back_the_sample_and_what_was_cleared(figure):
    undo, turn = figure.get_by_role("button", name="Undo"), figure.get_by_label("Turn")
    said = figure.locator(".explorer-said")
    sample = probabilities(figure)
    undo.click()
    assert "Nothing is left to undo" in said.inner_text()
    assert probabilities(figure) == sample
    draw(figure, SEVEN)
    seven = probabilities(figure)
    turn.press("Home")
    turned = probabilities(figure)
    figure.get_by_role("button", name="Clear").click()
    figure.get_by_role("button", name="Clear").click()
    assert turn.input_value() == "0" and "empty paper" in said.inner_text()
    undo.click()
    assert turn.input_value() == "-90" and probabilities(figure) == turned
    output = figure.locator("label:has(> span:text-is('Turn')) > output")
    assert output.inner_text() == "−90°"
    for _ in range(18):
        turn.press("ArrowRight")
    assert probabilities(figure) == seven
    undo.click()
    assert probabilities(figure) == sample


def test_the_pens_place_has_one_decimal(figure):
    draw(figure, [[(0.123456, 0.3), (0.514321, 0.567891)]])
    figure.locator("svg[aria-label^=Paper]").press("ArrowLeft")
    place = figure.locator(".explorer-said").inner_text().split("The pen is at ")[1]
    across, down = place.split(" down")[0].split(" across, ")
    assert all(len(number.split(".")[-1]) == 1 for number in (across, down) if "." in number)


def test_unfitted_a_small_digit_in_a_corner_is_another_picture(figure):
    draw(figure, [[(0.5 * x, 0.5 * y) for x, y in stroke] for stroke in DRAWN[3]])
    fitted = answer(figure)
    figure.get_by_label("fit to the frame").press("Space")
    assert fitted[0] == 3
    assert answer(figure) != fitted


def test_keys_draw_and_turn_a_stroke(figure):
    page = figure.page
    figure.get_by_role("button", name="Clear").press("Enter")
    assert "empty paper" in figure.locator(".explorer-said").inner_text()
    figure.locator("svg[aria-label^=Paper]").focus()
    page.keyboard.press("ArrowLeft")
    assert "empty paper" in figure.locator(".explorer-said").inner_text()
    for _ in range(8):
        page.keyboard.press("Shift+ArrowDown")
    assert figure.locator("polyline").count() == 1
    upright = answer(figure)
    figure.get_by_label("Turn").press("End")
    assert answer(figure) != upright
    page.keyboard.press("Shift+Tab")


def test_space_leaves_a_dot(figure):
    figure.locator("svg[aria-label^=Paper]").press("Space")
    assert figure.locator("polyline").count() == 1


def test_every_control_is_reached_by_tab(figure):
    page, reached = figure.page, set()
    figure.locator("svg[aria-label^=Paper]").focus()
    for _ in range(25):
        reached.add(page.evaluate(TAB_STOP))
        page.keyboard.press("Tab")
    assert reached - {-1} == set(range(figure.locator("input, button, [tabindex]").count()))


def test_a_finger_draws(browser):
    page = browser.new_page(has_touch=True, viewport={"width": 400, "height": 900})
    page.goto(page_of(KIND).as_uri())
    figure = built(page, KIND)
    paper = figure.locator("svg[aria-label^=Paper]")
    paper.tap()
    assert figure.locator("polyline").count() == 1
    page.close()
