"""Every notebook has the form that students, Colab, nbgrader and papermill rely on."""

import html
import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
import yaml

from tests.conftest import ROOT

BOOK = sorted(path.relative_to(ROOT) for path in ROOT.glob("book/**/*.ipynb"))
SOLUTIONS = sorted(path.relative_to(ROOT) for path in ROOT.glob("solutions/*/*.ipynb"))
RELEASES = sorted(path.relative_to(ROOT) for path in ROOT.glob("assignments/*/*.ipynb"))

SETUP = """\
# On Colab this installs the course's helper package; elsewhere it does nothing.
import sys

if "google.colab" in sys.modules:
    %pip install -q "threeways @ git+{address}\""""

CHOICE = re.compile(
    r'<details class="choice( right)?"><summary>(.+?)</summary>\n\n(\S.+?)\n\n</details>', re.DOTALL
)

chapters = pytest.mark.parametrize("path", BOOK, ids=str)
notebooks = pytest.mark.parametrize("path", BOOK + SOLUTIONS + RELEASES, ids=str)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / path, 4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path: Path) -> str:
    return "\n\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")


class Choice(NamedTuple):
    """An answer to choose, as a reader sees it, and what is said to who chose it."""

    right: bool
    answer: str
    why: str


def quiz(path: Path) -> dict[str, list[Choice]]:
    """The choices for each question of a chapter; whatever has not the form stays in a question."""
    (cell,) = (c for c in read(path).cells if c.source.startswith("## Check yourself"))
    _, *parts = re.split(r"^\*\*\d\.\*\* ", cell.source, flags=re.MULTILINE)
    return {
        CHOICE.sub("", part).strip(): [Choice(bool(r), a, w) for r, a, w in CHOICE.findall(part)]
        for part in parts
    }


def shown(answer: str) -> str:
    """An answer without its markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", answer))


def test_every_chapter_is_in_the_table_of_contents_and_every_entry_exists():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = {entry["file"] for part in toc["parts"] for entry in part["chapters"]}
    written = {str(path.relative_to("book").with_suffix("")) for path in BOOK}
    assert written == {name for name in listed if not name.startswith("appendix/")}
    for name in listed - written:
        assert (ROOT / "book" / f"{name}.md").exists(), name


@notebooks
def test_is_stored_without_outputs(path):
    for cell in code_cells(path):
        assert not cell.outputs, f"{cell.id} holds outputs: run `threeways tidy`"
        assert cell.execution_count is None, f"{cell.id} holds a count: run `threeways tidy`"


@notebooks
def test_has_readable_unique_cell_ids(path):
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    random = [
        i for i in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", i) and re.search(r"\d", i)
    ]
    assert not random, "give these cells ids that say what they are"


@notebooks
def test_asks_for_the_plain_python_kernel(path):
    metadata = read(path).metadata
    assert metadata.kernelspec.name == "python3"
    assert set(metadata) <= {"kernelspec", "language_info"}, "an editor left metadata behind"


@notebooks
def test_opens_with_the_setup_cell_for_the_configured_address(path):
    address = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    setup = code_cells(path)[0]
    assert setup.id == "setup"
    assert setup.source.strip() == SETUP.format(address=address)


@chapters
def test_keeps_its_parameters_in_one_tagged_cell_near_the_top(path):
    tagged = [
        i for i, c in enumerate(code_cells(path)) if "parameters" in c.metadata.get("tags", [])
    ]
    assert len(tagged) == 1
    assert tagged[0] <= 3


@chapters
def test_code_cells_are_short(path):
    cells = [c for c in code_cells(path) if c.id not in ("setup", "imports", "parameters")]
    lines = [len([line for line in c.source.splitlines() if line.strip()]) for c in cells]
    long = [c.id for c, n in zip(cells, lines, strict=True) if n > 30]
    assert not long, "at most 30 lines a cell"
    assert sum(lines) / len(lines) < 8.5, "6 to 8 lines in the mean"


@notebooks
def test_code_is_at_most_79_columns_wide(path):
    cells = [c for c in code_cells(path) if c.id != "setup"]  # the address decides its width
    wide = [(c.id, line) for c in cells for line in c.source.splitlines() if len(line) > 79]
    assert not wide


@notebooks
def test_no_bracket_at_the_start_of_a_formulas_line_is_taken_for_an_option(path):
    # What stands in brackets after \begin{aligned} or a line's end is not printed.
    assert not re.search(r"(?:\\begin\{\w+\}|\\\\)\s*\[(?!\w+\])", prose(path)), "write {}["


@chapters
def test_prose_has_the_length_of_a_chapter(path):
    read_at_once = re.sub(r"<details.*?</details>", "", prose(path), flags=re.DOTALL)
    words = len(re.findall(r"[A-Za-z][\w’'-]*", re.sub(r"\$[^$]*\$|`[^`]*`", "", read_at_once)))
    assert 300 <= words <= 2400, words


@chapters
def test_says_what_one_will_learn_checks_it_and_names_its_sources(path):
    text = prose(path)
    for part in ("You will", "Check yourself", "{cite}"):
        assert part in text, f"no {part!r} in {path}"


@chapters
def test_its_questions_have_one_right_answer_among_a_few_and_explain_each(path):
    questions = quiz(path)
    assert 3 <= len(questions) <= 5
    for question, choices in questions.items():
        assert re.fullmatch(r"[^\n]+\?", question), "one paragraph that asks, then choices"
        assert 3 <= len(choices) <= 4, question
        assert [choice.right for choice in choices].count(True) == 1, question
        assert len({choice.answer for choice in choices}) == len(choices), question


@chapters
def test_an_answer_is_html_and_its_explanation_a_sentence(path):
    for question, choices in quiz(path).items():
        for choice in choices:
            assert not re.search(r"[$`\n]|\*\*|&(?!#?\w+;)|<(?!/?(code|su[bp]|i)>)", choice.answer)
            assert re.search(r"[.?:)]$", choice.why), f"{question}: {choice.why}"
            # The site puts "Right." or "Not quite." before it.
            assert not re.match(r"(Yes|No|Right|Wrong|Correct)\b[.,:]", choice.why), choice.why


def test_the_form_of_an_answer_does_not_give_it_away():
    questions = [choices for path in BOOK for choices in quiz(path).values()]
    places = [[c.right for c in choices].index(True) for choices in questions]
    for place in range(3):
        assert places.count(place) / len(questions) <= 0.45
        assert places.count(place) / len(questions) >= 0.15
    lengths = [sorted((len(shown(c.answer)), c.right) for c in choices) for choices in questions]
    assert sum(choices[-1][1] for choices in lengths) / len(questions) <= 0.4, "the longest"
    assert sum(choices[0][1] for choices in lengths) / len(questions) <= 0.4, "the shortest"


@chapters
def test_shows_the_ways_side_by_side(path):
    tags = {tag for cell in code_cells(path) for tag in cell.metadata.get("tags", [])}
    assert {"way-numpy", "way-keras", "way-torch"} <= tags
    known = {"setup", "parameters", "way-numpy", "way-keras", "way-torch"}
    assert tags - known <= {"hide-cell", "hide-input", "hide-output", "remove-cell"}


@chapters
def test_the_checks_are_many(path):
    source = "\n".join(cell.source for cell in code_cells(path))
    assert len(re.findall(r"\b(agree|reproduces|claim)\(", source)) >= 10
