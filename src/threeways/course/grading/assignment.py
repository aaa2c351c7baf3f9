"""An assignment as graders need it: its cells, and what is known of right and wrong answers.

What is known is learnt once from the solution and from ``wrong/``, in a sandboxed kernel of their
own, see :func:`threeways.course.grading.compare.learn`; all of it is JSON, for workers elsewhere.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import runpy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from threeways.course.assignments import (
    HIDDEN,
    Answer,
    Question,
    gradable,
    read_answers,
    source_notebook,
)
from threeways.course.execution import fingerprint
from threeways.course.grading import wire
from threeways.course.grading.ingest import bound_names
from threeways.course.kernels import Backend

FORMAT = 3  # raised when results of the past must not be used any more
CALLS = 8  # random inputs of each function


@dataclass(frozen=True)
class Cell:
    """A code cell of the source, up to the last test cell; without the setup cell."""

    id: str
    kind: Literal["given", "solution", "test"]
    source: str
    name: str = ""  # grade_id
    points: float = 0.0

    @property
    def hidden(self) -> bool:
        """Whether students must not see it."""
        return self.kind == "test" and HIDDEN in self.source


@dataclass(frozen=True)
class Known:
    """How answers behave on a question's random inputs; outcomes as :mod:`.wire` packs them."""

    calls: list[Any] = field(default_factory=list)  # function and packed arguments of each
    reference: list[Any] = field(default_factory=list)  # the solution's outcome of each call
    wrong: list[Any] = field(default_factory=list)  # hint and outcomes of each known mistake


@dataclass(frozen=True)
class Assignment:
    """What submissions are graded against; plain JSON but for its methods."""

    name: str
    digest: str  # SHA-256 of source, answers, inputs and environment
    cells: tuple[Cell, ...]
    imports: tuple[str, ...]
    solution_types: Mapping[str, str]  # grade_id of a solution cell → its type
    other_ids: tuple[str, ...]  # graded cells that are neither
    released: Mapping[str, str]  # what students got: cell by grade_id, or by id where it has none
    known: Mapping[str, Known] = field(default_factory=dict)  # by the solution's grade_id
    negated: Mapping[str, list[str]] = field(default_factory=dict)  # hidden test → must fail
    plays: Mapping[str, list[Any]] = field(default_factory=dict)  # test → what it calls

    @cached_property
    def tests(self) -> dict[str, Cell]:
        """Test cells by grade_id."""
        return {cell.name: cell for cell in self.cells if cell.kind == "test"}

    @cached_property
    def questions(self) -> list[Question]:
        """Solution cells with their tests, in order; tests above the first under an empty name."""
        found = [Question("", [], [])]
        for cell in self.cells:
            if cell.kind == "solution":
                found.append(Question(cell.name, [], []))
            elif cell.kind == "test":
                (found[-1].hidden if cell.hidden else found[-1].visible).append(cell.name)
        return found

    @cached_property
    def given_names(self) -> set[str]:
        """Names that cells bind which are not the student's."""
        return {
            name for cell in self.cells if cell.kind == "given" for name in bound_names(cell.source)
        }

    def compares(self, question: Question) -> bool:
        """Whether random inputs are known for every function that a question asks for."""
        known = self.known.get(question.solution)
        called = {call[0] for call in known.calls} if known else set()
        return set(self.asked(question)) <= called

    def asked(self, question: Question) -> list[str]:
        """The functions that a question asks for: those of the cell that students get."""
        solutions = (c for c in self.cells if c.kind == "solution")
        source = next((c.source for c in solutions if c.name == question.solution), "")
        return defined(self.released.get(question.solution, source)) or defined(source)

    def is_given(self, source: str) -> bool:
        """Whether students got a cell with this source."""
        return source.strip() in {text.strip() for text in self.released.values()}

    def released_as(self, name: str, source: str) -> bool:
        """Whether a graded cell is as students got it."""
        return name not in self.released or self.released[name].strip() == source.strip()

    def to_json(self) -> str:
        """For :func:`from_json`."""
        return json.dumps(asdict(self))


def from_json(text: str) -> Assignment:
    """The assignment of :meth:`Assignment.to_json`."""
    raw = json.loads(text)
    raw["cells"] = tuple(Cell(**cell) for cell in raw["cells"])
    raw["known"] = {name: Known(**known) for name, known in raw["known"].items()}
    for name in ("imports", "other_ids"):
        raw[name] = tuple(raw[name])
    return Assignment(**raw)


