"""Whole classes graded by the real stages: sandbox, gradebook, report; stopped, killed, resumed."""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook

from tests.unit.graded_course import BLANK, hand_in, make_graded_course
from tests.unit.grading_course import NAME, SECRET, SECRET_MESSAGE, SQUARE
from threeways.course.chapters import CourseError
from threeways.course.export import read_marks
from threeways.course.grading import batch
from threeways.course.grading.batch import Options
from threeways.course.grading.live import lines
from threeways.course.grading.sandbox import Limits, Untrusted, best_tier, why_not

CLASS = {
    "ada": {},
    "bob": {"double": SQUARE},
    "cyd": BLANK,
    "dan": {"double": "import os, signal\nos.kill(os.getppid(), 9)\nos._exit(0)"},  # hostile
    "eve": {"halve": "def halve(x): return x // 2"},
    "fay": {"double": "def double(x): return 2 * x"},
}
# halve(4) // 2 is right for what the only test looks at: the comparison calls a person.
MARKS = {"ada": 6.0, "bob": 4.0, "cyd": 0.0, "dan": 3.0, "eve": 3.0, "fay": 6.0}
OPTIONS = Options(jobs=2, limits=Limits(cell=5, submission=30))


@pytest.fixture(scope="module", autouse=True)
def isolation() -> None:
    try:
        best_tier()
    except Untrusted as error:
        pytest.skip(str(error))


def make_class(root: Path) -> Path:
    make_graded_course(root)
    for student, cells in CLASS.items():
        hand_in(root, student, cells)
    return root


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> tuple[Path, batch.Summary]:
    root = make_class(tmp_path_factory.mktemp("class") / "course")
    return root, batch.grade(root, NAME, OPTIONS)


def marks(root: Path) -> dict[str, float]:
    gradebook = Gradebook(f"sqlite:///{root / 'gradebook.db'}")
    try:
        return {each.student: each.score for each in read_marks(gradebook, NAME)}
    finally:
        gradebook.close()


def waiting(root: Path) -> dict[str, list[str]]:
    gradebook = Gradebook(f"sqlite:///{root / 'gradebook.db'}")
    try:
        return {each.student: each.waits for each in read_marks(gradebook, NAME) if each.waits}
    finally:
        gradebook.close()


def results(root: Path) -> dict[Path, int]:
    """Files of results, and when they were written."""
    folder = root / "_build" / "grading" / NAME / "results"
    return {path: path.stat().st_mtime_ns for path in folder.glob("[!.]*.json")}


def servers() -> set[int]:
    """Grading processes that run now."""
    return {
        process.pid
        for process in psutil.process_iter(["cmdline", "status"])
        if "threeways.course.grading.server" in (process.info["cmdline"] or [])
        and process.info["status"] != psutil.STATUS_ZOMBIE
    }


