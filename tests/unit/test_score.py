"""Marks of submissions that were run in real sandboxed kernels, honest ones and others."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.conftest import ROOT
from tests.unit.graded_course import BLANK, make_graded_course
from tests.unit.grading_course import NAME, RIGHT, SECRET, SQUARE
from threeways.course.assignments import read_answer, solution_cells, source_notebook
from threeways.course.grading import assignment, compare, controls, wire
from threeways.course.grading.assignment import Assignment
from threeways.course.grading.sandbox import Limits, Sandbox, SandboxError, Untrusted
from threeways.course.grading.score import grade_one
from threeways.course.grading.submission import Prepared, Result, Submission

LIMITS = Limits(cell=2, submission=30)
TESTS = ("test_double_example", "test_double")


class Grader:
    """Grades answers to one assignment in one sandbox."""

    def __init__(self, sandbox: Sandbox, learnt: Assignment) -> None:
        self.sandbox, self.assignment = sandbox, learnt

    def __call__(self, cells: dict[str, str], refused: str = "") -> Result:
        submission = Submission("ada", self.assignment.name, None, "")
        prepared = Prepared(submission, "key", cells, refused=refused)
        return grade_one(prepared, self.sandbox, self.assignment)


def grader(root: Path, name: str, cache: Path) -> Iterator[Grader]:
    read = assignment.read(root, name)
    try:
        sandbox = Sandbox(name, read.imports, limits=LIMITS)
    except Untrusted as error:
        pytest.skip(str(error))
    with sandbox:
        yield Grader(sandbox, compare.learn(root, read, sandbox, cache))


@pytest.fixture(scope="module")
def doubling(tmp_path_factory) -> Iterator[Grader]:
    folder = tmp_path_factory.mktemp("doubling")
    yield from grader(make_graded_course(folder / "course"), NAME, folder)


@pytest.fixture(scope="module")
def uncompared(tmp_path_factory) -> Iterator[Grader]:
    """The same assignment without random inputs for either function."""
    folder = tmp_path_factory.mktemp("uncompared")
    root = make_graded_course(folder / "course")
    (root / "solutions" / NAME / "inputs.py").unlink()
    yield from grader(root, NAME, folder)


@pytest.fixture(scope="module")
def regularisation(tmp_path_factory) -> Iterator[Grader]:
    """The course's own assignment, all but two of whose wrong answers nobody learns here."""
    folder = tmp_path_factory.mktemp("regularisation")
    root, source = folder / "course", ROOT / "solutions" / "regularisation"
    (root / "solutions" / "regularisation" / "wrong").mkdir(parents=True)
    for name in ("regularisation.ipynb", "inputs.py", *WRONG):
        (root / "solutions" / "regularisation" / name).write_bytes((source / name).read_bytes())
    yield from grader(root, "regularisation", folder)


WRONG = ("wrong/02_forgets_n.py", "wrong/03_hard_threshold.py")


def statuses(result: Result) -> dict[str, str]:
    return {name: test.status for name, test in result.tests.items()}


def score(result: Result) -> float:
    return sum(test.score for test in result.tests.values())


def test_right_answers_get_all_marks_and_no_flag(doubling):
    result = doubling(RIGHT)
    assert score(result) == 6
    assert result.flags == ()
    assert {name: c.agrees for name, c in result.comparisons.items()} == {
        "double": True,
        "halve": True,
    }
    assert result.tier == doubling.sandbox.tier


def test_answers_not_given_get_nothing_and_no_flag(doubling):
    result = doubling(BLANK)
    assert score(result) == 0
    assert set(statuses(result).values()) == {"failed"}
    assert result.flags == ()


def test_a_known_mistake_loses_its_test_and_is_named(doubling):
    result = doubling({**RIGHT, "double": SQUARE})
    assert [name for name, status in statuses(result).items() if status == "failed"] == [
        "test_double"
    ]
    compared = result.comparisons["double"]
    assert (compared.agrees, compared.hint) == (False, "You square the number.")
    assert compared.detail.startswith("double(")


def test_a_mistake_nobody_knows_has_no_hint(doubling):
    compared = doubling({**RIGHT, "double": "def double(x): return 4"}).comparisons["double"]
    assert (compared.agrees, compared.hint) == (False, "")


def test_a_missing_cell_waits_for_a_person(doubling):
    result = doubling({"halve": RIGHT["halve"]})
    assert [statuses(result)[name] for name in TESTS] == ["unknown", "unknown"]
    assert score(result) == 3


def test_what_could_not_be_read_waits_for_a_person(doubling):
    result = doubling({}, refused="the file is no JSON")
    assert set(statuses(result).values()) == {"unknown"}


