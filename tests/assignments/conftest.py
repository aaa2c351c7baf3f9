"""Tests of an assignment run once for every folder in solutions/."""

from pathlib import Path

import pytest
from assignment_harness import FOLDERS


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def assignment(request: pytest.FixtureRequest) -> Path:
    """The source folder of one assignment."""
    return request.param
