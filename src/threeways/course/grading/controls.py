"""Negative controls: cells that must fail, and do in a kernel that tells the truth.

After a test that passed, secret cells with numbers of the moment are sent to the same kernel. They
use what the test used: ``assert``, its functions of NumPy, Python's own. One that answers other
than it must shows that the test's answer is worth nothing. A hidden test is also sent with one of
its assertions turned round, before or after it: who answers without executing cannot tell which
is which.
"""

from __future__ import annotations

import ast
import copy
import secrets
from collections.abc import Iterator
from typing import Any

import numpy as np

from threeways.course.grading.run import Reply

MOST_NEGATIONS = 4  # of one test
# What a test may call, as an expression of random numbers a < b and text n.
PROBES = {
    "abs": "abs(-{a})",
    "all": "all([True, {a} > {b}])",
    "any": "any([{a} > {b}])",
    "enumerate": "list(enumerate('{n}'))[:2]",
    "float": "float('{a}')",
    "int": "int('{a}')",
    "isinstance": "isinstance({a}, str)",
    "len": "len([{a}] * ({b} - {a}))",
    "list": "list(({a}, {b}))",
    "max": "max({a}, {b})",
    "min": "min({a}, {b})",
    "range": "list(range({a}, {b}))[:3]",
    "round": "round({a}.6)",
    "set": "len(set([{a}, {b}, {a}]))",
    "sorted": "sorted([{b}, {a}])",
    "sum": "sum([{a}, {b}])",
    "tuple": "tuple([{a}, {b}])",
    "type": "type({a}).__name__",
    "zip": "list(zip([{a}], [{b}]))",
    "np.abs": "float(np.abs(-{a}.5))",
    "np.all": "bool(np.all([True, {a} > {b}]))",
    "np.allclose": "bool(np.allclose([{a}.0], [{b}.0]))",
    "np.any": "bool(np.any([{a} > {b}]))",
    "np.array": "np.array([{a}, {b}]).tolist()",
    "np.array_equal": "bool(np.array_equal([{a}], [{b}]))",
    "np.asarray": "np.asarray([{a}, {b}]).tolist()",
    "np.isclose": "bool(np.isclose({a}.0, {b}.0))",
    "np.max": "float(np.max([{a}, {b}]))",
    "np.shape": "np.shape([[{a}, {b}]])",
    "np.sum": "float(np.sum([{a}, {b}]))",
}
RAISING = {
    "np.testing.assert_allclose": "([{a}.0], [{b}.0], err_msg='{n}')",
    "np.testing.assert_almost_equal": "({a}.0, {b}.0, err_msg='{n}')",
    "np.testing.assert_array_almost_equal": "([{a}.0], [{b}.0], err_msg='{n}')",
    "np.testing.assert_array_equal": "([{a}], [{b}], err_msg='{n}')",
    "np.testing.assert_equal": "({a}, {b}, err_msg='{n}')",
}
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


class Control:
    """A cell, and what its reply must be."""

    def __init__(self, source: str, ename: str, said: str, whole: bool = True) -> None:
        self.source, self._ename, self._said, self._whole = source, ename, said, whole

    def holds(self, reply: Reply) -> bool:
        """Whether the reply is the one error that a kernel which tells the truth gives."""
        if reply.status != "error" or reply.ename != self._ename or reply.execution_count is None:
            return False
        return reply.evalue == self._said if self._whole else self._said in reply.evalue


def after(test: str) -> Iterator[Control]:
    """Controls for a test cell with this source; new numbers every time."""
    used = called(test)
    values = _values()
    a, b, n = values["a"], values["b"], values["n"]
    probes = [text.format(**values) for name, text in PROBES.items() if name in used]
    source = f"('{n}', [{', '.join(probes)}])"
    expected = repr(eval(source, {"np": np}))  # our own text, with our own numbers
    yield Control(f"assert {a} == {b}, {source}", "AssertionError", expected)
    for name, arguments in RAISING.items():
        if name in used:
            text = f"{name}{arguments.format(**values)}"
            yield Control(text, "AssertionError", str(n), whole=False)


def last() -> Control:
    """A control at the end: an exception that is no assertion's."""
    text = secrets.token_hex(8)
    return Control(f"raise KeyError('{text}')", "KeyError", repr(text))


def _values() -> dict[str, Any]:
    a = 2 + secrets.randbelow(1000)
    return {"a": a, "b": a + 1 + secrets.randbelow(5), "n": secrets.token_hex(8)}


def called(source: str) -> set[str]:
    """Dotted names that a cell calls, such as ``np.testing.assert_allclose``."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a magic
        return set()
    return {_dotted(node.func) for node in nodes if isinstance(node, ast.Call)}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def plain(test: str) -> str:
    """A test in the form of :func:`negations`, so that nothing but sense tells them apart."""
    try:
        return ast.unparse(ast.parse(test))
    except SyntaxError:
        return test


def negations(test: str) -> list[str]:
    """The test with one of its assertions turned round, for the first few assertions."""
    try:
        tree = ast.parse(test)
    except SyntaxError:
        return []
    count = sum(isinstance(node, ast.Assert) for node in ast.walk(tree))
    return [_negated(tree, which) for which in range(min(count, MOST_NEGATIONS))]


def _negated(tree: ast.Module, which: int) -> str:
    tree = copy.deepcopy(tree)
    assertions = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assertions[which].test = _opposite(assertions[which].test)
    return ast.unparse(ast.fix_missing_locations(tree))


def _opposite(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in OPPOSITE:
        return ast.Compare(test.left, [OPPOSITE[type(test.ops[0])]()], test.comparators)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)
