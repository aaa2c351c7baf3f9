"""Each assignment gives its known answers the marks that they deserve, in real kernels."""

from pathlib import Path

import pytest
from assignment_harness import FOLDERS, ROOT, grade, points
from nbgrader.validator import Validator

from threeways.course.assignments import (
    Answer,
    disagreements,
    read_answer,
    read_answers,
    solution_cells,
    source_notebook,
)

ANSWERS = [(f, p) for f in FOLDERS for p in sorted([*f.glob("alt/*.py"), *f.glob("wrong/*.py")])]


@pytest.mark.parametrize(
    ("folder", "path"),
    ANSWERS,
    ids=lambda p: str(p.relative_to(ROOT / "solutions")).removesuffix(".py"),
)
def test_an_answer_loses_exactly_what_its_header_says(folder: Path, path: Path) -> None:
    answer = read_answer(path)
    assert disagreements(answer, grade(folder, dict(answer.cells))) == []


def test_the_solution_scores_full_marks(assignment: Path) -> None:
    given = grade(assignment, {})
    assert sum(mark.score for mark in given.values()) == 20, given


def test_the_whole_solution_notebook_validates(assignment: Path) -> None:
    notebook = assignment / f"{assignment.name}.ipynb"
    assert Validator(validate_all=True, ignore_checksums=True).validate(str(notebook)) == {}


def test_the_untouched_release_scores_nothing(assignment: Path) -> None:
    released = source_notebook(ROOT / "assignments" / assignment.name)
    given = grade(assignment, solution_cells(released))
    assert sum(mark.score for mark in given.values()) == 0, given


def test_there_are_enough_answers_to_judge_the_tests_by(assignment: Path) -> None:
    answers = read_answers(assignment)
    wrong = [answer for answer in answers if answer.wrong]
    assert len(wrong) >= 6
    assert len(answers) - len(wrong) >= 1


def test_every_test_cell_is_lost_by_some_wrong_answer(assignment: Path) -> None:
    lost = {name for answer in read_answers(assignment) for name in answer.loses}
    assert lost == points(assignment).keys()


def test_no_two_wrong_answers_are_the_same(assignment: Path) -> None:
    wrong: list[Answer] = [answer for answer in read_answers(assignment) if answer.wrong]
    assert len({tuple(answer.cells.items()) for answer in wrong}) == len(wrong)
    assert len({answer.hint for answer in wrong}) == len(wrong)
