"""Results become rows of nbgrader's gradebook: automatic marks only, whole or not at all."""

import errno
import multiprocessing
import shutil
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import text

from tests.unit.grading_course import (
    CELLS,
    NAME,
    POINTS,
    SQUARE,
    SQUARED,
    make_course,
    prepared,
    result,
    source,
)
from threeways.course.grading.collect import Person
from threeways.course.grading.late import DAY, GraceDays
from threeways.course.grading.record import Recorder, RecordError, graded_notebook


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A course whose gradebook holds the cells: nbgrader takes a second to make it."""
    root = make_course(tmp_path_factory.mktemp("template"))
    Recorder(root, NAME).__exit__()
    return root


@pytest.fixture
def course(template, tmp_path):
    return Path(shutil.copytree(template, tmp_path / "course"))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, course):
    """The course and its gradebook, in each of the databases."""
    if request.param == "sqlite":
        return course, f"sqlite:///{course / 'gradebook.db'}"
    return course, request.getfixturevalue("postgres")


def scores(url, student="ada"):
    """Automatic score, manual score and whether a person is needed, by test cell."""
    with Gradebook(url) as gradebook:
        notebook = gradebook.find_submission(NAME, student).notebooks[0]
        return {
            grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for grade in notebook.grades
        }


def test_the_marks_of_each_test_cell_reach_the_gradebook(place):
    course, url = place
    with Recorder(course, NAME, url) as recorder:
        assert recorder.record(prepared(), result(failed={"test_double": "failed"}))
    assert scores(url) == {
        "test_double_example": (1, None, False),
        "test_double": (0, None, False),
        "test_halve_example": (3, None, False),
    }
    with Gradebook(url) as gradebook:
        submission = gradebook.find_submission(NAME, "ada")
        assert (submission.score, submission.max_score) == (4, 6)
        assert submission.timestamp == datetime(2026, 1, 1, 12)
        assert gradebook.find_notebook(NAME, NAME).submissions == submission.notebooks


@pytest.mark.parametrize("status", ["failed", "timeout", "died", "output", "tampered"])
def test_only_a_test_that_passed_scores(course, status):
    with Recorder(course, NAME) as recorder:
        recorder.record(prepared(), result(failed=dict.fromkeys(POINTS, status)))
    url = f"sqlite:///{course / 'gradebook.db'}"
    assert set(scores(url).values()) == {(0, None, False)}


def test_what_could_not_be_judged_waits_for_a_person(place):
    course, url = place
    with Recorder(course, NAME, url) as recorder:
        recorder.record(prepared(), result(failed={"test_double": "unknown"}))
    assert scores(url)["test_double"] == (None, None, True)
    with Gradebook(url) as gradebook:
        assert gradebook.find_submission(NAME, "ada").needs_manual_grade


def test_the_same_key_changes_no_mark_and_a_new_one_replaces_them(place):
    course, url = place
    with Recorder(course, NAME, url) as recorder:
        recorder.record(prepared(), result())
        assert not recorder.record(prepared(), result(failed={"test_double": "failed"}))
        assert scores(url)["test_double"][0] == 2
        assert recorder.record(prepared(key="k2"), result(key="k2", failed={"test_double": "died"}))
        assert scores(url)["test_double"][0] == 0
        assert recorder.recorded() == {"ada": "k2"}
        assert recorder.record(prepared(key="k2"), result(key="k2"), again=True)
        assert scores(url)["test_double"][0] == 2


def test_scores_comments_and_extra_credit_of_a_person_stay(place):
    course, url = place
    with Recorder(course, NAME, url) as recorder:
        recorder.record(prepared(), result(failed={"test_double": "unknown"}))
        with Gradebook(url) as gradebook:
            grade = gradebook.find_grade("test_double", NAME, NAME, "ada")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
            gradebook.find_comment("double", NAME, NAME, "ada").manual_comment = "Well argued."
            gradebook.db.commit()
        recorder.record(prepared(), result())
        assert scores(url)["test_double"] == (None, 1.5, False)
        recorder.record(prepared(key="k2"), result(key="k2"))
    assert scores(url)["test_double"] == (2, 1.5, True)  # a person looks again, as in nbgrader
    with Gradebook(url) as gradebook:
        assert gradebook.find_grade("test_double", NAME, NAME, "ada").score == 1.75
        comment = gradebook.find_comment("double", NAME, NAME, "ada")
        assert comment.manual_comment == "Well argued."


def test_a_known_mistake_and_an_empty_answer_become_automatic_comments(course):
    with Recorder(course, NAME) as recorder:
        empty = recorder.master.released["halve"]
        recorder.record(
            prepared(solutions={"double": SQUARE, "halve": empty}),
            result(comparisons={"double": SQUARED}),
        )
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        comments = gradebook.find_submission(NAME, "ada").notebooks[0].comments
        found = {comment.name: comment.auto_comment for comment in comments}
    assert found == {"double": "You square the number.", "halve": "No response."}


def test_names_are_filled_in_and_never_emptied(course):
    with Recorder(course, NAME) as recorder:
        recorder.enrol([Person("ada", "Ada", "Lovelace", "ada@example.org", "12345")])
        recorder.enrol([Person("ada", email="countess@example.org")])
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.last_name, ada.lms_user_id) == ("Ada", "Lovelace", "12345")
        assert ada.email == "countess@example.org"


def test_both_databases_hold_the_same(course, postgres):
    found = []
    for url in (f"sqlite:///{course / 'gradebook.db'}", postgres):
        with Recorder(course, NAME, url) as recorder:
            recorder.enrol([Person("łukasz", "Łukasz", 'O\'Neil, "Jr."')])
            for number, status in enumerate(["passed", "failed", "unknown"]):
                name = f"łukasz{number or ''}"
                done = result(name, failed={"test_double": status, "test_halve_example": "died"})
                recorder.record(prepared(name), done)
        with Gradebook(url) as gradebook:
            keys = ("student", "score", "max_score", "needs_manual_grade", "last_name")
            rows = gradebook.submission_dicts(NAME)
            rows = [[row[key] for key in keys] for row in rows if "łukasz" in row["student"]]
            found.append(sorted(rows))
    assert len(found[0]) == 3
    assert found[0] == found[1]


def test_a_result_of_another_source_or_submission_is_refused_whole(course):
    strange = result()
    strange.tests["test_thirds"] = strange.tests["test_double"]
    with Recorder(course, NAME) as recorder:
        with pytest.raises(RecordError, match="test_thirds"):
            recorder.record(prepared(), strange)
        with pytest.raises(RecordError, match="another submission"):
            recorder.record(prepared("ben"), result("ada"))
        assert recorder.recorded() == {}
        assert recorder.gradebook.students == []


def test_a_source_with_other_cells_is_refused_once_submissions_are_graded(course):
    with Recorder(course, NAME) as recorder:
        recorder.record(prepared(), result())
    changed = source()
    del changed.cells[-1]
    nbformat.write(changed, course / "solutions" / NAME / f"{NAME}.ipynb")
    with pytest.raises(RecordError, match="nbgrader db assignment remove"):
        Recorder(course, NAME)


def test_an_error_in_the_middle_leaves_nothing_of_a_submission(course, monkeypatch):
    with Recorder(course, NAME) as recorder:
        monkeypatch.setattr(recorder, "_write_notebook", fail)
        with pytest.raises(RecordError, match="the disk is full"):
            recorder.record(prepared(), result())
        monkeypatch.undo()
        assert recorder.gradebook.students == []
        assert recorder.record(prepared(), result())


def fail(*args):
    raise OSError(errno.ENOSPC, "No space left on device", "doubling.ipynb")


def write_many(course, url, opened):
    """What a process does until it is killed."""
    with Recorder(course, NAME, url) as recorder:
        opened.set()
        for number in range(1000):
            recorder.record(prepared(f"s{number:03}"), result(f"s{number:03}"))


def test_a_writer_that_is_killed_leaves_whole_submissions(place):
    course, url = place
    fork = multiprocessing.get_context("fork")  # the imports take longer than all the rest
    opened = fork.Event()
    writer = fork.Process(target=write_many, args=(course, url, opened))
    writer.start()
    assert opened.wait(timeout=60)
    time.sleep(0.5)
    writer.kill()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    with Recorder(course, NAME, url) as recorder:
        done = recorder.recorded()
        submissions = recorder.gradebook.find_assignment(NAME).submissions
        assert 0 < len(done) < 1000
        assert {s.student.id for s in submissions} == set(done)
        assert all(s.score == 6 and not s.needs_manual_grade for s in submissions)
        assert all(recorder.notebook_path(student).exists() for student in done)
        assert {s.id for s in recorder.gradebook.students} == set(done)


def test_formgrader_gets_the_students_code_our_tests_and_no_html(course):
    attack = [{"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}}]
    with Recorder(course, NAME) as recorder:
        recorder.record(
            prepared(solutions={"double": SQUARE}),
            result(failed={"test_double": "failed"}, outputs={"double": attack}),
        )
        written = nbformat.read(recorder.notebook_path("ada"), 4)
    nbformat.validate(written)
    cells = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in written.cells[1:]
        if "nbgrader" in cell.metadata
    }
    assert cells["double"].source == SQUARE
    assert cells["test_double"].source == CELLS["test_double"]
    assert "BEGIN SOLUTION" not in cells["halve"].source
    assert "not in the notebook" in cells["halve"].source
    assert cells["double"].outputs == []
    assert "failed" in cells["test_double"].outputs[0].traceback[0]


def test_no_solution_of_ours_is_in_what_formgrader_shows():
    shown = nbformat.writes(graded_notebook(source(), prepared(solutions={}), result()))
    assert "x + x" not in shown and "x / 2" not in shown


@pytest.mark.parametrize(
    "days, lost", [(0, 0), (0.5, 0), (2, 0), (2.01, 1), (3, 1), (4.5, 3), (99, 5)]
)
def test_grace_days_are_free_and_each_day_after_them_costs(days, lost):
    plugin = GraceDays(grace_days=2, percent_per_day=10, at_most=50)
    assert plugin.late_submission_penalty("ada", 10, days * DAY) == pytest.approx(lost)


def test_late_submissions_lose_what_the_configuration_says(course):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.GraceDays.grace_days = 1\nc.GraceDays.percent_per_day = 25\n")
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-01-01 12:00:00 UTC")
    with Recorder(course, NAME) as recorder:
        for student, when in [("ada", "2026-01-02T11"), ("ben", "2026-01-03T11"), ("cleo", "")]:
            submitted = f"{when}:00:00+00:00" if when else ""
            recorder.record(prepared(student, submitted=submitted), result(student))
        assert penalties(recorder) == {"ada": 0, "ben": 1.5, "cleo": 0}
        recorder.gradebook.grant_extension(NAME, "ben", days=1)
        assert not recorder.record(
            prepared("ben", submitted="2026-01-03T11:00:00+00:00"), result("ben")
        )
        assert penalties(recorder)["ben"] == 0


def penalties(recorder):
    submissions = recorder.gradebook.find_assignment(NAME).submissions
    return {s.student.id: s.late_submission_penalty for s in submissions}


def test_by_default_lateness_costs_nothing(course):
    with Recorder(course, NAME) as recorder:
        recorder.gradebook.update_or_create_assignment(NAME, duedate=datetime(2025, 1, 1))
        recorder.record(prepared(), result())
        submission = recorder.gradebook.find_submission(NAME, "ada")
        assert submission.total_seconds_late > timedelta(days=300).total_seconds()
        assert penalties(recorder) == {"ada": 0}


def test_stock_nbgrader_exports_what_was_recorded(course):
    with Recorder(course, NAME) as recorder:
        recorder.record(prepared(), result(failed={"test_halve_example": "timeout"}))
        CsvExportPlugin(to=str(course / "marks.csv")).export(recorder.gradebook)
    assert ",ada,,,,3.0,0.0,3.0,6.0" in (course / "marks.csv").read_text()


def test_a_locked_gradebook_is_waited_for_and_then_named(course, monkeypatch):
    with Recorder(course, NAME) as recorder:
        recorder.session.execute(text("PRAGMA busy_timeout = 100"))
        recorder.session.rollback()
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as other:
            other.db.execute(text("BEGIN EXCLUSIVE"))
            with pytest.raises(RecordError, match="locked"):
                recorder.record(prepared(), result())
            other.db.rollback()
        assert recorder.record(prepared(), result())
