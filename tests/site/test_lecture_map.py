"""The built site's lecture map: every row of the lectures, proved by checks or still to come."""

from urllib.parse import urlsplit

import yaml

from tests.conftest import ROOT
from tests.site.test_pages import SITE, anchors, soup

MAP = SITE / "appendix" / "lectures.html"
ROWS = {"Foundations": 10, "Vision": 12, "Sequences": 10, "Language": 26}  # as the lectures have
SLIPS = 13  # at the least; the chapters find more


def tables():
    return [table.select("tbody tr") for table in soup(MAP).select("table.lectures")]


def test_the_map_names_every_row_of_the_lectures():
    *parts, slips = tables()
    assert [len(rows) for rows in parts] == list(ROWS.values())
    assert len(slips) >= SLIPS
    content = yaml.safe_load((ROOT / "book" / "appendix" / "lectures.yml").read_text("utf-8"))
    for rows, topics in zip(parts, content["parts"].values(), strict=True):
        shown = [row.find("td").get_text().replace("’", "'") for row in rows]
        assert shown == [topic["topic"] for topic in topics]


def test_a_row_leads_to_checks_that_ran_or_says_that_it_is_to_come():
    for row in (row for rows in tables() for row in rows):
        where = row.find_all("td")[-1]
        checks = [urlsplit(a["href"]) for a in where.find_all("a") if "#check-" in a["href"]]
        assert checks or where.get_text() == "still to come"
        for check in checks:
            assert check.fragment in anchors((MAP.parent / check.path).resolve())


def test_every_chapter_proves_a_row():
    led_to = {a["href"].partition("#")[0] for a in soup(MAP).select("table.lectures a")}
    pages = {
        f"../{p.relative_to(ROOT / 'book').with_suffix('.html')}"
        for p in ROOT.glob("book/*/*.ipynb")
    }
    assert pages <= led_to
