"""Scores one submission, fail-closed: a test counts only with proof that it was really run.

First come the student's cells, the visible tests and the comparisons on random inputs, in the
notebook's order; then the hidden tests, of which the kernel knows nothing before. So nothing that
a student is shown, an output, a message or an example of a comparison, can carry them out.

A test counts with an ``ok`` reply, an execution count, no error among its outputs, and controls
that fail as they must (:mod:`.controls`). If a control does not, the test gives nothing. If a
function passes its hidden tests but disagrees with the solution on random inputs, or cannot be
called on them, a person decides: its tests are ``unknown``. A test that passes although no
comparison vouches for its question, as the example of a function that is right for nothing else,
is played again where no student's code is, with the values that the functions return
(:mod:`.referee`). If it does not pass there, or cannot be played, a person decides. So it is, once
a control has been broken, with all that nothing but the kernel's word speaks for. What is written
to stderr costs nothing.
"""

from __future__ import annotations

import functools
import json
import secrets
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from threeways.course.assignments import Question
from threeways.course.grading import compare, controls, referee, sanitise
from threeways.course.grading.assignment import Assignment, Cell
from threeways.course.grading.ingest import bound_names
from threeways.course.grading.run import Reply, Session
from threeways.course.grading.sandbox import Sandbox, SandboxError
from threeways.course.grading.submission import (
    Comparison,
    Flag,
    Prepared,
    Result,
    Status,
    TestResult,
)

LONGEST_MESSAGE = 1000  # characters
# IPython's own tracebacks take ten times as long as a test.
PLAIN = "get_ipython().InteractiveTB.set_mode('Plain')"


def grade_one(prepared: Prepared, sandbox: Sandbox, assignment: Assignment) -> Result:
    """Grade a submission.

    Args:
        prepared: What was taken from it.
        sandbox: One for this assignment.
        assignment: With what is known of its answers, see :func:`.compare.learn`.

    Raises:
        SandboxError: No kernel can be started, or one was ended together with its fork parent (for
            want of memory, say); neither is the submission's fault.
    """
    start = time.monotonic()
    if prepared.refused:
        return replace(unjudged(prepared, assignment, prepared.refused), tier=sandbox.tier)
    parents = sandbox.lost_parents()
    with Session(sandbox) as session:
        grading = _Grading(prepared, assignment, session)
        grading.run()
    if sandbox.lost_parents() != parents:
        raise SandboxError("the fork parent was ended from outside, and the kernels with it")
    return Result(
        prepared.submission.student,
        assignment.name,
        prepared.key,
        sandbox.tier,
        {name: grading.tests[name] for name in assignment.tests},
        grading.comparisons,
        (*prepared.flags, *grading.flags),
        grading.outputs,
        time.monotonic() - start,
        prepared.submission.submitted,
        sandbox.note,
    )


def unjudged(prepared: Prepared, assignment: Assignment, why: str) -> Result:
    """The result of a submission that could not be run: every question waits for a person."""
    return Result(
        prepared.submission.student,
        assignment.name,
        prepared.key,
        "limits",
        {name: TestResult("unknown", cell.points, why) for name, cell in assignment.tests.items()},
        flags=prepared.flags,
        submitted=prepared.submission.submitted,
    )


