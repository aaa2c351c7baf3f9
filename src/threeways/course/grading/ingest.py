"""What is taken from a submission: the sources of its solution cells, by ``grade_id``.

Nothing is executed. Everything else of the notebook that is graded comes from the source: what a
student did to other cells changes no mark, and is flagged where an instructor would want to know.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import stat
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from threeways.course.grading import sanitise
from threeways.course.grading.submission import Flag, Prepared, Submission

if TYPE_CHECKING:
    from threeways.course.grading.assignment import Assignment
    from threeways.course.grading.sandbox import Limits

LARGEST_FILE = 20 * 2**20  # bytes: outputs with images may be many
MOST_CELLS = 1000
LONGEST_CELL = 100_000  # characters of a solution cell


class Refused(Exception):
    """Why nothing can be taken from a file."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


@dataclass(frozen=True)
class _Cell:
    """What matters of a student's cell."""

    kind: str
    source: str
    grade_id: str = ""


def prepare(
    submission: Submission, assignment: Assignment, limits: Limits, tier: str = ""
) -> Prepared:
    """Take the solution cells from a submission.

    Never raises for what a student handed in: a file that cannot be used is ``refused``, with
    the reason, and flagged.

    Args:
        submission: What was handed in.
        assignment: What it is an answer to.
        limits: What it will be run with; part of the key.
        tier: The isolation it will be run in; part of the key.
    """
    flags: list[Flag] = []
    solutions: dict[str, str] = {}
    refused = ""
    try:
        cells = _cells(_notebook(_read(submission.path), flags))
        solutions = _solutions(cells, assignment, flags)
        flags += _others(cells, assignment, solutions)
    except Refused as error:
        refused = str(error)
        flags.append(Flag(error.kind, refused))
    prepared = Prepared(submission, "", solutions, tuple(flags), refused)
    return replace(prepared, key=_key(prepared, assignment, limits, tier))