def test_what_goes_to_stderr_costs_nothing(doubling):
    noisy = "import sys, warnings\ndef double(x):\n    warnings.warn('x')\n"
    noisy += "    print('noise', file=sys.stderr)\n    return 2 * x"
    assert score(doubling({**RIGHT, "double": noisy})) == 6


def test_a_name_that_a_later_cell_takes_costs_nothing(doubling):
    cells = {
        "double": "def by(x): return 2 * x\ndef double(x): return by(x)",
        "halve": "def by(x): return x / 2\ndef halve(x): return by(x)",
    }
    assert score(doubling(cells)) == 6


ENDS = {
    "ends the process": "import os\nos._exit(0)",
    "raises SystemExit and defines nothing": "import sys\nsys.exit()",
    "exits as in IPython": "exit()",
    "never ends": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "floods": "while True: print('x' * 10**6)",
}
FORGES = {
    "equals everything": """
class Any(int):
    __eq__ = lambda *a: True
    __ne__ = lambda *a: False
    __hash__ = int.__hash__
def double(x): return Any()""",
    "takes assertions out": """
import ast
class Out(ast.NodeTransformer):
    visit_Assert = lambda self, node: ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Out())
def double(x): return 1""",
    "replaces AssertionError": """
import builtins
class Never(type):
    __instancecheck__ = lambda *a: False
builtins.AssertionError = type('AssertionError', (Exception,), {})
def double(x): return 1""",
    "hides errors": """
ip = get_ipython()
ip.showtraceback = ip._showtraceback = lambda *a, **k: None
def double(x): return 1""",
    "executes nothing": """
ip = get_ipython()
async def nothing(*a, **k): return 0
ip.run_code = nothing
def double(x): return 1""",
    "answers ok to everything": """
from ipykernel.ipkernel import IPythonKernel
import asyncio
async def forged(self, code, silent, *a, **k):
    self.shell.execution_count += 1
    return {'status': 'ok', 'execution_count': self.shell.execution_count,
            'payload': [], 'user_expressions': {}}
IPythonKernel.do_execute = forged
def double(x): return 1""",
    "answers error to what looks like a control": """
import re
from ipykernel.ipkernel import IPythonKernel
real = IPythonKernel.do_execute
async def forged(self, code, *a, **k):
    if 'double(' not in code or 'def ' in code: return await real(self, code, *a, **k)
    return {'status': 'ok', 'execution_count': 9, 'payload': [], 'user_expressions': {}}
IPythonKernel.do_execute = forged
def double(x): return 1""",
}


@pytest.mark.parametrize("what", ENDS)
def test_what_ends_the_kernel_costs_its_own_question_only(doubling, what):
    result = doubling({**RIGHT, "double": ENDS[what]})
    assert [statuses(result)[name] for name in TESTS] != ["passed", "passed"]
    assert score(result) == 3
    assert result.seconds < LIMITS.submission
    assert ("output-capped" in {flag.kind for flag in result.flags}) == (what == "floods")


@pytest.mark.parametrize("what", FORGES)
def test_forged_results_gain_nothing(doubling, what):
    result = doubling({"double": FORGES[what], "halve": BLANK["halve"]})
    assert score(result) == 0
    assert result.flags or set(statuses(result).values()) == {"failed"}


def test_a_fork_parent_that_is_ended_from_outside_costs_no_mark(doubling):
    slow = RIGHT | {"double": f"import time\ntime.sleep(1)\n{RIGHT['double']}"}
    threading.Timer(0.5, doubling.sandbox._parent._process.kill).start()
    with pytest.raises(SandboxError, match="from outside"):
        doubling(slow)
    assert score(doubling(slow)) == 6


def test_a_partly_right_answer_gets_its_example_without_a_person(doubling):
    result = doubling({**RIGHT, "double": "def double(x): return 4"})
    assert [statuses(result)[name] for name in TESTS] == ["passed", "failed"]
    assert result.flags == ()


def test_an_example_that_only_an_object_of_ones_own_passes_waits_for_a_person(doubling):
    own = FORGES["equals everything"].replace("Any()", "Any() if x == 2 else 1")
    result = doubling({**RIGHT, "double": own})
    assert [statuses(result)[name] for name in TESTS] == ["unknown", "failed"]
    assert [flag.kind for flag in result.flags] == ["not-confirmed"]


def test_functions_that_are_not_compared_are_played_again(uncompared):
    assert uncompared.assignment.plays.keys() == set(statuses(uncompared(RIGHT)))
    assert score(uncompared(RIGHT)) == 6 and uncompared(RIGHT).flags == ()
    forged = uncompared({**RIGHT, "double": FORGES["equals everything"]})
    assert [statuses(forged)[name] for name in TESTS] == ["unknown", "unknown"]
    assert {flag.kind for flag in forged.flags} == {"not-confirmed"}


