"""What is executed, with which parameters, and under which key; how files come to be written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import psutil
import pytest

from threeways.course import execute
from threeways.course.chapters import (
    Chapter,
    CourseError,
    chapters,
    choose,
    find_root,
    load_profile,
    parameters,
    parse_overrides,
    read_notebook,
    settings,
)
from threeways.course.execution import storage, unit
from threeways.course.execution.fingerprint import fingerprint, reach

CHECK = "application/vnd.threeways.check+json"


def cell(source: str, cell_id: str = "a", kind: str = "code", **metadata) -> dict:
    return {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}


def notebook(*cells: dict | str) -> dict:
    return {"cells": [c if isinstance(c, dict) else cell(c) for c in cells]}


# Chapters and profiles --------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A course with four pages, three of them notebooks."""
    for name in ("images/intro", "language/intro", "language/ngrams"):
        path = tmp_path / "book" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"cells": []}')
    (tmp_path / "book" / "notation.md").touch()
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: notation\nparts:\n"
        "- caption: Images\n  chapters: [{file: images/intro}]\n"
        "- caption: Language\n  chapters:\n"
        "  - file: language/ngrams\n    sections: [{file: language/intro.ipynb}]\n"
    )
    return tmp_path


def names(found: list[Chapter]) -> list[str]:
    return [chapter.name for chapter in found]


def test_chapters_are_the_notebooks_of_the_table_of_contents_in_its_order(book):
    assert names(chapters(book)) == ["images/intro", "language/ngrams", "language/intro"]
    assert all(chapter.path.is_file() for chapter in chapters(book))


def test_a_broken_table_of_contents_is_named(book):
    (book / "_toc.yml").write_text("format: [")
    with pytest.raises(CourseError, match=r"_toc\.yml"):
        chapters(book)


def test_the_root_is_found_from_below_and_missed_elsewhere(book, tmp_path_factory):
    assert find_root(book / "book" / "language") == book.resolve()
    with pytest.raises(CourseError, match=r"no _toc\.yml in .* or above it"):
        find_root(tmp_path_factory.mktemp("elsewhere"))


@pytest.mark.parametrize(
    "asked",
    ["ngrams", "language/ngrams", "book/language/ngrams.ipynb", "language/ngrams.ipynb"],
)
def test_a_chapter_may_be_named_by_what_is_unique_about_it(book, asked):
    assert names(choose(chapters(book), [asked])) == ["language/ngrams"]


def test_no_name_means_all_and_names_keep_the_books_order(book):
    assert choose(chapters(book), []) == chapters(book)
    both = choose(chapters(book), ["language/intro", "images/intro", "language/intro"])
    assert names(both) == ["images/intro", "language/intro"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("intro", "'intro' fits several chapters: images/intro, language/intro"),
        ("ngram", "there is no chapter 'ngram'; near it: language/ngrams"),
        ("langauge/intro", "near it: language/intro"),
        ("zzz", "there are: images/intro, language/ngrams, language/intro"),
    ],
)
def test_a_bad_name_lists_the_near_ones(book, asked, message):
    with pytest.raises(CourseError) as refusal:
        choose(chapters(book), [asked])
    assert message in str(refusal.value)
    assert refusal.value.exit_code == 2


def test_a_profile_gives_a_deadline_and_parameters(book):
    folder = book / "book" / "profiles"
    folder.mkdir()
    (folder / "full.yml").write_text("deadline: 90\nchapters: {language/ngrams: {lr: 1e-3}}")
    profile = load_profile(book, "full")
    assert (profile.deadline, profile.chapters) == (90.0, {"language/ngrams": {"lr": 0.001}})
    with pytest.raises(CourseError, match="no profile 'fill'; near it: full"):
        load_profile(book, "fill")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[9]",
        "{",
        "deadline: soon",
        "deadline: -1",
        "deadline: true",
        "deadline: 9\nchapter: {}",
        "deadline: 9\nchapters: {a: 3}",
        "deadline: 9\nchapters: [a]",
    ],
)
def test_a_profile_of_another_form_is_refused_by_its_name(book, text):
    folder = book / "book" / "profiles"
    folder.mkdir()
    (folder / "odd.yml").write_text(text)
    with pytest.raises(CourseError, match=r"odd\.yml"):
        load_profile(book, "odd")


