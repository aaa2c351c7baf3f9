"""What comes of grading on paper: a page of feedback for each student, one for the instructor.

Both are single files without script that follow the reader's colour scheme. What a student's code
wrote is on them as escaped text and redrawn images only, and lines of a hidden test are taken out
of it: code can read the test that calls it, but the page does not carry it out as it stands.
"""

from __future__ import annotations

import io
import os
import re
import statistics
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import numpy as np
from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from threeways.course import hiding
from threeways.course.assignments import questions as split_questions
from threeways.course.execution import storage
from threeways.course.export import Cell, Marks, marks_csv, number
from threeways.course.grading import sanitise, similar
from threeways.course.grading.archive import Note
from threeways.course.grading.submission import (
    Comparison,
    Flag,
    Prepared,
    Result,
    TestResult,
)

SLOWEST = 10  # submissions shown as slow, of those that took over SLOW times the median
SLOW = 3.0
LONGEST_SOURCE = 20_000  # characters of a cell on a page
HEADING = re.compile(r"^#+ (.+?)(?: \([\d.]+ points?\))?$", re.MULTILINE)
QUOTED = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'")
SOLUTION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)
FEWEST = 5  # students from which difficulty and discrimination are given
STATUS = {
    "passed": "passed",
    "failed": "did not pass",
    "timeout": "took too long and had to be stopped",
    "died": "stopped Python itself",
    "output": "wrote too much and had to be stopped",
    "tampered": "met code that meddles with tests",
    "unknown": "could not be judged; a person will look at it",
}
# What a student may look for.
ADVICE = {
    "timeout": "Look for a loop that does not end, or one that NumPy could do at once.",
    "died": "Your code called exit(), took too much memory, or crashed a library.",
    "output": "Take prints out of loops.",
}


@dataclass(frozen=True)
class Graded:
    """A submission and what came of it; ``marks`` as the gradebook has them now, if it has."""

    prepared: Prepared
    result: Result
    marks: Marks | None = None

    @property
    def student(self) -> str:
        return self.result.student


@dataclass(frozen=True)
class Question:
    """A question of the source: its heading, its cells by grade_id, its points."""

    title: str
    solution: str
    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    points: float
    shown: tuple[str, ...]  # ids of the cells whose outputs a student may see

    @property
    def tests(self) -> tuple[str, ...]:
        return (*self.visible, *self.hidden)


@dataclass(frozen=True)
class Answer:
    """What a student sees of one question."""

    question: Question
    score: float
    waits: bool
    by_hand: bool
    visible: list[tuple[str, str]]  # status and message of each visible test
    hidden: list[str]  # statuses
    compared: Comparison | None
    comment: str
    source: str
    error: str = ""  # that ended the solution cell itself
    outputs: list[NotebookNode] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.waits and self.score >= self.question.points

    @property
    def advice(self) -> str:
        """What to look for, by how the tests ended."""
        ended = [*(status for status, _ in self.visible), *self.hidden]
        return next((ADVICE[status] for status in ended if status in ADVICE), "")


@dataclass(frozen=True)
class Item:
    """How a question or a test did in the class."""

    name: str
    points: float
    mean: float | None  # share of its points that was earned: its difficulty
    discrimination: float | None  # correlation with the points earned elsewhere
    unknown: int


def read_questions(source: NotebookNode) -> list[Question]:
    """The questions of a source notebook, with the headings above them and their points."""
    points = {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in source.cells
        if is_grade(cell)
    }
    ids = {
        cell.metadata.nbgrader.grade_id: cell.id
        for cell in source.cells
        if is_grade(cell) or is_solution(cell)
    }
    titles = _titles(source)
    return [
        Question(
            titles[q.solution],
            q.solution,
            tuple(q.visible),
            tuple(q.hidden),
            sum(points[test] for test in (*q.visible, *q.hidden)),
            tuple(ids[name] for name in (q.solution, *q.visible)),
        )
        for q in split_questions(source)
    ]


