"""The lecture map: which check of which chapter proves which row of the lectures."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from threeways.checks import LECTURES
from threeways.course.chapters import CourseError, near

Ledgers = Mapping[str, list[dict[str, Any]]]  # the checks of each chapter, by its name
Row = Mapping[str, Any]

FILE = Path("book") / "appendix" / "lectures.yml"
ROW_KEYS = {"topic", "decks", "says"}
SLIP_KEYS = {"decks", "slide", "holds"}


class LectureMapError(CourseError):
    """The lecture map claims what the book does not hold; says which row, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{FILE}: {message}", exit_code=1)


def lecture_map(root: Path, titles: Mapping[str, str], ledgers: Ledgers) -> str:
    """The map as Markdown: a table a part of the lectures, then their slips.

    Args:
        root: The repository.
        titles: The chapters' titles, by name, such as ``vision/convolution``.
        ledgers: The checks that each chapter's run has passed.

    Raises:
        LectureMapError: A row lacks a word, or names a lecture, a chapter or a check there is not.
    """
    content = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))
    parts, slips = content["parts"], content["slips"]
    rows = [row for part in parts.values() for row in part]
    for row in rows:
        _refuse_misfit(row, ROW_KEYS, ledgers)
    for slip in slips:
        _refuse_misfit(slip, SLIP_KEYS, ledgers)
    taught = sum("taught" in row for row in rows)
    text = [
        f"Rows: {len(rows)}. Taught and checked: {taught}. Still to come: {len(rows) - taught}."
    ]
    for part, its_rows in parts.items():
        lines = [_row((row["topic"], _says(row), _where(row, titles, ledgers))) for row in its_rows]
        text += [f"## {part}", _table(("topic", "what the lectures say", "where"), lines)]
    lines = [
        _row((f"{slip['slide']} ({_decks(slip)})", slip["holds"], _where(slip, titles, ledgers)))
        for slip in slips
    ]
    text += ["## Slips in the lectures", _table(("on the slide", "what holds", "where"), lines)]
    return "\n\n".join(text)


def _refuse_misfit(row: Row, keys: set[str], ledgers: Ledgers) -> None:
    """Compare a row with what rows say, and its cells with the chapters' checks."""
    name = row.get("topic") or row.get("slide")
    if not keys <= set(row) <= keys | {"taught"}:
        raise LectureMapError(f"{name!r} needs {sorted(keys)}, and may have `taught`: {list(row)}")
    for deck in row["decks"]:
        if deck not in LECTURES:
            raise LectureMapError(f"{name!r}: no lecture is called {deck!r}: {list(LECTURES)}")
    for chapter, cells in row.get("taught", {}).items():
        if chapter not in ledgers:
            raise LectureMapError(f"{name!r}: no chapter {chapter!r}; {near(chapter, [*ledgers])}")
        checked = sorted({check["cell"] for check in ledgers[chapter]})
        if not cells:
            raise LectureMapError(f"{name!r}: name the cells of {chapter} whose checks prove it")
        for cell in cells:
            if cell not in checked:
                raise LectureMapError(
                    f"{name!r}: no check in cell {cell!r} of {chapter}; {near(cell, checked)}"
                )


def _says(row: Row) -> str:
    return f"{row['says']} ({_decks(row)})"


def _decks(row: Row) -> str:
    return ", ".join(row["decks"])


def _where(row: Row, titles: Mapping[str, str], ledgers: Ledgers) -> str:
    """Links to the chapters and to their checks, or that the row is still to come."""
    places = []
    for chapter, cells in row.get("taught", {}).items():
        places.append(f"**[{titles[chapter]}](../{chapter}.ipynb)**")
        places += [
            f'<a href="../{chapter}.html#check-{cell}">{html.escape(check["what"])}</a>'
            for cell in cells
            for check in ledgers[chapter]
            if check["cell"] == cell
        ]
    return "<br>".join(places) or "*still to come*"


def _table(head: tuple[str, ...], lines: list[str]) -> str:
    ruler = "|---" * len(head) + "|"
    return "\n".join([":::{table}", ":class: lectures", _row(head), ruler, *lines, ":::"])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
