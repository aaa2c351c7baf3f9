"""The front page: a picture made of the run, alive only where that is wanted, and the times."""

import json
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT
from tests.site.conftest import CHROMIUM
from tests.site.test_pages import PAGES, SITE, anchors, chapters, soup

FRONT = SITE / "index.html"

in_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def shown_checks():
    return json.loads(soup(FRONT).select_one("figure.parity script").string)


def test_each_comparison_of_the_book_is_a_dot_and_leads_to_its_check():
    rows = soup(SITE / "appendix" / "verified.html").select("table.ledger tbody tr")
    compared = [row for row in rows if row.find_all("td")[1].get_text() == "parity"]
    checks = shown_checks()
    assert len(checks) == len(compared) == len(soup(FRONT).select("figure.parity circle")) > 100
    assert sorted(what for what, *_ in checks) == sorted(row.a.get_text() for row in compared)
    for *_, href in checks:
        target = urlsplit(href)
        assert target.fragment in anchors(SITE / target.path)


def test_the_caption_counts_what_agrees_to_the_last_bit():
    exact = sum(float(value) == 0 for _, _, _, value, _ in shown_checks())
    assert f"{exact} agree to the last bit" in soup(FRONT).select_one("figcaption").get_text()


def test_the_cards_name_each_chapters_minutes():
    listed = soup(FRONT).select("article .sd-card li")
    assert len(listed) == len(chapters())
    for entry in listed:
        assert entry.get_text().split()[-1] == "minutes"


def test_the_page_is_small():
    files = [ROOT / "book" / "assets" / name for name in ("front.js", "front.css")]
    assert sum(len(file.read_bytes()) for file in files) < 15_000
    assert len(str(soup(FRONT).select_one("figure.parity")).encode()) < 60_000


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_only_the_front_page_loads_its_script(page):
    loaded = any("front.js" in tag.get("src", "") for tag in soup(SITE / page).find_all("script"))
    assert loaded == (str(page) == "index.html")


@in_browser
def test_dots_fall_until_a_reader_pauses(open_page):
    page = open_page(FRONT)
    waiting = page.locator("figure.parity circle.waiting")
    assert waiting.count() > 100
    before = page.locator(".parity-bar a").get_attribute("href")
    page.wait_for_function(
        "before => document.querySelector('.parity-bar a').getAttribute('href') != before",
        arg=before,
    )
    page.get_by_role("button", name="Pause").click()
    left = waiting.count()
    page.wait_for_timeout(2000)
    assert waiting.count() == left
    assert page.get_by_role("button", name="Play").count() == 1


@in_browser
def test_keys_go_from_check_to_check(open_page):
    page = open_page(FRONT)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Next check").focus()
    seen = set()
    for _ in range(5):
        page.keyboard.press("Enter")
        seen.add(
            page.locator(".parity-bar span").inner_text()
            + page.locator(".parity-bar a").inner_text()
        )
    assert len(seen) == 5
    assert page.locator("circle.waiting").count() == 0
    page.locator(".parity-bar a").press("Enter")
    page.wait_for_url("**/*.html#check-*")


@in_browser
@pytest.mark.parametrize("scripts", [True, False])
def test_the_picture_stands_still_and_complete_where_motion_or_scripts_are_off(browser, scripts):
    context = browser.new_context(reduced_motion="reduce", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(FRONT.as_uri())
    assert page.locator("circle.waiting").count() == 0
    assert page.locator("figure.parity circle").count() > 100
    assert page.get_by_role("button", name="Play").count() == scripts
    assert page.get_by_role("button", name="Pause").count() == 0
    context.close()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_says_in_its_head_what_it_is_about(page):
    heads = {
        tag.get("name", tag.get("property")): tag["content"]
        for tag in soup(SITE / page).head.find_all("meta", content=True)
    }
    assert 20 <= len(heads["description"]) <= 210
    assert heads["og:description"] == heads["description"]
    assert heads["og:title"]
    assert "twitter:card" in heads


def test_no_two_chapters_describe_themselves_alike():
    said = [
        soup(SITE / f"{name}.html").find("meta", attrs={"name": "description"})["content"]
        for name in chapters()
    ]
    assert len(set(said)) == len(said)
