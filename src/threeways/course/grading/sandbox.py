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
import importlib.util
import json
import math
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

import psutil

from threeways.course import processes
from threeways.course.grading import seccomp
from threeways.course.grading.relay import PORTS, Relay, listen
from threeways.course.grading.submission import Tier
from threeways.course.kernels import Backend, kernel_environment

if TYPE_CHECKING:
    from threeways.course.grading.run import Kernel

ZYGOTE = Path(__file__).with_name("zygote.py")
INSIDE_ZYGOTE = "/zygote.py"
INSIDE_DATA = "/data"
CONTROL = "/control"  # the socket in a container
NOTEBOOK = "/notebook"  # where a kernel starts
NOBODY = 65534
IMPORTING = 180.0  # seconds that a fork parent may take
FORKING = 15.0  # seconds until a kernel is confined and ready
ENDING = 3.0  # seconds in which a fork parent ends that is not wanted any more
ENGINE = 20.0  # seconds in which docker or podman answers
PACKET = 1 << 20
SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/share/zoneinfo")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")
LINKS = ("bin", "lib", "lib32", "lib64")  # of a merged /usr
IMAGE = "debian:stable-slim"  # what a container starts from; all it needs is bound into it


class SandboxError(RuntimeError):
    """A sandbox could not be made; the message says what to do."""


class Untrusted(SandboxError):
    """Nothing here isolates, and the submissions were not said to be trusted."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use; sizes in bytes, times in seconds."""

    cell: float = 30.0
    submission: float = 120.0
    output_bytes: int = 2_000_000  # of one cell
    memory: int = 3 << 30  # beyond what the imports take: address space of a process, and all RAM
    processes: int = 64  # threads count
    file_size: int = 64 << 20
    open_files: int = 256
    tmpfs: int = 128 << 20  # of each of /tmp, /dev/shm and the working folder

    def rlimits(self) -> dict[str, int]:
        """As ``setrlimit`` takes them."""
        return {
            "CPU": math.ceil(self.submission) + 5,  # a second net: the deadlines come first
            "AS": self.memory,
            "FSIZE": self.file_size,
            "NPROC": self.processes,
            "NOFILE": self.open_files,
            "CORE": 0,
        }


@dataclass(frozen=True)
class Bind:
    """A file or folder that is shown read-only inside."""

    source: Path
    target: str


def environment_binds(data: Path | None = None) -> list[Bind]:
    """The interpreter, its libraries, the course's package without ``course``, the data files."""
    folders = [*map(Path, SYSTEM), Path(sys.prefix), Path(sys.base_prefix), *_package()]
    shown = [folder for folder in folders if folder.exists() and not folder.is_symlink()]
    outermost = [
        folder
        for folder in dict.fromkeys(shown)
        if not any(other in folder.parents for other in shown)
    ]
    binds = [Bind(folder, str(folder)) for folder in outermost]
    binds += [Bind(Path(file), file) for file in SYSTEM_FILES if Path(file).exists()]
    binds.append(Bind(ZYGOTE, INSIDE_ZYGOTE))
    return binds + [
        Bind(file, f"{INSIDE_DATA}/{file.relative_to(data)}") for file in data_files(data) if data
    ]


def _package() -> list[Path]:
    """What a notebook may import of this package, where it is not installed in the prefix."""
    found = importlib.util.find_spec("threeways")
    assert found and found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0])
    return [entry for entry in folder.iterdir() if entry.name not in ("course", "__pycache__")]


def data_files(data: Path | None) -> list[Path]:
    """The assignment's data files: everything in its folder but notebooks and links."""
    if data is None:
        return []
    if not data.is_dir():
        raise SandboxError(f"{data}: no folder with the assignment's data files")
    return [
        file
        for file in sorted(data.rglob("*"))
        if file.is_file()
        and not file.is_symlink()
        and file.suffix != ".ipynb"
        and not any(part.startswith(".") for part in file.relative_to(data).parts)
    ]


def temporary(binds: Sequence[Bind]) -> str:
    """Where a kernel's temporary files go: /tmp, unless the environment itself lies there."""
    below = any(bind.target.startswith("/tmp/") for bind in binds)
    return "/scratch" if below else "/tmp"


def inner_environment(backend: Backend, temp: str) -> dict[str, str]:
    """All the variables that a kernel sees."""
    return {
        **kernel_environment(backend),
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": temp,
        "TMPDIR": temp,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",  # address space is limited; an arena a thread would use it up
        "NBGRADER_EXECUTION": "autograde",
    }


