"""An assignment: its questions, known answers put into its notebook, and the marks they get.

Beside ``solutions/NAME/NAME.ipynb`` stand answers that somebody could hand in: ``alt/*.py`` are
right by another road and score full marks, ``wrong/*.py`` are mistakes that students really make.
An answer file is a header and the notebook cells that it replaces, named by their ``grade_id``::

    # loses: test_ridge_example, test_ridge
    # hint: The loss is a mean over n examples but your penalty is weighed against
    #   their sum: multiply λ by n.
    # %% ridge
    def ridge(X, y, lam):
        ...

``loses`` names the test cells that must fail, every other one must pass; ``hint`` names the
mistake for the student. Both continue over lines that are indented after the ``#``. An ``alt``
answer has neither; other comments above the first cell are notes.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from threeways.course.chapters import CourseError

HIDDEN = "### BEGIN HIDDEN TESTS"
CELL = re.compile(r"# %%\s*(?P<grade_id>\S*)\s*$")
FIELD = re.compile(r"# (?P<key>loses|hint):\s*(?P<value>.*)$")
CONTINUED = re.compile(r"# {2,}(?P<value>\S.*)$")


class AnswerError(CourseError):
    """An answer file that cannot be used: where, what is wrong, and what to do."""


@dataclass(frozen=True)
class Question:
    """A solution cell and the test cells that follow it, all by grade_id."""

    solution: str
    visible: list[str]
    hidden: list[str]


@dataclass(frozen=True)
class Answer:
    """One file of ``wrong/`` or ``alt/``: sources by the grade_id of the cell they replace."""

    path: Path
    cells: Mapping[str, str]
    loses: frozenset[str] = frozenset()
    hint: str = ""

    @property
    def name(self) -> str:
        """Folder and stem: ``wrong/02_forgets_n``."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def wrong(self) -> bool:
        """Whether it must lose points."""
        return self.path.parent.name == "wrong"


@dataclass(frozen=True)
class Mark:
    """What one test cell gave, of how many points."""

    score: float
    points: float


def source_notebook(folder: Path) -> NotebookNode:
    """The source of the assignment in ``folder``, ``folder/NAME.ipynb``, as nbformat 4."""
    path = folder / f"{folder.name}.ipynb"
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def gradable(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what follows its last test cell, which no mark depends on."""
    graded = [i for i, cell in enumerate(notebook.cells) if "nbgrader" in cell.metadata]
    notebook.cells = notebook.cells[: graded[-1] + 1]
    return notebook


def questions(notebook: NotebookNode) -> list[Question]:
    """The graded questions in order: each solution cell with the test cells up to the next."""
    found: list[Question] = []
    for cell in notebook.cells:
        if is_solution(cell):
            found.append(Question(cell.metadata.nbgrader.grade_id, [], []))
        elif is_grade(cell) and found:
            tests = found[-1].hidden if HIDDEN in cell.source else found[-1].visible
            tests.append(cell.metadata.nbgrader.grade_id)
    return found


def read_answers(folder: Path) -> list[Answer]:
    """All answers beside the source in ``folder``: first ``alt/``, then ``wrong/``, by name.

    Raises:
        AnswerError: A file is not in the form that this module describes.
    """
    return [
        read_answer(p) for kind in ("alt", "wrong") for p in sorted(folder.glob(f"{kind}/*.py"))
    ]


def read_answer(path: Path) -> Answer:
    """Read one answer file.

    Raises:
        AnswerError: No cell, a cell twice or without a name; in ``wrong/`` no ``loses`` or
            ``hint``; in ``alt/`` one of the two.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next((i for i, line in enumerate(lines) if CELL.match(line)), len(lines))
    fields = _header(lines[:start])
    answer = Answer(
        path,
        _cells(path, lines, start),
        frozenset(re.findall(r"[^\s,]+", fields.get("loses", ""))),
        fields.get("hint", ""),
    )
    _check_header(answer, fields)
    return answer


def put(notebook: NotebookNode, cells: Mapping[str, str]) -> NotebookNode:
    """A copy of a notebook in which solution cells have the given sources.

    Raises:
        AnswerError: No solution cell of the notebook has that grade_id.
    """
    notebook = copy.deepcopy(notebook)
    solutions = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if is_solution(c)}
    for grade_id, source in cells.items():
        if grade_id not in solutions:
            raise AnswerError(
                f"no solution cell is called {grade_id!r}{_near(grade_id, solutions)}"
            )
        solutions[grade_id].source = source
    return notebook


