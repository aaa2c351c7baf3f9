"""Penalties for late submissions: nbgrader's plugin, set up in ``nbgrader_config.py``."""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY = 24 * 3600.0  # seconds


class GraceDays(LateSubmissionPlugin):  # type: ignore[misc]
    """Some days late are free; each day begun after them costs a share of what was earned.

    Lateness counts from the assignment's due date, or from a student's extension of it: both are
    nbgrader's, set in formgrader or by ``Gradebook.grant_extension``.
    """

    grace_days = Float(0.0, min=0.0, help="Days late, of each assignment, that cost nothing.").tag(
        config=True
    )
    percent_per_day = Float(
        0.0, min=0.0, max=100.0, help="Share of what was earned that each further day costs."
    ).tag(config=True)
    at_most = Float(100.0, min=0.0, max=100.0, help="The largest share that can be lost.").tag(
        config=True
    )

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        """Points to take off a score, at most the score itself."""
        days = max(0, math.ceil(total_seconds_late / DAY - self.grace_days))
        return score * min(days * self.percent_per_day, self.at_most, 100.0) / 100
