"""The built site in Chromium: quiet, self-contained, accessible, and never too wide."""

from importlib.resources import files

import pytest

from tests.site.conftest import CHROMIUM
from tests.site.test_pages import PAGES, SITE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

OWN = ("file:", "data:", "blob:")
SUCCESS_CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Contrast is looked at glyph by glyph: of equal tokens of a program one is enough, and a formula
# has the colour of its line.
# Colours on their way from one theme to the other are none of either.
THIN = """() => {
  document.head.insertAdjacentHTML("beforeend", "<style>* { transition: none !important }</style>");
  const seen = new Set();
  for (const token of document.querySelectorAll("pre span")) {
    const ground = token.closest("div[class*=highlight], div.output, div.text_html");
    const part = ground?.closest(".cell_output, .cell_input");
    const look = [part, ground, token].map((element) => element?.className).join("/");
    if (seen.has(look)) token.replaceWith(...token.childNodes);
    seen.add(look);
  }
  document.body.normalize();
  for (const formula of document.querySelectorAll("mjx-math")) formula.replaceChildren();
}"""
# Without preload: it would read the style sheets by fetch(), which file:// forbids.
AUDIT = """async (tags) => {
  const given = { runOnly: tags, preload: false, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, given);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) =>
      `${id}: ${target} ${[...any, ...all, ...none][0]?.message}`));
}"""
TOO_WIDE = """() => {
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  const beyond = (element) => element.getBoundingClientRect().right > innerWidth + 1;
  const guilty = [...document.querySelectorAll("body *")].filter(beyond).slice(0, 3);
  return wide > 0 ? `${wide} px: ${guilty.map((element) => element.outerHTML.slice(0, 80))}` : "";
}"""
SCROLL = """async () => {
  const frame = () => new Promise((shown) => requestAnimationFrame(() => setTimeout(shown, 15)));
  for (let y = 0; y < document.scrollingElement.scrollHeight; y += innerHeight) {
    scrollTo({ top: y, behavior: "instant" });
    await frame();
  }
}"""
LOADED = """performance.getEntries()
  .reduce((bytes, entry) => bytes + (entry.encodedBodySize ?? 0), 0)"""
HIDDEN = """() => [...document.querySelectorAll("article .way, article pre, article img")]
  .filter((box) => !box.checkVisibility() && !box.closest("details"))
  .map((box) => box.outerHTML)"""
# Keys reach what scrolls once it has been near, and again after the window has a new width.
REACHED = """[...document.querySelectorAll("pre")].filter((code) => code.checkVisibility())
  .every((code) => code.scrollWidth <= code.clientWidth || code.tabIndex >= 0)"""
BUILT = "[...document.querySelectorAll('.explorer')].every((place) => place.matches('.ready'))"


def settled(page):
    """Wait until the formulas are set."""
    page.evaluate("window.setFormulas?.()")
    return page


def seen_whole(page):
    """Scroll through a page, so that pictures are loaded and interactive figures are built."""
    settled(page).evaluate(SCROLL)
    page.wait_for_function(BUILT, timeout=20_000)
    return page


def too_wide(page):
    faults = []
    for width in (1400, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        if wider := page.evaluate(TOO_WIDE):
            faults.append(f"at {width} pixels too wide by {wider}")
    return faults


def barriers(page):
    """What axe finds at levels A and AA: light on a wide screen, dark on a narrow one."""
    page.evaluate(THIN)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    faults = []
    for scheme, width in (("light", 1400), ("dark", 360)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
        page.evaluate(SCROLL)
        page.wait_for_function(REACHED)
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # no button over the text
        page.wait_for_timeout(100)
        faults += [f"{scheme}: {fault}" for fault in page.evaluate(AUDIT, SUCCESS_CRITERIA)]
    return faults


def noise(page):
    elsewhere = [url for url in page.asked if not url.startswith(OWN)]
    return page.said + [f"asked for {url}" for url in elsewhere]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_is_quiet_narrow_enough_and_open_to_everybody(open_page, path):
    page = seen_whole(open_page(SITE / path))
    faults = too_wide(page) + barriers(page) + noise(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_is_whole_without_scripts(open_page, path):
    page = open_page(SITE / path, width=360, scheme="dark", scripts=False)
    faults = [f"wider by {wider}"] if (wider := page.evaluate(TOO_WIDE)) else []
    hidden = page.evaluate(HIDDEN)
    faults += [f"hidden: {box[:80]}" for box in hidden] + noise(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_is_below_a_megabyte_and_a_half_when_it_is_opened(open_page, served, path):
    page = open_page(f"{served}/{path}")
    page.wait_for_timeout(300)  # what its scripts ask for
    assert 20_000 < page.evaluate(LOADED) < 1_500_000


def test_the_search_leads_to_its_pages_from_a_file_too(open_page):
    page = open_page(f"{(SITE / 'search.html').as_uri()}?q=ridge")
    first = page.locator("#search-results ul.search a").first
    first.wait_for(timeout=10_000)
    page.wait_for_timeout(500)  # what it fetches for its results would arrive now
    assert not noise(page)
    first.click()
    page.wait_for_url("**/foundations/regularisation.html*")


def test_a_page_follows_the_readers_colour_scheme(open_page):
    colours = set()
    for scheme in ("light", "dark"):
        page = open_page(SITE / "index.html", scheme=scheme)
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


def test_formulas_are_set_without_the_network(open_page):
    page = settled(open_page(SITE / "appendix" / "notation.html"))
    assert page.locator("mjx-container").count() > 10


def test_these_tests_would_notice_each_fault(open_page, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<html data-theme='light'><title>Bad</title><script>console.error('oh')</script>"
        "<script>matchMedia('(prefers-color-scheme: dark)').onchange = ({ matches }) =>"
        " document.documentElement.dataset.theme = matches ? 'dark' : 'light'</script>"
        "<img src='http://127.0.0.1:9/x.png'><div style='width:3000px'>wide</div>"
        "<p style='color: #999; background: #fff'>pale</p>"
    )
    page = open_page(bad)
    assert len(too_wide(page)) == 3
    found = barriers(page)
    assert [fault for fault in found if "color-contrast" in fault and "light" in fault]
    assert [fault for fault in found if "image-alt" in fault and "dark" in fault]
    assert {"oh", "asked for http://127.0.0.1:9/x.png"} <= set(noise(page))
