"""A course of one small assignment, to spoil in tests."""

import shutil
from pathlib import Path

import nbformat
from assignment_harness import ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SOLUTION = """\
def double(x):
    \"\"\"Twice x.\"\"\"
    ### BEGIN SOLUTION
    twofold = x + x
    return twofold
    ### END SOLUTION"""
VISIBLE = 'assert double(2) == 4, f"double(2) is 4, you have {double(2)}"'
HIDDEN = """\
# Hidden tests run here.
### BEGIN HIDDEN TESTS
for unseen in (-3, 0, 17):
    assert double(unseen) == 2 * unseen, "not twice the number"
### END HIDDEN TESTS"""
WRONG = """\
# loses: test_double
# hint: You square the number; that is twice the number for 0 and 2 only.
# %% double
def double(x):
    return x * x
"""


def cell(source: str, grade_id: str, points: int = 0) -> NotebookNode:
    """A solution cell, or with points a test cell."""
    metadata = {
        "grade": bool(points),
        "grade_id": grade_id,
        "locked": bool(points),
        "schema_version": 3,
        "solution": not points,
        "task": False,
    }
    if points:
        metadata["points"] = points
    name = grade_id.replace("_", "-")
    return new_code_cell(source, id=name, metadata={"nbgrader": metadata})


def make_course(root: Path) -> Path:
    """Write the course to ``root`` and return the folder of its assignment's source."""
    folder = root / "solutions" / "doubling"
    (folder / "wrong").mkdir(parents=True)
    (folder / "alt").mkdir()
    (folder / "wrong" / "01_squares.py").write_text(WRONG)
    (folder / "alt" / "times.py").write_text("# %% double\ndef double(x):\n    return 2 * x\n")
    (folder / "inputs.py").write_text("def inputs_double(rng):\n    yield (rng.normal(),)\n")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    write(folder, [cell(SOLUTION, "double"), *graded()])
    return folder


def graded() -> list[NotebookNode]:
    """The two test cells."""
    return [cell(VISIBLE, "test_double_example", 1), cell(HIDDEN, "test_double", 2)]


def write(folder: Path, cells: list[NotebookNode]) -> None:
    """Write the source notebook with these cells below its title."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(
        cells=[new_markdown_cell("# Doubling", id="title"), *cells],
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
    )
    nbformat.write(notebook, folder / f"{folder.name}.ipynb")
