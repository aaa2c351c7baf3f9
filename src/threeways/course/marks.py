"""Writes marks out of the gradebook, and says what was written and who is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from threeways.course import release
from threeways.course.assignments import source_notebook
from threeways.course.chapters import CourseError, near
from threeways.course.execution import storage
from threeways.course.export import Marks, class_csv, marks_csv, read_course
from threeways.course.grading import sanitise
from threeways.course.grading.report import read_questions, title
from threeways.course.lms import WHERE, Filled, Platform, fill, read_export

__all__ = ["WHERE", "export", "fill_in"]
IMPORT = {
    "canvas": "import it in Canvas: Grades › Import",
    "moodle": "import it in Moodle: Grades › Import › CSV file, or Upload grading worksheet",
}
MOST = 12  # names in one line


def export(root: Path, name: str | None, to: Path | None, db_url: str | None) -> Iterator[str]:
    """Write the marks of one assignment, or of all; yields lines that say so.

    Raises:
        CourseError: No such assignment, nothing graded, or the file cannot be written.
    """
    folder = root / "_build" / "grading"
    if name is None:
        every = read_course(root, release.names(root), db_url)
        graded = {each: found for each, found in every.items() if found}
        if not graded:
            raise CourseError("nothing has been graded yet; threeways grade NAME")
        path, text = to or folder / "marks.csv", class_csv(graded)
        what = f"marks for {', '.join(graded)}"
        students = {each.student for several in graded.values() for each in several}
    else:
        marks = _marks(root, name, db_url)
        questions = {q.title: q.tests for q in read_questions(source_notebook(_source(root, name)))}
        path, text = to or folder / name / "marks.csv", marks_csv(marks, questions)
        what, students = f"marks for {name}", {each.student for each in marks}
        yield from _waiting(each.student for each in marks if each.waits)
    _write(path, text)
    yield f"wrote {path}: {what}, {len(students)} students"


def fill_in(
    root: Path,
    name: str,
    platform: Platform,
    exported: Path,
    column: str | None,
    scale: bool,
    to: Path | None,
    db_url: str | None,
) -> Iterator[str]:
    """Write the file that Canvas or Moodle imports; yields lines that say who is not in it.

    Raises:
        CourseError: See :func:`export`; also: the exported file does not fit.
    """
    marks = _marks(root, name, db_url)
    titles = [title(source_notebook(_source(root, name)), name), name]
    table = read_export(exported, platform)
    filled = fill(table, platform, marks, titles, column, scale)
    path = to or root / "_build" / "grading" / name / f"{platform}.csv"
    if path.resolve() == exported.resolve():
        raise CourseError(f"{path} is what {platform} exported; write to another file")
    _write(path, filled.text)
    yield from _left_out(filled, exported)
    yield f"wrote {path}: {filled.written} marks for {filled.column!r}; {IMPORT[platform]}"


def _left_out(filled: Filled, exported: Path) -> Iterator[str]:
    yield from _waiting(filled.waiting, ", and are left out")
    if filled.strangers:
        yield f"not to be told in {exported.name}, and left out: {_names(filled.strangers)}"
    if filled.absent:
        yield f"handed in nothing, and are left out: {_names(filled.absent)}"


def _waiting(students: Iterable[str], what: str = "") -> Iterator[str]:
    if names := list(students):
        yield f"wait for a person, in formgrader{what}: {_names(names)}"


def _names(names: Iterable[str]) -> str:
    """Names in one line, not too many of them."""
    every = [sanitise.line(each) for each in names]
    rest = len(every) - MOST
    return "; ".join(every[:MOST]) + (f" and {rest} more" if rest > 0 else "")


def _source(root: Path, name: str) -> Path:
    return root / "solutions" / name


def _marks(root: Path, name: str, db_url: str | None) -> list[Marks]:
    if name not in (known := release.names(root)):
        raise CourseError(f"no assignment {name!r}; {near(name, known)}")
    marks = read_course(root, [name], db_url)[name]
    if not marks:
        raise CourseError(f"nothing of {name} has been graded yet; threeways grade {name}")
    return marks


def _write(path: Path, text: str) -> None:
    try:
        storage.write(path, text)
    except OSError as error:
        raise CourseError(storage.explain(error), exit_code=1) from error
