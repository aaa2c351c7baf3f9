"""What an author does to the sources: tidy notebooks, start new ones, set the address."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import nbformat
import yaml

from threeways.course.chapters import CourseError
from threeways.course.execution import storage

PLACEHOLDER = "https://github.com/example/deep-learning-three-ways"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_METADATA = {"tags", "nbgrader", "mystnb"}


class AuthoringError(CourseError):
    """What was asked cannot be done; says why, and what can."""


def notebooks(root: Path) -> list[Path]:
    """The notebooks that people edit: chapters and assignments' sources."""
    return sorted([*root.glob("book/**/*.ipynb"), *root.glob("solutions/*/*.ipynb")])


def tidy(root: Path, paths: list[Path] | None = None) -> list[Path]:
    """Bring notebooks into the form that is stored; return those that changed.

    Outputs and counts go, as does what editors leave in the metadata; Ruff formats the code. Cell
    ids stay, and a cell without a readable one keeps what it has: ids are the author's to choose.

    Raises:
        AuthoringError: A file is no notebook.
    """
    paths = paths or notebooks(root)
    before = {path: path.read_bytes() for path in paths}
    for path in paths:
        try:
            notebook = nbformat.read(path, 4)
        except (ValueError, OSError) as error:
            raise AuthoringError(f"{path} is no notebook: {error}") from error
        _strip(notebook)
        storage.write(path, nbformat.writes(notebook) + "\n")
    ruff = [sys.executable, "-m", "ruff"]
    for action in (["check", "--fix-only"], ["format"]):
        subprocess.run([*ruff, *action, "--quiet", "--force-exclude", *map(str, paths)], check=True)
    return [path for path in paths if path.read_bytes() != before[path]]


def _strip(notebook: nbformat.NotebookNode) -> None:
    """Take outputs, counts and editors' metadata out, in place."""
    notebook.metadata = {"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def address(root: Path) -> str:
    """The repository's address, from the one place where it is kept."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return str(config["repository"]["url"])


def set_address(root: Path, new: str) -> list[Path]:
    """Set the repository's address in ``_config.yml`` and in every setup cell; return what changed.

    Raises:
        AuthoringError: The address is not of the form https://HOST/OWNER/REPOSITORY.
    """
    new = new.strip().removesuffix("/").removesuffix(".git")
    if not re.fullmatch(r"https://[\w.-]+(/[\w.-]+){2,}", new):
        raise AuthoringError(
            f"{new!r} is no address of the form https://github.com/OWNER/REPOSITORY"
        )
    old = address(root)
    places = [root / "_config.yml", *notebooks(root), *sorted(root.glob("assignments/*/*.ipynb"))]
    changed = []
    for path in places:
        text = path.read_text(encoding="utf-8")
        replaced = re.sub(re.escape(old) + r"(?![\w.-])", new, text)
        if replaced != text:
            storage.write(path, replaced)
            changed.append(path)
    return changed


def new_chapter(root: Path, name: str, title: str | None = None) -> Path:
    """Start a chapter from the template and list it in ``_toc.yml``; return its notebook.

    Args:
        root: The repository's root.
        name: Part and chapter, such as ``vision/convolution``.
        title: The chapter's title; made from the name where none is given.

    Raises:
        AuthoringError: The name is not of that form, or is taken.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", name):
        raise AuthoringError(f"{name!r}: chapters are named part/chapter: vision/convolution")
    path = root / "book" / f"{name}.ipynb"
    if path.exists():
        raise AuthoringError(f"{path.relative_to(root)} exists")
    part, chapter = name.split("/")
    words = title or chapter.replace("_", " ").capitalize()
    path.parent.mkdir(parents=True, exist_ok=True)
    storage.write(path, _template("chapter.ipynb", root, name=chapter, title=words))
    _list_chapter(root / "_toc.yml", part, name)
    return path


def _list_chapter(toc: Path, part: str, name: str) -> None:
    """Add a chapter at the end of its part; a new part goes before the appendix."""
    contents = yaml.safe_load(toc.read_text(encoding="utf-8"))
    parts = contents["parts"]
    caption = part.replace("_", " ").capitalize()
    found = next((p for p in parts if p["caption"] == caption), None)
    if found is None:
        found = {"caption": caption, "chapters": []}
        parts.insert(len(parts) - 1, found)
    found["chapters"].append({"file": name})
    storage.write(toc, yaml.safe_dump(contents, sort_keys=False, allow_unicode=True))


def new_assignment(root: Path, name: str, title: str | None = None) -> Path:
    """Start an assignment from the template: source, answers, input generators; return its folder.

    Raises:
        AuthoringError: The name is no plain lower-case name, or is taken.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise AuthoringError(f"{name!r}: an assignment has a lower-case name such as convolution")
    folder = root / "solutions" / name
    if folder.exists():
        raise AuthoringError(f"solutions/{name} exists")
    words = title or name.replace("_", " ").capitalize()
    beside = folder.with_name(f".{name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    for template in sorted(_templates("assignment").rglob("*.*")):
        relative = template.relative_to(_templates("assignment"))
        target = beside / str(relative).replace("assignment.ipynb", f"{name}.ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        storage.write(target, _template(f"assignment/{relative}", root, name=name, title=words))
    beside.rename(folder)
    return folder


def _templates(name: str) -> Path:
    return Path(str(files("threeways.course"))) / "templates" / name


def _template(file: str, root: Path, **values: str) -> str:
    """A template's text with its fields filled in; a field is written ⟪like this⟫."""
    text = _templates(file).read_text(encoding="utf-8")
    for field, value in {**values, "address": address(root)}.items():
        text = text.replace(f"⟪{field}⟫", value)
    return text
