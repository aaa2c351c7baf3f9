"""Small slips made in a solution, one at a time, on its syntax tree: good tests notice each.

Changed is only what stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION``. A mutant's name
is its function and the changed line, marked where it differs, and so outlives edits elsewhere::

    lasso: residual = residual «+ → -» x * (w[j] - best)
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeVar

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
COMPARISON: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),  # the boundary, then the direction
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = [
    ("mean", "sum"),
    ("max", "min"),
    ("amax", "amin"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("log", "log2"),
    ("exp", "exp2"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("std", "var"),
    ("cumsum", "cumprod"),
    ("floor", "ceil"),
    ("any", "all"),
]
TWIN = dict(PAIRS) | {second: first for first, second in PAIRS}
SYMMETRIC = {"max", "min", "maximum", "minimum", "add", "multiply", "isclose", "allclose", "zip"}
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TOKEN = re.compile(r"\d+\.\d+|\w+|\s+|[-+*/<>=!@%&|^~]+|.")
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one slip in it."""

    name: str
    cell: str  # grade_id of the solution cell
    source: str  # of the whole cell


@dataclass(frozen=True)
class _Slot:
    """A place in the tree where one node can stand for another."""

    parent: ast.AST
    field: str
    index: int | None

    def get(self) -> ast.AST:
        value = getattr(self.parent, self.field)
        return value if self.index is None else value[self.index]  # type: ignore[no-any-return]

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True)
class _Place:
    """A slot inside a solution: in which function, and in which statement."""

    slot: _Slot
    owner: str
    statement: _Slot


def mutants(cells: Mapping[str, str]) -> list[Mutant]:
    """All mutants of solution cells, given by grade_id; no two are the same program.

    Raises:
        SyntaxError: A cell is not Python.
    """
    found: list[Mutant] = []
    names: Counter[str] = Counter()
    for cell, source in cells.items():
        tree = ast.parse(source)
        seen = {ast.unparse(tree)}
        for place in _places(tree, cell, _solution_lines(source)):
            for name, mutated in _mutate(tree, place):
                if mutated not in seen:
                    seen.add(mutated)
                    names[name] += 1
                    number = f" #{names[name]}" if names[name] > 1 else ""
                    found.append(Mutant(f"{name}{number}", cell, mutated))
    return found


def _solution_lines(source: str) -> set[int]:
    """Numbers of the lines inside solution regions."""
    inside, lines = False, set()
    for number, line in enumerate(source.split("\n"), 1):
        inside = (inside or line.strip() == BEGIN) and line.strip() != END
        if inside:
            lines.add(number)
    return lines


def _places(tree: ast.Module, cell: str, lines: set[int]) -> Iterator[_Place]:
    """Every slot of the solution's statements and expressions, outermost first."""

    def visit(node: ast.AST, owner: str, statement: _Slot | None) -> Iterator[_Place]:
        for slot in _slots(node):
            child = slot.get()
            if isinstance(child, ast.JoinedStr):
                continue  # a message
            here = slot if isinstance(child, ast.stmt) else statement
            if here is not None and getattr(child, "lineno", 0) in lines:
                yield _Place(slot, owner or cell, here)
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            inner = f"{owner}.{child.name}".lstrip(".") if named else owner  # type: ignore[attr-defined]
            yield from visit(child, inner, here)

    return visit(tree, "", None)


def _slots(node: ast.AST) -> Iterator[_Slot]:
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list"}:
            continue
        if isinstance(value, ast.AST):
            yield _Slot(node, field, None)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield _Slot(node, field, index)


def _mutate(tree: ast.Module, place: _Place) -> Iterator[tuple[str, str]]:
    """Name and source of each mutant at a place; the tree is as it was afterwards."""
    slot, original = place.slot, place.slot.get()
    before = _header(place.statement.get())
    for changed in _changes(slot, original):
        slot.put(changed)
        try:
            after = _header(place.statement.get())
            source = ast.unparse(ast.fix_missing_locations(tree))
        finally:
            slot.put(original)
        yield f"{place.owner}: {_marked(before, after)}", source
    for loop_end, mutated in _stopped(tree, slot, original):
        yield f"{place.owner}: {before} «{loop_end}»", mutated


def _header(statement: ast.AST) -> str:
    """A statement's first line, without what it contains."""
    return ast.unparse(statement).split("\n")[0]


def _marked(before: str, after: str) -> str:
    """The line with what differs written as ``«old → new»``."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    stop_old, stop_new = len(old) - end, len(new) - end
    was, becomes = "".join(old[start:stop_old]), "".join(new[start:stop_new])
    return "".join([*old[:start], f"«{was.strip()} → {becomes.strip()}»", *old[stop_old:]])


def _common(first: list[str], second: list[str]) -> int:
    """How many tokens two lists begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second)))


