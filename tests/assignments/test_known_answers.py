"""Each assignment gives its known answers the marks that they deserve, in real kernels.

With ``THREEWAYS_ALL_ANSWERS`` set, as once a week, all of them; else a choice. That each answer
loses what it should is seen twice more, faster: by test_check_assignment and in the sandbox.
"""

import os
from pathlib import Path

import nbformat
import pytest
from assignment_harness import FOLDERS, ROOT, gradable, grade, points, source
from nbgrader.utils import is_grade
from nbgrader.validator import Validator

from threeways.course.assignments import (
    Answer,
    disagreements,
    put,
    questions,
    read_answers,
    solution_cells,
    source_notebook,
)


def tried(folder: Path) -> list[Answer]:
    """The alternatives, and for each test cell an answer that loses it; or all."""
    answers = read_answers(folder)
    if os.environ.get("THREEWAYS_ALL_ANSWERS"):
        return answers
    losing = {test: answer.name for answer in answers for test in answer.loses}
    return [answer for answer in answers if not answer.wrong or answer.name in losing.values()]


ANSWERS = [(folder, answer) for folder in FOLDERS for answer in tried(folder)]


@pytest.mark.parametrize(
    ("folder", "answer"), ANSWERS, ids=lambda each: getattr(each, "name", None)
)
def test_an_answer_loses_exactly_what_its_header_says(folder: Path, answer: Answer) -> None:
    assert disagreements(answer, grade(folder, dict(answer.cells))) == []


def test_the_solution_scores_full_marks(assignment: Path) -> None:
    given = grade(assignment, {})
    assert sum(mark.score for mark in given.values()) == 20, given


def test_a_student_who_fills_in_the_release_can_run_and_validate_all_of_it(
    assignment: Path, tmp_path: Path
) -> None:
    released = source_notebook(ROOT / "assignments" / assignment.name)
    path = tmp_path / f"{assignment.name}.ipynb"
    nbformat.write(put(released, solution_cells(source(assignment))), path)
    assert Validator(validate_all=True).validate(str(path)) == {}


def test_validating_the_untouched_release_names_every_visible_test(
    assignment: Path, tmp_path: Path
) -> None:
    released = gradable(source_notebook(ROOT / "assignments" / assignment.name))
    path = tmp_path / f"{assignment.name}.ipynb"
    nbformat.write(released, path)
    failed = [test["source"] for test in Validator().validate(str(path))["failed"]]
    visible = {name for question in questions(source(assignment)) for name in question.visible}
    tests = {c.metadata.nbgrader.grade_id: c.source for c in released.cells if is_grade(c)}
    assert failed == [text for name, text in tests.items() if name in visible]


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
