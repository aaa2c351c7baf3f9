"""The fork parent: has imported what submissions import, and becomes a kernel for each of them.

Runs inside the sandbox as a script of its own (``python -I zygote.py``), with nothing of the
course to import. It stays single-threaded, because a fork copies only the thread that forks. Its
standard input is a socket to the trusted process (or its argument names one). On it comes one JSON
request a kernel, with a socket for the answer and the five sockets on which the kernel is to
listen; the answer has a pidfd of the kernel. It reads nothing else and never sees a submission.
When the socket closes it ends, and with it its pid namespace with all kernels.

What isolates what: bubblewrap has put this process into a read-only system without network,
capabilities or anything of the course; each kernel gets user, mount, pid, network, ipc and uts
namespaces of its own on top, so that it sees neither this process nor other kernels, and gives up
the right to make more.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import fcntl
import gc
import importlib
import importlib.util
import json
import os
import random
import resource
import signal
import socket
import struct
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn, cast

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

NEW_NAMESPACES = 0x7E020000 & ~0x02000000  # user, mount, pid, net, ipc, uts; not cgroup
MS_RDONLY, MS_NOSUID, MS_NODEV = 1, 2, 4
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63
USER = 65534  # nobody
INODES = 20_000  # in each of the private file systems
PACKET = 1 << 20
CHANNELS = ("shell", "iopub", "stdin", "control", "hb")  # the order of the sockets handed over
REHEARSAL: dict[str, Any] = {
    "transport": "ipc",
    "ip": "rehearsal",
    "key": "",
    "signature_scheme": "hmac-sha256",
}
REHEARSAL |= {f"{channel}_port": port for port, channel in enumerate(CHANNELS, 1)}
REHEARSED = "print(1)\ndef f():\n    return 1 / 0\nf()"
SUCCESS = b'{"ready": true}'
NO_WORD = b'{"error": "the kernel ended while it started"}'

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Import, say so, then fork a kernel a request until the socket closes."""
    control = connect()
    settings = json.loads(control.recv(PACKET))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a child ended
    try:
        prepare(settings["imports"])
        answer = SUCCESS
    except BaseException:
        answer = failure()
    try:
        control.send(answer)
    except OSError:  # nobody waits any more
        os._exit(1)
    while True:
        packet, files, _, _ = socket.recv_fds(control, PACKET, 1 + len(CHANNELS))
        if not packet:
            os._exit(0)  # the frameworks' own farewells may take for ever
        if len(sys.argv) > 1 or os.fork() == 0:
            control.close()
            start = start_kernel if len(sys.argv) == 1 else turn_into_kernel
            start(json.loads(packet), socket.socket(fileno=files[0]), files[1:])
        for file in files:
            os.close(file)


def connect() -> socket.socket:
    """The socket to the trusted process: standard input, or, in a container, a file."""
    if len(sys.argv) == 1:
        return socket.socket(fileno=os.dup(0))
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control.connect(sys.argv[1])
    return control


def failure() -> bytes:
    """The packet that says what went wrong."""
    return json.dumps({"error": traceback.format_exc()[-8000:]}).encode()


def prepare(imports: list[str]) -> None:
    """Import the frameworks, and what a kernel would import before it is ready."""
    for name in imports:
        importlib.import_module(name)
    for name in rehearse():
        importlib.import_module(name)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
    threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    if threads != 1:
        raise RuntimeError(
            f"{threads} threads after importing {', '.join(imports)}: a fork would copy only one"
        )
    gc.collect()
    gc.freeze()  # the kernels share these objects' pages


