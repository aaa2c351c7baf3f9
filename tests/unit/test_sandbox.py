"""Submissions run where they can do no harm, and every cap holds from outside."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

from threeways.course.grading import probes, seccomp
from threeways.course.grading.parents import engine
from threeways.course.grading.provisioner import close_all, kernel_manager
from threeways.course.grading.relay import Relay, listen
from threeways.course.grading.run import Kernel, Session
from threeways.course.grading.sandbox import (
    Limits,
    Sandbox,
    SandboxError,
    Untrusted,
    best_tier,
    why_not,
)
from threeways.course.grading.system import data_files, environment_binds

LIMITS = Limits(
    cell=3, submission=60, output_bytes=200_000, memory=400 << 20, processes=48, tmpfs=16 << 20
)
STUBBORN = probes.STUBBORN
# Both tiers that isolate withstand the same attacks, wherever a container engine answers.
ISOLATING = ["bubblewrap", *([] if why_not("container") else ["container"])]
isolated = pytest.mark.skipif(
    bool(why_not("bubblewrap")), reason=f"bubblewrap does not work here: {why_not('bubblewrap')}"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    (folder / "table.csv").write_text("a,b\n1,2\n")
    (folder / "more").mkdir()
    (folder / "more" / "note.txt").write_text("deep")
    (folder / "ridge.ipynb").write_text("hidden tests")
    (folder / ".secret").write_text("hidden")
    (folder / "link").symlink_to("/etc/passwd")
    return folder


@pytest.fixture(scope="module")
def sandbox(data):
    with Sandbox("ridge", ("numpy",), data, LIMITS, tier="bubblewrap") as sandbox:
        yield sandbox


@pytest.fixture
def kernel(sandbox):
    with sandbox.kernel() as kernel:
        yield kernel


def printed(reply):
    return "".join(output.get("text", "") for output in reply.outputs)


def family(kernel):
    """The kernel's process and all that it has started, seen from outside."""
    with contextlib.suppress(psutil.NoSuchProcess):  # it may end while we look
        process = psutil.Process(kernel._process.pid)
        return [process, *process.children(recursive=True)]
    return []


def gone(processes):
    end = time.monotonic() + 3
    while any(map(lives, processes)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(lives, processes))


def lives(process):
    """Whether it runs: what is dead may still wait for its parent to ask how it ended."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# What holds inside


@pytest.fixture(scope="module")
def findings(data):
    """What the probes found, by tier."""
    found = {}
    for tier in ISOLATING:
        with Sandbox("ridge", ("numpy",), data, LIMITS, tier=tier) as sandbox:
            found[tier] = {finding.what: finding for finding in probes.probe(sandbox)}
    return found


@isolated
@pytest.mark.parametrize("tier", ISOLATING)
@pytest.mark.parametrize("what", [probe.what for probe in probes.PROBES])
def test_a_property_withstands_its_attack(findings, what, tier):
    assert findings[tier][what].level == "ok", findings[tier][what].found


NOT_WITHOUT_ISOLATION = [
    probe
    for probe in probes.PROBES
    if probe.what
    in {
        "no network",
        "no file of the machine can be read",
        "no other process can be seen",
        "signals reach nobody",
        "disk space is bounded",
    }
]


def test_the_attacks_succeed_where_nothing_isolates():
    with Sandbox("x", limits=LIMITS, tier="limits", trust_submissions=True) as sandbox:
        levels = {finding.level for finding in probes.probe(sandbox, NOT_WITHOUT_ISOLATION)}
    assert levels == {"error"}


@isolated
def test_data_files_are_there_and_nothing_else_of_their_folder(kernel):
    source = "import os; print(sorted(os.listdir()), open('table.csv').read(), os.getcwd())"
    assert printed(kernel.execute(source)) == "['more', 'table.csv'] a,b\n1,2\n /notebook\n"
    assert printed(kernel.execute("print(open('more/note.txt').read())")) == "deep\n"
    assert kernel.execute("open('table.csv', 'w')").ename == "OSError"


@isolated
def test_what_one_kernel_writes_no_other_sees(sandbox):
    shared = "__import__('tempfile').gettempdir() + '/x'"
    with sandbox.kernel() as one, sandbox.kernel() as other:
        assert one.execute(f"open({shared}, 'w').write('mine'); open('y', 'w')").status == "ok"
        assert printed(other.execute(f"import os; print(os.path.exists({shared}))")) == "False\n"
        assert printed(other.execute("print(os.path.exists('y'))")) == "False\n"


@isolated
def test_no_socket_to_the_outside_is_left_open(kernel):
    source = """
    import os, stat
    for file in map(int, os.listdir("/proc/self/fd")):
        try:
            target = os.readlink(f"/proc/self/fd/{file}")
        except OSError:
            continue
        if target.startswith("/") and not target.startswith(("/dev", "/proc")):
            print(target)
    """
    assert printed(kernel.execute("if True:" + source)) == ""


@isolated
def test_another_kernel_cannot_be_attacked_through_its_sockets(sandbox):
    """The sockets' files are outside; the abstract names are of another network namespace."""
    with sandbox.kernel() as victim, sandbox.kernel() as attacker:
        path = victim._process.connection["ip"]
        source = f"import os; print(os.path.exists({str(Path(path).parent)!r}))"
        assert printed(attacker.execute(source)) == "False\n"


