"""Neighbouring cells in several ways: grouped on the page, tabs in a browser, all there without."""

from itertools import pairwise

import nbformat
import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.site.conftest import CHROMIUM
from tests.site.test_pages import SITE, chapters, soup
from threeways.course.pages.ways import WAYS, runs

PAGE, OTHER = SITE / "foundations" / "regularisation.html", SITE / "sequences" / "rnn.html"
HIDDEN = "check-dropout-torch"  # a check in a panel that is hidden at first
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no storage here", "SecurityError"); } });"""
in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def siblings(letters):
    """What follows one another on a page: a letter is a cell of that way, a dot anything else."""
    names = {name[0]: f"tag_way-{name}" for name in WAYS}
    return [
        nodes.paragraph() if letter == "." else nodes.container(classes=["cell", names[letter]])
        for letter in letters
    ]


def told(letters):
    """The runs that are found, as letters again."""
    return ["".join(name[0] * len(group[name]) for name in group) for group in runs(letters)]


@pytest.mark.parametrize(
    ("letters", "groups"),
    [
        ("nkt", ["nkt"]),
        (".nnktt.", ["", "nnktt"]),
        ("n.kt", ["n", "kt"]),
        ("kknt", ["kknt"]),
        ("nkn", ["nk", "n"]),
        ("nktnkt", ["nkt", "nkt"]),
        ("..", [""]),
    ],
)
def test_a_run_ends_where_something_stands_between_or_a_way_comes_back(letters, groups):
    assert [group for group in told(siblings(letters)) if group] == [g for g in groups if g]


@given(st.text("nkt.", max_size=12))
def test_runs_keep_every_cell_in_its_place(letters):
    assert "".join(told(siblings(letters))) == letters.replace(".", "")


@pytest.mark.parametrize("name", chapters())
def test_a_page_shows_every_cell_in_the_notebooks_order(name):
    cells = nbformat.read(ROOT / "book" / f"{name}.ipynb", 4).cells
    tags = [c.metadata.get("tags", []) for c in cells if c.cell_type == "code"]
    shown = soup(SITE / f"{name}.html").select("article div.cell")
    assert [[f"tag_{tag}" for tag in each] for each in tags] == [
        [c for c in cell["class"] if c.startswith("tag_")] for cell in shown
    ]


@pytest.mark.parametrize("name", chapters())
def test_a_panel_holds_cells_of_the_way_that_it_names(name):
    panels = soup(SITE / f"{name}.html").select(".ways > .way")
    assert len(panels) >= 2
    for panel in panels:
        label, *cells = panel.find_all(recursive=False)
        (way,) = (way for way, text in WAYS.items() if text == label.get_text())
        assert all(f"tag_way-{way}" in cell["class"] for cell in cells)
        assert cells


@pytest.mark.parametrize("name", chapters())
def test_no_two_ways_are_neighbours_outside_a_group(name):
    cells = soup(SITE / f"{name}.html").select("article section > *")
    ways = [[c for c in cell.get("class", []) if c.startswith("tag_way-")] for cell in cells]
    assert not [pair for pair in pairwise(ways) if pair[0] and pair[1] and pair[0] != pair[1]]


def selected(page):
    """The way that each group of the page shows."""
    return page.locator("[role=tab][aria-selected=true]").all_inner_texts()


def tabs(page, group=0):
    """The tabs of the page's group of that number."""
    return page.get_by_role("tablist").nth(group).get_by_role("tab")


def group_of(page, *ways):
    """The number of the first group of exactly these ways."""
    lists = page.get_by_role("tablist").all()
    names = [[*group.get_by_role("tab").all_inner_texts()] for group in lists]
    return names.index([*ways, "All"])


def tab(page, name, group=0):
    return page.get_by_role("tablist").nth(group).get_by_role("tab", name=name)


@in_chromium
def test_a_group_shows_one_way_and_tells_a_screen_reader_which(open_page):
    page = open_page(PAGE)
    full = group_of(page, "NumPy", "Keras", "PyTorch")
    for tablist in page.get_by_role("tablist").all():
        (chosen,) = tablist.get_by_role("tab", selected=True).all()
        controls = [
            each.get_attribute("aria-controls") for each in tablist.get_by_role("tab").all()
        ]
        assert all(page.locator(f"#{panel}").count() == 1 for panel in controls)
        panel = page.locator(f"#{chosen.get_attribute('aria-controls')}")
        assert panel.get_attribute("aria-labelledby") == chosen.get_attribute("id")
        assert panel.is_visible()
    assert page.get_by_role("tabpanel").count() == page.get_by_role("tablist").count()
    assert [t.get_attribute("tabindex") for t in tabs(page, full).all()] == ["0", "-1", "-1", "-1"]
    assert not page.locator(".way-label").first.is_visible()
    assert not page.said


@in_chromium
def test_a_choice_holds_for_the_page_and_the_next_one(open_page):
    page = open_page(PAGE)
    tab(page, "PyTorch", group_of(page, "NumPy", "Keras", "PyTorch")).click()
    page.goto(OTHER.as_uri())
    assert set(selected(page)) == {"PyTorch"}
    page.goto(PAGE.as_uri())
    assert set(selected(page)) == {"PyTorch", "NumPy"}  # early stopping has no PyTorch


@in_chromium
def test_a_group_without_the_chosen_way_keeps_to_the_choice_before(open_page):
    page = open_page(OTHER)
    pair, full = group_of(page, "Keras", "PyTorch"), group_of(page, "NumPy", "Keras", "PyTorch")
    assert selected(page)[pair] == "Keras"
    tab(page, "PyTorch", full).click()
    tab(page, "NumPy", full).click()
    assert (selected(page)[full], selected(page)[pair]) == ("NumPy", "PyTorch")
    page.reload()
    assert (selected(page)[full], selected(page)[pair]) == ("NumPy", "PyTorch")


