"""Makes built pages light: icons in the page, pictures when they are near, no file unasked for.

The theme draws its few icons with a script of 1.5 MB, and loads the search's index on every page.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
OUTLINE = re.compile(r'[{,]"?([a-z0-9-]+)"?:\[(\d+),(\d+),\[([^\]]*)\],"[0-9a-f]+","([^"]+)"')
PICTURE = re.compile(r'<img (?![^>]*\bloading=)[^>]*?src="([^":]*_images/[^"]+)"[^>]*>')
# The tabs' script runs while the page is read, or code would jump; others wait.
AT_ONCE = re.compile(r'<script src="[^"]*/((?:documentation_options|ways)\.js)[^"]*"></script>')
WAITS = re.compile(r"<script (?=[^>]*src=)(?![^>]*(?:defer|async))")
# Tokens of a program in the colour of their line: half of a chapter's elements.
PLAIN = re.compile(r'<span class="(?:n|nn|p|w)">([^<]*)</span>')
UNASKED = re.compile(
    r'\s*<script defer src="[^"]*fontawesome\.js[^>]*></script>'
    r'|\s*<script defer="defer" src="[^"]*mathjax[^>]*></script>'
    r"|\s*<link [^>]*sphinx-thebe\.css[^>]*>"
    r"|\s*<script\b(?=[^<]*(?:thebe|kernelName))[^<]*</script>"
    r'|\s*<link rel="preload" as="script"[^>]*>',  # they run last, and would come first
    re.IGNORECASE,
)
# What the theme measures on every page, and where: cells.js sees to the cells.
MEASURED = '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
OUTSIDE = '[".bd-content pre:not(.cell *)",'
SEARCH = re.compile(
    r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^>]*></script>'
)
IDLE = [
    "**/*.map",
    "_static/locales",
    "_static/vendor/fontawesome/webfonts/*.ttf",
    "_static/scripts/fontawesome.js",
    "_static/documentation_options.js",  # it and the tabs' script stand in the pages
    "_static/ways.js",
    "_static/sphinx-thebe.*",
    "_static/*webpack-macros.html",
]


def lighten(site: Path) -> None:
    """Rewrite a built site's pages in place, and remove the files that none of them asks for."""
    script = (site / "_static" / "scripts" / "fontawesome.js").read_text(encoding="utf-8")
    draw = partial(_drawn, _outlines(script))

    def put_in(tag: re.Match[str]) -> str:
        code = (site / "_static" / tag[1]).read_text(encoding="utf-8")
        return f"<script>\n{code}</script>"

    for path in site.rglob("*.html"):
        if "_static" not in path.parts:
            source = AT_ONCE.sub(put_in, path.read_text(encoding="utf-8"))
            source = _head(source, keep_search=path.name == "search.html")
            source = PLAIN.sub(r"\1", ICON.sub(draw, source))
            path.write_text(PICTURE.sub(_patient(path.parent), source), encoding="utf-8")
    theme = site / "_static" / "scripts" / "pydata-sphinx-theme.js"
    before, after = theme.read_text(encoding="utf-8").split(MEASURED)
    theme.write_text(before + OUTSIDE + after, encoding="utf-8")
    (site / "robots.txt").write_text("User-agent: *\nAllow: /\n", encoding="utf-8")
    for pattern in IDLE:
        for path in list(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _head(source: str, keep_search: bool) -> str:
    """Drop what a page does not need, and let little hold up the first sight of it."""
    source = UNASKED.sub("", source)
    source = source if keep_search else SEARCH.sub("", source)
    head, mark, body = source.partition("</head>")
    return WAITS.sub("<script defer ", head) + mark + body


def _outlines(script: str) -> dict[str, tuple[str, str, str]]:
    """Width, height and path of each icon in Font Awesome's script, by all its names.

    The styles follow one another in it: a brand or a line drawing gives way to the solid icon.
    """
    outlines = {}
    for name, width, height, others, path in OUTLINE.findall(script):
        for each in (name, *re.findall(r'"([a-z0-9-]+)"', others)):
            outlines[each] = (width, height, path)
    return outlines


def _drawn(outlines: dict[str, tuple[str, str, str]], tag: re.Match[str]) -> str:
    """An icon as the theme's script would draw it; an element that names none stays."""
    classes = " ".join(tag[2].split())
    for name in re.findall(r"\bfa-([a-z-]+)", classes):
        if name in outlines:
            width, height, path = outlines[name]
            return (
                f'<svg class="svg-inline--fa {classes}"{tag[3]} aria-hidden="true" '
                f'viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"/></svg>'
            )
    return tag[0]


def _patient(folder: Path) -> Callable[[re.Match[str]], str]:
    """Give a picture its size, so that nothing jumps, and let it load when it is near."""

    def patient(tag: re.Match[str]) -> str:
        with Image.open(folder / tag[1]) as picture:
            width, height = picture.size
        size = f'width="{width}" height="{height}"'
        return f'<img loading="lazy" decoding="async" {size} {tag[0].removeprefix("<img ")}'

    return patient
