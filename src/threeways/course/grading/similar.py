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
from collections.abc import Mapping
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
    by_size = sorted(prints, key=lambda student: (len(prints[student]), student))
    leader = {student: student for student in by_size}
    likeness: dict[str, float] = {}
    for at, student in enumerate(by_size):
        mine = prints[student]
        for other in by_size[at + 1 :]:
            theirs = prints[other]
            if len(mine) < THRESHOLD * len(theirs):
                break
            common = len(mine & theirs)
            share = common / (len(mine) + len(theirs) - common)
            if share >= THRESHOLD:
                _join(leader, student, other)
                likeness[student] = max(share, likeness.get(student, 0.0))
    members: dict[str, list[str]] = defaultdict(list)
    for student in by_size:
        members[_find(leader, student)].append(student)
    return [
        Group(cell, tuple(sorted(group)), max(likeness.get(s, 0.0) for s in group))
        for group in members.values()
        if len(group) > 1
    ]


def _find(leader: dict[str, str], student: str) -> str:
    while leader[student] != student:
        student = leader[student]
    return student


def _join(leader: dict[str, str], one: str, other: str) -> None:
    leader[_find(leader, one)] = _find(leader, other)