class _Grading:
    """What has been found out so far."""

    def __init__(self, prepared: Prepared, assignment: Assignment, session: Session) -> None:
        self.prepared, self.assignment, self.session = prepared, assignment, session
        self.tests: dict[str, TestResult] = {}
        self.comparisons: dict[str, Comparison] = {}
        self.flags: list[Flag] = []
        self.outputs: dict[str, list[dict[str, Any]]] = {}
        self._solutions: dict[str, Reply] = {}
        self._tests: dict[str, Reply] = {}
        self._outcomes: dict[str, list[compare.Outcome] | None] = {}
        self._compared: dict[str, Comparison] = {}
        self._doubts: dict[str, str] = {}  # of tests that were played again
        self._shared = _shared_names(prepared.solutions.values())

    def run(self) -> None:
        """Everything, in the order that the module's docstring gives."""
        self.session.run("plain", PLAIN)
        self._shown()
        for question in self.assignment.questions:
            self._hidden(question)
            self._play_again(question)
        if any(test.status == "passed" for test in self.tests.values()):
            self._last()
        for question in self.assignment.questions:
            self._conclude(question)
        self._distrust()

    def _shown(self) -> None:
        """All that students may see the outcome of."""
        waiting = self.assignment.questions[0]
        by_name = {question.solution: question for question in self.assignment.questions}
        for cell in self.assignment.cells:
            if cell.kind == "given":
                self.session.run(cell.id, cell.source)
            elif cell.kind == "solution":
                self._compare(waiting)
                waiting = by_name[cell.name]
                self._solution(cell)
            elif not cell.hidden:
                self._test(waiting, cell)
        self._compare(waiting)

    def _solution(self, cell: Cell) -> None:
        source = self.prepared.solutions.get(cell.name)
        if source is not None:
            reply = self._solutions[cell.name] = self.session.run(cell.id, source)
            self.outputs[cell.id] = _harmless(reply)
            self._flag_output(cell, reply)

    def _compare(self, question: Question) -> None:
        """Call a question's functions, unless there is nothing to call."""
        known = self.assignment.known.get(question.solution)
        if known and known.calls and not self._lost(question) and not self._stopped(question):
            self._outcomes[question.solution] = compare.ask(self.session, known)

    def _lost(self, question: Question) -> Reply | None:
        """The reply of a solution cell that ended its kernel: there is nothing to test."""
        reply = self._solutions.get(question.solution)
        return reply if reply and not reply.alive else None

    def _stopped(self, question: Question) -> Reply | None:
        """The reply of a visible test that took too long: a hidden one would, too."""
        replies = (self._tests.get(name) for name in question.visible)
        return next((reply for reply in replies if reply and reply.status == "timeout"), None)

    def _flag_output(self, cell: Cell, reply: Reply) -> None:
        if reply.status == "output":
            self.flags.append(Flag("output-capped", reply.evalue, cell.name))

    def _hidden(self, question: Question) -> None:
        """A question's hidden tests, after its solution once more if others share its names.

        Where random inputs do not speak for all functions, they are played before the kernel has
        seen more of them than arguments.
        """
        source = self.prepared.solutions.get(question.solution, "")
        if self._shared & bound_names(source) and not self._lost(question):
            self.session.run(f"again {question.solution}", source, replay=False)
        if not self.assignment.compares(question):
            self._play(question, question.hidden)
        for name in question.hidden:
            self._test(question, self.assignment.tests[name])

    def _play_again(self, question: Question) -> None:
        """Those passed tests that will count although no comparison vouches for them."""
        passed = self._passed(question)
        self._compared[question.solution] = self._judged(question, passed)
        if not self._vouched(question) and not self._contradicted(question, passed):
            self._play(question, passed)

    def _play(self, question: Question, names: Iterable[str]) -> None:
        """Let the referee doubt tests, each once."""
        if question.solution not in self.prepared.solutions:
            return
        if self._lost(question) or self._stopped(question):
            return
        for name in names:
            calls = self.assignment.plays.get(name)
            if name not in self._doubts and calls is not None:
                judge = referee.of(self.session.sandbox, self.assignment)
                ask = functools.partial(compare.ask_raw, self.session)
                test, left = self.assignment.tests[name], self.session.left()
                self._doubts[name] = judge.doubt(test, calls, ask, left)

    def _passed(self, question: Question) -> list[str]:
        tests = (*question.visible, *question.hidden)
        return [name for name in tests if self.tests[name].status == "passed"]

    def _judged(self, question: Question, passed: list[str]) -> Comparison:
        known = self.assignment.known.get(question.solution)
        if not known or not known.calls:
            return Comparison("", None)
        failed = passed != [*question.visible, *question.hidden]
        return compare.judge(known, self._outcomes.get(question.solution), failed)

    def _vouched(self, question: Question) -> bool:
        """Whether all its functions agree with the solution on random inputs."""
        found = self._compared[question.solution]
        return bool(found.agrees) and self.assignment.compares(question)

    def _contradicted(self, question: Question, passed: list[str]) -> bool:
        """Whether the decisive tests pass although random inputs speak against it."""
        found, decisive = self._compared[question.solution], question.hidden or question.visible
        contrary = bool(found.function) and found.agrees is not True
        return contrary and bool(decisive) and set(decisive) <= set(passed)

    def _test(self, question: Question, cell: Cell) -> None:
        """A test's result, without running it where that has nothing to tell."""
        solution = question.solution
        if solution and solution not in self.prepared.solutions:
            why = "the cell to be tested is not in the notebook"
            self.tests[cell.name] = TestResult("unknown", cell.points, why)
        elif ended := self._lost(question) or self._stopped(question):
            self.tests[cell.name] = _result(ended, cell.points)
        elif self.session.left() <= 0:
            why = f"the submission took longer than {self.session.limits.submission:g} s before"
            self.tests[cell.name] = TestResult("unknown", cell.points, why)
        else:
            self.tests[cell.name] = self._judge(cell)

    def _judge(self, cell: Cell) -> TestResult:
        """Run a test and what shows that it was run; the twin of a hidden one first or last."""
        negated = self.assignment.negated.get(cell.name)
        twin = secrets.choice(negated) if negated else ""
        first = bool(twin) and secrets.randbelow(2) == 1
        told = self._control(twin) if first else None
        if told and not told.alive:
            return _result(told, cell.points)
        source = controls.plain(cell.source) if cell.hidden else cell.source
        reply = self._tests[cell.name] = self.session.run(cell.id, source, replay=False)
        self._flag_output(cell, reply)
        if not cell.hidden:
            self.outputs[cell.id] = _harmless(reply)
        result = _result(reply, cell.points)
        if result.status != "passed":
            return result
        for control in controls.after(cell.source):
            if not control.holds(self.session.run("control", control.source, replay=False)):
                return self._broken(cell, result, "a cell that must fail did not")
        if twin and not first:
            told = self._control(twin)
        if told and told.status == "ok":
            return self._broken(cell, result, "the test passes with an assertion turned round")
        if told and told.ename != "AssertionError":
            why = "the test with an assertion turned round did not fail by it"
            self.flags.append(Flag("control-unclear", why, cell.name))
            return replace(result, status="unknown", message=why)
        return result

    def _control(self, source: str) -> Reply:
        return self.session.run("control", source, replay=False)

    def _broken(self, cell: Cell, result: TestResult, why: str) -> TestResult:
        self.flags.append(Flag("controls-broken", why, cell.name))
        return replace(result, status="tampered", message=why)

    def _last(self) -> None:
        control = controls.last()
        reply = self._control(control.source)
        if not control.holds(reply) and reply.status in ("ok", "error"):
            self.flags.append(Flag("controls-broken", "a cell that must fail did not"))

    def _conclude(self, question: Question) -> None:
        """Weigh a question's tests against the comparison, and what the referee said."""
        found, passed = self._compared[question.solution], self._passed(question)
        if found.function and (found.agrees is not None or passed):
            self.comparisons[question.solution] = found
        if self._contradicted(question, passed):
            detail = found.detail or "differs from the solution on random inputs"
            self._doubt(passed, f"the tests pass, but {detail}")
            kind = "comparison-differs" if found.agrees is False else "comparison-failed"
            self.flags.append(Flag(kind, sanitise.text(detail, 500), question.solution))
            return
        for name in passed if question.solution and not self._vouched(question) else ():
            if why := self._doubts.get(name, self._untold(question, passed)):
                self._doubt([name], f"the test passes, but not when played again: {why}")
                detail = f"passes, but not with the values that are returned: {why}"
                self.flags.append(Flag("not-confirmed", sanitise.text(detail, 500), name))

    def _untold(self, question: Question, passed: list[str]) -> str:
        """Why a test that cannot be played does not count: only controls speak for it.

        They are enough for a function that an assignment's check was told not to compare, where
        the hidden tests pass, too.
        """
        alone = question.hidden and set(question.hidden) <= set(passed)
        return "" if alone else "it calls, or needs, what cannot leave its kernel"

    def _doubt(self, names: Iterable[str], why: str) -> None:
        for name in names:
            message = sanitise.text(why, LONGEST_MESSAGE)
            self.tests[name] = replace(self.tests[name], status="unknown", message=message)

    def _distrust(self) -> None:
        """After a broken control, what nothing but this kernel's word speaks for."""
        if not any(flag.kind == "controls-broken" for flag in self.flags):
            return
        for question in self.assignment.questions:
            if not self._compared[question.solution].agrees:
                alone = [name for name in self._passed(question) if self._doubts.get(name) != ""]
                self._doubt(alone, "a control of another test was broken")


def _harmless(reply: Reply) -> list[dict[str, Any]]:
    """What a cell put out, as plain JSON in which nothing is left that acts."""
    return [json.loads(json.dumps(output)) for output in sanitise.outputs(reply.outputs)]


def _shared_names(sources: Iterable[str]) -> set[str]:
    """Names that more than one solution cell binds."""
    counts = Counter(name for source in sources for name in bound_names(source))
    return {name for name, count in counts.items() if count > 1}


def _result(reply: Reply, points: float) -> TestResult:
    """What a reply says of a test, controls aside."""
    message = reply.evalue
    status: Status
    if reply.status == "ok":
        errors = any(output.get("output_type") == "error" for output in reply.outputs)
        status = "failed" if errors or reply.execution_count is None else "passed"
    elif reply.status == "error":
        status = "failed"
        if reply.ename != "AssertionError":
            message = f"{reply.ename}: {reply.evalue}"
    else:
        status = reply.status
    return TestResult(status, points, sanitise.text(message, LONGEST_MESSAGE), reply.seconds)
