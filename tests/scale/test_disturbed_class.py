"""A class is graded while workers and the whole batch are killed: marks as in a quiet run.

With 60 submissions in the test suite. A class of another size, and the figures on paper:

    THREEWAYS_STUDENTS=1000 .venv/bin/pytest tests/scale -s

``THREEWAYS_SEED`` repeats the submissions and the moments of an earlier run.
"""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.dask_cluster import Cluster
from tests.scale.large_class import (
    HOSTILE,
    Batch,
    Disturber,
    adopting,
    graders,
    make_class,
    orphans,
)
from tests.unit.grading_course import NAME
from threeways.course.grading.sandbox import why_not

SIZE = int(os.environ.get("THREEWAYS_STUDENTS", "60"))
SEED = int(os.environ.get("THREEWAYS_SEED", random.SystemRandom().randrange(10**6)))

pytestmark = [
    pytest.mark.timeout(600 + 6 * SIZE),
    pytest.mark.skipif(bool(why_not("bubblewrap")), reason="bubblewrap does not work here"),
]


@pytest.fixture(scope="module", autouse=True)
def adopted() -> Iterator[None]:
    with adopting():
        yield


@pytest.fixture
def temporary() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="c-", dir="/tmp"))  # a socket's path is short
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> tuple[Path, dict[str, float]]:
    """A class that is not graded yet, and what each submission deserves."""
    root = tmp_path_factory.mktemp("class") / "template"
    return root, make_class(root, SIZE, SEED)


@pytest.fixture(scope="module")
def quiet(template, tmp_path_factory) -> Batch:
    root = Path(shutil.copytree(template[0], tmp_path_factory.mktemp("quiet") / "course"))
    folder = Path(tempfile.mkdtemp(prefix="c-", dir="/tmp"))
    batch = Batch(root, folder)
    batch.run()
    print(
        f"\nseed {SEED}: {SIZE} submissions, {round(HOSTILE * SIZE)} hostile; quiet: "
        f"{batch.seconds:.0f} s, {SIZE / batch.seconds:.1f} a second"
    )
    assert orphans() == [] and batch.halves() == []
    shutil.rmtree(folder)
    return batch


def check_nothing_lost(batch: Batch, quiet: Batch) -> None:
    """All is as in the quiet run, each student once, every file whole, nothing left over.

    One more run finds nothing to grade, and clears away what killed processes had no time to.
    """
    batch.run()
    assert f"{SIZE} graded before and kept, 0 to grade" in batch.log()
    assert batch.marks() == quiet.marks()
    assert batch.comments() == quiet.comments()
    assert batch.flags() == quiet.flags()
    for student in quiet.marks():
        graded = nbformat.read(batch.root / "autograded" / student / NAME / f"{NAME}.ipynb", 4)
        nbformat.validate(graded)
        page = (batch.root / "feedback" / student / NAME / f"{NAME}.html").read_text()
        assert page.rstrip().endswith("</html>")
    folders = [batch.root / "_build" / "grading" / NAME, quiet.root / "_build" / "grading" / NAME]
    ours, theirs = ((folder / "marks.csv").read_text() for folder in folders)
    assert ours == theirs
    assert batch.halves() == []


def finish(batch: Batch, process) -> None:
    assert process.wait() == 0, batch.log()


def test_a_quiet_batch_gives_everybody_what_they_deserve(quiet, template):
    assert {student: each.score for student, each in quiet.marks().items()} == template[1]


def test_two_workers_and_the_batch_itself_are_killed(quiet, template, tmp_path, temporary):
    root = Path(shutil.copytree(template[0], tmp_path / "course"))
    batch = Batch(root, temporary)
    disturber = Disturber(batch, SEED)
    first, middle, last = disturber.moments(SIZE, 3)

    process = batch.start()
    disturber.wait(process, first)
    disturber.kill(process, "a grading process", graders(process.pid))
    disturber.wait(process, middle)
    disturber.kill(process, "the batch", [process.pid])
    process.wait()
    assert orphans() == []
    before = batch.results()
    process = batch.start()
    disturber.wait(process, last)
    if process.poll() is None and len(batch.results()) < SIZE:
        disturber.kill(process, "a grading process", graders(process.pid))
    finish(batch, process)

    print(f"\nseed {SEED}, killed: {'; '.join(disturber.killed)}")
    assert {path: batch.results()[path] for path in before} == before, "graded again"
    assert f"{len(before)} graded before and kept" in batch.log()
    check_nothing_lost(batch, quiet)
    assert orphans() == []


def test_a_dask_worker_a_grading_process_and_the_batch_are_killed(
    quiet, template, tmp_path, temporary
):
    root = Path(shutil.copytree(template[0], tmp_path / "course"))
    cluster = Cluster(temporary)
    batch = Batch(root, temporary, ["--scheduler", cluster.address])
    disturber = Disturber(batch, SEED + 1)
    first, middle, last = disturber.moments(SIZE, 3)
    try:
        process = batch.start()
        disturber.wait(process, first)
        victim = disturber.rng.choice(cluster.workers)
        disturber.kill(process, "a Dask worker", [victim.pid])
        cluster.workers.append(cluster.start_worker())  # comes late
        disturber.wait(process, middle)
        disturber.kill(process, "the batch", [process.pid])
        process.wait()
        before = batch.results()
        process = batch.start()
        disturber.wait(process, last)
        living = [worker for worker in cluster.workers if worker is not victim]
        if process.poll() is None and len(batch.results()) < SIZE:
            pids = [pid for worker in living for pid in graders(worker.pid)]
            disturber.kill(process, "a grading process", pids)
        finish(batch, process)
    finally:
        cluster.stop()

    print(f"\nseed {SEED}, killed: {'; '.join(disturber.killed)}")
    assert {path: batch.results()[path] for path in before} == before, "graded again"
    assert orphans() == []
    check_nothing_lost(batch, quiet)
