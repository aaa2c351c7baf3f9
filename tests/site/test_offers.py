"""The built site offers every assignment: to open in Colab, and as the file itself."""

import pytest

from tests.conftest import ROOT
from tests.site.test_pages import SITE, chapters, soup
from threeways.course.authoring import address
from threeways.course.chapters import read_notebook
from threeways.course.pages.offers import named, offers

ASSIGNMENTS = sorted(offers(ROOT))
STUDENTS = SITE / "appendix" / "students.html"


def chapter_of(name):
    book = {chapter: read_notebook(ROOT / "book" / f"{chapter}.ipynb") for chapter in chapters()}
    (chapter,) = (chapter for chapter, notebook in book.items() if name in named(notebook))
    return SITE / f"{chapter}.html"


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignment_is_offered_by_its_chapter_and_on_the_students_page(name):
    path = f"assignments/{name}/{name}.ipynb"
    colab = f"https://colab.research.google.com/github/{address(ROOT).split('/', 3)[3]}/blob/main/"
    for page in (chapter_of(name), STUDENTS):
        links = [link["href"] for link in soup(page).select("article a[href]")]
        assert f"../{path}" in links
        assert colab + path in links


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_file_offered_is_the_release_byte_for_byte(name):
    path = f"assignments/{name}/{name}.ipynb"
    assert (SITE / path).read_bytes() == (ROOT / path).read_bytes()


def test_the_students_page_says_what_each_asks():
    rows = soup(STUDENTS).select("table.offers tbody tr")
    assert len(rows) == len(ASSIGNMENTS) == len(chapters())
    said = {row.find("td").get_text(): row.find_all("td")[2:5] for row in rows}
    for offer in offers(ROOT).values():
        points, questions, minutes = (cell.get_text() for cell in said[offer.title])
        assert (points, questions) == (f"{offer.points:g}", str(offer.questions))
        assert minutes == offer.time


def test_the_syllabus_sums_up_its_chapters():
    page = soup(SITE / "appendix" / "instructors.html")
    assert len(page.select("table.lectures tbody tr")) >= len(chapters())
    points = sum(offer.points for offer in offers(ROOT).values())
    assert f"{points:g} points" in page.get_text()
