"""Marks filled into the file that Canvas or Moodle exported, so that it takes them back.

Both know their students by columns of their own export, which are copied as they stand; a row is
matched with a student of the gradebook, never with a line number. Only rows with a mark that is
final are written: what is not in the file stays as it is there. Only these columns are written:

* for Canvas, the columns about the student and the assignment's, under its rows of points and
  posting, as *Grades › Export* gives them;
* for Moodle, the same of *Grades › Export*, or the whole of an assignment's grading worksheet with
  its column ``Grade`` filled in.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from threeways.course.chapters import CourseError, near
from threeways.course.export import Marks, number, to_csv

Platform = Literal["canvas", "moodle"]
Row = Mapping[str, str]
WHERE = {
    "canvas": "Canvas: Grades › Export › Export Entire Gradebook",
    "moodle": "Moodle: Grades › Export › Plain text file, or the assignment's grading worksheet",
}
# Columns about the student, in lower case.
PERSON = {
    "canvas": {
        "student",
        "id",
        "sis user id",
        "sis login id",
        "integration id",
        "root account",
        "section",
    },
    "moodle": {
        "identifier",
        "full name",
        "first name",
        "last name",
        "surname",
        "id number",
        "username",
        "institution",
        "department",
        "email address",
    },
}
NEEDED = {"canvas": {"student", "id"}, "moodle": {"email address", "id number", "username"}}
IDS = ("sis user id", "sis login id", "id number", "username")
TEST_STUDENT = "Student, Test"  # Canvas's own


@dataclass(frozen=True)
class Filled:
    """The file to import, and who is not in it."""

    text: str
    column: str
    written: int
    waiting: tuple[str, ...]  # students whose marks wait for a person
    strangers: tuple[str, ...]  # students of ours whom the export does not have
    absent: tuple[str, ...]  # names in the export of whom nothing was handed in


@dataclass(frozen=True)
class Table:
    """An export: its header, its rows about columns, and its rows about students."""

    path: Path
    header: list[str]
    above: list[Row]
    rows: list[Row]
    delimiter: str

    def column(self, name: str) -> str | None:
        """A column of the header, whatever the case of its letters."""
        return next((each for each in self.header if each.strip().lower() == name), None)


def read_export(path: Path, platform: Platform) -> Table:
    """What Canvas or Moodle exported.

    Raises:
        CourseError: It is no such file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} is no CSV in UTF-8: {error}; {WHERE[platform]}") from error
    header = lines[0] if lines else []
    if not NEEDED[platform] & {name.strip().lower() for name in header}:
        wanted = ", ".join(sorted(NEEDED[platform]))
        raise CourseError(f"{path} has none of the columns {wanted}; {WHERE[platform]}")
    if twice := [name for name, count in Counter(header).items() if name and count > 1]:
        raise CourseError(f"{path} has the column {twice[0]!r} twice")
    rows: list[Row] = [
        dict(zip(header, [*line, *[""] * len(header)])) for line in lines[1:] if any(line)
    ]
    first = next((at for at, row in enumerate(rows) if _is_student(row, platform)), len(rows))
    return Table(path, header, rows[:first], rows[first:], delimiter)


def fill(
    table: Table,
    platform: Platform,
    marks: Sequence[Marks],
    titles: Sequence[str],
    column: str | None = None,
    scale: bool = False,
) -> Filled:
    """Fill an assignment's marks into an export.

    Args:
        table: As :func:`read_export` gives it.
        platform: Whose export it is.
        marks: As :func:`.export.read_marks` gives them.
        titles: What the assignment may be called there.
        column: The column's name; by default the one that a title fits.
        scale: Multiply marks where the platform gives other points than the course.

    Raises:
        CourseError: No column or more than one fits, or points differ and nothing is to be scaled.
    """
    chosen = _column(table, platform, titles, column)
    points = max((each.points for each in marks), default=0.0)
    factor = _factor(table, chosen, points, scale)
    matched, strangers = _matched(table.rows, marks)
    final = {at: each for at, each in matched.items() if not each.waits}
    kept = _columns(table, platform, chosen)
    lines: list[Row] = [*table.above]
    lines += [
        {**table.rows[at], chosen: number(each.score * factor)}
        for at, each in sorted(final.items())
    ]
    absent = [row for at, row in enumerate(table.rows) if at not in matched]
    return Filled(
        to_csv(kept, [[line[name] for name in kept] for line in lines], table.delimiter),
        chosen,
        len(final),
        tuple(each.student for each in matched.values() if each.waits),
        tuple(strangers),
        tuple(name for row in absent if (name := _name(row)) != TEST_STUDENT),
    )


def _is_student(row: Row, platform: Platform) -> bool:
    """Canvas has rows about its columns above those about students."""
    return platform != "canvas" or bool(_get(row, "id"))


