"""Builds the site: the sources' prose with the executed copies' outputs, matched by cell id.

Also a Sphinx extension (``extra_extensions`` in ``_config.yml``) that mends what the theme gets
wrong.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes

from threeways.checks import MIME
from threeways.course.chapters import Chapter, CourseError, chapters
from threeways.course.execute import executed, ledger
from threeways.course.kernels import Backend
from threeways.course.pages.datasets import dataset_tables
from threeways.course.pages.front import parity_picture, with_minutes
from threeways.course.pages.lean import lighten
from threeways.course.pages.lectures import lecture_map
from threeways.course.pages.offers import (
    Offer,
    assignment_table,
    carry,
    offers,
    place_links,
    syllabus,
)
from threeways.course.pages.styles import bind_styles
from threeways.data.registry import load_registry
from threeways.explorers import MIME as EXPLORER_MIME

LEDGER_HEADING = "What this page has verified"
JUPYTER_BOOK = """\
from threeways.course.startup import skip_address_grammar
skip_address_grammar()
from jupyter_book.cli.main import main
main()
"""


class SiteError(CourseError):
    """The site cannot be built; says of which file, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, exit_code=1)


@dataclass(frozen=True)
class Page:
    """A chapter as the site shows it: its source and the run that its outputs come from."""

    chapter: Chapter
    notebook: nbformat.NotebookNode  # the source with the executed copy's outputs
    run: dict[str, Any]  # the run's metadata: seconds, versions, machine
    checks: list[dict[str, Any]]  # the ledger, with the id of the cell that each check stands in


def build(root: Path, profile: str = "default", backend: Backend = "tensorflow") -> Path:
    """Build the site from executed copies; return the page to open.

    The finished site replaces ``_build/html`` at once: a build that fails leaves the old one.

    Raises:
        SiteError: A chapter has no executed copy, or Sphinx warns or fails.
    """
    pages = [page(root, chapter, profile, backend) for chapter in chapters(root)]
    assignments = offers(root)
    work = root / "_build" / "site"
    stage(root, pages, assignments, work / "stage")
    _sphinx(root, work / "stage", work / "out")
    built = work / "out" / "_build" / "html"
    for each in pages:  # a download is the clean source, not the staged copy
        shutil.copy2(each.chapter.path, built / "_sources" / f"{each.chapter.name}.ipynb")
    carry(root, assignments, built)
    lighten(built)
    bind_styles(built)
    return _publish(built, root / "_build" / "html")


def page(root: Path, chapter: Chapter, profile: str, backend: Backend) -> Page:
    """Put the outputs of the chapter's current executed copy into its source, by cell id."""
    path = executed(root, chapter, profile, backend)
    if path is None:
        raise SiteError(
            f"{chapter.name} has not been executed as it stands; run `threeways run {chapter.name}"
            f" --profile {profile} --backend {backend}` first"
        )
    source, copy = nbformat.read(chapter.path, 4), nbformat.read(path, 4)
    done = {cell.id: cell for cell in copy.cells if cell.cell_type == "code"}
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs = done[cell.id].outputs
            cell.execution_count = done[cell.id].execution_count
    return Page(chapter, source, dict(copy.metadata["threeways"]), ledger(copy))


