"""Marks leave as files that a spreadsheet, Canvas and Moodle read, and say who is not in them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.unit.grading_course import NAME, make_course, prepared, result
from threeways.course import marks as written
from threeways.course.chapters import CourseError
from threeways.course.cli import app
from threeways.course.export import Cell, Marks, class_csv
from threeways.course.grading.collect import Person
from threeways.course.grading.record import Recorder
from threeways.course.lms import fill, read_export

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Doubling and halving (77),Essay (78),Current Score
,,,,,Manual Posting,,(read only)
    Points Possible,,,,,6,10,(read only)
"Lovelace, Ada",12345,s1,ada@x.org,One,,7,70
"O'Neil, Ben",23456,s2,ben@x.org,One,3,7,70
"Müller, Zoë",34567,s3,zm@x.org,Two,,7,70
"Student, Test",99999,,8dca,One,,,
"""
MOODLE = """\
First name;Last name;ID number;Email address;Assignment: Doubling and halving (Real);Total (Real)
Ada;Lovelace;s1;Ada.L@x.org;-;-
Ben;O'Neil;s2;ben@x.org;-;-
Zoë;Müller;s3;zm@x.org;-;-
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade)
Participant 123,Ada Lovelace,ada@x.org,Submitted,,6.00,-
Participant 124,Ben O'Neil,ben@x.org,Submitted,,6.00,-
"""
TITLES = ["Doubling and halving", NAME]


def marks(student, score=4.5, points=6.0, waits=False, **person):
    return Marks(student, NAME, {"test": Cell(score, points, waits)}, **person)


@pytest.fixture
def table(tmp_path):
    def make(text, platform="canvas"):
        path = tmp_path / f"{platform}-export.csv"
        path.write_text(text, encoding="utf-8-sig")
        return read_export(path, platform)

    return make


def rows(filled, delimiter=","):
    return list(csv.reader(io.StringIO(filled.text, newline=""), delimiter=delimiter))


def test_canvas_gets_its_own_columns_back_with_one_assignment(table):
    class_ = [marks("ada", lms_user_id="12345"), marks("s2", 6.0), marks("zoë-müller", 0.25)]
    filled = fill(table(CANVAS), "canvas", class_, TITLES)
    assert rows(filled) == [
        [
            *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
            "Doubling and halving (77)",
        ],
        ["", "", "", "", "", "Manual Posting"],
        ["    Points Possible", "", "", "", "", "6"],
        ["Lovelace, Ada", "12345", "s1", "ada@x.org", "One", "4.5"],
        ["O'Neil, Ben", "23456", "s2", "ben@x.org", "One", "6"],
        ["Müller, Zoë", "34567", "s3", "zm@x.org", "Two", "0.25"],
    ]
    assert (filled.written, filled.strangers, filled.absent) == (3, (), ())


def test_moodle_gets_its_own_columns_and_letters_back(table):
    class_ = [marks("a", email="ada.l@X.org"), marks("b", first_name="Ben", last_name="O'Neil")]
    filled = fill(table(MOODLE, "moodle"), "moodle", class_, TITLES)
    assert rows(filled, ";")[1:] == [
        ["Ada", "Lovelace", "s1", "Ada.L@x.org", "4.5"],
        ["Ben", "O'Neil", "s2", "ben@x.org", "4.5"],
    ]
    assert filled.absent == ("Zoë Müller",)


def test_a_grading_worksheet_comes_back_whole(table):
    filled = fill(table(WORKSHEET, "moodle"), "moodle", [marks("ada-lovelace")], TITLES)
    assert rows(filled)[1:] == [
        ["Participant 123", "Ada Lovelace", "ada@x.org", "Submitted", "4.5", "6.00", "-"]
    ]


def test_only_final_marks_of_known_students_are_written(table):
    class_ = [marks("s1", waits=True), marks("nobody"), marks("s2")]
    filled = fill(table(CANVAS), "canvas", class_, TITLES)
    assert [row[1] for row in rows(filled)[3:]] == ["23456"]
    assert (filled.waiting, filled.strangers) == (("s1",), ("nobody",))
    assert filled.absent == ("Müller, Zoë",)  # and Canvas's test student is nobody


def test_two_for_one_row_and_one_for_two_rows_are_not_guessed_at(table):
    twins = CANVAS + '"Lovelace, Ada",45678,s4,al@x.org,Two,,,\n'
    filled = fill(table(twins), "canvas", [marks("lovelace-ada")], TITLES)
    assert (filled.written, filled.strangers) == (0, ("lovelace-ada",))
    both = [marks("s1"), marks("ada", lms_user_id="12345")]
    filled = fill(table(CANVAS), "canvas", both, TITLES)
    assert (filled.written, filled.strangers) == (0, ("ada", "s1"))


