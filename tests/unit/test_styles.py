"""One style sheet of many: what a page can show stays as it was."""

import shutil
from pathlib import Path

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from threeways.course.pages.styles import bind_styles

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
FIRST = """@import "../basic.css"; /* said */
.used, .unused { color: red /* why */ }
.unused > p, #absent { color: red }
.made-by-script:not(.unused) { background: url("../pictures/a.png") }
.kind-of-figure { color: red }
p.used::before { content: "\uf071" }
@media print { .unused { color: red } }
@media (min-width: 600px) { .unused { color: red } #there .used { color: blue } }
@font-face { font-family: A; src: url(../vendor/a.woff2), url(data:font/woff2;base64,AA==) }
@keyframes turn { to { opacity: 0 } }
"""
PAGE = """<head><link rel="icon" href="{up}_static/a.svg">
<link href="{up}_static/styles/first.css?v=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="{up}_static/second.css" />
</head><body id="there"><p class="one used">said</p></body>"""


@pytest.fixture
def site(tmp_path):
    static = tmp_path / "_static"
    for name in ("styles", "scripts", "vendor/fontawesome/webfonts"):
        (static / name).mkdir(parents=True)
    shutil.copy2(THEME / ICONS, static / ICONS)
    (static / "styles" / "first.css").write_text(FIRST, encoding="utf-8")
    (static / "basic.css").write_text("table { color: green }")
    (static / "second.css").write_text(".used { color: black }")
    script = "box.className = 'made-by-script'; inner.className = `kind-${kind}`;"
    (static / "scripts" / "some.js").write_text(script)
    (tmp_path / "part").mkdir()
    (tmp_path / "index.html").write_text(PAGE.format(up=""))
    (tmp_path / "part" / "chapter.html").write_text(PAGE.format(up="../"))
    bind_styles(tmp_path)
    return tmp_path


def sheet(site):
    return (site / "_static" / "site.css").read_text(encoding="utf-8")


def test_a_page_asks_for_one_style_sheet(site):
    for path, up in (("index.html", ""), ("part/chapter.html", "../")):
        links = BeautifulSoup((site / path).read_text(), "html.parser").find_all("link")
        assert [link["rel"] for link in links] == [["icon"], ["stylesheet"]]
        assert links[1]["href"].startswith(f"{up}_static/site.css?v=")
    assert [path.name for path in site.rglob("*.css")] == ["site.css"]


def test_rules_stay_in_their_order(site):
    places = [sheet(site).index(rule) for rule in ("table", ".used{color: red", ".used{color: bl")]
    assert places == sorted(places)


def test_what_no_page_and_no_script_names_is_gone(site):
    assert "#absent" not in sheet(site) and "print" not in sheet(site)
    assert sheet(site).count("unused") == 1  # in :not(), where it asks for nothing
    assert "@media (min-width: 600px) {#there .used{color: blue}\n}" in sheet(site)
    assert "@keyframes turn" in sheet(site)


def test_what_scripts_name_stays(site):
    assert ".made-by-script" in sheet(site) and ".kind-of-figure" in sheet(site)


def test_addresses_lead_where_they_led(site):
    assert "url(pictures/a.png)" in sheet(site) and "url(vendor/a.woff2)" in sheet(site)
    assert "url(data:font/woff2;base64,AA==)" in sheet(site)


def test_the_icons_font_keeps_what_is_shown(site):
    font = TTFont(site / "_static" / ICONS)
    assert set(font.getBestCmap()) == {0xF071}
    assert (site / "_static" / ICONS).stat().st_size < 2_000
