"""``threeways run --scheduler``: real Dask processes, one of which dies at work."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.dask_cluster import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    running = Cluster(tmp_path_factory.mktemp("w"))
    yield running
    running.stop()


def worker_of(kernel: int, cluster: Cluster) -> subprocess.Popen[bytes]:
    """The worker whose unit started this kernel."""
    ancestors = {parent.pid for parent in psutil.Process(kernel).parents()}
    return next(worker for worker in cluster.workers if worker.pid in ancestors)


SLOW = "while not Path('go').exists(): time.sleep(0.05)"
PIDS = (
    "import os, time\nfrom pathlib import Path\n"
    "with open('pids', 'a') as file: print(os.getpid(), file=file)"
)


def pids(folder: Path) -> list[int]:
    path = folder / "pids"
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_killed_run_ends_its_units_on_the_workers(course, cluster, until):
    folder = course.write("a/chapter", PIDS, SLOW).parent
    run = course.start("--scheduler", cluster.address)
    until(lambda: pids(folder))
    run.kill()
    run.communicate()
    until(lambda: not psutil.pid_exists(pids(folder)[0]), 60)


def test_a_worker_is_killed_at_work_and_the_result_is_complete(course, cluster, until):
    folders = [course.write(f"{name}/chapter", PIDS, SLOW).parent for name in "abc"]
    run = course.start("--scheduler", cluster.address)
    until(lambda: sum(bool(pids(folder)) for folder in folders) == 2)
    first = next(folder for folder in folders if pids(folder))
    kernel = pids(first)[0]
    worker = worker_of(kernel, cluster)
    worker.send_signal(signal.SIGKILL)
    until(lambda: not psutil.pid_exists(kernel), 30)
    for folder in folders:
        (folder / "go").touch()
    out, err = run.communicate(timeout=240)
    assert run.returncode == 0, out + err
    assert sorted(path.parent.parent.name for path in course.copies()) == ["a", "b", "c"]
    assert len(pids(first)) == 2, "executed again on the other worker"


def test_a_scheduler_that_dies_ends_the_run_with_a_message(course, cluster, until):
    folder = course.write("a/chapter", PIDS, SLOW).parent
    run = course.start("--scheduler", cluster.address)
    until(lambda: pids(folder))
    cluster.scheduler.kill()
    out, err = run.communicate(timeout=240)
    assert run.returncode == 1, out + err
    assert "Dask gave it up" in out
    assert "Traceback" not in err
    until(lambda: not psutil.pid_exists(pids(folder)[0]), 60)
