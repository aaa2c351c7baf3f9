"""Executes code in a sandboxed kernel, with every cap enforced from outside.

Nothing here waits for the kernel's good will: each wait has a deadline of our own, is woken by the
process's end, and counts what arrives. What ends a cell early ends the kernel, and with its pid
namespace everything that it started. :class:`Session` then starts another and goes on.

What a reply is worth: a submission runs in the same process as the code that tests it. It knows
the key that signs messages and can learn the identity of the request that is being executed, so
that it can send any reply, output or status itself. A reply is evidence only together with the
negative controls of :mod:`.score`. What cannot be forged is what is measured here: the time, the
number of bytes, and whether the process lives.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import zmq
from jupyter_client.blocking.client import BlockingKernelClient

from threeways.course.grading.sandbox import (
    Limits,
    Process,
    Sandbox,
    SandboxError,
    allowance,
)

__all__ = ["Kernel", "Limits", "Reply", "ReplyStatus", "Sandbox", "SandboxError", "Session"]

ReplyStatus = Literal["ok", "error", "timeout", "died", "output"]
STARTING = 10.0  # seconds until a kernel that has just been started answers
GRACE = 0.5  # seconds that an interrupted cell has to say where it was
SENDING = 200  # milliseconds that a request may wait for a connection
TICK = 0.2  # seconds between two looks at the kernel's memory
PARTS = 64  # of one message; Jupyter's have six or seven
clock = time.monotonic


@dataclass(frozen=True)
class Reply:
    """How the execution of one cell ended."""

    status: ReplyStatus
    execution_count: int | None = None
    ename: str = ""  # of the exception, if status is "error"; and, if it said so, of a timeout
    evalue: str = ""  # for the other statuses, what happened in words
    traceback: tuple[str, ...] = ()
    outputs: tuple[dict[str, Any], ...] = ()  # as in a notebook, unchecked: from the student
    seconds: float = 0.0

    @property
    def alive(self) -> bool:
        """Whether the kernel can execute another cell."""
        return self.status in ("ok", "error")


class _Ended(Exception):
    """The kernel had to be ended, or has ended."""

    def __init__(self, status: ReplyStatus, why: str) -> None:
        super().__init__(why)
        self.status: ReplyStatus = status


@dataclass
class _Cell:
    """What has been heard of the cell that is being executed."""

    request: str  # the identity of our message
    deadline: float
    started: float = field(default_factory=clock)
    received: int = 0  # bytes
    idle: bool = False
    reply: Mapping[str, Any] | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list)

    def done(self) -> bool:
        return self.idle and self.reply is not None


class Kernel:
    """One sandboxed kernel; :meth:`execute` cells in it one after another.

    Raises:
        SandboxError: if it does not answer at the start.
    """

    def __init__(self, process: Process, limits: Limits) -> None:
        self.limits = limits
        self._process = process
        self._context = zmq.Context()
        self._context.setsockopt(zmq.SNDTIMEO, SENDING)  # a kernel may have hung up
        self._client = BlockingKernelClient(context=self._context)
        self._client.load_connection_info(process.connection)  # type: ignore[arg-type]
        self._client.start_channels(hb=False, stdin=False)
        self._shell = self._client.shell_channel.socket
        self._iopub = self._client.iopub_channel.socket
        try:
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise

    def execute(self, source: str, timeout: float | None = None) -> Reply:
        """Execute a cell.

        Args:
            source: Its code.
            timeout: Seconds; by default the limit of a cell.

        Returns:
            Always within the timeout and one second. Unless its status is "ok" or "error" the
            kernel is gone.
        """
        seconds = self.limits.cell if timeout is None else timeout
        start = clock()
        if not self.alive():
            self.close()
            return Reply("died", evalue="the kernel is gone", seconds=clock() - start)
        self._process.relay.allow(allowance(self.limits))
        cell = _Cell("", deadline=start + seconds)
        try:
            cell.request = self._send(
                "execute_request", code=source, silent=False, store_history=True, allow_stdin=False
            )
            self._follow(cell)
            if _asks_to_end(cell.reply):
                raise _Ended("died", "the cell ended its kernel, as exit() does")
        except _Ended as end:
            return self._ended(cell, end, seconds)
        return _reply(cell)

    def interrupt(self) -> None:
        """Ask the kernel to stop what it executes; whether it does is its own affair."""
        message = self._client.session.msg("interrupt_request", {})
        control = self._client.control_channel.socket
        with contextlib.suppress(zmq.ZMQError):
            self._client.session.send(control, message, track=False)

    def alive(self) -> bool:
        """Whether its process runs, and has not been flooding us since the last cell."""
        return self._process.alive() and not self._process.relay.flooded

    def close(self) -> None:
        """End it at once, with everything in its namespace."""
        self._process.kill()
        if not self._context.closed:
            self._context.destroy(linger=0)

    def _wait_until_ready(self) -> None:
        """Ask until an answer and its end on the other channel are heard: both work then."""
        end = clock() + STARTING
        while clock() < end:
            cell = _Cell("", deadline=min(end, clock() + 0.2))
            try:
                cell.request = self._send("kernel_info_request")
                self._follow(cell)
                return
            except _Ended as reason:
                if reason.status != "timeout":
                    raise SandboxError(f"the kernel did not start: {reason}") from reason
        raise SandboxError(f"the kernel did not answer within {STARTING:g} s of its start")

    def _send(self, kind: str, **content: Any) -> str:
        """Send a request with an identity that cannot be guessed before it arrives."""
        message = self._client.session.msg(kind, content)
        message["header"]["msg_id"] = message["msg_id"] = secrets.token_hex(16)
        try:
            self._client.session.send(self._shell, message, track=False)
        except zmq.ZMQError as error:
            raise _Ended("died", f"the kernel cannot be reached: {error}") from error
        return str(message["msg_id"])

    def _follow(self, cell: _Cell) -> None:
        """Take in what the kernel sends until the cell is done."""
        poller = zmq.Poller()
        for source in (self._shell, self._iopub):
            poller.register(source, zmq.POLLIN)
        poller.register(self._process.handle, zmq.POLLIN)
        looked = clock()
        while not cell.done():
            self._check(cell)
            if clock() - looked > TICK:
                self._check_memory()
                looked = clock()
            wait = max(0.0, min(TICK, cell.deadline - clock()))
            ready = dict(poller.poll(int(wait * 1000) + 1))
            for source in (self._shell, self._iopub):
                if source in ready:
                    self._take(source, cell)
            if not ready.keys() - {self._process.handle} and not self._process.alive():
                raise _Ended("died", "the kernel ended while it executed the cell")

    def _check(self, cell: _Cell) -> None:
        if cell.received > self.limits.output_bytes or self._process.relay.flooded:
            raise _Ended("output", f"more than {self.limits.output_bytes:,} bytes of output")
        if clock() >= cell.deadline:
            raise _Ended("timeout", "")

    def _check_memory(self) -> None:
        if self._process.memory() > self.limits.memory:
            raise _Ended("died", f"more than {self.limits.memory / 2**30:.1f} GiB of memory")

    def _take(self, source: zmq.Socket[bytes], cell: _Cell) -> None:
        """All messages that are there; what is not signed, or answers something else, is not."""
        for parts in _messages(source, cell.deadline):
            cell.received += sum(map(len, parts))
            if cell.received > self.limits.output_bytes:
                return
            message = self._understood(parts)
            if message and message["parent_header"].get("msg_id") == cell.request:
                if source is self._shell:
                    _take_reply(message, cell)
                else:
                    _take_output(message, cell)

    def _understood(self, parts: list[bytes]) -> dict[str, Any] | None:
        """The message; None for garbage and for what carries a wrong signature."""
        try:
            _, rest = self._client.session.feed_identities(parts)
            message: dict[str, Any] = self._client.session.deserialize(rest)
            expected = {"header": dict, "parent_header": dict, "content": dict, "msg_type": str}
            fits = all(isinstance(message.get(key), kind) for key, kind in expected.items())
            return message if fits else None
        except Exception:  # a stranger wrote it: whatever may be wrong with it, we go on
            return None

    def _ended(self, cell: _Cell, end: _Ended, seconds: float) -> Reply:
        """End the kernel; of a cell that took too long, ask first where it was."""
        spent, why = clock() - cell.started, str(end)
        where: Mapping[str, Any] = {}
        if end.status == "timeout":
            why = f"longer than {seconds:.3g} s"
            where = self._interrupted(cell)
        self.close()
        return Reply(
            end.status,
            ename=_text(where.get("ename")),
            evalue=why,
            traceback=_lines(where.get("traceback")),
            outputs=tuple(cell.outputs),
            seconds=spent,
        )

    def _interrupted(self, cell: _Cell) -> Mapping[str, Any]:
        """The error that an interrupt gives, if it gives one soon."""
        cell.deadline = clock() + GRACE
        self.interrupt()
        with contextlib.suppress(_Ended):
            self._follow(cell)
        return cell.reply or {}


def _messages(source: zmq.Socket[bytes], deadline: float) -> Iterator[list[bytes]]:
    """The messages that have arrived.

    Raises:
        _Ended: "output", at a message of more parts than any message of Jupyter has.
    """
    while clock() < deadline:
        parts: list[bytes] = []
        try:
            parts.append(source.recv(zmq.NOBLOCK))
            while source.getsockopt(zmq.RCVMORE):
                parts.append(source.recv(zmq.NOBLOCK))
                if len(parts) > PARTS:
                    raise _Ended("output", f"a message of more than {PARTS} parts")
        except zmq.ZMQError:
            return
        yield parts


def _take_reply(message: Mapping[str, Any], cell: _Cell) -> None:
    if cell.reply is None and message["msg_type"] in ("execute_reply", "kernel_info_reply"):
        cell.reply = message["content"]


def _take_output(message: Mapping[str, Any], cell: _Cell) -> None:
    kind, content = message["msg_type"], message["content"]
    if kind == "status":
        cell.idle = cell.idle or content.get("execution_state") == "idle"
    elif kind == "clear_output":
        cell.outputs.clear()
    elif kind == "stream":
        _take_stream(_text(content.get("name")), _text(content.get("text")), cell)
    elif kind in FIELDS:
        output = {name: content.get(name, default()) for name, default in FIELDS[kind].items()}
        cell.outputs.append({"output_type": kind, **output})


FIELDS: dict[str, dict[str, Callable[[], Any]]] = {
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict, "execution_count": lambda: None},
    "error": {"ename": str, "evalue": str, "traceback": list},
}


def _take_stream(name: str, text: str, cell: _Cell) -> None:
    """Text joins the text of the same stream before it, as in a notebook."""
    last = cell.outputs[-1] if cell.outputs else {}
    if last.get("output_type") == "stream" and last["name"] == name:
        last["text"] += text
    else:
        cell.outputs.append({"output_type": "stream", "name": name, "text": text})


def _reply(cell: _Cell) -> Reply:
    content = cell.reply or {}
    count = content.get("execution_count")
    ok = content.get("status") == "ok"
    return Reply(
        "ok" if ok else "error",
        execution_count=count if isinstance(count, int) and not isinstance(count, bool) else None,
        ename=_text(content.get("ename")),
        evalue=_text(content.get("evalue")),
        traceback=_lines(content.get("traceback")),
        outputs=tuple(cell.outputs),
        seconds=clock() - cell.started,
    )


def _asks_to_end(reply: Mapping[str, Any] | None) -> bool:
    """Whether IPython's ``exit()`` was called: the kernel would end at some later moment."""
    payload = (reply or {}).get("payload")
    asked = payload if isinstance(payload, list) else []
    return any(isinstance(one, dict) and one.get("source") == "ask_exit" for one in asked)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _lines(value: object) -> tuple[str, ...]:
    return tuple(line for line in value if isinstance(line, str)) if isinstance(value, list) else ()


