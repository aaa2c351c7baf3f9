"""Feedback, the instructor's page, exported marks: what they say, and what cannot get through."""

import base64
import csv
import io
import re
import string
import zipfile
from dataclasses import replace

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from PIL import Image, PngImagePlugin

from tests.site.conftest import CHROMIUM, QUIET
from tests.unit.grading_course import (
    FLAG,
    NAME,
    RIGHT,
    SECRET,
    SECRET_MESSAGE,
    SQUARE,
    SQUARED,
    make_course,
    prepared,
    result,
    source,
)
from threeways.course.export import Cell, Marks, class_csv, marks_csv, read_marks, safe
from threeways.course.grading import sanitise, similar
from threeways.course.grading.archive import Note
from threeways.course.grading.collect import Person
from threeways.course.grading.record import Recorder
from threeways.course.grading.report import (
    Graded,
    feedback,
    overview,
    point_biserial,
    read_questions,
    write,
)

ATTACK = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
FORMULAS = [
    '=HYPERLINK("http://evil.invalid")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
]


def drawn(**options):
    """A small PNG in base64."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG", **options)
    return base64.b64encode(file.getvalue()).decode()


def visible(page):
    """A page's text without its style sheet."""
    return re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def graded(student="ada", failed=None, solutions=RIGHT, marks=None, flags=(), **fields):
    return Graded(
        prepared(student, solutions=solutions, flags=flags),
        result(student, failed=failed, **fields),
        marks,
    )


def marks(student="ada", score=4.0, **fields):
    cells = {"test_double": Cell(score, 6.0, fields.pop("waits", False))}
    return Marks(student, NAME, cells, **fields)


# Feedback


def test_feedback_gives_marks_per_question_and_the_visible_tests_message():
    page = visible(feedback(source(), graded(failed={"test_halve_example": "failed"})))
    assert "3 of 6 points" in page
    assert re.search(r"How to double\s*<span class=\"good\">3 of 3", page)
    assert re.search(r"How to halve\s*<span class=\"bad\">0 of 3", page)
    assert "the message of test_halve_example" in page
    assert "the message of test_double_example" not in page  # it passed


def test_feedback_names_the_mistake_and_the_first_differing_input():
    wrong = graded(failed={"test_double": "failed"}, comparisons={"double": SQUARED})
    page = visible(feedback(source(), wrong))
    assert SQUARED.hint in page and SQUARED.detail in page
    page = visible(feedback(source(), wrong, show_inputs=False))
    assert SQUARED.hint in page and SQUARED.detail not in page
    closed = source()
    closed.metadata["threeways"] = {"show_inputs": False}
    assert SQUARED.detail not in visible(feedback(closed, wrong))


@pytest.mark.parametrize("status", ["failed", "timeout", "died", "output", "tampered", "unknown"])
def test_feedback_never_shows_a_hidden_test(status):
    stolen = f"x = 1\n{SECRET}\n{SECRET_MESSAGE}"
    outputs = {
        "double": [{"output_type": "stream", "name": "stdout", "text": stolen}],
        "test-double": [{"output_type": "stream", "name": "stdout", "text": "hidden output"}],
    }
    page = visible(feedback(source(), graded(failed={"test_double": status}, outputs=outputs)))
    assert "x = 1" in page
    for secret in (SECRET, SECRET_MESSAGE, "hidden output", "unseen"):
        assert secret not in page


def test_feedback_follows_the_gradebook_where_a_person_has_marked():
    cells = {
        "test_double_example": Cell(1, 1),
        "test_double": Cell(1.5, 2, by_hand=True),
        "test_halve_example": Cell(3, 3),
    }
    by_hand = Marks(
        "ada", NAME, cells, "Ada", "Lovelace", penalty=0.5, comments={"double": "Nice <b>"}
    )
    page = visible(feedback(source(), graded(failed={"test_double": "failed"}, marks=by_hand)))
    assert "5 of 6 points" in page and "2.5 of 3" in page
    assert "Marked by a person" in page and "Nice &lt;b&gt;" in page
    assert "0.5 points were taken off" in page and "Ada Lovelace" in page


def test_feedback_says_that_a_person_will_look_at_what_could_not_be_judged():
    page = visible(feedback(source(), graded(failed={"test_double": "unknown"})))
    assert "A person will look at it" in page
    refused = Graded(
        prepared(refused="not JSON"), result(failed=dict.fromkeys(result().tests, "unknown"))
    )
    assert "could not be read: not JSON" in visible(feedback(source(), refused))


