"""Supervises a unit of work from outside: a hard deadline, and an end that leaves nothing behind.

:func:`supervise` is what Dask maps; a worker needs no more than the package and its environment.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from threeways.course.execution import processes, storage, unit
from threeways.course.kernels import kernel_environment

Result = dict[str, Any]
Tell = Callable[[dict[str, Any]], None]
clock = time.monotonic
POLL = 0.5  # seconds between two looks at whether the result is still wanted


def supervise(job: dict[str, Any], topic: str = "") -> Result:
    """Run one job in a process of its own.

    Args:
        job: ``chapter``, ``notebook`` (its JSON), ``parameters``, ``backend``, ``deadline`` in
            seconds, ``cwd``; ``files`` and ``versions`` that it must find; ``metadata`` for the
            executed copy.
        topic: The Dask topic under which progress is told; empty for none.

    Returns:
        ``notebook``, the executed notebook's JSON as text, or ``failure``: ``message`` and, where
        a cell is to blame, ``cell`` (its id), ``source`` and ``traceback``.
    """
    try:
        home = storage.temporary_folder()
    except OSError as error:
        return _failed(storage.explain(error))
    try:
        return _run(job, home, *_link(job["chapter"], topic))
    except OSError as error:
        return _failed(storage.explain(error))
    finally:
        storage.remove_folder(home)


def _run(job: dict[str, Any], home: Path, tell: Tell, unwanted: Callable[[], bool]) -> Result:
    """Start the unit, follow it, and end it with all its descendants whatever happens."""
    progress: dict[str, Any] = {}
    mark = uuid.uuid4().hex
    process = _start(job, home, mark)
    try:
        result = _await(process, job, progress, tell, unwanted)
    finally:
        processes.end_all(mark)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                processes.with_patience(stream.close)
    if "failure" in result:
        return {"failure": _located(result["failure"], progress, job, home)}
    return result


def _start(job: Mapping[str, Any], home: Path, mark: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **kernel_environment(job["backend"]),
        processes.MARK: mark,
        unit.HOME: str(home),
        "IPYTHONDIR": str(home / "ipython"),  # nobody's start-up files
        "JUPYTER_RUNTIME_DIR": str(home),
    }
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", unit.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            start_new_session=True,  # Ctrl-C is for us to handle
        )


def _await(
    process: subprocess.Popen[bytes],
    job: Mapping[str, Any],
    progress: dict[str, Any],
    tell: Tell,
    unwanted: Callable[[], bool],
) -> Result:
    """Follow the unit's messages until its result, its end or the deadline."""
    end = clock() + job["deadline"]
    messages = _messages(process, job)
    while True:
        left = end - clock()
        try:
            message = messages.get(timeout=max(0.0, min(left, POLL)))
        except queue.Empty:
            if left <= 0:
                return _failed(f"stopped at its deadline of {job['deadline']:g} s")
            if unwanted():
                return _failed("stopped, because nobody waits for it any more")
            continue
        if message is None:
            code = process.wait()
            return _failed(f"its process ended without a result ({_named_code(code)})")
        if message["kind"] == "result":
            return message
        progress.update(message)
        tell(message)


def _failed(message: str) -> Result:
    return {"failure": {"message": message}}


def _named_code(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _messages(
    process: subprocess.Popen[bytes], job: Mapping[str, Any]
) -> queue.SimpleQueue[dict[str, Any] | None]:
    """Hand over the job; the unit's messages as they come, None at their end."""
    messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def talk() -> None:
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                messages.put(json.loads(line))
        except (OSError, ValueError):  # the unit is gone, perhaps in the middle of a line
            pass
        messages.put(None)

    threading.Thread(target=talk, daemon=True).start()
    return messages


def _located(
    failure: dict[str, Any], progress: Mapping[str, Any], job: Mapping[str, Any], home: Path
) -> dict[str, Any]:
    """The failure with the cell that was running, or with what the unit wrote before any ran."""
    if not progress:
        log = storage.tail(home / "log")
        return {**failure, "traceback": failure.get("traceback") or log}
    sources = {cell.get("id"): cell for cell in job["notebook"]["cells"]}
    source = sources.get(progress["cell"], {}).get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    return {"source": text, "traceback": "", **progress, **failure}


def _link(chapter: str, topic: str) -> tuple[Tell, Callable[[], bool]]:
    """How to tell progress, and whether the task was cancelled; without a worker neither."""
    if not topic:
        return (lambda message: None), (lambda: False)
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def tell(message: dict[str, Any]) -> None:
        worker.log_event(topic, {"chapter": chapter, **message})

    def unwanted() -> bool:
        task = worker.state.tasks.get(key)
        closing = worker.status.name.startswith("clos")  # it would wait for us half a minute
        return closing or task is None or task.state in {"cancelled", "resumed"}

    tell({"kind": "started"})
    return tell, unwanted