def _key(prepared: Prepared, assignment: Assignment, limits: Limits, tier: str) -> str:
    """SHA-256 of all that decides the result."""
    parts = {
        "assignment": assignment.digest,
        "student": prepared.submission.student,
        "solutions": dict(prepared.solutions),
        "flags": [asdict(flag) for flag in prepared.flags],
        "limits": asdict(limits),
        "tier": tier,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _read(path: Path | None) -> bytes:
    """The file's bytes, if it is a file and no larger than it may be."""
    if path is None:
        raise Refused("notebook-missing", "no notebook was handed in")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        kind = "link" if path.is_symlink() else "unreadable"
        reason = "is a link to another file" if kind == "link" else str(error.strerror)
        raise Refused(kind, f"the notebook {reason}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused("not-a-file", "the notebook is no regular file")
    with os.fdopen(handle, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Refused("too-large", f"the notebook is larger than {LARGEST_FILE >> 20} MiB")
    return data


def _notebook(data: bytes, flags: list[Flag]) -> dict[str, Any]:
    """The notebook as JSON, in format 4."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused("bad-json", f"the file is no JSON: {sanitise.line(str(error))}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Refused("not-a-notebook", "the file holds no list of cells, as a notebook does")
    if notebook.get("nbformat") != 4:
        raise Refused("format", "the notebook is not in format 4; save it with a current Jupyter")
    if len(notebook["cells"]) > MOST_CELLS:
        raise Refused("too-many-cells", f"the notebook has more than {MOST_CELLS:,} cells")
    _check_schema(notebook, flags)
    return notebook


def _check_schema(notebook: Mapping[str, Any], flags: list[Flag]) -> None:
    """Flag what nbformat would refuse; outputs, which nobody reads, aside."""
    bare = [{**c, "outputs": []} if "outputs" in c else c for c in notebook["cells"] if _is_map(c)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of ids that older notebooks lack
            nbformat.validate({**notebook, "cells": bare}, relax_add_props=True)
    except Exception as error:  # what else it raises for hostile JSON is its own affair
        reason = sanitise.line(str(error).split("\n")[0])
        flags.append(Flag("schema", f"not a valid notebook: {reason}"))


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _cells(notebook: Mapping[str, Any]) -> list[_Cell]:
    """Cells that are any, with sources as one text that can be sent."""
    return [
        _Cell(str(cell.get("cell_type")), _text(cell.get("source")), _grade_id(cell))
        for cell in notebook["cells"]
        if isinstance(cell, dict)
    ]


def _text(source: object) -> str:
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode("utf-8")  # half a pair of UTF-16 is no text


def _grade_id(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    of_nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = of_nbgrader.get("grade_id") if isinstance(of_nbgrader, dict) else None
    return name if isinstance(name, str) else ""


def _solutions(cells: Iterable[_Cell], assignment: Assignment, flags: list[Flag]) -> dict[str, str]:
    """Sources by grade_id. Of two cells of one name the last counts, as in nbgrader."""
    found: dict[str, str] = {}
    for cell in cells:
        expected = assignment.solution_types.get(cell.grade_id)
        if expected is None:
            continue
        if cell.grade_id in found:
            flags.append(Flag("cell-duplicated", "there twice; the last counts", cell.grade_id))
        if cell.kind != expected:
            reason = f"is a {sanitise.line(cell.kind, 20)} cell, was {expected}; its text counts"
            flags.append(Flag("cell-retyped", reason, cell.grade_id))
        if len(cell.source) > LONGEST_CELL:
            reason = f"longer than {LONGEST_CELL:,} characters and not taken"
            flags.append(Flag("cell-too-long", reason, cell.grade_id))
        else:
            found[cell.grade_id] = cell.source
    for name in assignment.solution_types:
        if name not in found and not any(f.cell == name for f in flags):
            flags.append(Flag("cell-missing", "the cell is not in the notebook", name))
    return found


def _others(
    cells: list[_Cell], assignment: Assignment, solutions: Mapping[str, str]
) -> Iterator[Flag]:
    """What was done to test cells, strange names, and cells of the student's own that matter."""
    counts = Counter(cell.grade_id for cell in cells)
    known = {*assignment.solution_types, *assignment.tests, *assignment.other_ids, ""}
    for name in assignment.tests:
        if not counts[name]:
            yield Flag("test-missing", "the test cell was deleted or renamed; ours was run", name)
        elif counts[name] > 1:
            yield Flag("test-duplicated", "the test cell is there more than once", name)
    for cell in cells:
        if cell.grade_id in assignment.tests:
            if cell.kind != "code":
                yield Flag("test-retyped", "the test cell is no code cell any more", cell.grade_id)
            elif not assignment.released_as(cell.grade_id, cell.source):
                yield Flag("test-changed", "the test cell was changed; ours was run", cell.grade_id)
    for name in sorted(counts.keys() - known):
        yield Flag("cell-unknown", f"a cell {sanitise.line(name, 60)!r} that the source lacks")
    yield from _extra(cells, assignment, solutions)


def _extra(
    cells: Iterable[_Cell], assignment: Assignment, solutions: Mapping[str, str]
) -> Iterator[Flag]:
    """Names that solution cells use and only a cell of the student's own defines: not taken."""
    own = [
        cell.source
        for cell in cells
        if cell.kind == "code" and not cell.grade_id and not assignment.is_given(cell.source)
    ]
    bound = {name for source in own for name in bound_names(source)}
    bound -= {name for source in solutions.values() for name in bound_names(source)}
    bound -= assignment.given_names
    used = {name for source in solutions.values() for name in _used_names(source)}
    if shared := sorted(bound & used)[:10]:
        names = ", ".join(sanitise.line(name, 40) for name in shared)
        yield Flag("extra-cells", f"solutions use {names}, defined in cells that are not taken")


def bound_names(source: str) -> set[str]:
    """Names that a cell binds at its top level."""
    found: set[str] = set()
    for node in _parsed(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(a.asname or a.name).partition(".")[0] for a in node.names}
        else:
            stored = (n for n in ast.walk(node) if isinstance(n, ast.Name))
            found |= {n.id for n in stored if isinstance(n.ctx, ast.Store)}
    return found


def _used_names(source: str) -> set[str]:
    return {n.id for n in ast.walk(_parsed(source)) if isinstance(n, ast.Name)}


def _parsed(source: str) -> ast.Module:
    """A cell's syntax; an empty one where it is not Python, or too nested to say."""
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(source)
    return ast.Module([], [])