def _changes(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(slot, node)


def _arithmetic(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """Another operator, ``a + b`` → ``a - b``, ``a += b`` → ``a -= b``; one operand only."""
    assert isinstance(node, ast.BinOp | ast.AugAssign)
    if type(node.op) in ARITHMETIC:
        yield _with(node, op=ARITHMETIC[type(node.op)]())
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)


def _comparison(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """Another comparison: ``a < b`` → ``a <= b``, ``a > b``."""
    assert isinstance(node, ast.Compare)
    for i, op in enumerate(node.ops):
        for other in COMPARISON[type(op)]:
            yield _with(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])


def _boolean(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """``and`` for ``or``, and the other way round."""
    assert isinstance(node, ast.BoolOp)
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _sign(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """``-a``, ``~a``, ``not a`` → ``a``."""
    assert isinstance(node, ast.UnaryOp)
    yield node.operand


def _constant(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """Truth turned round; a number one up, one down, zero, or of the other sign."""
    assert isinstance(node, ast.Constant)
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float) and not _is_axis(slot.parent):
        others = [value + 1, value - 1]
        if not _is_index(slot.parent):
            others += [0] if isinstance(slot.parent, ast.UnaryOp) else [0, -value]
        for other in dict.fromkeys(others):
            if other != value:
                yield _number(other)


def _is_axis(parent: ast.AST) -> bool:
    return isinstance(parent, ast.keyword) and parent.arg == "axis"


def _is_index(parent: ast.AST) -> bool:
    return isinstance(parent, ast.Subscript)


def _number(value: float) -> ast.expr:
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def _axis(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """Along the rows for along the columns; along no axis."""
    assert isinstance(node, ast.Call)
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            others = [*node.keywords[:i], *node.keywords[i + 1 :]]
            if (axis := ast.unparse(keyword.value)) in {"0", "1", "-1"}:
                other = ast.keyword("axis", ast.Constant(1 if axis == "0" else 0))
                yield _with(node, keywords=[*node.keywords[:i], other, *node.keywords[i + 1 :]])
            yield _with(node, keywords=others)


def _arguments(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """Two neighbouring arguments swapped, unless their order does not matter."""
    assert isinstance(node, ast.Call)
    if _called(node) not in SYMMETRIC:
        for i in range(len(node.args) - 1):
            first, second = node.args[i], node.args[i + 1]
            yield _with(node, args=[*node.args[:i], second, first, *node.args[i + 2 :]])


def _called(call: ast.Call) -> str:
    """The last part of the called function's name."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _twin(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """The function's twin: ``mean`` → ``sum``, ``argmax`` → ``argmin``."""
    assert isinstance(node, ast.Call)
    twin = TWIN.get(_called(node), "")
    if isinstance(node.func, ast.Attribute) and twin:
        yield _with(node, func=_with(node.func, attr=twin))
    elif isinstance(node.func, ast.Name) and hasattr(builtins, twin):
        yield _with(node, func=ast.Name(twin, ast.Load()))


def _slice(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """A bound one off; constant bounds are changed as constants are."""
    assert isinstance(node, ast.Slice)
    for bound, missing in [("lower", 1), ("upper", -1)]:
        value = getattr(node, bound)
        if value is None:
            yield _with(node, **{bound: _number(missing)})
        elif not _is_constant(value):
            for step in (ast.Add(), ast.Sub()):
                yield _with(node, **{bound: ast.BinOp(value, step, ast.Constant(1))})


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def _condition(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """A condition negated."""
    condition = slot.field == "test" and isinstance(slot.parent, ast.If | ast.While | ast.IfExp)
    if condition or (slot.field == "ifs" and isinstance(slot.parent, ast.comprehension)):
        assert isinstance(node, ast.expr)
        yield ast.UnaryOp(ast.Not(), node)


def _statement(slot: _Slot, node: ast.AST) -> Iterator[ast.AST]:
    """A statement removed; not a docstring, nor the return at the end, whose lack anyone sees."""
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    definition = isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    if not (docstring or definition or isinstance(node, ast.Pass) or _is_end(slot, node)):
        yield ast.Pass()


def _is_end(slot: _Slot, node: ast.AST) -> bool:
    """Whether the node is a function's last statement and returns."""
    last = isinstance(slot.parent, ast.FunctionDef) and node is slot.parent.body[-1]
    return last and isinstance(node, ast.Return)


def _stopped(tree: ast.Module, slot: _Slot, node: ast.AST) -> Iterator[tuple[str, str]]:
    """A loop that returns after its first pass what its function returns in the end."""
    if not isinstance(node, ast.For | ast.While):
        return
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    function = next((f for f in reversed(functions) if node in ast.walk(f)), None)
    if function is not None and isinstance(function.body[-1], ast.Return):
        node.body.append(function.body[-1])
        try:
            yield "returns after its first pass", ast.unparse(tree)
        finally:
            node.body.pop()


def _with(node: Node, **fields: object) -> Node:
    """A copy of a node with other fields."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


Operator = Callable[[_Slot, ast.AST], Iterator[ast.AST]]
OPERATORS: list[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Operator]] = [
    ((ast.BinOp, ast.AugAssign), _arithmetic),
    (ast.Compare, _comparison),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _sign),
    (ast.Constant, _constant),
    (ast.Call, _axis),
    (ast.Call, _arguments),
    (ast.Call, _twin),
    (ast.Slice, _slice),
    (ast.expr, _condition),
    (ast.stmt, _statement),
]
