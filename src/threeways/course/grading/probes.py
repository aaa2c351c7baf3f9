"""Whether the sandbox holds on this machine: each property is shown by trying to break it.

A probe is code that runs inside. It succeeds if the property holds, and raises with what it was
able to do if not. It does no harm where the property does not hold: it reads a file that was made
for it, connects to a listener of its own, and stops forking, filling and growing at a bound.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from threeways.course.doctor import Finding
from threeways.course.grading import seccomp
from threeways.course.grading.run import Reply
from threeways.course.grading.sandbox import (
    Limits,
    Sandbox,
    SandboxError,
    Untrusted,
    best_tier,
    why_not,
)
from threeways.course.grading.submission import Tier

LIMITS = Limits(cell=20, submission=60, memory=1 << 30, processes=48, tmpfs=16 << 20)
TIER = "isolation of submissions"
FILTER = "filter of system calls"
REMEDY = (
    "sudo apt-get install bubblewrap; as an ordinary user, allow unprivileged user namespaces "
    "(Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
)
MARKER = "THREEWAYS_PROBE"  # a variable of the grading process that nobody inside may see


@dataclass(frozen=True)
class Probe:
    """A property, and code that tries to break it; names in braces are filled in."""

    what: str
    attack: str


PROBES = (
    Probe(
        "no network",
        """
import socket
for address in [("127.0.0.1", {port}), ("{address}", {port})]:
    try:
        socket.create_connection(address, timeout=2).close()
    except OSError:
        continue
    raise AssertionError(f"connected to {{address}}")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
    try:
        udp.sendto(b"?", ("192.0.2.1", 53))
    except OSError:
        pass
    else:
        raise AssertionError("a datagram left")
try:
    socket.getaddrinfo("threeways.invalid", 80)
except OSError:
    pass
else:
    raise AssertionError("a name was resolved")
""",
    ),
    Probe(
        "no file of the machine can be read",
        """
import hashlib, os
for path in ["{canary}", "/etc/shadow", "{home}/.bashrc", "{package}"]:
    assert not os.path.exists(path), f"{{path}} is there"
for path, digest in {digests}.items():  # a container has files of its own by these names
    try:
        text = open(path, "rb").read()
    except OSError:
        continue
    assert hashlib.sha256(text).hexdigest() != digest, f"{{path}} is the machine's"
try:
    assert not os.listdir("/proc/1/root/home"), "there is a home"
except OSError:
    pass
""",
    ),
    Probe(
        "nothing of the system can be written",
        """
import os, sys
for folder in ["/", "/usr/lib", "/data", "/etc", "/dev", sys.prefix, os.path.dirname(os.__file__)]:
    try:
        open(os.path.join(folder, "threeways-probe"), "w").close()
    except OSError:
        continue
    os.remove(os.path.join(folder, "threeways-probe"))
    raise AssertionError(f"{{folder}} can be written")
for path in ["/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern"]:
    assert not os.access(path, os.W_OK), f"{{path}} can be written"
""",
    ),
    Probe(
        "no other process can be seen",
        """
import os
seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
assert seen == [os.getpid()] == [1], f"saw {{len(seen)}} processes, and is number {{os.getpid()}}"
assert not os.path.exists("/proc/{pid}/cmdline"), "the grading process is there"
""",
    ),
    Probe(
        "not root, without capabilities",
        """
