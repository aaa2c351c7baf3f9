"""What the stages of grading hand to each other; all of it goes through JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Tier = Literal["bubblewrap", "container", "limits"]

# How a test cell ended. Only "passed" scores; "unknown" goes to a person; the rest score 0.
Status = Literal["passed", "failed", "timeout", "died", "output", "tampered", "unknown"]


@dataclass(frozen=True)
class Submission:
    """One student's notebook for one assignment, as it was handed in."""

    student: str
    assignment: str
    path: Path | None  # None: nothing that could be a notebook was handed in
    submitted: str  # ISO 8601, UTC
    attempts: int = 1  # how many were found; the latest is this one


@dataclass(frozen=True)
class Flag:
    """Something that the instructor should see: what, in which cell, in words."""

    kind: str  # stable, such as "cell-missing", "cell-retyped", "controls-broken", "zip-path"
    detail: str
    cell: str = ""  # grade_id


@dataclass(frozen=True)
class Prepared:
    """A submission rebuilt on the source: the student's solution cells, everything else ours."""

    submission: Submission
    key: str  # SHA-256 of all that decides the result: solution cells, source, environment, limits
    solutions: Mapping[str, str]  # grade_id of a solution cell → the student's source
    flags: tuple[Flag, ...] = ()
    refused: str = ""  # why nothing could be taken from it; then every question is unknown


@dataclass(frozen=True)
class TestResult:
    """What one test cell gave."""

    status: Status
    points: float  # what it is worth
    message: str = ""  # the assertion's message; shown to students for visible tests only
    seconds: float = 0.0

    @property
    def score(self) -> float:
        """Points, or nothing."""
        return self.points if self.status == "passed" else 0.0


@dataclass(frozen=True)
class Comparison:
    """A function called on random inputs, here and in the reference's kernel."""

    function: str
    agrees: bool | None  # None: it could not be judged
    detail: str = ""  # the first inputs on which it differs, shortened
    hint: str = ""  # of the known wrong answer that behaves in the same way


@dataclass(frozen=True)
class Result:
    """The outcome of grading one submission; a worker returns it as JSON."""

    student: str
    assignment: str
    key: str
    tier: Tier
    tests: Mapping[str, TestResult]  # grade_id of a test cell →
    comparisons: Mapping[str, Comparison] = field(
        default_factory=dict
    )  # solution cell's grade_id →
    flags: tuple[Flag, ...] = ()
    outputs: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)  # cell id → sanitised
    seconds: float = 0.0
    submitted: str = ""
    note: str = ""  # what the isolation lacked
