"""A class of any size, part of it hostile, whose marks are known; and its batches, disturbed."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from tests.adversarial.attacked_course import ATTACKS, read_attack
from tests.unit.graded_course import BLANK, hand_in, make_graded_course
from tests.unit.grading_course import NAME
from threeways.course.assignments import source_notebook
from threeways.course.export import Marks, read_marks

HOSTILE = 0.05  # of the class
# Of tests/adversarial/attacks those in which nothing, flags included, is left to chance: what a
# forger breaks of its own kernel's right answers is not the same every time.
KINDS = (
    *("01_swallows_interrupts", "64_takes_memory", "03_os_exit", "43_fakes_outcomes"),
    *(
        "42_counts_executions",
        "05_exits_in_the_test",
        "07_floods_past_python",
        "27_tells_by_the_message",
    ),
    *("10_deletes_home_and_course", "30_prints_marks", "60_leaves_a_process", "62_forks"),
    *("66_fills_the_disk", "84_crashes", "86_stops_itself", "94_takes_the_database"),
)
DOUBLES = {  # answers and what the tests of double give for them
    "x + x": 3.0,
    "2 * x": 3.0,
    "x * 2 + np.zeros_like(x) * {n}": 3.0,
    "x * x": 1.0,
    "2 * x + ({n} if x == 17 else 0)": 1.0,
    "undefined_{n}": 0.0,
}
HALVES = {"x / 2": 3.0, "0.5 * x": 3.0, "x / 3": 0.0}
LIMITS = """
c.GradingLimits.cell = 4
c.GradingLimits.submission = 20
c.GradingLimits.memory = 512 << 20
c.GradingLimits.processes = 40
c.GradingLimits.tmpfs = 16 << 20
c.GradingLimits.output_bytes = 500_000
"""
SUBREAPER = 36  # of prctl: orphans among our descendants become our children
GRADER = "threeways.course.grading.server"


def make_class(root: Path, size: int, seed: int) -> dict[str, float]:
    """A course with a submission a student, no two alike; the score that each deserves."""
    rng = random.Random(seed)
    make_graded_course(root)
    source = source_notebook(root / "solutions" / NAME)
    source.cells.insert(1, new_code_cell("import numpy as np", id="imports"))
    nbformat.write(source, root / "solutions" / NAME / f"{NAME}.ipynb")
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(LIMITS)
    hostile = rng.sample(range(size), max(1, round(HOSTILE * size)))
    kinds = {number: KINDS[at % len(KINDS)] for at, number in enumerate(hostile)}
    deserved = {}
    for number in range(size):
        student = f"s{number:04}"
        cells, deserved[student] = _attack(kinds[number]) if number in kinds else _honest(rng)
        hand_in(root, student, {name: f"# {student}\n{text}" for name, text in cells.items()})
    return deserved


def _honest(rng: random.Random) -> tuple[dict[str, str], float]:
    number = rng.randrange(3, 10_000)
    if number % 20 == 0:
        return dict(BLANK), 0.0
    double, halve = rng.choice(list(DOUBLES)), rng.choice(list(HALVES))
    text = double.format(n=number)
    cells = {
        "double": f"def double(x):\n    unused = {number}\n    return {text}",
        "halve": f"def halve(x):\n    return {halve}",
    }
    return cells, DOUBLES[double] + HALVES[halve]


def _attack(stem: str) -> tuple[dict[str, str], float]:
    """An attack aimed at names that nothing has, and what its right answers are worth."""
    path = next(path for path in ATTACKS if path.stem == stem)
    attack = read_attack(path)
    aim = {"PID": "999999999", "VICTIM": "999999999", "TCP": "9", "UDP": "9"}
    cells = {
        name: re.sub(r"@([A-Z]+)@", lambda found: aim.get(found[1], f"/nowhere/{found[1]}"), text)
        for name, text in attack.cells.items()
    }
    return cells, attack.honest


@dataclass
class Batch:
    """``threeways grade`` over a class, started as often as it takes, and what it left."""

    root: Path
    temporary: Path  # where it and all that it starts put temporary files
    arguments: Sequence[str] = ()
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def start(self) -> subprocess.Popen[str]:
        """The command, its output going to a file, so that nobody has to read it."""
        with (self.root.parent / f"{self.root.name}.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "threeways.course.cli", "grade", NAME, *self.arguments],
                cwd=self.root,
                stdout=log,
                stderr=log,
                text=True,
                env={**os.environ, "TMPDIR": str(self.temporary)},
            )

    def log(self) -> str:
        """All that was written by it."""
        return (self.root.parent / f"{self.root.name}.log").read_text()

    def results(self) -> dict[Path, int]:
        """Files of results, and when they were written."""
        folder = self.root / "_build" / "grading" / NAME / "results"
        return {path: path.stat().st_mtime_ns for path in folder.glob("[!.]*.json")}

    def run(self) -> None:
        """To its end, undisturbed."""
        begin = time.monotonic()
        code = self.start().wait()
        self.seconds = time.monotonic() - begin
        assert code == 0, self.log()

    def marks(self) -> dict[str, Marks]:
        """As the gradebook has them."""
        with contextlib.closing(Gradebook(f"sqlite:///{self.root / 'gradebook.db'}")) as gradebook:
            return {each.student: each for each in read_marks(gradebook, NAME)}

    def comments(self) -> dict[str, list[tuple[str, str | None]]]:
        """Automatic comments by student: what names a mistake, or an empty answer."""
        with contextlib.closing(Gradebook(f"sqlite:///{self.root / 'gradebook.db'}")) as gradebook:
            return {
                submission.student.id: sorted(
                    (comment.name, comment.auto_comment)
                    for comment in submission.notebooks[0].comments
                )
                for submission in gradebook.assignment_submissions(NAME)
            }

    def flags(self) -> dict[str, list[str]]:
        """Kinds of flags, by student, from the results on disk.

        In which of two tests a flood is cut off first is chance.
        """
        raw = [json.loads(path.read_text()) for path in self.results()]
        assert len({one["student"] for one in raw}) == len(raw), "graded twice"
        return {one["student"]: sorted({flag["kind"] for flag in one["flags"]}) for one in raw}

    def halves(self) -> list[Path]:
        """What is left of files and folders that were never finished."""
        patterns = (".threeways-*", "*-journal", "*-wal", "tmp*")
        found = [path for pattern in patterns for path in self.root.rglob(pattern)]
        return [*found, *self.temporary.glob(".threeways-*"), *self.temporary.glob("tmp*")]


class Disturber:
    """Kills what a batch runs on, at moments that follow from a seed, and starts it again.

    Args:
        batch: What to disturb.
        seed: Of the moments.
        workers: Processes at work, of which one is killed each time: grading processes by
            default, Dask's workers where there are some.
    """

    def __init__(self, batch: Batch, seed: int) -> None:
        self.batch, self.rng = batch, random.Random(seed)
        self.killed: list[str] = []

    def moments(self, size: int, count: int) -> list[int]:
        """So many numbers of results, in order, after which something is killed."""
        return sorted(self.rng.sample(range(1, max(2, int(0.9 * size))), count))

    def wait(self, process: subprocess.Popen[str], count: int) -> None:
        """Until so many results are there, and a moment more."""
        while len(self.batch.results()) < count and process.poll() is None:
            time.sleep(0.02)
        time.sleep(self.rng.uniform(0, 0.4))

    def kill(self, process: subprocess.Popen[str], what: str, victims: Sequence[int]) -> None:
        """One of them, if the batch still runs."""
        assert process.poll() is None, self.batch.log()
        victim = self.rng.choice(victims)
        os.kill(victim, signal.SIGKILL)
        self.killed.append(f"{what} after {len(self.batch.results())} results")


def graders(above: int) -> list[int]:
    """Grading processes among a process' descendants, once there is one."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        found = [p.pid for p in _descendants(above) if GRADER in _command(p)]
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"process {above} has no grading process")


def _descendants(above: int) -> list[psutil.Process]:
    try:
        return psutil.Process(above).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.Error:
        return []


_ours: set[psutil.Process] = set()  # kernels, say, that tests before these keep for later ones


@contextlib.contextmanager
def adopting() -> Iterator[None]:
    """Orphans of what is started in the block come to this process, where they can be counted."""
    prctl = ctypes.CDLL(None).prctl
    _ours.update(_descendants(os.getpid()))
    prctl(SUBREAPER, 1)
    try:
        yield
    finally:
        prctl(SUBREAPER, 0)
        _ours.clear()


def orphans(patience: float = 15.0) -> list[str]:
    """Descendants that were started in the block and still run, after some time to end."""
    end = time.monotonic() + patience
    while (found := _running()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _running() -> list[str]:
    left = set(_descendants(os.getpid())) - _ours
    return [" ".join(command) for command in map(_command, left) if command]
