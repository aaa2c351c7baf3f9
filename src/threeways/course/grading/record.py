"""The one writer into nbgrader's gradebook: automatic marks, and what formgrader shows.

A submission is one transaction, its key beside its marks: a batch that was killed finds each
submission either recorded or not there. Scores, comments and extra credit that a person gave are
never touched; what could not be judged waits for one.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import (
    Base,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import is_grade, is_solution, parse_utc
from sqlalchemy import Column, String, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from threeways.course.assignments import put, solution_cells, source_notebook
from threeways.course.chapters import CourseError
from threeways.course.execution import storage
from threeways.course.grading import sanitise
from threeways.course.grading.collect import Person
from threeways.course.grading.submission import Prepared, Result, TestResult

WAITING = 60  # seconds that a lock on an SQLite gradebook is waited for
# What helps, by a word of the database's own message.
REMEDIES = {
    "locked": f"another program has held it for {WAITING} s, formgrader or a backup: end that",
    "readonly": "make the file and its folder writable",
    "unable to open": "is there such a folder, and may you write to it?",
    "disk is full": "free some space",
    "No module named": "PostgreSQL's address begins with postgresql+psycopg://",
    "Could not parse": "an address is sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE",
}
HARMLESS = str.maketrans('<>"`\\', "‹›”’/")
MISSING = "# This cell was not in the notebook that was handed in."


class RecordError(CourseError):
    """Nothing of this submission was recorded; says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, exit_code=1)


class Recorded(Base):  # type: ignore[misc]
    """Which result a submission's automatic marks come from: a table of ours in the gradebook."""

    __tablename__ = "threeways_recorded"
    submission_id = Column(String(32), primary_key=True)  # of nbgrader's submitted_assignment
    key = Column(String(64), nullable=False)


@dataclass(frozen=True)
class Master:
    """What a new submission mirrors: the assignment's notebook and its cells, names by row id."""

    notebook: str
    assignment: str
    graded: Mapping[str, str]
    answered: Mapping[str, str]
    released: Mapping[str, str]  # source by name, with solutions cleared

    @classmethod
    def of(cls, notebook: Any) -> Master:
        """Copied once: rows are read again after every commit."""
        return cls(
            notebook.id,
            notebook.assignment_id,
            {cell.id: cell.name for cell in [*notebook.grade_cells, *notebook.task_cells]},
            {cell.id: cell.name for cell in [*notebook.solution_cells, *notebook.task_cells]},
            {cell.name: cell.source for cell in notebook.source_cells},
        )


