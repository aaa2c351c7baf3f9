"""What pages say of assignments and of chapters' times, read from the notebooks."""

import json
import shutil

import pytest

from tests.conftest import ROOT
from threeways.course.authoring import set_address
from threeways.course.chapters import read_notebook
from threeways.course.pages.front import FrontPageError, parity_picture, with_minutes
from threeways.course.pages.offers import OfferError, minutes_to_read, offers, place_links


def chapter(*texts):
    return {"cells": [{"cell_type": "markdown", "source": text} for text in texts]}


@pytest.mark.parametrize(
    ("opening", "minutes"),
    [
        ("Forty minutes to read, under one to run.", 40),
        ("An hour to read with its code, a minute or two to run.", 60),
        ("Code included, ninety\nminutes to read; about one to run.", 90),
        ("**Takes** 35 minutes to read and under one to run.", 35),
        ("*Reading* 30 minutes, *running* under a minute.", 30),
        ("No time is named.", None),
        ("Umpteen minutes to read.", None),
    ],
)
def test_minutes_to_read_are_read_in_figures_and_in_words(opening, minutes):
    assert minutes_to_read(chapter(f"# A title\n\n{opening}")) == minutes


@pytest.mark.parametrize("path", sorted(ROOT.glob("book/*/*.ipynb")), ids=lambda path: path.stem)
def test_every_chapter_says_how_long_it_takes_to_read(path):
    assert minutes_to_read(read_notebook(path))


def test_a_page_takes_its_minutes_from_the_chapter_and_says_where_it_cannot():
    book = {"demo/one": chapter("# One\n\nForty minutes to read."), "demo/two": chapter("# Two")}
    assert with_minutes("One, <!-- minutes demo/one -->", book) == "One, 40 minutes"
    with pytest.raises(FrontPageError, match=r"no chapter 'demo/on'; near it: demo/one"):
        with_minutes("<!-- minutes demo/on -->", book)
    with pytest.raises(FrontPageError, match="demo/two does not say how many minutes"):
        with_minutes("<!-- minutes demo/two -->", book)


@pytest.fixture
def course(tmp_path):
    shutil.copy2(ROOT / "_config.yml", tmp_path / "_config.yml")
    shutil.copytree(ROOT / "assignments" / "rnn", tmp_path / "assignments" / "rnn")
    return tmp_path


def test_an_offer_is_read_from_the_release(course):
    (offer,) = offers(course).values()
    assert (offer.name, offer.points, offer.questions) == ("rnn", 20, 6)
    assert offer.minutes == (90,)


def test_the_link_to_colab_follows_the_repositorys_address(course):
    set_address(course, "https://github.com/school/deep.learning")
    start = "https://colab.research.google.com/github/school/deep.learning/blob/main/"
    assert offers(course)["rnn"].colab == start + "assignments/rnn/rnn.ipynb"


def test_there_is_no_link_to_colab_for_a_repository_that_it_cannot_open(course):
    set_address(course, "https://gitlab.com/school/deep-learning")
    assert offers(course)["rnn"].colab is None
    book = chapter("Text.\n\nThe assignment (`assignments/rnn`) asks.\n\nMore.")
    place_links(book, offers(course))
    named, links, more = book["cells"][0]["source"].split("\n\n")[1:]
    assert links.count("<a ") == 1 and 'href="../assignments/rnn/rnn.ipynb"' in links
    assert (named, more) == ("The assignment (`assignments/rnn`) asks.", "More.")


def test_an_assignment_that_is_not_released_is_refused_by_name(course):
    with pytest.raises(OfferError, match="no assignment 'rmn' is released; near it: rnn"):
        place_links(chapter("See `assignments/rmn`."), offers(course))


def check(value, what="a sum"):
    ways = ["numpy", "torch"]
    return {"kind": "parity", "what": what, "value": value, "ways": ways, "cell": "sum"}


def test_the_picture_has_a_dot_for_each_comparison_none_upon_another():
    values = ["0.0e+00"] * 9 + ["1.0e-07"] * 3 + ["2.0e-16", "4.0e-02", "1.0e-30"]
    checks = [check(value) for value in values] + [check("holds") | {"kind": "claim"}]
    picture = parity_picture({"demo/one": checks}, {"demo/one": "One: a title"})
    dots = picture.count("<circle")
    assert dots == len(values)
    places = {part.partition(" r=")[0] for part in picture.split("<circle")[1:]}
    assert len(places) == dots
    assert "9 agree to the last bit" in picture


def test_what_a_check_says_cannot_end_the_pictures_data():
    nasty = "</script><b>&amp;"
    picture = parity_picture({"demo/one": [check("1e-7", nasty)]}, {"demo/one": "One"})
    data = picture.partition('type="application/json">')[2].partition("</script>")[0]
    assert json.loads(data) == [[nasty, "One", "NumPy, PyTorch", "1e-7", "demo/one.html#check-sum"]]