def solution_cells(notebook: NotebookNode) -> dict[str, str]:
    """Sources of a notebook's solution cells by grade_id: what a student hands in."""
    return {c.metadata.nbgrader.grade_id: c.source for c in notebook.cells if is_solution(c)}


def marks(executed: NotebookNode) -> dict[str, Mark]:
    """What nbgrader gives each test cell of an executed notebook, by grade_id.

    Raises:
        ValueError: A test cell was not executed; nbgrader would give it full marks.
    """
    given = {}
    for cell in executed.cells:
        if is_grade(cell):
            grade_id = cell.metadata.nbgrader.grade_id
            if cell.source.strip() and cell.get("execution_count") is None:
                raise ValueError(f"the test cell {grade_id!r} was not executed")
            score, points = determine_grade(cell)
            given[grade_id] = Mark(score or 0.0, points)
    return given


def disagreements(answer: Answer, given: Mapping[str, Mark]) -> list[str]:
    """Where the marks differ from what the answer's header says; empty if nowhere."""
    lost = {grade_id for grade_id, mark in given.items() if mark.score < mark.points}
    return [
        *(
            f"{name}: no test cell has this name{_near(name, given)}"
            for name in sorted(answer.loses - given.keys())
        ),
        *(f"{name}: must fail, but passes" for name in sorted(answer.loses & given.keys() - lost)),
        *(f"{name}: must pass, but fails" for name in sorted(lost - answer.loses)),
    ]


def _header(lines: Iterable[str]) -> dict[str, str]:
    """The fields of a header, continued lines joined by spaces."""
    fields: dict[str, str] = {}
    key = ""
    for line in lines:
        if match := FIELD.match(line):
            key = match["key"]
            fields[key] = match["value"].strip()
        elif key and (match := CONTINUED.match(line)):
            fields[key] = f"{fields[key]} {match['value'].strip()}"
        else:
            key = ""
    return fields


def _cells(path: Path, lines: list[str], start: int) -> dict[str, str]:
    """Sources by grade_id, from line ``start`` on."""
    cells: dict[str, list[str]] = {}
    grade_id = ""
    for number, line in enumerate(lines[start:], start + 1):
        if match := CELL.match(line):
            grade_id = match["grade_id"]
            if not grade_id or grade_id in cells:
                problem = f"a second cell {grade_id!r}" if grade_id else "a cell without a name"
                raise AnswerError(f"{path}:{number}: {problem}; write `# %% grade_id`, once each")
            cells[grade_id] = []
        else:
            cells[grade_id].append(line)
    if not cells:
        raise AnswerError(f"{path}: holds no cell; begin each with a line `# %% grade_id`")
    return {name: "\n".join(body).strip("\n") for name, body in cells.items()}


def _check_header(answer: Answer, fields: Mapping[str, str]) -> None:
    if answer.wrong:
        for key in ("loses", "hint"):
            if not fields.get(key):
                raise AnswerError(
                    f"{answer.path}: a wrong answer needs a line `# {key}: …` above its first cell"
                )
    elif fields:
        raise AnswerError(
            f"{answer.path}: has a line `# {min(fields)}: …`, but an alternative loses nothing; "
            "move it to wrong/ or take the line out"
        )


def _near(name: str, names: Iterable[str]) -> str:
    """ ", did you mean …?" where one of the names is close."""
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(names)}"
