"""What lies in a folder or a zip of submissions, opened without trusting any of it.

Nothing is unpacked by name: an :class:`Entry` is copied to a place that the caller chooses. What
could lead elsewhere or fill the disk is refused, one by one, and the rest goes on.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from threeways.course.grading import sanitise

LARGEST = 50 * 2**20  # bytes of one file
LARGEST_SUM = 20 * 2**30  # bytes of all files of a zip, unpacked
HIGHEST_RATIO = 200  # unpacked to packed, of a member larger than NO_BOMB
NO_BOMB = 5 * 2**20  # bytes; a notebook of repetitive output may well shrink to a thousandth
LONGEST_NAME = 1024  # characters of a path
LARGEST_REPAIR = 512 * 2**20  # bytes of a zip whose list of names is mended in memory
JUNK = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # beside all that begins with a dot
UTF8 = 0x800  # the flag that a name is UTF-8
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others' decoders cannot be bounded


@dataclass(frozen=True)
class Note:
    """A file that was refused, left over or odd: which, and why."""

    kind: str  # stable: "unmatched", "no-notebook", "zip-path", "link", "too-large", …
    name: str  # as a terminal may show it
    reason: str


@dataclass(frozen=True)
class Entry:
    """One regular file of a source."""

    parts: tuple[str, ...]  # its path in the source: at least one, none of them a step elsewhere
    modified: datetime | None  # UTC
    opened: Callable[[], BinaryIO]
    path: Path | None = None  # where it lies, if in a folder

    @property
    def name(self) -> str:
        """The whole path, for a message."""
        return sanitise.line("/".join(self.parts))

    def read(self) -> bytes:
        """All of it.

        Raises:
            Refused: It cannot be read, or is larger than it said.
        """
        try:
            with self.opened() as file:
                data = file.read(LARGEST + 1)
        except (OSError, zipfile.BadZipFile, RuntimeError, EOFError, ValueError) as error:
            raise Refused("unreadable", f"cannot be read: {sanitise.line(str(error))}") from error
        if len(data) > LARGEST:
            raise Refused("too-large", f"is larger than {LARGEST >> 20} MiB")
        return data


class Refused(Exception):
    """Why one file is not taken."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


@contextlib.contextmanager
def opened(source: Path, notes: list[Note]) -> Iterator[list[Entry]]:
    """The files of a folder or a zip; refusals go to ``notes``, editors' and systems' junk nowhere.

    Raises:
        OSError, zipfile.BadZipFile: The source as a whole cannot be read.
    """
    if source.is_dir():
        yield list(_folder(source, notes))
        return
    with _zip(source) as archive:
        yield list(_members(archive, notes))


def _folder(source: Path, notes: list[Note]) -> Iterator[Entry]:
    for above, folders, files in os.walk(source):
        folders.sort()
        for name in [*(f for f in folders if (Path(above) / f).is_symlink()), *sorted(files)]:
            path = Path(above) / name
            relative = path.relative_to(source)
            try:
                _check_name(str(relative))
                if not _is_junk(relative.parts):
                    yield _file(path, relative.parts)
            except (Refused, OSError) as error:
                kind = error.kind if isinstance(error, Refused) else "unreadable"
                notes.append(Note(kind, sanitise.line(str(relative)), str(error)))


def _file(path: Path, parts: tuple[str, ...]) -> Entry:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise Refused("link", "is a link; hand in the file itself")
    if not stat.S_ISREG(found.st_mode):
        raise Refused("special", "is no regular file")
    if found.st_size > LARGEST:
        raise Refused("too-large", f"is larger than {LARGEST >> 20} MiB")
    modified = datetime.fromtimestamp(found.st_mtime, UTC)
    return Entry(parts, modified, lambda: _regular(path), path)