import os
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
assert os.getuid() == os.geteuid() == 65534, f"user {{os.getuid()}}"
held = [status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
assert not any(int(value, 16) for value in held), f"capabilities {{held}}"
assert status["NoNewPrivs"].strip() == "1", "may gain privileges"
assert "Groups" not in status or "0" not in status["Groups"].split(), "in root's group"
for attempt in (lambda: os.setuid(0), lambda: os.chown("/notebook", 0, 0)):
    try:
        attempt()
    except OSError:
        continue
    raise AssertionError("became or served root")
""",
    ),
    Probe(
        "no new namespaces or mounts, no tracing",
        """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
NEWUSER = 0x10000000
attempts = dict(
    unshare=lambda: libc.unshare(NEWUSER),
    mount=lambda: libc.mount(b"none", b"/notebook", b"tmpfs", 0, None),
    umount=lambda: libc.umount2(b"/proc", 2),
    chroot=lambda: libc.chroot(b"/notebook"),
    ptrace=lambda: libc.ptrace(0, 0, 0, 0),
    bpf=lambda: libc.syscall(321, 0, 0, 0),
    setns=lambda: libc.setns(os.open("/proc/self/ns/user", os.O_RDONLY), 0),
    clone=lambda: libc.syscall(56, NEWUSER | 17, 0, 0, 0, 0) or os._exit(0),
)
if os.uname().machine != "x86_64":
    del attempts["bpf"], attempts["clone"]
for name, attempt in attempts.items():
    ctypes.set_errno(0)
    failed = attempt() == -1
    assert failed and ctypes.get_errno() == errno.EPERM, f"{{name}} was possible"
""",
    ),
    Probe(
        "signals reach nobody",
        """
import os
for target in ({pid}, os.getppid()):
    if target == 0:  # the parent is in another pid namespace
        continue
    try:
        os.kill(target, 0)
    except OSError:
        continue
    raise AssertionError(f"could have killed process {{target}}")
""",
    ),
    Probe(
        "the environment has no secrets",
        """
import os
text = open("/proc/self/environ").read() + repr(os.environ)
assert "{marker}" not in text, "a variable of the grading process is there"
assert len(os.environ) < 40, f"{{len(os.environ)}} variables"
""",
    ),
    Probe(
        "memory is bounded",
        """
try:
    block = bytearray(6 << 30)
except MemoryError:
    pass
else:
    del block
    raise AssertionError("6 GiB were granted")
""",
    ),
    Probe(
        "processes are bounded",
        """
import os, signal, time
started = []
try:
    while len(started) < {processes} + 200:
        child = os.fork()
        if child == 0:
            time.sleep(15)
            os._exit(0)
        started.append(child)
except OSError:
    pass
for child in started:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
assert len(started) <= {processes}, f"{{len(started)}} processes"
""",
    ),
    Probe(
        "disk space is bounded",
        """
import os
def fill(path):
    written = 0
    try:
        with open(path, "wb", buffering=0) as file:
            while written < 3 * {tmpfs}:
                written += file.write(bytes(1 << 20))
    except OSError:
        pass
    os.path.exists(path) and os.remove(path)
    return written
for folder in [os.environ["TMPDIR"], "/dev/shm", "."]:
    written = fill(os.path.join(folder, "full"))
    assert written <= {tmpfs}, f"{{written >> 20}} MB in {{folder}}"
""",
    ),
)


def probe_sandbox(tier: Tier | None = None) -> list[Finding]:
    """One finding for the tier, one for the filter, one for each property."""
    try:
        tier = tier or best_tier()
    except Untrusted:
        reasons = "; ".join(f"{name}: {why_not(name)}" for name in ("bubblewrap", "container"))
        return [Finding("warning", TIER, f"none ({reasons})", REMEDY), _filter()]
    findings = [Finding("ok", TIER, tier), _filter()]
    try:
        with Sandbox("doctor", limits=LIMITS, tier=tier, trust_submissions=True) as sandbox:
            findings += [*probe(sandbox), _deadline(sandbox)]
    except SandboxError as error:
        findings.append(Finding("error", TIER, str(error), REMEDY))
    return findings


def _filter() -> Finding:
    try:
        length = len(seccomp.program()) // 8
    except seccomp.Missing as error:
        return Finding("warning", FILTER, f"none: {error}", seccomp.REMEDY)
    return Finding("ok", FILTER, f"seccomp, {length} instructions")


def probe(sandbox: Sandbox, attacks: Iterable[Probe] = PROBES) -> Iterator[Finding]:
    """Try every attack, each in a kernel of its own."""
    with _targets() as targets:
        for each in attacks:
            source = each.attack.format(
                **targets, processes=sandbox.limits.processes, tmpfs=sandbox.limits.tmpfs
            )
            with sandbox.kernel() as kernel:
                yield _finding(each.what, kernel.execute(source))


def _finding(what: str, reply: Reply) -> Finding:
    if reply.status == "ok":
        return Finding("ok", what, "holds")
    found = reply.evalue or reply.ename or reply.status
    return Finding("error", what, f"broken: {found}", "grade in another tier, or trusted work only")


@contextlib.contextmanager
def _targets() -> Iterator[dict[str, object]]:
    """What the attacks aim at: a listener, a secret file and a variable, made for them."""
    with tempfile.NamedTemporaryFile("w") as canary, socket.create_server(("", 0)) as server:
        canary.write(secrets.token_hex())
        canary.flush()
        threading.Thread(target=_accept, args=(server,), daemon=True).start()
        os.environ[MARKER] = "1"
        try:
            yield {
                "port": server.getsockname()[1],
                "address": _own_address(),
                "canary": canary.name,
                "digests": _digests("/etc/passwd", "/etc/hostname", "/etc/machine-id"),
                "home": Path.home(),
                "package": __file__,
                "pid": os.getpid(),
                "marker": MARKER,
            }
        finally:
            del os.environ[MARKER]
            server.shutdown(socket.SHUT_RDWR)  # ends the thread that accepts


def _digests(*paths: str) -> dict[str, str]:
    """Of the machine's files, as far as they can be read."""
    found = {}
    for path in paths:
        with contextlib.suppress(OSError):
            found[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return found


def _accept(server: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            server.accept()[0].close()


def _own_address() -> str:
    """This machine's address on its network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        try:
            udp.connect(("192.0.2.1", 9))
            return str(udp.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _deadline(sandbox: Sandbox) -> Finding:
    """A loop that swallows interrupts ends, and its kernel with it."""
    what = "a cell ends at its deadline"
    with sandbox.kernel() as kernel:
        reply = kernel.execute(STUBBORN, timeout=1)
        held = reply.status == "timeout" and not kernel.alive()
    if held:
        return Finding("ok", what, f"after {reply.seconds:.1f} s of 1 s")
    return Finding("error", what, f"broken: {reply.status}", "report this with the output above")


STUBBORN = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
