"""The playground of λ in Chromium: its weights are NumPy's; it answers to keys and to touch."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import built, exported, page_of
from threeways.scratch.regularisation import elastic_net, kkt_gap, ridge

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

KIND = "regularisation"
FIGURE = f".explorer-{KIND}"
NAMES = ["age", "sex", "BMI", "blood pressure", "s1", "s2", "s3", "s4", "s5", "s6"]
CLOSE = {"rtol": 0, "atol": 1e-6}


@pytest.fixture(scope="module")
def patients():
    """The chapter's seen and unseen half, ten measurements each: X, y, X_new, y_new."""
    data = train_test_split(*load_diabetes(return_X_y=True), test_size=0.5, random_state=0)
    X, X_new, y, y_new = data
    scale = StandardScaler().fit(X)
    mean, std = y.mean(), y.std()
    return scale.transform(X), (y - mean) / std, scale.transform(X_new), (y_new - mean) / std


@pytest.fixture(scope="module")
def data():
    """What the chapter has handed to the figure."""
    return exported(KIND)


def shown(page):
    """The page with the figure at its top."""
    built(page, KIND).evaluate("figure => figure.scrollIntoView({ block: 'start' })")
    return page


@pytest.fixture(scope="module")
def desktop(browser):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(page_of(KIND).as_uri())
    yield shown(page)
    page.close()


@pytest.fixture
def page(desktop):
    """The figure as it is at first."""
    desktop.locator(FIGURE).get_by_role("button", name="lasso").click()
    set_to(desktop, "λ", -0.7)
    set_to(desktop, "correlation", 0.48)
    return desktop


@pytest.fixture
def kind(desktop):
    """Call a function of the script: kind("ridge", moments, 0.1)."""
    call = "([name, given]) => threeways.kinds.get('regularisation')[name](...given)"
    return lambda name, *given: desktop.evaluate(call, [name, given])


def said(page):
    return page.locator(f"{FIGURE} .explorer-said").inner_text()


def slider(page, label):
    return page.locator(f"{FIGURE} .explorer-slider").filter(has_text=label).locator("input")


def set_to(page, label, value):
    slider(page, label).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }",
        value,
    )


def settings(seed, count=12):
    """λ from a ten-thousandth to a hundred, and mixes: ridge, lasso, and any between."""
    rng = np.random.default_rng(seed)
    mixes = [0.0, 1.0, *rng.uniform(0.02, 1, count - 2)]
    return list(zip((10 ** rng.uniform(-4, 2, count)).tolist(), mixes, strict=True))


def reference(X, y, lam, mix):
    return ridge(X, y, lam) if mix == 0 else elastic_net(X, y, lam * mix, lam * (1 - mix), 1e-10)


def r2(X, y, w):
    return 1 - np.mean((y - X @ w) ** 2) / y.var()


def test_the_chapter_hands_over_its_own_two_halves(data, patients):
    X, y, X_new, y_new = patients
    for half, features, target in (("seen", X, y), ("unseen", X_new, y_new)):
        given = data[half]
        np.testing.assert_allclose(given["gram"], features.T @ features / len(target), atol=1e-12)
        np.testing.assert_allclose(given["cross"], features.T @ target / len(target), atol=1e-12)
    assert data["names"] == NAMES
    assert data["pair"] == [8, 9]


@pytest.mark.parametrize(("lam", "mix"), settings(0), ids=lambda x: f"{x:.3g}")
def test_the_optimum_is_numpys(kind, data, patients, lam, mix):
    X, y, X_new, y_new = patients
    expected = reference(X, y, lam, mix)
    w = np.array(kind("optimum", data["seen"], lam, mix))
    np.testing.assert_allclose(w, expected, **CLOSE)
    np.testing.assert_array_equal(w == 0, expected == 0)
    assert kind("r2", data["seen"], w.tolist()) == pytest.approx(r2(X, y, expected), abs=1e-6)
    unseen = r2(X_new, y_new, expected)
    assert kind("r2", data["unseen"], w.tolist()) == pytest.approx(unseen, abs=1e-6)


