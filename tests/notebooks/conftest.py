"""Throw-away courses for the engine's tests: real notebooks, real kernels, no frameworks."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from threeways.course.execute import Outcome, run_chapters
from threeways.course.execution.processes import MARK


class Course:
    """A course in a folder of its own, whose chapters are given as cells' sources."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "book" / "profiles").mkdir(parents=True)
        self.profile("default", "deadline: 60")

    def profile(self, name: str, text: str) -> None:
        (self.root / "book" / "profiles" / f"{name}.yml").write_text(text)

    def write(self, name: str, *cells: str, prose: str = "Some words.") -> Path:
        """Write a chapter: prose, then code cells ``c0`` (the parameters), ``c1``, …"""
        notebook = nbformat.v4.new_notebook(metadata={"language_info": {"name": "python"}})
        notebook.cells.append(nbformat.v4.new_markdown_cell(prose, id="prose"))
        for i, source in enumerate(cells):
            tags = {"tags": ["parameters"]} if i == 0 else {}
            notebook.cells.append(nbformat.v4.new_code_cell(source, id=f"c{i}", metadata=tags))
        path = self.root / "book" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        self._list()
        return path

    def _list(self) -> None:
        book = self.root / "book"
        names = sorted(
            p.relative_to(book).with_suffix("").as_posix() for p in book.rglob("*.ipynb")
        )
        entries = "".join(f"- file: {name}\n" for name in names)
        (self.root / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{entries}")

    def run(self, *names: str, **options) -> dict[str, Outcome]:
        """Run chapters in this process; outcomes by the chapter's name."""
        return {o.chapter.name: o for o in run_chapters(self.root, names, **options)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``threeways run`` in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "threeways.course.cli", "run", *arguments],
            cwd=self.root,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "160"},
        )

    def copies(self, name: str = "") -> list[Path]:
        """Everything under ``_build/executed``, whatever it is called."""
        folder = self.root / "_build" / "executed" / name
        return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def until() -> Callable[[Callable[[], object], float], None]:
    """Wait until something holds; fail if it does not within the given seconds."""

    def wait(holds: Callable[[], object], seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"not within {seconds} s"
            time.sleep(0.05)

    return wait


@pytest.fixture
def course(tmp_path: Path, monkeypatch, until) -> Iterator[Course]:
    """A course; the test fails if a unit, a kernel or a descendant of one outlives it."""
    name = uuid.uuid4().hex
    monkeypatch.setenv("THREEWAYS_TEST", name)
    yield Course(tmp_path / "course")
    until(lambda: not list(units(name)), 30)


def units(test: str) -> Iterator[psutil.Process]:
    """Processes of units of work that a test has started, wherever they have gone."""
    for process in psutil.process_iter():
        try:
            environment = process.environ()
            if MARK in environment and environment.get("THREEWAYS_TEST") == test:
                yield process
        except (psutil.Error, OSError):
            continue
