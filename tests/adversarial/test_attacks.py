"""No submission gains a mark, reads a secret, or does anything outside its sandbox.

Each file of ``attacks/`` is one attack on the machine or on the marks; what attacks the form of the
notebook is made here. The attacks are bounded, in case the sandbox fails, and aim at nothing but
what :class:`.Surroundings` made for them.
"""

import copy
import io
import json
import os
import re
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.api import Gradebook

from tests.adversarial.attacked_course import (
    ATTACKS,
    PLACES,
    QUESTIONS,
    VARIABLE,
    Surroundings,
    everything,
    notebook,
    public,
    read_attack,
)
from tests.unit.graded_course import hand_in as batch_hand_in
from tests.unit.graded_course import make_graded_course
from tests.unit.grading_course import NAME
from threeways.course.assignments import source_notebook
from threeways.course.export import read_marks
from threeways.course.grading import archive, assignment, batch, collect, compare, ingest, report
from threeways.course.grading.assignment import Assignment
from threeways.course.grading.report import Graded
from threeways.course.grading.sandbox import Limits, Sandbox, why_not
from threeways.course.grading.score import grade_one
from threeways.course.grading.submission import Prepared, Result, Submission, Tier

LIMITS = Limits(
    cell=4, submission=24, memory=512 << 20, processes=40, tmpfs=16 << 20, output_bytes=500_000
)
LATE = 4  # seconds after the submission's cap: what was begun has to be ended, on a busy machine
ACTIVE = {"script", "iframe", "object", "embed", "form", "base", "img", "foreignobject"}
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

pytestmark = pytest.mark.skipif(
    bool(why_not("bubblewrap")), reason=f"bubblewrap does not work here: {why_not('bubblewrap')}"
)


@dataclass
class Range:
    """Where attacks are let loose: one course, one sandbox, for all of them."""

    around: Surroundings
    assignment: Assignment
    sandbox: Sandbox
    processes: set[psutil.Process]  # before the last submission
    restarts: int  # of the sandbox, before it

    def submit(self, path: Path | None) -> tuple[Prepared, Result]:
        """Grade a file, as a batch does it."""
        self.processes, self.restarts = _running(), self.sandbox.restarts
        submission = Submission("mallory", NAME, path, "2026-01-01T12:00:00+00:00")
        prepared = ingest.prepare(submission, self.assignment, self.sandbox.limits)
        return prepared, grade_one(prepared, self.sandbox, self.assignment)

    def feedback(self, prepared: Prepared, result: Result) -> str:
        source = source_notebook(self.around.course / "solutions" / NAME)
        return report.feedback(source, Graded(prepared, result))

    def overview(self, prepared: Prepared, result: Result) -> str:
        source = source_notebook(self.around.course / "solutions" / NAME)
        return report.overview(source, [Graded(prepared, result)])

    def left(self) -> list[str]:
        """Processes that were not there before the submission, after some time to end."""
        end = time.monotonic() + 5
        while (new := _running() - self.processes) and time.monotonic() < end:
            time.sleep(0.02)
        return [str(process) for process in new]


def _running() -> set[psutil.Process]:
    living = set()
    for process in psutil.Process().children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                living.add(process)
        except psutil.NoSuchProcess:
            continue
    return living


def _range(root: Path, tier: Tier, cache: Path) -> Iterator[Range]:
    with Surroundings(root) as around, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, around.secrets["environment"])
        read = assignment.read(around.course, NAME)
        sandbox = Sandbox(
            NAME, read.imports, limits=LIMITS, tier=tier, trust_submissions=tier == "limits"
        )
        with sandbox:
            learnt = compare.learn(around.course, read, sandbox, cache)
            yield Range(around, learnt, sandbox, _running(), sandbox.restarts)


@pytest.fixture(scope="module")
def field(tmp_path_factory) -> Iterator[Range]:
    folder = tmp_path_factory.mktemp("attacked")
    yield from _range(folder / "all", "bubblewrap", folder / "cache")


def hand_in(folder: Path, field: Range, cells: dict[str, str]) -> Path:
    path = folder / f"{NAME}.ipynb"
    nbformat.write(notebook({k: field.around.fill(v) for k, v in cells.items()}), path)
    return path


def score(result: Result) -> float:
    return sum(test.score for test in result.tests.values())


