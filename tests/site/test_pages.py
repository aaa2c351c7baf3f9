"""The built site, as files: links, anchors, text alternatives, nothing remote."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT
from threeways.course.authoring import address

SITE = ROOT / "_build" / "html"
PAGES = sorted(
    path.relative_to(SITE) for path in SITE.rglob("*.html") if "_static" not in path.parts
)

pages = pytest.mark.parametrize("page", PAGES, ids=str)


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(path: Path) -> set[str]:
    return {tag["id"] for tag in soup(path).find_all(id=True)}


def leads_to_anchor(target: Path, fragment: str) -> bool:
    return not fragment or target.suffix != ".html" or fragment in anchors(target)


def test_the_site_has_been_built():
    assert Path("index.html") in PAGES, "build the site first: make book"
    assert len(PAGES) >= 6


@pages
def test_every_link_leads_somewhere(page):
    path = SITE / page
    dead = []
    for link in soup(path).find_all("a", href=True):
        url = urlsplit(link["href"])
        if url.scheme or url.netloc:
            continue
        target = (path.parent / unquote(url.path)).resolve() if url.path else path
        if not target.exists() or (
            url.fragment and target.suffix == ".html" and url.fragment not in anchors(target)
        ):
            dead.append(link["href"])
    assert not dead


@pages
def test_nothing_is_loaded_from_elsewhere(page):
    tags = soup(SITE / page)
    loads = [tag.get("src", "") for tag in tags.find_all(["script", "img", "iframe", "source"])]
    loads += [
        tag["href"]
        for tag in tags.find_all("link", href=True)
        if not {"canonical", "license"} & set(tag.get("rel", []))
    ]
    assert not [url for url in loads if urlsplit(url).scheme not in ("", "data")]


@pages
def test_every_picture_has_a_text_alternative(page):
    pictures = soup(SITE / page).find_all("img")
    assert not [str(picture)[:200] for picture in pictures if not picture.get("alt", "").strip()]


@pages
def test_no_warning_or_traceback_is_shown(page):
    article = soup(SITE / page).find("article")
    text = article.get_text() if article else ""
    for sign in ("Traceback (most recent", "Warning:", "ERROR:"):
        assert sign not in text


def chapters() -> list[str]:
    return sorted(
        str(p.relative_to(ROOT / "book").with_suffix("")) for p in ROOT.glob("book/**/*.ipynb")
    )


@pytest.mark.parametrize("name", chapters())
def test_a_chapter_ends_with_its_ledger(name):
    article = soup(SITE / f"{name}.html").find("article")
    table = article.find_all("table", class_="ledger")[-1]
    assert len(table.find_all("tr")) > 10


@pytest.mark.parametrize("name", chapters())
def test_the_books_ledger_links_to_each_check(name):
    links = [
        link["href"]
        for link in soup(SITE / "appendix" / "verified.html").select("table.ledger a")
        if f"../{name}.html#" in link["href"]
    ]
    foot = soup(SITE / f"{name}.html").select("table.ledger a")
    assert len(links) == len(foot) >= 10


@pytest.mark.parametrize("name", chapters())
def test_the_download_is_the_clean_source(name):
    offered = nbformat.read(SITE / "_sources" / f"{name}.ipynb", 4)
    assert offered == nbformat.read(ROOT / "book" / f"{name}.ipynb", 4)
    links = [a["href"] for a in soup(SITE / f"{name}.html").find_all("a", href=True)]
    assert any(href.endswith(f"_sources/{name}.ipynb") for href in links)
    assert any("colab.research.google.com" in href and f"{name}.ipynb" in href for href in links)


def test_the_front_page_leads_to_every_chapter():
    links = {a["href"] for a in soup(SITE / "index.html").select("article a[href]")}
    assert {f"{name}.html" for name in chapters()} <= links


@pages
def test_a_link_into_the_repository_leads_to_a_heading_there(page):
    into = f"{address(ROOT)}/blob/main/"
    for link in soup(SITE / page).select(f"article a[href^='{into}']"):
        path, _, fragment = link["href"].removeprefix(into).partition("#")
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        titles = [line.lstrip("# ").lower() for line in lines if line.startswith("#")]
        assert fragment in [title.replace(" ", "-") for title in titles]


def test_versions_times_and_machine_are_on_their_page():
    text = soup(SITE / "appendix" / "run.html").find("article").get_text()
    for word in ("keras", "torch", "numpy", "Python 3.", "tensorflow"):
        assert word in text
