"""Grading beside `nbgrader autograde`: the same submissions, two in flight, isolated.

    python benchmarks/grading.py

Two assignments of two questions are made in a temporary folder: one imports NumPy, the other Keras
and PyTorch, too. Every student hands in right answers, so that all tests and comparisons run.

Here a submission's time is from its job to its result, in a grading process that has started,
which takes as long as the imports and is shown apart: it happens once per process, not per
submission. Stock nbgrader's is its command's time divided by the number of submissions. Wall times
mean something only on a machine that does nothing else; CPU time is that of the grading
processes without their kernels. The bound in seconds is on the time of all submissions divided by
their number; the factor is taken, less kindly, of one submission's time. Ends with status 1 if a
bound is missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbformat import NotebookNode

from threeways.course.assignments import put
from threeways.course.grading import batch, server
from threeways.course.kernels import kernel_environment

ROOT = Path(__file__).parents[1]
IN_FLIGHT = 2
FRAMEWORKS = "import keras\nimport numpy as np\nimport torch"
ASSIGNMENTS = {"numpy_only": "import numpy as np", "frameworks": FRAMEWORKS}
BOUNDS = {"numpy_only": (0.2, 4.0), "frameworks": (0.6, 12.0)}  # seconds, times faster
CELLS = {
    "softmax": "def softmax(z):\n    e = np.exp(z - z.max(-1, keepdims=True))\n"
    "    return e / e.sum(-1, keepdims=True)",
    "relu": "def relu(z):\n    return np.maximum(z, 0)",
}
TESTS = {
    "test_softmax_example": "assert np.allclose(softmax(np.zeros((1, 2))), 0.5)",
    "test_softmax": "### BEGIN HIDDEN TESTS\nz = np.array([[1.0, 2, 900], [3, 1, 0]])\n"
    "assert np.allclose(softmax(z).sum(axis=-1), 1)\nassert softmax(z)[0, 2] > 0.99\n"
    "### END HIDDEN TESTS",
    "test_relu_example": "assert relu(np.array([-1.0]))[0] == 0",
    "test_relu": "### BEGIN HIDDEN TESTS\nz = np.linspace(-1, 1, 9)\n"
    "assert np.allclose(relu(z), (z > 0) * z)\n### END HIDDEN TESTS",
}
INPUTS = """\
def inputs_softmax(rng):
    while True:
        yield (rng.normal(size=(4, 5)),)


inputs_relu = inputs_softmax
"""


@dataclass(frozen=True)
class Times:
    """Seconds."""

    each: float  # median from job to result
    through: float  # of the whole, per submission
    cpu: float  # of all processes, per submission
    start: float  # until a grading process is ready
    stock: float  # nbgrader, per submission
    stock_cpu: float


def main() -> int:
    parser = argparse.ArgumentParser(description="threeways grade beside nbgrader autograde")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--stock-submissions", type=int, default=3)
    arguments = parser.parse_args()
    os.environ.update(kernel_environment())
    missed = []
    for name in ASSIGNMENTS:
        with tempfile.TemporaryDirectory() as folder:
            times = measure(Path(folder), name, arguments)
        seconds, factor = BOUNDS[name]
        print(
            f"{name}: {times.each:.3f} s each, {times.through:.3f} s per submission with "
            f"{IN_FLIGHT} in flight, {times.cpu:.3f} s of CPU outside the kernels; "
            f"a process starts in {times.start:.1f} s\n"
            f"  stock nbgrader {times.stock:.2f} s ({times.stock_cpu:.2f} s of CPU), "
            f"{times.stock / times.each:.1f} times slower than each"
        )
        if times.through > seconds:
            missed.append(f"{name}: above {seconds} s")
        if times.stock / times.each < factor:
            missed.append(f"{name}: less than {factor:g} times faster")
    print(f"missed: {'; '.join(missed)}" if missed else "all bounds hold")
    return bool(missed)


def measure(root: Path, name: str, arguments: argparse.Namespace) -> Times:
    make_course(root, name, arguments.submissions)
    each, through, cpu, start = ours(root, name)
    kept = sorted((root / "submitted").iterdir())[: arguments.stock_submissions]
    for folder in set((root / "submitted").iterdir()) - set(kept):
        shutil.rmtree(folder)
    stock, stock_cpu = theirs(root, name)
    return Times(each, through, cpu, start, stock / len(kept), stock_cpu / len(kept))


def ours(root: Path, name: str) -> tuple[float, float, float, float]:
    """Median time, time per submission, CPU time per submission, and of a start."""
    options = batch.Options()
    todo = batch.dry_run(root, name, options)
    settings = batch.settings(root, todo, options)
    jobs = [server.prepared_json(prepared) for prepared in todo.prepared.values()]
    begin = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        ready = threading.Barrier(IN_FLIGHT)  # so that each thread starts a process
        list(pool.map(lambda job: (ready.wait(), grade(settings, job)), jobs[:IN_FLIGHT]))
        start, used = time.perf_counter() - begin, cpu_of_descendants()
        begin = time.perf_counter()
        times = list(pool.map(lambda job: grade(settings, job), jobs))
        through = time.perf_counter() - begin
    used = cpu_of_descendants() - used
    server.close_all()
    return statistics.median(times), through / len(jobs), used / len(jobs), start


def grade(settings: str, job: str) -> float:
    """Seconds for one submission, which gets full marks."""
    begin = time.perf_counter()
    answer = server.grade_task(settings, job, 300.0)
    seconds = time.perf_counter() - begin
    result = server.read_result(answer)
    assert all(test.status == "passed" for test in result.tests.values()), result
    return seconds


def cpu_of_descendants() -> float:
    """CPU seconds of this process's descendants, without kernels, which nobody waits for."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.Error:
            continue
    return total


def theirs(root: Path, name: str) -> tuple[float, float]:
    """Wall and CPU time of `nbgrader autograde`, after `nbgrader generate_assignment`."""
    nbgrader(root, "generate_assignment", name, "--create")
    before, begin = os.times(), time.perf_counter()
    nbgrader(root, "autograde", name)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return time.perf_counter() - begin, cpu


def nbgrader(root: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


# ---------------------------------------------------------------- the course


def make_course(root: Path, name: str, submissions: int) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", root)
    folder = root / "solutions" / name
    folder.mkdir(parents=True)
    made = notebook(ASSIGNMENTS[name])
    nbformat.write(made, folder / f"{name}.ipynb")
    (folder / "inputs.py").write_text(INPUTS)
    for number in range(submissions):
        path = root / "submitted" / f"student{number:03}" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        cells = {cell: f"# {number}\n{source}" for cell, source in CELLS.items()}
        nbformat.write(put(made, cells), path)


def notebook(imports: str) -> NotebookNode:
    cells = [nbformat.v4.new_code_cell(imports, id="imports")]
    for name, source in {**CELLS, **TESTS}.items():
        test = name.startswith("test")
        about = {"grade_id": name, "grade": test, "solution": not test, "locked": test}
        about |= {"schema_version": 3, "task": False, **({"points": 1} if test else {})}
        if not test:
            first, rest = source.split("\n", 1)
            source = f"{first}\n    ### BEGIN SOLUTION\n{rest}\n    ### END SOLUTION"
        cell_id = name.replace("_", "-")
        cells.append(nbformat.v4.new_code_cell(source, id=cell_id, metadata={"nbgrader": about}))
    order = {"imports": 0, "softmax": 1, "test-softmax-example": 2, "test-softmax": 3, "relu": 4}
    cells.sort(key=lambda cell: order.get(cell.id, 5))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


if __name__ == "__main__":
    sys.exit(main())
