"""A release shows students nothing that is hidden, and is what its source generates."""

import hashlib
from pathlib import Path

import nbformat
import pytest
from assignment_harness import ROOT
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell
from small_course import HIDDEN, SOLUTION, VISIBLE, cell, graded, make_course, write

from threeways.course import release as release_module
from threeways.course.hiding import DELIMITERS, lint
from threeways.course.release import Change, ReleaseError, check, release


@pytest.fixture
def course(tmp_path: Path) -> Path:
    make_course(tmp_path)
    return tmp_path


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def spoil(course: Path, old: str, new: str) -> None:
    """Replace text in the source notebook."""
    path = course / "solutions/doubling/doubling.ipynb"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# The course as it stands


def test_the_committed_assignments_are_what_their_sources_generate() -> None:
    assert [str(change) for change in check(root=ROOT)] == []


def test_a_release_holds_the_notebook_alone(assignment: Path) -> None:
    released = snapshot(ROOT / "assignments" / assignment.name)
    assert list(released) == [f"{assignment.name}.ipynb"]


# Releasing


def test_a_release_has_the_stub_and_the_visible_test_but_not_the_hidden_one(course: Path) -> None:
    [released] = release(root=course)
    assert released.name == "doubling"
    path = Path("assignments/doubling/doubling.ipynb")
    assert released.changes == (Change(path, "new"),)
    cells = {c.id: c.source for c in nbformat.read(course / path, as_version=4).cells}
    assert cells["double"] == (
        'def double(x):\n    """Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )
    assert cells["test-double-example"] == VISIBLE
    assert cells["test-double"] == "# Hidden tests run here."


def test_answers_and_inputs_stay_with_the_source(course: Path) -> None:
    release(root=course)
    assert list(snapshot(course / "assignments")) == ["doubling/doubling.ipynb"]


def test_other_files_beside_the_source_are_released(course: Path) -> None:
    (course / "solutions/doubling/data").mkdir()
    (course / "solutions/doubling/data/numbers.csv").write_text("1,2\n")
    release(root=course)
    assert (course / "assignments/doubling/data/numbers.csv").read_text() == "1,2\n"


def test_releasing_again_changes_nothing(course: Path) -> None:
    release(root=course)
    before = snapshot(course)
    [again] = release(["doubling", "doubling"], root=course)
    assert again.changes == ()
    assert snapshot(course) == before
    assert check(root=course) == []


def test_files_without_a_source_are_removed(course: Path) -> None:
    release(root=course)
    (course / "assignments/doubling/old").mkdir()
    (course / "assignments/doubling/old/notes.txt").write_text("last year's")
    [released] = release(root=course)
    gone = Path("assignments/doubling/old/notes.txt")
    assert released.changes == (Change(gone, "gone"),)
    assert list(snapshot(course / "assignments")) == ["doubling/doubling.ipynb"]
    assert not (course / "assignments/doubling/old").exists()


def test_no_gradebook_is_left_behind(course: Path) -> None:
    release(root=course)
    assert not (course / "gradebook.db").exists()


def test_a_disk_that_fails_while_writing_leaves_the_old_release(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(root=course)
    before = snapshot(course / "assignments")
    spoil(course, "Twice x.", "Two times x.")

    def full(path: Path, content: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(release_module.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        release(root=course)
    assert snapshot(course / "assignments") == before


# Drift


def test_drift_is_reported_per_file(course: Path) -> None:
    assert [c.kind for c in check(root=course)] == ["new"]
    release(root=course)
    path = course / "assignments/doubling/doubling.ipynb"
    path.write_text(path.read_text().replace("Doubling", "Tripling"))
    (course / "assignments/doubling/extra.txt").write_text("x")
    (course / "assignments/forgotten").mkdir()
    (course / "assignments/forgotten/forgotten.ipynb").write_text("{}")
    before = snapshot(course)
    assert [str(change) for change in check(root=course)] == [
        "assignments/doubling/doubling.ipynb differs from what its source generates",
        "assignments/doubling/extra.txt has no source",
        "assignments/forgotten/forgotten.ipynb has no source",
    ]
    assert snapshot(course) == before


def test_a_changed_source_drifts(course: Path) -> None:
    release(root=course)
    spoil(course, "Twice x.", "Two times x.")
    path = Path("assignments/doubling/doubling.ipynb")
    assert check(["doubling"], root=course) == [Change(path, "changed")]


# Refusals


@pytest.mark.parametrize(
    ("old", "new", "where", "way_out"),
    [
        ("BEGIN HIDDEN TESTS", "BEGIN HIDEN TESTS", "'test-double', line 2", "### BEGIN HIDDEN"),
        ("BEGIN HIDDEN TESTS", "BEGIN HIDDEN TEST", "'test-double', line 2", "### BEGIN HIDDEN"),
        ("BEGIN HIDDEN TESTS", "Begin hidden tests", "'test-double', line 2", "### BEGIN HIDDEN"),
        ("BEGIN HIDDEN TESTS", "BEGIN_HIDDEN_TESTS", "'test-double', line 2", "### BEGIN HIDDEN"),
        ("### BEGIN HIDDEN TESTS", "#BEGIN HIDDEN TESTS", "line 2", "### BEGIN HIDDEN TESTS"),
        ("### BEGIN SOLUTION", "### BEGIN SOLTUION", "'double', line 3", "### BEGIN SOLUTION"),
        ("### END SOLUTION", "### END HIDDEN TESTS", "'double', line 6", "### BEGIN HIDDEN TESTS"),
        ("    ### END SOLUTION", "    pass", "'double', line 3", "### END SOLUTION"),
        ("### BEGIN SOLUTION", "### WORK", "'double'", "### BEGIN SOLUTION"),
        ("twofold = x + x", "### BEGIN SOLUTION", "'double', line 4", "end it first"),
        ("return twofold", "return 2 * x  ### END SOLUTION", "'double', line 5", "line of its own"),
    ],
)
def test_a_delimiter_that_nbgrader_would_misread_is_refused(
    course: Path, old: str, new: str, where: str, way_out: str
) -> None:
    release(root=course)
    before = snapshot(course)
    spoil(course, old, new)
    with pytest.raises(ReleaseError) as caught:
        release(root=course)
    message = str(caught.value)
    assert "solutions/doubling/doubling.ipynb, cell " in message
    assert where in message
    assert way_out in message
    assert snapshot(course / "assignments") == {
        name.removeprefix("assignments/"): digest
        for name, digest in before.items()
        if name.startswith("assignments/")
    }


def test_delimiters_in_cells_of_the_wrong_kind_are_refused(course: Path) -> None:
    folder = course / "solutions/doubling"
    plain = new_code_cell(SOLUTION, id="plain")
    write(folder, [cell(f"{SOLUTION}\n{HIDDEN}", "double"), plain, *graded()])
    with pytest.raises(ReleaseError) as caught:
        release(root=course)
    assert {p.cell for p in caught.value.problems} == {"plain", "double"}


@given(
    st.sampled_from([d for d in DELIMITERS if "MARK" not in d]),
    st.integers(0, 40),
    st.sampled_from(["delete", "double", "lower"]),
)
def test_any_delimiter_with_one_slip_is_noticed(delimiter: str, at: int, slip: str) -> None:
    at %= len(delimiter)
    letter = delimiter[at]
    new = {"delete": "", "double": letter * 2, "lower": letter.lower()}[slip]
    line = f"### {delimiter[:at]}{new}{delimiter[at + 1 :]}"
    problems = lint_source(f"x = 1\n{line}\ny = 2")
    assert (line == f"### {delimiter}") or any(p.line == 2 for p in problems)


def lint_source(source: str) -> list[object]:
    """Problems of a notebook with one plain code cell."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "n.ipynb"
        nb = nbformat.v4.new_notebook(cells=[new_code_cell(source, id="c")])
        nbformat.write(nb, path)
        return list(lint(path))


@pytest.mark.parametrize(
    "comment", ["# Solutions of the system", "## The end", "# begin with zeros", "# hidden layer"]
)
def test_an_ordinary_comment_is_no_delimiter(comment: str) -> None:
    assert lint_source(f"{comment}\nx = 1") == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("notes.txt", "ask them: for unseen in (-3, 0, 17):"),
        ("helper.py", 'message = "not twice the number"'),
        ("other.ipynb", "print(twofold)"),
    ],
)
def test_a_file_that_shows_what_is_hidden_is_refused(course: Path, file: str, text: str) -> None:
    path = course / "solutions/doubling" / file
    if path.suffix == ".ipynb":
        path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=[new_code_cell(text)])))
    else:
        path.write_text(text)
    with pytest.raises(ReleaseError, match="shows what its source hides") as caught:
        release(root=course)
    assert caught.value.problems[0].file == Path("assignments/doubling") / file
    assert not (course / "assignments").exists()


def test_a_converter_that_leaves_the_hidden_tests_is_caught(course: Path) -> None:
    config = course / "nbgrader_config.py"
    text = config.read_text() + 'c.ClearHiddenTests.begin_test_delimeter = "### HIDE"\n'
    config.write_text(text + 'c.ClearHiddenTests.end_test_delimeter = "### SHOW"\n')
    with pytest.raises(ReleaseError, match=r"test-double.*shows what its source hides.*unseen"):
        release(root=course)
    assert not (course / "assignments").exists()


def test_one_bad_assignment_releases_none(course: Path) -> None:
    folder = course / "solutions/zeroing"
    folder.mkdir()
    write(folder, [cell("def zero(x):\n    return 0", "zero")])
    with pytest.raises(ReleaseError, match=r"zeroing\.ipynb, cell 'zero'"):
        release(root=course)
    assert not (course / "assignments").exists()


def test_what_nbgrader_refuses_is_said_with_its_reason(course: Path) -> None:
    twice = cell(VISIBLE, "test_double", 1)
    twice.id = "another"
    write(course / "solutions/doubling", [cell(SOLUTION, "double"), twice, *graded()])
    with pytest.raises(
        ReleaseError,
        match="Duplicate grade id: test_double",
    ):
        release(root=course)


def test_an_unknown_name_lists_the_near_ones(course: Path) -> None:
    with pytest.raises(ReleaseError, match=r"no assignment is called 'dubling'.*doubling"):
        release(["dubling"], root=course)


def test_a_folder_that_is_no_course_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="holds no assignment"):
        release(root=tmp_path)
    (make_course(tmp_path).parents[1] / "nbgrader_config.py").unlink()
    with pytest.raises(ReleaseError, match=r"nbgrader_config\.py: does not exist"):
        release(root=tmp_path)


def test_a_source_that_is_no_notebook_is_named(course: Path) -> None:
    (course / "solutions/doubling/doubling.ipynb").write_text("not JSON")
    with pytest.raises(ReleaseError, match=r"doubling\.ipynb: is no notebook"):
        release(root=course)