def _get(row: Row, name: str) -> str:
    return next((v.strip() for k, v in row.items() if k.strip().lower() == name), "")


def _columns(table: Table, platform: Platform, chosen: str) -> list[str]:
    """What goes into the file: a grading worksheet whole, else no marks of others."""
    if platform == "moodle" and table.column("identifier"):
        return table.header
    person = [name for name in table.header if name.strip().lower() in PERSON[platform]]
    return [*person, chosen]


def _column(table: Table, platform: Platform, titles: Sequence[str], column: str | None) -> str:
    """The assignment's column."""
    other = [name for name in table.header if name.strip().lower() not in PERSON[platform]]
    if column is not None:
        if column in other:
            return column
        raise CourseError(f"{table.path} has no column {column!r}; {near(column, other)}")
    worksheet = table.column("grade") if table.column("identifier") else None
    wanted = {_key(title) for title in titles}
    fits = [name for name in other if wanted & set(map(_key, _bare(name)))]
    if worksheet or len(fits) == 1:
        return worksheet or fits[0]
    what = "more than one column" if fits else "no column"
    called = " or ".join(repr(title) for title in titles)
    raise CourseError(
        f"{table.path} has {what} for {called}; say which with --column, {near(titles[0], other)}"
    )


def _bare(name: str) -> tuple[str, str]:
    """A column's name without the number or the scale behind it, and without the kind before it."""
    bare = re.sub(r" \((?:\d+|Real|Percentage|Letter)\)$", "", name.strip())
    return bare, re.sub(r"^[^:]+: ?", "", bare)


def _factor(table: Table, chosen: str, points: float, scale: bool) -> float:
    """By what marks are multiplied: 1, unless asked for."""
    theirs = _points(table, chosen)
    if not theirs or not points or theirs == points:
        return 1.0
    if scale:
        return theirs / points
    raise CourseError(
        f"{chosen!r} is out of {theirs:g} points there and {points:g} here: "
        "make them the same, or multiply with --scale"
    )


def _points(table: Table, chosen: str) -> float | None:
    """The most that can be had on the platform, where the export says it."""
    said = [row[chosen] for row in table.above if "points possible" in _get(row, "student").lower()]
    if (maximum := table.column("maximum grade")) and chosen == table.column("grade"):
        said = [row[maximum] for row in table.rows[:1]]
    try:
        return float(said[0].replace(",", ".")) if said else None
    except ValueError:
        return None


# Who is who --------------------------------------------------------------------------------------


def _matched(rows: Sequence[Row], marks: Sequence[Marks]) -> tuple[dict[int, Marks], list[str]]:
    """The students by the number of their row, and those of whom there is no row, or several."""
    found: dict[int, list[Marks]] = {}
    strangers = []
    for each in marks:
        fits = next((hits for rule in _rules(each) if (hits := _hits(rows, rule))), [])
        if len(fits) == 1:
            found.setdefault(fits[0], []).append(each)
        else:
            strangers.append(each.student)
    strangers += [each.student for several in found.values() if several[1:] for each in several]
    return {at: several[0] for at, several in found.items() if not several[1:]}, sorted(strangers)


Rule = tuple[tuple[str, ...], str]  # columns, and what one of them has to be


def _rules(marks: Marks) -> Iterator[Rule]:
    """How a row may be a student's, the surest first."""
    yield (("id",), marks.lms_user_id)
    yield (IDS, marks.student)
    yield (("email address", *IDS), marks.email)
    yield (("name",), _key(marks.first_name + marks.last_name))
    yield (("name",), _key(marks.student))


def _hits(rows: Sequence[Row], rule: Rule) -> list[int]:
    columns, value = rule
    if not value:
        return []
    if columns == ("name",):
        return [at for at, row in enumerate(rows) if value in _names(row)]
    wanted = value.casefold()
    return [
        at for at, row in enumerate(rows) if wanted in {_get(row, c).casefold() for c in columns}
    ]


def _names(row: Row) -> set[str]:
    """A person's name, first and last in both orders."""
    last, _, first = _get(row, "student").partition(",")
    pairs = [
        (first, last),
        (_get(row, "first name"), _get(row, "last name") or _get(row, "surname")),
        (_get(row, "full name"), ""),
    ]
    return {_key(one + other) for a, b in pairs for one, other in ((a, b), (b, a))} - {""}


def _name(row: Row) -> str:
    """How a person is called in a message."""
    both = f"{_get(row, 'first name')} {_get(row, 'last name') or _get(row, 'surname')}".strip()
    return _get(row, "student") or _get(row, "full name") or both or _get(row, "email address")


def _key(name: str) -> str:
    """Letters and digits alone, without accents and case."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in apart if c.isalnum() and not unicodedata.combining(c))