def test_the_courses_own_profiles_fit_its_chapters(root):
    for path in (root / "book" / "profiles").glob("*.yml"):
        profile = load_profile(root, path.stem)
        for chapter in chapters(root):
            settings(chapter, read_notebook(chapter.path), profile, {})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("1e-3", 0.001),
        ("2.5E4", 25000.0),
        (".5", 0.5),
        ("true", True),
        ("null", None),
        ("ptb", "ptb"),
        ("'3'", "3"),
        ("2026-01-01", "2026-01-01"),
        ("a=b", "a=b"),
        ("", None),
    ],
)
def test_values_of_set_are_yaml_scalars(text, value):
    parsed = parse_overrides([f"name={text}"])["name"]
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    "pair", ["name", "=3", "a b=3", "name=[1]", "name={a: 1}", "name=[", "3=3"]
)
def test_what_is_no_setting_is_refused(pair):
    with pytest.raises(CourseError, match="--set"):
        parse_overrides([pair])


def test_parameters_are_what_the_tagged_cell_assigns():
    tagged = cell(
        "seeds = 5  # how many\nlr: float = 0.1\nx, y = 1, 2\nprint(seeds)", tags=["parameters"]
    )
    assert parameters(notebook("other = 1", tagged)) == ["seeds", "lr"]
    assert parameters(notebook("other = 1")) == []


def test_settings_win_over_the_profile_and_must_be_known(book):
    folder = book / "book" / "profiles"
    folder.mkdir()
    (folder / "full.yml").write_text("deadline: 9\nchapters: {language/ngrams: {n: 2, m: 3}}")
    chapter, profile = Chapter("language/ngrams", book), load_profile(book, "full")
    with_both = notebook(cell("n = 1\nm = 1", tags=["parameters"]))
    assert settings(chapter, with_both, profile, {"m": 4}) == {"n": 2, "m": 4}
    with pytest.raises(CourseError, match="language/ngrams has no parameter 'k'; it has: n, m"):
        settings(chapter, with_both, profile, {"k": 4})


# The key ----------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package ``threeways`` with a lazy module, a data file and a module that nothing imports."""
    files = {
        "__init__.py": "from threeways.checks import agree",
        "checks.py": "def agree(): ...",
        "bridge.py": "def f():\n    from threeways.scratch import dense",
        "scratch/__init__.py": "",
        "scratch/dense.py": "import numpy",
        "scratch/lstm.py": "",
        "data/__init__.py": "",
        "data/text.py": "from . import registry",
        "data/registry.py": "import yaml",
        "data/names.csv": "a,b",
        "data/README.md": "words",
        "models/__init__.py": "import importlib\nload = lambda n: importlib.import_module(n)",
        "models/small.py": "",
    }
    for name, text in files.items():
        path = tmp_path / "src" / "threeways" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "src" / "threeways"


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("import numpy", set()),
        ("from threeways import agree", set()),
        ("import threeways.bridge", {"bridge", "scratch/__init__", "scratch/dense"}),
        ("from threeways import bridge", {"bridge", "scratch/__init__", "scratch/dense"}),
        ("def f():\n    import threeways.scratch.lstm as m", {"scratch/__init__", "scratch/lstm"}),
        ("import threeways\nthreeways.scratch.lstm.step", {"scratch/__init__", "scratch/lstm"}),
        ("import threeways as t\nt.scratch.dense.f()", {"scratch/__init__", "scratch/dense"}),
        (
            "from threeways import data as d\nd.text.load()",
            {"data/__init__", "data/text", "data/registry", "data/names.csv"},
        ),
        (
            "import importlib\nimportlib.import_module('threeways.scratch.lstm')",
            {"scratch/__init__", "scratch/lstm"},
        ),
        ("import threeways.models", {"models/__init__", "models/small"}),
        ("%matplotlib inline\nimport threeways.scratch.lstm", {"scratch/__init__", "scratch/lstm"}),
        ("!ls\nx = $y\nfrom threeways.scratch import lstm", {"scratch/__init__", "scratch/lstm"}),
    ],
)
def test_imports_are_followed_through_the_package(package, code, reached):
    threeways = {"__init__", "checks"}
    found = {n.removeprefix("threeways/") for n, _ in reach([code], [package]).files}
    plain = {name.removesuffix(".py") for name in found}
    assert plain - threeways == reached
    assert (threeways <= plain) == ("threeways" in code)