class Session:
    """A submission's cells in order, over as many kernels as it takes, within its cap.

    After a cell that timed out, died or flooded, the next one gets a fresh kernel in which the
    cells that had succeeded have been executed again, the culprit not. A cell that was replayed
    and does not succeed this time is not replayed again.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.limits = sandbox.limits
        self.kernels = 0  # how many were started
        self._kernel: Kernel | None = None
        self._done: dict[str, str] = {}  # cells that succeeded: identity → source
        self._end = clock() + self.limits.submission

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def left(self) -> float:
        """Seconds until the submission's cap."""
        return max(0.0, self._end - clock())

    def allow(self, seconds: float) -> None:
        """Have the cap so many seconds from now."""
        self._end = clock() + seconds

    def run(self, cell: str, source: str, *, replay: bool = True) -> Reply:
        """Execute a cell.

        Args:
            cell: Its identity, for the replay.
            source: Its code.
            replay: Whether later kernels need it: not so for tests and controls.

        Raises:
            SandboxError: if no kernel can be started; that is not the submission's fault.
        """
        start = clock()
        kernel = self._ready()
        if kernel is None:
            why = f"the submission took longer than {self.limits.submission:g} s"
            return Reply("timeout", evalue=why, seconds=clock() - start)
        reply = kernel.execute(source, min(self.limits.cell, self.left()))
        if not reply.alive:
            self.close()
        elif reply.status == "ok" and replay:
            self._done[cell] = source
        return reply

    def run_all(self, cells: Iterable[tuple[str, str]]) -> dict[str, Reply]:
        """Execute (identity, source) pairs in order; every one of them gets a reply."""
        return {cell: self.run(cell, source) for cell, source in cells}

    def close(self) -> None:
        """End the kernel; :meth:`run` would start another."""
        kernel, self._kernel = self._kernel, None
        if kernel:
            kernel.close()

    def _ready(self) -> Kernel | None:
        """A kernel in which all that succeeded has been executed; None when time is up."""
        if self._kernel and not self._kernel.alive():  # ended by a thread that a cell had left
            self.close()
        while self._kernel is None and self.left() > 0:
            self._kernel = Kernel(self.sandbox.spawn(), self.limits)
            self.kernels += 1
            for cell, source in list(self._done.items()):
                reply = self._kernel.execute(source, min(self.limits.cell, self.left()))
                if reply.status != "ok":
                    del self._done[cell]
                if not reply.alive:
                    self.close()
                    break
        return self._kernel if self.left() > 0 else None
