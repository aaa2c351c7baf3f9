"""Shows a batch while it lasts: a bar with an estimate on a terminal, else a line now and then."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from threeways.course.execution import processes

if TYPE_CHECKING:
    from threeways.course.grading.batch import Plan, Source, Summary
    from threeways.course.grading.submission import Result

EVERY = 15.0  # seconds between two lines where there is no terminal
FIRST = 5  # submissions from which an estimate is given
clock = time.monotonic


class Live:
    """A context manager; :meth:`planned`, :meth:`stage` and calls tell it how far things are."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self.counts = {"flagged": 0, "waiting for a person": 0, "not graded": 0}
        self.total = self.done = self.kept = 0
        self.started = self.first = self.said = clock()
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[state]}"),
            console=self.console,
            disable=not self.console.is_terminal,
            transient=True,
            refresh_per_second=4,
        )
        self.task = self.progress.add_task("reading submissions", total=None, state="")

    def __enter__(self) -> Live:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        self.progress.start()
        self.stage("reading submissions")
        return self

    def _interrupted(self, *_: object) -> NoReturn:
        """Stop once: who is impatient would only disturb the clearing up."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.stage("stopping, a moment")
        raise KeyboardInterrupt

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.progress.stop()
        if signal.getsignal(signal.SIGINT) == self._interrupted:  # else we end, undisturbed
            signal.signal(signal.SIGINT, self._before)
        if processes.interrupted(error):
            kept = f"{self.done + self.kept} of {self.total + self.kept} submissions are graded"
            self._say(f"stopped; {kept} and kept. The same command goes on from there.")
            raise KeyboardInterrupt

    def stage(self, what: str) -> None:
        """Say what is done now; on a terminal it stands beside the bar."""
        self.progress.update(self.task, description=what, state="")
        if self.progress.disable:
            self._say(f"{what} …")

    def planned(self, todo: Plan) -> None:
        """Say what will be done."""
        self.total, self.kept = len(todo.todo), len(todo.reused)
        self._say(describe(todo))
        self.progress.update(self.task, total=self.total, completed=0)

    def would(self, todo: Plan) -> None:
        """Say what would be done."""
        self.progress.stop()
        for line in lines(todo):
            self._say(line)

    def __call__(self, student: str, source: Source, result: Result) -> None:
        """Count one submission."""
        self.counts["flagged"] += bool(result.flags)
        waits = any(test.status == "unknown" for test in result.tests.values())
        self.counts["waiting for a person"] += waits
        self.counts["not graded"] += source == "failed"
        if source == "cached":
            return
        self.done += 1
        self.first = clock() if self.done == 1 else self.first
        self.progress.update(
            self.task, description="grading", advance=1, state="  ".join(self._state())
        )
        if self.progress.disable and (self.done == 1 or clock() - self.said > EVERY):
            self.said = clock()
            self._say("; ".join([f"{self.done} of {self.total} graded", *self._state()]))

    def left(self) -> float | None:
        """Seconds until all is graded, at the pace since the first; None where that is unknown."""
        if self.done < FIRST:
            return None
        return (clock() - self.first) / (self.done - 1) * (self.total - self.done)

    def _state(self) -> Iterator[str]:
        left = self.left()
        if left is not None and self.done < self.total:
            yield f"about {duration(left)} left"
        yield from (f"{count} {what}" for what, count in self.counts.items() if count)

    def closing(self, done: Summary) -> None:
        """What came of it, and where to look."""
        self.progress.stop()
        took = duration(clock() - self.started)
        self._say(f"{len(done.results)} submissions, {self.done} of them graded now, in {took}")
        if done.mean is not None:
            self._say(f"mean {done.mean:.1f} of {done.points:g} points")
        if found := ", ".join(f"{count} {what}" for what, count in self.counts.items() if count):
            self._say(f"{found}: see the report")
        if done.failed:
            self._say(f"not graded, and tried again by the next run: {', '.join(done.failed)}")
        if done.notes:
            self._say(f"{len(done.notes)} files were not taken, or need a look: see the report")
        lacking = sorted({each.note for each in done.results.values() if each.note})
        self._say(f"isolation: {'; '.join([done.tier, *lacking])}")
        self._say(f"open {done.page}")

    def _say(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)


def duration(seconds: float) -> str:
    """A time as one says it: seconds, then minutes, then hours."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} h"


def describe(todo: Plan) -> str:
    """One line: how many submissions, how many of them are left, and the isolation."""
    kept = f"{len(todo.reused)} graded before and kept, " if todo.reused else ""
    return (
        f"{todo.assignment.name}: {len(todo.prepared)} submissions, {kept}"
        f"{len(todo.todo)} to grade, isolation: {todo.tier}"
    )


def lines(todo: Plan) -> Iterator[str]:
    """What a dry run shows."""
    yield describe(todo)
    for student, prepared in sorted(todo.prepared.items()):
        state = "graded" if student in todo.cached else "not graded"
        state = "to grade" if student in todo.todo else state
        flags = ", ".join(f"{f.kind} {f.cell}".strip() for f in prepared.flags)
        yield f"  {student}: {state}{f'; {flags}' if flags else ''}"
    for note in todo.collected.notes:
        yield f"  {note.kind}: {note.name} {note.reason}"