def key(package: Path, *cells: dict | str, backend="tensorflow", parameters=None, **options) -> str:
    mark = fingerprint(notebook(*cells), backend, package=package, **options)
    return mark.key(backend, parameters or {})


def test_prose_and_looks_are_not_in_the_key_but_code_is(package):
    code = cell("x = 1", "c", tags=["parameters"])
    before = key(package, cell("Words", "p", "markdown"), code)
    assert key(package, cell("Other", "p", "markdown"), code) == before
    assert key(package, code) == before
    assert key(package, {**code, "metadata": {**code["metadata"], "collapsed": True}}) == before
    assert key(package, {**code, "source": ["x ", "= 1"]}) == before
    for other in (
        {**code, "source": "x = 2"},
        {**code, "id": "d"},
        {**code, "metadata": {"tags": []}},
    ):
        assert key(package, other) != before


def test_parameters_and_backend_are_in_the_key(package):
    keys = [
        key(package, "x = 1"),
        key(package, "x = 1", parameters={"x": 1}),
        key(package, "x = 1", parameters={"x": 1.0}),
        key(package, "x = 1", parameters={"x": "1"}),
        key(package, "x = 1", backend="torch"),
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("changed", "matters"),
    [
        ("bridge.py", True),
        ("scratch/dense.py", True),
        ("scratch/__init__.py", True),
        ("checks.py", True),
        ("scratch/lstm.py", False),
        ("data/names.csv", False),
        ("models/small.py", False),
    ],
)
def test_a_changed_module_matters_to_chapters_that_reach_it(package, changed, matters):
    before = key(package, "from threeways import bridge")
    with (package / changed).open("a") as file:
        file.write("\n# changed")
    assert (key(package, "from threeways import bridge") != before) == matters


@pytest.mark.parametrize(("file", "matters"), [("registry.toml", True), ("card.md", False)])
def test_the_registry_matters_to_chapters_that_load_data(package, tmp_path, file, matters):
    datasets = tmp_path / "datasets"
    datasets.mkdir()
    loads, plain = "from threeways.data import text", "from threeways import agree"
    before = [key(package, code, datasets=datasets) for code in (loads, plain)]
    (datasets / file).write_text("changed")
    after = [key(package, code, datasets=datasets) for code in (loads, plain)]
    assert [a != b for a, b in zip(after, before)] == [matters, False]


def test_a_module_beside_the_notebook_counts(package, tmp_path):
    (tmp_path / "helper.py").write_text("import yaml")
    before = fingerprint(notebook("import helper"), "torch", package=package, folder=tmp_path)
    assert "helper.py" in before.files
    assert "pyyaml" in before.versions
    (tmp_path / "helper.py").write_text("import yaml\nx = 1")
    after = fingerprint(notebook("import helper"), "torch", package=package, folder=tmp_path)
    assert after.key("torch", {}) != before.key("torch", {})


@pytest.mark.parametrize(
    ("code", "pin", "matters"),
    [
        ("import sklearn", "scikit-learn", True),
        ("import sklearn", "Scikit_Learn", True),
        ("import sklearn", "scipy", True),  # scikit-learn requires it
        ("from sklearn.linear_model import Ridge", "joblib", True),
        ("import sklearn", "torch", False),
        ("import sklearn", "ruff", False),
        ("x = 1", "ipykernel", True),
        ("x = 1", "numpy", False),
        ("import keras", "tensorflow-cpu", True),
        ("import keras", "torch", False),
        ("from threeways import bridge", "numpy", True),  # through threeways.scratch.dense
    ],
)
def test_a_changed_pin_matters_to_chapters_that_depend_on_it(package, tmp_path, code, pin, matters):
    constraints = tmp_path / "constraints.txt"
    constraints.write_text(f"# tested\n{pin}==1.0\n")
    before = key(package, code, constraints=constraints)
    constraints.write_text(f"{pin}==1.1\n")
    assert (key(package, code, constraints=constraints) != before) == matters


