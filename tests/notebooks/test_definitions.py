"""What a chapter derives and the package also holds is one and the same code."""

import ast
import importlib
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

# The module of threeways.scratch that holds what a chapter derives; "" if it derives nothing.
MODULES = {
    "foundations/regularisation": "regularisation",
    "language/embeddings": "embedding",
    "language/ngram_models": "ngram",
    "sequences/rnn": "recurrent",
    "language/text_generation": "generation",
    "vision/convolution": "convolution",
    "vision/gan": "gan",
    "vision/transfer_learning": "transfer",
    "vision/segmentation": "segmentation",
    "sequences/gated_rnn": "recurrent",
}
CHAPTERS = sorted(
    path.relative_to(ROOT / "book").with_suffix("").as_posix()
    for path in ROOT.glob("book/**/*.ipynb")
)


def on_the_page(chapter: str) -> dict[str, str]:
    """Functions and classes that a chapter's code cells define, by name."""
    notebook = nbformat.read(ROOT / "book" / f"{chapter}.ipynb", 4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return definitions("\n".join(without_magics(source) for source in cells))


def in_the_package(module: str) -> dict[str, str]:
    """Functions and classes of a module of threeways.scratch, by name."""
    found = importlib.import_module(f"threeways.scratch.{module}").__file__
    assert found
    return definitions(Path(found).read_text(encoding="utf-8"))


def without_magics(source: str) -> str:
    """Replace IPython's lines, which Python cannot parse."""
    lines = source.splitlines()
    return "\n".join("    " * line.startswith(" ") + "pass" if line.lstrip()[:1] in ("%", "!")
                     else line for line in lines)  # fmt: skip


def definitions(source: str) -> dict[str, str]:
    """Top-level functions and classes by name, as code: no docstring, comment or annotation."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {
        node.name: ast.dump(Bare().visit(node))
        for node in ast.parse(source).body
        if isinstance(node, kinds)
    }


class Bare(ast.NodeTransformer):
    """Takes away what does not compute: docstrings and annotations of arguments and results."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self.without_docstring(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def without_docstring(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)


def both(chapter: str) -> list[str]:
    """Names that a chapter and its module both define."""
    return sorted(on_the_page(chapter).keys() & in_the_package(MODULES[chapter]).keys())


def test_every_chapter_says_what_it_derives():
    assert set(CHAPTERS) <= set(MODULES), "add the new chapter's module to MODULES"


@pytest.mark.parametrize("chapter", [chapter for chapter in CHAPTERS if MODULES.get(chapter)])
def test_the_page_and_the_package_hold_the_same_code(chapter):
    page, package = on_the_page(chapter), in_the_package(MODULES[chapter])
    names = both(chapter)
    assert names, f"{chapter} and threeways.scratch.{MODULES[chapter]} share no definition"
    differ = [name for name in names if page[name] != package[name]]
    assert not differ, f"{chapter} and threeways.scratch.{MODULES[chapter]} differ in these"


def test_a_docstring_a_comment_and_types_make_no_difference():
    page = 'def f(x, t=1.0):\n    """Short."""\n    return x * t  # (n,)'
    package = 'def f(x: float, t: float = 1.0) -> float:\n    """Long.\n\n    """\n    return x * t'
    assert definitions(page) == definitions(package)


@pytest.mark.parametrize("other", ["return x * 2", "return 1.0 * x", "y = x\n    return y"])
def test_other_code_makes_a_difference(other):
    assert definitions("def f(x):\n    return x * 1.0") != definitions(f"def f(x):\n    {other}")
