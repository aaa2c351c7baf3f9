"""Near-identical solutions: cells compared as runs of tokens, names and layout aside.

A cell becomes its tokens without comments, docstrings and line ends, every name that it binds
itself replaced by one sign; two cells are alike by the share of runs of five tokens that they have
in common (Jaccard). What the release hands out is left out, and so is a cell with too little of its
own: short right answers are alike by necessity. A pair is a reason to look, not a verdict.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

RUN = 5  # tokens
THRESHOLD = 0.9  # share of runs in common from which cells are shown
SHORTEST = 40  # runs of its own that a cell needs to be compared
LONGEST = 20_000  # characters of a cell that are looked at
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Group:
    """Students whose cells are alike, each to at least one other of them."""

    cell: str
    students: tuple[str, ...]
    likeness: float  # of the most alike two


def alike(solutions: Mapping[str, Mapping[str, str]], released: Mapping[str, str]) -> list[Group]:
    """Groups of near-identical solutions, the most alike first, of those the smallest.

    Args:
        solutions: By student, their solution cells by grade_id.
        released: The cells as students got them, by grade_id.
    """
    groups = []
    for cell in sorted({name for cells in solutions.values() for name in cells}):
        stub = runs(released.get(cell, ""))
        prints = {
            student: own
            for student, cells in solutions.items()
            if len(own := runs(cells.get(cell, "")) - stub) >= SHORTEST
        }
        groups += _groups(cell, prints)
    return sorted(groups, key=lambda g: (-g.likeness, len(g.students), g.cell, g.students))


def runs(source: str) -> frozenset[int]:
    """The runs of tokens in a cell, as hashes."""
    tokens = _tokens(source[:LONGEST])
    return frozenset(map(hash, zip(*(tokens[start:] for start in range(RUN)))))


def _tokens(source: str) -> list[str]:
    """Tokens up to the first that is none; names of the cell's own are all ``name``."""
    own = _bound(source)
    found: list[str] = []
    fresh = True  # at the beginning of a statement, where a string is a docstring
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in LAYOUT:
                fresh = fresh or token.type not in (tokenize.COMMENT, tokenize.NL)
            elif not (fresh and token.type == tokenize.STRING):
                found.append("name" if token.string in own else token.string)
                fresh = False
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def _bound(source: str) -> set[str]:
    """Names that the cell binds; where it cannot be parsed, every name but keywords."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        words = set(source.replace("(", " ").replace(",", " ").split())
        return {word for word in words if word.isidentifier() and not keyword.iskeyword(word)}
    stored = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return stored | arguments | defined


def _groups(cell: str, prints: Mapping[str, frozenset[int]]) -> list[Group]:
    """Connected students; cells that differ too much in size to be alike are not compared."""
    students: dict[frozenset[int], list[str]] = defaultdict(list)
    for student, own in prints.items():
        students[own].append(student)
    different = sorted(students, key=len)
    leader = dict(enumerate(range(len(different))))
    likeness = {at: 1.0 for at, own in enumerate(different) if len(students[own]) > 1}
    for at, other, share in _pairs(different):
        leader[_find(leader, at)] = _find(leader, other)
        likeness[at] = max(share, likeness.get(at, 0.0))
    members: dict[int, list[int]] = defaultdict(list)
    for at in leader:
        members[_find(leader, at)].append(at)
    return [
        Group(
            cell,
            tuple(sorted(student for at in group for student in students[different[at]])),
            max(likeness.get(at, 0.0) for at in group),
        )
        for group in members.values()
        if any(at in likeness for at in group)
    ]


def _pairs(different: Sequence[frozenset[int]]) -> Iterator[tuple[int, int, float]]:
    """Places of two sets, in order of size, that share enough, and how much."""
    for at, mine in enumerate(different):
        for other in range(at + 1, len(different)):
            theirs = different[other]
            if len(mine) < THRESHOLD * len(theirs):
                break
            common = len(mine & theirs)
            share = common / (len(mine) + len(theirs) - common)
            if share >= THRESHOLD:
                yield at, other, share


def _find(leader: dict[int, int], at: int) -> int:
    """The leader of a group; the way there is halved for the next time."""
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at
