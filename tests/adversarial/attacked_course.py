"""A course to be attacked, with secrets in all its places, and what could be harmed around it."""

import hashlib
import json
import os
import re
import secrets
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.unit import graded_course
from tests.unit.graded_course import hand_in, make_graded_course
from tests.unit.grading_course import NAME, RIGHT
from threeways.course.assignments import read_answer, source_notebook
from threeways.course.grading.submission import Result

ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.py"))
FIELD = re.compile(r"# (tries|costs|shown|waits|flags): (.+)$", re.MULTILINE)
PLACES = ("hidden", "solution", "canary", "gradebook", "neighbour", "environment")
VARIABLE = "THREEWAYS_CANARY"
QUESTIONS = {
    "double": ("test_double_example", "test_double"),
    "halve": ("test_halve_example",),
}
POINTS = {"test_double_example": 1.0, "test_double": 2.0, "test_halve_example": 3.0}
VISIBLE = """\
assert (
    double(2) == 4 or np.allclose(double(2), 4)
), f"double(2) is 4, you have {double(2)}"
assert callable(double)"""


@dataclass(frozen=True)
class Attack:
    """A submission, and what must come of it.

    A visible test can be read by everybody, and passes for whoever writes down the answer to its
    example: an attack on such a test alone gains no more than that.
    """

    cells: Mapping[str, str]
    tries: str
    costs: frozenset[str] = frozenset()  # questions that must score nothing
    shown: frozenset[str] = frozenset()  # of those, whose visible tests may pass, see below
    waits: frozenset[str] = frozenset()  # questions answered rightly that may be left to a person
    flags: frozenset[str] = frozenset()  # kinds that must be among the flags

    @property
    def honest(self) -> float:
        """The score of the right answers that it carries."""
        lost = [test for name in self.costs for test in self.lost(name)]
        return sum(points for name, points in POINTS.items() if name not in lost)

    def lost(self, question: str) -> tuple[str, ...]:
        """The tests of a question that must not pass."""
        tests = QUESTIONS[question] if question in self.costs else ()
        return tests[1:] if question in self.shown else tests


def read_attack(path: Path) -> Attack:
    """Read a file of ``attacks/``: right answers but for its cells."""
    fields = dict(FIELD.findall(path.read_text(encoding="utf-8")))
    costs, shown, waits, flags = (
        frozenset(re.findall(r"[\w-]+", fields.get(key, ""))) - {"nothing"}
        for key in ("costs", "shown", "waits", "flags")
    )
    assert fields["tries"] and costs | waits <= QUESTIONS.keys() and "costs" in fields, path
    return Attack({**RIGHT, **read_answer(path).cells}, fields["tries"], costs, shown, waits, flags)


def notebook(cells: Mapping[str, str] | None = None) -> NotebookNode:
    """What a student of the attacked course hands in: right answers, but for these cells."""
    made = graded_course.notebook(dict(cells or {}))
    next(cell for cell in made.cells if cell.id == "test-double-example").source = VISIBLE
    return made


