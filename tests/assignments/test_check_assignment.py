"""The check accepts sound assignments, and says what is wrong with others."""

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from assignment_harness import ROOT
from nbformat.v4 import new_code_cell
from small_course import HIDDEN, SOLUTION, VISIBLE, cell, make_course, write
from typer.testing import CliRunner

from threeways.course.assignments import source_notebook
from threeways.course.chapters import CourseError
from threeways.course.cli import app
from threeways.course.mutation.check import Report, cells, check, unconcerned
from threeways.course.mutation.trials import Cell
from threeways.course.release import release

MUTANT = "double: twofold = x «+ → -» x"
UNCOMPARED = '[[uncompared]]\nname = "{}"\nreason = "Answers differ."\n'
WAIVER = '[[waived]]\nmutant = "{}"\nreason = "Nobody doubles."\n'


@functools.cache
def report(folder: Path) -> Report:
    """The check of one of the course's assignments."""
    return check(folder.name, ROOT)


# The course as it stands


def test_every_assignment_passes_with_at_least_nine_tenths_of_its_mutants_noticed(
    assignment: Path,
) -> None:
    assert report(assignment).problems == []
    assert report(assignment).score >= 0.9
    assert len(report(assignment).judged) >= 10


def test_a_check_takes_less_than_a_minute_and_26_mutants_less_than_two_seconds(
    assignment: Path,
) -> None:
    """On two cores; counted is what the answers compute, since other programs may slow them."""
    trials = report(assignment).trials
    mutants = [trials[mutant.name].seconds for mutant in report(assignment).mutants]
    assert sum(trial.seconds for trial in trials.values()) / 2 < 60
    assert sum(mutants) / len(mutants) * 26 / 2 < 2


# A small course, spoilt


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The source folder of a sound assignment, released."""
    folder = make_course(tmp_path)
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    release(root=tmp_path)
    return folder


def problems(folder: Path) -> list[str]:
    return check(folder.name, folder.parents[1]).problems


def spoilt(folder: Path, old: str, new: str, file: str = "doubling.ipynb") -> list[str]:
    """The problems once some text is another."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return problems(folder)


def test_a_sound_assignment_has_no_problems(folder: Path) -> None:
    found = check("doubling", folder.parents[1])
    assert found.problems == []
    assert {mutant.name for mutant in found.mutants} == {
        MUTANT,
        "double: «twofold = x + x → pass»",
        "double: twofold = x«+ x → »",
    }
    assert found.score == 1


def test_a_solution_without_full_marks_is_noticed(folder: Path) -> None:
    found = spoilt(folder, "twofold = x + x", "twofold = x + x if x else 1")
    why = "AssertionError: not twice the number"
    assert f"solution: test_double must pass, but fails: {why}" in found


def test_a_release_that_scores_is_noticed(folder: Path) -> None:
    shutil.copy(folder / "doubling.ipynb", folder.parents[1] / "assignments" / "doubling")
    assert problems(folder) == [
        "release: test_double_example must fail, but passes",
        "release: test_double must fail, but passes",
    ]


def test_an_alternative_that_loses_is_noticed(folder: Path) -> None:
    [found] = spoilt(folder, "2 * x", "2 * abs(x)", "alt/times.py")
    assert found.startswith("alt/times: test_double: must pass, but fails: AssertionError")


def test_a_wrong_answer_that_loses_other_points_than_it_says_is_noticed(folder: Path) -> None:
    [found] = spoilt(folder, "x * x", "3 * x", "wrong/01_squares.py")[:1]
    assert found.startswith("wrong/01_squares: test_double_example: must pass, but fails")
    found = spoilt(folder, "3 * x", "2 * x", "wrong/01_squares.py")[0]
    assert found == "wrong/01_squares: test_double: must fail, but passes"


def test_a_hidden_test_that_is_never_the_only_one_to_notice_is_pointed_out(folder: Path) -> None:
    (folder / "wrong" / "01_squares.py").unlink()
    [found] = problems(folder)
    assert found.startswith("test_double: whatever it notices, another test does, too")


def test_tests_that_notice_too_little_are_pointed_out(folder: Path) -> None:
    spoilt(folder, "double(2) == 4", "double(0) == 0")
    found = spoilt(folder, "(-3, 0, 17)", "(0,)")[-1]
    assert found.startswith("the tests notice 33.3% of the mutants, fewer than 90%")
    (folder / "mutants.toml").write_text("threshold = 0.3")
    assert not any("the tests notice" in problem for problem in problems(folder))


def test_a_waived_mutant_does_not_count(folder: Path) -> None:
    spoilt(folder, "double(2) == 4", "double(0) == 0")
    spoilt(folder, "(-3, 0, 17)", "(0,)")
    (folder / "mutants.toml").write_text(WAIVER.format(MUTANT))
    found = check("doubling", folder.parents[1])
    assert (len(found.mutants), len(found.judged), len(found.survivors)) == (3, 2, 1)


