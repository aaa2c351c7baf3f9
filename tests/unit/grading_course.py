"""A course of one small assignment with two questions, and what graders could have made of it."""

import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.conftest import ROOT
from threeways.course.grading.submission import (
    Comparison,
    Flag,
    Prepared,
    Result,
    Submission,
    TestResult,
)

NAME = "doubling"
SECRET = "for unseen in (-3, 0, 17):"
SECRET_MESSAGE = "a hidden test: not twice the number"
CELLS = {
    "double": "def double(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION",
    "test_double_example": "assert double(2) == 4, f'double(2) is 4, you have {double(2)}'",
    "test_double": "# Hidden tests.\n### BEGIN HIDDEN TESTS\n"
    f"{SECRET}\n    assert double(unseen) == 2 * unseen, {SECRET_MESSAGE!r}\n"
    "### END HIDDEN TESTS",
    "halve": "def halve(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION",
    "test_halve_example": "assert halve(4) == 2, f'halve(4) is 2, you have {halve(4)}'",
}
POINTS = {"test_double_example": 1.0, "test_double": 2.0, "test_halve_example": 3.0}
SQUARE = "def double(x):\n    return x * x"
RIGHT = {"double": "def double(x):\n    return 2 * x", "halve": "def halve(x):\n    return x / 2"}


def make_course(root: Path) -> Path:
    """Write the course to ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "solutions" / NAME).mkdir(parents=True)
    nbformat.write(source(), root / "solutions" / NAME / f"{NAME}.ipynb")
    return root


def source() -> NotebookNode:
    """The assignment's source notebook."""
    cells = [new_markdown_cell("# Doubling and halving", id="title")]
    for name, text in CELLS.items():
        if name in RIGHT:
            heading = f"## {len(cells)}. How to {name} (3 points)"
            cells.append(new_markdown_cell(heading, id=f"{name}-text"))
        cells.append(_cell(name, text))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(name: str, text: str) -> NotebookNode:
    test = name in POINTS
    metadata = {
        "grade": test,
        "grade_id": name,
        "locked": test,
        "schema_version": 3,
        "solution": not test,
        "task": False,
    }
    if test:
        metadata["points"] = POINTS[name]
    return new_code_cell(text, id=name.replace("_", "-"), metadata={"nbgrader": metadata})


def prepared(student: str = "ada", key: str = "k1", **fields) -> Prepared:
    """What a student handed in; by default right answers on New Year's Day."""
    solutions = fields.pop("solutions", RIGHT)
    flags = fields.pop("flags", ())
    refused = fields.pop("refused", "")
    submission = Submission(student, NAME, Path("x"), "2026-01-01T12:00:00+00:00")
    return Prepared(replace(submission, **fields), key, solutions, flags, refused)


def result(student: str = "ada", key: str = "k1", failed: dict[str, str] | None = None, **fields):
    """A result in which all tests pass but those in ``failed``, by the status given there."""
    tests = {
        name: TestResult(
            (failed or {}).get(name, "passed"),
            points,
            SECRET_MESSAGE if name == "test_double" else f"the message of {name}",
            0.01,
        )
        for name, points in POINTS.items()
    }
    return Result(student, NAME, key, "bubblewrap", tests, **fields)


SQUARED = Comparison("double", False, "double(3) gives 9, expected 6", "You square the number.")
FLAG = Flag("cell-retyped", "was Markdown", "halve")
