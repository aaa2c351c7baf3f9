"""What every test shares: the repository's root, and a gate that counts a skip as a failure."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
settings.register_profile("course", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("course")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """With THREEWAYS_NO_SKIPS set, as in CI, what would be skipped fails and says why."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("THREEWAYS_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
