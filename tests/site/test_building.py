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
from threeways.course.site import SiteError, build

DRAW = """\
from threeways import claim
from threeways.plots import figure

with figure("a line that rises") as (fig, ax):
    ax.plot([0, 1])
claim("one is more than <b>zero</b>", 1 > 0)"""


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
    for name in ("verified.md", "run.md"):
        shutil.copy2(ROOT / "book" / "appendix" / name, course / "book" / "appendix" / name)
    (course / "book" / "index.md").write_text("# A small course\n")
    (course / "book" / "demo").mkdir()
    toc = {"format": "jb-book", "root": "index"}
    files = ("demo/one", "appendix/verified", "appendix/run")
    toc["chapters"] = [{"file": name} for name in files]
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
    write(course, ("markdown", "# One\n\nFirst words."), ("code", code))
    (outcome,) = run_chapters(course)
    assert outcome.failure is None
    with pytest.raises(SiteError, match=complaint):
        build(course)