@pytest.mark.parametrize("mix", [0, 0.3, 1])
def test_without_a_penalty_it_is_least_squares(kind, data, patients, mix):
    X, y, *_ = patients
    least = np.linalg.lstsq(X, y, rcond=None)[0]
    np.testing.assert_allclose(kind("optimum", data["seen"], 0, mix), least, **CLOSE)
    np.testing.assert_allclose(kind("optimum", data["seen"], 1e-9, mix), least, **CLOSE)


@pytest.mark.parametrize("mix", [0.1, 0.5, 1])
def test_above_lambda_max_all_weights_are_exactly_zero_and_just_below_one_is_not(kind, data, mix):
    most = kind("lamMax", data["seen"], mix)
    assert kind("optimum", data["seen"], most * 1.0001, mix) == [0] * 10
    assert kind("optimum", data["seen"], 1e6, mix) == [0] * 10
    assert np.count_nonzero(kind("optimum", data["seen"], most * 0.999, mix)) == 1


@pytest.mark.parametrize("mix", [0, 0.45, 1])
def test_a_path_is_the_optimum_at_each_of_its_points(kind, data, patients, mix):
    X, y, *_ = patients
    lams = np.logspace(-2, 1, 13).tolist()
    path = kind("path", data["seen"], lams, mix)
    expected = [reference(X, y, lam, mix) for lam in lams]
    np.testing.assert_allclose(path, expected, **CLOSE)


@pytest.mark.parametrize("correlation", [0, 0.4787, 0.9])
@pytest.mark.parametrize(("lam", "mix"), settings(1, 4), ids=lambda x: f"{x:.3g}")
def test_the_two_alone_are_numpys_at_any_correlation(kind, data, correlation, lam, mix):
    gram = np.array([[1, correlation], [correlation, 1]])
    cross = np.array(data["seen"]["cross"])[data["pair"]]
    X = np.sqrt(2) * np.linalg.cholesky(gram).T  # (2, 2): two patients with these moments
    y = 2 * np.linalg.solve(X.T, cross)
    two = kind("asIf", {"cross": cross.tolist()}, correlation)
    w = kind("optimum", two, lam, mix)
    np.testing.assert_allclose(w, reference(X, y, lam, mix), **CLOSE)
    assert kkt_gap(X, y, np.array(w), lam * mix, lam * (1 - mix)) < 1e-9


def test_least_squares_of_two_that_are_alike_takes_weights_of_opposite_signs(kind, data):
    cross = [data["seen"]["cross"][i] for i in data["pair"]]
    signs = [np.sign(kind("ridge", kind("asIf", {"cross": cross}, r), 0)) for r in (0.48, 0.9)]
    np.testing.assert_array_equal(signs, [[1, 1], [1, -1]])


@pytest.mark.parametrize("mix", [0, 0.35, 1])
def test_the_shape_is_charged_alike_and_touches_the_best_contour(kind, mix):
    gram, least = np.array([[1, 0.6], [0.6, 1]]), np.array([0.7, 0.1])
    two = {"gram": gram.tolist(), "cross": (gram @ least).tolist()}
    w = kind("optimum", two, 0.2, mix)
    cost = kind("charge", w, mix)
    ball = np.array(kind("ball", mix, cost))
    np.testing.assert_allclose(mix * np.abs(ball).sum(1) + (1 - mix) * (ball**2).sum(1), cost)
    above = kind("lossAbove", two, least.tolist(), w)
    contour = np.array(kind("contour", two, least.tolist(), above))
    losses = [np.einsum("pi,ij,pj->p", v, gram, v) for v in (contour - least, ball - least)]
    np.testing.assert_allclose(losses[0], above)
    assert losses[1].min() == pytest.approx(above, rel=0.01)
    assert losses[1].min() >= above - 1e-12


def test_above_lambda_max_the_shape_is_a_point(kind):
    assert np.all(np.array(kind("ball", 0, 0)) == 0)
    assert np.all(np.array(kind("ball", 1, 0)) == 0)


def test_ridges_ball_is_drawn_as_a_circle(page):
    page.locator(FIGURE).get_by_role("button", name="ridge", exact=True).click()
    size = "path => [path.getBBox().width, path.getBBox().height]"
    box = page.locator(f"{FIGURE} svg svg path.ball").evaluate(size)
    assert box[0] == pytest.approx(box[1], rel=0.01)