def feedback(source: NotebookNode, graded: Graded, show_inputs: bool | None = None) -> str:
    """A student's page: marks, visible tests, the mistake's name, comments, their code.

    Args:
        source: The assignment's source notebook.
        graded: The submission, its result and, where recorded, its marks.
        show_inputs: Whether the first random inputs on which an answer differs are shown; by
            default what the source's metadata say, ``{"threeways": {"show_inputs": …}}``, else yes.
    """
    if show_inputs is None:
        show_inputs = source.metadata.get("threeways", {}).get("show_inputs", True)
    redact = Redaction(source)
    answers = [_answer(question, graded, redact) for question in read_questions(source)]
    return _page(
        "feedback.html.j2",
        title=title(source, graded.result.assignment),
        graded=graded,
        answers=answers,
        score=graded.marks.score if graded.marks else sum(a.score for a in answers),
        points=sum(a.question.points for a in answers),
        penalty=graded.marks.penalty if graded.marks else 0.0,
        submitted=_when(graded.result.submitted or graded.prepared.submission.submitted),
        show_inputs=show_inputs,
    )


def overview(
    source: NotebookNode,
    graded: Sequence[Graded],
    notes: Sequence[Note] = (),
    links: Mapping[str, str] | None = None,
    absent: Sequence[str] = (),
    files: Sequence[str] = (),
) -> str:
    """The instructor's page: marks per question, items, flags, near-identical cells, the slow.

    Args:
        source: The assignment's source notebook.
        graded: All that was graded.
        notes: What collecting refused or could not match.
        links: A student's page of feedback, relative to this one.
        absent: Students of the gradebook who handed in nothing.
        files: What lies beside the page.
    """
    questions = read_questions(source)
    totals = [_total(each, questions) for each in graded]
    return _page(
        "overview.html.j2",
        title=title(source, graded[0].result.assignment if graded else "No submissions"),
        graded=sorted(graded, key=lambda each: each.student),
        questions=questions,
        answers={g.student: [_score(q, g) for q in questions] for g in graded},
        totals=dict(zip([g.student for g in graded], totals)),
        points=sum(q.points for q in questions),
        median=statistics.median(totals) if totals else None,
        bars=_histogram(totals, sum(q.points for q in questions)),
        tiers=sorted({g.result.tier for g in graded}),
        lacking=sorted({g.result.note for g in graded if g.result.note}),
        items=[(_item(q.title, q.tests, graded), _tests(q, graded)) for q in questions],
        flags=[(g.student, flag) for g in graded for flag in _flags(g)],
        unknown=[(g.student, names) for g in graded if (names := _unknown(g))],
        groups=similar.alike({g.student: g.prepared.solutions for g in graded}, _released(source)),
        slow=_slow(graded),
        notes=notes,
        links=links or {},
        absent=absent,
        files=files,
        name=graded[0].result.assignment if graded else "",
        similar=similar,
        slow_factor=SLOW,
        fewest=FEWEST,
    )


def write(
    source: NotebookNode,
    graded: Sequence[Graded],
    notes: Sequence[Note],
    feedback_root: Path,
    target: Path,
    absent: Sequence[str] = (),
) -> Path:
    """Write everybody's feedback, the instructor's page and ``marks.csv``; the page's path.

    ``feedback.zip`` beside the page has the feedback in one file, to send.

    Args:
        source: The assignment's source notebook.
        graded: All that was graded, with marks from the gradebook.
        notes: What collecting refused or could not match.
        feedback_root: nbgrader's feedback folder: ``STUDENT/NAME/NAME.html`` is written there, as
            ``nbgrader release_feedback`` expects it.
        target: Where the instructor's files go.
        absent: Students of the gradebook who handed in nothing.
    """
    links, pages = {}, {}
    for each in graded:
        name = each.result.assignment
        path = feedback_root / each.student / name / f"{name}.html"
        pages[f"{each.student}.html"] = feedback(source, each)
        storage.write(path, pages[f"{each.student}.html"])
        links[each.student] = quote(os.path.relpath(path, target))
    questions = {q.title: q.tests for q in read_questions(source)}
    marks = [each.marks for each in graded if each.marks]
    storage.write(target / "marks.csv", marks_csv(marks, questions))
    _write_zip(target / "feedback.zip", pages)
    files = ("marks.csv", "feedback.zip")
    storage.write(target / "report.html", overview(source, graded, notes, links, absent, files))
    return target / "report.html"


