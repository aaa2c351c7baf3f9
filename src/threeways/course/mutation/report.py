"""Shows which test noticed what, and what is wrong with an assignment's tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from threeways.course.assignments import Question
from threeways.course.mutation.check import Report

NOTICED = "●"


def show(reports: Sequence[Report], console: Console | None = None) -> None:
    """Print a table a question, then for each assignment its survivors and problems, then sums."""
    console = console or Console()
    for report in reports:
        console.rule(report.name)
        for question in report.questions:
            console.print(_table(report, question))
        _lines(console, "yellow", [f"{report.name}: survives: {m.name}" for m in report.survivors])
        _lines(console, "bold red", [f"{report.name}: {what}" for what in report.problems])
    console.print(_summary(reports))


def _table(report: Report, question: Question) -> Table:
    """Wrong answers and mutants of one question against its test cells."""
    tests = [*question.visible, *question.hidden]
    rows = _rows(report, question)
    others = any(report.trials[name].failed.keys() - tests for name, _ in rows)
    title = f"{question.solution}: visible {_listed(question.visible)}; "
    title += f"hidden {_listed(question.hidden)}"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, expand=True)
    table.add_column("wrong answer, mutant", overflow="fold", ratio=1)
    kinds = ["visible"] * len(question.visible) + ["hidden"] * len(question.hidden)
    for kind in [*kinds, *(["others"] if others else [])]:
        table.add_column(kind, justify="center")
    for name, note in rows:
        failed = report.trials[name].failed
        marks = [NOTICED if test in failed else "" for test in tests]
        marks += [", ".join(failed.keys() - tests)] if others else []
        table.add_row(escape(name) + note, *marks, style=_style(report, name))
    return table


def _listed(tests: Sequence[str]) -> str:
    return ", ".join(tests) or "none"


def _rows(report: Report, question: Question) -> list[tuple[str, str]]:
    """Names of what this question's tests are to notice, waivers with their reason."""
    wrong = [(each.name, "") for each in report.wrong if question.solution in each.cells]
    waived = report.rules.waived
    return wrong + [
        (m.name, f"\n  waived: {escape(waived[m.name])}" if m.name in waived else "")
        for m in report.mutants
        if m.cell == question.solution
    ]


def _style(report: Report, name: str) -> str:
    if name in report.rules.waived:
        return "dim"
    return "" if report.trials[name].failed else "yellow"


def _lines(console: Console, style: str, lines: Iterable[str]) -> None:
    """Lines as they are, to be copied: a waiver takes a mutant's name to the letter."""
    for line in lines:
        console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def _summary(reports: Iterable[Report]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("assignment", no_wrap=True)
    for name in ("answers", "mutants", "waived", "survive", "score", "needed", "s"):
        table.add_column(name, justify="right")
    table.add_column("")
    for report in reports:
        table.add_row(
            report.name,
            str(len(report.answers)),
            str(len(report.mutants)),
            str(len(report.mutants) - len(report.judged)),
            str(len(report.survivors)),
            f"{report.score:.1%}",
            f"{report.rules.threshold:.0%}",
            f"{report.seconds:.1f}",
            "[bold red]failed[/]" if report.problems else "[green]passed[/]",
        )
    return table