@isolated
def test_the_course_beside_the_package_is_not_there(kernel):
    reply = kernel.execute("import threeways.checks; import threeways.course")
    assert reply.ename == "ModuleNotFoundError" and "threeways.course" in reply.evalue


@isolated
def test_the_package_draws_and_loads_data_offline(kernel):
    source = """
    from threeways.data.text import load_messages
    from threeways.data.registry import load_registry
    from threeways.plots import figure
    with figure("one line", 1, 1) as axes:
        pass
    print(len(load_registry()) > 5)
    """
    reply = kernel.execute("if True:" + source, timeout=60)
    assert reply.status == "ok", reply.evalue
    assert printed(reply).endswith("True\n")


FRAMEWORKS = """
import keras, numpy as np, torch
matrix = torch.randn(64, 64, requires_grad=True)
(matrix @ matrix).sum().backward()
assert torch.nn.functional.conv2d(torch.ones(2, 3, 8, 8), torch.ones(4, 3, 3, 3)).max() == 27
model = keras.Sequential(
    [keras.layers.Input((8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(),
     keras.layers.Dense(2)]
)
model.compile("sgd", "mse")
model.fit(np.ones((4, 8, 8, 3)), np.ones((4, 2)), verbose=0)
print(keras.backend.backend())
"""


@isolated
@pytest.mark.parametrize("backend", ["tensorflow", "torch"])
def test_the_frameworks_compute_in_a_forked_kernel(backend):
    """Their thread pools start in the child: the parent has one thread, or had refused."""
    frameworks = ("numpy", "torch", "keras", *(["tensorflow"] if backend == "tensorflow" else []))
    limits = Limits(cell=60)
    with (
        Sandbox("x", frameworks, None, limits, backend=backend, tier="bubblewrap") as sandbox,
        sandbox.kernel() as kernel,
    ):
        reply = kernel.execute(FRAMEWORKS)
    assert printed(reply) == f"{backend}\n", reply


@isolated
def test_a_kernel_starts_from_the_same_random_state(sandbox):
    source = "import random, numpy as np; print(random.random(), np.random.rand())"
    seen = set()
    for _ in range(2):
        with sandbox.kernel() as kernel:
            seen.add(printed(kernel.execute(source)))
    assert len(seen) == 1


def test_the_filter_needs_its_library(monkeypatch):
    monkeypatch.setattr(seccomp, "LIBRARY", "libmissing.so.0")
    with pytest.raises(seccomp.Missing, match="apt-get install libseccomp2"):
        seccomp.program.__wrapped__()
    seccomp.program.cache_clear()


# Tiers


def test_grading_without_isolation_has_to_be_asked_for():
    with pytest.raises(Untrusted, match="--trust-submissions"):
        Sandbox("x", tier="limits")


def test_what_a_sandbox_lacks_is_said(monkeypatch):
    trusted = Sandbox("x", tier="limits", trust_submissions=True)
    assert "what the grading account can" in trusted.note
    assert Sandbox("x", tier="bubblewrap").note == ""
    monkeypatch.setattr("threeways.course.grading.sandbox.filter_program", lambda: b"")
    assert "apt-get install libseccomp2" in Sandbox("x", tier="bubblewrap").note


