"""Fork parents and the kernels that they start, seen from outside."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import psutil

from threeways.course.execution import processes
from threeways.course.grading.relay import Relay
from threeways.course.grading.submission import Tier
from threeways.course.grading.system import (
    CONTROL,
    Bind,
    Limits,
    SandboxError,
    container_command,
)

IMPORTING = 180.0  # seconds that a fork parent may take
FORKING = 15.0  # seconds until a kernel is confined and ready
ENDING = 3.0  # seconds in which a fork parent ends that is not wanted any more
ENGINE = 20.0  # seconds in which docker or podman answers
PACKET = 1 << 20


class Process:
    """A kernel's process seen from outside: how to talk to it, watch it and end it."""

    def __init__(
        self,
        handle: int,
        folder: Path,
        connection: dict[str, Any],
        relay: Relay,
        *owned: ForkParent,
    ) -> None:
        self.connection = connection
        self.relay = relay
        self.handle = handle  # a pidfd: readable once the process has ended
        self.pid = _pid(handle)
        self._floor = _resident(self.pid)  # the imports, which it shares with the fork parent
        self._folder = folder
        self._owned = owned  # what ends with it

    def alive(self) -> bool:
        """Whether it still runs."""
        if self.handle < 0:
            return False
        poll = select.poll()
        poll.register(self.handle, select.POLLIN)
        return not poll.poll(0)

    def memory(self) -> int:
        """Bytes that it and its descendants take now, beyond what it started with."""
        total = sum(map(_resident, self._family()))
        if total > self._floor:  # perhaps only because shared pages were counted again
            total = sum(map(_proportional, self._family()))
        return max(0, total - self._floor)

    def _family(self) -> list[int]:
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self.pid).children(recursive=True)
            return [self.pid, *(child.pid for child in children)]
        return []

    def kill(self) -> None:
        """End it, and with it everything in its pid namespace, and remove its sockets."""
        if self.handle < 0:
            return
        for process in self._descendants() if self.alive() else ():
            processes.with_patience(process.kill)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        poll = select.poll()
        poll.register(self.handle, select.POLLIN)
        poll.poll(5000)
        os.close(self.handle)
        self.handle = -1
        self.relay.close()
        for parent in self._owned:
            parent.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _descendants(self) -> list[psutil.Process]:
        """What the end of the process would not end: nothing, where it has a pid namespace."""
        return []


def _resident(pid: int) -> int:
    """Bytes of memory of a process, shared ones too; 0 when it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _proportional(pid: int) -> int:
    """The same with pages that several processes share divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return _resident(pid)
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def _pid(handle: int) -> int:
    """The process of a pidfd."""
    for line in Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == "Pid":
            return int(value)
    raise SandboxError("this Linux does not name the process of a pidfd; 5.4 or later does")


class TrustedProcess(Process):
    """A kernel without a pid namespace, whose descendants are looked for."""

    def _descendants(self) -> list[psutil.Process]:
        found: list[psutil.Process] = []
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(self.pid).children(recursive=True)
        return found


