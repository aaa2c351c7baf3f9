"""Shows a run: a line a chapter while it lasts, then failures and a table."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from threeways.course.execute import Failure, Outcome
from threeways.course.execution import processes

if TYPE_CHECKING:
    from threeways.course.doctor import Finding
    from threeways.data.fetch import Row, Verification

LEVELS = {"ok": "green", "warning": "yellow", "error": "bold red"}
STATUS = {"run": "green", "cached": "dim", "failed": "bold red"}
EXCERPT = 12  # lines of a failing cell's source


class Live:
    """Told by ``run_chapters`` what happens; on a terminal a bar a chapter, else plain lines."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self.progress = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self.tasks: dict[str, Any] = {}
        self.done: set[str] = set()

    def __enter__(self) -> Live:
        self.progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.progress.stop()
        if processes.interrupted(error):
            self._say("stopped; what was finished is kept, and the next run goes on from there")
            raise KeyboardInterrupt

    def __call__(self, event: dict[str, Any]) -> None:
        """Show one event of :func:`threeways.course.execute.run_chapters`."""
        if event["chapter"] in self.done:
            return  # progress that came in later than the result
        if event["kind"] == "done":
            self.done.add(event["chapter"])
        if self.progress.disable:
            self._line(event)
        else:
            self._bar(event)

    def _bar(self, event: dict[str, Any]) -> None:
        name = event["chapter"]
        if name not in self.tasks:
            self.tasks[name] = self.progress.add_task(
                escape(name), start=False, total=None, state="waiting"
            )
        task = self.tasks[name]
        match event["kind"]:
            case "started":
                self.progress.reset(task, total=None, state="starting a kernel")
            case "cell":
                state = f"cell {event['index']}/{event['of']}"
                self.progress.update(
                    task, completed=event["index"] - 1, total=event["of"], state=state
                )
            case "done":
                status = event["outcome"].status
                self.progress.start_task(task)
                self.progress.update(task, completed=1, total=1, state=_coloured(status))
                self.progress.stop_task(task)

    def _line(self, event: dict[str, Any]) -> None:
        name = event["chapter"]
        match event["kind"]:
            case "started":
                self._say(f"{name}: started")
            case "done" if event["outcome"].status != "cached":
                outcome = event["outcome"]
                end = outcome.failure.message if outcome.failure else f"{outcome.seconds:.1f} s"
                self._say(f"{name}: {outcome.status}, {end}")

    def _say(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)


def _coloured(status: str) -> str:
    return f"[{STATUS[status]}]{status}[/]"


def show(outcomes: list[Outcome], console: Console | None = None) -> None:
    """Print what failed, with cell and traceback, and the table of all chapters."""
    console = console or Console()
    for outcome in outcomes:
        if outcome.failure:
            console.print(_failure(outcome, outcome.failure))
    console.print(_table(outcomes))


def _failure(outcome: Outcome, failure: Failure) -> Panel:
    """The failing cell: where it stands, its source, what the kernel said."""
    parts: list[Any] = [Text(failure.message)]
    if failure.source:
        lines = failure.source.splitlines()
        rest = len(lines) - EXCERPT
        excerpt = "\n".join(lines[:EXCERPT] + ([f"# … {rest} more lines"] if rest > 0 else []))
        parts += [Text(), Syntax(excerpt, "python", theme="ansi_dark", background_color="default")]
    if failure.traceback:
        parts += [Text(), Text.from_ansi(failure.traceback)]
    where = f"{outcome.chapter.path}" + (f", cell {failure.cell}" if failure.cell else "")
    return Panel(Group(*parts), title=escape(where), title_align="left", border_style="red")


def _table(outcomes: list[Outcome]) -> Table:
    table = Table("chapter", box=None, pad_edge=False)
    for name in ("seconds", "checks passed"):
        table.add_column(name, justify="right")
    table.add_column("")
    for outcome in outcomes:
        failed = outcome.status == "failed"
        table.add_row(
            escape(outcome.chapter.name),
            "–" if failed else f"{outcome.seconds:.1f}",
            "–" if failed else str(outcome.checks),
            _coloured(outcome.status),
        )
    return table


def show_findings(findings: list[Finding], console: Console | None = None) -> None:
    """Print what the doctor found, each remedy below what it is for, whole, and a last word."""
    console = console or Console()
    wide = max((len(finding.what) for finding in findings), default=0)
    for finding in findings:
        level = f"[{LEVELS[finding.level]}]{finding.level:7}[/]"
        line = f"{level}  {escape(finding.what):{wide}}  {escape(finding.found)}"
        console.print(line, highlight=False, soft_wrap=True)
        if finding.remedy:
            console.print(f"         → {escape(finding.remedy)}", highlight=False, soft_wrap=True)
    count = Counter(finding.level for finding in findings)
    broken = f"{count['error']} broken" if count["error"] else "nothing is broken"
    warnings = f"{count['warning']} warning{'s' if count['warning'] != 1 else ''}"
    console.print(f"{broken}, {warnings}", highlight=False)


def show_datasets(rows: list[Row], console: Console | None = None) -> None:
    """Print the registry as a table; sizes in MB."""
    table = Table("data set", "what", "MB", "state", "licence", box=None, pad_edge=False)
    for row in rows:
        size = f"{row.size / 1e6:.1f}" if row.size else ""
        table.add_row(row.name, escape(row.title), size, row.state, escape(row.licence))
    (console or Console()).print(table)


def show_verifications(found: list[Verification], console: Console | None = None) -> None:
    """Print what became of each file, damaged ones last, with where they lie."""
    table = Table("data set", "file", "verdict", "where", box=None, pad_edge=False)
    for each in sorted(found, key=lambda each: each.verdict == "damaged"):
        colour = {"ok": "green", "damaged": "bold red", "missing": "dim"}[each.verdict]
        verdict = f"[{colour}]{each.verdict}[/]"
        table.add_row(each.dataset, escape(each.path), verdict, escape(each.where))
    (console or Console()).print(table)