def _regular(path: Path) -> BinaryIO:
    """Open a file that may have been exchanged for a link or a pipe in the meantime."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise OSError(f"{path.name} is no regular file")
    return file


def _members(archive: zipfile.ZipFile, notes: list[Note]) -> Iterator[Entry]:
    total = 0
    for info in archive.infolist():
        name = info.orig_filename.replace("\\", "/")
        try:
            name = _decoded(info).replace("\\", "/")
            _check_name(name)
            parts = tuple(part for part in name.split("/") if part not in ("", "."))
            if name.endswith("/") or _is_junk(parts):
                continue
            if not parts:
                raise Refused("name", "has no name")
            _check_member(info)
            total += info.file_size
            if total > LARGEST_SUM:
                raise Refused("zip-bomb", f"all together unpack to over {LARGEST_SUM >> 30} GiB")
        except Refused as error:
            notes.append(Note(error.kind, sanitise.line(name), error.reason))
            continue
        yield Entry(parts, _date(info), _opener(archive, info))


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def open_member() -> BinaryIO:
        return archive.open(info)  # type: ignore[return-value]

    return open_member


def _check_member(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise Refused("link", "is a link; hand in the file itself")
    if kind not in (0, stat.S_IFREG):
        raise Refused("special", "is no regular file")
    if info.flag_bits & 1:
        raise Refused("zip-encrypted", "is encrypted")
    if info.compress_type not in METHODS:
        raise Refused("zip-method", f"is packed by method {info.compress_type}; use deflate")
    if info.file_size > LARGEST:
        raise Refused("too-large", f"is larger than {LARGEST >> 20} MiB")
    if info.file_size > max(NO_BOMB, HIGHEST_RATIO * info.compress_size):
        raise Refused("zip-bomb", f"unpacks to over {HIGHEST_RATIO} times its size")


def _check_name(name: str) -> None:
    """Refuse a path that leads elsewhere, or that cannot be shown or stored."""
    if not name.isprintable():
        surrogate = any("\ud800" <= character <= "\udfff" for character in name)
        raise Refused(
            "name", "has a name that is not UTF-8" if surrogate else "has unprintable characters"
        )
    parts = name.split("/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
        raise Refused("zip-path", "has a path that leads out of the folder")
    if len(name) > LONGEST_NAME or any(len(part.encode()) > 255 for part in parts):
        raise Refused("name", "has a name that is too long")


def _is_junk(parts: tuple[str, ...]) -> bool:
    return any(part in JUNK or part.startswith(".") for part in parts)


def _decoded(info: zipfile.ZipInfo) -> str:
    """The member's name; without the flag for UTF-8 it is UTF-8 nevertheless, or nothing."""
    if "\x00" in info.orig_filename:
        raise Refused("name", "has unprintable characters")
    if info.flag_bits & UTF8:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        raise Refused("name", "has a name that is not UTF-8") from None


def _date(info: zipfile.ZipInfo) -> datetime | None:
    """When it was changed: a zip holds local time, in steps of two seconds."""
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _zip(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except UnicodeDecodeError:  # one name that is flagged as UTF-8 and is not would cost all others
        return zipfile.ZipFile(io.BytesIO(_without_false_flags(source)))


def _without_false_flags(source: Path) -> bytes:
    """A zip in which no name says that it is UTF-8 and is not.

    The central directory is walked as APPNOTE.TXT, 4.3.12 and 4.3.16, lays it out.
    """
    if source.stat().st_size > LARGEST_REPAIR:
        raise zipfile.BadZipFile("a name in it is not UTF-8, and it is too large to be mended")
    data = bytearray(source.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    (at,) = struct.unpack_from("<L", data, end + 16)
    while data[at : at + 4] == b"PK\x01\x02":
        (flags,) = struct.unpack_from("<H", data, at + 8)
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        try:
            data[at + 46 : at + 46 + name].decode("utf-8")
        except UnicodeDecodeError:
            struct.pack_into("<H", data, at + 8, flags & ~UTF8)
        at += 46 + name + extra + comment
    return bytes(data)
