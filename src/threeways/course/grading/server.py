"""Grades one submission after another in a process of its own, which is ended from outside.

A :class:`Server` is that process seen from outside; it owns a sandbox whose fork parent has
imported what the assignment needs, so that it lives for many submissions. :func:`grade_task` is
what Dask maps: it takes an idle server of its machine, or starts one, and holds it to a deadline.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, NoReturn

from threeways.course.execution import processes, storage
from threeways.course.grading.submission import (
    Comparison,
    Flag,
    Prepared,
    Result,
    Submission,
    TestResult,
)
from threeways.course.kernels import kernel_environment
from threeways.course.startup import skip_address_grammar

STARTING = 240.0  # seconds in which a server has imported everything
IDLE = 120.0  # seconds without a submission after which a server ends
ENDING = 5.0  # seconds in which a server that is asked to ends, before it is killed
clock = time.monotonic


class Lost(Exception):
    """A server ended, or did not answer by the deadline."""


class Server:
    """A process that grades; started with settings as :func:`main` reads them.

    Raises:
        Lost: It did not start, or its machine is not set up as the settings say.
    """

    def __init__(self, settings: str) -> None:
        self._mark = uuid.uuid4().hex
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        started: Future[subprocess.Popen[bytes]] = Future()
        # Linux's "parent" of a process is the thread that started it: this one lives as long.
        threading.Thread(target=self._keep, args=(started,), daemon=True).start()
        self._process = started.result()
        try:
            answer = self._ask(settings, STARTING)
            if "failure" in answer:
                raise Lost(answer["failure"])
        except BaseException:
            self.close()
            raise

    def grade(self, job: str, deadline: float) -> dict[str, Any]:
        """The answer to a job.

        Raises:
            Lost: There is none; close the server.
        """
        return self._ask(job, deadline)

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it with all that it has started; it may clear up after itself, for a moment."""
        processes.with_patience(self._process.terminate)
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            processes.with_patience(self._process.kill)
        processes.end_all(self._mark)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream:
                processes.with_patience(stream.close)
        storage.sweep(Path(tempfile.gettempdir()))  # what it left if it was killed

    def _keep(self, started: Future[subprocess.Popen[bytes]]) -> None:
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env={**os.environ, **kernel_environment(), processes.MARK: self._mark},
                start_new_session=True,  # Ctrl-C is for us to handle
            )
        except OSError as error:
            started.set_exception(error)
            return
        started.set_result(process)
        assert process.stdout
        with contextlib.suppress(OSError, ValueError):
            for line in process.stdout:
                self._lines.put(line)
        self._lines.put(b"")

    def _ask(self, text: str, deadline: float) -> dict[str, Any]:
        assert self._process.stdin
        try:
            self._process.stdin.write(text.encode() + b"\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._lines.get(timeout=deadline))
            return answer
        except queue.Empty as error:
            raise Lost(f"stopped at its deadline of {deadline:g} s") from error
        except (OSError, ValueError) as error:
            raise Lost(f"the grading process ended: {self._tail()}") from error

    def _tail(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._log.seek(0)
            lines = self._log.read()[-2000:].decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else "without a word"
        return "without a word"


_idle: dict[str, list[Server]] = {}  # by settings
_all: set[Server] = set()
_lock = threading.Lock()


def grade_task(settings: str, job: str, deadline: float) -> dict[str, Any]:
    """Grade one submission on this machine.

    Args:
        settings: Of the server, see :func:`settings`.
        job: As :func:`prepared_json` gives it.
        deadline: Seconds, from when a server is ready.

    Returns:
        The result as JSON has it, or ``failure``, a sentence.
    """
    server: Server | None = None
    try:
        server = _take(settings)
        answer = server.grade(job, deadline)
    except (Lost, OSError) as error:
        answer = {"failure": str(error) or type(error).__name__}
    if server:
        _give(settings, server, "failure" not in answer)
    return answer


def unlike(settings: str) -> str:
    """Why this machine would not grade as the settings say, in a sentence; empty if it would."""
    from threeways.course.grading import place

    return place.unlike(json.loads(settings)["place"])


def close_all() -> None:
    """End the servers of this process."""
    with _lock:
        servers = list(_all)
        _all.clear()
        _idle.clear()
    for server in servers:
        server.close()


def _take(settings: str) -> Server:
    while True:
        with _lock:
            idle = _idle.get(settings, [])
            server = idle.pop() if idle else None
        if server is None:
            break
        if server.alive():
            return server
        _drop(server)
    server = Server(settings)
    with _lock:
        _all.add(server)
    return server


def _give(settings: str, server: Server, good: bool) -> None:
    with _lock:
        if good and server in _all:
            _idle.setdefault(settings, []).append(server)
            return
    _drop(server)


def _drop(server: Server) -> None:
    with _lock:
        _all.discard(server)
    server.close()


# What crosses -----------------------------------------------------------------------------------


def prepared_json(prepared: Prepared) -> str:
    """One line for a server."""
    raw = asdict(prepared)
    raw["submission"]["path"] = None  # no server opens it
    return json.dumps(raw)


def result_json(result: Result) -> str:
    """One line, for :func:`read_result`."""
    return json.dumps(asdict(result))


def read_result(raw: Mapping[str, Any]) -> Result:
    """A result from its JSON.

    Raises:
        KeyError, TypeError: It is of another form.
    """
    fields = dict(raw)
    fields["tests"] = {name: TestResult(**test) for name, test in raw["tests"].items()}
    compared = raw["comparisons"].items()
    fields["comparisons"] = {name: Comparison(**one) for name, one in compared}
    fields["flags"] = tuple(Flag(**flag) for flag in raw["flags"])
    return Result(**fields)


def _read_prepared(raw: Mapping[str, Any]) -> Prepared:
    flags = tuple(Flag(**flag) for flag in raw["flags"])
    submission = Submission(**raw["submission"])
    return Prepared(submission, raw["key"], raw["solutions"], flags, raw["refused"])


# In the process ---------------------------------------------------------------------------------


def main() -> None:
    """Read settings, then jobs, a line each, from standard input; answer on standard output."""
    signal.signal(signal.SIGTERM, _end)  # by way of the sandbox's own end
    processes.die_with_parent(signal.SIGTERM)()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is for the log
    settings = json.loads(sys.stdin.buffer.readline())
    skip_address_grammar()
    from threeways.course.grading import assignment
    from threeways.course.grading.sandbox import SandboxError

    graded = assignment.from_json(settings["assignment"])
    with contextlib.ExitStack() as stack:
        try:
            sandbox = stack.enter_context(_sandbox(settings, graded))
        except (SandboxError, OSError) as error:
            _say(answers, json.dumps({"failure": str(error)}))
            return
        _say(answers, "{}")
        try:
            _serve(answers, sandbox, graded)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # nothing cuts the clearing up short


def _end(*_: object) -> NoReturn:
    """Once: Linux sends a signal for each thread of a dying parent that hands us on."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def _sandbox(settings: Mapping[str, Any], graded: Any) -> Any:
    from threeways.course.execution import unit
    from threeways.course.grading.sandbox import Limits, Sandbox, SandboxError

    place = settings["place"]
    if why := unit.unlike(place):  # a worker may have come late, and its files may change
        raise SandboxError(why)
    return Sandbox(
        graded.name,
        graded.imports,
        Path(place["data"]) if place["data"] else None,
        Limits(**settings["limits"]),
        backend=settings["backend"],
        tier=place["tier"],
        trust_submissions=settings["trust"],
    )


def _serve(answers: IO[str], sandbox: Any, graded: Any) -> None:
    from threeways.course.grading.sandbox import SandboxError
    from threeways.course.grading.score import grade_one

    while select.select([sys.stdin], [], [], IDLE)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        try:
            result = grade_one(_read_prepared(json.loads(line)), sandbox, graded)
            _say(answers, result_json(result))
        except (SandboxError, OSError) as error:
            _say(answers, json.dumps({"failure": str(error)}))


def _say(answers: IO[str], line: str) -> None:
    answers.write(line + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