def read(root: Path, name: str, backend: Backend = "tensorflow") -> Assignment:
    """Read an assignment from ``solutions/NAME``; what is known of answers is left empty."""
    folder = root / "solutions" / name
    notebook = gradable(source_notebook(folder))
    codes = [c for c in notebook.cells if c.cell_type == "code" and not _setup(c)]
    cells = tuple(map(_cell, codes))
    solutions = {
        c.metadata.nbgrader.grade_id: c.cell_type
        for c in notebook.cells
        if is_solution(c) and not (is_grade(c) and c.cell_type != "code")
    }
    names = {cell.name for cell in cells} | solutions.keys()
    others = [c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata]
    return Assignment(
        name,
        _digest(root, folder, notebook, backend),
        cells,
        tuple(_imports(cells)),
        solutions,
        tuple(sorted(set(others) - names)),
        _released(root / "assignments" / name / f"{name}.ipynb", notebook),
    )


def _setup(cell: NotebookNode) -> bool:
    return "setup" in cell.metadata.get("tags", [])


def _cell(cell: NotebookNode) -> Cell:
    if is_solution(cell):
        return Cell(cell.id, "solution", cell.source, cell.metadata.nbgrader.grade_id)
    if is_grade(cell):
        about = cell.metadata.nbgrader
        return Cell(cell.id, "test", cell.source, about.grade_id, float(about.points))
    return Cell(cell.id, "given", cell.source)


def _digest(root: Path, folder: Path, notebook: NotebookNode, backend: Backend) -> str:
    """Of the cells, the files beside them, and the versions of all that they import."""
    constraints = root / "constraints.txt"
    mark = fingerprint.fingerprint(
        notebook,
        backend,
        folder=folder,
        datasets=root / "datasets",
        constraints=constraints if constraints.is_file() else None,
    )
    digest = hashlib.sha256(f"{FORMAT} {CALLS} {mark.key(backend, {})}".encode())
    for cell in notebook.cells:  # the key above knows no points
        digest.update(json.dumps(cell.metadata.get("nbgrader", {}), sort_keys=True).encode())
    for path in sorted([folder / "inputs.py", *folder.glob("wrong/*.py")]):
        if path.is_file():
            digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()


def _imports(cells: Iterable[Cell]) -> list[str]:
    """Modules that the assignment's own cells import."""
    found: dict[str, None] = {}
    for cell in cells:
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError:  # a magic
            continue
        for node in nodes:
            if isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
    return list(found)


def _released(path: Path, source: NotebookNode) -> dict[str, str]:
    """Code cells as students got them; where nothing was released, those that hide nothing."""
    notebook = nbformat.read(path, as_version=4) if path.is_file() else source
    found = {}
    for cell in notebook.cells:
        hides = notebook is source and (is_solution(cell) or HIDDEN in cell.source)
        if cell.cell_type == "code" and not hides:
            found[cell.metadata.get("nbgrader", {}).get("grade_id") or cell.id] = cell.source
    return found


def calls(root: Path, assignment: Assignment) -> dict[str, list[Any]]:
    """Random inputs for the functions of each question, packed; by the solution's grade_id.

    They follow from the digest, which no student knows: the same for everybody and every time.
    """
    path = root / "solutions" / assignment.name / "inputs.py"
    module = runpy.run_path(str(path)) if path.is_file() else {}
    found: dict[str, list[Any]] = {}
    for cell in assignment.cells:
        if cell.kind == "solution" and (packed := list(_packed(cell.source, module, assignment))):
            found[cell.name] = packed
    return found


def _packed(source: str, module: Mapping[str, Any], assignment: Assignment) -> Iterator[Any]:
    for name in defined(source):
        if generator := module.get(f"inputs_{name}"):
            rng = np.random.default_rng(int(assignment.digest[:16], 16))
            for arguments in itertools.islice(generator(rng), CALLS):
                yield [name, [wire.pack(one) for one in arguments]]


def defined(source: str) -> list[str]:
    """Functions that a cell defines at its top level; none where it is not Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [node.name for node in body if isinstance(node, ast.FunctionDef)]


def mistakes(root: Path, assignment: Assignment) -> dict[str, list[Answer]]:
    """The known wrong answers that replace each solution cell."""
    found: dict[str, list[Answer]] = {}
    for answer in read_answers(root / "solutions" / assignment.name):
        for name in answer.cells if answer.wrong else ():
            found.setdefault(name, []).append(answer)
    return found
