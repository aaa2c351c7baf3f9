"""The course of one small assignment with random inputs and a known mistake beside its source."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tests.unit.grading_course import NAME, RIGHT, make_course, source
from threeways.course.assignments import put

INPUTS = """\
def inputs_double(rng):
    while True:
        yield (int(rng.integers(3, 100)),)


def inputs_halve(rng):
    while True:
        yield (float(rng.normal()),)
"""
SQUARES = """\
# loses: test_double
# hint: You square the number.
# %% double
def double(x):
    return x**2
"""
BLANK = {name: f"def {name}(x):\n    raise NotImplementedError()" for name in RIGHT}


def make_graded_course(root: Path) -> Path:
    """Write the course to ``root``."""
    make_course(root)
    folder = root / "solutions" / NAME
    (folder / "inputs.py").write_text(INPUTS)
    (folder / "wrong").mkdir()
    (folder / "wrong" / "01_squares.py").write_text(SQUARES)
    for name in ("_config.yml", "_toc.yml"):
        (root / name).write_text("")
    return root


def notebook(cells: dict[str, str] | None = None) -> NotebookNode:
    """What a student hands in: right answers, but for these cells."""
    made = put(source(), {**RIGHT, **(cells or {})})
    for cell in made.cells:  # the release hides these
        if "HIDDEN" in cell.source:
            cell.source = "# Hidden tests."
    return made


def hand_in(root: Path, student: str, cells: dict[str, str] | None = None) -> Path:
    """Put a student's notebook into ``submitted/``."""
    path = root / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook(cells), path)
    return path
