"""Makes one small style sheet of the many that the theme and its extensions bring.

A page is first seen when its style sheets are there. A rule goes if it asks for a class or an id
that is on no page and in no script; the icons' font keeps the icons that are left.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import tinycss2
from fontTools import subset
from tinycss2.ast import AtRule, HashToken, IdentToken, LiteralToken, Node, QualifiedRule

NAME = "site.css"
LINK = re.compile(r'\s*<link\b[^>]*?href="([^"]*_static/[^"]+\.css[^"]*)"[^>]*>')
NAMED = re.compile(r"\b(?:class|id)=[\"']([^\"']*)")
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
ADDRESS = re.compile(r"url\([\"']?(?!data:|#)([^\"')]+)[\"']?\)")
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
ICON = re.compile("[\ue000-\uf8ff]")


def bind_styles(site: Path) -> None:
    """Replace the style sheets of a built site by one, and let each page ask for that alone."""
    static = site / "_static"
    paths = [path for path in sorted(site.rglob("*.html")) if static not in path.parents]
    pages = {path: path.read_text(encoding="utf-8") for path in paths}
    order = dict.fromkeys(
        (path.parent / urlsplit(address).path).resolve()
        for path, page in pages.items()
        for address in LINK.findall(page)
    )
    names = _names(pages.values(), static)
    begun = tuple(name for name in names if len(name) > 2 and name.endswith("-"))

    def asked_for(name: str) -> bool:
        return name in names or name.startswith(begun)  # `explorer-${kind}` in a script

    bound = "".join(rule for sheet in order for rule in _kept(sheet, asked_for, static))
    (static / NAME).write_text(bound, encoding="utf-8")
    digest = hashlib.sha256(bound.encode()).hexdigest()[:8]
    for path, page in pages.items():
        up = "../" * (len(path.relative_to(site).parts) - 1)
        link = f'\n<link rel="stylesheet" href="{up}_static/{NAME}?v={digest}" />'
        head, *rest = LINK.split(page)[::2]
        path.write_text(head + link + "".join(rest), encoding="utf-8")
    for sheet in static.rglob("*.css"):
        if sheet.name != NAME:
            sheet.unlink()
    _cut(static / ICONS, ICON.findall(bound))


def _names(pages: Iterable[str], static: Path) -> set[str]:
    """What a class or an id can be: those on the pages, and every word of every script."""
    texts = [text for page in pages for text in (*NAMED.findall(page), *SCRIPT.findall(page))]
    for script in static.rglob("*.js"):
        if not {"mathjax", "data"} & set(script.relative_to(static).parts):
            texts.append(script.read_text(encoding="utf-8"))
    return {word for text in texts for word in re.findall(r"[\w-]+", text)}


def _kept(sheet: Path, asked_for: Callable[[str], bool], static: Path) -> Iterator[str]:
    """The rules of a style sheet that something can ask for, those that it imports too."""
    folder = f"{sheet.parent.relative_to(static).as_posix()}/"

    def placed(found: re.Match[str]) -> str:
        return f"url({urljoin(folder, found[1])})"

    rules = tinycss2.parse_stylesheet(
        sheet.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True
    )
    for rule in rules:
        if isinstance(rule, AtRule) and rule.lower_at_keyword == "import":
            [address] = [part.value for part in rule.prelude if part.type in ("string", "url")]
            yield from _kept((sheet.parent / address).resolve(), asked_for, static)
        else:
            yield ADDRESS.sub(placed, _pruned(rule, asked_for))


def _pruned(rule: Node, asked_for: Callable[[str], bool]) -> str:
    """A rule with those of its selectors that something can match; empty if there is none."""
    if isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        body = "".join(_pruned(each, asked_for) for each in inner)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}\n" if body else ""
    if not isinstance(rule, QualifiedRule):
        return str(rule.serialize())
    selectors = [s for s in _selectors(rule.prelude) if all(map(asked_for, _asked(s)))]
    if not selectors:
        return ""
    chosen = ",".join(tinycss2.serialize(selector).strip() for selector in selectors)
    parts = [part for part in rule.content if part.type != "comment"]
    return f"{chosen}{{{tinycss2.serialize(parts).strip()}}}\n"


def _selectors(prelude: Iterable[Node]) -> list[list[Node]]:
    """A list of selectors, parted at its commas."""
    selectors: list[list[Node]] = [[]]
    for token in prelude:
        if isinstance(token, LiteralToken) and token.value == ",":
            selectors.append([])
        elif token.type != "comment":
            selectors[-1].append(token)
    return selectors


def _asked(selector: list[Node]) -> set[str]:
    """The classes and ids that an element and its forebears must have; what stands in () may be."""
    asked = {token.value for token in selector if isinstance(token, HashToken)}
    for before, token in pairwise(selector):
        if isinstance(token, IdentToken) and before.type == "literal" and before.value == ".":
            asked.add(token.value)
    return asked


def _cut(path: Path, icons: Iterable[str]) -> None:
    """Leave in a font the glyphs of these characters alone."""
    options = subset.Options(flavor="woff2")
    font = subset.load_font(path, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(icons))
    subsetter.subset(font)
    subset.save_font(font, path, options)
