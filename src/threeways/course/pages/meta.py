"""A Sphinx extension: each page says in its head what it is about, for searches and for cards.

A page's description is its first paragraph, whole sentences of it. Cards name addresses only where
``baseurl`` in ``_config.yml`` says where the site stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes

LONGEST = 200  # characters of a description; searches show fewer
CARD = "_static/card.png"
CARD_WORDS = "Three lines, NumPy, Keras and PyTorch, meet in one point"


def description(doctree: nodes.document | None, title: str) -> str:
    """Whole sentences from a page's first paragraph; its title where it has none."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        if isinstance(paragraph.parent, nodes.section):
            text = " ".join(paragraph.astext().replace("\\", "").split())
            return _sentences(text)
    return title


def _sentences(text: str) -> str:
    """As many whole sentences as fit; the beginning of the first where it is too long itself."""
    if len(text) <= LONGEST:
        return text
    ends = [end.end() for end in re.finditer(r"[.?!](?=\s)", text) if end.end() <= LONGEST]
    return text[: ends[-1]] if ends else f"{text[: text.rindex(' ', 0, LONGEST)]} …"


def tags(title: str, words: str, site: str, page: str) -> Iterator[tuple[str, str, str]]:
    """The kind of name, the name and the content of each tag of a page's head."""
    yield "name", "description", words
    yield "property", "og:type", "website" if page == "index.html" else "article"
    yield "property", "og:title", title
    yield "property", "og:description", words
    yield "name", "twitter:card", "summary_large_image" if site else "summary"
    if site:
        yield "property", "og:url", f"{site}/{page}"
        yield "property", "og:image", f"{site}/{CARD}"
        yield "property", "og:image:alt", CARD_WORDS


def _describe(app: Any, pagename: str, _: str, context: dict[str, Any], doctree: Any) -> None:
    title = html.unescape(re.sub(r"<[^>]+>", "", context.get("title") or app.config.html_title))
    site = (app.config.html_baseurl or "").rstrip("/")
    words = description(doctree, f"{title}. {app.config.html_title}")
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n<meta {kind}="{name}" content="{html.escape(content)}">'
        for kind, name, content in tags(title, words, site, f"{pagename}.html")
    )


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
