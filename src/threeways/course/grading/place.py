"""Whether a machine grades as the one that asks would: same code and versions, data, isolation."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from threeways.course.execution import fingerprint, unit
from threeways.course.grading.sandbox import data_files, why_not
from threeways.course.grading.submission import Tier

DECISIVE = ("course/grading/*.py", "course/execution/*.py", "course/kernels.py")


def describe(imports: Iterable[str], data: Path | None, tier: Tier) -> dict[str, Any]:
    """What another machine must have, as JSON: for :func:`unlike`.

    Args:
        imports: Modules that submissions import.
        data: The folder with the assignment's data files.
        tier: The isolation.
    """
    tops = {name.partition(".")[0] for name in imports} | {"ipykernel"}
    direct = fingerprint.distributions(tops)
    versions = fingerprint.closure(frozenset(direct))
    return {
        "files": fingerprint.files_of_package(DECISIVE),
        "versions": {name: versions[name] for name in sorted(direct)},
        "data": str(data) if data else None,
        "digest": _digest(data),
        "tier": tier,
    }


def unlike(place: Mapping[str, Any]) -> str:
    """Why this machine would not grade as a place says, in a sentence; empty if it would."""
    if why := unit.unlike(place):
        return why
    data = Path(place["data"]) if place["data"] else None
    if data and not data.is_dir():
        return f"{platform.node()} has no folder {data}, where the assignment's data files are"
    if _digest(data) != place["digest"]:
        return f"{platform.node()} has other data files in {data}"
    why = why_not(place["tier"]) if place["tier"] != "limits" else ""
    return f"{platform.node()} does not isolate by {place['tier']}: {why}" if why else ""


def _digest(data: Path | None) -> str:
    digest = hashlib.sha256()
    for path in data_files(data):
        digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()