def test_a_waiver_of_a_mutant_that_is_noticed_or_not_there_is_refused(folder: Path) -> None:
    (folder / "mutants.toml").write_text(WAIVER.format(MUTANT))
    assert problems(folder) == [
        f"mutants.toml waives {MUTANT}, but test_double_example, test_double notices it"
    ]
    (folder / "mutants.toml").write_text(WAIVER.format(MUTANT.replace("«+", "«*")))
    [found] = problems(folder)
    assert "waives a mutant that is not there" in found
    assert MUTANT in found


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("threshold = ", "mutants.toml: "),
        ("threshold = 90", "a share from 0 to 1, not 90"),
        ("treshold = 0.9", "holds `threshold` and tables"),
        ('[[waived]]\nmutant = "m"', "a `mutant` and a `reason`"),
        (WAIVER.format(MUTANT) + WAIVER.format(MUTANT), "waived twice"),
        ('[[uncompared]]\nname = "double"', "a `name` and a `reason`"),
        (UNCOMPARED.format("double") * 2, "uncompared twice"),
    ],
)
def test_rules_that_cannot_be_read_say_why(folder: Path, text: str, complaint: str) -> None:
    (folder / "mutants.toml").write_text(text)
    with pytest.raises(CourseError, match=r"mutants\.toml") as caught:
        problems(folder)
    assert complaint in str(caught.value)


def test_a_function_without_random_inputs_is_pointed_out(folder: Path) -> None:
    (folder / "inputs.py").write_text("")
    [found] = problems(folder)
    assert found.startswith("double: no comparison vouches for its marks: write inputs_double")
    (folder / "inputs.py").unlink()
    assert problems(folder) == [found]


def test_a_reason_not_to_compare_a_function_is_taken_where_it_is_needed(folder: Path) -> None:
    (folder / "mutants.toml").write_text(UNCOMPARED.format("double"))
    assert problems(folder) == [
        "mutants.toml says that double is not compared, but inputs.py has its inputs"
    ]
    (folder / "inputs.py").unlink()
    assert problems(folder) == []
    (folder / "mutants.toml").write_text(UNCOMPARED.format("dubble"))
    assert problems(folder)[1:] == [
        "mutants.toml says that dubble is not compared, which no cell asks for"
    ]


def test_a_test_that_needs_what_another_leaves_behind_is_noticed(folder: Path) -> None:
    halve = SOLUTION.replace("double", "halve").replace("x + x", "x / 2")
    leaves = f"four = double(2)\n{VISIBLE}"
    write(
        folder,
        [
            cell(SOLUTION, "double"),
            cell(leaves, "test_double_example", 1),
            cell(HIDDEN, "test_double", 2),
            cell(halve, "halve"),
            cell("assert halve(four) == 2", "test_halve", 1),
        ],
    )
    release(root=folder.parents[1])
    found = "test_halve: needs what another question's test cell leaves behind: NameError"
    assert any(problem.startswith(found) for problem in problems(folder))


def test_an_assignment_that_is_not_there_or_not_released_is_named(folder: Path) -> None:
    with pytest.raises(CourseError, match=r"no assignment 'dubling'; near it: doubling"):
        check("dubling", folder.parents[1])
    shutil.rmtree(folder.parents[1] / "assignments")
    with pytest.raises(CourseError, match="run `threeways release doubling`"):
        problems(folder)


def test_what_the_check_needs_is_not_released(folder: Path) -> None:
    (folder / "mutants.toml").write_text(WAIVER.format(MUTANT))
    release(root=folder.parents[1])
    assert [p.name for p in (folder.parents[1] / "assignments/doubling").iterdir()] == [
        "doubling.ipynb"
    ]


def test_a_mutant_runs_the_tests_that_its_cell_has_to_do_with() -> None:
    notebook = [
        Cell("one", "def one():\n    return 1", "solution"),
        Cell("test_one", "assert one() == 1", "test"),
        Cell("by_another_name", "def two():\n    return one() + 1\npair = one, two", "given"),
        Cell("three", "def three():\n    one = 3\n    return one", "solution"),
        Cell("test_three", "assert three() == 3", "test"),
        Cell("test_pair", "assert pair", "test"),
    ]
    assert unconcerned(notebook, notebook[0]) == []
    assert unconcerned(notebook, notebook[3]) == ["test_one", "test_pair"]


def test_cells_without_marks_are_run_as_they_stand(folder: Path) -> None:
    write(folder, [new_code_cell("%pwd\nfour = 4", id="given"), cell(SOLUTION, "double")])
    assert [(c.name, c.kind) for c in cells(source_notebook(folder))] == [
        ("cell given", "given"),
        ("double", "solution"),
    ]


# The command


@pytest.fixture
def command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """``threeways check-assignment`` in the small course: exit code and output."""
    monkeypatch.chdir(folder.parents[1])
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["check-assignment", *arguments])
        return done.exit_code, done.output

    return run


def test_the_command_shows_which_test_noticed_what(command: Callable[..., tuple[int, str]]) -> None:
    code, output = command()
    assert code == 0
    rows = {line[:60].strip(): line[60:].count("●") for line in output.splitlines()}
    assert rows["wrong/01_squares"] == 1
    assert rows[MUTANT] == 2
    assert "double: visible test_double_example; hidden test_double" in output
    summary = next(line for line in output.splitlines() if line.startswith("doubling  "))
    assert summary.split()[1:7] == ["2", "3", "0", "0", "100.0%", "90%"]


def test_the_command_fails_and_names_survivors_to_be_copied(
    folder: Path, command: Callable[..., tuple[int, str]]
) -> None:
    spoilt(folder, "double(2) == 4", "double(0) == 0")
    spoilt(folder, "(-3, 0, 17)", "(0,)")
    code, output = command("doubling", "--jobs", "1")
    assert code == 1
    assert f"doubling: survives: {MUTANT}\n" in output
    assert "doubling: the tests notice 33.3% of the mutants" in output