def stage(root: Path, pages: list[Page], assignments: Mapping[str, Offer], target: Path) -> None:
    """Write what Sphinx reads: ``book/`` with outputs, text alternatives, ledgers and tables."""
    shutil.rmtree(target, ignore_errors=True)
    not_read = shutil.ignore_patterns("*.ipynb", "*.yml", "profiles")
    shutil.copytree(root / "book", target, ignore=not_read)
    shutil.copy2(root / "references.bib", target / "references.bib")
    for each in pages:
        path = target / f"{each.chapter.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = _staged(each)
        place_links(notebook, assignments)
        _place_explorers(each.chapter, notebook, target / "assets")
        nbformat.write(notebook, path)
    _fill(target / "appendix" / "verified.md", "<!-- ledger -->", _all_ledgers(pages))
    _fill(target / "appendix" / "run.md", "<!-- run -->", _run_tables(pages))
    titles = {each.chapter.name: _title(each) for each in pages}
    ledgers = {each.chapter.name: each.checks for each in pages}
    lectures = lecture_map(root, titles, ledgers)
    _fill(target / "appendix" / "lectures.md", "<!-- lectures -->", lectures)
    sources = {each.chapter.name: (_title(each), _code(each)) for each in pages}
    datasets = dataset_tables(load_registry(), sources)
    _fill(target / "appendix" / "datasets.md", "<!-- datasets -->", datasets)
    notebooks = {each.chapter.name: each.notebook for each in pages}
    table = assignment_table(assignments, titles, notebooks)
    _fill(target / "appendix" / "students.md", "<!-- assignments -->", table)
    weeks = syllabus(assignments, titles, notebooks)
    _fill(target / "appendix" / "instructors.md", "<!-- syllabus -->", weeks)
    front = target / "index.md"
    _fill(front, "<!-- parity -->", parity_picture(ledgers, titles))
    front.write_text(with_minutes(front.read_text(encoding="utf-8"), notebooks), encoding="utf-8")


def _staged(page: Page) -> nbformat.NotebookNode:
    """The notebook that Sphinx reads: checked cells name an anchor, the ledger is at the foot."""
    notebook: nbformat.NotebookNode = nbformat.from_dict(page.notebook)
    checked = {check["cell"] for check in page.checks}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if cell.id in checked:
                cell.metadata["anchor"] = f"check-{cell.id}"
            _show_checks(cell)
            _describe_image(page.chapter, cell)
    if page.checks:
        foot = nbformat.v4.new_markdown_cell(
            f"## {LEDGER_HEADING}\n\n{_ledger_table(page.checks, '')}"
        )
        foot.id = "ledger"
        notebook.cells.append(foot)
    return notebook


def _show_checks(cell: nbformat.NotebookNode) -> None:
    """Give a check's output its look; the record itself stays out of the page."""
    for output in cell.outputs:
        if MIME in output.get("data", {}):
            line = output.data["text/plain"].removeprefix("✓ ")
            output.data = {"text/html": f'<p class="check">{html.escape(line)}</p>'}


def _place_explorers(chapter: Chapter, notebook: nbformat.NotebookNode, assets: Path) -> None:
    """Write interactive figures' data beside the page, and leave their places on it."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if (given := output.get("data", {}).get(EXPLORER_MIME)) is None:
                continue
            source = f"explorers/data/{chapter.name.replace('/', '-')}-{cell.id}.js"
            path = assets / source
            path.parent.mkdir(parents=True, exist_ok=True)
            data = json.dumps(given["data"], separators=(",", ":"))
            path.write_text(f'threeways.receive("{source}", {data});\n', encoding="utf-8")
            place = (
                f'<div class="explorer" data-kind="{given["kind"]}" data-source="{source}"></div>'
            )
            output.data = {"text/html": place}


def _describe_image(chapter: Chapter, cell: nbformat.NotebookNode) -> None:
    """Move the figure's text alternative to where MyST-NB looks for it: the cell's metadata."""
    images = [output for output in cell.outputs if "image/png" in output.get("data", {})]
    if not images:
        return
    alts = [image.get("metadata", {}).get("image/png", {}).get("alt") for image in images]
    if len(images) > 1 or not alts[0]:
        raise SiteError(
            f"{chapter.path}, cell {cell.id}: needs one figure with a text alternative, has "
            f"{len(images)} with {alts}; draw it with threeways.plots.figure(alt), one a cell"
        )
    cell.metadata.setdefault("mystnb", {})["image"] = {"alt": alts[0]}


def _ledger_table(checks: Iterable[dict[str, Any]], page_url: str) -> str:
    """An HTML table of checks, each linked to its cell on the page at ``page_url``."""
    rows = "".join(
        f'<tr><td><a href="{page_url}#check-{check["cell"]}">{html.escape(check["what"])}</a></td>'
        f"<td>{check['kind']}</td><td>{html.escape(check['value'])}</td>"
        f"<td>{html.escape(_bound(check))}</td></tr>"
        for check in checks
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("what", "kind", "value", "bound"))
    return (
        f'<table class="table ledger"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _bound(check: dict[str, Any]) -> str:
    """What a check's value is held against: a tolerance, the lecture, or nothing."""
    return " · ".join(filter(None, [", ".join(check["ways"]), check["tolerance"], check["source"]]))


