"""Tidying, the repository's address, new chapters and assignments, on a copy of the course."""

import shutil
import subprocess
import sys

import nbformat
import pytest
import yaml

from tests.conftest import ROOT
from threeways.course import authoring
from threeways.course.authoring import AuthoringError
from threeways.course.doctor import examine

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
NEW = "https://github.com/somebody/some-course"


@pytest.fixture
def course(tmp_path):
    """The files of the course that git knows of, somewhere else."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("book/assets/vendor"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def messy(path):
    """A notebook as an editor leaves it."""
    notebook = nbformat.v4.new_notebook(
        metadata={"colab": {"x": 1}, "kernelspec": {"name": "conda", "display_name": "Mine"}}
    )
    cell = nbformat.v4.new_code_cell("x = {'a':1}", execution_count=3)
    cell.outputs = [nbformat.v4.new_output("stream", text="hello")]
    cell.metadata = {"scrolled": True, "tags": ["way-numpy"]}
    cell.id = "dictionary"
    notebook.cells = [cell]
    nbformat.write(notebook, path)
    return path


def test_tidy_takes_outputs_and_editors_metadata_out_and_keeps_tags_and_ids(course):
    path = messy(course / "book" / "messy.ipynb")
    assert authoring.tidy(course, [path]) == [path]
    (cell,) = nbformat.read(path, 4).cells
    assert cell.source == 'x = {"a": 1}'
    assert (cell.id, cell.metadata, cell.outputs) == ("dictionary", {"tags": ["way-numpy"]}, [])
    assert nbformat.read(path, 4).metadata.kernelspec.name == "python3"


def test_tidy_changes_nothing_the_second_time_nor_in_the_course_as_committed(course):
    path = messy(course / "book" / "messy.ipynb")
    authoring.tidy(course, [path])
    assert authoring.tidy(course) == []


def test_tidy_names_the_file_that_is_no_notebook_and_leaves_it(course):
    path = course / "book" / "bad.ipynb"
    path.write_text("{")
    with pytest.raises(AuthoringError, match=r"bad\.ipynb is no notebook"):
        authoring.tidy(course, [path])
    assert path.read_text() == "{"


def test_the_address_stands_in_the_configuration_and_in_setup_cells_alone(course):
    allowed = {"_config.yml", "authoring.py"}
    for path in course.rglob("*"):
        if path.is_file() and path.suffix != ".ipynb" and path.name not in allowed:
            assert authoring.PLACEHOLDER.encode() not in path.read_bytes(), path


def test_one_command_sets_the_address_everywhere(course):
    old = authoring.address(course)
    changed = authoring.set_address(course, NEW + ".git")
    assert authoring.address(course) == NEW
    assert {path.suffix for path in changed} == {".yml", ".ipynb"}
    assert set(course.glob("assignments/*/*.ipynb")) <= set(changed)
    for path in course.rglob("*.ipynb"):
        assert old not in path.read_text()
    assert authoring.set_address(course, NEW) == []


@pytest.mark.parametrize("bad", ["github.com/a/b", "https://github.com/a", "https://x/a b/c", ""])
def test_a_bad_address_is_refused_and_changes_nothing(course, bad):
    before = (course / "_config.yml").read_bytes()
    with pytest.raises(AuthoringError, match="OWNER/REPOSITORY"):
        authoring.set_address(course, bad)
    assert (course / "_config.yml").read_bytes() == before


def test_the_doctor_says_that_the_address_is_a_placeholder_until_it_is_set(course):
    def finding():
        return next(f for f in examine(course) if f.what == "repository's address")

    assert finding().level == "warning"
    assert "threeways address" in finding().remedy
    authoring.set_address(course, NEW)
    assert finding().level == "ok"


def test_the_doctor_names_a_version_that_is_not_the_pinned_one(course):
    pins = course / "constraints.txt"
    lines = [
        line if not line.startswith("numpy==") else "numpy==1.0"
        for line in pins.read_text().splitlines()
    ]
    pins.write_text("\n".join(lines))
    finding = next(f for f in examine(course) if "constraints" in f.what)
    assert finding.level == "warning"
    assert "numpy" in finding.found and "pinned 1.0" in finding.found


def test_the_doctor_notices_a_mirror_that_is_not_there(course, monkeypatch):
    monkeypatch.setenv("THREEWAYS_MIRROR", str(course / "nowhere"))
    finding = next(f for f in examine(course) if "MIRROR" in f.what)
    assert finding.level == "error"


@pytest.mark.parametrize("name", ["convolution", "vision/Convolution", "../x/y", "vision/a/b", ""])
def test_a_chapter_is_named_by_part_and_chapter(course, name):
    with pytest.raises(AuthoringError, match="part/chapter"):
        authoring.new_chapter(course, name)


def test_a_new_chapter_joins_its_part_and_a_new_part_stands_before_the_appendix(course):
    authoring.new_chapter(course, "language/embeddings_of_words")
    authoring.new_chapter(course, "optics/lenses")
    parts = yaml.safe_load((course / "_toc.yml").read_text())["parts"]
    listed = {part["caption"]: [c["file"] for c in part["chapters"]] for part in parts}
    assert "language/embeddings_of_words" in listed["Language"]
    assert listed["Optics"] == ["optics/lenses"]
    assert list(listed)[-1] == "Appendix"
    with pytest.raises(AuthoringError, match="exists"):
        authoring.new_chapter(course, "optics/lenses")


def test_a_new_chapter_already_passes_the_tests_and_runs(course):
    authoring.new_chapter(course, "optics/thin_lenses")
    done = subprocess.run(
        [*PYTEST, "tests/notebooks/test_form.py", "-k", "thin_lenses or table_of_contents"],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    run = [sys.executable, "-m", "threeways.course.cli", "run", "thin_lenses"]
    done = subprocess.run(run, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_assignment_already_passes_its_tests(course):
    authoring.new_assignment(course, "lenses")
    command = [sys.executable, "-m", "threeways.course.cli", "release", "lenses"]
    subprocess.run(command, cwd=course, check=True, capture_output=True)
    done = subprocess.run(
        [*PYTEST, "tests/assignments", "tests/notebooks/test_form.py", "-k", "lenses"],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