def _write_zip(path: Path, pages: Mapping[str, str]) -> None:
    """A zip that appears whole, and is the same where its pages are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in pages.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, page)
    storage.write(path, file.getvalue())


class Redaction:
    """Takes lines and strings of hidden tests out of what a student's code wrote.

    Taken out is what stands in a hidden region and nowhere else in the source.
    """

    def __init__(self, source: NotebookNode) -> None:
        hidden, public = _hidden_text(source)
        found = {line.strip() for line in hidden.split("\n")}
        found |= {first or second for first, second in QUOTED.findall(hidden)}
        secrets = {s for s in found if len(s) >= hiding.SHORTEST_TEXT and s not in public}
        self.secrets = sorted(secrets, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, "[hidden]")
        return text


def _hidden_text(source: NotebookNode) -> tuple[str, str]:
    """The source's text inside and outside the regions of hidden tests."""
    texts: dict[bool, list[str]] = {True: [], False: []}
    for cell in source.cells:
        inside = False
        for line in cell.source.split("\n"):
            match = hiding.EXACT.match(line)
            if match and match["region"] == "HIDDEN TESTS":
                inside = match["edge"] == "BEGIN"
            else:
                texts[inside].append(line)
    return "\n".join(texts[True]), "\n".join(texts[False])


def title(source: NotebookNode, name: str) -> str:
    """The notebook's first heading."""
    text = "\n".join(c.source for c in source.cells if c.cell_type == "markdown")
    match = re.search(r"^# (.+)$", text, re.MULTILINE)
    return match[1].strip() if match else name


def _titles(source: NotebookNode) -> dict[str, str]:
    """The heading above each solution cell, without its points."""
    titles: dict[str, str] = {}
    title = ""
    for cell in source.cells:
        if cell.cell_type == "markdown" and (match := HEADING.search(cell.source)):
            title = match[1].strip()
        if is_solution(cell):
            name = cell.metadata.nbgrader.grade_id
            titles[name] = title if title and title not in titles.values() else name
    return titles


def _answer(question: Question, graded: Graded, redact: Redaction) -> Answer:
    """What the student is shown; of hidden tests no more than how they ended."""
    tests = graded.result.tests
    cells = [_cell(name, graded) for name in question.tests]
    error = _error(question, graded.result, redact)
    compared = None if error else graded.result.comparisons.get(question.solution)
    return Answer(
        question,
        sum(cell.score for cell in cells),
        any(cell.waits for cell in cells),
        any(cell.by_hand for cell in cells),
        [_told(tests.get(name), redact) for name in question.visible],
        [tests[name].status if name in tests else "unknown" for name in question.hidden],
        _comparison(compared, redact),
        graded.marks.comments.get(question.solution, "") if graded.marks else "",
        sanitise.text(graded.prepared.solutions.get(question.solution, ""), LONGEST_SOURCE),
        error,
        _shown(question, graded.result, redact),
    )


def _error(question: Question, result: Result, redact: Redaction) -> str:
    """How the solution cell itself ended, if by an error: its tests would only say what follows."""
    for output in sanitise.outputs(result.outputs.get(question.shown[0], [])):
        if output.output_type == "error":
            said = re.sub(r"\([^()]*, line (\d+)\)$", r"(line \1)", output.evalue)
            return redact(f"{output.ename}: {said}")
    return ""


def _cell(name: str, graded: Graded) -> Cell:
    """A test cell's marks: the gradebook's, else the automatic ones."""
    if graded.marks and name in graded.marks.cells:
        return graded.marks.cells[name]
    test = graded.result.tests.get(name)
    if test is None:
        return Cell(0.0, 0.0, waits=True)
    return Cell(test.score, test.points, waits=test.status == "unknown")


def _told(test: TestResult | None, redact: Redaction) -> tuple[str, str]:
    if test is None:
        return "unknown", ""
    message = "" if test.status == "passed" else redact(sanitise.text(test.message, 1000))
    return test.status, message


def _comparison(compared: Comparison | None, redact: Redaction) -> Comparison | None:
    """A comparison that has something to tell."""
    if compared is None or compared.agrees is not False:
        return None
    detail = redact(sanitise.text(compared.detail, 1000))
    return Comparison(compared.function, False, detail, compared.hint)


def _shown(question: Question, result: Result, redact: Redaction) -> list[NotebookNode]:
    """Outputs of the solution cell and of visible tests; errors are told as messages."""
    found = []
    for cell in question.shown:
        for output in sanitise.outputs(result.outputs.get(cell, [])):
            if "text" in output:
                output.text = redact(output.text)
            if "data" in output and "text/plain" in output.data:
                output.data["text/plain"] = redact(output.data["text/plain"])
            if output.output_type != "error":
                found.append(output)
    return found


def _score(question: Question, graded: Graded) -> tuple[float, bool]:
    """Points, and whether a person has yet to look."""
    cells = [_cell(name, graded) for name in question.tests]
    return sum(cell.score for cell in cells), any(cell.waits for cell in cells)