def test_a_test_that_nobody_can_play_again_counts_by_hidden_tests_only(uncompared):
    unplayed = replace(uncompared.assignment, plays={})
    result = Grader(uncompared.sandbox, unplayed)(RIGHT)
    assert statuses(result) == {
        "test_double_example": "passed",
        "test_double": "passed",
        "test_halve_example": "unknown",
    }


def test_a_function_that_hangs_when_tested_costs_its_own_question_only(doubling):
    result = doubling({**RIGHT, "double": "def double(x):\n    while True: pass"})
    assert [statuses(result)[name] for name in TESTS] == ["timeout", "timeout"]
    assert score(result) == 3


def test_hidden_tests_are_in_nothing_that_a_student_sees(doubling):
    thief = """
import sys
def double(x):
    frame = sys._getframe()
    while frame:
        print(frame.f_globals.get('In'), frame.f_locals.get('code'), frame.f_locals.get('cell'))
        frame = frame.f_back
    return str(globals().get('In'))
"""
    result = doubling({**RIGHT, "double": thief, "halve": thief.replace("double", "halve")})
    shown = json.dumps([result.outputs, {n: c.detail for n, c in result.comparisons.items()}])
    assert "halve(4)" in shown  # the thief did work, for visible tests
    assert SECRET not in shown and "unseen" not in shown


def test_nothing_active_is_in_an_output(doubling):
    active = "from IPython.display import HTML, display\ndisplay(HTML('<script>1</script>'))\n"
    result = doubling({**RIGHT, "double": active + RIGHT["double"]})
    assert "<script>" not in json.dumps(result.outputs)
    assert score(result) == 6


# The course's own assignment --------------------------------------------------------------------


@pytest.fixture(scope="module")
def solution() -> dict[str, str]:
    return solution_cells(source_notebook(ROOT / "solutions" / "regularisation"))


def test_the_solution_gets_all_marks(regularisation, solution):
    result = regularisation(solution)
    assert score(result) == sum(test.points for test in result.tests.values()) > 0
    assert result.flags == ()


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_lose_what_stock_nbgrader_takes(regularisation, solution, name):
    answer = read_answer(ROOT / "solutions" / "regularisation" / name)
    result = regularisation({**solution, **answer.cells})
    lost = {name for name, status in statuses(result).items() if status != "passed"}
    assert lost == answer.loses  # tests/assignments holds nbgrader's own marks to the same
    assert [c.hint for c in result.comparisons.values() if c.hint] == [answer.hint]
    assert result.flags == ()


def test_numpy_that_finds_everything_close_vouches_for_nothing(regularisation, solution):
    forged = "np.allclose = np.isclose = lambda *a, **k: np.True_\n"
    forged += "def ridge(X, y, lam): return np.zeros(X.shape[1])"
    result = regularisation({**solution, "ridge": forged})
    assert result.tests["test_ridge_example"].score == result.tests["test_ridge"].score == 0
    assert "controls-broken" in {flag.kind for flag in result.flags}
    assert result.tests["test_standardise_example"].status == "passed"  # ran before


# The parts --------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text(max_size=5)
    | arrays.arrays(st.sampled_from([np.float64, np.float32, np.int64, bool, complex]), (2, 3)),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=6,
)


@given(VALUES)
def test_values_cross_as_json_and_stay_what_they_are(value):
    there = wire.unpack(json.loads(json.dumps(wire.pack(value))))
    assert compare.close(value, there)
    assert type(there) is type(value)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=6), st.lists, max_leaves=8))
def test_anything_else_is_refused_by_a_value_error(tree):
    for candidate in (tree, ["array", "f8", tree, "AAAA"], ["dict", tree], ["list", tree]):
        try:
            wire.unpack(candidate)
        except ValueError:
            continue


def test_an_array_cannot_claim_more_than_it_sends():
    with pytest.raises(ValueError, match="another size"):
        wire.unpack(["array", "f8", [10**12], "AAAAAAAAAAA="])


@given(arrays.arrays(np.float64, (3,), elements=st.floats(-1e6, 1e6)), st.floats(0.01, 1e3))
def test_close_allows_rounding_and_no_more(a, shift):
    scale = max(1.0, np.abs(a).max())
    assert compare.close(a, a.astype(np.float32))
    assert compare.close(a, a.tolist())
    assert not compare.close(a, a + 1e-3 * scale * max(shift, 1))
    assert not compare.close(a, a[:, None])
    assert not compare.close(a, str(a))


def test_a_turned_round_test_fails_where_the_test_passes():
    for test in (
        "assert 1 < 2",
        "assert not 1 == 2",
        "assert [1]",
        "for i in [1]:\n assert i in [1]",
    ):
        exec(test)
        (negated,) = controls.negations(test)
        with pytest.raises(AssertionError):
            exec(negated)
