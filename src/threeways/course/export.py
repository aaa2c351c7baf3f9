"""Marks out of the gradebook, for a spreadsheet; :mod:`.lms` gives them to Canvas and Moodle.

Fields are quoted as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an
apostrophe in front, as OWASP advises: names and ids are what somebody typed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url, select

from threeways.course.chapters import CourseError

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Cell:
    """What one graded cell gave a student: by the automatic tests, or by a person."""

    score: float
    points: float
    waits: bool = False  # for a person
    by_hand: bool = False


@dataclass(frozen=True)
class Marks:
    """A student's marks for an assignment as the gradebook has them now."""

    student: str
    assignment: str
    cells: Mapping[str, Cell]  # grade_id of a graded cell →
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    submitted: datetime | None = None  # UTC
    penalty: float = 0.0  # for lateness
    comments: Mapping[str, str] = field(default_factory=dict)  # a person's, by grade_id

    @property
    def name(self) -> str:
        """First and last name; the id where neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.student

    @property
    def earned(self) -> float:
        """Points before any penalty."""
        return sum(cell.score for cell in self.cells.values())

    @property
    def score(self) -> float:
        """Points that count."""
        return max(0.0, self.earned - self.penalty)

    @property
    def points(self) -> float:
        """The most that could be had."""
        return sum(cell.points for cell in self.cells.values())

    @property
    def waits(self) -> list[str]:
        """Cells that a person has yet to look at."""
        return [name for name, cell in self.cells.items() if cell.waits]


def read_marks(gradebook: Gradebook, assignment: str) -> list[Marks]:
    """Everybody's marks for an assignment, in order of student ids."""
    submissions = gradebook.db.execute(
        select(SubmittedAssignment.id, SubmittedAssignment.timestamp, Student)
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    cells = _cells(gradebook, assignment)
    comments = _comments(gradebook, assignment)
    penalties = _penalties(gradebook, assignment)
    marks = [
        Marks(
            student.id,
            assignment,
            cells.get(key, {}),
            student.first_name or "",
            student.last_name or "",
            student.email or "",
            student.lms_user_id or "",
            submitted,
            penalties.get(key, 0.0),
            comments.get(key, {}),
        )
        for key, submitted, student in submissions
    ]
    gradebook.db.rollback()  # holds no lock on what it has read
    return sorted(marks, key=lambda each: each.student)


def read_course(
    root: Path, names: Sequence[str], db_url: str | None = None
) -> dict[str, list[Marks]]:
    """Everybody's marks for assignments of a course.

    Args:
        root: The course's root.
        names: The assignments.
        db_url: The gradebook; by default the configuration's.

    Raises:
        CourseError: There is no gradebook, or it cannot be opened.
    """
    from threeways.course.grading.record import configuration, open_gradebook

    course = CourseDirectory(config=configuration(root, db_url))
    url = make_url(course.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CourseError(f"no gradebook {url.database}: nothing has been graded yet")
    with open_gradebook(course) as gradebook:
        return {name: read_marks(gradebook, name) for name in names}


def marks_csv(marks: Sequence[Marks], questions: Mapping[str, Sequence[str]] | None = None) -> str:
    """A table for a spreadsheet: a row a student, a column a question.

    Args:
        marks: As :func:`read_marks` gives them.
        questions: The graded cells of each question; by default each cell is a column.
    """
    cells = sorted({name for each in marks for name in each.cells})
    columns = questions or {name: [name] for name in cells}
    header = ["student", "first_name", "last_name", "email", "assignment", "submitted_utc"]
    header += [*columns, "earned", "late_penalty", "score", "points", "waits_for_a_person"]
    return to_csv(
        header,
        [
            [
                *(m.student, m.first_name, m.last_name, m.email, m.assignment),
                m.submitted.isoformat(" ", "seconds") if m.submitted else "",
                *(
                    sum(m.cells[c].score for c in names if c in m.cells)
                    for names in columns.values()
                ),
                *(m.earned, m.penalty, m.score, m.points, ", ".join(m.waits)),
            ]
            for m in marks
        ],
    )


def class_csv(marks: Mapping[str, Sequence[Marks]]) -> str:
    """A row a student, a column an assignment; empty where nothing was handed in.

    Args:
        marks: By assignment, as :func:`read_marks` gives them.
    """
    by_student: dict[str, dict[str, Marks]] = {}
    for name, several in marks.items():
        for each in several:
            by_student.setdefault(each.student, {})[name] = each
    points = {
        name: max((m.points for m in several), default=0.0) for name, several in marks.items()
    }
    columns = [f"{name} (of {number(points[name])})" for name in marks]
    header = ["student", "first_name", "last_name", "email", *columns]
    header += ["score", "points", "waits_for_a_person"]
    rows = []
    for student, mine in sorted(by_student.items()):
        known = next(iter(mine.values()))
        scores = [number(mine[name].score) if name in mine else "" for name in marks]
        total = number(sum(each.score for each in mine.values()))
        waits = ", ".join(name for name, each in mine.items() if each.waits)
        person = [student, known.first_name, known.last_name, known.email]
        rows.append([*person, *scores, total, number(sum(points.values())), waits])
    return to_csv(header, rows)


def safe(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers are what they are."""
    if not isinstance(value, str):
        return value
    text = value.lstrip()
    risky = (text.startswith(FORMULA) and len(text) > 1) or value.startswith(("\t", "\r", "\n"))
    return f"'{value}" if risky else value


def to_csv(header: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    """Lines of quoted fields, none of them a formula."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([safe(value) for value in row] for row in [header, *rows])
    return file.getvalue()


def number(value: float) -> str:
    """A number of points, to two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _cells(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, Cell]]:
    rows = gradebook.db.execute(
        _of(assignment, Grade, Grade.score, Grade.max_score, Grade.needs_manual_grade)
        .add_columns(Grade.manual_score)
        .order_by(BaseCell.name)
    )
    found: dict[str, dict[str, Cell]] = {}
    for submission, name, score, points, waits, by_hand in rows:
        cell = Cell(score or 0.0, points, bool(waits), by_hand is not None)
        found.setdefault(submission, {})[name] = cell
    return found


def _comments(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, str]]:
    rows = gradebook.db.execute(
        _of(assignment, Comment, Comment.manual_comment).where(Comment.manual_comment.is_not(None))
    )
    found: dict[str, dict[str, str]] = {}
    for submission, name, comment in rows:
        found.setdefault(submission, {})[name] = comment
    return found


def _of(assignment: str, kind: Any, *columns: Any) -> Any:
    """Rows of an assignment's grades or comments: submission, cell, and the columns."""
    return (
        select(SubmittedNotebook.assignment_id, BaseCell.name, *columns)
        .select_from(kind)
        .join(BaseCell, BaseCell.id == kind.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )


def _penalties(gradebook: Gradebook, assignment: str) -> dict[str, float]:
    rows = gradebook.db.execute(
        select(SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    return {submission: penalty or 0.0 for submission, penalty in rows}
