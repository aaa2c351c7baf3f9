"""A Sphinx extension: on a chapter's page, a term's first use in the text leads to the glossary.

Only paragraphs and lists that stand open on the page count: no heading, link, code, formula, table,
caption, or box that a reader has to unfold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from docutils import nodes

GLOSSARY = "appendix/glossary"
EVERYDAY = {"Base", "Coverage", "Generator", "Head", "Probe"}  # linked where emphasised, only
LISTS = (nodes.bullet_list, nodes.enumerated_list, nodes.list_item)
PROSE = (nodes.document, nodes.section, nodes.paragraph, nodes.emphasis, nodes.strong, *LISTS)
DASHES = "‐‑–-"  # hyphen, hyphen that does not break, en dash, hyphen-minus


@dataclass(frozen=True)
class Entry:
    """What the glossary says under one or more names."""

    names: tuple[str, ...]
    anchor: str
    definition: str  # plain text

    @property
    def is_everyday(self) -> bool:
        """Whether its words have everyday senses, so that only italics and bold tell."""
        return not EVERYDAY.isdisjoint(self.names)

    @property
    def pattern(self) -> str:
        """A regular expression for its names: singular and plural, one word or several."""
        return "|".join(sorted(map(_pattern, self.names), key=len, reverse=True))


def _pattern(name: str) -> str:
    *first, last = (re.escape(word) for word in re.split(rf"[\s{DASHES}]+", name))
    last = _plural(last)
    return rf"[\s{DASHES}]?".join([*first, last])


def _plural(word: str) -> str:
    """A word in the singular or the plural, whichever of the two it is given in."""
    if word.isupper():
        return f"{word}s?"
    if word.endswith("y"):
        return f"{word[:-1]}(?:y|ies)"
    if word.endswith(("ss", "sh", "ch", "x")):
        return f"{word}(?:es)?"
    return f"{word.removesuffix('s')}s?"


class Terms:
    """The glossary's terms, found in texts; whatever has been found once is not found again."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self.left = set(self.entries)
        by_length = sorted(enumerate(self.entries), key=lambda pair: -len(pair[1].pattern))
        names = "|".join(f"(?P<t{number}>{entry.pattern})" for number, entry in by_length)
        # A longer term hides the shorter one in it, so that "forget gate" is no "gate".
        self.search = re.compile(rf"(?<![\w{DASHES}])(?:{names})(?![\w{DASHES}])", re.IGNORECASE)

    def find(self, text: str, defines: bool = False) -> Iterator[tuple[int, int, Entry]]:
        """Start, end and entry of each term in a text; ``defines`` says that it is emphasised."""
        for match in self.search.finditer(text) if self.entries else ():
            entry = self.entries[int(str(match.lastgroup)[1:])]
            if entry in self.left and (defines or not entry.is_everyday):
                self.left.remove(entry)
                yield match.start(), match.end(), entry


def read(glossary: nodes.document) -> list[Entry]:
    """The entries of the glossary's page."""
    return [_entry(item) for item in glossary.findall(nodes.definition_list_item)]


def _entry(item: nodes.definition_list_item) -> Entry:
    terms = list(item.findall(nodes.term))
    names = tuple(term.astext() for term in terms)
    paragraph = next(item.findall(nodes.paragraph)).deepcopy()
    paragraph.pop()  # the last thing is the link to the chapter
    definition = re.sub(r"\s+", " ", paragraph.astext().replace("\\", "")).strip()
    return Entry(names, terms[0]["ids"][0], definition)


def link(app: Any, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term of the glossary on a chapter's page."""
    if not app.env.doc2path(docname).endswith(".ipynb") or GLOSSARY not in app.env.all_docs:
        return
    page = app.builder.get_relative_uri(docname, GLOSSARY)
    terms = Terms(read(app.env.get_doctree(GLOSSARY)))
    for text in list(_open_texts(doctree)):
        _link(text, terms, page)


def _open_texts(doctree: nodes.document) -> Iterator[nodes.Text]:
    """The prose that stands open: outside the boxes that are written in HTML, too."""
    folded = 0
    for node in doctree.findall(lambda node: isinstance(node, nodes.raw | nodes.Text)):
        if isinstance(node, nodes.raw):
            folded += node.astext().count("<details") - node.astext().count("</details")
        elif isinstance(node, nodes.Text) and not folded and _is_prose(node):
            yield node


def _is_prose(text: nodes.Text) -> bool:
    """Whether all that holds the text is prose."""
    node = text.parent
    while isinstance(node, PROSE):
        if isinstance(node, nodes.document):
            return True
        node = node.parent
    return False


def _link(text: nodes.Text, terms: Terms, page: str) -> None:
    """Put links into a text, where it has a term's first use."""
    words, done, parts = text.astext(), 0, []
    defines = isinstance(text.parent, nodes.emphasis | nodes.strong)
    for start, end, entry in terms.find(words, defines):
        parts += [nodes.Text(words[done:start]), _reference(words[start:end], entry, page)]
        done = end
    if parts:
        text.parent.replace(text, [*parts, nodes.Text(words[done:])])


def _reference(words: str, entry: Entry, page: str) -> nodes.reference:
    target = {"refuri": f"{page}#{entry.anchor}", "reftitle": entry.definition}
    return nodes.reference("", words, internal=True, classes=["glossary-term"], **target)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