def test_it_says_the_weights_that_are_exactly_zero_and_the_fit(page, patients):
    X, y, X_new, y_new = patients
    set_to(page, "λ", -0.5)
    w = elastic_net(X, y, 10**-0.5)
    zeros = [name for name, weight in zip(NAMES, w, strict=True) if weight == 0]
    assert f"{', '.join(zeros[:-1])} and {zeros[-1]}" in said(page)
    assert f"R² is {r2(X, y, w):.2f} on the seen patients" in said(page)
    assert f"{r2(X_new, y_new, w):.2f} on the unseen" in said(page)
    chips = page.locator(f"{FIGURE} .explorer-regularisation-weights button")
    assert [c.split()[0] for c in chips.all_inner_texts() if c.endswith(" 0")] == [
        name.split()[0] for name in zeros
    ]


def test_ridge_keeps_all_and_a_large_lasso_none(page):
    set_to(page, "λ", 1)
    assert "all ten weights are exactly zero: λ is above λ max = 1.25" in said(page)
    page.locator(FIGURE).get_by_role("button", name="ridge", exact=True).click()
    assert "none of the ten weights is exactly zero" in said(page)


def test_of_two_that_are_alike_the_lasso_keeps_one_and_ridge_both(page):
    assert "Of the two alone, no weight is exactly zero" in said(page)
    set_to(page, "correlation", 0.9)
    assert "were their correlation 0.90 (it is 0.48), the weight of s6 is exactly zero" in said(
        page
    )
    page.locator(FIGURE).get_by_role("button", name="ridge", exact=True).click()
    assert said(page).endswith("no weight is exactly zero.")


def test_every_control_is_reached_by_tab_and_answers_to_keys(page):
    slider(page, "λ").focus()
    before = said(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert said(page) != before
    assert slider(page, "λ").get_attribute("aria-valuetext") == "10"
    reached = []
    for _ in range(15):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText || 'slider'").split()[0])
    chips = [name.split()[0] for name in NAMES]
    assert reached == ["ridge", "elastic", "lasso", "slider", "slider", *chips]
    assert "(lasso)" in said(page)
    page.locator(FIGURE).get_by_role("button", name="elastic net").focus()
    page.keyboard.press("Enter")
    assert "(elastic net)" in said(page)


def test_a_weights_button_marks_its_line(page):
    lines = page.locator(f"{FIGURE} path.marked")
    age = page.locator(FIGURE).get_by_role("button", name="age")
    assert lines.count() == 3
    assert age.get_attribute("aria-pressed") == "false"
    age.focus()
    page.keyboard.press("Space")
    assert lines.count() == 4
    assert age.get_attribute("aria-pressed") == "true"


def test_the_point_and_the_marker_are_dragged(page):
    box = page.locator(f"{FIGURE} circle.handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 200, y + 20, steps=4)  # to where both weights are zero
    page.mouse.up()
    assert "both weights are exactly zero" in said(page)
    paths = page.locator(f"{FIGURE} .explorer-regularisation-plots > svg").last.bounding_box()
    page.mouse.click(paths["x"] + 0.2 * paths["width"], paths["y"] + 0.5 * paths["height"])
    assert float(slider(page, "λ").input_value()) < -1.5
    page.mouse.move(paths["x"] + 0.9 * paths["width"], paths["y"] + 0.5 * paths["height"])
    assert float(slider(page, "λ").input_value()) < -1.5, "moved without the button down"


def test_it_answers_to_touch(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(page_of(KIND).as_uri())
    shown(page)
    paths = page.locator(f"{FIGURE} .explorer-regularisation-plots > svg").last
    paths.scroll_into_view_if_needed()
    box = paths.bounding_box()
    page.touchscreen.tap(box["x"] + 0.95 * box["width"], box["y"] + 0.5 * box["height"])
    assert "all ten weights are exactly zero" in said(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_fits_and_the_console_is_quiet(open_page, scheme):
    page = shown(open_page(page_of(KIND), width=360, scheme=scheme))
    set_to(page, "mix", 0.5)
    set_to(page, "correlation", 0.9)
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    figure_box = page.locator(FIGURE).bounding_box()
    for inside in page.locator(f"{FIGURE} :is(button, label, div > svg)").all():
        box = inside.bounding_box()
        assert box["x"] >= figure_box["x"]
        assert box["x"] + box["width"] <= figure_box["x"] + figure_box["width"]
    assert not page.said
