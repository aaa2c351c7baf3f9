"""Every assignment of the course, and notebooks executed as nbgrader executes them."""

import functools
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from threeways.course.assignments import Mark, marks, put, source_notebook

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(p for p in (ROOT / "solutions").iterdir() if p.is_dir() and p.name[0] not in "._")


def gradable(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what follows its last test cell, which no mark depends on."""
    graded = [i for i, cell in enumerate(notebook.cells) if "nbgrader" in cell.metadata]
    notebook.cells = notebook.cells[: graded[-1] + 1]
    return notebook


def grade(folder: Path, cells: dict[str, str]) -> dict[str, Mark]:
    """Marks of the assignment's source with these solution cells, run in a kernel of its own."""
    notebook = gradable(put(source_notebook(folder), cells))
    executed, _ = Execute(timeout=60).preprocess(notebook, {"metadata": {"path": str(folder)}})
    return marks(executed)


@functools.cache
def source(folder: Path) -> NotebookNode:
    """An assignment's source notebook, to read only."""
    return source_notebook(folder)


def points(folder: Path) -> dict[str, float]:
    """Points of an assignment's test cells by grade_id."""
    cells = [cell.metadata.nbgrader for cell in source(folder).cells if is_grade(cell)]
    return {cell.grade_id: cell.points for cell in cells}
