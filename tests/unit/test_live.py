"""A batch as it is shown: a bar and an estimate on a terminal, lines elsewhere."""

import io
import re

import pytest
from rich.console import Console

from tests.unit.grading_course import NAME, result
from threeways.course.grading import live
from threeways.course.grading.live import Live, duration


class Clock:
    """Stands still until it is told to go on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Todo:
    """What :class:`Live` asks of a plan."""

    def __init__(self, total: int, kept: int = 0) -> None:
        self.todo, self.reused = [str(n) for n in range(total)], ["x"] * kept
        self.prepared, self.tier = {str(n): None for n in range(total + kept)}, "bubblewrap"
        self.assignment = type("Assignment", (), {"name": NAME})


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(live, "clock", made)
    return made


def shown(terminal: bool) -> tuple[Live, io.StringIO]:
    file = io.StringIO()
    return Live(Console(file=file, force_terminal=terminal, width=100)), file


def grade(shown_by: Live, clock: Clock, count: int, seconds: float) -> None:
    for number in range(count):
        clock.now += seconds
        shown_by(str(number), "graded", result())


def test_the_estimate_is_the_pace_since_the_first_result(clock):
    some, _ = shown(terminal=False)
    with some:
        some.planned(Todo(101))
        clock.now += 60  # what starting takes is no part of the pace
        grade(some, clock, 51, 2.0)
        assert some.left() == pytest.approx(100)


def test_no_estimate_is_given_before_there_is_a_pace(clock):
    some, _ = shown(terminal=False)
    with some:
        some.planned(Todo(10))
        grade(some, clock, live.FIRST - 1, 2.0)
        assert some.left() is None


def test_without_a_terminal_a_line_comes_now_and_then_and_no_control_character(clock):
    some, file = shown(terminal=False)
    with some:
        some.planned(Todo(1000, kept=20))
        grade(some, clock, 1000, 0.2)
    lines = file.getvalue().splitlines()
    assert "20 graded before and kept, 1000 to grade" in lines[1]
    assert 10 < len(lines) < 20
    assert "1 of 1000 graded" in lines
    assert "about 3 min left" in lines[3]
    assert "\x1b" not in file.getvalue()


def test_on_a_terminal_there_is_one_bar_with_an_estimate_that_disappears(clock):
    some, file = shown(terminal=True)
    with some:
        some.planned(Todo(100))
        grade(some, clock, 50, 1.0)
        some.progress.refresh()
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", file.getvalue())
    bars = [line for line in re.split(r"[\r\n]+", text) if "━" in line]
    assert "50/100" in bars[-1] and "about 50 s left" in bars[-1]
    assert all(len(line) <= 100 for line in bars)
    assert file.getvalue().rstrip("\r\n").endswith("\x1b[2K"), "the bar is wiped away"


def test_what_waits_and_what_was_not_graded_is_counted(clock):
    some, file = shown(terminal=False)
    with some:
        some.planned(Todo(2))
        some("ada", "graded", result(failed={"test_double": "unknown"}))
        clock.now += 60
        some("bob", "failed", result("bob", failed={"test_double": "unknown"}))
    assert "2 of 2 graded; 2 waiting for a person; 1 not graded" in file.getvalue()


def test_after_ctrl_c_it_says_what_is_kept(clock):
    some, file = shown(terminal=False)
    with pytest.raises(KeyboardInterrupt), some:
        some.planned(Todo(10, kept=5))
        grade(some, clock, 3, 1.0)
        try:
            raise KeyboardInterrupt
        finally:
            raise TimeoutError("a worker does not end")
    assert "stopped; 8 of 15 submissions are graded and kept" in file.getvalue()


@pytest.mark.parametrize(
    "seconds, text", [(0.4, "0 s"), (59, "59 s"), (61, "1 min"), (3599, "60 min"), (9000, "2.5 h")]
)
def test_times_are_said_as_one_says_them(seconds, text):
    assert duration(seconds) == text
