"""Building a small course: prose is free, and what jars is refused while the old site stays."""

import shutil
import subprocess
import sys

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from tests.conftest import ROOT
from threeways.course.authoring import KERNELSPEC
from threeways.course.chapters import chapters
from threeways.course.execute import executed, run_chapters
from threeways.course.pages.lectures import LectureMapError
from threeways.course.site import SiteError, build

DRAW = """\
from threeways import claim
from threeways.plots import figure

with figure("a line that rises") as (fig, ax):
    ax.plot([0, 1])
claim("one is more than <b>zero</b>", 1 > 0)"""

LECTURES = """\
parts:
  Numbers:
    - topic: One
      decks: [dla-p4]
      says: $1 > 0$
      taught: {demo/one: [cell-1]}
    - topic: Two
      decks: [dla-p4, fiss-p5]
      says: Twice as much
slips: []
"""


def notebook(*cells):
    made = nbformat.v4.new_notebook(metadata={"kernelspec": KERNELSPEC})
    for number, (kind, source) in enumerate(cells):
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(source)
        cell.id = f"cell-{number}"
        made.cells.append(cell)
    return made


def write(course, *cells):
    nbformat.write(notebook(*cells), course / "book" / "demo" / "one.ipynb")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A course of one chapter, executed and built."""
    course = tmp_path_factory.mktemp("course")
    for name in ("_config.yml", "constraints.txt", "pyproject.toml"):
        shutil.copy2(ROOT / name, course / name)
    (course / "references.bib").write_text("")
    shutil.copytree(ROOT / "book" / "assets", course / "book" / "assets")
    shutil.copytree(ROOT / "book" / "profiles", course / "book" / "profiles")
    (course / "book" / "profiles" / "default.yml").write_text("deadline: 100\n")
    (course / "book" / "appendix").mkdir()
    for name in ("verified.md", "run.md", "datasets.md"):
        shutil.copy2(ROOT / "book" / "appendix" / name, course / "book" / "appendix" / name)
    (course / "book" / "appendix" / "lectures.md").write_text("# Map\n\n<!-- lectures -->\n")
    (course / "book" / "appendix" / "lectures.yml").write_text(LECTURES)
    for name, mark in (("students", "assignments"), ("instructors", "syllabus")):
        page = course / "book" / "appendix" / f"{name}.md"
        page.write_text(f"# For {name}\n\n<!-- {mark} -->\n")
    (course / "book" / "index.md").write_text("# A small course\n\n<!-- parity -->\n")
    (course / "book" / "demo").mkdir()
    toc = {"format": "jb-book", "root": "index"}
    names = ("lectures", "verified", "run", "datasets", "students", "instructors")
    appendix = [f"appendix/{name}" for name in names]
    toc["chapters"] = [{"file": name} for name in ("demo/one", *appendix)]
    (course / "_toc.yml").write_text(yaml.safe_dump(toc))
    write(course, ("markdown", "# One\n\nFirst words."), ("code", DRAW))
    (outcome,) = run_chapters(course)
    assert outcome.failure is None
    build(course)
    return course


@pytest.fixture
def course(small, tmp_path):
    """A copy of it to change."""
    return shutil.copytree(small, tmp_path / "course")


def article(course, name="demo/one"):
    page = course / "_build" / "html" / f"{name}.html"
    return BeautifulSoup(page.read_text(), "html.parser").find("article")


def test_a_page_shows_its_figure_with_words_and_its_check_as_text(course):
    page = article(course)
    assert page.find("img")["alt"] == "a line that rises"
    assert page.find("p", class_="check").get_text() == "one is more than <b>zero</b>"
    (row,) = page.find("table", class_="ledger").tbody.find_all("tr")
    assert row.a["href"] == "#check-cell-1"
    assert page.find(id="check-cell-1")


def test_the_books_ledger_and_the_run_name_the_chapter(course):
    assert "Checks: 1. Chapters: 1." in article(course, "appendix/verified").get_text()
    assert "One" in article(course, "appendix/run").get_text()


def test_the_lecture_map_leads_to_the_checks_and_says_what_is_to_come(course):
    page = article(course, "appendix/lectures")
    assert "Rows: 2. Taught and checked: 1. Still to come: 1." in page.get_text()
    one, two = page.find("table").tbody.find_all("tr")
    proof = one.find("a", string="one is more than <b>zero</b>")
    assert proof["href"] == "../demo/one.html#check-cell-1"
    assert two.find_all("td")[-1].get_text() == "still to come"


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("cell-1", "cell-7", r"lectures.yml: 'One': no check in cell 'cell-7'.*near it: cell-1"),
        ("[cell-1]", "[]", "name the cells of demo/one"),
        ("demo/one", "demo/two", "no chapter 'demo/two'; near it: demo/one"),
        ("[dla-p4]", "[dla-p5]", "no lecture is called 'dla-p5'"),
        ("says: Twice", "say: Twice", "'Two' needs"),
    ],
)
def test_a_row_that_claims_what_is_not_there_is_refused(course, right, wrong, complaint):
    path = course / "book" / "appendix" / "lectures.yml"
    path.write_text(LECTURES.replace(right, wrong))
    with pytest.raises(LectureMapError, match=complaint):
        build(course)
    assert "First words." in article(course).get_text()


def test_a_change_of_prose_executes_nothing_and_shows(course):
    write(course, ("markdown", "# One\n\nOther words."), ("code", DRAW))
    (chapter,) = chapters(course)
    assert executed(course, chapter) is not None
    command = [sys.executable, "-m", "threeways.course.cli", "site"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Other words." in article(course).get_text()
    assert str(course / "_build" / "html" / "index.html") in done.stdout.replace("\n", "")


def test_changed_code_is_not_shown_with_old_outputs(course):
    write(course, ("markdown", "# One\n\nFirst words."), ("code", DRAW + "\nprint(1)"))
    with pytest.raises(SiteError, match="threeways run demo/one"):
        build(course)
    assert "First words." in article(course).get_text()


def test_a_page_with_warnings_is_refused_and_the_old_site_stays(course):
    wrong = "# One\n\n[nowhere](missing.md) {cite}`nobody`\n\n```{admonishment} x\n```"
    write(course, ("markdown", wrong), ("code", DRAW))
    with pytest.raises(SiteError) as refusal:
        build(course)
    for complaint in ("missing", "nobody", "admonishment"):
        assert complaint in str(refusal.value)
    assert "First words." in article(course).get_text()


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("import warnings; warnings.warn('careful')", "stderr"),
        ("import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()", "text alternative"),
    ],
)
def test_a_printed_warning_or_a_picture_without_words_is_refused(course, code, complaint):
    checked = f"{code}\nfrom threeways import claim\nclaim('one is positive', 1 > 0)"
    write(course, ("markdown", "# One\n\nFirst words."), ("code", checked))
    (outcome,) = run_chapters(course)
    assert outcome.failure is None
    with pytest.raises(SiteError, match=complaint):
        build(course)
