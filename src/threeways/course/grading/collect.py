"""Collects one assignment's submissions from wherever they were handed in; executes nothing.

Sources, told apart by their form:

* nbgrader's ``submitted/``: ``STUDENT/NAME/NAME.ipynb``, with ``timestamp.txt``;
* an inbound folder of nbgrader's exchange: ``STUDENT+NAME+TIME+…/NAME.ipynb``;
* a zip or a folder as Canvas gives it: ``lovelaceada_LATE_12345_67890_file-1.ipynb``;
* as Moodle gives it: ``Ada Lovelace_12345_assignsubmission_file_/file.ipynb``, or all in one name;
* one file a student: ``ada.ipynb``, ``ada_NAME.ipynb``, ``ada/….ipynb``. A folder that holds all of
  a download is nobody's, unless it holds one thing only or a ``NAME.ipynb``.

**The rule of names.** The source gives each file a label: in the first two forms the student's
id, in Canvas and Moodle what stands before the numbers, else the folder, or the file's name without
``_NAME`` and without a browser's ``(1)``. With a roster, a label is the student whose id it is;
else the one whom Canvas's number belongs to (``lms_user_id``); else the only one whose id, "first
last", "last first" or e-mail address has the same letters and digits, accents and case aside.
Without a roster the label itself is the student, in lower case and with hyphens; two of Canvas's
or Moodle's numbers under one label are two people whom only a roster can tell apart. A file whose
label fits nobody, or more than one, is listed, never guessed at.

Of several notebooks of a student the latest counts, of equally late ones that with Canvas's higher
numbers. Canvas dates files by the download, so that a time of submission is not known from it.
"""

from __future__ import annotations

import csv
import itertools
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from threeways.course.chapters import CourseError
from threeways.course.execution import storage
from threeways.course.grading import archive, sanitise
from threeways.course.grading.archive import Entry, Note, Refused
from threeways.course.grading.submission import Submission

__all__ = ["CollectError", "Collected", "Note", "Person", "collect", "read_roster"]

UNUSABLE = set('/\\<>"&`?#%{}')  # in an id: formgrader puts it into pages and addresses as it is
LONGEST_ID = 100  # characters; nbgrader's column holds 128
CANVAS = re.compile(
    r"(?P<label>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<number>\d+)_"
    r".+?(?:-(?P<again>\d+))?(?:\.\w+)?"
)
MOODLE = re.compile(r"(?P<label>.+?)_(?P<user>\d+)_assignsubmission_\w+?_.*")
EXCHANGE = re.compile(r"(?P<label>.+)\+(?P<name>[^+]+)\+(?P<time>\d{4}-[^+]+)(?:\+[^+]*)?")
COPY = re.compile(r" ?\(\d+\)$")  # what browsers add to a second download


class CollectError(CourseError):
    """Nothing can be collected from this source; says why and what to do."""


@dataclass(frozen=True)
class Person:
    """A student as the roster or the download knows them."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Collected:
    """What was found: submissions by student, who they are, and what needs a look."""

    submissions: list[Submission]
    people: list[Person]  # all of the roster, else who handed in
    notes: list[Note]


@dataclass(frozen=True)
class _Found:
    """One file with what its name says; a folder without a notebook has no entry."""

    name: str
    label: str
    entry: Entry | None
    when: datetime | None = None  # handed in, UTC
    order: tuple[float, int, int] = (0.0, 0, 0)  # seconds, Canvas's number, its suffix
    user: str = ""  # Canvas's or Moodle's number
    form: str = "plain"

    @property
    def exact(self) -> bool:
        """Whether the label is an id, not a name."""
        return self.form in ("nbgrader", "exchange")

    @property
    def submitted(self) -> str:
        """ISO 8601; empty if unknown."""
        return self.when.isoformat() if self.when else ""


def collect(
    source: Path,
    assignment: str,
    roster: Path | None = None,
    into: Path | None = None,
    check_owner: bool = True,
) -> Collected:
    """Find each student's latest notebook.

    Args:
        source: A folder or a zip, in one of the forms above.
        assignment: The assignment's name, NAME above.
        roster: A CSV with the column ``id`` and any of ``first_name``, ``last_name``, ``name``,
            ``email`` and ``lms_user_id``; what ``nbgrader db student import`` reads.
        into: The course's ``submitted/``: notebooks are copied to ``into/STUDENT/NAME/``, each
            whole or not at all, unless an equally late or later one lies there. Needed for a zip.
        check_owner: In an exchange, refuse a folder that does not belong to the student it names.

    Raises:
        CollectError: The source or the roster cannot be read, or a zip has nowhere to go.
    """
    if into is None and not source.is_dir():
        raise CollectError(f"{source}: a zip is unpacked into a folder; name the folder")
    people = read_roster(roster) if roster else None
    notes: list[Note] = []
    try:
        with archive.opened(source, notes) as entries:
            found = _recognised(entries, assignment, check_owner, notes)
            matched = _matched(found, people, notes)
            submissions = [
                _chosen(person.id, assignment, files, into, notes)
                for person, files in sorted(matched.items(), key=lambda item: item[0].id)
            ]
    except (OSError, zipfile.BadZipFile) as error:
        raise CollectError(f"{source} cannot be read: {error}") from error
    everybody = sorted({*matched, *(people or ())}, key=lambda person: person.id)
    return Collected(submissions, everybody, notes)


def read_roster(path: Path) -> list[Person]:
    """The people of a roster.

    Raises:
        CollectError: It is no CSV in UTF-8, has no column ``id``, or an id twice or not usable.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CollectError(f"{path}: no roster in CSV, UTF-8: {error}") from error
    people = [_person(row) for row in rows]
    ids = [person.id for person in people]
    for number, name in enumerate(ids, 2):
        if not _usable(name):
            raise CollectError(f"{path}, line {number}: {name!r} cannot be a student's id")
        if ids.count(name) > 1:
            raise CollectError(f"{path}, line {number}: the id {name!r} stands there twice")
    return people


