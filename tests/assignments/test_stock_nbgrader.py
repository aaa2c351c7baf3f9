"""Stock nbgrader gives the marks that the tests here and the course's own grading give.

Where it does not, CONTRIBUTING says so and why; every row of that table is shown here to be true.
"""

import copy
import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from assignment_harness import FOLDERS, ROOT, gradable, grade, points, run
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute

from tests.unit import graded_course, grading_course
from threeways.course.assignments import (
    Mark,
    put,
    read_answers,
    solution_cells,
    source_notebook,
)
from threeways.course.grading import assignment as assignments
from threeways.course.grading import compare, ingest
from threeways.course.grading.sandbox import Sandbox, Untrusted
from threeways.course.grading.score import grade_one
from threeways.course.grading.submission import Submission

FOLDER = FOLDERS[0]


def nbgrader(course: Path, *arguments: str) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PATH"},
        "PATH": "/usr/bin:/bin",  # the environment is not activated
        "JUPYTER_CONFIG_DIR": str(course / "no_configuration"),
    }
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course in which three students have handed in and nbgrader has graded."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(FOLDER, course / "solutions" / FOLDER.name)
    shutil.copytree(ROOT / "assignments" / FOLDER.name, course / "assignments" / FOLDER.name)
    nbgrader(course, "generate_assignment", FOLDER.name, "--force")
    for student, cells in submissions().items():
        released = source_notebook(course / "assignments" / FOLDER.name)
        target = course / "submitted" / student / FOLDER.name
        target.mkdir(parents=True)
        nbformat.write(gradable(put(released, cells)), target / f"{FOLDER.name}.ipynb")
    nbgrader(course, "autograde", FOLDER.name)
    nbgrader(course, "export", "--to", "marks.csv")
    return course


def submissions() -> dict[str, dict[str, str]]:
    """Cells handed in by student: an alternative, a wrong answer, nothing."""
    answers = read_answers(FOLDER)
    wrong = next(answer for answer in answers if answer.wrong)
    solution = solution_cells(source_notebook(FOLDER))
    return {"ada": {**solution, **answers[0].cells}, "ben": {**solution, **wrong.cells}, "cleo": {}}


def test_nbgrader_generates_what_is_committed(course: Path) -> None:
    name = f"assignments/{FOLDER.name}/{FOLDER.name}.ipynb"
    assert (course / name).read_bytes() == (ROOT / name).read_bytes()
    assert [p.name for p in (course / "assignments" / FOLDER.name).iterdir()] == [Path(name).name]


def test_the_gradebook_holds_the_marks_that_the_harness_gives(course: Path) -> None:
    released = source_notebook(course / "assignments" / FOLDER.name)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student, cells in submissions().items():
            handed_in = put(released, cells)
            expected = grade(FOLDER, solution_cells(handed_in))
            submission = gradebook.find_submission(FOLDER.name, student).notebooks[0]
            found = {g.cell.name: Mark(g.auto_score, g.max_score) for g in submission.grades}
            assert found == expected, student


def test_the_exported_marks_are_the_sums(course: Path) -> None:
    with (course / "marks.csv").open() as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    wrong = next(answer for answer in read_answers(FOLDER) if answer.wrong)
    assert exported == {"ada": 20, "cleo": 0, "ben": 20 - lost(wrong.loses)}


def lost(cells: frozenset[str]) -> float:
    return sum(value for name, value in points(FOLDER).items() if name in cells)


# The course's own grading beside it --------------------------------------------------------------


class Ours:
    """Grades notebooks of one assignment as a batch does."""

    def __init__(self, root: Path, name: str, cache: Path) -> None:
        read = assignments.read(root, name)
        data = root / "assignments" / name
        self.sandbox = Sandbox(name, read.imports, data if data.is_dir() else None)
        with self.sandbox:
            self.assignment = compare.learn(root, read, self.sandbox, cache)

    def __call__(self, path: Path) -> dict[str, float | None]:
        """Marks by test; None where a person has to decide."""
        submission = Submission("ada", self.assignment.name, path, "2026-01-01T12:00:00+00:00")
        prepared = ingest.prepare(submission, self.assignment, self.sandbox.limits)
        tests = grade_one(prepared, self.sandbox, self.assignment).tests.items()
        return {name: None if t.status == "unknown" else t.score for name, t in tests}


@contextmanager
def grading(root: Path, name: str, cache: Path) -> Iterator[Ours]:
    try:
        ours = Ours(root, name, cache)
    except Untrusted as error:
        pytest.skip(str(error))
    with ours.sandbox:
        yield ours


def known(folder: Path) -> Iterator[tuple[str, Mapping[str, str], frozenset[str]]]:
    """Name, solution cells and lost tests of the solution, the release and all of alt/, wrong/.

    ``test_known_answers`` shows that nbgrader takes the marks of just these tests.
    """
    released = source_notebook(ROOT / "assignments" / folder.name)
    yield "solution", {}, frozenset()
    yield "release", solution_cells(released), frozenset(points(folder))
    for answer in read_answers(folder):
        yield answer.name, answer.cells, answer.loses


@pytest.mark.timeout(1800)  # seconds: up to a hundred submissions
def test_every_known_answer_gets_the_marks_that_nbgrader_gives(
    assignment: Path, tmp_path: Path
) -> None:
    differing = {}
    with grading(ROOT, assignment.name, tmp_path) as ours:
        for name, cells, lost in known(assignment):
            path = tmp_path / "handed_in.ipynb"
            nbformat.write(put(source_notebook(assignment), cells), path)
            worth = points(assignment)
            theirs = {test: 0 if test in lost else worth[test] for test in worth}
            if (given := ours(path)) != theirs:
                differing[name] = {t: (theirs[t], given[t]) for t in given if theirs[t] != given[t]}
    assert differing == {}


