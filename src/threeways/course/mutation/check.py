"""Grades the graders: do an assignment's tests accept what is right and notice what is not?

Tried are the solution, the release as students get it, the known answers of ``alt/`` and
``wrong/``, and mutants of the solution. What may differ between assignments stands in
``solutions/NAME/mutants.toml``::

    threshold = 0.9  # share of the mutants that some test must notice

    [[waived]]
    mutant = "ridge: …"  # its name, as the check prints it
    reason = "Why no input that the text allows tells it from the solution."

    [[uncompared]]
    name = "draw"  # a function for which `inputs.py` has no inputs; grading cannot compare it
    reason = "Why two right answers may differ."
"""

from __future__ import annotations

import ast
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from threeways.course.assignments import (
    Answer,
    AnswerError,
    Mark,
    Question,
    disagreements,
    gradable,
    put,
    questions,
    read_answers,
    solution_cells,
    source_notebook,
)
from threeways.course.chapters import CourseError, near
from threeways.course.grading.ingest import bound_names
from threeways.course.mutation.mutants import Mutant, mutants
from threeways.course.mutation.trials import Attempt, Cell, Trial, TrialError, Trials, plain
from threeways.course.release import names

THRESHOLD = 0.9
LEAST, FACTOR = 3.0, 10  # so many seconds for an answer, or as many times what the solution takes


@dataclass(frozen=True)
class Rules:
    """What ``mutants.toml`` says."""

    threshold: float = THRESHOLD
    waived: Mapping[str, str] = field(default_factory=dict)  # mutant → reason
    uncompared: Mapping[str, str] = field(default_factory=dict)  # function → reason


@dataclass(frozen=True)
class Report:
    """What the check of one assignment found."""

    name: str
    questions: list[Question]
    rules: Rules
    answers: list[Answer]
    mutants: list[Mutant]
    trials: Mapping[str, Trial]  # "solution", "release", answers and mutants by name
    problems: list[str]
    seconds: float

    @property
    def wrong(self) -> list[Answer]:
        """The answers that must lose something."""
        return [answer for answer in self.answers if answer.wrong]

    @property
    def judged(self) -> list[Mutant]:
        """The mutants that are not waived."""
        return [mutant for mutant in self.mutants if mutant.name not in self.rules.waived]

    @property
    def survivors(self) -> list[Mutant]:
        """Those of them that no test notices."""
        return [mutant for mutant in self.judged if not self.trials[mutant.name].failed]

    @property
    def score(self) -> float:
        """The share that some test notices; 1 where there are none."""
        return 1 - len(self.survivors) / max(1, len(self.judged))


def check(name: str, root: Path, workers: int | None = None) -> Report:
    """Check one assignment.

    Raises:
        CourseError: There is no such assignment or release, or what stands beside the source is
            not in its form.
    """
    begun = time.perf_counter()
    folder = _folder(name, root)
    notebook = gradable(source_notebook(folder))
    try:
        slips = mutants(solution_cells(notebook))
    except SyntaxError as error:
        raise CourseError(f"{name}: a solution cell is not Python: {error}") from error
    rules = read_rules(folder / "mutants.toml")
    asked, answers = questions(notebook), _answers(folder, notebook)
    known = [Attempt("release", _released(name, root))]
    known += [Attempt(answer.name, answer.cells) for answer in answers]
    trials = _try(folder, cells(notebook), known, slips, workers)
    problems = [
        *_of_inputs(folder, known[0].cells, rules),
        *_of_the_notebook(notebook, trials),
        *_of_questions(asked, trials),
        *_of_answers(answers, notebook, trials),
        *_of_hidden_tests(asked, trials),
        *_of_waivers(rules, {slip.name for slip in slips}, trials),
    ]
    report = Report(name, asked, rules, answers, slips, trials, problems, 0.0)
    problems += _of_the_score(report)
    return Report(**{**vars(report), "seconds": time.perf_counter() - begun})


def cells(notebook: NotebookNode) -> list[Cell]:
    """The notebook's code cells, as :class:`.trials.Trials` takes them."""
    return [_cell(cell) for cell in notebook.cells if cell.cell_type == "code"]


def _cell(cell: NotebookNode) -> Cell:
    if is_solution(cell):
        return Cell(cell.metadata.nbgrader.grade_id, cell.source, "solution")
    if is_grade(cell):
        return Cell(cell.metadata.nbgrader.grade_id, cell.source, "test")
    return Cell(f"cell {cell.id}", cell.source, "given")


