"""Mutants are small, valid, all different, only inside the solution, and keep their names."""

import ast
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threeways.course.mutation.mutants import Mutant, mutants


def solution(body: str, signature: str = "f(a, b)") -> str:
    """A solution cell with one function."""
    marked = f"### BEGIN SOLUTION\n{body}\n### END SOLUTION"
    return f"def {signature}:\n" + indent(marked, "    ")


def slips(body: str) -> set[str]:
    """Names of the mutants of a function's body, without the function's name."""
    return {m.name.removeprefix("f: ") for m in mutants({"f": solution(body)})}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a + b", {"return a «+ → -» b", "return «a + → »b", "return a«+ b → »"}),
        ("a -= b\nreturn a", {"a «-= → +=» b", "«a -= b → pass»"}),
        ("return a < b", {"return a «< → <=» b", "return a «< → >» b"}),
        ("return a is not b", {"return a is «not → »b"}),
        ("return a and b", {"return a «and → or» b"}),
        ("return not a", {"return «not → »a"}),
        ("return -a", {"return «- → »a"}),
        ("return True", {"return «True → False»"}),
        ("return 3", {f"return «3 → {n}»" for n in (4, 2, 0)} | {"return « → -»3"}),
        ("return 0", {"return «0 → 1»", "return «0 → -1»"}),
        ("return a[2]", {"return a[«2 → 3»]", "return a[«2 → 1»]"}),
        ("return a.mean(axis=0)", {"return a.mean(axis=«0 → 1»)", "return a.mean(«axis=0 → »)"}),
        ("return g(a, axis=(0, 1))", {"return g(a«, axis=(0, 1) → »)"}),
        ("return g(a, b)", {"return g(«a, b → b, a»)"}),
        ("return np.log(a)", {"return np.«log → log2»(a)"}),
        ("return max(a, b)", {"return «max → min»(a, b)"}),
        ("return a.argmin()", {"return a.«argmin → argmax»()"}),
        ("return a[:b]", {"return a[:b« → + 1»]", "return a[« → 1»:b]"}),
        ("return a[:]", {"return a[« → 1»:]", "return a[:« → -1»]"}),
        ("return a if b else 0", {"return a if « → not»b else 0"}),
        ("return [x for x in a if x]", {"return [x for x in a if « → not»x]"}),
        ("if a:\n    return b\nreturn a", {"if « → not»a:", "«return b → pass»"}),
        ("for x in a:\n    b = x\nreturn b", {"for x in a: «returns after its first pass»"}),
        ("while a:\n    break\nreturn b", {"«break → pass»", "«while a: → pass»"}),
    ],
)
def test_each_kind_of_slip_is_made(body: str, expected: set[str]) -> None:
    assert expected <= slips(body)


@pytest.mark.parametrize(
    "body",
    [
        "return max(a, b)",  # not swapped: their order does not matter
        "return sum(a)",  # Python has no built-in mean
        'raise ValueError(f"{a + b}")\n',
        '"""Adds 1 + 2."""\nreturn a',
        "return a",
    ],
)
def test_what_nobody_could_notice_or_everybody_would_is_left_alone(body: str) -> None:
    made = slips(body)
    assert not any("a, b → b, a" in name or "sum → mean" in name for name in made)
    assert not any("Adds" in name or "«+ →" in name or "return a →" in name for name in made)


def test_only_the_solution_is_changed() -> None:
    source = (
        'def f(a, b=1 + 1):\n    """Doc 2."""\n    c = a + 1\n'
        "    ### BEGIN SOLUTION\n    c = c * b\n    ### END SOLUTION\n    return c + 2"
    )
    made = mutants({"f": source})
    assert made
    for mutant in made:
        tree = ast.parse(mutant.source).body[0]
        assert isinstance(tree, ast.FunctionDef)
        assert ast.unparse(tree.args) == "a, b=1 + 1"
        assert [ast.unparse(tree.body[i]) for i in (1, 3)] == ["c = a + 1", "return c + 2"]
        assert ast.unparse(tree.body[2]) != "c = c * b"


def test_names_outlive_edits_elsewhere() -> None:
    body = "c = a + b\nreturn c * 2"
    longer = f"import numpy as np\n\n\n{solution('return a - 1', 'g(a)')}\n\n\n{solution(body)}"
    before = {m.name for m in mutants({"f": solution(body)})}
    after = {m.name for m in mutants({"e": solution("return 7", "e()"), "f": longer})}
    assert before < after
    assert all(name.startswith("f: ") for name in before)


def test_a_method_has_its_class_in_its_name() -> None:
    source = "class C:\n" + "\n".join(
        f"    {line}" for line in solution("return a + b").split("\n")
    )
    assert {m.name.partition(":")[0] for m in mutants({"c": source})} == {"C.f"}


def test_equal_lines_are_numbered() -> None:
    made = slips("a += b\na += b\nreturn a")
    assert {"«a += b → pass»", "«a += b → pass» #2"} <= made


expressions = st.recursive(
    st.sampled_from(["a", "b", "1", "0.5", "a[0]", "b[1:]", "a.sum(axis=0)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/@"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"np.where({t[0]} > 0, {t[1]}, -1)"),
        inner.map(lambda e: f"np.mean({e})"),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.lists(expressions, min_size=1, max_size=3))
def test_mutants_are_valid_and_all_different(lines: list[str]) -> None:
    body = "\n".join(f"v{i} = {line}" for i, line in enumerate(lines)) + "\nreturn v0"
    source = solution(body)
    made: list[Mutant] = mutants({"f": source})
    programs = [ast.unparse(ast.parse(mutant.source)) for mutant in made]
    assert len({ast.unparse(ast.parse(source)), *programs}) == len(made) + 1
    assert len({mutant.name for mutant in made}) == len(made)
    assert made == mutants({"f": source})
