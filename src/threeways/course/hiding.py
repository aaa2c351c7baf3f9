"""What a release must not show: the delimiters around it, and a search for what slipped through.

nbgrader clears a solution or a hidden test only where it recognises the delimiters, and says
nothing where it does not: a typo publishes the tests. :func:`lint` finds such delimiters in a
source, :func:`leaks` finds cleared text in a release.
"""

from __future__ import annotations

import ast
import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from threeways.course.chapters import CourseError

REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
DELIMITERS = tuple(f"{edge} {region}" for region in REGIONS for edge in ("BEGIN", "END"))
EXACT = re.compile(rf"\s*### (?P<edge>BEGIN|END) (?P<region>{'|'.join(REGIONS)})\s*$")
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"  # what nbgrader puts for a solution
SHORTEST_TEXT = 8  # a shorter string or line may stand in other files by chance


@dataclass(frozen=True)
class Problem:
    """Why an assignment cannot be released, and where."""

    file: Path
    what: str
    cell: str = ""
    line: int = 0
    text: str = ""

    def __str__(self) -> str:
        place = f", cell {self.cell!r}" if self.cell else ""
        place += f", line {self.line}" if self.line else ""
        return f"{self.file}{place}: {self.what}" + (f": {self.text.strip()}" if self.text else "")


class ReleaseError(CourseError):
    """No release: each problem says where it is and the way out; ``assignments/`` is as it was."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)), exit_code=1)
        self.problems = tuple(problems)


def lint(path: Path) -> list[Problem]:
    """Delimiters of a source notebook that nbgrader would misread or not see at all.

    A delimiter stands on a line of its own, exactly ``### BEGIN SOLUTION`` and so on; regions are
    closed, not nested, and of the kind that the cell's metadata announces.
    """
    notebook = read(path)
    return [
        Problem(path, what, cell.id, number, line)
        for cell in notebook.cells
        for number, line, what in _complaints(cell)
    ]


def leaks(source: NotebookNode, released: Path) -> list[Problem]:
    """Lines, strings and identifiers of cleared regions that a file of a release shows.

    Searched for is what stands in the source's regions and nowhere else in the source: in notebooks
    every identifier, string and line, in other files strings and lines of at least
    ``SHORTEST_TEXT`` characters.

    Args:
        source: The source notebook.
        released: The folder that students get.
    """
    secret, public = _split(source)
    secrets = _tokens(secret, public)
    return [
        Problem(path, "shows what its source hides; take it out of this file", where, text=token)
        for path in sorted(p for p in released.rglob("*") if p.is_file())
        for where, text in _texts(path)
        for token in sorted(secrets)
        if _shows(text, token, path.suffix == ".ipynb")
    ]


def read(path: Path) -> NotebookNode:
    """A notebook as nbformat 4.

    Raises:
        ReleaseError: The file is no notebook.
    """
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except (ValueError, nbformat.reader.NotJSONError) as error:
        raise ReleaseError([Problem(path, f"is no notebook: {error!s:.80}")]) from error
    return notebook


def _complaints(cell: NotebookNode) -> Iterator[tuple[int, str, str]]:
    """Line number, line and what is wrong there: misspelt, unbalanced, nested or out of place."""
    region, begun = "", (0, "")
    for number, line in enumerate(cell.source.split("\n"), 1):
        match = EXACT.match(line)
        if not match:
            if meant := _meant(line, cell.cell_type == "code"):
                yield number, line, f"write `### {meant}`, on a line of its own"
        elif match["edge"] == "BEGIN":
            if region:
                yield number, line, f"`{region}` of line {begun[0]} is still open; end it first"
            if reason := _out_of_place(cell, match["region"]):
                yield number, line, reason
            region, begun = match["region"], (number, line)
        elif match["region"] != region:
            yield number, line, f"nothing to end here; write `### BEGIN {match['region']}` above"
        else:
            region = ""
    if region:
        yield *begun, f"is never ended; write `### END {region}`"
    if is_solution(cell) and "### BEGIN SOLUTION" not in cell.source:
        yield 0, "", "without `### BEGIN SOLUTION` the whole cell is cleared; mark what to clear"


def _out_of_place(cell: NotebookNode, region: str) -> str:
    """Why a region may not begin in this cell; empty if it may."""
    if region == "SOLUTION" and not is_solution(cell):
        return "the cell's nbgrader metadata do not say `solution: true`"
    if region == "HIDDEN TESTS" and (not is_grade(cell) or is_solution(cell)):
        return "hidden tests belong in a test cell: `grade: true, solution: false`"
    return ""


def _meant(line: str, code: bool) -> str:
    """The delimiter that a line was probably meant to be; empty if none.

    A line that holds one in the wrong form, or a comment that reads much like one.
    """
    upper = line.upper()
    exact = next((d for d in DELIMITERS if d in upper), "")
    if exact and (code or exact in line):
        return exact
    comment = re.match(r"\s*#+[\s#]*(.*)$", upper)
    if not comment or not code:
        return ""
    words = re.sub(r"[^A-Z]+", " ", comment[1]).strip()
    close = difflib.get_close_matches(words, DELIMITERS, n=1, cutoff=0.75)
    return close[0] if close else ""


def _split(source: NotebookNode) -> tuple[list[str], str]:
    """Text inside regions, one string each, and all other text of the notebook."""
    secret: list[str] = []
    public = [STUB, *_strings(source.metadata)]
    for cell in source.cells:
        public += [cell.id, cell.cell_type, *_strings(cell.metadata)]
        inside = False
        for line in cell.source.split("\n"):
            match = EXACT.match(line)
            if match:
                inside = match["edge"] == "BEGIN"
                if inside:
                    secret.append("")
            elif inside:
                secret[-1] += line + "\n"
            else:
                public.append(line)
    return secret, "\n".join(public)


def _tokens(secret: Iterable[str], public: str) -> set[str]:
    """Lines, strings and identifiers of the regions that the public text does not hold."""
    candidates: set[str] = set()
    for region in secret:
        candidates |= {line.strip() for line in region.split("\n")}
        candidates |= set(re.findall(r"[^\W\d]\w*", region))
        candidates |= set(_string_constants(region))
    return {
        token
        for token in candidates
        if len(token) > 1 and re.search(r"\w", token) and not _shows(public, token, True)
    }


def _string_constants(region: str) -> Iterator[str]:
    """Contents of the strings in a region of Python, f-strings in their constant parts."""
    try:
        tree = ast.parse(textwrap.dedent(region))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.strip()


def _shows(text: str, token: str, identifiers: bool) -> bool:
    """Whether a text holds a token: an identifier as a whole word, anything else as it stands."""
    if token.isidentifier():
        return identifiers and re.search(rf"(?<!\w){token}(?!\w)", text) is not None
    return (identifiers or len(token) >= SHORTEST_TEXT) and token in text


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Texts of a released file with the cell each is from: notebooks as their strings decoded."""
    if path.suffix != ".ipynb":
        yield "", path.read_bytes().decode("utf-8", "replace")
        return
    notebook = read(path)
    for cell in notebook.cells:
        yield cell.id, "\n".join(_strings(cell))
    yield "metadata", "\n".join(_strings(notebook.metadata))


def _strings(tree: Any) -> Iterator[str]:
    """All strings of a JSON value but nbgrader's checksums, which hold any two digits."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key != "checksum":
                yield from _strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _strings(value)
    elif isinstance(tree, str):
        yield tree