def _person(row: Mapping[str | None, str | None]) -> Person:
    """A row of the roster; a ``name`` is "last, first" or ends with the last name."""
    fields = {str(k).strip().lower(): (v or "").strip() for k, v in row.items() if k}
    first, last = fields.get("first_name", ""), fields.get("last_name", "")
    if not (first or last) and (name := fields.get("name", "")):
        last, comma, first = name.partition(",")
        if not comma:
            first, _, last = name.rpartition(" ")
    contact = fields.get("email", ""), fields.get("lms_user_id", "")
    return Person(fields.get("id", ""), first.strip(), last.strip(), *contact)


def _recognised(
    entries: list[Entry], assignment: str, check_owner: bool, notes: list[Note]
) -> list[_Found]:
    """Each file with its label; by the first form that anything in the source has."""
    for parts in (_as_is, _unwrapped):
        placed = parts(entries, assignment)
        if any(p[1:] == (assignment, f"{assignment}.ipynb") for p, _ in placed):
            mine = [(p, entry) for p, entry in placed if p[1:2] == (assignment,)]
            return list(_from_folders(mine, assignment, "nbgrader", notes))
        mine = [(p, entry) for p, entry in placed if _exchanged(p[0], assignment)]
        if mine:
            found = _from_folders(mine, assignment, "exchange", notes)
            return [f for f in found if not check_owner or _owned(f, notes)]
    return list(_from_files(placed, assignment, notes))


_Placed = list[tuple[tuple[str, ...], Entry]]


def _as_is(entries: list[Entry], assignment: str) -> _Placed:
    return [(entry.parts, entry) for entry in entries]


def _unwrapped(entries: list[Entry], assignment: str) -> _Placed:
    """Without the folders that hold the whole download, but with a student's own."""
    drop = _wrapping(_shared([entry.parts[:-1] for entry in entries]), entries, assignment)
    return [(entry.parts[drop:], entry) for entry in entries]