def test_marks_out_of_other_points_are_refused_or_multiplied(table):
    hundred = table(CANVAS.replace(",6,10,", ",100,10,"))
    with pytest.raises(CourseError, match=r"out of 100 points there and 6 here.*--scale"):
        fill(hundred, "canvas", [marks("s1")], TITLES)
    assert rows(fill(hundred, "canvas", [marks("s1")], TITLES, scale=True))[3][-1] == "75"
    worksheet = table(WORKSHEET.replace("6.00", "12,0").replace(",12,0,", ',"12,0",'), "moodle")
    assert rows(fill(worksheet, "moodle", [marks("ben-o-neil")], TITLES, scale=True))[1][4] == "9"


@pytest.mark.parametrize("column, words", [(None, "no column for 'Trebling'"), ("Esay", "near it")])
def test_a_column_that_is_not_there_is_named_with_what_is(table, column, words):
    with pytest.raises(CourseError, match=words) as refused:
        fill(table(CANVAS), "canvas", [marks("s1")], ["Trebling"], column)
    assert "Essay (78)" in str(refused.value)
    filled = fill(table(CANVAS), "canvas", [marks("s1", points=10)], ["Trebling"], "Essay (78)")
    assert rows(filled)[0][-1] == "Essay (78)"


@pytest.mark.parametrize(
    "content, words",
    [
        (b"\x00\xff\xfe", "no CSV in UTF-8"),
        (b"", "none of the columns"),
        (b"name,grade\nAda,3\n", "none of the columns id, student; Canvas: Grades"),
        (b"Student,ID,A,A\n", "has the column 'A' twice"),
    ],
)
def test_what_is_no_export_is_refused_with_the_way_to_one(tmp_path, content, words):
    path = tmp_path / "marks.csv"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=words):
        read_export(path, "canvas")
    with pytest.raises(CourseError, match=r"missing\.csv is no CSV"):
        read_export(tmp_path / "missing.csv", "canvas")


@given(st.sampled_from("=+-@"), st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_no_name_from_an_export_is_a_formula(tmp_path_factory, sign, rest):
    path = tmp_path_factory.mktemp("formula") / "canvas.csv"
    path.write_text(
        f"Student,ID,SIS User ID,Doubling (1)\n{sign}{rest},7,s1,\n", encoding="utf-8", newline=""
    )
    filled = fill(read_export(path, "canvas"), "canvas", [marks("s1")], ["Doubling"])
    assert rows(filled)[1] == [f"'{sign}{rest}", "7", "s1", "4.5"]


def test_all_assignments_go_into_one_table():
    other = marks("ada", 3.0, 10.0, waits=True)
    text = class_csv({NAME: [marks("ada"), marks("ben")], "ridge": [other]})
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["doubling (of 6)"] for row in table] == ["4.5", "4.5"]
    assert [row["ridge (of 10)"] for row in table] == ["3", ""]
    assert [(row["score"], row["points"]) for row in table] == [("7.5", "16"), ("4.5", "16")]
    assert table[0]["waits_for_a_person"] == "ridge"


# The command


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("export") / "course")
    for name in ("_config.yml", "_toc.yml"):
        (root / name).write_text("")
    with Recorder(root, NAME) as recorder:
        recorder.enrol([Person("ada", "Ada", "Lovelace", lms_user_id="12345")])
        recorder.record(prepared(), result())
        recorder.record(prepared("ben"), result("ben", failed={"test_double": "unknown"}))
    return root


def test_the_command_writes_what_canvas_imports(course, monkeypatch, tmp_path):
    monkeypatch.chdir(course)
    exported = tmp_path / "canvas.csv"
    exported.write_text(CANVAS, encoding="utf-8")
    command = ["export", NAME, "--for", "canvas", "--gradebook", str(exported)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    text = (course / "_build" / "grading" / NAME / "canvas.csv").read_text("utf-8")
    assert '"Lovelace, Ada",12345,s1,ada@x.org,One,6\n' in text.replace("\r", "")
    assert "1 marks for 'Doubling and halving (77)'" in done.output
    assert "left out: ben" in done.output and "Müller, Zoë" in done.output
    with pytest.raises(CourseError, match="is what canvas exported"):
        list(written.fill_in(course, NAME, "canvas", exported, None, False, exported, None))
    assert exported.read_text("utf-8") == CANVAS


def test_the_command_writes_tables(course, monkeypatch, tmp_path):
    monkeypatch.chdir(course)
    assert CliRunner().invoke(app, ["export", "--to", str(tmp_path / "all.csv")]).exit_code == 0
    assert (tmp_path / "all.csv").read_text().startswith("student,first_name,last_name,email,doubl")
    done = CliRunner().invoke(app, ["export", NAME])
    assert done.exit_code == 0 and "wait for a person, in formgrader: ben" in done.output
    table = (course / "_build" / "grading" / NAME / "marks.csv").read_text()
    assert "1. How to double" in table.splitlines()[0]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--for", "canvas"], "needs a NAME and --gradebook; Canvas: Grades"),
        (["--scale"], "need --for canvas or moodle"),
        (["trebling"], "no assignment 'trebling'"),
        (["--db-url", "sqlite:////nowhere/gradebook.db"], "nothing has been graded yet"),
    ],
)
def test_the_command_says_what_is_missing(course, monkeypatch, arguments, words):
    monkeypatch.chdir(course)
    with pytest.raises(CourseError, match=words):
        CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
