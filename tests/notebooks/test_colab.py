"""On Colab the setup cell installs the package and replaces nothing that is there."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement

from tests.conftest import ROOT


def first_code_cell(path: Path) -> str:
    return next(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code")


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NOTEBOOKS = [*ROOT.glob("book/**/*.ipynb"), *ROOT.glob("assignments/*/*.ipynb")]
SETUP_CELLS = sorted({first_code_cell(path) for path in NOTEBOOKS})

RUN_CELL = """
import json, sys, types
from IPython.core.interactiveshell import InteractiveShell
source, python, colab = json.load(sys.stdin)
sys.executable = python  # %pip installs into this environment
if colab:
    sys.modules["google.colab"] = types.ModuleType("google.colab")
InteractiveShell.instance().run_cell(source).raise_error()
"""


def oldest(requirement: str) -> tuple[str, str]:
    """A requirement's name and its lower bound."""
    parsed = Requirement(requirement)
    return parsed.name, next(s.version for s in parsed.specifier if s.operator == ">=")


def stub(folder: Path, name: str, version: str) -> None:
    """A wheel that is there, under that name and version, and holds nothing."""
    plain = name.replace("-", "_")
    info = f"{plain}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{plain}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


def repack(folder: Path, name: str, done: set[str]) -> None:
    """A wheel made of an installed pure-Python distribution, and of those that it needs."""
    if name in done:
        return
    done.add(name)
    distribution = importlib.metadata.distribution(name)
    target = folder / f"{name.replace('-', '_')}-{distribution.version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as wheel:
        for file in distribution.files or []:
            if ".." not in file.parts and "__pycache__" not in file.parts:
                wheel.write(str(file.locate()), str(file))
    for text in distribution.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            repack(folder, re.sub(r"[-_.]+", "-", requirement.name).lower(), done)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> Path:
    """Older versions of what the package needs, and what builds it: all that pip is let to find."""
    folder = tmp_path_factory.mktemp("wheels")
    frameworks = [("keras", "3.4.1"), ("torch", "2.6.0"), ("tensorflow", "2.18.0")]
    for name, version in [oldest(r) for r in PROJECT["dependencies"]] + frameworks:
        stub(folder, name, version)
    repack(folder, "hatchling", set())
    return folder


@pytest.fixture(scope="module")
def colab(tmp_path_factory, wheels) -> tuple[Path, dict[str, str]]:
    """A Python environment with older versions, and the variables that keep pip and git local."""
    folder = tmp_path_factory.mktemp("colab")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    clone = folder / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    address = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{clone}.insteadOf",
        "GIT_CONFIG_VALUE_0": address,
    }
    there = [f"{path.name.split('-')[0]}" for path in wheels.glob("*.whl")]
    command = [str(python), "-m", "pip", "install", "-q", *there]
    subprocess.run(command, env=variables, check=True)
    return python, variables


def installed(python: Path) -> dict[str, str]:
    command = [str(python), "-m", "pip", "list", "--format", "json"]
    listed = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return {each["name"]: each["version"] for each in listed}


def run_setup(source: str, python: Path, variables: dict[str, str], *, colab: bool) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN_CELL],
        input=json.dumps([source, str(python), colab]),
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_notebook_has_the_same_setup_cell():
    assert len(SETUP_CELLS) == 1


@pytest.mark.parametrize("source", SETUP_CELLS)
def test_elsewhere_the_setup_cell_does_nothing(source, colab):
    python, variables = colab
    before = installed(python)
    assert not run_setup(source, python, variables, colab=False).strip()
    assert installed(python) == before


@pytest.mark.parametrize("source", SETUP_CELLS)
def test_the_setup_cell_installs_the_package_and_replaces_no_version(source, colab):
    python, variables = colab
    before = installed(python)
    assert len(before) > 10
    said = run_setup(source, python, variables, colab=True)
    after = installed(python)
    assert after.pop("threeways") == PROJECT["version"], said
    assert after == before


def test_the_package_itself_requires_no_framework_and_no_upper_bound():
    requirements = [Requirement(text) for text in PROJECT["dependencies"]]
    assert not {r.name for r in requirements} & {"keras", "tensorflow", "tensorflow-cpu", "torch"}
    assert {s.operator for r in requirements for s in r.specifier} == {">="}


def test_a_wheel_holds_the_registry_and_the_templates(tmp_path):
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "threeways/data/registry.toml" in names
    assert "threeways/course/templates/chapter.ipynb" in names
    assert "threeways/py.typed" in names
