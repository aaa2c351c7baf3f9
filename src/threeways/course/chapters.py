"""Finds the book's chapters, their parameters and the profiles that set them."""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Scalar = str | int | float | bool | None


class CourseError(Exception):
    """What stops a command: says what was wrong and what to do.

    Attributes:
        exit_code: 2 for a request that makes no sense, 1 for one that could not be carried out.
    """

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Chapter:
    """A notebook of the book; ``name`` is its path below ``book/`` without the suffix."""

    name: str
    path: Path


@dataclass(frozen=True)
class Profile:
    """Values for chapters' parameters, and the seconds after which a chapter is stopped."""

    name: str
    deadline: float
    chapters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def find_root(start: Path | None = None) -> Path:
    """The repository's root: the nearest folder upward that holds ``_toc.yml``.

    Raises:
        CourseError: There is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "_toc.yml").is_file():
            return folder
    raise CourseError(f"no _toc.yml in {start} or above it; run this inside the course's folder")


def chapters(root: Path) -> list[Chapter]:
    """The notebooks that ``_toc.yml`` lists, in its order.

    Raises:
        CourseError: ``_toc.yml`` is missing or not what Jupyter Book reads.
    """
    from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

    try:
        site = parse_toc_yaml(root / "_toc.yml")
    except (OSError, MalformedError, yaml.YAMLError) as error:
        raise CourseError(f"{root / '_toc.yml'}: {error}") from error
    names = [str(name).removesuffix(".ipynb") for name in site]
    found = (Chapter(name, root / "book" / f"{name}.ipynb") for name in names)
    return [chapter for chapter in found if chapter.path.is_file()]


def choose(book: list[Chapter], names: Iterable[str]) -> list[Chapter]:
    """The chapters of these names, in the book's order; all of them if none is named.

    A chapter's last part is enough where only one chapter ends in it: ``ngram_models``.

    Raises:
        CourseError: A name fits no chapter, or several.
    """
    wanted = {_named(book, name) for name in names}
    return [chapter for chapter in book if not wanted or chapter in wanted]


def _named(book: list[Chapter], name: str) -> Chapter:
    clean = name.removeprefix("book/").removesuffix(".ipynb")
    fitting = [c for c in book if clean in (c.name, c.name.rpartition("/")[2])]
    exact = [c for c in fitting if c.name == clean]
    if len(exact or fitting) == 1:
        return (exact or fitting)[0]
    if fitting:
        raise CourseError(f"{name!r} fits several chapters: {_listed(c.name for c in fitting)}")
    raise CourseError(f"there is no chapter {name!r}; {near(clean, [c.name for c in book])}")


def near(name: str, names: list[str]) -> str:
    """Which of the names somebody may have meant, as the end of a sentence."""
    by_last = {known.rpartition("/")[2]: known for known in names}
    close = difflib.get_close_matches(name, [*names, *by_last], n=4, cutoff=0.5)
    meant = list(dict.fromkeys(by_last.get(match, match) for match in close))
    return f"near it: {_listed(meant)}" if meant else f"there are: {_listed(names) or 'none'}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def load_profile(root: Path, name: str) -> Profile:
    """Read ``book/profiles/NAME.yml``.

    Raises:
        CourseError: There is no such profile, or it does not say what a profile says.
    """
    folder = root / "book" / "profiles"
    path = folder / f"{name}.yml"
    if not path.is_file():
        known = sorted(file.stem for file in folder.glob("*.yml"))
        raise CourseError(f"there is no profile {name!r}; {near(name, known)}")
    try:
        content = _yaml(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise CourseError(f"{path}: {error}") from error
    return _profile(path, content)


def _profile(path: Path, content: Any) -> Profile:
    """The profile, if the file's content has the form of one."""
    if not isinstance(content, dict) or content.keys() - {"deadline", "chapters"}:
        raise CourseError(f"{path}: a profile holds `deadline` (seconds) and `chapters`, no more")
    deadline, values = content.get("deadline"), content.get("chapters") or {}
    if not isinstance(deadline, int | float) or isinstance(deadline, bool) or deadline <= 0:
        raise CourseError(f"{path}: `deadline` is a number of seconds, not {deadline!r}")
    if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
        raise CourseError(f"{path}: `chapters` holds, for each chapter, names and values")
    return Profile(path.stem, float(deadline), values)


def parse_overrides(pairs: Iterable[str]) -> dict[str, Scalar]:
    """The values of ``--set NAME=VALUE``, each value read as a YAML scalar.

    Raises:
        CourseError: A pair has no ``=``, or the value is not a scalar.
    """
    overrides: dict[str, Scalar] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.isidentifier():
            raise CourseError(f"--set takes NAME=VALUE, such as seeds=3; got {pair!r}")
        overrides[name] = _scalar(pair, text)
    return overrides


def _scalar(pair: str, text: str) -> Scalar:
    try:
        value = _yaml(text)
    except yaml.YAMLError as error:
        raise CourseError(f"--set {pair!r}: the value is not YAML: {error}") from error
    if value is not None and not isinstance(value, str | int | float | bool):
        raise CourseError(f"--set {pair!r}: the value is one number, string, true, false or null")
    return value


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML whose 1e-3 is a number and whose dates are strings, as people expect of parameters."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+"),
    list("-+.0123456789"),
)


def _yaml(text: str) -> Any:
    return yaml.load(text, _Loader)


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook as plain JSON: nbformat would add seconds of imports to every command.

    Raises:
        CourseError: The file is no notebook.
    """
    try:
        notebook = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} is no notebook: {error}", exit_code=1) from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise CourseError(f"{path} is no notebook: it has no cells", exit_code=1)
    return notebook


def source(cell: Mapping[str, Any]) -> str:
    """A cell's source; on disk it is a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def code_cells(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The notebook's code cells, in order."""
    return [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]


def parameters(notebook: Mapping[str, Any]) -> list[str]:
    """The names that the cell tagged ``parameters`` assigns."""
    for cell in code_cells(notebook):
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            return _assigned(source(cell))
    return []


def _assigned(code: str) -> list[str]:
    try:
        body = ast.parse(code).body
    except SyntaxError:  # the run will show it, with its line
        return []
    targets = [
        target
        for statement in body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        )
    ]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def settings(
    chapter: Chapter,
    notebook: Mapping[str, Any],
    profile: Profile,
    overrides: Mapping[str, Any],
) -> dict[str, Any]:
    """What papermill injects: the profile's values for this chapter, then ``--set``'s.

    Raises:
        CourseError: The notebook has no parameter of a name; says which ones it has.
    """
    values = {**profile.chapters.get(chapter.name, {}), **overrides}
    known = parameters(notebook)
    for name in values:
        if name not in known:
            raise CourseError(
                f"{chapter.name} has no parameter {name!r}; it has: {_listed(known) or 'none'}"
            )
    return values