def test_an_unreadable_notebook_is_not_discussed_question_by_question():
    refused = Graded(
        prepared(refused="not JSON"), result(failed=dict.fromkeys(result().tests, "unknown"))
    )
    page = visible(feedback(source(), refused))
    assert page.count("not JSON") == 1 and "opens in JupyterLab" in page
    assert "<h2" not in page and "no answer" not in page


SYNTAX = {
    "output_type": "error",
    "ename": "SyntaxError",
    "evalue": "expected ':' (2470264825.py, line 3)",
    "traceback": [],
}


def test_feedback_says_that_the_answer_itself_stopped_with_an_error():
    """What its tests say then, and how it differs from the reference, only follows from that."""
    crashed = graded(
        failed={"test_double_example": "failed"},
        comparisons={"double": SQUARED},
        outputs={"double": [SYNTAX]},
    )
    page = visible(feedback(source(), crashed))
    assert "SyntaxError: expected &#39;:&#39; (line 3)" in page
    assert SQUARED.hint not in page and SQUARED.detail not in page


@pytest.mark.parametrize(
    "status, words", [("timeout", "a loop that does not end"), ("died", "exit()")]
)
def test_feedback_says_what_to_look_for(status, words):
    page = visible(feedback(source(), graded(failed={"test_double": status})))
    assert words in page and words not in visible(feedback(source(), graded()))


def test_feedback_leads_to_what_is_not_right():
    page = visible(feedback(source(), graded(failed={"test_halve_example": "failed"})))
    assert re.search(r'<a href="#halve">\d\. How to halve</a>', page)
    assert 'id="halve"' in page and 'href="#double"' not in page


