"""Answers tried in forks: judged cell by cell, apart from each other, and capped."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import psutil
import pytest

from threeways.course.mutation.trials import Attempt, Cell, TrialError, Trials

CELLS = [
    Cell("imports", "%matplotlib inline\nimport itertools", "given"),
    Cell("one", "def one():\n    return 1", "solution"),
    Cell("test_one", "assert one() == 1, 'one is 1'", "test"),
    Cell("between", "two = 2", "given"),
    Cell("two", "def twice(x):\n    return two * x", "solution"),
    Cell("test_twice", "assert twice(3) == 6", "test"),
    Cell("test_sum", "assert one() + twice(1) == 3", "test"),
]
LIMIT = 0.5  # seconds of CPU


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with Trials(CELLS, tmp_path_factory.mktemp("notebook"), workers=2) as server:
        yield server


def failed(trials: Trials, **cells: str) -> dict[str, str]:
    """Which test cells the answer fails, and why."""
    [trial] = trials.run([Attempt("answer", cells)], LIMIT)
    return dict(trial.failed)


def test_the_solution_passes_and_a_wrong_answer_says_why_it_does_not(trials: Trials) -> None:
    assert failed(trials) == {}
    why = failed(trials, one="def one():\n    return 5")
    assert why == {"test_one": "AssertionError: one is 1", "test_sum": "AssertionError: "}


def test_each_answer_starts_from_the_imports_and_sees_nothing_of_another(trials: Trials) -> None:
    spoil = "two = 3\nitertools.gone = True\ndef one():\n    return 1"
    look = "def one():\n    return 1 - hasattr(itertools, 'gone')"
    found = {t.name: t for t in trials.run([Attempt("a", {"one": spoil})], LIMIT)}
    found |= {t.name: t for t in trials.run([Attempt("b", {"one": look})], LIMIT)}
    assert [dict(t.failed) for t in found.values()] == [{}, {}]


def test_many_answers_come_back_each_under_its_name(trials: Trials) -> None:
    asked = [Attempt(str(n), {"one": f"def one():\n    return {n}"}) for n in range(20)]
    found = {trial.name: bool(trial.failed) for trial in trials.run(asked, LIMIT)}
    assert found == {str(n): n != 1 for n in range(20)}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("while True:\n pass", "stopped after 0.5 s"),
        ("while True:\n try:\n  1 / 0\n except BaseException:\n  pass", "stopped after 0.5 s"),
        ("__import__('os')._exit(0)", "ended its process (0)"),
        ("__import__('os').abort()", "ended its process (-6)"),
        ("raise SystemExit", "SystemExit: "),
        ("return [0] * 10**12", "MemoryError: "),
        ("return print('x' * 10**7) or 7", "AssertionError: "),
        ("return input()", "EOFError: "),
    ],
)
def test_an_answer_that_runs_away_loses_the_tests_that_call_it(
    trials: Trials, body: str, why: str
) -> None:
    lost = failed(trials, two="def twice(x):\n" + indent(body, "    "))
    assert lost.keys() == {"test_twice", "test_sum"}
    assert all(reason.startswith(why) for reason in lost.values()), lost


def test_an_answer_that_waits_for_ever_is_ended_too(trials: Trials) -> None:
    one = "def one():\n    import time\n    time.sleep(10**6)"
    [trial] = trials.run([Attempt("sleeps", {"one": one}, ["test_sum"])], limit=0.05)
    assert trial.failed == {"test_one": "stopped after 0.05 s"}


def test_a_solution_cell_that_hangs_loses_all_that_stands_below_it(trials: Trials) -> None:
    lost = failed(trials, two="while True: pass")
    assert lost == {test: "two: stopped after 0.5 s" for test in ("test_twice", "test_sum")}


def test_a_solution_cell_that_is_not_python_loses_what_needs_it(trials: Trials) -> None:
    lost = failed(trials, two="def twice(x) return x")
    assert lost.keys() == {"test_twice", "test_sum"}
    assert lost["test_twice"].startswith("NameError")


def test_a_skipped_test_cell_is_not_run_and_counts_as_passed(trials: Trials) -> None:
    answer = Attempt("answer", {"one": "def one():\n    return 5"}, ["test_one"])
    [trial] = trials.run([answer], LIMIT)
    assert trial.failed.keys() == {"test_sum"}


def test_imports_that_fail_are_reported(tmp_path: Path) -> None:
    cells = [Cell("imports", "import no_such_module", "given"), *CELLS[1:]]
    with (
        pytest.raises(TrialError, match="No module named 'no_such_module'"),
        Trials(cells, tmp_path),
    ):
        pass


def test_nothing_is_left_running(tmp_path: Path) -> None:
    with Trials(CELLS, tmp_path) as server:
        [trial] = server.run([Attempt("solution")], LIMIT)
        assert trial.failed == {}
    assert server.process.returncode == 0


def test_a_run_that_is_given_up_ends_its_children(tmp_path: Path) -> None:
    sleeps = Attempt("sleeps", {"one": "import time\n\ndef one():\n    time.sleep(10**6)"})
    with pytest.raises(KeyboardInterrupt), Trials(CELLS, tmp_path, workers=2) as server:
        next(iter(server.run([sleeps, Attempt("solution")], limit=60)))
        children = psutil.Process(server.process.pid).children()
        assert len(children) == 1
        raise KeyboardInterrupt
    assert psutil.wait_procs(children, timeout=5)[1] == []