def _all_ledgers(pages: list[Page]) -> str:
    """The ledger of the whole book, by chapter."""
    total = sum(len(page.checks) for page in pages)
    parts = [f"Checks: {total}. Chapters: {len(pages)}."]
    for page in pages:
        url = f"../{page.chapter.name}.html"
        parts.append(f"## {_title(page)}\n\n{_ledger_table(page.checks, url)}")
    return "\n\n".join(parts)


def _run_tables(pages: list[Page]) -> str:
    """Times, versions and hardware of the runs that the pages show."""
    times = "\n".join(
        f"| [{_title(page)}](../{page.chapter.name}.ipynb) | {page.run['seconds']:.0f} "
        f"| {page.run['profile']} | {page.run['backend']} | {page.run['started'][:16]} |"
        for page in pages
    )
    versions = {name: v for page in pages for name, v in page.run["versions"].items()}
    listed = "\n".join(f"| {name} | {version} |" for name, version in sorted(versions.items()))
    machines = {(p.run["python"], p.run["platform"], p.run["cpu"]) for p in pages}
    hardware = "\n".join(f"- Python {py}, {system}, {cpu}" for py, system, cpu in sorted(machines))
    return (
        "## Times\n\n| chapter | seconds | profile | Keras backend | started (UTC) |\n"
        "|---|---|---|---|---|\n"
        f"{times}\n\n## Machine\n\n{hardware}\n\n"
        f"## Versions\n\n| package | version |\n|---|---|\n{listed}\n"
    )


def _title(page: Page) -> str:
    first = page.notebook.cells[0].source.splitlines()[0]
    return str(first.removeprefix("# ").strip())


def _code(page: Page) -> str:
    cells = page.notebook.cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def _fill(path: Path, mark: str, text: str) -> None:
    source = path.read_text(encoding="utf-8")
    if mark not in source:
        raise SiteError(f"{path.name} has lost its mark {mark}, where the table goes")
    path.write_text(source.replace(mark, text), encoding="utf-8")


def _sphinx(root: Path, stage: Path, out: Path) -> None:
    """Run jupyter-book; every warning is an error."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", str(stage), "--path-output", str(out)]
    command += ["--config", str(root / "_config.yml"), "--toc", str(root / "_toc.yml")]
    command += ["-W", "-n", "--keep-going", "--all", "-q"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SiteError(
            f"Jupyter Book refused the pages:\n{_complaints(done.stdout + done.stderr)}"
        )


def _complaints(log: str) -> str:
    """The warnings and errors of a Sphinx log, or its end where it names none."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines()
    named = [line for line in lines if "WARNING" in line or "ERROR" in line]
    return "\n".join(named or lines[-30:])


def _publish(built: Path, target: Path) -> Path:
    """Swap the finished site in; at no moment is half of one there."""
    old = target.with_name("html.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    built.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target / "index.html"


def _set_anchors(app: Any, doctree: nodes.document) -> None:
    """Give a cell the anchor that staging named, so that nothing stands between two cells."""
    for cell in doctree.findall(nodes.container):
        if "anchor" in cell.get("cell_metadata", {}):
            cell["ids"].append(cell["cell_metadata"]["anchor"])


def _name_references(
    app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Make the entries of a reference list its items: docutils' own role has been withdrawn."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _name_references)
    app.connect("doctree-read", _set_anchors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
