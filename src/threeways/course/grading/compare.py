"""Compares functions on random inputs, here and not there where somebody could interfere.

A submission's functions are called in its own kernel on inputs that were drawn in this process;
the solution's and those of known wrong answers were called on the same inputs in another kernel.
What they return crosses as JSON and is compared here.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from threeways.course.chapters import CourseError
from threeways.course.execution import storage
from threeways.course.grading import controls, referee, wire
from threeways.course.grading.assignment import Assignment, Known, calls, from_json, mistakes
from threeways.course.grading.run import Session
from threeways.course.grading.sandbox import Sandbox
from threeways.course.grading.submission import Comparison

TOLERANCE = 1e-5  # times max(1, the largest number): an answer in single precision is right
LONGEST = 160  # characters of a value that is shown
MIME = "application/vnd.threeways.outcomes+json"
CALLER = Path(wire.__file__).read_text(encoding="utf-8") + (
    "\n\nfrom IPython.display import display\n\n"
    f"display({{{MIME!r}: respond(calls, namespace)}}, raw=True)\n"
)


@dataclass(frozen=True)
class Outcome:
    """What became of one call."""

    value: Any = None
    changed: tuple[int, ...] = ()  # positions of arguments that were changed in place
    error: str = ""  # the exception's type, if it raised one


def learn(root: Path, assignment: Assignment, sandbox: Sandbox, cache: Path) -> Assignment:
    """The assignment with what is known of right and wrong answers.

    Args:
        root: The course's root.
        assignment: As read.
        sandbox: For this assignment.
        cache: A folder; what was learnt for this digest is taken from there.

    Raises:
        CourseError: The source's own cells do not run.
    """
    path = cache / f"known-{assignment.digest[:24]}.json"
    try:
        cached = from_json(path.read_text(encoding="utf-8"))
        if cached.digest == assignment.digest:
            return replace(
                assignment, known=cached.known, negated=cached.negated, plays=cached.plays
            )
    except (OSError, ValueError, TypeError, KeyError):
        pass  # not there yet, or of another version
    learnt = _learn(root, assignment, sandbox)
    storage.write(path, learnt.to_json())
    return learnt


def _learn(root: Path, assignment: Assignment, sandbox: Sandbox) -> Assignment:
    inputs, wrong = calls(root, assignment), mistakes(root, assignment)
    known: dict[str, Known] = {}
    negated: dict[str, list[str]] = {}
    plays: dict[str, list[Any]] = {}
    for question in assignment.questions:
        with Session(sandbox) as session:
            _run_solution(session, assignment)
            name = question.solution
            tests = [*question.visible, *question.hidden]
            ask = functools.partial(ask_raw, session)
            plays |= referee.playable(session, assignment, tests, ask)
            if name in inputs:
                cells = [answer for answer in wrong.get(name, [])]
                known[name] = _known(session, assignment, inputs[name], cells)
            for test in question.hidden:
                source = assignment.tests[test].source
                negated[test] = [
                    text for text in controls.negations(source) if _fails(session, text)
                ]
    return replace(assignment, known=known, negated=negated, plays=plays)


def _run_solution(session: Session, assignment: Assignment) -> None:
    for cell in assignment.cells:
        if cell.kind != "test":
            reply = session.run(cell.id, cell.source)
            if reply.status != "ok":
                raise CourseError(
                    f"solutions/{assignment.name}: its own cell {cell.id!r} fails: "
                    f"{reply.ename} {reply.evalue}",
                    exit_code=1,
                )


def _fails(session: Session, source: str) -> bool:
    reply = session.run("negated", source, replay=False)
    return reply.status == "error" and reply.ename == "AssertionError"


def _known(
    session: Session, assignment: Assignment, inputs: list[Any], wrong: Sequence[Any]
) -> Known:
    """Outcomes of the solution, on the inputs that it takes, and of each wrong answer on those."""
    answered = ask_raw(session, inputs)
    if answered is None:
        raise CourseError(f"solutions/{assignment.name}: its functions give nothing on inputs.py")
    fits = [i for i, one in enumerate(answered) if "value" in one]
    inputs, reference = [inputs[i] for i in fits], [answered[i] for i in fits]
    right = {cell.name: cell for cell in assignment.cells if cell.kind == "solution"}
    found = []
    for answer in wrong:
        for name, source in answer.cells.items():
            session.run(f"wrong-{name}", source, replay=False)
        outcomes = ask_raw(session, inputs)
        if outcomes is not None and _differ(read(reference), read(outcomes)):
            found.append([answer.hint, outcomes])
        for name in answer.cells:
            session.run(right[name].id, right[name].source)
    return Known(inputs, reference, found)


def _differ(reference: Sequence[Outcome], other: Sequence[Outcome]) -> bool:
    return not all(map(same, reference, other))


def ask(session: Session, known: Known) -> list[Outcome] | None:
    """Outcomes of a question's calls in a submission's kernel; None if they cannot be judged."""
    raw = ask_raw(session, known.calls)
    if raw is None:
        return None
    try:
        return read(raw)
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def ask_raw(session: Session, packed: list[Any]) -> list[Any] | None:
    """The same as it came, but for its length."""
    given = f'{{"calls": {json.dumps(packed)!r}, "namespace": globals(), "__name__": "wire"}}'
    reply = session.run("calls", f"exec({CALLER!r}, {given})", replay=False)
    texts = [output["data"].get(MIME) for output in reply.outputs if "data" in output]
    if reply.status != "ok" or not texts or not isinstance(texts[-1], str):
        return None
    try:
        answered = json.loads(texts[-1])
    except (ValueError, RecursionError):
        return None
    fits = isinstance(answered, list) and len(answered) == len(packed)
    return answered if fits and all(isinstance(one, dict) for one in answered) else None


def read(raw: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Outcomes from their packed form.

    Raises:
        ValueError, TypeError, KeyError: They are not in it.
    """
    return [
        Outcome(error=str(one["error"])[:100])
        if "error" in one
        else Outcome(wire.unpack(one["value"]), tuple(int(i) for i in one["changed"]))
        for one in raw
    ]