def status(result: Result, question: str) -> list[str]:
    return [result.tests[name].status for name in QUESTIONS[question]]


def check_nothing_happened(field: Range, prepared: Prepared, result: Result) -> None:
    """Nothing outside is changed, read, reached or left; nothing in the pages acts."""
    page, overview = field.feedback(prepared, result), field.overview(prepared, result)
    assert field.around.harm() == []
    assert field.left() == []
    assert field.sandbox.restarts == field.restarts
    assert field.around.told(public(result) + page) == []
    unhidden = tuple(place for place in PLACES if place != "hidden")
    assert field.around.told(everything(result) + overview, unhidden) == []
    assert field.around.breach not in json.dumps([result.outputs])
    for text in (page, overview):
        assert active(text) == [] and not ACTING.search(text)
    for texts in (result.outputs, [flag.detail for flag in result.flags]):
        assert not ACTING.search("".join(_strings(texts)))


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE or any(
            name.startswith("on") or "javascript:" in (value or "") for name, value in attrs
        ):
            self.found.append(self.get_starttag_text() or tag)


def active(page: str) -> list[str]:
    """Elements that a browser would act on."""
    finder = _Finder()
    finder.feed(page)
    return finder.found


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_gains_nothing_and_harms_nobody(field, tmp_path, path):
    attack = read_attack(path)
    start = time.monotonic()
    prepared, result = field.submit(hand_in(tmp_path, field, attack.cells))
    took = time.monotonic() - start
    assert took < LIMITS.submission + LATE, attack.tries
    check_nothing_happened(field, prepared, result)
    assert score(result) <= attack.honest
    for question, tests in QUESTIONS.items():
        assert "passed" not in [result.tests[test].status for test in attack.lost(question)]
        if question not in attack.costs | attack.waits:
            assert status(result, question) == ["passed"] * len(tests), result.tests
    assert attack.flags <= {flag.kind for flag in result.flags}


def test_after_all_attacks_an_honest_submission_gets_full_marks(field, tmp_path):
    _, result = field.submit(hand_in(tmp_path, field, {}))
    assert score(result) == 6
    assert result.flags == ()


# What the checks above are worth: without isolation the thieves succeed -------------------------


def test_without_isolation_thieves_are_seen_to_succeed(tmp_path_factory, tmp_path):
    folder = tmp_path_factory.mktemp("open")
    for field in _range(folder / "all", "limits", folder / "cache"):
        said = {}
        for stem in ("20_reads_files", "28_reads_the_environment", "70_connects"):
            cells = read_attack(by_name(stem)).cells
            said[stem] = everything(field.submit(hand_in(tmp_path, field, cells))[1])
        told = {stem: set(field.around.told(text)) for stem, text in said.items()}
        assert told["20_reads_files"] >= {"canary", "solution", "hidden", "neighbour", "gradebook"}
        assert "environment" in told["28_reads_the_environment"]
        assert field.around.breach in said["70_connects"]
        assert len(field.around.harm()) == 3  # all listeners heard


def by_name(stem: str) -> Path:
    return next(path for path in ATTACKS if path.stem == stem)


# Attacks on the notebook's form ------------------------------------------------------------------


