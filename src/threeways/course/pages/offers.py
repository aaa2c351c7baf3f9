"""The assignments as the site offers them: where each opens, what it asks, how long it takes.

All is read from the releases in ``assignments/``; the site carries them, so that they can be
downloaded where there is no network.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from threeways.course.chapters import CourseError, near, read_notebook, source

NUMBERS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
NAMED = re.compile(r"`assignments/(\w+)`")


class OfferError(CourseError):
    """A page names what the course does not have; says which, and what there is."""

    def __init__(self, message: str) -> None:
        super().__init__(message, exit_code=1)


@dataclass(frozen=True)
class Offer:
    """An assignment as its release describes it; minutes are its authors' estimate."""

    name: str
    title: str
    points: float
    questions: int
    minutes: tuple[int, ...]  # one number, or the least and the most
    colab: str | None  # its address there; None if Colab cannot open the repository

    @property
    def path(self) -> str:
        """Its notebook, below the repository's root and below the site's."""
        return path_of(self.name)

    @property
    def time(self) -> str:
        return " to ".join(map(str, self.minutes)) or "not said"


def path_of(name: str) -> str:
    """Where the release of an assignment lies."""
    return f"assignments/{name}/{name}.ipynb"


def offers(root: Path) -> dict[str, Offer]:
    """The released assignments, by name."""
    start = _colab(root)
    names = sorted(path.parent.name for path in root.glob(path_of("*")))
    return {name: _offer(root, name, start) for name in names if (root / path_of(name)).exists()}


def _offer(root: Path, name: str, colab: str | None) -> Offer:
    cells = read_notebook(root / path_of(name))["cells"]
    marks = [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
    opening = source(cells[0])
    time = re.search(r"\*\*Time\*\*\D*(\d+)(?: to (\d+))? minutes", opening)
    return Offer(
        name,
        opening.splitlines()[0].removeprefix("# "),
        sum(mark["points"] for mark in marks if mark["grade"]),
        sum(mark["solution"] for mark in marks),
        tuple(int(number) for number in time.groups() if number) if time else (),
        colab and colab + path_of(name),
    )


def _colab(root: Path) -> str | None:
    """The start of Colab's addresses of the repository's files; it opens those on GitHub only."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    repository = config["repository"]
    host, _, place = str(repository["url"]).removeprefix("https://").partition("/")
    start = f"{config['launch_buttons']['colab_url']}/github/{place}"
    return f"{start}/blob/{repository['branch']}/" if host == "github.com" else None


def named(notebook: Mapping[str, Any]) -> list[str]:
    """The assignments that a chapter's text names, in the form ``assignments/NAME``."""
    texts = (source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return list(dict.fromkeys(name for text in texts for name in NAMED.findall(text)))


def place_links(notebook: Mapping[str, Any], known: Mapping[str, Offer]) -> None:
    """Put links below the paragraph of a chapter that names its assignment.

    Raises:
        OfferError: The chapter names an assignment that is not released.
    """
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and NAMED.search(source(cell)):
            paragraphs = [_with_links(p, known) for p in source(cell).split("\n\n")]
            cell["source"] = "\n\n".join(paragraphs)


def _with_links(paragraph: str, known: Mapping[str, Offer]) -> str:
    for name in NAMED.findall(paragraph):
        if name not in known:
            raise OfferError(f"no assignment {name!r} is released; {near(name, [*known])}")
        paragraph += f'\n\n<p class="offer">{links(known[name], "../")}</p>'
    return paragraph


def links(offer: Offer, top: str) -> str:
    """Links to the assignment on Colab and to the file, from a page whose top is ``top``."""
    name = f'<span class="visually-hidden"> the assignment {html.escape(offer.title)}</span>'
    file = f'<a href="{top}{offer.path}" download>Download{name}</a>'
    return f'<a href="{offer.colab}">Open{name} in Colab</a> · {file}' if offer.colab else file


def carry(root: Path, known: Mapping[str, Offer], site: Path) -> None:
    """Copy the releases into the finished site."""
    for offer in known.values():
        target = site / offer.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / offer.path, target)


def assignment_table(
    known: Mapping[str, Offer],
    titles: Mapping[str, str],
    notebooks: Mapping[str, Mapping[str, Any]],
) -> str:
    """The students' table: each chapter's assignment, what it asks, and its links."""
    head = [
        "| assignment | of the chapter | points | questions | minutes | notebook |",
        "|---" * 6 + "|",
    ]
    rows = [
        f"| {known[name].title} | [{titles[chapter]}](../{chapter}.ipynb) "
        f"| {known[name].points:g} | {known[name].questions} | {known[name].time} "
        f"| {links(known[name], '../')} |"
        for chapter, notebook in notebooks.items()
        for name in named(notebook)
        if name in known
    ]
    return "\n".join([":::{table}", ":class: lectures offers", *head, *rows, ":::"])


def syllabus(
    known: Mapping[str, Offer],
    titles: Mapping[str, str],
    notebooks: Mapping[str, Mapping[str, Any]],
) -> str:
    """The instructors' table: a chapter a week, with the time it takes, and the sum of all."""
    head = ["| week and chapter | to read | assignment |", "|---|---|---|"]
    rows, reading, work, points = [], 0, 0.0, 0.0
    for week, (chapter, notebook) in enumerate(notebooks.items(), 1):
        minutes = minutes_to_read(notebook)
        its = [known[name] for name in named(notebook) if name in known]
        reading += minutes or 0
        work += sum(sum(offer.minutes) / len(offer.minutes) for offer in its if offer.minutes)
        points += sum(offer.points for offer in its)
        listed = "<br>".join(f"`{o.name}`, {o.questions} questions, {o.time} minutes" for o in its)
        read = f"{minutes} minutes" if minutes else "not said"
        rows.append(f"| {week}. [{titles[chapter]}](../{chapter}.ipynb) | {read} | {listed} |")
    total = (
        f"Together about {reading / 60:.0f} hours of reading and {work / 60:.0f} of assignments, "
        f"{points:g} points."
    )
    return "\n".join([":::{table}", ":class: lectures syllabus", *head, *rows, ":::", "", total])


def minutes_to_read(notebook: Mapping[str, Any]) -> int | None:
    """The minutes to read that a chapter's opening names, in figures or in words."""
    opening = " ".join(source(notebook["cells"][0]).split())
    said = re.search(r"([\w-]+) (minutes|hour) to read|\*Reading\* (\d+) minutes", opening)
    if said is None:
        return None
    number, unit, plain = said.groups()
    if plain or number.isdigit():
        return int(plain or number)
    return 60 if unit == "hour" else NUMBERS.get(number.lower())