def test_what_a_student_wrote_is_text_on_the_page():
    outputs = {
        "double": [
            {"output_type": "stream", "name": "stdout", "text": f"\x1b[31m{ATTACK}\x1b[0m"},
            {"output_type": "display_data", "data": {"text/html": ATTACK, "image/svg+xml": ATTACK}},
            {"output_type": "display_data", "data": {"text/latex": ATTACK, "text/plain": ATTACK}},
            {"output_type": "display_data", "data": {"image/png": f'"><{ATTACK}'}},
            {"output_type": "error", "ename": ATTACK, "evalue": ATTACK, "traceback": [ATTACK]},
        ]
    }
    page = feedback(source(), graded(ATTACK, solutions={"double": ATTACK}, outputs=outputs))
    assert "<script" not in page and "<img" not in page and "\x1b" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_no_script_of_a_student_runs_in_a_browser(tmp_path):
    from playwright.sync_api import sync_playwright

    outputs = {
        "double": [
            {"output_type": "stream", "name": "stdout", "text": f"</pre>{ATTACK}"},
            {"output_type": "display_data", "data": {"text/html": ATTACK, "text/plain": "a plot"}},
            {"output_type": "display_data", "data": {"image/png": drawn()}},
        ]
    }
    attack = graded(
        ATTACK, {"test_halve_example": "failed"}, {"double": f"# </pre>{ATTACK}"}, outputs=outputs
    )
    attack = replace(attack, marks=marks(ATTACK, first_name=ATTACK, comments={"double": ATTACK}))
    pages = {
        "feedback": feedback(source(), attack),
        "overview": overview(source(), [attack], [Note("link", ATTACK, ATTACK)]),
        "control": f"<!DOCTYPE html>{ATTACK}",
    }
    ran, shown = {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        for name, text in pages.items():
            (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
            page.goto((tmp_path / f"{name}.html").as_uri(), wait_until="load")
            ran[name] = page.evaluate("window.pwned === 1 || document.scripts.length > 0")
            shown[name] = page.evaluate("[...document.images].filter(i => i.naturalWidth).length")
        browser.close()
    assert ran == {"feedback": False, "overview": False, "control": True}
    assert shown["feedback"] == 1  # its own image is there


# What was written, made harmless


def test_terminal_escapes_and_overrides_of_direction_are_taken_out():
    text = sanitise.text("\x1b[31mred\x1b[0m\x1b]0;title\x07 \u202egnp.exe\x00\r\nnext")
    assert text == "red \ufffdgnp.exe\ufffd\nnext"


@given(st.text(st.characters(), max_size=200))
def test_sanitised_text_is_printable_and_stays_the_same(raw):
    text = sanitise.text(raw)
    assert all(c in "\n\t" or ord(c) >= 32 for c in text)
    assert "\x7f" not in text and sanitise.text(text) == text


def test_a_huge_output_is_shortened_from_the_middle():
    text = sanitise.text("begin" + "x" * 10**7 + "end")
    assert len(text) < 1.1 * sanitise.LONGEST_TEXT
    assert text.startswith("begin") and text.endswith("end") and "are left out" in text
    many = [{"output_type": "stream", "text": "x"}] * 1000
    assert len(sanitise.outputs(many)) == sanitise.MOST_OUTPUTS + 1


def test_an_image_is_drawn_anew_without_what_hides_in_it():
    hiding = PngImagePlugin.PngInfo()
    hiding.add_text("comment", ATTACK)
    raw = drawn(pnginfo=hiding)
    clean = base64.b64decode(sanitise.png(raw))
    assert ATTACK.encode() in base64.b64decode(raw) and ATTACK.encode() not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (8, 8) and image.getpixel((0, 0)) == (255, 0, 0, 255)


def test_what_is_no_small_png_is_dropped():
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    jpeg = io.BytesIO()
    Image.new("RGB", (8, 8)).save(jpeg, "JPEG")
    for data in (bomb.getvalue(), jpeg.getvalue(), b"<svg onload=alert(1)>", drawn()[:40].encode()):
        assert sanitise.png(base64.b64encode(data).decode()) is None
    assert sanitise.png("not base64!") is None and sanitise.png({"a": 1}) is None


MALFORMED = [
    *(None, 3, "text", {}),
    {"output_type": "stream"},
    {"output_type": "display_data", "data": 3},
    {"output_type": "error", "traceback": 5},
    {"output_type": "execute_result", "data": {"text/plain": 9}},
]


@pytest.mark.parametrize("raw", MALFORMED, ids=str)
def test_outputs_of_any_shape_become_valid_ones(raw):
    cell = nbformat.v4.new_code_cell("", outputs=sanitise.outputs([raw]))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


# The instructor's page


def class_of(n):
    """Students of whom the first few fail the harder tests."""
    return [
        graded(
            f"s{i:02}",
            {
                **({"test_double": "failed"} if i < n // 2 else {}),
                **({"test_halve_example": "failed"} if i < n // 3 else {}),
            },
            seconds=1.0,
        )
        for i in range(n)
    ]


def test_the_overview_has_marks_flags_unknown_slow_and_files():
    students = class_of(9)
    students.append(graded("odd", {"test_double": "unknown"}, flags=(FLAG,), seconds=60.0))
    page = visible(overview(source(), students, [Note("unmatched", "x.ipynb", "is nobody")]))
    assert "bubblewrap" in page and "<b>10</b> graded" in page
    for words in ("cell-retyped", "was Markdown", "is nobody", "60.0", "test_double (hidden)"):
        assert words in page
    assert re.search(
        r'<tr><td><bdi>s00</bdi></td><td class="number">1</td>\s*<td class="number">0', page
    )


@pytest.mark.parametrize(
    "tier, words", [("limits", "Trust these marks"), ("container", "containers")]
)
def test_a_weaker_tier_stands_out(tier, words):
    weak = graded()
    page = visible(overview(source(), [replace(weak, result=replace(weak.result, tier=tier))]))
    assert words in page and "Graded in isolation: bubblewrap" not in page


def test_what_the_isolation_lacks_stands_on_the_page():
    each = graded()
    lacking = replace(each, result=replace(each.result, note="no filter of system calls"))
    page = visible(overview(source(), [each, lacking]))
    assert "Missing of the isolation: no filter of system calls" in page
    assert "Missing" not in visible(overview(source(), [each]))


def test_the_overview_lists_who_handed_in_nothing():
    page = visible(overview(source(), [graded()], absent=["zoë", "<b>"]))
    assert "<b>2</b> handed in nothing" in page and "zoë" in page and "&lt;b&gt;" in page


def test_the_overview_says_how_what_waits_is_marked():
    page = visible(overview(source(), [graded(failed=dict.fromkeys(result().tests, "unknown"))]))
    assert "everything" in page and "Manual Grading" in page and f"threeways grade {NAME}" in page


def test_an_empty_class_has_a_page_too():
    assert "<b>0</b> graded" in overview(source(), [])


def test_difficulty_and_discrimination_are_those_of_the_definition():
    page = visible(overview(source(), class_of(12)))
    row = re.search(r"test_double \(hidden\)</td>(.*?)</tr>", page, re.DOTALL)[1]
    item = np.array([0] * 6 + [2] * 6)
    rest = np.array([1] * 4 + [4] * 8)
    expected = (item[item > 0].size / 12, np.corrcoef(item, rest)[0, 1])
    assert f"{100 * expected[0]:.0f} %" in row and f"{expected[1]:.2f}" in row


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=2, max_size=30))
def test_point_biserial_is_the_textbooks(pairs):
    right, rest = np.array([p[0] for p in pairs]), np.array([float(p[1]) for p in pairs])
    found = point_biserial(right.astype(float), rest)
    if found is None:
        assert right.all() or not right.any() or np.ptp(rest) == 0
    else:
        p = right.mean()
        difference = rest[right].mean() - rest[~right].mean()
        assert found == pytest.approx(difference / rest.std() * np.sqrt(p * (1 - p)), abs=1e-9)


def test_everything_is_written_where_nbgrader_releases_it(tmp_path):
    students = [replace(each, marks=marks(each.student)) for each in class_of(2)]
    page = write(source(), students, [], tmp_path / "feedback", tmp_path / "_build" / "report")
    link = re.search(r'href="([^"#]+s00[^"]+)"', page.read_text())[1]
    assert (page.parent / link).resolve() == tmp_path / "feedback" / "s00" / NAME / f"{NAME}.html"
    assert (page.parent / link).exists() and (page.parent / "marks.csv").exists()
    with zipfile.ZipFile(page.parent / "feedback.zip") as archive:
        assert archive.namelist() == ["s00.html", "s01.html"]
        assert archive.read("s00.html") == (page.parent / link).read_bytes()


def test_questions_carry_their_heading_and_points():
    found = [(q.title, q.visible, q.hidden, q.points) for q in read_questions(source())]
    assert found[0] == ("1. How to double", ("test_double_example",), ("test_double",), 3)


# Near-identical answers

LONG = """
def lasso(X, y, lam, sweeps):
    w = np.zeros(X.shape[1])
    for _ in range(sweeps):
        residual = y - X @ w
        for j in range(X.shape[1]):
            column = X[:, j]
            rho = column @ (residual + column * w[j])
            new = np.sign(rho) * max(abs(rho) - len(y) * lam / 2, 0) / (column @ column)
            residual += column * (w[j] - new)
            w[j] = new
    return w
"""
OTHER = """
def lasso(X, y, lam, sweeps):
    n, d = X.shape
    w, gram, moment = [0.0] * d, X.T @ X, X.T @ y
    while sweeps > 0:
        sweeps -= 1
        for i, diagonal in enumerate(np.diag(gram)):
            gradient = moment[i] - sum(gram[i, k] * w[k] for k in range(d) if k != i)
            shrunk = soft_threshold(gradient, n * lam / 2)
            w[i] = float(shrunk) / diagonal
    return np.array(w)
"""
RENAMED = "# my own work\n" + re.sub(
    r"\b(w|residual|column|rho|new|j)\b", r"my_\1", LONG.replace("):\n", '):\n    """Mine."""\n', 1)
)


def test_a_renamed_and_commented_copy_is_alike_and_another_way_is_not():
    found = similar.alike(
        {"ada": {"lasso": LONG}, "ben": {"lasso": RENAMED}, "cleo": {"lasso": OTHER}}, {}
    )
    assert [(g.cell, g.students) for g in found] == [("lasso", ("ada", "ben"))]
    assert found[0].likeness == 1


def test_likeness_joins_students_over_a_third_one():
    def with_lines(*extra):
        return {
            "lasso": LONG.replace(
                "    return w", "".join(f"    a{n} = {n}\n" for n in extra) + "    return w"
            )
        }

    found = similar.alike(
        {
            "ada": with_lines(1),
            "ben": with_lines(1, 2),
            "cleo": with_lines(1, 2, 3),
            "dan": with_lines(1),
        },
        {},
    )
    assert [g.students for g in found] == [("ada", "ben", "cleo", "dan")]


def test_what_the_release_gives_and_what_is_short_is_not_compared():
    assert similar.alike({"ada": {"f": LONG}, "ben": {"f": LONG}}, {"f": LONG}) == []
    short = {"f": "def f(x):\n    return x + x"}
    assert similar.alike({"ada": short, "ben": short}, {}) == []


HOSTILE = [
    *("(" * 5000, "'''" + "x " * 5000, "\x00" * 100, "def" * 9999, "\\", "if x:\n" * 200),
    *("a" + ".b" * 9000, "not " * 4900 + "a", "1+" * 9000 + "1", "lambda:" * 2500 + "1", "\udc80"),
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_cells_that_are_no_python_are_compared_without_a_crash(hostile):
    similar.alike({"ada": {"f": hostile}, "ben": {"f": hostile}}, {})


@settings(max_examples=20)
@given(st.lists(st.sampled_from(string.ascii_lowercase), min_size=5, max_size=5, unique=True))
def test_any_renaming_leaves_a_cell_the_same(names):
    old = ["w", "residual", "column", "rho", "new"]
    table = dict(zip(old, (f"{name}_{at}" for at, name in enumerate(names))))
    renamed = re.sub(r"\b(w|residual|column|rho|new)\b", lambda m: table[m[0]], LONG)
    assert similar.runs(renamed) == similar.runs(LONG)


# Exports


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_exported_field_is_a_formula(formula):
    rows = [
        marks(formula, first_name=formula, last_name=formula, email=formula, lms_user_id=formula)
    ]
    for text in (marks_csv(rows), class_csv({formula: rows})):
        fields = [field for row in csv.reader(io.StringIO(text, newline="")) for field in row]
        assert any(formula in field for field in fields)
        for field in fields:
            assert not field.lstrip().startswith(("=", "+", "-", "@", "＝"))


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_a_reader_of_csv_gets_every_name_back(names):
    rows = [marks(name, first_name=name, last_name='O\'Neil, "Jr."\nthe third') for name in names]
    read = list(csv.DictReader(io.StringIO(marks_csv(rows), newline="")))
    assert [row["student"] for row in read] == [safe(name) for name in names]
    assert {row["last_name"] for row in read} == {'O\'Neil, "Jr."\nthe third'}
    assert {row["score"] for row in read} == {"4.0"}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("marks") / "course")
    with Recorder(root, NAME) as recorder:
        recorder.enrol([Person("ada", "Ada", "Lovelace")])
        recorder.record(prepared(), result(failed={"test_double": "unknown"}))
        recorder.record(prepared("ben", submitted=""), result("ben"))
        grade = recorder.gradebook.find_grade("test_halve_example", NAME, NAME, "ben")
        grade.manual_score = 2.5
        recorder.gradebook.find_comment("halve", NAME, NAME, "ben").manual_comment = "Almost."
        recorder.gradebook.db.commit()
    return root


def test_marks_are_those_of_the_gradebook(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        ada, ben = read_marks(gradebook, NAME)
        scores = [gradebook.find_submission(NAME, s).score for s in ("ada", "ben")]
    assert [ada.score, ben.score] == scores == [4, 5.5]
    assert (ada.name, ben.name) == ("Ada Lovelace", "ben")
    assert (ada.waits, ben.waits) == (["test_double"], [])
    assert ben.cells["test_halve_example"] == Cell(2.5, 3, by_hand=True)
    assert ben.comments == {"halve": "Almost."} and ben.submitted is None
    table = list(csv.DictReader(io.StringIO(marks_csv([ada, ben], {"Double": ["test_double"]}))))
    assert [row["Double"] for row in table] == ["0.0", "2.0"]
    assert table[0]["submitted_utc"] == "2026-01-01 12:00:00"
    assert table[0]["waits_for_a_person"] == "test_double"


def test_pages_stand_on_their_own():
    for page in (feedback(source(), graded()), overview(source(), [graded()])):
        assert not re.search(r"(src|href)=\"(?!#|data:)", page) and "@import" not in page
        assert "url(" not in page


def test_the_solution_cells_of_others_are_not_in_feedback():
    page = feedback(source(), graded(solutions={"double": SQUARE}))
    assert "x + x" not in page and "There was no answer" in page
