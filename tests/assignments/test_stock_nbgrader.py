"""Stock nbgrader, from its command line, grades an assignment as the tests here do."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from assignment_harness import FOLDERS, ROOT, gradable, grade, points
from nbgrader.api import Gradebook

from threeways.course.assignments import (
    Mark,
    put,
    read_answers,
    solution_cells,
    source_notebook,
)

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
