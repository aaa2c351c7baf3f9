"""What ends a batch early is said in a sentence; what was graded is kept, and the rest follows."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dask_cluster import Cluster, free_port
from tests.scale.large_class import Batch, adopting, make_class, orphans
from tests.unit.grading_course import NAME
from threeways.course.execution.fingerprint import package_folder
from threeways.course.grading.sandbox import why_not

SIZE = 8

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(why_not("bubblewrap")), reason="bubblewrap does not work here"),
]


@pytest.fixture(scope="module", autouse=True)
def adopted() -> Iterator[None]:
    with adopting():
        yield


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> tuple[Path, dict[str, float]]:
    root = tmp_path_factory.mktemp("class") / "template"
    return root, make_class(root, SIZE, seed=7)


@pytest.fixture
def batch(template, tmp_path) -> Iterator[Batch]:
    root = Path(shutil.copytree(template[0], tmp_path / "course"))
    folder = Path(tempfile.mkdtemp(prefix="c-", dir="/tmp"))  # a socket's path is short
    yield Batch(root, folder)
    shutil.rmtree(folder)


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    running = Cluster(tmp_path, workers=0)
    yield running
    running.stop()


def until(condition: Callable[[], object], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    assert condition()


def fails(batch: Batch, process: subprocess.Popen[str], message: str) -> None:
    """The batch ends with one sentence and nothing by halves."""
    assert process.wait() == 1, batch.log()
    assert message in batch.log()
    assert "Traceback" not in batch.log()
    assert batch.results() == {} and batch.halves() == []


def goes_on(batch: Batch, template: tuple[Path, dict[str, float]]) -> None:
    """The next run grades what is left, no more, and everybody has their mark."""
    before = batch.results()
    batch.run()
    assert f"{SIZE - len(before)} of them graded now" in batch.log()
    assert {path: batch.results()[path] for path in before} == before
    assert {student: each.score for student, each in batch.marks().items()} == template[1]
    assert batch.halves() == []


def test_ctrl_c_twice_stops_cleanly_and_the_batch_goes_on(batch, template):
    process = batch.start()
    until(lambda: len(batch.results()) >= 2)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)  # of somebody impatient
    assert process.wait(timeout=60) == 130, batch.log()
    assert "The same command goes on from there" in batch.log()
    assert "Traceback" not in batch.log() and "ignored" not in batch.log()
    assert orphans() == [] and batch.halves() == []
    goes_on(batch, template)


def test_a_gradebook_that_is_held_is_waited_for(batch, template):
    process = batch.start()
    until(lambda: len(batch.results()) >= 2)
    held = sqlite3.connect(batch.root / "gradebook.db", isolation_level=None, timeout=60)
    held.execute("BEGIN EXCLUSIVE")
    count = len(batch.results())
    time.sleep(8)  # longer than SQLite waits of itself
    assert process.poll() is None and len(batch.results()) <= count + 1
    held.rollback()
    held.close()
    assert process.wait() == 0, batch.log()
    assert {student: each.score for student, each in batch.marks().items()} == template[1]


def test_on_a_full_disk_the_batch_stops_with_whole_files(batch, template, tmp_path):
    """The course is on a disk too small for a gradebook, then for all results, then large enough.

    What is left of 4 MiB is not enough for 8 students: the smallest disks are quickest to fill.
    """
    large = Path(shutil.copytree(batch.root, tmp_path / "large"))
    script = f"""
set -e
cp -r {large}/. .
for left in 100K 220K; do
    head -c 100M /dev/zero > filler 2> /dev/null || true
    truncate -s -$left filler
    {sys.executable} -m threeways.course.cli grade {NAME} && exit 9
    find . -name '.threeways-*' | grep . && exit 8
    rm filler
done
{sys.executable} -m threeways.course.cli grade {NAME}
cp -r _build gradebook.db {large}
"""
    capabilities = ["--cap-add", "ALL"] if os.geteuid() == 0 else []
    command = ["bwrap", *capabilities, "--dev-bind", "/", "/", "--size", str(4 << 20)]
    command += ["--tmpfs", str(batch.root), "--chdir", str(batch.root), "sh", "-c", script]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(batch.temporary)},
    )
    assert done.returncode == 0, done.stdout
    assert "the gradebook cannot be written: database or disk is full" in done.stdout
    assert done.stdout.count("disk is full") == 2
    assert "Traceback" not in done.stdout
    batch.root = large
    assert {student: each.score for student, each in batch.marks().items()} == template[1]


def test_where_no_scheduler_answers_it_is_said(batch):
    batch.arguments = ["--scheduler", f"tcp://127.0.0.1:{free_port()}"]
    fails(batch, batch.start(), "no Dask scheduler answers at")


def test_a_scheduler_without_workers_is_not_waited_for(batch, cluster):
    batch.arguments = ["--scheduler", cluster.address]
    fails(batch, batch.start(), "has no workers")


def test_a_worker_with_other_sources_gets_nothing_to_do(batch, cluster, tmp_path, monkeypatch):
    shutil.copytree(package_folder(), tmp_path / "other" / "threeways")
    changed = tmp_path / "other" / "threeways" / "course" / "grading" / "score.py"
    changed.write_text(changed.read_text() + "\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))
    cluster.workers.append(cluster.start_worker())
    monkeypatch.undo()
    batch.arguments = ["--scheduler", cluster.address]
    fails(batch, batch.start(), "score.py: not as where the run began")


def test_a_scheduler_that_dies_costs_no_mark(batch, cluster, template):
    cluster.workers.append(cluster.start_worker())
    batch.arguments = ["--scheduler", cluster.address]
    process = batch.start()
    until(lambda: len(batch.results()) >= 2)
    cluster.scheduler.kill()
    assert process.wait() == 1, batch.log()
    assert "goes on from there" in batch.log() and "Traceback" not in batch.log()
    cluster.stop()
    batch.arguments = []
    goes_on(batch, template)


def test_progress_comes_line_by_line_where_there_is_no_terminal(batch):
    assert batch.start().wait() == 0
    lines = batch.log().splitlines()
    assert lines[0] == "reading submissions …"
    assert f"{SIZE} submissions, {SIZE} to grade" in lines[1]
    assert any(line.startswith(f"1 of {SIZE} graded") for line in lines)
    assert lines[-1].startswith("open ")
    assert not any("\x1b" in line or "━" in line for line in lines)
