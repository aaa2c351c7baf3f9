"""Kernels that can do no harm: tiers of isolation, and the fork parents that start them quickly.

``bubblewrap``
    bwrap puts the fork parent (:mod:`.zygote`) into a system of its own: read-only, with the
    Python environment and the assignment's data files and nothing else; without network; as
    ``nobody``; with an environment of our making. Each kernel that it forks gets user, mount,
    pid, network, ipc and uts namespaces on top, private file systems of a bounded size for what
    it writes, limits of resources, no capabilities and a seccomp filter. A kernel has no folder
    in common with the outside: its sockets are created here and handed over as open files.
    Run as root, bwrap is started twice: once as root, to make a system that ``nobody`` can read,
    and in it as ``nobody``, so that the limits, which do not bind root, do bind.
``container``
    docker or podman: a container without network for each kernel, so that each pays its imports.
``limits``
    Limits of resources and the filter only. A submission can read what the user can read. It
    needs ``trust_submissions=True``.

The number of processes is limited by RLIMIT_NPROC, counted per user namespace since Linux 5.14
(before, over all processes of the user); memory by RLIMIT_AS per process, and for all processes
of a kernel together by :class:`.run.Kernel`, which looks from outside; disk by the size of the
private file systems, which are in memory.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import psutil

from threeways.course.execution import storage
from threeways.course.grading import seccomp
from threeways.course.grading.parents import (
    ContainerParent,
    ForkParent,
    Process,
    TrustedProcess,
    engine,
)
from threeways.course.grading.relay import PORTS, Relay, listen
from threeways.course.grading.submission import Tier
from threeways.course.grading.system import (
    INSIDE_DATA,
    NOTEBOOK,
    ZYGOTE,
    Limits,
    SandboxError,
    bubblewrap_command,
    data_files,
    environment_binds,
    inner_environment,
    make_image,
    temporary,
)
from threeways.course.kernels import Backend

if TYPE_CHECKING:
    from threeways.course.grading.run import Kernel

__all__ = [
    "Limits",
    "Process",
    "Sandbox",
    "SandboxError",
    "Untrusted",
    "allowance",
    "best_tier",
    "data_files",
    "tier",
    "why_not",
]

# Modules that import others only when they are used first; a fork parent imports them at once.
LAZY = {"threeways.plots": ("matplotlib.pyplot", "cycler")}
LONGEST = 90  # characters of a folder's name: 107 are left for a socket's


class Untrusted(SandboxError):
    """Nothing here isolates, and the submissions were not said to be trusted."""


class Sandbox:
    """Starts isolated kernels for one assignment; a context manager that owns the fork parent.

    Args:
        assignment: Its name, for messages.
        imports: Modules that the fork parent imports, so that kernels have them at once.
        data: A folder whose files are shown read-only in the working folder of every kernel:
            the released assignment's, never the source's, which holds the answers. Notebooks,
            links and hidden files in it are left out.
        limits: What one submission may use.
        backend: Which of Keras' backends the environment names.
        tier: The isolation to use; by default the best one that works here.
        trust_submissions: Without it, ``limits`` is refused.

    ``tier`` is the isolation in force, ``note`` what is missing of it, or empty.

    Raises:
        Untrusted: if nothing here isolates.
        SandboxError: if the fork parent cannot start or import.
    """

    def __init__(
        self,
        assignment: str,
        imports: Sequence[str] = (),
        data: Path | None = None,
        limits: Limits | None = None,
        *,
        backend: Backend = "tensorflow",
        tier: Tier | None = None,
        trust_submissions: bool = False,
    ) -> None:
        self.assignment = assignment
        lazy = (name for module in imports for name in LAZY.get(module, ()))
        self.imports = tuple(dict.fromkeys((*imports, *lazy)))
        self.limits = limits or Limits()
        self.tier: Tier = tier or best_tier(trust_submissions)
        if self.tier == "limits" and not trust_submissions:
            raise Untrusted(REFUSED)
        self._data = data.resolve() if data else None
        self._binds = environment_binds(self._data)
        self._backend = backend
        self._engine = ""  # docker or podman, for the tier that needs one
        self._parent: ForkParent | None = None
        self._containers: list[ForkParent] = []  # each is ended with its kernel, or with us
        self._folder: Path | None = None
        self._lock = threading.Lock()
        self.closing = contextlib.ExitStack()  # what ends with it
        self.restarts = 0  # how often the fork parent had to be started again
        self.note = _lacking(self.tier)

    def __enter__(self) -> Self:
        self._folder = _folder()
        try:
            if self.tier == "container":
                self._engine = engine()
                make_image(self._engine)
            else:
                self._parent = self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the fork parent with all kernels and remove what was written for them."""
        self.closing.close()
        parent, self._parent = self._parent, None
        for each in [*([parent] if parent else []), *self._containers]:
            each.close()
        self._containers.clear()
        folder, self._folder = self._folder, None
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def kernel(self) -> Iterator[Kernel]:
        """A fresh kernel that is ended at the end of the block."""
        from threeways.course.grading.run import Kernel

        kernel = Kernel(self.spawn(), self.limits)
        try:
            yield kernel
        finally:
            kernel.close()

    def spawn(self) -> Process:
        """A kernel's process; a fork parent that has died is started again, once.

        Raises:
            SandboxError: if it does not work then either.
        """
        try:
            return self._spawn(self._living_parent())
        except SandboxError:
            if self._parent is not None and self._parent.alive():
                raise
            return self._spawn(self._living_parent())

    def lost_parents(self) -> int:
        """How many fork parents have ended, and their kernels with them."""
        return self.restarts + (self._parent is not None and not self._parent.alive())

    def _living_parent(self) -> ForkParent:
        with self._lock:
            if self._folder is None:
                raise SandboxError("the sandbox is closed; use it as a context manager")
            if self.tier == "container":
                self._containers = [each for each in self._containers if each.alive()]
                self._containers.append(self._start())
                return self._containers[-1]
            if self._parent is None or not self._parent.alive():
                if self._parent:
                    self._parent.close()
                self.restarts += 1
                self._parent = self._start()
            return self._parent

    def _start(self) -> ForkParent:
        temp = temporary(self._binds)
        environment = inner_environment(self._backend, temp)
        if self.tier == "bubblewrap":
            parent = ForkParent(bubblewrap_command(self._binds, environment), {}, self.tier)
        elif self.tier == "container":
            parent = ContainerParent(self._engine, self._binds, environment, self.limits)
        else:
            environment |= {"HOME": str(self._folder), "TMPDIR": str(self._folder)}
            parent = ForkParent([sys.executable, "-I", str(ZYGOTE)], environment, self.tier)
        try:
            parent.start(self.imports)
        except BaseException:
            parent.close()
            raise
        return parent

    def _spawn(self, parent: ForkParent) -> Process:
        assert self._folder
        folder = Path(tempfile.mkdtemp(prefix="", dir=self._folder))
        client, inner = str(folder / "k"), str(folder / "i")
        listeners = [listen(Path(f"{inner}-{port}")) for port in PORTS]
        connection = _connection(client)
        try:
            handle = parent.fork(
                self._request(folder, connection), [one.fileno() for one in listeners]
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            for listener in listeners:
                listener.close()
        relay = Relay(client, inner, allowance(self.limits))
        if self.tier == "limits":
            return TrustedProcess(handle, folder, connection, relay)
        return Process(handle, folder, connection, relay, *self._owned(parent))

    def _owned(self, parent: ForkParent) -> tuple[ForkParent, ...]:
        """The parent, where it has no other kernel and ends with it."""
        return (parent,) if self.tier == "container" else ()

    def _request(self, folder: Path, connection: dict[str, Any]) -> dict[str, Any]:
        temp = temporary(self._binds)
        inside = self.tier != "limits"
        if not inside:
            (folder / "notebook").mkdir()
        return {
            "isolate": self.tier == "bubblewrap",
            "folder": NOTEBOOK if inside else str(folder / "notebook"),
            "writable": [temp, NOTEBOOK, "/dev/shm"],
            "data": INSIDE_DATA if inside else str(self._data or ""),
            "connection": connection,
            "tmpfs": self.limits.tmpfs,
            "rlimits": self._rlimits(),
            "output": self.limits.output_bytes,
            "seccomp": base64.b64encode(filter_program()).decode(),
        }

    def _rlimits(self) -> dict[str, int]:
        """Without a user namespace all processes of the user count, not the kernel's alone."""
        limits = self.limits.rlimits()
        if self.tier == "container":
            del limits["NPROC"]  # the engine limits them
        elif self.tier == "limits":
            limits["NPROC"] += _tasks_of_user()
        return limits


def _lacking(tier: Tier) -> str:
    """What is missing of full isolation, in words for the instructor; empty if nothing is."""
    lacking = [] if filter_program() else [f"no filter of system calls: {seccomp.REMEDY}"]
    if tier == "limits":
        lacking.insert(0, "a submission can read and write what the grading account can")
    return "; ".join(lacking)


def _folder() -> Path:
    """For sockets, whose paths have to be short; named for the sweep if its owner is killed."""
    folder = storage.temporary_folder()
    if len(str(folder)) <= LONGEST:
        return folder
    storage.remove_folder(folder)
    return Path(tempfile.mkdtemp(prefix="threeways-"))


def _tasks_of_user() -> int:
    """Processes and threads of this user now."""
    count = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.uids().real == os.getuid():
                count += process.num_threads()
    return count


def _connection(client: str) -> dict[str, Any]:
    """What a Jupyter client and the kernel have to agree on; the channels in zygote's order."""
    channels = ("shell", "iopub", "stdin", "control", "hb")
    ports = {f"{channel}_port": port for channel, port in zip(channels, PORTS, strict=True)}
    return {
        "transport": "ipc",
        "ip": client,
        "key": secrets.token_hex(32),
        "signature_scheme": "hmac-sha256",
        **ports,
    }


def allowance(limits: Limits) -> int:
    """Bytes that a kernel may send for one cell: its output, encoded twice over, and the frame."""
    return 2 * limits.output_bytes + (1 << 20)


@functools.cache
def filter_program() -> bytes:
    """The seccomp filter; none where libseccomp is missing, which the doctor's probe reports."""
    try:
        return seccomp.program()
    except seccomp.Missing:
        return b""


REFUSED = (
    "nothing on this machine isolates submissions: install bubblewrap (sudo apt-get install "
    "bubblewrap), or docker or podman; or say with --trust-submissions that nobody has written "
    "a submission to do harm"
)


def best_tier(trust_submissions: bool = False) -> Tier:
    """The best isolation that works here, found by starting a kernel in it.

    Raises:
        Untrusted: if only ``limits`` is left, unless the submissions are trusted.
    """
    isolating: tuple[Tier, ...] = ("bubblewrap", "container")
    for candidate in isolating:
        if not why_not(candidate):
            return candidate
    if trust_submissions:
        return "limits"
    reasons = "; ".join(f"{candidate}: {why_not(candidate)}" for candidate in isolating)
    raise Untrusted(f"{REFUSED} ({reasons})")


tier = best_tier  # within Sandbox the name is an argument's


@functools.cache
def why_not(candidate: Tier) -> str:
    """Why a tier does not work on this machine; empty if it does."""
    try:
        with Sandbox("probe", tier=candidate, trust_submissions=True) as sandbox:
            sandbox.spawn().kill()
    except (SandboxError, OSError) as error:
        return str(error)
    return ""