def rehearse() -> list[str]:
    """The modules that a kernel imports until it has shown its first error, found by trying."""
    sys.modules["debugpy"] = None  # type: ignore[assignment] # half of a kernel's start
    known = set(sys.modules)
    ready, tell = os.pipe()
    if os.fork() == 0:
        sockets = [socket.socket(socket.AF_UNIX) for _ in CHANNELS]
        for one in sockets:
            one.bind("")
            one.listen()
        app = kernel_app([one.detach() for one in sockets], REHEARSAL)
        app.shell.run_cell(REHEARSED)
        os.write(tell, " ".join(set(sys.modules) - known).encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(ready, encoding="utf-8") as pipe:
        return [name for name in pipe.read().split() if importable(name)]


def importable(name: str) -> bool:
    """Whether there is such a module: a package may list other things."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def start_kernel(request: dict[str, Any], answer: socket.socket, files: list[int]) -> NoReturn:
    """Enter the namespaces, fork the kernel into them, report it, and wait for its end."""
    code = 1
    try:
        die_with_parent()
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        if request["isolate"]:
            enter_namespaces()
        ready, tell = os.pipe()
        kernel = os.fork()
        if kernel == 0:
            become_kernel(request, files, tell)
        os.close(tell)
        handle = os.pidfd_open(kernel)
        said = os.read(ready, PACKET)
        socket.send_fds(answer, [said or NO_WORD], [handle] if said == SUCCESS else [])
        answer.close()
        only_keep([])
        os.waitpid(kernel, 0)
        code = 0
    except BaseException:
        with contextlib.suppress(OSError):
            answer.send(failure())
    os._exit(code)


def turn_into_kernel(request: dict[str, Any], answer: socket.socket, files: list[int]) -> NoReturn:
    """In a container of its own there is to be nothing else: no fork, this process is the kernel.

    The first process of a pid namespace takes no signal that it does not expect.
    """
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    handle = os.pidfd_open(os.getpid())
    become_kernel(request, files, answer.detach(), handle)


def seed() -> None:
    """Every kernel starts from the same random state: marks do not depend on the day."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


def die_with_parent() -> None:
    """Have Linux kill this process when its parent ends."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def enter_namespaces() -> None:
    """New user, mount, network, ipc and uts namespaces; a new pid namespace for the next child."""
    user, group = os.getuid(), os.getgid()
    call("unshare", NEW_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{USER} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{USER} {group} 1", encoding="ascii")


def become_kernel(request: dict[str, Any], files: list[int], tell: int, *own: int) -> NoReturn:
    """Confine this process and be an ipykernel; how it went goes where ``tell`` leads.

    That is a pipe, or, with this process's ``own`` pidfd, the socket for the answer.
    """
    try:
        if not own:
            die_with_parent()
            os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        only_keep([*files, tell, *own])
        if request["isolate"]:
            loopback_up()
            private_mounts(request["writable"], request["tmpfs"])
        enter_folder(request["folder"], request["data"])
        set_limits(request["rlimits"])
        give_up_privileges(base64.b64decode(request["seccomp"]), request["isolate"])
        BoundedStream.bound = request["output"]
        app = kernel_app(files, request["connection"])
        seed()
        say(tell, SUCCESS, *own)
    except BaseException:
        say(tell, failure())
        os._exit(1)
    for file in (tell, *own):
        os.close(file)
    del request, files, tell
    try:
        app.start()
    finally:
        os._exit(0)


def say(tell: int, packet: bytes, *handles: int) -> None:
    """Write into a pipe or a socket; handles go through a socket only."""
    if handles:
        with socket.socket(fileno=os.dup(tell)) as answer:
            socket.send_fds(answer, [packet], handles)
    else:
        os.write(tell, packet)


def only_keep(files: list[int]) -> None:
    """Close every file but these and the standard streams, which lead nowhere."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    start = 3
    for file in sorted(files):
        os.closerange(start, file)
        start = file + 1
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def private_mounts(targets: list[str], size: int) -> None:
    """Empty file systems of a bounded size where one may write; a /proc that shows us only."""
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    options = f"size={size},nr_inodes={INODES},mode=0700,uid={USER},gid={USER}"
    for target in targets:
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options)
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    call("sethostname", b"notebook", 8)


def loopback_up() -> None:
    """The network namespace's own 127.0.0.1, over which ipykernel hears of forked children."""
    request = struct.pack("16sH14x", b"lo", IFF_UP_RUNNING)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """``mount(2)``."""
    names = [name if name is None else name.encode() for name in (source, target, kind)]
    call("mount", *names, ctypes.c_ulong(flags), data.encode(), about=target)


