"""The front page: its picture of all comparisons, drawn from the run, and its chapters' times.

Also a Sphinx extension that gives this page its script. ``book/assets/front.js`` lets
the dots fall one by one; without scripts the picture is complete.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from threeways.course.chapters import CourseError, near
from threeways.course.pages.offers import minutes_to_read
from threeways.course.pages.ways import WAYS

Ledgers = Mapping[str, list[dict[str, Any]]]  # the checks of each chapter, by its name

SMALLEST, LARGEST = -17, -3  # powers of ten that the axis shows
STEPS = 5  # columns a power of ten
ZERO = 4  # columns of the comparisons that agree to the last bit
GAP = 2  # empty columns between those and the axis
COLUMNS = ZERO + GAP + STEPS * (LARGEST - SMALLEST) + 1
PRECISIONS = {"double precision": 2.0**-52, "single precision": 2.0**-23}  # IEEE 754's epsilon


class FrontPageError(CourseError):
    """The front page names what the book does not hold; says which, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(f"book/index.md: {message}", exit_code=1)


def with_minutes(text: str, notebooks: Mapping[str, Mapping[str, Any]]) -> str:
    """The page with the minutes that chapters themselves name, in place of ``<!-- minutes … -->``.

    Raises:
        FrontPageError: There is no such chapter, or its opening names no minutes to read.
    """

    def minutes(mark: re.Match[str]) -> str:
        name = mark[1]
        if name not in notebooks:
            raise FrontPageError(f"no chapter {name!r}; {near(name, [*notebooks])}")
        if (said := minutes_to_read(notebooks[name])) is None:
            raise FrontPageError(f"{name} does not say how many minutes it takes to read")
        return f"{said} minutes"

    return re.sub(r"<!-- minutes (\S+) -->", minutes, text)


def parity_picture(ledgers: Ledgers, titles: Mapping[str, str]) -> str:
    """An HTML figure: a dot for each comparison of the book, by how far apart its ways came out.

    Args:
        ledgers: The checks of each chapter, by its name, such as ``vision/convolution``.
        titles: The chapters' titles.
    """
    compared = {name: [c for c in its if c["kind"] == "parity"] for name, its in ledgers.items()}
    checks = [check for its in compared.values() for check in its]
    values = [float(check["value"]) for check in checks]
    exact, double = values.count(0), sum(0 < value < 1e-12 for value in values)
    taken: Counter[float] = Counter()
    dots = "".join(
        f'<g class="part-{name.partition("/")[0]}">{_dots(its, taken)}</g>'
        for name, its in compared.items()
    )
    rows = max(taken.values(), default=0)
    shape = f'viewBox="-0.5 {-rows - 2} {COLUMNS} {rows + 2.5}"'
    words = (
        f"{len(checks)} dots on an axis of differences: {exact} at zero, {double} below 10⁻¹², "
        f"the last digits of double precision, and {len(checks) - exact - double} above."
    )
    data = [_entry(name, titles[name], check) for name, its in compared.items() for check in its]
    return (
        f'<figure class="parity"><div class="parity-plot">'
        f'<svg {shape} role="img" aria-label="{words}">{_rulers(rows)}{dots}</svg>'
        f"{_labels()}</div>"
        f"<figcaption>Each dot is one of the {len(checks)} comparisons that this site was built "
        f"from: how far the ways of computing one thing came out apart, relative to its size. "
        f"{exact} agree to the last bit. Colours are the book's parts; a dashed line is what one "
        f"rounding costs. "
        f'<a href="appendix/verified.html">All checks</a></figcaption>'
        f'<script type="application/json">{_json(data)}</script></figure>'
    )


def _dots(checks: list[dict[str, Any]], taken: Counter[float]) -> str:
    """Circles, each on top of those that are in its column already."""
    return "".join(f'<circle cx="{x:g}" cy="{y:g}" r=".42"/>' for x, y in _places(checks, taken))


def _places(checks: list[dict[str, Any]], taken: Counter[float]) -> Iterator[tuple[float, float]]:
    zero = range(ZERO)
    for check in checks:
        value = float(check["value"])
        x = _column(value) if value else min(zero, key=lambda column: taken[column])
        taken[x] += 1
        yield x, 0.5 - taken[x]


def _column(value: float) -> int:
    """The column of a difference above zero; what lies beyond the axis stands at its end."""
    power = min(max(math.log10(value), SMALLEST), LARGEST)
    return ZERO + GAP + round(STEPS * (power - SMALLEST))


def _rulers(rows: int) -> str:
    """The ground, and a line at each precision."""
    ends = ((0, ZERO), (ZERO + GAP, COLUMNS))
    lines = [f'<path class="ground" d="M{a - 0.5} .2H{b - 0.5}"/>' for a, b in ends]
    lines += [
        f'<path class="precision" d="M{_column(epsilon)} .2V{-rows - 1}"/>'
        for epsilon in PRECISIONS.values()
    ]
    return "".join(lines)


def _labels() -> str:
    """Words over the picture, in the size of the page's text whatever the picture's size is."""
    ticks = {f"10<sup>−{-power}</sup>": 10.0**power for power in range(-16, LARGEST, 4)}
    labels = [_label("tick", "0", (ZERO - 1) / 2)]
    labels += [_label("tick", words, _column(value)) for words, value in ticks.items()]
    labels += [_label("precision", words, _column(e)) for words, e in PRECISIONS.items()]
    return f'<div class="parity-labels" aria-hidden="true">{"".join(labels)}</div>'


def _label(kind: str, words: str, column: float) -> str:
    left = 100 * (column + 0.5) / COLUMNS
    return f'<span class="{kind}" style="left:{left:.1f}%">{words}</span>'


def _entry(chapter: str, title: str, check: dict[str, Any]) -> list[str]:
    """What the script shows of a check: what, where, the ways, the difference, the place."""
    names = WAYS | {"peer": "another library"}
    ways = ", ".join(names.get(way, way) for way in check["ways"])
    short = title.partition(":")[0]
    return [check["what"], short, ways, check["value"], f"{chapter}.html#check-{check['cell']}"]


def _json(data: Any) -> str:
    """JSON that can stand in a page: nothing in it ends the script."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def _dress(app: Any, pagename: str, *_: Any) -> None:
    """Load the front page's script on that page only."""
    if pagename == "index":
        app.add_js_file("front.js", loading_method="defer")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _dress)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
