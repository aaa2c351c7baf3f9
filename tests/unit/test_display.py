"""How a run looks: bars on a terminal, plain lines elsewhere, failures and a table at the end."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from threeways.course.chapters import Chapter
from threeways.course.display import Live, show, show_findings
from threeways.course.doctor import Finding
from threeways.course.execute import Failure, Outcome

ONE, TWO = Chapter("part/one", Path("book/part/one.ipynb")), Chapter("two", Path("book/two.ipynb"))
DONE = Outcome(ONE, "run", 12.34, 5, Path("copy"))
CACHED = Outcome(ONE, "cached", 12.34, 5, Path("copy"))
FAILED = Outcome(
    TWO,
    "failed",
    failure=Failure(
        "ValueError: [bold] bad", "fit", "\n".join(f"x{i}" for i in range(20)), "trace"
    ),
)
EVENTS = [
    {"kind": "waiting", "chapter": "part/one"},
    {"kind": "started", "chapter": "part/one"},
    {"kind": "cell", "chapter": "part/one", "cell": "a", "index": 3, "of": 9},
    {"kind": "done", "chapter": "part/one", "outcome": DONE},
    {"kind": "started", "chapter": "part/one"},  # late
]


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=100)


def told(console: Console, events: list[dict]) -> str:
    with Live(console) as live:
        for event in events:
            live(event)
            live.progress.refresh()
    return console.file.getvalue()


def test_without_a_terminal_each_chapter_says_when_it_starts_and_ends(console):
    assert told(console, EVENTS).splitlines() == ["part/one: started", "part/one: run, 12.3 s"]


def test_ctrl_c_is_told_as_such_where_clearing_up_fails(console):
    with pytest.raises(KeyboardInterrupt), Live(console):
        try:
            raise KeyboardInterrupt
        finally:
            raise TimeoutError("the cluster does not close")
    assert console.file.getvalue().startswith("stopped; what was finished is kept")


def test_what_is_cached_says_nothing_and_what_fails_says_why(console):
    events = [
        {"kind": "done", "chapter": "part/one", "outcome": CACHED},
        {"kind": "done", "chapter": "two", "outcome": FAILED},
    ]
    assert told(console, events) == "two: failed, ValueError: [bold] bad\n"


def test_on_a_terminal_a_line_shows_the_cell():
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None)
    shown = told(console, EVENTS)
    assert "starting a kernel" in shown
    assert "cell 3/9" in shown
    assert shown.rindex("run") > shown.rindex("cell 3/9")


def test_failures_come_with_their_cell_and_the_table_has_every_chapter(console):
    show([DONE, FAILED], console)
    text = console.file.getvalue()
    assert "book/two.ipynb, cell fit" in text
    assert "ValueError: [bold] bad" in text
    assert "trace" in text
    assert "x11" in text and "x12" not in text and "8 more lines" in text
    lines = [line.split() for line in text.splitlines()]
    assert ["chapter", "seconds", "checks", "passed"] in lines
    assert ["part/one", "12.3", "5", "run"] in lines
    assert ["two", "–", "–", "failed"] in lines


def test_a_finding_is_followed_by_its_remedy(console):
    show_findings([Finding("warning", "pins", "3 differ", "make clean")], console)
    first, second, last = console.file.getvalue().splitlines()
    assert first.split() == ["warning", "pins", "3", "differ"]
    assert second.split() == ["→", "make", "clean"]
    assert last == "nothing is broken, 1 warning"


def test_a_remedy_is_shown_whole_however_long_it_is(console):
    long = "sudo " + "long " * 40
    show_findings([Finding("error", "isolation", "x" * 200, long)], console)
    assert long in console.file.getvalue() and "x" * 200 in console.file.getvalue()
    assert "1 broken, 0 warnings" in console.file.getvalue()