class Surroundings:
    """The course in ``root``, secrets by place, canaries, a listener, a process; all made here.

    A context manager. ``fill`` puts the names of these things into an attack, ``harm`` tells what
    has happened to them since the last call.
    """

    def __init__(self, root: Path) -> None:
        self.secrets = {place: f"secret{secrets.token_hex(12)}" for place in PLACES}
        self.breach = f"breach{secrets.token_hex(8)}"
        self.trace = f"threeways-trace-{secrets.token_hex(8)}"
        self.course, self.home, self.canaries = (root / n for n in ("course", "home", "canaries"))
        self.marker = root / "marker"
        self._everything = root
        self._cleanup = ExitStack()

    def __enter__(self) -> "Surroundings":
        with ExitStack() as stack:
            self._make_files()
            self._listen(stack)
            self.victim = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", "import sys; sys.stdin.read()"],  # ends when we do
                    stdin=subprocess.PIPE,
                    env={**os.environ, VARIABLE: self.secrets["environment"]},
                )
            )
            stack.callback(self.victim.kill)
            self._before = self._state()
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._cleanup.close()

    def _make_files(self) -> None:
        for folder in (self.home, self.canaries):
            folder.mkdir(parents=True)
            (folder / "secret.txt").write_text(self.secrets["canary"])
        make_graded_course(self.course)
        self.source_path = self.course / "solutions" / NAME / f"{NAME}.ipynb"
        nbformat.write(self._source(), self.source_path)
        comment = f"# {self.secrets['neighbour']}\n"
        self.neighbour = hand_in(self.course, "neighbour", {"double": comment + RIGHT["double"]})
        self.gradebook = self.course / "gradebook.db"
        with sqlite3.connect(self.gradebook) as database:
            database.execute("CREATE TABLE grade (auto_score, manual_score, comment)")
            row = (0, 0, self.secrets["gradebook"])
            database.execute("INSERT INTO grade VALUES (?, ?, ?)", row)
        database.close()

    def _source(self) -> NotebookNode:
        """The course's notebook with NumPy, its functions in a hidden test, and secrets."""
        source = source_notebook(self.course / "solutions" / NAME)
        by_id = {cell.id: cell for cell in source.cells}
        by_id["test-double-example"].source = VISIBLE
        by_id["double"].source += f"\n    # {self.secrets['solution']}"
        hidden = by_id["test-double"]
        hidden.source = (
            "# Hidden tests.\n### BEGIN HIDDEN TESTS\nfor unseen in (-3, 0, 17):\n"
            f"    assert double(unseen) == 2 * unseen, {self.secrets['hidden']!r}\n"
            "    np.testing.assert_allclose(double(unseen), 2.0 * unseen)\n"
            "### END HIDDEN TESTS"
        )
        source.cells.insert(1, new_code_cell("import numpy as np", id="imports"))
        return source

    def _listen(self, stack: ExitStack) -> None:
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        local = socket.socket(socket.AF_UNIX)
        self._listeners = {"TCP": tcp, "UDP": udp, "ABSTRACT": local}
        for listener in (tcp, udp, local):
            stack.enter_context(listener)
            listener.setblocking(False)
            listener.bind(f"\0{self.trace}" if listener is local else ("127.0.0.1", 0))
        tcp.listen()
        local.listen()

    def fill(self, text: str) -> str:
        """An attack with the names of what it is to attack."""
        names = {
            "COURSE": self.course,
            "HOME": self.home,
            "CANARIES": self.canaries,
            "CANARY": self.canaries / "secret.txt",
            "GRADEBOOK": self.gradebook,
            "SOURCE": self.source_path,
            "NEIGHBOUR": self.neighbour,
            "MARKER": self.marker,
            "TRACE": self.trace,
            "BREACH": self.breach,
            "TCP": self._listeners["TCP"].getsockname()[1],
            "UDP": self._listeners["UDP"].getsockname()[1],
            "ABSTRACT": self.trace,
            "PID": os.getpid(),
            "VICTIM": self.victim.pid,
        }
        return re.sub(r"@([A-Z]+)@", lambda found: str(names[found[1]]), text)

    def harm(self) -> list[str]:
        """What is not as it was: files changed or left, connections, the process' end."""
        found = [f"{path}: {change}" for path, change in self._changes()]
        found += [f"the listener for {kind} heard" for kind in self._heard()]
        found += [f"left {path}" for path in self._traces()]
        if self.victim.poll() is not None or _stopped(self.victim.pid):
            found.append("the process outside was ended or stopped")
        return found

    def _state(self) -> dict[Path, str]:
        return {
            path: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
            for path in self._everything.rglob("*")
        }

    def _changes(self) -> Iterator[tuple[Path, str]]:
        before, after = self._before, self._state()
        for path in before.keys() | after.keys():
            if before.get(path) != after.get(path):
                yield path, "changed" if path in before and path in after else "made or deleted"

    def _heard(self) -> Iterator[str]:
        for kind, listener in self._listeners.items():
            try:
                if kind == "UDP":
                    listener.recv(1000)
                else:
                    listener.accept()[0].close()
            except BlockingIOError:
                continue
            yield kind

    def _traces(self) -> list[Path]:
        places = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/data", "/notebook", sys.prefix)
        folders = [*map(Path, places), Path.cwd(), Path.home(), *map(Path, sys.path)]
        found = [p for f in folders if f.is_dir() for p in f.glob(f"{self.trace}*")]
        return sorted({path.resolve() for path in found})

    def told(self, text: str, places: tuple[str, ...] = PLACES) -> list[str]:
        """The places whose secret is in a text."""
        return [place for place in places if self.secrets[place] in text]


def _stopped(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state in "Tt"


def public(result: Result) -> str:
    """All of a result that a student may see."""
    shown = asdict(result)
    shown["tests"] = {name: t for name, t in shown["tests"].items() if name != "test_double"}
    shown["flags"] = []
    return json.dumps(shown, ensure_ascii=False)


def everything(result: Result) -> str:
    """All of a result."""
    return json.dumps(asdict(result), ensure_ascii=False)
