"""``threeways run``: what is executed, what is cached, and what happens when things go wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from threeways.course import cli, execute
from threeways.course.chapters import CourseError
from threeways.course.execute import Chapter, executed, ledger
from threeways.course.execution import cluster, supervise

PIDS = "from pathlib import Path; import os; Path('pid').write_text(str(os.getpid()))"


def statuses(outcomes):
    return {name: outcome.status for name, outcome in outcomes.items()}


def pid(folder: Path) -> int:
    """The process id that a notebook wrote into its folder; 0 until it has."""
    path = folder / "pid"
    return int(path.read_text() or 0) if path.exists() else 0


def gone(process: int) -> bool:
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


# What a run leaves ------------------------------------------------------------------------------


def test_an_executed_copy_holds_outputs_checks_and_the_run(course):
    source = course.write(
        "part/one",
        "n = 1  # how many",
        "from threeways import claim\nclaim(f'{n} is odd', n % 2 == 1)",
        "import sys\nprint('beware', file=sys.stderr)",
        "import os\n{name: os.environ[name] for name in ('KERAS_BACKEND', 'OMP_NUM_THREADS')}",
        "os.getcwd()",
    )
    before, events = source.read_bytes(), []
    options = {"backend": "torch", "overrides": {"n": 3}, "watch": events.append}
    outcome = course.run(**options)["part/one"]
    assert (outcome.status, outcome.checks, outcome.failure) == ("run", 1, None)
    copy = nbformat.read(outcome.path, 4)
    nbformat.validate(copy)
    cells = {cell.id: cell for cell in copy.cells}
    assert list(cells) == ["prose", "c0", "injected-parameters", "c1", "c2", "c3", "c4"]
    assert ledger(copy) == [
        {
            "kind": "claim",
            "what": "3 is odd",
            "value": "holds",
            "tolerance": "",
            "source": "",
            "ways": [],
            "cell": "c1",
        }
    ]
    said = cells["c3"].outputs[0].data["text/plain"]
    assert said == "{'KERAS_BACKEND': 'torch', 'OMP_NUM_THREADS': '1'}"
    assert cells["c4"].outputs[0].data["text/plain"] == repr(str(source.parent))
    run = copy.metadata["threeways"]
    assert run["stderr"] == {"c2": "beware\n"}
    assert (run["chapter"], run["profile"], run["backend"]) == ("part/one", "default", "torch")
    assert (run["parameters"], run["checks"]) == ({"n": 3}, 1)
    assert run["seconds"] == outcome.seconds > 0
    assert run["versions"].keys() == {"ipykernel", "ipython", "numpy"}
    assert all(run[name] for name in ("key", "started", "python", "platform", "cpu"))
    assert source.read_bytes() == before
    assert [event["kind"] for event in events] == ["waiting", "started", *["cell"] * 6, "done"]
    assert [(event["index"], event["of"]) for event in events[2:-1]] == [
        (i, 6) for i in range(1, 7)
    ]
    assert events[-2]["cell"] == "c4"


def test_only_what_outputs_depend_on_executes_a_chapter_again(course):
    (course.root / "book").joinpath("helper.py").write_text("VALUE = 1")
    course.write("uses", "a = 1", "import helper\nprint(a + helper.VALUE)")
    course.write("other", "b = 1", "print(b)")
    assert statuses(course.run()) == {"other": "run", "uses": "run"}

    course.write("uses", "a = 1", "import helper\nprint(a + helper.VALUE)", prose="Other words.")
    assert statuses(course.run()) == {"other": "cached", "uses": "cached"}

    (course.root / "book" / "helper.py").write_text("VALUE = 2")
    assert statuses(course.run()) == {"other": "cached", "uses": "run"}

    (course.root / "book" / "helper.py").write_text("VALUE = 1")
    assert statuses(course.run()) == {"other": "cached", "uses": "cached"}, "the way back is free"

    outcomes = course.run("other", overrides={"b": 2}, force=False)
    assert statuses(outcomes) == {"other": "run"}
    printed = nbformat.read(outcomes["other"].path, 4).cells[-1].outputs[0].text
    assert printed == "2\n"
    assert statuses(course.run("other", force=True)) == {"other": "run"}


def test_the_site_finds_the_copy_that_is_current(course):
    path = course.write("one", "a = 1")
    chapter = Chapter("one", path)
    assert executed(course.root, chapter) is None
    outcome = course.run()["one"]
    assert executed(course.root, chapter) == outcome.path
    assert executed(course.root, chapter, backend="torch") is None
    assert executed(course.root, chapter, overrides={"a": 2}) is None
    course.write("one", "a = 2")
    assert executed(course.root, chapter) is None


@pytest.mark.parametrize("damage", ["{", "{}", "", "[]", '{"cells": []}', "other"])
def test_a_damaged_copy_counts_as_none(course, damage):
    chapter = Chapter("one", course.write("one", "a = 1"))
    path = course.root / "_build" / "executed" / "one"
    path.mkdir(parents=True)
    target = _write_copy(course, chapter)
    assert executed(course.root, chapter) == target
    if damage == "other":  # a whole copy, but of something else
        damage = target.read_text().replace('"key": "', '"key": "0')
    target.write_text(damage)
    assert executed(course.root, chapter) is None


def _plan(course, chapter: Chapter) -> execute.Plan:
    profile = execute.load_profile(course.root, "default")
    return execute._plan(course.root, chapter, profile, "tensorflow", {})


def _write_copy(course, chapter: Chapter) -> Path:
    """An executed copy as a run would leave it, without running."""
    plan = _plan(course, chapter)
    run = {"key": plan.key, "seconds": 1.0, "checks": 0}
    plan.target.write_text(json.dumps({**plan.notebook, "metadata": {"threeways": run}}))
    return plan.target


def test_a_damaged_copy_is_executed_again(course):
    course.write("one", "a = 1")
    first = course.run()["one"]
    first.path.write_text(first.path.read_text()[:200])
    second = course.run()["one"]
    assert (second.status, second.path) == ("run", first.path)
    assert nbformat.read(second.path, 4).metadata["threeways"]["key"]


# What goes wrong --------------------------------------------------------------------------------


def test_a_failing_cell_is_shown_and_the_other_chapters_go_on(course):
    course.write("bad", "a = 1", "def f(x):\n    return x / 0\nf(a)", "print('never')")
    course.write("good", "b = 1")
    run = course.start()
    out, err = run.communicate(timeout=240)
    assert run.returncode == 1, err
    assert "book/bad.ipynb, cell c1" in out
    assert "return x / 0" in out
    assert "ZeroDivisionError: division by zero" in out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    assert rows["bad"] == ["–", "–", "failed"]
    assert rows["good"][1:] == ["0", "run"]
    assert [path.parent.name for path in course.copies()] == ["good"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["language/ngram"], "there is no chapter 'language/ngram'; near it: language/ngrams"),
        (["ngram"], "near it: language/ngrams"),
        (["intro"], "'intro' fits several chapters: images/intro, language/intro"),
        (["--profile", "ful"], "there is no profile 'ful'; near it: full"),
        (["ngrams", "--set", "ordr=3"], "no parameter 'ordr'; it has: order, smooth"),
        (["ngrams", "--set", "order"], "--set takes NAME=VALUE"),
        (["ngrams", "--set", "order=[1]"], "the value is one number, string, true, false or null"),
        (["--profile", "full"], "profile 'full': no chapter 'language/ngram'; near it"),
        (["--scheduler", "tcp://127.0.0.1:1"], "no Dask scheduler answers at 'tcp://127.0.0.1:1'"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(course, monkeypatch, capsys, arguments, message):
    for name in ("images/intro", "language/intro", "language/ngrams"):
        course.write(name, "order = 2  # of the model\nsmooth: bool = True")
    course.profile("full", "deadline: 9\nchapters: {language/ngram: {order: 5}}")
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    monkeypatch.chdir(course.root / "book")
    monkeypatch.setattr("sys.argv", ["threeways", "run", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == (1 if "--scheduler" in arguments else 2)
    assert message in " ".join(capsys.readouterr().err.split())
    assert course.copies() == []


def test_what_cannot_be_interrupted_is_stopped_at_the_deadline(course, monkeypatch):
    course.write(
        "a/deaf",
        "a = 1",
        f"{PIDS}\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
    )
    course.write("b/frozen", "b = 1", f"{PIDS}\nos.kill(os.getpid(), 19)  # SIGSTOP")
    course.write(  # a process that leaves the kernel's session and loses its parent
        "c/daemon",
        "c = 1",
        "import subprocess, time\n"
        "daemon = '(setsid sleep 1000 & echo $! > pid)'\n"
        "subprocess.run(daemon, shell=True, check=True)\n"
        "time.sleep(1000)",
    )
    folders = [course.root / "book" / name for name in "abc"]

    def clock() -> float:  # once all three are at work, the deadline has passed
        return time.monotonic() + 1000 * all(pid(folder) for folder in folders)

    monkeypatch.setattr(supervise, "clock", clock)
    outcomes = course.run(jobs=3)
    for name, outcome in outcomes.items():
        assert outcome.failure.message == "stopped at its deadline of 60 s", name
        assert (outcome.failure.cell, outcome.status) == ("c1", "failed")
        assert outcome.failure.source
        assert gone(pid(course.root / "book" / name[0]))
    assert course.copies() == []


def test_a_module_that_changes_while_it_is_used_spoils_the_copy(course):
    helper = course.root / "book" / "helper.py"
    helper.write_text("VALUE = 1")
    course.write("uses", "import helper", "open('helper.py', 'a').write('# saved meanwhile')")
    outcome = course.run()["uses"]
    assert "changed while it ran" in outcome.failure.message
    assert course.copies() == []


@pytest.mark.parametrize(
    ("different", "message"),
    [
        ({"versions": {"numpy": "0.1"}}, r"other versions: numpy \d.* instead of 0\.1"),
        ({"versions": {"no-such": "1"}}, r"no-such \(not installed\) instead of 1"),
        ({"files": {"threeways/checks.py": "0" * 64}}, r"threeways/checks\.py: not as where"),
    ],
)
def test_a_worker_that_differs_from_where_the_run_began_refuses(course, different, message):
    chapter = Chapter("one", course.write("one", "a = 1"))
    job = _plan(course, chapter).job(None)
    failure = supervise.supervise({**job, **different})["failure"]
    assert re.search(message, failure["message"])


def test_a_kernel_that_dies_is_a_failure_of_its_cell(course):
    course.write("one", "import os", "os._exit(3)", "1")
    failure = course.run()["one"].failure
    assert "died" in failure.message.lower()
    assert failure.cell == "c1"


def test_a_unit_that_is_killed_takes_its_kernel_along(course):
    course.write("one", "a = 1", f"{PIDS}\nos.kill(os.getppid(), 9)\nwhile True: pass")
    failure = course.run()["one"].failure
    assert failure.message == "its process ended without a result (signal 9)"
    assert failure.cell == "c1"
    assert gone(pid(course.root / "book"))


# Pulling the plug -------------------------------------------------------------------------------


@pytest.fixture
def halfway(course, until):
    """A run that has finished ``a`` and is in the middle of ``b/slow``; it ends when told to."""
    course.write("a", "x = 1")
    course.write(
        "b/slow",
        PIDS,
        "import time\nwhile not Path('go').exists(): time.sleep(0.05)",
    )
    run = course.start("--jobs", "1")
    until(lambda: course.copies("a") and pid(course.root / "book" / "b"))
    yield run
    run.kill()
    run.communicate()


def test_a_killed_run_leaves_nothing_and_the_next_goes_on(course, halfway, until):
    kernel = pid(course.root / "book" / "b")
    halfway.kill()
    halfway.wait()
    until(lambda: gone(kernel), 30)
    assert [path.suffix for path in course.copies()] == [".ipynb"]
    (course.root / "book" / "b" / "go").touch()
    assert statuses(course.run()) == {"a": "cached", "b/slow": "run"}


def test_ctrl_c_ends_a_run_with_its_kernels(course, halfway, until):
    kernel = pid(course.root / "book" / "b")
    halfway.send_signal(signal.SIGINT)
    out, err = halfway.communicate(timeout=60)
    assert (halfway.returncode, err) == (130, ""), out
    assert "stopped; what was finished is kept" in out
    until(lambda: gone(kernel), 30)


def test_ctrl_c_while_a_result_is_kept_ends_the_others_at_once(course, until):
    course.write("a", "x = 1")
    folder = course.write("b/slow", PIDS, "import time\nwhile True: time.sleep(0.05)").parent

    def interrupt(event):
        if event["kind"] == "done":
            until(lambda: pid(folder))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        course.run(jobs=2, watch=interrupt)
    until(lambda: gone(pid(folder)), 20)
    del stopped  # until here it kept alive what the run was in the middle of


def test_what_a_dead_run_left_beside_its_place_is_cleared(course):
    course.write("one", "a = 1")
    folder = course.root / "_build" / "executed" / "one"
    folder.mkdir(parents=True)
    dead = subprocess.Popen(["true"])
    dead.wait()
    host = os.uname().nodename
    (folder / f".threeways-{host}~{dead.pid}~1700000000-x.ipynb").write_text("half a noteb")
    living = folder / f".threeways-{host}~{os.getpid()}~{psutil.Process().create_time():.0f}-y"
    living.write_text("another run is writing this")
    outcome = course.run()["one"]
    assert set(course.copies()) == {outcome.path, living}


def test_two_runs_at_once_do_not_hurt_each_other(course):
    course.write("a", "x = 1", "print(x)")
    course.write("b", "y = 1", "print(y)")
    runs = [course.start("--jobs", "1") for _ in range(2)]
    for run in runs:
        _, err = run.communicate(timeout=240)
        assert (run.returncode, err) == (0, "")
    assert sorted(path.parent.name for path in course.copies()) == ["a", "b"]
    assert set(statuses(course.run()).values()) == {"cached"}


@pytest.fixture
def small_disk(course):
    """``_build`` on a file system of 128 KB; a function makes it larger."""
    build = course.root / "_build"
    build.mkdir()

    def mount(options: str) -> subprocess.CompletedProcess[str]:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(build)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = mount("size=128k")
    if done.returncode:
        pytest.skip(f"mounting a small tmpfs needs root: {done.stderr.strip()}")
    yield lambda: mount("remount,size=16m")
    subprocess.run(["umount", str(build)], check=True)


def test_a_full_disk_gives_one_message_and_the_next_run_succeeds(course, small_disk):
    course.write("large", "n = 300_000", "print('x' * n)")
    course.write("small", "a = 1")
    with pytest.raises(CourseError, match=r"the disk is full: .*executed/large/\w+\.ipynb could"):
        course.run("large")
    assert course.copies("large") == []
    assert statuses(course.run("small")) == {"small": "run"}
    assert small_disk().returncode == 0
    assert statuses(course.run()) == {"large": "run", "small": "cached"}
