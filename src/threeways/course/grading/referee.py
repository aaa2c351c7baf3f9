"""Judges tests by what functions return, in a kernel where no student's code has ever been.

That a test passed is the word of the kernel that ran it, and of the objects that were compared in
it: a number of one's own making may equal every other. So where nothing else vouches for a test,
it is played once more, here: the submission's functions are called in their own kernel on the
arguments that the test gives them, what they return crosses as plain JSON, and the test's
assertions see nothing but that. With arguments that follow from values which were returned before,
this takes some rounds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from threeways.course.grading import stage, wire
from threeways.course.grading.assignment import Assignment, Cell, defined
from threeways.course.grading.run import Session
from threeways.course.grading.sandbox import Sandbox

ROUNDS = 100  # of calls that could not be foretold
MIME = "application/vnd.threeways.play+json"
IMPORTED = f"from {wire.__name__} import outcome, pack, unpack\n"
Ask = Callable[[list[Any]], Sequence[Any] | None]  # calls → their outcomes, None if there are none


def _texts() -> list[str]:
    wired, staged = (Path(m.__file__ or "").read_text(encoding="utf-8") for m in (wire, stage))
    return [wired, staged.replace(IMPORTED, "")]


OPEN = (
    f"__stage__ = {{'__name__': 'stage'}}\nfor __text__ in {_texts()!r}:\n"
    "    exec(__text__, __stage__)"
)


class Referee:
    """A kernel with an assignment's own cells, its solutions not among them."""

    def __init__(self, sandbox: Sandbox, assignment: Assignment) -> None:
        self._session = Session(sandbox)
        self._given = [cell for cell in assignment.cells if cell.kind == "given"]
        self._names = functions(assignment)
        self._open = False

    def close(self) -> None:
        """End its kernel."""
        self._session.close()

    def doubt(self, test: Cell, calls: list[Any], ask: Ask, seconds: float) -> str:
        """Why a test's mark cannot be believed; empty if the values that are returned earn it.

        Args:
            test: One that can be played.
            calls: What it is known to call, in groups, to save rounds.
            ask: Calls the submission's functions, in its kernel.
            seconds: That this may take here.
        """
        self._session.allow(seconds)
        self._prepare()
        answered: list[tuple[Any, Any]] = []
        for turn in range(ROUNDS):
            for group in calls:
                outcomes = ask(group)
                if outcomes is None:
                    return "its functions could not be called again"
                answered += zip(group, outcomes, strict=True)
            said = self._play(test, answered, fresh=turn == 0)
            if "asks" not in said:
                return str(said.get("stuck") or said["why"])
            calls, answered = [[said["asks"]]], []
        return "it calls too many functions to be played again"

    def _prepare(self) -> None:
        """Execute the assignment's cells; what depends on solutions fails, and is not there."""
        if not self._open:
            self._session.run("stage", OPEN)
            for cell in self._given:
                self._session.run(cell.id, cell.source)
            self._open = True

    def _play(self, test: Cell, answered: list[tuple[Any, Any]], fresh: bool) -> dict[str, Any]:
        setup = "__prompter__ = __stage__['Prompter']()\n" if fresh else ""
        try:
            setup += f"__prompter__.learn(__stage__['json'].loads({json.dumps(answered)!r}))\n"
        except RecursionError:
            return {"stuck": "a function returns what is nested too deep"}
        told = _told(
            self._session,
            f"__prompter__.play({test.source!r}, {self._names!r}, globals())",
            setup,
        )
        return told or {"stuck": "it could not be played again in time"}


def _told(session: Session, expression: str, setup: str = "") -> dict[str, Any] | None:
    """What an expression of JSON says, in a kernel that can be trusted."""
    show = f"__import__('IPython').display.display({{{MIME!r}: {expression}}}, raw=True)"
    reply = session.run("play", setup + show, replay=False)
    texts = [output["data"].get(MIME) for output in reply.outputs if "data" in output]
    if reply.status != "ok" or not texts:
        return None
    told: dict[str, Any] = json.loads(texts[-1])
    return told


def of(sandbox: Sandbox, assignment: Assignment) -> Referee:
    """The referee for an assignment; it lives as long as the sandbox does."""
    if sandbox not in _referees:
        _referees[sandbox] = Referee(sandbox, assignment)
        sandbox.closing.callback(lambda: _referees.pop(sandbox).close())
    return _referees[sandbox]


_referees: dict[Sandbox, Referee] = {}


def functions(assignment: Assignment) -> list[str]:
    """The functions of all solution cells."""
    sources = [cell.source for cell in assignment.cells if cell.kind == "solution"]
    return list(dict.fromkeys(name for source in sources for name in defined(source)))


def playable(
    session: Session, assignment: Assignment, tests: Iterable[str], ask: Ask
) -> dict[str, list[Any]]:
    """The tests that can be played, with the calls that each makes, as :func:`.stage.foretell` has
    them.

    Args:
        session: In which the solution's cells were executed.
        assignment: As read.
        tests: By name.
        ask: Calls the solution's functions.
    """
    found = {}
    session.run("stage", OPEN)
    names = functions(assignment)
    judge = of(session.sandbox, assignment)
    for cell in (assignment.tests[name] for name in tests):
        told = _told(session, f"__stage__['foretell']({cell.source!r}, {names!r}, globals())")
        if told is None or told.get("why") != "" or not told["count"]:
            continue
        if not judge.doubt(cell, told["calls"], ask, session.left()):
            found[cell.name] = told["calls"]
    return found
