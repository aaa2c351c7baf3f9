"""`threeways grade` into SQLite and into PostgreSQL: the same story, the same marks."""

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from typer.testing import CliRunner

from tests.unit.graded_course import hand_in, make_graded_course
from tests.unit.grading_course import NAME, SQUARE
from threeways.course.cli import app
from threeways.course.export import Marks, read_marks
from threeways.course.grading.record import configuration, open_gradebook
from threeways.course.grading.sandbox import why_not

pytestmark = pytest.mark.skipif(
    bool(why_not("bubblewrap")), reason=f"bubblewrap does not work here: {why_not('bubblewrap')}"
)
CONFIGURATION = """
c.GraceDays.grace_days = 1
c.GraceDays.percent_per_day = 25
"""
DUE = "2026-01-01 12:00:00 UTC"
HANDED_IN = {  # answers, and when: a day late is free, a second costs a quarter
    "ada": ({}, "2026-01-01T11:00:00+00:00"),
    "bob": ({"double": SQUARE}, "2026-01-02T11:00:00+00:00"),
    "eve": ({"halve": "def halve(x): return x // 2"}, "2026-01-03T11:00:00+00:00"),
    "łukasz": ({"double": "import os\nos._exit(0)"}, ""),
}
SCORES = {"ada": 6.0, "bob": 4.0, "eve": 2.25, "łukasz": 3.0}


@dataclass
class Course:
    """A course with its gradebook somewhere."""

    root: Path
    url: str

    def grade(self, *arguments: str) -> str:
        """What the command says."""
        with contextlib.chdir(self.root):
            command = ["grade", NAME, "--db-url", self.url, *arguments]
            done = CliRunner().invoke(app, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    def marks(self) -> list[Marks]:
        with Gradebook(self.url) as gradebook:
            names = [assignment.name for assignment in gradebook.assignments]
            return read_marks(gradebook, NAME) if NAME in names else []

    def scores(self) -> dict[str, float]:
        return {each.student: each.score for each in self.marks()}

    def table(self) -> str:
        return (self.root / "_build" / "grading" / NAME / "marks.csv").read_text()


@pytest.fixture(scope="module")
def courses(tmp_path_factory, new_database) -> Sequence[Course]:
    """The same class twice, before anything is graded."""
    found = []
    for kind in ("sqlite", "postgresql"):
        root = make_graded_course(tmp_path_factory.mktemp(kind) / "course")
        with (root / "nbgrader_config.py").open("a") as file:
            file.write(CONFIGURATION)
        for student, (cells, when) in HANDED_IN.items():
            path = hand_in(root, student, cells)
            if when:
                (path.parent / "timestamp.txt").write_text(when)
        found.append(Course(root, f"sqlite:///{root / 'gradebook.db'}"))
    found[1].url = new_database()
    for course in found:
        config = configuration(course.root, course.url)
        with open_gradebook(CourseDirectory(config=config)) as gradebook:
            gradebook.update_or_create_assignment(NAME, duedate=DUE)
    return found


def test_both_gradebooks_tell_the_same_story(courses):
    """Dry, graded, graded twice, by a person, again, and one student anew: each time alike."""
    told = [list(_story(course)) for course in courses]
    for sqlite, postgresql in zip(*told, strict=True):
        assert sqlite == postgresql


def _story(course: Course):
    """Marks and tables after each step, checked against what they should be."""
    assert "4 to grade" in course.grade("--dry-run")
    assert course.marks() == []
    yield course.marks()

    assert "4 of them graded now" in course.grade()
    assert course.scores() == SCORES
    assert {each.student: each.penalty for each in course.marks()}["eve"] == 0.75
    yield course.marks(), course.table()

    assert "4 graded before and kept, 0 to grade" in course.grade()
    assert course.scores() == SCORES
    yield course.marks(), course.table()

    with Gradebook(course.url) as gradebook:  # a person sees that halve is wrong
        grade = gradebook.find_grade("test_halve_example", NAME, NAME, "eve")
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    course.grade("--again", "--student", "eve")
    assert course.scores() == {**SCORES, "eve": 3.0}  # and the late day costs a quarter of 4
    yield course.marks(), course.table()

    shutil.rmtree(course.root / "submitted" / "bob")
    hand_in(course.root, "bob")
    shutil.rmtree(course.root / "submitted" / "ada")
    hand_in(course.root, "ada", {"double": SQUARE})
    course.grade("--student", "bob")
    assert course.scores() == {**SCORES, "eve": 3.0, "bob": 6.0}  # ada's is not looked at
    yield course.marks(), course.table()