def _total(graded: Graded, questions: Sequence[Question]) -> float:
    """Points that count: with the penalty for lateness taken off."""
    if graded.marks:
        return graded.marks.score
    return sum(_score(question, graded)[0] for question in questions)


def _histogram(totals: Sequence[float], points: float) -> list[tuple[str, int, float]]:
    """Label, count and height relative to the highest, in up to ten classes."""
    if not totals or not points:
        return []
    counts, edges = np.histogram(totals, bins=10, range=(0, points))
    return [
        (f"{low:g}–{high:g}", int(count), count / max(counts))
        for count, low, high in zip(counts, edges, edges[1:])
    ]


def _tests(question: Question, graded: Sequence[Graded]) -> list[Item]:
    return [
        _item(f"{name} ({'hidden' if name in question.hidden else 'visible'})", (name,), graded)
        for name in question.tests
    ]


def _item(name: str, tests: Sequence[str], graded: Sequence[Graded]) -> Item:
    """Difficulty and discrimination over the students in whom all of it could be judged."""
    every = sorted({test for each in graded for test in each.result.tests})
    rows = [{test: _cell(test, each) for test in every} for each in graded]
    judged = [row for row in rows if not any(row[t].waits for t in tests if t in row)]
    points = max((sum(row[t].points for t in tests if t in row) for row in judged), default=0.0)
    mine = np.array([sum(row[t].score for t in tests if t in row) for row in judged])
    rest = np.array([sum(row[t].score for t in every if t not in tests) for row in judged])
    enough = len(judged) >= FEWEST and points > 0
    return Item(
        name,
        points,
        float(mine.mean() / points) if enough else None,
        point_biserial(mine, rest) if enough else None,
        len(rows) - len(judged),
    )


def point_biserial(item: Any, rest: Any) -> float | None:
    """Correlation of an item's scores with the rest of the test: the item left out of the total.

    For an item that is right or wrong this is the corrected point-biserial coefficient (Lord and
    Novick, *Statistical Theories of Mental Test Scores*, 1968, chapter 15). None where one of the
    two does not vary.
    """
    if np.ptp(item) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(item, rest)[0, 1])


def _flags(graded: Graded) -> list[Flag]:
    """Flags of ingesting and of grading, each once."""
    flags = list(dict.fromkeys([*graded.prepared.flags, *graded.result.flags]))
    if graded.prepared.refused and graded.prepared.refused not in {f.detail for f in flags}:
        flags.insert(0, Flag("refused", graded.prepared.refused))
    return flags


def _unknown(graded: Graded) -> list[str]:
    """Test cells that wait for a person; one word where all do."""
    waiting = [name for name in graded.result.tests if _cell(name, graded).waits]
    return ["everything"] if len(waiting) == len(graded.result.tests) else waiting


def _slow(graded: Sequence[Graded]) -> list[Graded]:
    if not graded:
        return []
    limit = SLOW * statistics.median(each.result.seconds for each in graded)
    slow = [each for each in graded if each.result.seconds > limit]
    return sorted(slow, key=lambda each: -each.result.seconds)[:SLOWEST]


def _released(source: NotebookNode) -> dict[str, str]:
    """What students are given of each solution cell."""
    return {
        cell.metadata.nbgrader.grade_id: SOLUTION.sub("", cell.source)
        for cell in source.cells
        if is_solution(cell)
    }


def _when(submitted: str) -> str:
    """A time for people."""
    return submitted[:16].replace("T", " ") + " UTC" if submitted else ""


def _page(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(status=STATUS, **values)


@cache
def _environment() -> jinja2.Environment:
    """Templates that escape everything, with the filters that they need."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("threeways.course.grading"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": number,
        "code": _code,
        "prose": _prose,
        "line": sanitise.line,
        "name": lambda name: sanitise.line(name, 80),
    }
    environment.globals["code_styles"] = {
        scheme: Markup(_formatter(scheme).get_style_defs(".code")) for scheme in ("light", "dark")
    }
    return environment


def _prose(text: str) -> Markup:
    """A hint's words; what stands in backticks is code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 and at < len(parts) - 1 else part
        for at, part in enumerate(parts)
    )


def _code(source: str) -> Markup:
    """Python in colour; the formatter escapes it."""
    return Markup(highlight(source, PythonLexer(), _formatter("light")))


@cache
def _formatter(scheme: str) -> HtmlFormatter:
    return HtmlFormatter(nowrap=True, style=f"a11y-high-contrast-{scheme}")