def call(name: str, *arguments: Any, about: str = "") -> None:
    """Call the C library; raise what errno says."""
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name} {about}: {os.strerror(code)}")


def enter_folder(folder: str, data: str) -> None:
    """Go where the notebook is: writable, with links to the assignment's data files."""
    os.chdir(folder)
    if Path(data).is_dir():
        for entry in Path(data).iterdir():
            if entry.suffix != ".ipynb" and not entry.name.startswith("."):
                (Path(folder) / entry.name).symlink_to(entry)


def set_limits(limits: dict[str, int]) -> None:
    """Set the limits of resources; of address space, beyond what this process has already."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    for name, value in limits.items():
        bound = value + pages * resource.getpagesize() if name == "AS" else value
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))


def give_up_privileges(program: bytes, isolated: bool) -> None:
    """No capability, none to be had by exec, no denied system call; for this process for good."""
    if isolated:
        for capability in range(LAST_CAPABILITY + 1):
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        call("capset", header, (ctypes.c_uint32 * 6)())
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, about="no_new_privs")
    if program:
        code = ctypes.create_string_buffer(program, len(program))
        filter_ = _Filter(len(program) // 8, ctypes.addressof(code))
        call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter_), about="seccomp")


class _Filter(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


class BoundedStream(OutStream):
    """What a cell writes, up to one character more than it may.

    That one is enough for whoever counts outside. Without a bound here, too, one ``print`` can
    fill the memory on its way out: then its text is lost, and nobody ever counts it.
    """

    bound = sys.maxsize
    _cell: Any = None
    _left = 0

    def write(self, string: str) -> int:
        """As in the parent class, of the beginning that fits."""
        cell = self.parent_header.get("msg_id")
        if cell != self._cell:
            self._cell, self._left = cell, self.bound + 1
        kept, self._left = self._left, self._left - len(string)
        if kept > 0:
            cast(Any, super()).write(string if len(string) <= kept else string[:kept])
        return len(string)


class _GivenHeartbeat(Heartbeat):
    """A heartbeat on a socket that is listening already."""

    given: int

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.given)
        cast(Any, super())._try_bind_socket()


class GivenSocketsApp(IPKernelApp):
    """A kernel on sockets that listen already: it has no folder in common with anybody."""

    given: dict[str, int]
    outstream_class = f"{__name__}.{BoundedStream.__name__}"

    def parse_command_line(self, argv: object = None) -> None:
        """There is none, and making a parser takes as long as all that isolates."""

    def load_config_file(self, *arguments: object, **options: object) -> None:
        """Nobody's configuration."""

    def _try_bind_socket(self, s: zmq.Socket[bytes], port: int) -> int:
        names = {self.shell_port: "shell", self.iopub_port: "iopub"}
        names |= {self.stdin_port: "stdin", self.control_port: "control"}
        s.setsockopt(zmq.USE_FD, self.given[names[port]])
        return int(cast(Any, super())._try_bind_socket(s, port))

    def init_control(self, context: zmq.Context[Any]) -> None:
        """No debugger: it would look for the shell socket's file for ever."""
        cast(Any, super()).init_control(context)
        self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT))

    def init_heartbeat(self) -> None:
        """As in the parent class, on the given socket."""
        address = (self.transport, self.ip, self.hb_port)
        heartbeat = cast(Any, _GivenHeartbeat)(zmq.Context(), address)
        heartbeat.given = self.given["hb"]
        heartbeat.start()
        self.heartbeat = heartbeat


def kernel_app(files: list[int], connection: dict[str, Any]) -> Any:
    """A kernel on these sockets that has only to be started."""
    connection_file = Path(tempfile.gettempdir(), f"kernel-{os.getpid()}.json")
    connection_file.write_text(json.dumps(connection), encoding="ascii")
    app: Any = GivenSocketsApp.instance(
        connection_file=str(connection_file),
        default_extensions=[],
        config=Config({"HistoryManager": {"enabled": False}}),
    )
    app.given = dict(zip(CHANNELS, files, strict=True))
    app.initialize()
    return app


if __name__ == "__main__":
    main()
