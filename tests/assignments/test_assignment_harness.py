"""The judges of an assignment notice an answer that is not what it says it is."""

from pathlib import Path

import pytest
from assignment_harness import grade
from nbgrader.preprocessors import ClearOutput
from small_course import make_course

from threeways.course.assignments import (
    AnswerError,
    Mark,
    disagreements,
    marks,
    put,
    questions,
    read_answer,
    read_answers,
    solution_cells,
    source_notebook,
)
from threeways.course.release import release

HEADER = "# loses: test_double\n# hint: Twice.\n# %% double\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_course(tmp_path)


def answer_file(folder: Path, text: str) -> Path:
    path = folder / "wrong" / "02_new.py"
    path.write_text(text)
    return path


# Marks, in real kernels


def test_the_known_answers_of_a_sound_assignment_agree_with_their_headers(folder: Path) -> None:
    alternative, wrong = read_answers(folder)
    assert disagreements(alternative, grade(folder, dict(alternative.cells))) == []
    given = grade(folder, dict(wrong.cells))
    assert given == {"test_double_example": Mark(1, 1), "test_double": Mark(0, 2)}
    assert disagreements(wrong, given) == []


def test_the_untouched_release_scores_nothing_and_validates_for_a_student(folder: Path) -> None:
    release(root=folder.parents[1])
    released = source_notebook(folder.parents[1] / "assignments" / "doubling")
    assert grade(folder, solution_cells(released)) == {
        "test_double_example": Mark(0, 1),
        "test_double": Mark(0, 2),
    }


def test_a_wrong_answer_that_loses_nothing_is_noticed(folder: Path) -> None:
    path = answer_file(
        folder,
        "# loses: test_double\n# hint: Twice.\n# %% double\ndef double(x):\n    return x + x\n",
    )
    answer = read_answer(path)
    found = disagreements(answer, grade(folder, dict(answer.cells)))
    assert found == ["test_double: must fail, but passes"]


def test_a_wrong_answer_that_loses_more_than_it_says_is_noticed(folder: Path) -> None:
    path = answer_file(
        folder,
        "# loses: test_double\n# hint: Twice.\n# %% double\ndef double(x):\n    return 3 * x\n",
    )
    answer = read_answer(path)
    found = disagreements(answer, grade(folder, dict(answer.cells)))
    assert found == ["test_double_example: must pass, but fails"]


def test_a_notebook_sees_nothing_of_the_one_before(folder: Path) -> None:
    grade(folder, {"double": "twice = lambda x: 2 * x\ndouble = twice"})
    given = grade(folder, {"double": "double = twice"})
    assert given["test_double"] == Mark(0, 2)


def test_a_notebook_that_was_not_executed_gets_no_marks(folder: Path) -> None:
    notebook, _ = ClearOutput().preprocess(source_notebook(folder), {})
    with pytest.raises(ValueError, match="'test_double_example' was not executed"):
        marks(notebook)


# Answer files


def test_questions_know_their_tests(folder: Path) -> None:
    [question] = questions(source_notebook(folder))
    assert question.solution == "double"
    assert question.visible == ["test_double_example"]
    assert question.hidden == ["test_double"]


def test_a_header_continues_over_indented_lines(folder: Path) -> None:
    path = answer_file(
        folder,
        "# loses: test_double,\n#   test_double_example\n# hint: One line,\n#   and another.\n"
        "# A note.\n\n# %% double\ndef double(x):\n    return 0\n\n\n# %% halve\nhalve = 2\n",
    )
    answer = read_answer(path)
    assert answer.loses == {"test_double", "test_double_example"}
    assert answer.hint == "One line, and another."
    assert answer.cells == {"double": "def double(x):\n    return 0", "halve": "halve = 2"}
    assert answer.name == "wrong/02_new"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# hint: h\n# %% double\nx", "needs a line `# loses: …`"),
        ("# loses: test_double\n# %% double\nx", "needs a line `# hint: …`"),
        ("# loses:\n# hint: h\n# %% double\nx", "needs a line `# loses: …`"),
        ("# loses: test_double\n# hint: h\n", "holds no cell"),
        ("# loses: a\n# hint: h\n# %%\nx", "02_new.py:3: a cell without a name"),
        ("# loses: a\n# hint: h\n# %% a\nx\n# %% a\ny", "02_new.py:5: a second cell 'a'"),
    ],
)
def test_a_malformed_answer_says_what_to_do(folder: Path, text: str, complaint: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answer(answer_file(folder, text))
    assert complaint in str(caught.value)
    assert "02_new.py" in str(caught.value)


def test_an_alternative_that_loses_something_is_refused(folder: Path) -> None:
    path = folder / "alt" / "times.py"
    path.write_text("# loses: test_double\n# %% double\nx")
    with pytest.raises(AnswerError, match="an alternative loses nothing"):
        read_answer(path)


def test_a_cell_that_the_notebook_does_not_have_is_named(folder: Path) -> None:
    with pytest.raises(AnswerError, match=r"'duoble'; did you mean 'double'\?"):
        put(source_notebook(folder), {"duoble": "x"})


def test_a_test_cell_that_the_notebook_does_not_have_is_named(folder: Path) -> None:
    path = answer_file(folder, "# loses: test_dubble\n# hint: h\n# %% double\nx")
    found = disagreements(read_answer(path), {"test_double": Mark(2, 2)})
    assert found == ["test_dubble: no test cell has this name; did you mean 'test_double'?"]
