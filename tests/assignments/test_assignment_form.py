"""Each assignment has the form that students, nbgrader and Colab count on."""

import ast
import re
import runpy
from itertools import islice
from pathlib import Path

import nbformat
import numpy as np
import pytest
from assignment_harness import ROOT, points, source
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from threeways.course.assignments import questions, solution_cells, source_notebook


@pytest.fixture(params=["source", "release"])
def notebook(request: pytest.FixtureRequest, assignment: Path) -> NotebookNode:
    """An assignment's notebook, as its authors and as its students have it."""
    release = ROOT / "assignments" / assignment.name
    return source(assignment) if request.param == "source" else source_notebook(release)


def test_the_points_sum_to_20(assignment: Path) -> None:
    assert sum(points(assignment).values()) == 20
    assert all(value > 0 for value in points(assignment).values())


def test_there_are_four_to_seven_questions(assignment: Path) -> None:
    assert 4 <= len(questions(source(assignment))) <= 7


def test_each_question_has_visible_tests_and_hidden_ones_in_cells_of_their_own(
    assignment: Path,
) -> None:
    for question in questions(source(assignment)):
        assert question.visible, f"{question.solution} has no visible test"
        assert question.hidden, f"{question.solution} has no hidden test"


def test_a_hidden_test_cell_says_only_in_a_comment_that_it_is_there(assignment: Path) -> None:
    for cell in source(assignment).cells:
        if "### BEGIN HIDDEN TESTS" in cell.source:
            outside = re.sub(r"### BEGIN.*### END HIDDEN TESTS", "", cell.source, flags=re.DOTALL)
            assert all(line.startswith("#") for line in outside.split("\n") if line), cell.id


def test_solution_cells_keep_their_signature_when_cleared(assignment: Path) -> None:
    released = source_notebook(ROOT / "assignments" / assignment.name)
    for cell in released.cells:
        if is_solution(cell):
            functions = [n for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef)]
            assert functions, f"{cell.id} defines no function"
            for function in functions:
                assert isinstance(function, ast.FunctionDef), cell.id


def test_cells_carry_nbgraders_metadata_of_schema_3(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if is_grade(cell) or is_solution(cell):
            assert cell.metadata.nbgrader.schema_version == 3
            assert cell.cell_type == "code"
            assert is_grade(cell) != is_solution(cell), cell.id
        if is_grade(cell):
            assert is_locked(cell)


def test_cell_ids_and_grade_ids_are_readable_and_unique(notebook: NotebookNode) -> None:
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z][a-z0-9_-]*", name)] == []
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", cell.metadata.nbgrader.grade_id)


def test_random_inputs_go_on_without_end_and_repeat_with_the_seed(assignment: Path) -> None:
    module = runpy.run_path(str(assignment / "inputs.py"))
    inputs = {name: make for name, make in module.items() if name.startswith("inputs_")}
    cells = solution_cells(source(assignment)).values()
    functions = [node for cell in cells for node in ast.parse(cell).body]
    asked_for = {f"inputs_{node.name}" for node in functions if isinstance(node, ast.FunctionDef)}
    assert inputs
    assert inputs.keys() <= asked_for
    for make in inputs.values():
        first, again = ([*islice(make(np.random.default_rng(1)), 50)] for _ in range(2))
        assert len(first) == 50
        assert all(isinstance(arguments, tuple) for arguments in first)
        assert repr(first) == repr(again)