def read_rules(path: Path) -> Rules:
    """Read ``mutants.toml``; without the file, the usual threshold and no waiver.

    Raises:
        CourseError: It is not TOML, or does not say what it should.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: {error}") from error
    if content.keys() - {"threshold", "waived", "uncompared"}:
        raise CourseError(
            f"{path}: holds `threshold` and tables `[[waived]]` and `[[uncompared]]`, no more"
        )
    threshold = content.get("threshold", THRESHOLD)
    if not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise CourseError(f"{path}: `threshold` is a share from 0 to 1, not {threshold!r}")
    waived = _reasons(path, "waived", "mutant", content)
    return Rules(threshold, waived, _reasons(path, "uncompared", "name", content))


def _reasons(path: Path, table: str, key: str, content: Mapping[str, Any]) -> dict[str, str]:
    """What the entries of a table name, with the reasons."""
    found: dict[str, str] = {}
    for entry in content.get(table, []):
        if (
            not isinstance(entry, dict)
            or entry.keys() != {key, "reason"}
            or not all(entry.values())
        ):
            raise CourseError(
                f"{path}: each [[{table}]] has a `{key}` and a `reason`, not {entry!r}"
            )
        if str(entry[key]) in found:
            raise CourseError(f"{path}: {entry[key]} is {table} twice")
        found[str(entry[key])] = str(entry["reason"])
    return found


def _folder(name: str, root: Path) -> Path:
    folder = root / "solutions" / name
    if not (folder / f"{name}.ipynb").is_file():
        raise CourseError(f"there is no assignment {name!r}; {near(name, names(root))}")
    return folder


def _answers(folder: Path, notebook: NotebookNode) -> list[Answer]:
    """The known answers, each for cells that the notebook has."""
    try:
        answers = read_answers(folder)
        for answer in answers:
            put(notebook, answer.cells)
    except AnswerError as error:
        raise CourseError(str(error)) from error
    return answers


def _released(name: str, root: Path) -> dict[str, str]:
    """The solution cells as students get them."""
    folder = root / "assignments" / name
    if not (folder / f"{name}.ipynb").is_file():
        raise CourseError(f"assignments/{name} does not exist; run `threeways release {name}`")
    return solution_cells(source_notebook(folder))


def _try(
    folder: Path,
    notebook: list[Cell],
    known: list[Attempt],
    slips: list[Mutant],
    workers: int | None,
) -> dict[str, Trial]:
    """Try the solution alone, to know how long it takes, then all else.

    A mutant runs the test cells that its solution cell has to do with. That these tell all, since
    no test needs what another one leaves, is tried on the solution.
    """
    others = {cell.name: unconcerned(notebook, cell) for cell in notebook}
    answers = [
        *known,
        *(Attempt(_alone(c.name), {}, others[c.name]) for c in notebook if c.kind == "solution"),
        *(Attempt(slip.name, {slip.cell: slip.source}, others[slip.cell]) for slip in slips),
    ]
    try:
        with Trials(notebook, folder, workers) as server:
            [solution] = server.run([Attempt("solution")], limit=60)
            limit = max(LEAST, FACTOR * solution.seconds)
            trials = {trial.name: trial for trial in server.run(answers, limit)}
    except TrialError as error:
        raise CourseError(f"{folder.name}: {error}", exit_code=1) from error
    return {"solution": solution, **trials}


def _alone(question: str) -> str:
    """Name of the trial of the solution with one question's test cells only."""
    return f"only {question}"


def unconcerned(notebook: list[Cell], changed: Cell) -> list[str]:
    """The test cells in which nothing that a solution cell defines occurs, directly or by way of
    other cells."""
    touched: set[str] = set()
    more = _defined(changed)
    while more - touched:
        touched |= more
        using = [c for c in notebook if c.kind != "test" and _mentioned(c) & touched]
        more = {name for cell in using for name in _defined(cell)}
    return [
        cell.name for cell in notebook if cell.kind == "test" and not _mentioned(cell) & touched
    ]


def _defined(cell: Cell) -> set[str]:
    """Functions, classes and variables that a cell leaves to those below it."""
    tree = ast.parse(plain(cell.source))
    names = {node.id for node in _top(tree) if isinstance(node, ast.Name)}
    return names | {n.name for n in _top(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}


def _top(node: ast.AST) -> Iterator[ast.AST]:
    """The definitions and assigned names below a node, without those inside definitions."""
    for child in ast.iter_child_nodes(node):
        definition = isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda)
        if definition or isinstance(getattr(child, "ctx", None), ast.Store):
            yield child
        if not definition:
            yield from _top(child)


