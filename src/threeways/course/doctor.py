"""What holds on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from threeways.course.authoring import PLACEHOLDER, address


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    level: Literal["ok", "warning", "error"]
    what: str
    found: str
    remedy: str = ""


def examine(root: Path) -> list[Finding]:
    """Run every probe of the machine; none of them changes anything."""
    probes: list[Callable[[Path], Finding]] = [
        _python,
        _pins,
        _frameworks,
        _address,
        _chromium,
        _bubblewrap,
        _mirror,
        _disk,
    ]
    return [probe(root) for probe in probes]


def _python(root: Path) -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info < (3, 14):
        return Finding("ok", "Python 3.11 to 3.13", found)
    return Finding("error", "Python 3.11 to 3.13", found, "make clean; make PYTHON=python3.12 book")


def _pins(root: Path) -> Finding:
    what = "versions as in constraints.txt"
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    installed = {_canonical(d.name): d.version for d in importlib.metadata.distributions()}
    other = [
        f"{name} {installed[_canonical(name)]} (pinned {pin})"
        for name, pin in pins.items()
        if _canonical(name) in installed
        and installed[_canonical(name)].partition("+")[0] != pin.strip()
    ]
    if not other:
        return Finding("ok", what, f"{len(pins)} pins, no other version installed")
    return Finding("warning", what, ", ".join(other[:4]), "rm .venv/ready && make lint")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _frameworks(root: Path) -> Finding:
    missing = [name for name in ("keras", "tensorflow", "torch") if find_spec(name) is None]
    if not missing:
        return Finding("ok", "frameworks", "Keras, TensorFlow, PyTorch")
    return Finding(
        "error", "frameworks", f"missing: {', '.join(missing)}", "make lint installs them"
    )


def _address(root: Path) -> Finding:
    found = address(root)
    if found != PLACEHOLDER:
        return Finding("ok", "repository's address", found)
    remedy = "threeways address https://github.com/OWNER/REPOSITORY, once it is published"
    return Finding("warning", "repository's address", f"the placeholder {found}", remedy)


def _chromium(root: Path) -> Finding:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found:
        return Finding("ok", "Chromium, for the tests of the site", found)
    return Finding(
        "warning", "Chromium, for the tests of the site", "none; they are skipped", _apt("chromium")
    )


def _bubblewrap(root: Path) -> Finding:
    what = "bubblewrap, for isolated grading"
    path = shutil.which("bwrap")
    if path is None:
        return Finding("warning", what, "none", _apt("bubblewrap"))
    command = [path, "--ro-bind", "/", "/", "--unshare-all", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return Finding("ok", what, "creates namespaces")
    complaint = done.stderr.strip().splitlines()
    return Finding(
        "warning",
        what,
        f"cannot create namespaces: {complaint[-1] if complaint else done.returncode}",
        "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1)",
    )


def _apt(package: str) -> str:
    return f"sudo apt-get install {package}"


def _mirror(root: Path) -> Finding:
    what = "THREEWAYS_MIRROR, for the full profile"
    value = os.environ.get("THREEWAYS_MIRROR")
    if not value:
        return Finding("ok", what, "not set: the full profile fetches from the network")
    if "://" in value or Path(value).is_dir():
        return Finding("ok", what, value)
    return Finding("error", what, f"{value} is no folder", "unset it, or name the mirror's folder")


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free / 2**30
    if free > 1:
        return Finding("ok", "disk space", f"{free:.0f} GiB free")
    return Finding("error", "disk space", f"{free:.1f} GiB free", "make clean, or free some")