@in_chromium
def test_all_shows_every_way_under_its_name(open_page):
    page = open_page(PAGE)
    tab(page, "All").click()
    assert set(selected(page)) == {"All"}
    assert all(cell.is_visible() for cell in page.locator(".ways .cell").all())
    assert all(label.is_visible() for label in page.locator(".way-label").all())
    panels = page.get_by_role("tabpanel", name="All")
    assert panels.count() == page.get_by_role("tablist").count()
    assert panels.first.get_by_role("group", name="Keras").is_visible()


@in_chromium
def test_tabs_are_worked_by_keyboard(open_page):
    page = open_page(PAGE)
    group = group_of(page, "NumPy", "Keras", "PyTorch")
    tab(page, "NumPy", group).focus()
    went = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
        went.append(page.evaluate("document.activeElement.textContent"))
    assert went == ["Keras", "PyTorch", "All", "NumPy", "All", "NumPy", "All"]
    page.keyboard.press("Home")
    page.keyboard.press("Tab")  # past the other tabs, into what is shown
    assert page.evaluate("document.activeElement.getAttribute('role')") == "tabpanel"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "NumPy"


@in_chromium
def test_what_is_hidden_is_not_reached_by_keyboard_nor_read(open_page):
    page = open_page(PAGE)
    hidden = page.locator(".way[hidden]").first
    assert not hidden.locator(".cell").first.is_visible()
    assert "tabpanel" not in (hidden.get_attribute("role") or "")
    assert hidden.get_attribute("tabindex") is None
    assert hidden.evaluate("panel => panel.getBoundingClientRect().height") == 0


@in_chromium
def test_what_was_clicked_stays_where_it_is(open_page):
    page = open_page(PAGE)
    last = page.get_by_role("tablist").last
    last.scroll_into_view_if_needed()
    page.evaluate("window.setFormulas()")
    page.wait_for_timeout(1000)  # what is near is laid out
    for name in ("All", "Keras", "NumPy"):
        before = last.bounding_box()["y"]
        last.get_by_role("tab", name=name).click()
        page.wait_for_timeout(200)
        assert abs(last.bounding_box()["y"] - before) < 2


@in_chromium
def test_without_scripts_the_ways_follow_one_another(open_page):
    page = open_page(PAGE, scripts=False)
    assert page.locator("[role=tab]").count() == 0
    for each in (".ways .cell", ".way-label"):
        assert all(shown.is_visible() for shown in page.locator(each).all())
    assert page.locator(".ways").first.locator(".way-label").all_inner_texts() == [
        "NumPy",
        "Keras",
        "PyTorch",
    ]


@in_chromium
def test_on_paper_the_ways_follow_one_another(open_page):
    page = open_page(PAGE)
    page.emulate_media(media="print")
    for each in (".ways .cell", ".way-label"):
        assert all(shown.is_visible() for shown in page.locator(each).all())
    assert not any(tablist.is_visible() for tablist in page.locator("way-tabs").all())


@in_chromium
def test_a_link_into_a_hidden_panel_opens_it_and_changes_no_choice(open_page):
    page = open_page(PAGE)
    assert not page.locator(f"#{HIDDEN}").is_visible()
    page.locator(f"table.ledger a[href='#{HIDDEN}']").first.click()
    page.wait_for_timeout(200)
    assert page.locator(f"#{HIDDEN}").is_visible()
    assert 0 <= page.locator(f"#{HIDDEN}").bounding_box()["y"] < 900
    page.goto(OTHER.as_uri())
    assert "PyTorch" not in selected(page)


@in_chromium
def test_a_link_from_elsewhere_opens_a_hidden_panel(open_page):
    page = open_page(f"{PAGE.as_uri()}#{HIDDEN}")
    page.wait_for_timeout(200)
    assert page.locator(f"#{HIDDEN}").is_visible()
    assert 0 <= page.locator(f"#{HIDDEN}").bounding_box()["y"] < 900


@in_chromium
def test_the_browsers_own_search_opens_a_hidden_panel(open_page):
    page = open_page(PAGE)
    word = "F.softshrink"
    (cell,) = page.locator(".way[hidden] .cell_input", has_text=word).all()
    assert not cell.is_visible()
    page.goto("about:blank")
    page.goto(f"{PAGE.as_uri()}#:~:text={word}")  # a link to words is followed as a search is
    page.wait_for_timeout(200)
    assert page.locator(".way .cell_input", has_text=word).is_visible()


@in_chromium
def test_the_sites_search_opens_the_panel_that_holds_the_word(open_page):
    page = open_page(f"{(SITE / 'search.html').as_uri()}?q=softshrink")
    page.locator("#search-results a", has_text="Regularisation").first.click()
    page.wait_for_url("**/regularisation.html*")
    cell = page.locator(".way .cell_input", has_text="F.softshrink")
    cell.wait_for()  # until it is seen
    page.reload()
    assert not cell.is_visible()


@in_chromium
def test_a_browser_that_stores_nothing_has_tabs_too(open_page):
    page = open_page(PAGE, before=NO_STORAGE)
    tab(page, "PyTorch").click()
    assert selected(page).count("PyTorch") > 1


@in_chromium
@pytest.mark.parametrize("name", chapters())
def test_all_ways_fit_a_small_screen_and_stay_quiet(open_page, name):
    page = open_page(SITE / f"{name}.html", width=360)
    tab(page, "All").click()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    assert not page.said
    assert not [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))]