def test_without_bubblewrap_and_container_only_trusted_work_is_graded(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    why_not.cache_clear()
    try:
        with pytest.raises(Untrusted, match="bwrap is missing: sudo apt-get install bubblewrap"):
            best_tier()
        assert best_tier(trust_submissions=True) == "limits"
        assert probes.probe_sandbox()[0].level == "warning"
    finally:
        why_not.cache_clear()


def test_an_engine_that_does_not_answer_is_no_engine(monkeypatch, tmp_path):
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\necho cannot connect to the daemon >&2\nexit 1\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match="docker does not answer: cannot connect"):
        engine()


CONTAINED = {
    "an answer": ("print(sorted(__import__('os').listdir()))", "ok"),
    "os._exit": ("import os; os._exit(0)", "died"),
    "an abort": ("import ctypes; ctypes.string_at(0)", "died"),
    "swallows interrupts": (STUBBORN, "timeout"),
    "200 MB past Python": ("import os\nfor _ in range(200): os.write(1, b'x' * 10**6)", "output"),
}


@pytest.mark.parametrize("tier", ISOLATING)
@pytest.mark.parametrize(("source", "status"), CONTAINED.values(), ids=CONTAINED)
def test_nothing_is_left_of_a_kernel_whatever_it_did(data, source, status, tier):
    with Sandbox("ridge", (), data, LIMITS, tier=tier) as sandbox, sandbox.kernel() as kernel:
        processes = family(kernel)
        reply = kernel.execute(source)
        assert reply.status == status and kernel.alive() == (status == "ok"), reply
        if status == "ok":
            assert printed(reply) == "['more', 'table.csv']\n"
    assert processes and gone(processes)


@pytest.mark.parametrize("tier", ISOLATING)
def test_a_kernel_that_nobody_ended_ends_with_its_sandbox(tier):
    with Sandbox("x", limits=LIMITS, tier=tier) as sandbox:
        process = sandbox.spawn()
        assert process.alive()
    assert gone([psutil.Process(process.pid)] if process.alive() else [])
    process.kill()