def test_the_backend_of_keras_is_a_dependency():
    mark = fingerprint(notebook("import keras"), "torch")
    assert "torch" in mark.direct
    assert "tensorflow-cpu" not in mark.versions


def test_another_build_of_the_same_version_is_the_same():
    numpy = metadata.version("numpy")
    assert unit.unlike({"files": {}, "versions": {"numpy": f"{numpy}+cu128"}}) == ""
    assert unit.unlike({"files": {}, "versions": {"numpy-cpu": numpy}}) == ""
    assert "numpy" in unit.unlike({"files": {}, "versions": {"numpy": f"{numpy}.1"}})


# Files ------------------------------------------------------------------------------------------


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    target = tmp_path / "a" / "b.txt"
    storage.write(target, "first")
    assert target.read_text() == "first"

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError) as error:
        storage.write(target, "second")
    assert "the disk is full" in storage.explain(error.value)
    assert str(target) in storage.explain(error.value)
    assert target.read_text() == "first"
    assert list(target.parent.iterdir()) == [target]


WRITER = """
import sys
from itertools import cycle
from pathlib import Path
from threeways.course.execution import storage
for letter in cycle("ab"):
    storage.write(Path(sys.argv[1]), letter * 3_000_000)
    print(flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    target = tmp_path / "large"
    for moment in (0.0, 0.003, 0.007, 0.011):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE
        )
        writer.stdout.readline()  # one file is there; the next is being written
        time.sleep(moment)
        writer.kill()
        writer.communicate()
        text = target.read_text()
        assert len(text) == 3_000_000
        assert len(set(text)) == 1
        storage.sweep(tmp_path)
        assert list(tmp_path.iterdir()) == [target]


def test_only_what_the_dead_have_left_is_swept(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host, me = os.uname().nodename, psutil.Process()
    kept = [
        f".threeways-{host}~{me.pid}~{me.create_time():.0f}-x",
        ".threeways-elsewhere~1~1-x",
        "other",
    ]
    swept = [f".threeways-{host}~{dead.pid}~1-x", f".threeways-{host}~{me.pid}~1-x"]
    for name in kept + swept:
        (tmp_path / name).touch()
    (tmp_path / f".threeways-{host}~{dead.pid}~2-folder").mkdir()
    storage.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_copies_are_kept_as_long_as_they_are_among_those_used_last(tmp_path):
    paths = [tmp_path / f"{i}.ipynb" for i in range(execute.KEPT + 2)]
    for age, path in enumerate(paths):
        path.touch()
        os.utime(path, (age, age))
    os.utime(paths[0], (99, 99))
    writing = tmp_path / ".threeways-another~run~is-writing.ipynb"
    writing.touch()
    os.utime(writing, (0, 0))
    execute._prune(tmp_path)
    assert set(tmp_path.iterdir()) == {writing, paths[0], *paths[3:]}


def test_the_ledger_lists_checks_with_their_cells():
    checks = [{"kind": "claim", "what": what} for what in "ab"]
    outputs = [{"data": {CHECK: check, "text/plain": "✓"}} for check in checks]
    run = notebook(
        cell("Words", "p", "markdown"),
        {**cell("…", "one"), "outputs": [*outputs, {"name": "stdout", "text": "x"}]},
        {**cell("…", "two"), "outputs": []},
    )
    assert execute.ledger(run) == [{**check, "cell": "one"} for check in checks]


# The command ------------------------------------------------------------------------------------


def test_the_command_line_imports_nothing_heavy():
    code = (
        "import sys\nimport threeways.course.cli\n"
        "heavy = {'distributed', 'papermill', 'nbformat', 'rich.progress', 'torch', 'keras'}\n"
        "print(heavy & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
