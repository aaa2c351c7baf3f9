"""Trusted answers tried out in forks of one warm process: hundreds in seconds, without a kernel.

A kernel takes a second to start and a notebook of NumPy a tenth to run. So a server process
(this module, started as one) executes what stands above an assignment's first solution
cell, its imports, once; each answer is then tried in a child that it forks, capped in time and
memory. For answers of our own only: the caps stop what runs away, not what attacks.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, TracebackType
from typing import IO, Any, Literal

from threeways.course.kernels import kernel_environment

MEMORY = 2 << 30  # bytes that an answer may use on top of what the server has
PATIENCE = 20  # a child that waits instead of computing is ended after so many limits
MESSAGE = 300  # characters kept of an exception's message
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


class TrialError(Exception):
    """The notebook's own cells, those above the first solution, do not run."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its grade_id, or its id where it has none."""

    name: str
    source: str
    kind: Literal["given", "solution", "test"]


@dataclass(frozen=True)
class Attempt:
    """An answer to try."""

    name: str
    cells: Mapping[str, str] = field(default_factory=dict)  # by grade_id; the others: the solution
    skipped: Collection[str] = ()  # test cells not to run, which count as passed


@dataclass(frozen=True)
class Trial:
    """What became of one answer."""

    name: str
    failed: Mapping[str, str]  # test cell → why
    seconds: float  # of CPU


class Trials:
    """The server, started for one assignment.

    Args:
        cells: The code cells of its source notebook, in order.
        folder: Where they run.
        workers: Answers at a time; one a core if None.
    """

    def __init__(self, cells: Iterable[Cell], folder: Path, workers: int | None = None) -> None:
        self.settings = {
            "cells": [[cell.name, cell.source, cell.kind] for cell in cells],
            "workers": workers or os.cpu_count() or 1,
        }
        self.folder = folder

    def __enter__(self) -> Trials:
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self.folder,
            env={**os.environ, **kernel_environment()},
            text=True,
        )
        self._send(self.settings)
        if error := self._receive():
            self.__exit__(None, None, None)
            raise TrialError(error)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.process.terminate()
        self.process.communicate()

    def run(self, answers: Iterable[Attempt], limit: float) -> Iterator[Trial]:
        """Try answers; their trials in the order in which they end.

        Args:
            answers: Each with a name of its own.
            limit: Seconds of CPU that one may take.
        """
        asked = [[each.name, dict(each.cells), list(each.skipped)] for each in answers]
        self._send({"answers": asked, "limit": limit})
        while trial := self._receive():
            yield Trial(**trial)

    def _send(self, message: object) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def _receive(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise TrialError(f"the process that tries answers ended with {self.process.wait()}")
        return json.loads(line)


# The server


@dataclass
class _Child:
    """A fork that tries an answer, and what it has said so far."""

    name: str
    cells: Mapping[str, str]
    skipped: dict[str, str]  # test cells not to run: why they failed before, empty if passed
    spent: float = 0.0
    pid: int = 0
    pipe: int = -1
    deadline: float = 0.0
    said: bytes = b""


@dataclass
class _Server:
    """The warm process: cells, compiled, and the names that those above the solutions define."""

    cells: list[Cell]
    workers: int
    names: dict[str, Any]
    code: dict[str, CodeType]

    def run(self, answers: list[Any], limit: float) -> Iterator[Trial]:
        """Keep as many children running as there are workers."""
        waiting = deque(
            _Child(name, cells, dict.fromkeys(skipped, "")) for name, cells, skipped in answers
        )
        running = 0
        with selectors.DefaultSelector() as selector:
            try:
                while waiting or running:
                    while waiting and running < self.workers:
                        self._start(waiting.popleft(), limit, selector)
                        running += 1
                    for child in _ended(selector):
                        running -= 1
                        if trial := self._judge(child, limit):
                            yield trial
                        else:
                            waiting.appendleft(child)
            finally:
                for key in list(selector.get_map().values()):
                    _kill(key.data.pid)

    def _start(self, child: _Child, limit: float, selector: selectors.BaseSelector) -> None:
        child.said, (child.pipe, write) = b"", os.pipe()
        child.deadline = time.monotonic() + PATIENCE * limit
        child.pid = os.fork()
        if child.pid == 0:
            try:
                _cap(limit)
                self._try(child, write)
            finally:
                os._exit(0)
        os.close(write)
        selector.register(child.pipe, selectors.EVENT_READ, child)

    def _try(self, child: _Child, pipe: int) -> None:
        """In the child: run the cells below the imports, and say before and after each."""
        first = next(i for i, cell in enumerate(self.cells) if cell.kind == "solution")
        for cell in self.cells[first:]:
            if cell.name not in child.skipped:
                _say(pipe, cell.name, None)
                _say(pipe, cell.name, self._execute(cell, child.cells))

    def _execute(self, cell: Cell, answer: Mapping[str, str]) -> str:
        """Run one cell; how it failed, empty if it did not."""
        try:
            if cell.kind == "solution" and cell.name in answer:
                exec(_compile(cell.name, answer[cell.name]), self.names)
            else:
                exec(self.code[cell.name], self.names)
        except BaseException as error:
            return f"{type(error).__name__}: {error}"[:MESSAGE]
        return ""

    def _judge(self, child: _Child, limit: float) -> Trial | None:
        """The trial, or None where a test cell ended the child: without it, the others are run."""
        _, status, usage = os.wait4(child.pid, 0)
        child.spent += usage.ru_utime + usage.ru_stime
        said = dict(json.loads(line) for line in child.said.splitlines()) | child.skipped
        tests = [cell.name for cell in self.cells if cell.kind == "test"]
        culprit = next((name for name, why in said.items() if why is None), "")
        ending = _ending(status, limit)
        if culprit in tests:
            child.skipped[culprit] = ending
            return None
        lost = f"{culprit}: {ending}"  # with the cell that ended the child, all below it
        failed = {test: why for test in tests if (why := said.get(test, lost))}
        return Trial(child.name, failed, child.spent)


def _ended(selector: selectors.BaseSelector) -> Iterator[_Child]:
    """Read what children say; those that have ended, or that wait for ever and are killed."""
    for key, _ in selector.select(timeout=1):
        if said := os.read(key.fd, 65536):
            key.data.said += said
        else:
            selector.unregister(key.fd)
            os.close(key.fd)
            yield key.data
    for key in list(selector.get_map().values()):
        if time.monotonic() > key.data.deadline:
            _kill(key.data.pid)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _cap(limit: float) -> None:
    """Limit this process: CPU by a signal that nothing here handles, memory, core dumps."""
    signal.setitimer(signal.ITIMER_PROF, limit)
    if sys.platform.startswith("linux"):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ending(status: int, limit: float) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGPROF, -signal.SIGKILL):
        return f"stopped after {limit:.3g} s"
    return f"ended its process ({code})"


