"""Every assignment of the course, and notebooks executed as nbgrader executes them."""

import atexit
import functools
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from threeways.course.assignments import Mark, gradable, marks, put, source_notebook

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(p for p in (ROOT / "solutions").iterdir() if p.is_dir() and p.name[0] not in "._")


def grade(folder: Path, cells: dict[str, str]) -> dict[str, Mark]:
    """Marks of the assignment's source with these solution cells, executed by nbgrader.

    To start a kernel takes far longer than to run such a notebook, so that all notebooks of a
    folder share one, whose names are cleared before each; and no notebook is run twice.
    """
    text = (folder / f"{folder.name}.ipynb").read_text(encoding="utf-8")
    return dict(_grade(folder, text, tuple(sorted(cells.items()))))


@functools.cache
def _grade(folder: Path, text: str, cells: tuple[tuple[str, str], ...]) -> dict[str, Mark]:
    source = nbformat.reads(text, as_version=4)
    return run(folder, gradable(put(source, dict(cells))))


def run(folder: Path, notebook: NotebookNode) -> dict[str, Mark]:
    """Marks of a notebook, executed in the folder's kernel."""
    notebook.cells.insert(0, new_code_cell("%reset -f"))
    execute = Execute(timeout=60)
    execute.preprocess(notebook, {"metadata": {"path": str(folder)}}, km=kernel(folder))
    execute.kc.stop_channels()
    return marks(notebook)


@functools.cache
def kernel(folder: Path) -> AsyncKernelManager:
    """A kernel that runs in the folder until the tests end."""
    manager = AsyncKernelManager(kernel_name="python3")
    run_sync(manager.start_kernel)(cwd=str(folder))
    atexit.register(run_sync(manager.shutdown_kernel), now=True)
    return manager


@functools.cache
def source(folder: Path) -> NotebookNode:
    """An assignment's source notebook, to read only."""
    return source_notebook(folder)


def points(folder: Path) -> dict[str, float]:
    """Points of an assignment's test cells by grade_id."""
    cells = [cell.metadata.nbgrader for cell in source(folder).cells if is_grade(cell)]
    return {cell.grade_id: cell.points for cell in cells}