def same(a: Outcome, b: Outcome) -> bool:
    """Whether two calls cannot be told apart: value, changed arguments, exception's type."""
    return a.error == b.error and a.changed == b.changed and close(a.value, b.value)


def close(right: Any, other: Any) -> bool:
    """Whether a value is the right one up to rounding; lists and tuples count as the same.

    Numbers and arrays, of whatever type of number, must have the same shape and differ by at most
    ``TOLERANCE · max(1, max|right|)``; NaN and infinities must be in the same places.
    """
    if isinstance(right, str) or right is None or isinstance(other, str) or other is None:
        return type(right) is type(other) and bool(right == other)
    if isinstance(right, dict) or isinstance(other, dict):
        return _close_dicts(right, other)
    if isinstance(right, list | tuple) and isinstance(other, list | tuple):
        return len(right) == len(other) and all(map(close, right, other))
    a, b = _numbers(right), _numbers(other)
    return a is not None and b is not None and a.shape == b.shape and _close(a, b)


def _close_dicts(right: Any, other: Any) -> bool:
    if not isinstance(right, dict) or not isinstance(other, dict) or right.keys() != other.keys():
        return False
    return all(close(value, other[key]) for key, value in right.items())


def _numbers(value: Any) -> np.ndarray[Any, Any] | None:
    """A number, an array or nested lists of numbers as an array; None for anything else."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in wire.KINDS:
            return None
        return array.astype(complex if array.dtype.kind == "c" else float)
    except (ValueError, TypeError, OverflowError):
        return None


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    finite = np.isfinite(a)
    if not np.array_equal(finite, np.isfinite(b)):
        return False
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    a, b = a[finite], b[finite]
    with np.errstate(over="ignore"):
        return a.size == 0 or bool(np.abs(a - b).max() <= TOLERANCE * max(1.0, np.abs(a).max()))


def judge(known: Known, outcomes: list[Outcome] | None, failed: bool) -> Comparison:
    """What a submission's outcomes say.

    Args:
        known: Of the question.
        outcomes: Of the submission; None if there are none.
        failed: Whether a test failed: then arguments that were changed in place are a difference,
            which the tests of some questions forbid and others do not look for.
    """
    function = known.calls[0][0] if known.calls else ""
    if outcomes is None:
        return Comparison(function, None, "its functions could not be called on random inputs")
    reference = read(known.reference)
    test = same if failed else _same_value
    differing = [i for i, pair in enumerate(zip(reference, outcomes)) if not test(*pair)]
    if not differing:
        return Comparison(function, True)
    simplest = min(differing, key=lambda i: len(json.dumps(known.calls[i])))
    detail = _detail(known.calls[simplest], reference[simplest], outcomes[simplest])
    return Comparison(known.calls[simplest][0], False, detail, _hint(known, outcomes))


def _same_value(a: Outcome, b: Outcome) -> bool:
    return a.error == b.error and close(a.value, b.value)


def _hint(known: Known, outcomes: list[Outcome]) -> str:
    """Of the first known mistake that behaves in the same way throughout."""
    fits = (hint for hint, raw in known.wrong if not _differ(read(raw), outcomes))
    return next(fits, "")


def _detail(call: list[Any], right: Outcome, other: Outcome) -> str:
    name, packed = call
    arguments = ", ".join(map(_shown, map(wire.unpack, packed)))
    if not other.error and close(right.value, other.value):
        which = " and ".join(str(i + 1) for i in other.changed) or "no"
        return f"{name}({arguments}) changes its argument {which} in place"
    gives = f"raises {other.error}" if other.error else f"gives {_shown(other.value)}"
    return f"{name}({arguments}) {gives}, expected {_shown(right.value)}"


def _shown(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, threshold=12, separator=", ")
    elif isinstance(value, float):
        text = f"{value:.5g}"
    elif isinstance(value, list | tuple):
        text = f"({', '.join(_each(value))})"
    else:
        text = repr(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _each(values: Sequence[Any]) -> Iterator[str]:
    yield from map(_shown, values[:6])
    if len(values) > 6:
        yield "…"
