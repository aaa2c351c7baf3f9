"""What is taken from a notebook, and that nothing in one stops it from being looked at."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.graded_course import make_graded_course, notebook
from tests.unit.grading_course import NAME, RIGHT
from threeways.course.grading import assignment, ingest
from threeways.course.grading.assignment import Assignment
from threeways.course.grading.sandbox import Limits
from threeways.course.grading.submission import Prepared, Submission


@pytest.fixture(scope="module")
def doubling(tmp_path_factory) -> Assignment:
    return assignment.read(make_graded_course(tmp_path_factory.mktemp("course") / "c"), NAME)


@pytest.fixture
def prepare(doubling, tmp_path):
    """Prepares a notebook, given as such, as bytes or as a path."""

    def do(what, limits: Limits | None = None, student: str = "ada") -> Prepared:
        path = what if isinstance(what, Path) else tmp_path / "handed_in.ipynb"
        if isinstance(what, bytes):
            path.write_bytes(what)
        elif what is not None and not isinstance(what, Path):
            path.write_text(what if isinstance(what, str) else nbformat.writes(what))
        submission = Submission(student, NAME, None if what is None else path, "")
        return ingest.prepare(submission, doubling, limits or Limits())

    return do


def kinds(prepared: Prepared) -> list[tuple[str, str]]:
    return [(flag.kind, flag.cell) for flag in prepared.flags]


def cell_of(made, name):
    return next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def test_only_the_solution_cells_are_taken(prepare):
    prepared = prepare(notebook({"double": "def double(x): return 2 * x"}))
    assert prepared.solutions == {**RIGHT, "double": "def double(x): return 2 * x"}
    assert prepared.flags == () and prepared.refused == ""


def test_the_key_changes_with_all_that_decides_the_result(prepare):
    keys = [
        prepare(notebook()).key,
        prepare(notebook({"double": "pass"})).key,
        prepare(notebook(), Limits(cell=1.0)).key,
        prepare(notebook(), student="bob").key,
    ]
    assert len(set(keys)) == 4
    assert prepare(notebook()).key == keys[0]


def test_outputs_and_text_do_not_change_the_key(prepare):
    made = notebook()
    made.cells[0].source = "# My own title"
    cell_of(made, "double").outputs = [nbformat.v4.new_output("stream", text="2")]
    assert prepare(made).key == prepare(notebook()).key


def test_a_cell_that_was_deleted_or_renamed_is_missing(prepare):
    made = notebook()
    cell_of(made, "double").metadata.nbgrader.grade_id = "doubled"
    cell_of(made, "test_double").metadata.nbgrader.grade_id = "test_nothing"
    prepared = prepare(made)
    assert prepared.solutions.keys() == {"halve"}
    assert ("cell-missing", "double") in kinds(prepared)
    assert ("test-missing", "test_double") in kinds(prepared)
    assert [kind for kind, _ in kinds(prepared)].count("cell-unknown") == 2


def test_of_a_duplicated_cell_the_last_counts_and_it_is_flagged(prepare):
    made = notebook()
    twin = cell_of(notebook({"double": "second"}), "double")
    made.cells.append({**twin, "id": "twin"})
    prepared = prepare(json.dumps(made))
    assert prepared.solutions["double"] == "second"
    assert ("cell-duplicated", "double") in kinds(prepared)


def test_a_retyped_cell_is_flagged_and_its_text_taken(prepare):
    made = notebook()
    cell = cell_of(made, "double")
    made.cells[made.cells.index(cell)] = nbformat.v4.new_markdown_cell(
        cell.source, metadata=cell.metadata
    )
    prepared = prepare(made)
    assert prepared.solutions["double"] == RIGHT["double"]
    assert ("cell-retyped", "double") in kinds(prepared)


def test_a_changed_test_is_flagged(prepare):
    made = notebook()
    cell_of(made, "test_double_example").source = "assert True"
    assert kinds(prepare(made)) == [("test-changed", "test_double_example")]


def test_a_helper_in_a_cell_of_the_students_own_is_flagged(prepare):
    made = notebook({"double": "def double(x): return twice(x)"})
    made.cells.insert(1, nbformat.v4.new_code_cell("def twice(x): return 2 * x"))
    made.cells.insert(1, nbformat.v4.new_code_cell("unused = 1"))
    prepared = prepare(made)
    assert kinds(prepared) == [("extra-cells", "")]
    assert "twice" in prepared.flags[0].detail and "unused" not in prepared.flags[0].detail


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "bad-json"),
        (b"\xff\xfe\x00", "bad-json"),
        (b"[" * 100_000, "bad-json"),
        (b"1" * 5000, "bad-json"),
        (b"[]", "not-a-notebook"),
        (b'{"cells": 3}', "not-a-notebook"),
        (b'{"cells": [], "nbformat": 3}', "format"),
        (json.dumps({"nbformat": 4, "cells": [{}] * 1001}).encode(), "too-many-cells"),
        (b" " * (ingest.LARGEST_FILE + 1), "too-large"),
    ],
)
def test_what_is_no_notebook_is_refused_and_says_why(prepare, data, kind):
    prepared = prepare(data)
    assert kinds(prepared) == [(kind, "")]
    assert prepared.refused and prepared.solutions == {}


def test_nothing_handed_in_is_refused(prepare):
    assert kinds(prepare(None)) == [("notebook-missing", "")]


def test_links_folders_and_pipes_are_not_opened(prepare, tmp_path):
    (tmp_path / "secret.ipynb").write_text(nbformat.writes(notebook()))
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "secret.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert kinds(prepare(tmp_path / "link.ipynb")) == [("link", "")]
    assert kinds(prepare(tmp_path / "pipe.ipynb")) == [("not-a-file", "")]
    assert kinds(prepare(tmp_path)) == [("not-a-file", "")]


def test_a_cell_that_is_too_long_is_left_out(prepare):
    prepared = prepare(notebook({"double": "#" * (ingest.LONGEST_CELL + 1)}))
    assert kinds(prepared) == [("cell-too-long", "double")]
    assert prepared.solutions.keys() == {"halve"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
METADATA = st.fixed_dictionaries({"nbgrader": st.fixed_dictionaries({"grade_id": JSON}) | JSON})
CELLS = st.lists(
    JSON
    | st.fixed_dictionaries(
        {"cell_type": JSON, "source": JSON, "metadata": METADATA | JSON},
        optional={"outputs": JSON},
    )
)


@given(cells=CELLS, source=st.text() | st.lists(JSON))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_in_place_of_cells_gives_flags_and_no_crash(prepare, cells, source):
    own = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": "double"}}}
    prepared = prepare(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [*cells, own]}))
    assert isinstance(prepared.solutions["double"], str)
    assert len(prepared.key) == 64
    prepared.solutions["double"].encode()
