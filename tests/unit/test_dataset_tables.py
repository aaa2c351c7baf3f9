"""The page of data sets: every set of the registry once, with its licence and who loads it."""

import inspect
import re

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from threeways.course.pages.datasets import LOADERS, dataset_tables, loaded
from threeways.data import images, pretrained, series, text
from threeways.data.registry import DataFile, Dataset, load_registry

FILE = DataFile("poems/poems.txt", 1234, "0" * 64)


def poems(**values):
    fields = {"title": "Poems", "licence": "MIT", "citation": "A. Poet", "origin": "a shelf"}
    fields |= {"name": "poems", "kind": "variant", "tier": "core", "used_by": ()} | values
    return Dataset(**{"files": (FILE,), **fields})


def rows(markdown):
    """Cells of all tables' rows, as a reader sees them."""
    html = MarkdownIt().enable("table").render(markdown.replace(":::", "\n"))
    page = BeautifulSoup(html, "html.parser")
    return [[cell.get_text() for cell in row.find_all("td")] for row in page.select("tbody tr")]


def test_a_set_is_shown_with_its_size_licence_credit_and_chapters():
    chapters = {"a/one": ("One", 'fetch("poems")'), "a/two": ("Two", "load_digits()")}
    table = dataset_tables({"poems": poems()}, chapters)
    (row,) = rows(table)
    assert row == ["poems1,234 bytes", "Poems. From: a shelf", "MIT. Credit: A. Poet", "One"]
    assert "[One](../a/one.ipynb)" in table
    assert "Loaded by a chapter, in one of its profiles: 1." in table


def test_a_set_that_no_chapter_loads_says_so():
    (row,) = rows(dataset_tables({"poems": poems()}, {"a/two": ("Two", "load_digits()")}))
    assert row[-1] == "none yet"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"kind": "bundled", "files": (), "package": "nltk", "version": "3.9"}, "in nltk 3.9"),
        ({"kind": "user", "files": ()}, "you bring it"),
    ],
)
def test_a_set_without_files_says_what_brings_it(values, where):
    (row,) = rows(dataset_tables({"poems": poems(**values)}, {}))
    assert row[0] == f"poems{where}"


def test_signs_of_markdown_in_the_registry_are_shown_as_they_are():
    origin = "repacked from a_b/c ({train,test}/<class>/*.png | `x`, $5, [y](z), & more)"
    (row,) = rows(dataset_tables({"poems": poems(origin=origin)}, {}))
    assert row[1] == f"Poems. From: {origin}"


def test_every_loader_of_the_package_is_known_and_leads_to_the_registry():
    package = {
        name
        for module in (images, pretrained, series, text)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("load_") and function.__module__ == module.__name__
    }
    assert package <= LOADERS.keys()
    assert {name for names in LOADERS.values() for name in names} <= load_registry().keys()


def test_a_loader_is_told_from_another_that_begins_alike():
    assert loaded("load_names()") == {"names"}
    assert loaded("load_mnist()") == {"mnist"}
    assert loaded("load_namesakes(); images.load_fashion_mnist()") == {"fashion-mnist"}


def test_each_set_of_the_course_is_in_the_table_once():
    table = dataset_tables(load_registry(), {})
    assert re.findall(r"^\| `([^`]+)`<br>", table, re.M) == list(load_registry())