# Where they differ -------------------------------------------------------------------------------

Marks = tuple[float | None, float | None, float | None]  # of double's example, double, halve
FULL: Marks = (1, 2, 3)


@dataclass(frozen=True)
class Difference:
    """A submission, with the marks that nbgrader and we give; nothing where it grades nothing."""

    cells: dict[str, str]
    theirs: Marks | None
    ours: Marks
    change: Callable[[NotebookNode], None] = field(default=lambda made: None)


def position(made: NotebookNode, name: str) -> int:
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in made.cells]
    return names.index(name)


def take_out(name: str) -> Callable[[NotebookNode], None]:
    return lambda made: made.cells.pop(position(made, name))


def insert_own_cell(made: NotebookNode) -> None:
    made.cells.insert(position(made, "double"), new_code_cell("TWO = 2"))


def end_kernel_below(made: NotebookNode) -> None:
    made.cells.append(new_code_cell("import os\nos._exit(0)"))


DOUBLE = "def double(x):\n    return 2 * x"
ANY = "class Any(int):\n    __eq__ = lambda *a: True\n    __ne__ = lambda *a: False\n"
DIFFERENCES = {
    "Output on stderr": Difference(
        {"double": "import sys\ndef double(x):\n    print(x, file=sys.stderr)\n    return 2 * x"},
        theirs=(0, 0, 3),
        ours=FULL,
    ),
    "A student's own cells": Difference(
        {"double": "def double(x):\n    return TWO * x"},
        theirs=FULL,
        ours=(0, 0, 3),
        change=insert_own_cell,
    ),
    "A solution cell that is missing": Difference(
        {}, theirs=(0, 0, 3), ours=(None, None, 3), change=take_out("double")
    ),
    "A test cell that is missing": Difference(
        {}, theirs=(1, None, 3), ours=FULL, change=take_out("test_double")
    ),
    "Cells below the last test": Difference({}, theirs=None, ours=FULL, change=end_kernel_below),
    "A cell that hangs or ends the kernel": Difference(
        {"halve": "import os\nos._exit(0)"}, theirs=None, ours=(1, 2, 0)
    ),
    "What a later cell changes": Difference(
        {
            "double": "by = [2]\ndef double(x):\n    return by[0] * x",
            "halve": "by[0] = 0.5\ndef halve(x):\n    return by[0] * x",
        },
        theirs=FULL,
        ours=(1, 0, 3),
    ),
    "Right on nothing but the tests": Difference(
        {"double": "def double(x):\n    return {2: 4, -3: -6, 0: 0, 17: 34}.get(x)"},
        theirs=FULL,
        ours=(None, None, 3),
    ),
    "Forged results": Difference(
        {"double": ANY + "def double(x):\n    return Any()"}, theirs=FULL, ours=(None, None, 3)
    ),
    "Very much output": Difference(
        {"double": f"print('x' * 3_000_000)\n{DOUBLE}"}, theirs=FULL, ours=(0, 0, 3)
    ),
    "Network, and files elsewhere": Difference(
        {"double": f"open({str(ROOT / 'README.md')!r}).close()\n{DOUBLE}"},
        theirs=FULL,
        ours=(0, 0, 3),
    ),
}


@pytest.fixture(scope="module")
def doubling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    folder = tmp_path_factory.mktemp("doubling")
    root = graded_course.make_graded_course(folder / "course")
    with grading(root, grading_course.NAME, folder) as ours:
        yield ours


def theirs(made: NotebookNode, folder: Path) -> Marks | None:
    """What nbgrader gives once it has put its own tests back; None if it ends with an error."""
    ending = any("os._exit" in cell.source for cell in made.cells)
    tests = {c.metadata.nbgrader.grade_id: c for c in grading_course.source().cells if graded(c)}
    for cell in made.cells:
        if graded(cell):
            cell.source = tests[cell.metadata.nbgrader.grade_id].source
    if ending:
        with pytest.raises(DeadKernelError):
            Execute(timeout=60).preprocess(made, {"metadata": {"path": str(folder)}})
        return None
    given = run(folder, made)
    return in_order({name: mark.score for name, mark in given.items()})


def graded(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def in_order(given: Mapping[str, float | None]) -> Marks:
    double, hidden, halve = (given.get(name) for name in grading_course.POINTS)
    return double, hidden, halve


@pytest.mark.parametrize("what", DIFFERENCES)
def test_a_difference_is_as_it_is_described(
    doubling: Ours, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, what: str
) -> None:
    difference = DIFFERENCES[what]
    made = graded_course.notebook(difference.cells)
    difference.change(made)
    nbformat.write(made, tmp_path / "handed_in.ipynb")
    assert in_order(doubling(tmp_path / "handed_in.ipynb")) == difference.ours
    folder = tmp_path_factory.getbasetemp()
    assert theirs(copy.deepcopy(made), folder) == difference.theirs


def test_the_table_for_contributors_has_these_differences_and_no_others() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("### How marks differ from stock nbgrader")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (?!---|Where )([^|]+?) +\|", section, re.MULTILINE)
    assert rows == list(DIFFERENCES)