class Recorder(AbstractContextManager["Recorder"]):
    """Writes results for one assignment; open one at a time.

    Opening it saves the assignment's cells into the gradebook as ``nbgrader generate_assignment``
    does.

    Args:
        root: The course's root, with ``nbgrader_config.py`` and ``solutions/``.
        assignment: The assignment's name.
        db_url: The gradebook, ``postgresql+psycopg://…`` or ``sqlite:///…``; default: the
            configuration's, which is ``gradebook.db`` in the root.

    Raises:
        RecordError: The gradebook cannot be opened, or its cells are those of an older source.
    """

    def __init__(self, root: Path, assignment: str, db_url: str | None = None) -> None:
        self.assignment = assignment
        self.config = configuration(root, db_url)
        self.config.CourseDirectory.db_url = _patient(CourseDirectory(config=self.config).db_url)
        self.course = CourseDirectory(config=self.config)
        self.source = source_notebook(root / "solutions" / assignment)
        save_cells(self.config, assignment)
        self.gradebook = open_gradebook(self.course)
        self.session: Session = self.gradebook.db()
        self.late = AssignLatePenalties(config=self.config)
        self.late.init_plugin()
        self.master = Master.of(self.gradebook.find_notebook(assignment, assignment))

    def __exit__(self, *error: object) -> None:
        self.gradebook.close()

    def enrol(self, people: Iterable[Person]) -> None:
        """Put names and addresses of students into the gradebook; what is empty stays as it is.

        Formgrader takes a name for HTML, so that brackets become others that look much the same.
        """
        with self._transaction():
            for person in people:
                student = self._student(person.id)
                for name in ("first_name", "last_name", "email", "lms_user_id"):
                    if value := sanitise.line(getattr(person, name)):
                        setattr(student, name, value.translate(HARMLESS))

    def recorded(self) -> dict[str, str]:
        """Keys of what has been recorded for this assignment, by student."""
        rows = self.session.execute(
            select(SubmittedAssignment.student_id, Recorded.key)
            .join(Recorded, Recorded.submission_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == self.master.assignment)
        )
        found = {student: key for student, key in rows}
        self.session.rollback()  # holds no lock between two submissions
        return found

    def record(self, prepared: Prepared, result: Result, again: bool = False) -> bool:
        """Write one result; whether its automatic marks were new.

        A key that is recorded already changes no mark. When it was handed in, and the penalty for
        that, follow ``prepared`` and the due date every time.

        Args:
            prepared: What was graded; its solutions are what formgrader shows.
            result: What came of it.
            again: Replace automatic marks even if they were recorded under this key.

        Raises:
            RecordError: The result has other cells than the gradebook, or the database refused.
        """
        self._check(prepared, result)
        with self._transaction():
            submission = self._submission(result.student)
            if submission.timestamp != (when := _time(prepared.submission.submitted)):
                submission.timestamp = when
            known = self.session.get(Recorded, submission.id)
            new = again or known is None or bool(known.key != result.key)
            if new:
                self.session.merge(Recorded(submission_id=submission.id, key=result.key))
                self._mark(submission.notebooks[0], prepared, result)
                self._write_notebook(prepared, result)
            self._penalise(submission)
        return new

    def notebook_path(self, student: str) -> Path:
        """Where formgrader looks for a student's graded notebook."""
        folder = self.course.format_path(self.course.autograded_directory, student, self.assignment)
        return Path(folder) / f"{self.assignment}.ipynb"

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of what is written in it or, after any error, nothing; errors in our words."""
        try:
            yield
            self.session.commit()
        except SQLAlchemyError as error:
            with suppress(SQLAlchemyError):  # the connection may be gone
                self.session.rollback()
            raise RecordError(f"the gradebook refused: {_reason(error)}") from error
        except OSError as error:
            self.session.rollback()
            raise RecordError(storage.explain(error)) from error
        except BaseException:
            self.session.rollback()
            raise

    def _check(self, prepared: Prepared, result: Result) -> None:
        if (prepared.submission.student, prepared.key) != (result.student, result.key):
            raise RecordError(f"{result.student}: the result is of another submission")
        if result.assignment != self.assignment:
            raise RecordError(f"{result.student}: a result for {result.assignment!r}")
        if strange := sorted(result.tests.keys() - {*self.master.graded.values()}):
            raise RecordError(
                f"{result.student}: the gradebook has no test cell {strange[0]!r}; "
                "the result is of another version of the source: grade again"
            )

    def _student(self, name: str) -> Any:
        student = self.session.get(Student, name)
        if student is None:
            student = Student(id=name)
            self.session.add(student)
        return student

    def _submission(self, student: str) -> Any:
        """The student's submission, made with empty grades and comments if there is none."""
        self._student(student)
        found = self.session.scalars(
            select(SubmittedAssignment).where(
                SubmittedAssignment.student_id == student,
                SubmittedAssignment.assignment_id == self.master.assignment,
            )
        ).one_or_none()
        return found or self._new_submission(student)

    def _new_submission(self, student: str) -> Any:
        """What Gradebook.add_submission makes, which would commit half of our transaction."""
        submission = SubmittedAssignment(assignment_id=self.master.assignment, student_id=student)
        notebook = SubmittedNotebook(notebook_id=self.master.notebook, assignment=submission)
        for cell in self.master.graded:
            Grade(cell_id=cell, notebook=notebook)
        for cell in self.master.answered:
            Comment(cell_id=cell, notebook=notebook)
        self.session.add(submission)
        self.session.flush()
        return submission

    def _mark(self, notebook: Any, prepared: Prepared, result: Result) -> None:
        """Automatic scores and comments, by the rules of nbgrader's SaveAutoGrades."""
        for grade in notebook.grades:
            test = result.tests.get(self.master.graded[grade.cell_id])
            judged = test is not None and test.status != "unknown"
            grade.auto_score = test.score if test and judged else None
            grade.needs_manual_grade = not judged or grade.manual_score is not None
        for comment in notebook.comments:
            comment.auto_comment = self._comment(
                self.master.answered[comment.cell_id], prepared, result
            )

    def _comment(self, cell: str, prepared: Prepared, result: Result) -> str | None:
        if prepared.solutions.get(cell) == self.master.released.get(cell):
            return "No response."
        compared = result.comparisons.get(cell)
        return compared.hint if compared and compared.hint else None

    def _penalise(self, submission: Any) -> None:
        """What the configured plugin takes off, as nbgrader's AssignLatePenalties would."""
        notebook = submission.notebooks[0]
        self.session.flush()
        self.session.refresh(notebook, ["score"])
        penalty = None
        if submission.total_seconds_late > 0:
            penalty = self.late.plugin_inst.late_submission_penalty(
                submission.student_id, notebook.score, submission.total_seconds_late
            )
        if penalty is not None:
            penalty = self.late._check_late_penalty(notebook, penalty)
        if notebook.late_submission_penalty != penalty:
            notebook.late_submission_penalty = penalty

    def _write_notebook(self, prepared: Prepared, result: Result) -> None:
        """Before the marks are committed: killed in between, both are written again."""
        path = self.notebook_path(result.student)
        storage.write(path, nbformat.writes(graded_notebook(self.source, prepared, result)))


