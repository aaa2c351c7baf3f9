"""The full profile's path, on its own data and short enough for every test run.

The data are those of the mirror that THREEWAYS_MIRROR names, or of ``shared/datasets`` beside the
repository. Where neither is there, a chapter must say which data it lacks.
"""

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT
from threeways.course.chapters import load_profile
from threeways.course.execute import run_chapters

MIRROR = Path(os.environ.get("THREEWAYS_MIRROR") or ROOT.parent / "shared" / "datasets")
SHORT = load_profile(ROOT, "short").chapters
FULL = load_profile(ROOT, "full").chapters
PTB = {"language/ngram_models"}  # its licence lets nobody mirror the text


def test_the_short_profile_has_the_full_ones_chapters_and_data():
    assert set(FULL) - PTB == set(SHORT)
    for name, values in SHORT.items():
        data = {key: value for key, value in values.items() if isinstance(value, str)}
        assert data.items() <= FULL[name].items(), name


@pytest.mark.parametrize("name", sorted(SHORT))
def test_the_full_profiles_path_holds_or_says_what_it_lacks(name, monkeypatch):
    if MIRROR.is_dir():
        monkeypatch.setenv("THREEWAYS_MIRROR", str(MIRROR))
    (outcome,) = run_chapters(ROOT, [name], profile="short", backend="torch")
    if MIRROR.is_dir():
        assert outcome.failure is None, outcome.failure
        assert outcome.checks >= 10
    elif outcome.failure is not None:
        assert "DataError" in outcome.failure.traceback
        assert "THREEWAYS_MIRROR" in outcome.failure.traceback
