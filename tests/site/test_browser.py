"""The built site in Chromium: a quiet console, no request elsewhere, nothing too wide."""

import pytest

from tests.site.conftest import CHROMIUM
from tests.site.test_pages import PAGES, SITE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def settled(page):
    """Wait until the formulas are set."""
    page.evaluate("window.MathJax?.startup?.promise")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_is_quiet_and_asks_nothing_of_others(open_page, path, scheme):
    page = settled(open_page(SITE / path, scheme=scheme))
    assert not page.said
    assert not [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("width", [400, 800, 1400])
@pytest.mark.parametrize("path", PAGES, ids=str)
def test_nothing_is_wider_than_the_screen(open_page, path, width):
    page = settled(open_page(SITE / path, width=width))
    wider = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    assert wider <= 0


def test_a_page_follows_the_readers_colour_scheme(open_page):
    colours = set()
    for scheme in ("light", "dark"):
        page = open_page(SITE / "index.html", scheme=scheme)
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


def test_formulas_are_set_without_the_network(open_page):
    page = settled(open_page(SITE / "appendix" / "notation.html"))
    assert page.locator("mjx-container").count() > 10


def test_the_browser_tests_would_notice_an_error_and_a_remote_request(open_page, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<script>console.error('oh')</script><img src='http://127.0.0.1:9/x.png'>"
        "<div style='width:3000px'>wide</div>"
    )
    page = open_page(bad)
    assert "oh" in page.said
    assert [url for url in page.asked if url.startswith("http")]
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") > 0