def _mentioned(cell: Cell) -> set[str]:
    """All names in a cell."""
    tree = ast.parse(plain(cell.source))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


# What may be wrong


def _of_the_notebook(notebook: NotebookNode, trials: Mapping[str, Trial]) -> Iterator[str]:
    """The solution has full marks, the release none."""
    for test, why in trials["solution"].failed.items():
        yield f"solution: {test} must pass, but fails: {why}"
    for test in _tests(notebook):
        if test not in trials["release"].failed:
            yield f"release: {test} must fail, but passes"


def _tests(notebook: NotebookNode) -> dict[str, float]:
    """Points of the test cells by grade_id."""
    graded = [cell.metadata.nbgrader for cell in notebook.cells if is_grade(cell)]
    return {cell.grade_id: float(cell.points) for cell in graded}


def _of_inputs(folder: Path, released: Mapping[str, str], rules: Rules) -> Iterator[str]:
    """Grading compares all that is asked for with the solution, or says why it does not."""
    path = folder / "inputs.py"
    given = bound_names(path.read_text("utf-8")) if path.is_file() else set()
    asked = {name for cell, source in released.items() for name in _asked(cell, source)}
    for name in sorted(asked):
        has = f"inputs_{name}" in given
        if not has and name not in rules.uncompared:
            yield (
                f"{name}: no comparison vouches for its marks: write inputs_{name} in inputs.py, "
                "or say in mutants.toml why two right answers may differ ([[uncompared]])"
            )
        elif has and name in rules.uncompared:
            yield f"mutants.toml says that {name} is not compared, but inputs.py has its inputs"
    for name in rules.uncompared.keys() - asked:
        yield f"mutants.toml says that {name} is not compared, which no cell asks for"


def _asked(cell: str, source: str) -> list[str]:
    """Functions and classes that a solution cell asks for; the cell itself if it has none."""
    nodes = ast.parse(plain(source)).body
    found = [n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return found or [cell]


def _of_questions(asked: Iterable[Question], trials: Mapping[str, Trial]) -> Iterator[str]:
    """No question's tests need what those of another leave behind."""
    for question in asked:
        for test, why in trials[_alone(question.solution)].failed.items():
            yield f"{test}: needs what another question's test cell leaves behind: {why}"


def _of_answers(
    answers: Iterable[Answer], notebook: NotebookNode, trials: Mapping[str, Trial]
) -> Iterator[str]:
    """Every known answer loses what it should, no more."""
    for answer in answers:
        for what in disagreements(answer, marks(trials[answer.name], notebook)):
            test = what.partition(":")[0]
            why = trials[answer.name].failed.get(test)
            yield f"{answer.name}: {what}" + (f": {why}" if why else "")


def marks(trial: Trial, notebook: NotebookNode) -> dict[str, Mark]:
    """A trial as marks, by the test cells of the source notebook."""
    return {
        test: Mark(0.0 if test in trial.failed else points, points)
        for test, points in _tests(notebook).items()
    }


def _of_hidden_tests(asked: Iterable[Question], trials: Mapping[str, Trial]) -> Iterator[str]:
    """Every hidden test notices something that no other does."""
    needed = {next(iter(t.failed)) for t in trials.values() if len(t.failed) == 1}
    for question in asked:
        for test in question.hidden:
            if test not in needed:
                yield f"{test}: whatever it notices, another test does, too; make it say more"


def _of_waivers(rules: Rules, known: set[str], trials: Mapping[str, Trial]) -> Iterator[str]:
    """A waiver is for a mutant that exists and that indeed nothing notices."""
    for name in rules.waived:
        if name not in known:
            yield f"mutants.toml waives a mutant that is not there: {name}; {near(name, [*known])}"
        elif killers := trials[name].failed:
            yield f"mutants.toml waives {name}, but {', '.join(killers)} notices it"


def _of_the_score(report: Report) -> Iterator[str]:
    if report.score < report.rules.threshold:
        yield (
            f"the tests notice {report.score:.1%} of the mutants, fewer than "
            f"{report.rules.threshold:.0%}; test for the survivors, or waive what is equivalent"
        )