@pytest.fixture
def recording(monkeypatch, tmp_path):
    """An engine that answers, takes an image, and writes down how it is called."""

    def make(name, run="exit 1"):
        calls = tmp_path / "calls"
        script = tmp_path / name
        script.write_text(
            f'#!/bin/sh\necho "$@" >> {calls}\ncase $1 in\n'
            f"image) exit 1 ;;\nimport) /bin/cat > {tmp_path}/image.tar ;;\nrun) {run} ;;\nesac\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return lambda: [line.split() for line in calls.read_text().splitlines()]

    return make


@pytest.mark.parametrize("name", ["podman", "docker"])
def test_a_container_gets_no_network_no_rights_and_only_what_is_bound(recording, tmp_path, name):
    calls = recording(name, "echo no room >&2; exit 125")
    start = time.monotonic()
    with (
        Sandbox("x", limits=LIMITS, tier="container") as sandbox,
        pytest.raises(SandboxError, match="no container started: no room"),
    ):
        sandbox.spawn()
    assert time.monotonic() - start < 10  # an engine that gave up is not waited for
    run = next(call for call in calls() if call[0] == "run")
    command = " ".join(run)
    for words in (
        "--pull never",
        "--network none",
        "--read-only ",
        "--cap-drop ALL",
        "--security-opt no-new-privileges",
        "--user 65534:65534",
        f"--pids-limit {LIMITS.processes + 4}",
        f"--tmpfs /notebook:size={LIMITS.tmpfs},mode=1777",
    ):
        assert words in command
    mounts = [word for word in run if word.startswith("type=bind")]
    assert all(mount.endswith(",readonly") for mount in mounts)
    assert not any(str(Path.home()) == mount.split("source=")[1].split(",")[0] for mount in mounts)
    assert ("--read-only-tmpfs=false" in run) == (name == "podman")
    with tarfile.open(tmp_path / "image.tar") as image:
        assert not [member.name for member in image if member.isfile()]


@isolated
def test_the_best_tier_that_works_is_taken():
    assert best_tier() == "bubblewrap"


@isolated
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_gets_the_same_isolation():
    code = (
        "from threeways.course.grading.probes import probe_sandbox\n"
        "print([f.what + f.found for f in probe_sandbox('bubblewrap') if f.level != 'ok'])"
    )
    done = subprocess.run(
        [*as_nobody(), sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "HOME": "/tmp"},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[]\n", done.stderr


def as_nobody():
    """Run what follows as another user, to whom the environment is readable wherever it lies."""
    closed = [
        next((f for f in reversed(bind.source.parents) if f.stat().st_mode & 0o005 != 0o005), None)
        for bind in environment_binds()
    ]
    command = ["bwrap", "--dev-bind", "/", "/"]
    for folder in sorted({str(folder) for folder in closed if folder}):
        command += ["--perms", "0755", "--tmpfs", folder]
    for bind, folder in zip(environment_binds(), closed):
        below = bind.source.relative_to(folder).parts[:-1] if folder else ()
        for depth in range(len(below)):
            command += ["--perms", "0755", "--dir", str(folder.joinpath(*below[: depth + 1]))]
        if folder:
            command += ["--ro-bind", str(bind.source), str(bind.source)]
    return [*command, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def test_a_missing_folder_of_data_is_named(tmp_path):
    with pytest.raises(SandboxError, match="no folder with the assignment's data"):
        data_files(tmp_path / "missing")


def test_an_import_that_fails_says_so():
    with (
        pytest.raises(SandboxError, match="No module named 'no_such_module'"),
        Sandbox("x", ("no_such_module",), tier="limits", trust_submissions=True),
    ):
        pass


def test_a_module_that_starts_threads_cannot_be_imported_by_a_fork_parent(tmp_path):
    module = tmp_path / "threading_module.py"
    module.write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()"
    )
    code = f"import sys; sys.path.append({str(tmp_path)!r}); "
    zygote = "from threeways.course.grading import zygote; zygote.prepare(['threading_module'])"
    done = subprocess.run([sys.executable, "-c", code + zygote], capture_output=True, text=True)
    assert "2 threads after importing threading_module" in done.stderr


# Caps, from outside


@isolated
def test_a_reply_tells_what_happened(kernel):
    ok = kernel.execute("print('a'); print('b')\n1 + 1")
    assert ok.status == "ok" and ok.execution_count == 1 and ok.alive
    assert [output["output_type"] for output in ok.outputs] == ["stream", "execute_result"]
    assert ok.outputs[0]["text"] == "a\nb\n" and ok.outputs[1]["data"]["text/plain"] == "2"
    error = kernel.execute("1 / 0")
    assert (error.status, error.ename, error.evalue) == (
        "error",
        "ZeroDivisionError",
        "division by zero",
    )
    assert error.execution_count == 2 and error.traceback and error.alive


ENDINGS = {
    "swallows interrupts": (STUBBORN, "timeout"),
    "sleeps": ("import time; time.sleep(60)", "timeout"),
    "says where it was": ("while True:\n    pass", "timeout"),
    "os._exit": ("import os; os._exit(0)", "died"),
    "exit()": ("exit()", "died"),
    "kills its process group": ("import ctypes; ctypes.string_at(0)", "died"),
    "one large output": ("print('x' * 20_000_000)", "output"),
    "much output": ("while True:\n    print('x' * 1000)", "output"),
    "200 MB past Python": ("import os\nfor _ in range(200): os.write(1, b'x' * 10**6)", "output"),
    "background processes": (
        "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n        time.sleep(60)\n"
        "time.sleep(60)",
        "timeout",
    ),
    "memory over several processes": (
        "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        break\n"
        "block = b'x' * (200 << 20)\ntime.sleep(60)",
        "died",
    ),
}


@isolated
@pytest.mark.parametrize(("source", "status"), ENDINGS.values(), ids=ENDINGS)
def test_a_cell_that_goes_too_far_ends_with_its_kernel_in_time(kernel, source, status):
    processes = []
    watch = threading.Timer(
        1.0, lambda: processes.extend(family(kernel)) if kernel.alive() else None
    )
    processes.extend(family(kernel))
    watch.start()
    start = time.monotonic()
    reply = kernel.execute(source)
    elapsed = time.monotonic() - start
    watch.cancel()
    watch.join()
    assert reply.status == status, reply
    assert elapsed < 2 * LIMITS.cell
    assert not reply.alive and not kernel.alive()
    assert gone(processes)
    assert kernel.execute("1").status == "died"


@isolated
def test_a_loop_that_can_be_interrupted_says_where_it_was(kernel):
    reply = kernel.execute("count = 0\nwhile True:\n    count += 1", timeout=0.5)
    assert reply.status == "timeout" and reply.ename == "KeyboardInterrupt"
    assert any("count" in line for line in reply.traceback)


@isolated
def test_a_frozen_kernel_ends_in_time(kernel):
    os.kill(kernel._process.pid, signal.SIGSTOP)
    start = time.monotonic()
    assert kernel.execute("1", timeout=0.5).status == "timeout"
    assert time.monotonic() - start < 1.5 and not kernel.alive()


GARBAGE = """
import os, stat
def sockets():
    for file in range(3, 200):
        try:
            if stat.S_ISSOCK(os.fstat(file).st_mode):
                yield file
        except OSError:
            pass
while True:
    for file in sockets():
        try:
            os.write(file, {what})
        except OSError:
            pass
"""


@isolated
@pytest.mark.parametrize(
    "what", ["os.urandom(5000)", "b'\\x01\\x00' * 5000"], ids=["random", "parts"]
)
def test_garbage_on_the_sockets_ends_in_time(kernel, what):
    start = time.monotonic()
    reply = kernel.execute(GARBAGE.format(what=what), timeout=1)
    assert reply.status in ("timeout", "output", "died")
    assert time.monotonic() - start < 2 and not kernel.alive()


@isolated
def test_messages_in_another_ones_name_are_not_heard(kernel):
    """A wrong signature, and a reply to another request: neither is taken for ours."""
    source = """
    from ipykernel.kernelapp import IPKernelApp
    from jupyter_client.session import Session
    app = IPKernelApp.instance()
    forger = Session(key=b"wrong")
    stream = {"name": "stdout", "text": "forged"}
    parent = app.kernel.get_parent()
    app.iopub_thread.socket.send_multipart(forger.serialize(forger.msg("stream", stream, parent)))
    app.session.send(app.iopub_socket, "stream", stream, parent={"header": {"msg_id": "other"}})
    print("honest")
    """
    assert printed(kernel.execute("if True:" + source)) == "honest\n"


@isolated
@pytest.mark.parametrize("content", [{"name": 1, "text": []}, {"name": "stdout"}, {"text": None}])
def test_ill_formed_output_does_no_harm(kernel, content):
    source = f"""
    from ipykernel.kernelapp import IPKernelApp
    app = IPKernelApp.instance()
    for kind in ("stream", "error", "status", "display_data", "execute_result", "nonsense"):
        app.session.send(app.iopub_socket, kind, {content!r}, parent=app.kernel.get_parent())
    """
    reply = kernel.execute("if True:" + source)
    assert reply.status == "ok"
    json.dumps(reply.outputs)


@isolated
def test_a_cell_may_use_all_of_its_output_and_the_next_one_too(kernel):
    for _ in range(3):
        reply = kernel.execute("print('x' * 150_000)")
        assert reply.status == "ok" and len(printed(reply)) == 150_001


def test_a_relay_ends_at_its_allowance(tmp_path):
    listeners = [listen(tmp_path / f"kernel-{port}") for port in range(1, 6)]
    relay = Relay(str(tmp_path / "client"), str(tmp_path / "kernel"), allowance=10)

    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(tmp_path / "client-2"))
        kernel, _ = listeners[1].accept()
        kernel.sendall(b"0123456789")
        assert client.recv(100) == b"0123456789" and not relay.flooded
        client.sendall(b"more than that, the other way")
        assert kernel.recv(100) == b"more than that, the other way"
        kernel.sendall(b"!")
        assert client.recv(100) == b"" and relay.flooded
        kernel.close()
    relay.close()
    for listener in listeners:
        listener.close()


# Going on after a cell that ended its kernel


@isolated
def test_later_cells_run_and_find_what_had_succeeded(sandbox):
    cells = [
        ("imports", "import numpy as np"),
        ("one", "x = np.ones(3)"),
        ("loop", STUBBORN),
        ("two", "print(x.sum())"),
        ("exit", "import os; x = None; os._exit(0)"),
        ("broken", "y = 1 / 0"),
        ("three", "print(x.sum(), 'y' in globals())"),
    ]
    with Session(Within(sandbox, cell=0.7)) as session:
        replies = session.run_all(cells)
    assert [reply.status for reply in replies.values()] == [
        *("ok", "ok", "timeout", "ok", "died", "error", "ok")
    ]
    assert printed(replies["two"]) == "3.0\n" and printed(replies["three"]) == "3.0 False\n"
    assert session.kernels == 3


@isolated
def test_what_is_not_to_be_replayed_is_not(sandbox):
    with Session(sandbox) as session:
        session.run("test", "leaked = True", replay=False)
        session.run("end", "import os; os._exit(0)")
        assert session.run("look", "leaked").ename == "NameError"


@isolated
def test_a_kernel_that_ends_between_two_cells_costs_neither(sandbox):
    with Session(sandbox) as session:
        timer = "import os, threading; threading.Timer(0.1, lambda: os._exit(0)).start()"
        assert session.run("timer", timer, replay=False).status == "ok"
        time.sleep(0.5)
        assert session.run("next", "1").status == "ok"
        assert session.kernels == 2


@isolated
def test_a_submission_ends_at_its_cap(sandbox):
    start = time.monotonic()
    with Session(Within(sandbox, cell=0.6, submission=1.5)) as session:
        replies = session.run_all((str(number), STUBBORN) for number in range(9))
    assert time.monotonic() - start < 2.5 + 1
    assert {reply.status for reply in replies.values()} == {"timeout"}
    assert "the submission took longer than 1.5 s" in replies["8"].evalue


class Within:
    """The module's sandbox under other limits of time, which are enforced outside of it."""

    def __init__(self, sandbox, **limits):
        self.spawn, self.limits = sandbox.spawn, replace(sandbox.limits, **limits)


# Fork parents


@isolated
def test_a_fork_parent_is_used_again_and_a_dead_one_replaced(sandbox):
    before = zygotes()
    for _ in range(2):
        with sandbox.kernel() as kernel:
            assert kernel.execute("1").status == "ok"
    assert zygotes() == before and len(before) >= 1 and sandbox.restarts == 0
    with sandbox.kernel() as orphan:
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert gone(family(orphan))
    with sandbox.kernel() as kernel:
        assert kernel.execute("1").status == "ok"
    assert sandbox.restarts == 1 and not zygotes() & before


def zygotes():
    """The fork parents below this process; what they have forked has one of them for a parent."""
    above = {}
    wrappers = set()
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # what a closed kernel ran may be ending
            above[process.pid] = process.ppid()
            if process.name() == "bwrap":
                wrappers.add(process.pid)
    return {pid for pid, parent in above.items() if pid not in wrappers and parent in wrappers}


@isolated
def test_nothing_is_left_when_it_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = set(psutil.Process().children(recursive=True))
    files = set(Path("/proc/self/fd").iterdir())
    with Sandbox("x", limits=LIMITS, tier="bubblewrap") as sandbox:
        kernel = Kernel(sandbox.spawn(), LIMITS)
        kernel.execute("import os; os.fork()")
        with sandbox.kernel() as other:
            other.execute("1")
        kernel.close()
    assert not set(psutil.Process().children(recursive=True)) - before
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("tempfile.tempdir", None)
    assert len(set(Path("/proc/self/fd").iterdir()) - files) <= 2


@isolated
def test_nothing_outlives_a_grading_process_that_is_killed(tmp_path):
    code = (
        "import sys, time\n"
        "from threeways.course.grading.sandbox import Sandbox\n"
        "with Sandbox('x', tier='bubblewrap') as sandbox:\n"
        "    print(sandbox.spawn().pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    pid = int(process.stdout.readline())
    everything = [psutil.Process(pid), *psutil.Process(process.pid).children(recursive=True)]
    process.kill()
    process.wait()
    process.stdout.close()
    assert len(everything) > 3 and gone(everything)


@isolated
def test_several_kernels_at_a_time_do_not_mix(sandbox):
    results = {}

    def work(number):
        with sandbox.kernel() as kernel:
            results[number] = printed(kernel.execute(f"print({number})"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: f"{number}\n" for number in range(4)}


def test_a_closed_sandbox_starts_nothing():
    with pytest.raises(SandboxError, match="context manager"):
        Sandbox("x", tier="limits", trust_submissions=True).spawn()


# Stock clients


@isolated
def test_nbclient_runs_a_notebook_in_the_sandbox():
    cells = [
        "import os; print(os.getuid(), os.listdir('/home') if os.path.exists('/home') else [])"
    ]
    cells += ["while True:\n    pass", "print('after')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(
        notebook,
        km=kernel_manager(imports=[]),
        timeout=1,
        allow_errors=True,
        interrupt_on_timeout=True,
    )
    try:
        client.execute()
    finally:
        close_all()
    first, second, third = (cell.outputs for cell in notebook.cells)
    assert first[0].text == "65534 []\n"
    assert second[0].ename == "KeyboardInterrupt"
    assert third[0].text == "after\n"