class ForkParent:
    """A process that has imported what submissions import, and forks a kernel on request."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], tier: Tier) -> None:
        self.tier = tier
        self._command, self._environment = command, environment
        self._mark = uuid.uuid4().hex
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._control, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._started = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._silent = False  # a request was not answered
        # Linux's "parent" of a process is the thread that started it: this one lives as long.
        self._keeper = threading.Thread(target=self._keep, name="fork-parent", daemon=True)

    def start(self, imports: Sequence[str]) -> None:
        """Start it and wait until it has imported.

        Raises:
            SandboxError: with what it wrote, if it cannot start or import.
        """
        self._keeper.start()
        self._started.wait()
        self._theirs.close()
        try:
            self._connect()
        except OSError as error:
            raise SandboxError(f"the fork parent did not start: {error}") from error
        with contextlib.suppress(OSError):
            self._control.send(json.dumps({"imports": list(imports)}).encode())
        answer, _ = _answer(self._control, IMPORTING)
        if "error" in answer:
            raise SandboxError(f"the fork parent did not start: {self._explain(answer)}")

    def _connect(self) -> None:
        """Where its socket is not its standard input, wait until it has connected."""

    def _keep(self) -> None:
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=self._theirs.fileno(),
                stdout=self._log,
                stderr=self._log,
                env={**self._environment, processes.MARK: self._mark},
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            self._log.write(str(error).encode())
        finally:
            self._started.set()
        if self._process:
            self._process.wait()

    def alive(self) -> bool:
        """Whether it can be asked for kernels."""
        return not self._silent and self._process is not None and self._process.poll() is None

    def fork(self, request: dict[str, Any], files: Sequence[int]) -> int:
        """A pidfd of a new kernel that has these listening sockets and is ready.

        Raises:
            SandboxError: if the kernel could not be confined, or the parent has died.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, contextlib.suppress(OSError):  # then no answer comes, and we know at once
                packet = json.dumps(request).encode()
                socket.send_fds(self._control, [packet], [theirs.fileno(), *files])
            answer, handles = _answer(ours, FORKING)
        self._silent = self._silent or "silent" in answer
        if "error" in answer or len(handles) != 1:
            for handle in handles:
                os.close(handle)
            raise SandboxError(f"no kernel could be started: {self._explain(answer)}")
        return handles[0]

    def _explain(self, answer: dict[str, Any]) -> str:
        if self._log.closed:
            return str(answer.get("error", ""))
        self._log.seek(0)
        log = self._log.read()[-4000:].decode(errors="replace").strip()
        return "\n".join(part for part in (answer.get("error", ""), log) if part)

    def close(self) -> None:
        """End it and all its kernels."""
        self._control.close()
        if self._process:
            try:
                self._process.wait(ENDING)
            except subprocess.TimeoutExpired:
                self._process.kill()
            self._keeper.join()
        self._log.close()
        if self.tier == "limits":
            processes.end_all(self._mark)


def _answer(control: socket.socket, patience: float) -> tuple[dict[str, Any], list[int]]:
    control.settimeout(patience)
    try:
        packet, handles, _, _ = socket.recv_fds(control, PACKET, 4)
        if packet:
            return json.loads(packet), handles
        return {"error": "it has ended", "silent": True}, handles
    except OSError as error:
        return {"error": str(error) or type(error).__name__, "silent": True}, []


class ContainerParent(ForkParent):
    """A fork parent in a container of its own; it connects to a socket that is bound into it."""

    def __init__(
        self, engine: str, binds: Sequence[Bind], environment: dict[str, str], limits: Limits
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="threeways-"))
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(self._folder / "control"))
        (self._folder / "control").chmod(0o666)  # it connects as nobody
        self._listener.listen(1)
        self._listener.settimeout(0.2)  # seconds until a look whether the engine gave up
        self._engine, self._name = engine, self._folder.name
        control = Bind(self._folder / "control", CONTROL)
        command = container_command(engine, self._name, [*binds, control], environment, limits)
        super().__init__(command, dict(os.environ), "container")

    def _connect(self) -> None:
        end = time.monotonic() + IMPORTING
        while True:
            try:
                connection, _ = self._listener.accept()
                break
            except TimeoutError:
                if not self.alive():
                    raise SandboxError(f"no container started: {self._explain({})}") from None
                if time.monotonic() > end:
                    raise
        self._control.close()
        self._control = connection

    def close(self) -> None:
        """End the container too: it is no child of ours, but of the engine's."""
        if self._log.closed:  # it was ended with its kernel
            return
        command = [self._engine, "kill", self._name]
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, timeout=ENGINE, check=False)
        super().close()
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def engine() -> str:
    """podman or docker, whichever answers.

    Raises:
        SandboxError: if neither does.
    """
    reasons = []
    for name in ("podman", "docker"):
        found = shutil.which(name)
        if found is None:
            reasons.append(f"{name} is not installed")
            continue
        try:
            command = [found, "info"]
            done = subprocess.run(command, capture_output=True, timeout=ENGINE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            reasons.append(f"{name}: {error}")
            continue
        if done.returncode == 0:
            return found
        reasons.append(f"{name} does not answer: {done.stderr.decode(errors='replace').strip()}")
    raise SandboxError("; ".join(reasons))
