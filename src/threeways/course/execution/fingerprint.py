"""The key of an executed copy: everything that the outputs of a chapter depend on, hashed."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from threeways.course.chapters import code_cells, source
from threeways.course.kernels import Backend

FORMAT = 1  # raised when executed copies of the past must not be used any more
PACKAGE = "threeways"
IMPORTERS = {"import_module", "__import__", "find_spec", "files"}  # import what a string names


@dataclass(frozen=True)
class Fingerprint:
    """What a chapter's outputs depend on, apart from its parameters.

    Attributes:
        cells: Id, source and tags of each code cell.
        files: SHA-256 of each module and data file of the course that the chapter reaches.
        versions: Installed version of each distribution that it reaches.
        direct: Those of them that the chapter or a module of the course imports itself.
        pins: The lines of ``constraints.txt`` for them.
    """

    cells: list[Any]
    files: dict[str, str]
    versions: Mapping[str, str]
    direct: tuple[str, ...]
    pins: dict[str, str]

    def key(self, backend: Backend, parameters: Mapping[str, Any]) -> str:
        """The SHA-256 that names the executed copy with this backend and these parameters."""
        parts = {
            "format": FORMAT,
            "cells": self.cells,
            "files": self.files,
            "versions": dict(self.versions),
            "pins": self.pins,
            "python": sys.version_info[:2],
            "backend": backend,
            "parameters": parameters,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def fingerprint(
    notebook: Mapping[str, Any],
    backend: Backend,
    *,
    folder: Path | None = None,
    datasets: Path | None = None,
    constraints: Path | None = None,
    package: Path | None = None,
) -> Fingerprint:
    """Fingerprint a notebook.

    Args:
        notebook: The notebook, as JSON.
        backend: Keras' backend; its distribution counts where Keras is imported.
        folder: The chapter's own folder: modules beside the notebook count as the course's.
        datasets: The repository's ``datasets/``; counts where ``threeways.data`` is imported.
        constraints: The file with the pinned versions.
        package: The folder of the package ``threeways``; default: the installed one.
    """
    cells = code_cells(notebook)
    reached = reach([source(cell) for cell in cells], [package or package_folder(), folder])
    files = dict(_digests(reached.files))
    if datasets and any(name.startswith(f"{PACKAGE}/data/") for name in files):
        data = (path for path in sorted(datasets.rglob("*")) if path.suffix != ".md")
        files |= _digests((f"datasets/{p.relative_to(datasets)}", p) for p in data if p.is_file())
    tops = {*reached.imports, "ipykernel"} | ({backend} if "keras" in reached.imports else set())
    direct = distributions(tops)
    versions = closure(frozenset(direct))
    return Fingerprint(
        [[cell.get("id"), source(cell), _tags(cell)] for cell in cells],
        files,
        versions,
        tuple(sorted(direct)),
        {name: pin for name, pin in pins(constraints).items() if name in versions},
    )


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def package_folder() -> Path:
    """Where the package ``threeways`` that a kernel would import lies."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def files_of_package(patterns: Iterable[str]) -> dict[str, str]:
    """SHA-256 of the package's own files that match a pattern, named as :func:`changed` does."""
    home = package_folder()
    paths = sorted(path for pattern in patterns for path in home.glob(pattern))
    return dict(_digests((f"{PACKAGE}/{path.relative_to(home)}", path) for path in paths))


def changed(files: Mapping[str, str]) -> list[str]:
    """Which of the package's files are not those of a fingerprint (the names as it gives them)."""
    home = package_folder().parent
    ours = {name: digest for name, digest in files.items() if name.startswith(f"{PACKAGE}/")}
    return [
        name
        for name, digest in ours.items()
        if not (home / name).is_file() or _digest(home / name) != digest
    ]


# Modules ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """What code leads to: files of the course by name, and top-level names of other imports."""

    files: tuple[tuple[str, Path], ...]
    imports: frozenset[str]


def reach(cells: Iterable[str], homes: Iterable[Path | None]) -> Reach:
    """Follow imports, lazy ones too, through the course's modules.

    Args:
        cells: Sources of code cells.
        homes: Folders whose modules are followed: that of the package ``threeways``, whose own
            name counts, and those of loose modules.
    """
    package, *folders = homes
    names = _names(ast.Module([node for cell in cells for node in _parse(cell).body], []), "")
    seen: dict[Path, str] = {}
    outside: set[str] = set()
    todo = sorted(names)
    while todo:
        name = todo.pop()
        found = list(_modules(name, package, folders))
        if not found:
            outside.add(name.partition(".")[0])
        for dotted, path in found:
            if path not in seen:
                seen[path] = dotted
                todo += sorted(_names_of_module(dotted, path))
    files = {f"{_file_name(dotted, path)}": path for path, dotted in seen.items()}
    for path, dotted in seen.items():
        if path.name == "__init__.py":
            files |= {f"{dotted.replace('.', '/')}/{n}": p for n, p in _data_files(path.parent)}
    return Reach(tuple(sorted(files.items())), frozenset(outside - sys.stdlib_module_names))


def _modules(
    name: str, package: Path | None, folders: list[Path | None]
) -> Iterator[tuple[str, Path]]:
    """The course's modules that importing a dotted name runs: its packages, then itself."""
    top, *rest = name.split(".")
    if top == PACKAGE and package:
        base = package
    else:
        homes = [f for f in folders if f and ((f / top).is_dir() or (f / f"{top}.py").is_file())]
        if not homes:
            return
        base = homes[0] / top
    dotted = top
    while True:
        if (base / "__init__.py").is_file():
            yield dotted, base / "__init__.py"
        elif base.with_suffix(".py").is_file():
            yield dotted, base.with_suffix(".py")
            return
        if not rest:
            return
        part = rest.pop(0)
        base, dotted = base / part, f"{dotted}.{part}"


