"""Files that are whole or not there: written beside their place, then renamed; and what is left
over by processes that were killed is cleared away."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

MARK = ".threeways-"  # begins the name of everything temporary; the owner's name follows
DAY = 24 * 3600.0


def write(path: Path, content: str | bytes) -> None:
    """Write a file that appears under its name at once and complete, or not at all.

    Raises:
        OSError: It could not be written; nothing of it is left. ``filename`` is the path.
    """
    beside = path.parent / f"{MARK}{_owner()}-{path.name}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent, glob.escape(path.name))  # of somebody killed in the middle of this
        with beside.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def explain(error: OSError) -> str:
    """One sentence for somebody whose file could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"the disk is full: {error.filename or 'a file'} could not be written, and nothing of "
            "it was. "
            "Free some space and run again; what is finished is kept."
        )
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def temporary_folder() -> Path:
    """A new folder for one unit of work; :func:`sweep` finds it if its owner was killed."""
    sweep(Path(tempfile.gettempdir()))
    return Path(tempfile.mkdtemp(prefix=f"{MARK}{_owner()}-"))


@contextmanager
def temporary() -> Iterator[Path]:
    """The same for a block, at whose end it is removed."""
    folder = temporary_folder()
    try:
        yield folder
    finally:
        remove_folder(folder)


def remove_folder(folder: Path) -> None:
    """Remove a temporary folder, as far as that is possible."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path, ending: str = "") -> None:
    """Remove what processes that no longer live have left in a folder, by the names' ending."""
    for path in folder.glob(f"{MARK}*{ending}"):
        if _abandoned(path):
            if path.is_dir():
                remove_folder(path)
            else:
                path.unlink(missing_ok=True)


def tail(path: Path, lines: int = 30) -> str:
    """The last lines of a text file; empty if there is none."""
    try:
        return "\n".join(path.read_text("utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def _owner() -> str:
    """This process, as a name that no other ever has: machine, process id, its start."""
    me = psutil.Process()
    return f"{socket.gethostname()}~{me.pid}~{me.create_time():.0f}"


def _abandoned(path: Path) -> bool:
    """Whether the owner named in a temporary name is gone; one elsewhere is given a day."""
    machine, pid, start = (path.name.removeprefix(MARK) + "~~").split("~")[:3]
    if machine != socket.gethostname():
        return _age(path) > DAY
    try:  # a clock that is set moves the start; a process id comes back much later
        owner = psutil.Process(int(pid))
        shift = owner.create_time() - int(start.partition("-")[0])
        # In a container without an init process nobody buries the dead.
        return bool(abs(shift) > 60) or owner.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except ValueError:
        return _age(path) > DAY


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
