"""Marks out of the gradebook, for a spreadsheet and for what Canvas and Moodle import.

Fields are quoted as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an
apostrophe in front, as OWASP advises: names and ids are what somebody typed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
from sqlalchemy import select

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
    return _csv(
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


def canvas_csv(marks: Sequence[Marks], column: str) -> str:
    """What Canvas's gradebook imports; students whose marks are not final are left empty.

    Args:
        marks: As :func:`read_marks` gives them.
        column: The assignment as Canvas's export heads it, ``Regularisation (12345)``.
    """
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    points = max((m.points for m in marks), default=0.0)
    rows = [
        [
            f"{m.last_name}, {m.first_name}".strip(", "),
            m.lms_user_id,
            m.student,
            m.student,
            "",
            _final(m),
        ]
        for m in marks
    ]
    return _csv(header, [["    Points Possible", "", "", "", "", points], *rows])


def moodle_csv(marks: Sequence[Marks], column: str) -> str:
    """What Moodle's *Grades › Import › CSV* takes, mapped by id number, username or e-mail address.

    Args:
        marks: As :func:`read_marks` gives them; those that are not final are left empty.
        column: The grade item, ``Assignment: Regularisation (Real)``.
    """
    header = ["First name", "Last name", "ID number", "Username", "Email address", column]
    rows = [[m.first_name, m.last_name, m.student, m.student, m.email, _final(m)] for m in marks]
    return _csv(header, rows)


def safe(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers are what they are."""
    if not isinstance(value, str):
        return value
    risky = value.lstrip().startswith(FORMULA) or value.startswith(("\t", "\r", "\n"))
    return f"'{value}" if risky else value


def _csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([safe(value) for value in row] for row in [header, *rows])
    return file.getvalue()


def _final(marks: Marks) -> float | str:
    return "" if marks.waits else marks.score


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
