"""The built site: chapters link the glossary's terms at their first use, and use every term."""

from urllib.parse import urlsplit

import pytest

from tests.site.test_pages import SITE, anchors, chapters, soup

GLOSSARY = SITE / "appendix" / "glossary.html"


def links(name):
    return soup(SITE / f"{name}.html").select("article a.glossary-term")


@pytest.mark.parametrize("name", chapters())
def test_a_chapter_links_each_of_its_terms_once_to_an_entry_that_exists(name):
    targets = [urlsplit(link["href"]) for link in links(name)]
    assert len(targets) >= 5
    assert {target.path for target in targets} == {"../appendix/glossary.html"}
    terms = [target.fragment for target in targets]
    assert set(terms) <= anchors(GLOSSARY)
    assert sorted(terms) == sorted(set(terms))


@pytest.mark.parametrize("name", chapters())
def test_only_open_text_holds_such_links(name):
    boxes = ["h1", "h2", "h3", "pre", "code", "table", "figure", "details", "aside"]
    for link in links(name):
        assert link.find_parent(["p", "li"])
        assert not link.find_parent(boxes)
        assert not link.find_parent(class_=["admonition", "math", "cell"])


def test_every_term_of_the_glossary_is_used_by_a_chapter():
    used = {urlsplit(link["href"]).fragment for name in chapters() for link in links(name)}
    terms = soup(GLOSSARY).find("dl", class_="glossary").find_all("dt")
    entries = [term for term in terms if term.find_previous_sibling(["dt", "dd"]) not in terms]
    assert len(entries) >= 50
    assert not [term.get_text() for term in entries if term["id"] not in used]