def bubblewrap_command(binds: Sequence[Bind], environment: dict[str, str]) -> list[str]:
    """How the fork parent is started under bwrap.

    Raises:
        SandboxError: if a program that it takes is missing.
    """
    bwrap = _program("bwrap", "bubblewrap")
    temp, root = environment["TMPDIR"], os.geteuid() == 0
    inner = [
        *(bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"),
        *("--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL"),
        *("--hostname", "grading", "--clearenv"),
        *_each("--setenv", environment.items()),
        *("--perms", "0700", "--size", str(64 << 20), "--tmpfs", temp),
        *("--perms", "0700", "--dir", NOTEBOOK, "--perms", "0755", "--dir", INSIDE_DATA),
        *_bind_arguments([Bind(Path(b.target), b.target) for b in binds] if root else binds),
        *("--dev", "/dev", "--proc", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--perms", "1777", "--size", str(64 << 20), "--tmpfs", "/dev/shm"),
        *("--chdir", "/", "--", sys.executable, "-I", INSIDE_ZYGOTE),
    ]
    if not root:
        return inner
    outer = [bwrap, *_bind_arguments(binds), *("--dev-bind", "/dev", "/dev")]
    outer += ["--bind", "/proc", "/proc"]  # whole: else nobody inside may mount one of its own
    outer += ["--perms", "0755", "--dir", "/tmp"]  # where the second bwrap builds its system
    drop = [_program("setpriv", "util-linux"), f"--reuid={NOBODY}", f"--regid={NOBODY}"]
    # A pid namespace here too: no death of a parent that is root's is told to a child of nobody's.
    return [
        *outer,
        "--unshare-pid",
        "--die-with-parent",
        "--",
        *drop,
        "--clear-groups",
        "--",
        *inner,
    ]


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SandboxError(f"{name} is missing: sudo apt-get install {package}")
    return found


def _each(option: str, pairs: Any) -> Iterator[str]:
    for pair in pairs:
        yield option
        yield from pair


def _bind_arguments(binds: Sequence[Bind]) -> list[str]:
    """Folders above first, readable for all: bwrap as root would make them for root only."""
    above = {str(p) for bind in binds for p in Path(bind.target).parents if str(p) != "/"}
    arguments = []
    for folder in sorted(above):
        arguments += ["--perms", "0755", "--dir", folder]
    for bind in binds:
        arguments += ["--ro-bind", str(bind.source), bind.target]
    for link in LINKS:
        if Path("/", link).is_symlink():
            arguments += ["--symlink", f"usr/{link}", f"/{link}"]
    return arguments


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
        for process in self._descendants():
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
        return self._process is not None and self._process.poll() is None

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
        return (json.loads(packet) if packet else {"error": "it has ended"}), handles
    except OSError as error:
        return {"error": str(error) or type(error).__name__}, []


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
        self._listener.settimeout(IMPORTING)
        self._engine, self._name = engine, self._folder.name
        control = Bind(self._folder / "control", CONTROL)
        command = container_command(engine, self._name, [*binds, control], environment, limits)
        super().__init__(command, dict(os.environ), "container")

    def _connect(self) -> None:
        super()._connect()
        self._control.close()
        self._control, _ = self._listener.accept()

    def close(self) -> None:
        """End the container too: it is no child of ours, but of the engine's."""
        command = [self._engine, "kill", self._name]
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


def container_command(
    engine: str, name: str, binds: Sequence[Bind], environment: dict[str, str], limits: Limits
) -> list[str]:
    """How the fork parent is started in a container."""
    size = f"size={limits.tmpfs},mode=1777"
    mounts = (f"type=bind,source={bind.source},target={bind.target},readonly" for bind in binds)
    return [
        *(engine, "run", "--rm", "--pull", "never", "--name", name, "--network", "none"),
        *("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
        *("--user", f"{NOBODY}:{NOBODY}", "--hostname", "grading", "--ipc", "private"),
        *("--pids-limit", str(limits.processes + 4), "--memory", str(limits.memory + (1 << 30))),
        *("--tmpfs", f"{environment['TMPDIR']}:{size}", "--tmpfs", f"{NOTEBOOK}:{size}"),
        *("--shm-size", str(limits.tmpfs), "--workdir", "/"),
        *_each("--env", ((f"{key}={value}",) for key, value in environment.items())),
        *_each("--mount", ((mount,) for mount in mounts)),
        *("--entrypoint", sys.executable, IMAGE, "-I", INSIDE_ZYGOTE, CONTROL),
    ]


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
        self.imports = tuple(imports)
        self.limits = limits or Limits()
        self.tier: Tier = tier or best_tier(trust_submissions)
        if self.tier == "limits" and not trust_submissions:
            raise Untrusted(REFUSED)
        self._data = data.resolve() if data else None
        self._binds = environment_binds(self._data)
        self._backend = backend
        self._parent: ForkParent | None = None
        self._folder: Path | None = None
        self._lock = threading.Lock()
        self.restarts = 0  # how often the fork parent had to be started again

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="threeways-"))
        try:
            if self.tier != "container":
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
        parent, self._parent = self._parent, None
        if parent:
            parent.close()
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

    def _living_parent(self) -> ForkParent:
        with self._lock:
            if self._folder is None:
                raise SandboxError("the sandbox is closed; use it as a context manager")
            if self.tier == "container":
                return self._start()
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
            parent = ContainerParent(engine(), self._binds, environment, self.limits)
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


tier = best_tier


@functools.cache
def why_not(candidate: Tier) -> str:
    """Why a tier does not work on this machine; empty if it does."""
    try:
        with Sandbox("probe", tier=candidate, trust_submissions=True) as sandbox:
            sandbox.spawn().kill()
    except (SandboxError, OSError) as error:
        return str(error)
    return ""