def _say(pipe: int, name: str, why: str | None) -> None:
    os.write(pipe, json.dumps([name, why]).encode() + b"\n")


def plain(source: str) -> str:
    """A cell as Python: IPython's lines stand for nothing, as in the setup cell outside Colab."""
    return MAGIC.sub(r"\1pass", source)


def _compile(name: str, source: str) -> CodeType:
    return compile(plain(source), f"<{name}>", "exec")


def main() -> None:
    """Execute what comes before the solutions, say so, then serve requests until there are none."""
    tell = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the children, too
    requests = os.fdopen(os.dup(0))
    os.dup2(nowhere, 0)
    settings = json.loads(requests.readline())
    try:
        server = _warm([Cell(*cell) for cell in settings["cells"]], settings["workers"])
    except BaseException as error:
        _tell(tell, f"{type(error).__name__}: {error}")
        return
    _tell(tell, "")
    for line in requests:
        for trial in server.run(**json.loads(line)):
            _tell(tell, vars(trial))
        _tell(tell, None)


def _tell(stream: IO[str], message: object) -> None:
    stream.write(json.dumps(message) + "\n")
    stream.flush()


def _warm(cells: list[Cell], workers: int) -> _Server:
    code = {cell.name: _compile(cell.name, cell.source) for cell in cells}
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        if cell.kind == "solution":
            break
        exec(code[cell.name], names)
    gc.collect()
    gc.freeze()  # the children share these objects' pages
    return _Server(cells, workers, names, code)


if __name__ == "__main__":
    main()
