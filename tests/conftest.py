"""What every test shares: the root, and a gate that skips only what lacks canonical data."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
settings.register_profile("course", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("course")
NO_MIRROR = "needs the mirror of the canonical data"  # which nobody can install


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """With THREEWAYS_NO_SKIPS set, as in CI, what is skipped for want of a program fails."""
    outcome = yield
    report = outcome.get_result()
    forbidden = os.environ.get("THREEWAYS_NO_SKIPS") and not hasattr(report, "wasxfail")
    if report.skipped and forbidden and NO_MIRROR not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