def cell(made: dict, name: str) -> dict:
    return next(
        c for c in made["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def rename_test(made: dict) -> None:
    cell(made, "test_double")["metadata"]["nbgrader"]["grade_id"] = "test_doubled"


def delete_test(made: dict) -> None:
    made["cells"].remove(cell(made, "test_double"))


def duplicate_test(made: dict) -> None:
    made["cells"].append(copy.deepcopy(cell(made, "test_double")))


def retype_test(made: dict) -> None:
    test = cell(made, "test_double")
    test["cell_type"] = "markdown"
    del test["outputs"], test["execution_count"]


def empty_test(made: dict) -> None:
    cell(made, "test_double_example")["source"] = "pass"


def raise_points(made: dict) -> None:
    for name in ("test_double", "test_double_example", "test_halve_example"):
        about = cell(made, name)["metadata"]["nbgrader"]
        about |= {"points": 1e6, "score": 1e6, "manual_score": 1e6, "locked": False}


def make_tests_solutions(made: dict) -> None:
    for name in ("test_double", "test_double_example"):
        cell(made, name)["metadata"]["nbgrader"] |= {"solution": True, "grade": False}
        cell(made, name)["source"] = "pass"


def forge_outputs(made: dict) -> None:
    for one in made["cells"]:
        if one["cell_type"] == "code":
            text = {"output_type": "stream", "name": "stdout", "text": "score: 6/6"}
            one |= {"outputs": [text, {"output_type": 7}], "execution_count": 1}
    made["metadata"]["nbgrader"] = {"score": 6, "max_score": 6}


def choose_kernel(made: dict) -> None:
    made["metadata"]["kernelspec"] = {"name": "bash", "language": "sh", "display_name": "sh"}


def add_cells(made: dict) -> None:
    source = "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None"
    extra = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    made["cells"].insert(0, {**extra, "source": source, "id": "extra"})
    made["cells"].append({**extra, "source": "double = lambda x: 2 * x", "id": "late"})


def strange_types(made: dict) -> None:
    made["cells"] += [None, 7, [], {"cell_type": {}, "metadata": 3, "source": {"a": 1}}]
    made["metadata"] = []


WRONG = {"double": "def double(x):\n    return 1"}
FORMS: dict[str, tuple[Callable[[dict], None], set[str]]] = {
    "a renamed test": (rename_test, {"test-missing", "cell-unknown"}),
    "a deleted test": (delete_test, {"test-missing"}),
    "a duplicated test": (duplicate_test, {"test-duplicated"}),
    "a retyped test": (retype_test, {"test-retyped"}),
    "an emptied test": (empty_test, {"test-changed"}),
    "raised points": (raise_points, set()),
    "tests that say they are solutions": (make_tests_solutions, {"test-changed"}),
    "forged outputs": (forge_outputs, set()),
    "another kernel": (choose_kernel, set()),
    "cells of one's own": (add_cells, set()),
    "cells that are none": (strange_types, {"schema"}),
}


@pytest.mark.parametrize("what", FORMS)
def test_what_is_done_to_the_form_gains_nothing(field, tmp_path, what):
    change, flags = FORMS[what]
    made = json.loads(nbformat.writes(notebook(WRONG)))
    change(made)
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(json.dumps(made))
    prepared, result = field.submit(path)
    assert score(result) == 3 and status(result, "halve") == ["passed"]
    assert {test: result.tests[test].points for test in QUESTIONS["double"]} == {
        "test_double_example": 1.0,
        "test_double": 2.0,
    }
    assert flags <= {flag.kind for flag in result.flags}
    check_nothing_happened(field, prepared, result)


def test_of_two_solutions_only_one_counts(field, tmp_path):
    made = json.loads(nbformat.writes(notebook()))
    second = {**cell(made, "double"), "source": WRONG["double"], "id": "second"}
    made["cells"].append(second)
    (tmp_path / "x.ipynb").write_text(json.dumps(made))
    prepared, result = field.submit(tmp_path / "x.ipynb")
    assert score(result) == 3
    assert "cell-duplicated" in {flag.kind for flag in result.flags}
    check_nothing_happened(field, prepared, result)


REFUSED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b'{"cells": [', "bad-json"),
    "no text": (b"\xff\xfe\x00\x80" * 1000, "bad-json"),
    "nothing": (b"", "bad-json"),
    "nested too deep": (b"[" * 1_000_000, "bad-json"),
    "another document": (b'{"cells": {"a": 1}}', "not-a-notebook"),
    "an old format": (b'{"cells": [], "nbformat": 3}', "format"),
    "a million cells": (b'{"nbformat": 4, "cells": [' + b"0," * 10**6 + b"0]}", "too-many-cells"),
    "too large": (b" " * (ingest.LARGEST_FILE + 1), "too-large"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_notebook_waits_for_a_person(field, tmp_path, what):
    data, kind = REFUSED[what]
    (tmp_path / "x.ipynb").write_bytes(data)
    check_refused(field, tmp_path / "x.ipynb", kind)


def check_refused(field: Range, path: Path | None, kind: str) -> None:
    start = time.monotonic()
    prepared, result = field.submit(path)
    assert time.monotonic() - start < LIMITS.submission
    assert {test.status for test in result.tests.values()} == {"unknown"}
    assert kind in {flag.kind for flag in result.flags}
    check_nothing_happened(field, prepared, result)


def test_no_notebook_at_all_waits_for_a_person(field):
    check_refused(field, None, "notebook-missing")


def test_a_link_to_the_solution_is_not_followed(field, tmp_path):
    (tmp_path / "x.ipynb").symlink_to(field.around.source_path)
    check_refused(field, tmp_path / "x.ipynb", "link")


def test_a_pipe_does_not_stop_the_batch(field, tmp_path):
    os.mkfifo(tmp_path / "x.ipynb")
    check_refused(field, tmp_path / "x.ipynb", "not-a-file")


def test_a_folder_is_no_notebook(field, tmp_path):
    (tmp_path / "x.ipynb").mkdir()
    check_refused(field, tmp_path / "x.ipynb", "not-a-file")


def test_a_renamed_notebook_is_found_or_listed(field, tmp_path):
    folder = tmp_path / "submitted" / "mallory" / NAME
    folder.mkdir(parents=True)
    nbformat.write(notebook(), folder / "another name.ipynb")
    found = collect.collect(tmp_path / "submitted", NAME)
    graded = [field.submit(one.path)[1] for one in found.submissions]
    assert found.notes or [score(result) for result in graded] == [6]


# Attacks by the archive --------------------------------------------------------------------------


def member(name: str, kind: int = stat.S_IFREG) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (2026, 1, 1, 12, 0, 0))
    made.external_attr = (kind | 0o644) << 16
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def zipped(field: Range) -> bytes:
    """A download with an honest notebook among members that lead elsewhere, and a bomb."""
    text, target = nbformat.writes(notebook()), str(field.around.canaries / "secret.txt")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(member("ada.ipynb"), text)
        for name in (f"../../{field.around.trace}.ipynb", f"/tmp/{field.around.trace}.ipynb"):
            made.writestr(member(name), text)
        made.writestr(member(f"bob/..\\..\\{field.around.trace}.ipynb"), text)
        made.writestr(member("cyd.ipynb", stat.S_IFLNK), target)
        made.writestr(member("dan.ipynb", stat.S_IFIFO), "")
        made.writestr(member("eve.ipynb"), b" " * (40 << 20))
        made.writestr(member("fay.ipynb"), b" " * (archive.LARGEST + 1))
        made.writestr(member("gil\x1b[2J.ipynb"), text)
    return data.getvalue()


def test_a_zip_leads_nowhere_and_costs_the_others_nothing(field, tmp_path):
    (tmp_path / "download.zip").write_bytes(zipped(field))
    into = tmp_path / "course" / "submitted"
    found = collect.collect(tmp_path / "download.zip", NAME, into=into)
    assert [one.student for one in found.submissions] == ["ada"]
    kinds = [note.kind for note in found.notes]
    assert sorted(kinds) == sorted(
        ["zip-path"] * 3 + ["link", "special", "zip-bomb", "too-large", "name"]
    )
    assert not any(ACTING.search(note.name + note.reason) for note in found.notes)
    files = sorted(p.name for p in tmp_path.rglob("*") if p.is_file())
    assert files == ["doubling.ipynb", "download.zip", "timestamp.txt"]
    assert field.around.harm() == []
    assert score(field.submit(found.submissions[0].path)[1]) == 6


# All together ------------------------------------------------------------------------------------


def test_a_batch_with_attackers_in_it_comes_to_its_end(tmp_path):
    """Each is graded or left to a person, and the honest between them have their marks."""
    root = make_graded_course(tmp_path / "course")
    stems = ("39_answers_ok_to_tests_only", "86_stops_itself")
    expected = {"ada": 6.0, "zoe": 6.0}
    for honest in expected:
        batch_hand_in(root, honest)
    for stem in stems:
        attack = read_attack(by_name(stem))
        batch_hand_in(root, stem.replace("_", "-"), dict(attack.cells))
        expected[stem.replace("_", "-")] = attack.honest
    batch_hand_in(root, "broken").write_bytes(b"[" * 100_000)
    link = batch_hand_in(root, "linked")
    link.unlink()
    link.symlink_to(root / "solutions" / NAME / f"{NAME}.ipynb")
    summary = batch.grade(root, NAME, batch.Options(jobs=1, limits=LIMITS))
    assert summary.failed == ()
    gradebook = Gradebook(f"sqlite:///{root / 'gradebook.db'}")
    try:
        given = {each.student: each.score for each in read_marks(gradebook, NAME)}
    finally:
        gradebook.close()
    assert {student: given[student] for student in expected} == expected
    assert given.get("broken", 0) == given.get("linked", 0) == 0
