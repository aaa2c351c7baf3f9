"""Built pages are made light, and stay what they were."""

from pathlib import Path

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from threeways.course.pages.lean import lighten

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
PAGE = """<head>
<script src="_static/documentation_options.js"></script>
<script src="_static/copybutton.js"></script>
<script src="_static/ways.js?v=1"></script><script>let said = 1;</script>
<script defer src="_static/scripts/fontawesome.js?digest=1"></script>
<script src="_static/searchtools.js"></script><script src="searchindex.js"></script>
</head><body>
<i class="theme-switch fa-solid   fa-moon fa-lg" data-mode="dark" title="Dark"></i>
<i class="fab fa-github"></i><i class="fas fa-pencil-alt"></i><i class="fa-solid fa-no-such"></i>
<img alt="two curves" src="_images/a.png" style="width: 3px;">
<img src="_static/logo.svg" alt="logo">
</body>"""


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_static" / "scripts").mkdir(parents=True)
    script = (THEME / "scripts" / "fontawesome.js").read_text(encoding="utf-8")
    (tmp_path / "_static" / "scripts" / "fontawesome.js").write_text(script, encoding="utf-8")
    (tmp_path / "_static" / "theme.css.map").write_text("{}")
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


def test_only_what_must_run_first_holds_a_page_up(site):
    scripts = tags(site).find_all("script", src=True)
    assert [s["src"] for s in scripts if not s.has_attr("defer")] == [
        "_static/documentation_options.js",
        "_static/ways.js?v=1",
    ]


def test_the_search_is_loaded_where_one_searches(site):
    loaded = {page: str(tags(site, page).head) for page in ("index.html", "search.html")}
    assert "searchindex.js" in loaded["search.html"]
    assert "searchindex.js" not in loaded["index.html"]


def test_files_that_no_page_asks_for_are_gone(site):
    left = {path.name for path in site.rglob("*") if path.is_file()}
    assert left == {"index.html", "search.html", "a.png", "robots.txt"}