def configuration(root: Path, db_url: str | None = None) -> Config:
    """The course's nbgrader configuration; with ``db_url``, for another gradebook."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root.resolve())
    if db_url:
        config.CourseDirectory.db_url = db_url
    return config


def open_gradebook(course: CourseDirectory) -> Gradebook:
    """The course's gradebook; nbgrader makes its tables, and ours, where they are missing.

    Raises:
        RecordError: It cannot be opened.
    """
    try:
        return Gradebook(course.db_url, course.course_id)
    except (SQLAlchemyError, ImportError) as error:
        raise RecordError(f"the gradebook cannot be opened: {_reason(error)}") from error


def save_cells(config: Config, assignment: str) -> None:
    """Let nbgrader save the assignment's cells; what it generates besides is thrown away.

    Raises:
        RecordError: The source is not what the gradebook's submissions were graded with.
    """
    log = logging.getLogger("threeways.nbgrader")
    log.propagate = False
    log.handlers = [logging.NullHandler()]  # it would show the user tracebacks
    config = copy.deepcopy(config)
    config.CourseDirectory.assignment_id = assignment
    with storage.temporary() as folder:
        config.CourseDirectory.release_directory = str(folder)
        course = CourseDirectory(config=config)
        try:
            GenerateAssignment(coursedir=course, config=config, force=True, log=log).start()
        except (SQLAlchemyError, ImportError) as error:
            raise RecordError(f"the gradebook cannot be opened: {_reason(error)}") from error
        except NbGraderException as error:
            if isinstance(error.__context__, SQLAlchemyError):
                reason = _reason(error.__context__)
                raise RecordError(f"the gradebook cannot be written: {reason}") from error
            raise RecordError(
                f"nbgrader cannot save the cells of {assignment!r}: {error}. If test or solution "
                "cells were added or taken away after submissions had been graded, run "
                f"`nbgrader db assignment remove {assignment} --force`, which deletes manual "
                "marks, too, and grade all of them again"
            ) from error


def graded_notebook(source: NotebookNode, prepared: Prepared, result: Result) -> NotebookNode:
    """The source with a student's solutions and harmless outputs; never with our solutions."""
    solutions = {name: prepared.solutions.get(name, MISSING) for name in solution_cells(source)}
    notebook = put(source, solutions)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and is_solution(cell):
            cell.source = cell.source.replace("<", "&lt;")  # nothing of a student's becomes HTML
        if cell.cell_type == "code":
            cell.outputs = _outputs(cell, result)
    return notebook


def _outputs(cell: NotebookNode, result: Result) -> list[NotebookNode]:
    """A cell's harmless outputs; a test that did not pass says so at least in one line."""
    found = sanitise.outputs(result.outputs.get(cell.id, []))
    test = _test(cell, result.tests)
    if test and test.status != "passed" and not any(o.output_type == "error" for o in found):
        message = sanitise.text(f"{test.status}: {test.message}".rstrip(": "))
        found.append(
            nbformat.v4.new_output("error", ename=test.status, evalue="", traceback=[message])
        )
    return found


def _test(cell: NotebookNode, tests: Mapping[str, TestResult]) -> TestResult | None:
    return tests.get(cell.metadata.nbgrader.grade_id) if is_grade(cell) else None


def _time(submitted: str) -> Any:
    """UTC without a zone, as nbgrader keeps times; None if unknown."""
    return parse_utc(submitted) if submitted else None


def _patient(db_url: str) -> str:
    """The gradebook's address; a lock on one of SQLite's is waited for."""
    try:
        url = make_url(db_url)
    except ArgumentError as error:
        raise RecordError(f"the gradebook's address is none: {_reason(error)}") from error
    if url.get_backend_name() == "sqlite" and "timeout" not in url.query:
        url = url.update_query_dict({"timeout": str(WAITING)})
    return url.render_as_string(hide_password=False)


def _reason(error: Exception) -> str:
    """The database's own words, without the statement and its parameters; and what to do."""
    words = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    remedy = next((text for word, text in REMEDIES.items() if word in words), "")
    return f"{words} ({remedy})" if remedy else words
