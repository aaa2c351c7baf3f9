"""What holds for every interactive figure: it is light, replaces its picture, and fits a phone."""

import pytest

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import PLACES, built, data_file, page_of
from tests.site.test_pages import SITE

in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
ALT = {
    "regularisation": "Ten weights against λ",
    "words": "by two kinds of vectors",
    "writer": "Surprise of each character",
}


def test_every_figure_of_the_site_is_among_these():
    written = set(SITE.glob("_static/explorers/data/*.js"))
    assert written == {data_file(kind) for kind in PLACES}


@pytest.mark.parametrize("kind", PLACES)
def test_its_data_are_light(kind):
    assert data_file(kind).stat().st_size < 700_000


@in_chromium
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("kind", PLACES)
def test_the_picture_stands_in_where_scripts_are_off(open_page, kind, scripts):
    page = open_page(page_of(kind), scripts=scripts)
    cell = page.locator(".cell_output", has=page.locator(f".explorer[data-kind={kind}]"))
    if scripts:
        assert built(page, kind).is_visible()
    picture = cell.locator("img")
    assert ALT.get(kind, "") in picture.get_attribute("alt")
    assert picture.is_visible() != scripts
    assert cell.locator(f".explorer-{kind}").count() == scripts


# The others are looked at in the widest state that they can be brought to, each by its own tests.
@in_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["digit", "map", "words"])
def test_on_a_phone_nothing_is_too_wide_and_the_console_is_quiet(open_page, kind, scheme):
    page = open_page(page_of(kind), width=360, scheme=scheme)
    figure = built(page, kind)
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    assert figure.evaluate("figure => figure.scrollWidth - figure.clientWidth") <= 0
    assert page.said == []