def _shared(folders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The folders that all files lie in."""
    levels = itertools.takewhile(lambda level: len(set(level)) == 1, zip(*folders))
    return tuple(level[0] for level in levels)


def _wrapping(shared: tuple[str, ...], entries: Iterable[Entry], assignment: str) -> int:
    """How many of the shared folders are nobody's."""
    for depth, folder in enumerate(shared):
        if MOODLE.fullmatch(folder) or _exchanged(folder, assignment):
            return depth
    inside = {entry.parts[len(shared)] for entry in entries}
    if len(inside) > 1 and f"{assignment}.ipynb" not in inside:
        return len(shared)
    return max(0, len(shared) - 1 - (shared[-1:] == (assignment,)))


def _exchanged(folder: str, assignment: str) -> bool:
    match = EXCHANGE.fullmatch(folder)
    return match is not None and match["name"] == assignment


def _from_folders(
    placed: _Placed, assignment: str, form: str, notes: list[Note]
) -> Iterator[_Found]:
    """Of nbgrader's folders: the notebook of the assignment's name, or the only other one."""
    folders: dict[str, list[Entry]] = defaultdict(list)
    for parts, entry in placed:
        folders[parts[0]].append(entry)
    for folder, inside in sorted(folders.items()):
        notebooks = [entry for entry in inside if entry.parts[-1].endswith(".ipynb")]
        named = [entry for entry in notebooks if entry.parts[-1] == f"{assignment}.ipynb"]
        chosen = next(iter(named or notebooks), None)
        if not named:
            what = f"holds no {assignment}.ipynb"
            if len(notebooks) > 1:
                chosen, what = None, f"{what} but {len(notebooks)} other notebooks"
            elif chosen:
                what = f"{what}; {sanitise.line(chosen.parts[-1])} is taken for it"
            notes.append(Note("renamed" if notebooks else "no-notebook", folder, what))
        match = EXCHANGE.fullmatch(folder) if form == "exchange" else None
        when = _stamped(inside) or (_parsed(match["time"]) if match else None)
        label = match["label"] if match else folder
        yield _Found(folder, label, chosen, when, (_seconds(when), 0, 0), form=form)


def _stamped(inside: Iterable[Entry]) -> datetime | None:
    """What timestamp.txt says."""
    for entry in inside:
        if entry.parts[-1] == "timestamp.txt":
            try:
                return _parsed(entry.read()[:100].decode("utf-8", "replace"))
            except Refused:
                return None
    return None


def _parsed(text: str) -> datetime | None:
    """A time as nbgrader writes it, UTC where it names no zone."""
    try:
        found = parse_utc(sanitise.line(text))
        return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None
    except (ValueError, OverflowError, AttributeError, TypeError):
        return None


def _seconds(when: datetime | None) -> float:
    return when.timestamp() if when else 0.0


def _owned(found: _Found, notes: list[Note]) -> bool:
    """Whether the file belongs to the student whom the folder's name claims."""
    path = found.entry.path if found.entry else None
    try:
        owner = path.owner() if path else found.label
    except (KeyError, OSError):
        owner = "somebody unknown"
    if owner != found.label:
        reason = f"claims to be {sanitise.line(found.label)}'s and belongs to {owner}"
        notes.append(Note("owner", sanitise.line(found.name), reason))
    return owner == found.label


def _from_files(placed: _Placed, assignment: str, notes: list[Note]) -> Iterator[_Found]:
    """Of downloads: one file each, labelled by what it or its folder is called."""
    for parts, entry in sorted(placed, key=lambda each: each[0]):
        found = _from_file(parts, entry, assignment)
        if entry.parts[-1].lower().endswith(".ipynb"):
            yield found
        else:
            notes.append(Note("no-notebook", entry.name, "is no notebook"))
            if found.form != "plain":  # handed in by somebody, but not a notebook
                yield _Found(found.name, found.label, None, user=found.user, form=found.form)
        if found.form == "canvas" and "_LATE_" in parts[0]:
            notes.append(Note("late-marker", entry.name, "Canvas marks it as late"))


def _from_file(parts: tuple[str, ...], entry: Entry, assignment: str) -> _Found:
    when, seconds = entry.modified, _seconds(entry.modified)
    if match := MOODLE.fullmatch(parts[0]):
        order = (seconds, 0, 0)
        return _Found(entry.name, match["label"], entry, when, order, match["user"], "moodle")
    if match := CANVAS.fullmatch(parts[0]):
        order = (seconds, int(match["number"]), int(match["again"] or 0))
        return _Found(entry.name, match["label"], entry, None, order, match["user"], "canvas")
    label = COPY.sub("", entry.parts[-1].rpartition(".")[0])
    label = parts[0] if len(parts) > 1 else label.removesuffix(f"_{assignment}")
    return _Found(entry.name, label, entry, when, (seconds, 0, 0))


def _matched(
    found: Sequence[_Found], people: Sequence[Person] | None, notes: list[Note]
) -> dict[Person, list[_Found]]:
    """Files by student; those of nobody, and of more than one, become notes."""
    by_person: dict[Person, list[_Found]] = defaultdict(list)
    strangers = _numbers(found) if people is None else {}
    for each in found:
        try:
            if people is None:
                person = _named_by_itself(each, strangers)
            else:
                person = _in_roster(each, people)
        except Refused as error:
            notes.append(Note(error.kind, sanitise.line(each.name), error.reason))
        else:
            by_person[person].append(each)
    return by_person


def _numbers(found: Iterable[_Found]) -> dict[str, set[str]]:
    """The learning platform's numbers that come with each id."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for each in found:
        numbers[_slug(each.label)].add(each.user)
    return numbers


def _named_by_itself(found: _Found, numbers: Mapping[str, set[str]]) -> Person:
    """The label as the student's id."""
    name = found.label if found.exact else _slug(found.label)
    if not _usable(name):
        raise Refused("unmatched", f"{sanitise.line(found.label)!r} cannot be a student's id")
    if not found.exact and len(numbers[name]) > 1:
        raise Refused("unmatched", f"more than one person is called {name}: give a roster")
    if found.form == "canvas":
        return Person(name, lms_user_id=found.user)
    if found.form == "moodle":
        first, _, last = sanitise.line(found.label).rpartition(" ")
        return Person(name, first, last)
    return Person(name)


def _in_roster(found: _Found, people: Sequence[Person]) -> Person:
    """The one person of the roster whom the label fits."""
    fits = [person for person in people if person.id == found.label]
    if not fits and found.form == "canvas":
        fits = [person for person in people if person.lms_user_id == found.user]
    if not fits and not found.exact:
        fits = [person for person in people if _key(found.label) in _keys(person)]
    if len(fits) == 1:
        return fits[0]
    who = "more than one" if fits else "nobody"
    raise Refused("unmatched", f"{sanitise.line(found.label)!r} is {who} of the roster")


def _keys(person: Person) -> set[str]:
    first, last = person.first_name, person.last_name
    names = (person.id, first + last, last + first, person.email, person.email.partition("@")[0])
    return {_key(name) for name in names} - {""}


def _key(name: str) -> str:
    """Letters and digits alone, without accents and case."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in apart if c.isalnum() and not unicodedata.combining(c))


def _slug(label: str) -> str:
    """A label as an id: lower case, letters and digits joined by hyphens and dots."""
    lower = unicodedata.normalize("NFKC", label).casefold()
    return re.sub(r"[^\w.]+", "-", lower).strip("-._")


def _usable(name: str) -> bool:
    """Whether a name can be an id in nbgrader, a folder, and part of formgrader's pages."""
    plain = name.isprintable() and not name.startswith(".") and name == name.strip()
    return bool(name) and plain and not UNUSABLE & set(name) and len(name) <= LONGEST_ID


def _chosen(
    student: str, assignment: str, files: Sequence[_Found], into: Path | None, notes: list[Note]
) -> Submission:
    """The latest of a student's files that can be read."""
    notebooks = sorted((f for f in files if f.entry), key=lambda f: (f.order, f.name), reverse=True)
    for found in notebooks:
        assert found.entry
        try:
            path, submitted = _placed_at(student, assignment, found, into, notes)
            return Submission(student, assignment, path, submitted, len(notebooks))
        except Refused as error:
            notes.append(Note(error.kind, sanitise.line(found.name), error.reason))
    submitted = max((f.submitted for f in files), default="")
    return Submission(student, assignment, None, submitted, len(notebooks))


def _placed_at(
    student: str, assignment: str, found: _Found, into: Path | None, notes: list[Note]
) -> tuple[Path, str]:
    """Where the notebook lies in the end, and when it was handed in."""
    assert found.entry
    if into is None:
        assert found.entry.path
        return found.entry.path, found.submitted
    folder = into / student / assignment
    target = folder / f"{assignment}.ipynb"
    if found.entry.path and target.exists() and found.entry.path.samefile(target):
        return target, found.submitted
    if target.exists() and (there := _read_time(folder)) and _later(there, found.when):
        reason = f"a later one of {there:%Y-%m-%d %H:%M} UTC is in {folder} already and stays"
        notes.append(Note("older", sanitise.line(found.name), reason))
        return target, there.isoformat()
    _place(folder, target.name, found.entry.read(), found.submitted)
    return target, found.submitted


def _later(there: datetime, new: datetime | None) -> bool:
    return new is not None and there > new


def _read_time(folder: Path) -> datetime | None:
    try:
        return _parsed((folder / "timestamp.txt").read_text("utf-8", errors="replace")[:100])
    except OSError:
        return None


def _place(folder: Path, name: str, data: bytes, submitted: str) -> None:
    """Put a submission's folder in place of an older one: made beside it, then renamed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    storage.sweep(folder.parent)
    beside = Path(tempfile.mkdtemp(prefix=f"{storage.MARK}", dir=folder.parent))
    try:
        (beside / "new").mkdir()
        (beside / "new" / name).write_bytes(data)
        if submitted:
            (beside / "new" / "timestamp.txt").write_text(f"{submitted}\n", encoding="utf-8")
        if folder.exists():
            folder.rename(beside / "old")
        (beside / "new").rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