def _file_name(dotted: str, path: Path) -> str:
    stem = dotted.replace(".", "/")
    return f"{stem}/__init__.py" if path.name == "__init__.py" else f"{stem}.py"


def _data_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """What a package ships beside its modules; subpackages and caches apart."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix not in {".py", ".md"} and path.name != "py.typed":
            yield path.name, path
        elif path.is_dir() and path.name != "__pycache__" and not any(path.glob("*.py")):
            yield from ((f"{path.name}/{name}", file) for name, file in _data_files(path))


def _names_of_module(dotted: str, path: Path) -> set[str]:
    """The dotted names that a module of the course imports, anywhere in it."""
    package = dotted if path.name == "__init__.py" else dotted.rpartition(".")[0]
    tree = _parse(path.read_text("utf-8"))
    names = _names(tree, package)
    if package and _imports_by_name(tree):  # which one is known only at run time: all beside it
        names |= {f"{package}.{file.stem}" for file in path.parent.glob("*.py")}
        names |= {f"{package}.{init.parent.name}" for init in path.parent.glob("*/__init__.py")}
    return names


def _names(tree: ast.AST, package: str) -> set[str]:
    """Dotted names that code imports or reaches through an imported package."""
    names: set[str] = set()
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names.add(alias.name)
                bound[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            base = _absolute("." * node.level + (node.module or ""), package)
            names.add(base)
            for alias in node.names:
                names.add(f"{base}.{alias.name}")
                bound[alias.asname or alias.name] = f"{base}.{alias.name}"
        elif isinstance(node, ast.Call):
            names |= {_absolute(name, package) for name in _called_import(node)}
    names |= {
        f"{bound[first]}.{rest}" for first, rest in _attributes(tree) if first in bound
    }  # threeways.data.text.load: a package may import its modules when they are asked for
    return {name for name in names if name}


def _attributes(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Chains ``first.rest.of.it`` that start at a plain name."""
    for node in ast.walk(tree):
        parts: list[str] = []
        inner: ast.AST = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if parts and isinstance(inner, ast.Name):
            yield inner.id, ".".join(reversed(parts))


def _absolute(name: str, package: str) -> str:
    """A relative module name made absolute; empty where there is nothing to be relative to."""
    level = len(name) - len(name.lstrip("."))
    if level == 0:
        return name
    parents = package.split(".")[: len(package.split(".")) - level + 1]
    return ".".join([*parents, name[level:]]).strip(".") if package else ""


def _called_import(node: ast.Call) -> list[str]:
    """The name in ``import_module("…")`` and its like."""
    literal = node.args[0] if node.args and _callee(node) in IMPORTERS else None
    if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
        return [literal.value]
    return []


def _imports_by_name(tree: ast.AST) -> bool:
    """Whether code imports a module whose name it computes."""
    return any(
        isinstance(node, ast.Call)
        and _callee(node) in {"import_module", "__import__"}
        and not _called_import(node)
        for node in ast.walk(tree)
    )


def _callee(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _parse(code: str) -> ast.Module:
    """The code's syntax tree; IPython's magics count as blank, and unreadable code by its lines."""
    plain = re.sub(r"^(\s*)[%!?].*$", r"\1pass", code, flags=re.MULTILINE)
    for attempt in (code, plain):
        try:
            return ast.parse(attempt)
        except SyntaxError:
            continue
    imports = re.findall(r"^\s*((?:from\s+[\w.]+\s+)?import\s+[\w., ]+)$", code, re.MULTILINE)
    try:
        return ast.parse("\n".join(imports))
    except SyntaxError:
        return ast.Module([], [])


def _digests(files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, str]]:
    return ((name, _digest(path)) for name, path in files)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# Distributions ------------------------------------------------------------------------------


def distributions(imports: Iterable[str]) -> set[str]:
    """The distributions that installed these top-level modules; what is not installed drops out."""
    providers = _providers()
    found = (canonicalize_name(name) for top in imports for name in providers.get(top, ()))
    return {name for name in found if name != PACKAGE}  # its modules count one by one


@cache
def closure(names: frozenset[str]) -> Mapping[str, str]:
    """Installed versions of distributions and of all that they require here."""
    versions: dict[str, str] = {}
    todo = [(name, "") for name in names]
    asked: set[tuple[str, str]] = set()
    while todo:
        name, extra = todo.pop()
        installed = _installed(name)
        if (name, extra) in asked or installed is None:
            continue
        asked.add((name, extra))
        versions[name] = installed[0]
        todo += _required(installed[1], extra)
    return versions


def _required(requirements: Iterable[str], extra: str) -> Iterator[tuple[str, str]]:
    for text in requirements:
        requirement = _requirement(text)
        if requirement is None:
            continue
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        yield name, ""
        yield from ((name, wanted) for wanted in requirement.extras)


@cache
def _requirement(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


@cache
def _installed(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Version and requirements of an installed distribution."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    return found.version, tuple(found.requires or ())


@cache
def _providers() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def pins(constraints: Path | None) -> dict[str, str]:
    """The lines of a constraints file by the distribution's name; comments apart."""
    lines = constraints.read_text("utf-8").splitlines() if constraints else []
    texts = (line.partition("#")[0].strip() for line in lines)
    found = ((_requirement(text), text) for text in texts if text)
    return {canonicalize_name(r.name): text for r, text in found if r is not None}
