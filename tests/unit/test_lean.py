"""Built pages are made light, and stay what they were."""

import shutil
from pathlib import Path

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from pygments.styles import get_style_by_name
from pygments.token import Token

from threeways.course.pages.lean import lighten

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
PAGE = """<head>
<script src="_static/documentation_options.js"></script>
<script src="_static/copybutton.js"></script>
<script src="_static/ways.js?v=1"></script><script>let said = 1;</script>
<script defer src="_static/scripts/fontawesome.js?digest=1"></script>
<script src="_static/searchtools.js"></script><script src="searchindex.js"></script>
<script src="_static/sphinx-thebe.js"></script><script>const THEBE_JS_URL = "x";</script>
<link rel="preload" as="script" href="_static/scripts/bootstrap.js" />
</head><body>
<pre><span class="n">W</span><span class="w"> </span><span class="o">=</span> \
<span class="n">x</span> <span class="o">&lt;</span> <span class="s1">'a'</span></pre>
<i class="theme-switch fa-solid   fa-moon fa-lg" data-mode="dark" title="Dark"></i>
<i class="fab fa-github"></i><i class="fas fa-pencil-alt"></i><i class="fa-solid fa-no-such"></i>
<img alt="two curves" src="_images/a.png" style="width: 3px;">
<img src="_static/logo.svg" alt="logo">
</body>"""


@pytest.fixture
def site(tmp_path):
    static = tmp_path / "_static"
    (static / "scripts").mkdir(parents=True)
    for name in ("fontawesome.js", "pydata-sphinx-theme.js"):
        shutil.copy2(THEME / "scripts" / name, static / "scripts" / name)
    (static / "documentation_options.js").write_text("1")
    (static / "ways.js").write_text("2")
    (static / "theme.css.map").write_text("{}")
    (tmp_path / "_images").mkdir()
    Image.new("RGB", (6, 4)).save(tmp_path / "_images" / "a.png")
    for name in ("index.html", "search.html"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    lighten(tmp_path)
    return tmp_path


def tags(site, page="index.html"):
    return BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser")


def test_icons_stand_in_the_page_with_what_scripts_look_for(site):
    moon, github, pencil = tags(site).find_all("svg")
    assert (moon["data-mode"], moon["class"][:2]) == ("dark", ["svg-inline--fa", "theme-switch"])
    assert github["viewbox"] == "0 0 496 512"
    assert all(icon.path["d"].startswith("M") for icon in (moon, github, pencil))


def test_an_icon_that_the_theme_does_not_have_stays_as_it_was(site):
    assert tags(site).find("i")["class"] == ["fa-solid", "fa-no-such"]


def test_a_picture_waits_and_has_its_size(site):
    picture, logo = tags(site).find_all("img")
    assert (picture["loading"], picture["width"], picture["height"]) == ("lazy", "6", "4")
    assert (picture["alt"], picture["style"]) == ("two curves", "width: 3px;")
    assert "loading" not in logo.attrs


def test_what_must_run_first_stands_in_the_page_and_all_else_waits(site):
    scripts = tags(site).find_all("script")
    assert [s.string.strip() for s in scripts if not s.get("src")] == ["1", "2", "let said = 1;"]
    assert all(s.has_attr("defer") for s in scripts if s.get("src"))
    assert not tags(site).find_all("link", rel="preload")


def test_tokens_in_the_colour_of_their_line_have_no_element(site):
    code = tags(site).pre
    assert code.get_text() == "W = x < 'a'"
    assert [str(token["class"][0]) for token in code.find_all("span")] == ["o", "o", "s1"]


def test_those_tokens_have_the_colour_of_their_line_in_both_themes():
    for scheme in ("light", "dark"):
        style = get_style_by_name(f"a11y-high-contrast-{scheme}")
        for token in (Token.Name, Token.Name.Namespace, Token.Punctuation, Token.Text.Whitespace):
            assert style.style_for_token(token) == style.style_for_token(Token.Text)


def test_the_theme_measures_no_cell(site):
    script = (site / "_static" / "scripts" / "pydata-sphinx-theme.js").read_text(encoding="utf-8")
    assert 'querySelectorAll([".bd-content pre:not(.cell *)",' in script


def test_the_search_is_loaded_where_one_searches(site):
    loaded = {page: str(tags(site, page).head) for page in ("index.html", "search.html")}
    assert "searchindex.js" in loaded["search.html"]
    assert "searchindex.js" not in loaded["index.html"]


def test_files_that_no_page_asks_for_are_gone(site):
    left = {path.name for path in site.rglob("*") if path.is_file()}
    asked = {"index.html", "search.html", "a.png", "robots.txt", "pydata-sphinx-theme.js"}
    assert left == asked