def command(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """``threeways grade`` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "threeways.course.cli", "grade", NAME, *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_every_student_gets_marks_in_the_gradebook(graded):
    root, summary = graded
    assert marks(root) == MARKS
    assert summary.failed == ()
    assert waiting(root) == {"eve": ["test_halve_example"]}


def test_everybody_gets_feedback_without_hidden_tests_and_the_instructor_a_report(graded):
    root, summary = graded
    pages = {s: (root / "feedback" / s / NAME / f"{NAME}.html").read_text() for s in CLASS}
    assert not any(text in page for page in pages.values() for text in (SECRET, SECRET_MESSAGE))
    assert "You square the number." in pages["bob"]
    assert summary.tier in summary.page.read_text()
    assert "comparison-differs" in summary.page.read_text()
    assert len((summary.page.parent / "marks.csv").read_text().splitlines()) == 1 + len(CLASS)


def test_what_is_graded_is_not_graded_again_unless_asked(graded):
    root, _ = graded
    before, seen = results(root), []
    batch.grade(root, NAME, OPTIONS, watch=lambda *event: seen.append(event[:2]))
    assert sorted(seen) == [(student, "cached") for student in sorted(CLASS)]
    assert results(root) == before
    again = batch.Options(students=["bob"], again=True, limits=OPTIONS.limits)
    seen.clear()
    batch.grade(root, NAME, again, watch=lambda *event: seen.append(event[:2]))
    assert ("bob", "graded") in seen
    assert sum(mtime != before[path] for path, mtime in results(root).items()) == 1
    assert marks(root) == MARKS


def test_a_dry_run_says_what_it_would_do_and_does_nothing(tmp_path):
    root = make_class(tmp_path / "course")
    before = sorted(root.rglob("*"))
    shown = "\n".join(lines(batch.dry_run(root, NAME, OPTIONS)))
    assert all(f"{student}: to grade" in shown for student in CLASS)
    assert sorted(root.rglob("*")) == before


def test_killed_at_any_moment_a_batch_goes_on_and_gives_the_same_marks(tmp_path):
    root, others = make_class(tmp_path / "course"), servers()
    first = command(root, "--jobs", "1")
    while len(results(root)) < 2 and first.poll() is None:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = results(root)
    assert 2 <= len(before) < len(CLASS)
    end = time.monotonic() + 20
    while servers() - others and time.monotonic() < end:
        time.sleep(0.1)
    assert servers() <= others  # nothing is left over
    second = command(root, "--jobs", "2")
    out, err = second.communicate(timeout=300)
    assert second.returncode == 0, err
    assert f"{len(CLASS) - len(before)} to grade" in out
    assert {path: results(root)[path] for path in before} == before
    assert marks(root) == MARKS


def test_a_grading_process_that_is_killed_costs_nobody_a_mark(tmp_path):
    root, others, killed = make_class(tmp_path / "course"), servers(), []

    def kill(student, source, result):
        if not killed:
            killed.extend(servers() - others)
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    summary = batch.grade(root, NAME, OPTIONS, watch=kill)
    assert killed
    assert summary.failed == ()
    assert marks(root) == MARKS


@pytest.mark.parametrize("why", ["told to end", "left alone"])
def test_a_grading_process_clears_up_however_often_it_is_told_to_end(tmp_path, why):
    root = make_class(tmp_path / "course")
    settings = batch.settings(root, batch.dry_run(root, NAME, OPTIONS), OPTIONS)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a socket's path is short
        process = subprocess.Popen(
            [sys.executable, "-m", "threeways.course.grading.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": folder},
        )
        with process:
            process.stdin.write(settings.encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"{}\n"
            assert any(Path(folder).iterdir())
            for child in psutil.Process(process.pid).children():
                child.suspend()  # it ends late
            if why == "left alone":
                process.stdin.close()
            while process.poll() is None:
                time.sleep(0.2)
                process.terminate()
        assert not any(Path(folder).iterdir())


@pytest.fixture
def nothing_installed(monkeypatch) -> Iterator[None]:
    """Neither bubblewrap nor docker nor podman is found."""
    monkeypatch.setenv("PATH", "")
    why_not.cache_clear()
    yield
    why_not.cache_clear()


def test_without_isolation_grading_needs_an_explicit_word(tmp_path, nothing_installed):
    root = make_graded_course(tmp_path / "course")
    hand_in(root, "ada")
    with pytest.raises(CourseError, match="--trust-submissions"):
        batch.grade(root, NAME, OPTIONS)
    assert not (root / "gradebook.db").exists()
    summary = batch.grade(root, NAME, replace(OPTIONS, trust_submissions=True))
    assert summary.tier == "limits"
    assert "limits" in summary.page.read_text()
    assert marks(root) == {"ada": 6.0}


def test_the_configuration_says_what_a_submission_may_use(tmp_path):
    root = make_graded_course(tmp_path / "course")
    hand_in(root, "ada")
    before = batch.dry_run(root, NAME, Options())
    assert (before.limits.cell, before.limits.submission) == (30, 120)
    configuration = root / "nbgrader_config.py"
    with configuration.open("a") as file:
        file.write("c.GradingLimits.cell = 90\nc.GradingLimits.memory = 2e9\n")
    after = batch.dry_run(root, NAME, Options())
    assert (after.limits.cell, after.limits.memory) == (90, 2_000_000_000)
    assert after.prepared["ada"].key != before.prepared["ada"].key  # so that it is graded again


@pytest.mark.parametrize(
    "line, message", [("cel = 9", "near it: cell"), ("cell = 0", "no limit"), ("cell = '9'", "'9'")]
)
def test_a_limit_that_is_none_is_named(tmp_path, line, message):
    root = make_graded_course(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.GradingLimits.{line}\n")
    with pytest.raises(CourseError, match=message):
        batch.configured_limits(root)


def test_two_batches_of_an_assignment_do_not_run_at_once(graded):
    root, _ = graded
    with (root / "_build" / "grading" / NAME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="being graded by another"):
            batch.grade(root, NAME, OPTIONS)


def test_what_is_not_there_is_said_before_anything_is_done(tmp_path):
    root = make_graded_course(tmp_path / "course")
    with pytest.raises(CourseError, match="near it: doubling"):
        batch.grade(root, "dubling", OPTIONS)
    with pytest.raises(CourseError, match="--from"):
        batch.grade(root, NAME, OPTIONS)
    hand_in(root, "ada")
    with pytest.raises(CourseError, match="no submission of 'bob'"):
        batch.grade(root, NAME, Options(students=["bob"]))
