"""Fetching with verification: nothing unverified ever lies under a data set's name.

A file is looked for in the user's cache, then in the mirror that ``THREEWAYS_MIRROR`` names (a
folder, used in place, or an address), then at its canonical address. A transfer goes into a
``.part`` file, which a later call continues; pooch compares the SHA-256 before it renames.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal

import pooch
import requests
from tqdm import tqdm

from threeways.data.registry import DataError, DataFile, Dataset, find, load_registry

TIMEOUT = (10, 60)  # seconds to connect, and between two packets
ATTEMPTS = 5  # transfers of one file, as long as each brings something
CHUNK = 1 << 16  # bytes

State = Literal["cached", "in mirror", "to fetch", "mirror only", "bundled", "bring your own"]
Verdict = Literal["ok", "damaged", "missing"]


@dataclass(frozen=True)
class Row:
    """A data set as ``threeways data list`` shows it; ``size`` in bytes, 0 for bundled ones."""

    name: str
    title: str
    kind: str
    tier: str
    size: int
    state: State
    licence: str
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """What ``threeways data verify`` found of one file; ``where`` is empty if it is missing."""

    dataset: str
    path: str
    verdict: Verdict
    where: str


# ---------------------------------------------------------------- what a user calls


def fetch(name: str) -> dict[str, Path]:
    """Local paths of a data set's files, verified, after a transfer if need be.

    Args:
        name: An entry of the registry.

    Returns:
        Path by file name; empty for a data set that is part of a package.

    Raises:
        DataError: The name is unknown, or a file cannot be had; one sentence says why and what
            to do. What a broken transfer brought is kept, and the next call goes on from there.
    """
    dataset = find(name)
    if dataset.kind == "user":
        raise DataError(f"the data set {name} has to be brought by you: {dataset.origin}")
    return {file.name: _locate(dataset, file) for file in dataset.files}


def rows() -> list[Row]:
    """Every data set with its state on this machine, judged by file sizes: quick, no hashing."""
    return [
        Row(d.name, d.title, d.kind, d.tier, d.size, _state(d), d.licence, d.used_by)
        for d in load_registry().values()
    ]


def verify(name: str = "all") -> list[Verification]:
    """Compare the files on this machine, in cache and mirror, with their SHA-256.

    Args:
        name: An entry of the registry, or ``all``.

    Returns:
        A record for every copy of every file; ``missing`` for a file without any.
    """
    datasets = load_registry().values() if name == "all" else [find(name)]
    return [found for d in datasets for file in d.files for found in _copies(d, file)]


def unpack(name: str) -> Path:
    """Folder with the contents of a data set's one archive (zip or tar), unpacked once.

    Raises:
        DataError: As :func:`fetch`; or the archive is damaged, or would write outside the folder.
    """
    (archive,) = fetch(name).values()
    target = cache_folder() / "unpacked" / f"{name}-{find(name).files[0].sha256[:8]}"
    if not target.is_dir():
        with _lock(target.parent), _disk_errors(name, target):
            _extract(archive, target)
    return target


def cache_folder() -> Path:
    """The folder ``THREEWAYS_CACHE``, or the operating system's place for caches."""
    return Path(os.environ.get("THREEWAYS_CACHE") or pooch.os_cache("threeways"))


# ---------------------------------------------------------------- looking for a file


def _locate(dataset: Dataset, file: DataFile) -> Path:
    """A verified local copy of the file, transferred if there is none."""
    cached = cache_folder() / file.path
    if _intact(cached, file):
        return cached
    mirror = os.environ.get("THREEWAYS_MIRROR", "")
    remote = mirror.startswith(("http://", "https://"))
    if mirror and not remote and _intact(Path(mirror) / file.path, file):
        return Path(mirror) / file.path
    addresses = [f"{mirror.rstrip('/')}/{file.path}"] if remote else []
    return _transfer(dataset, file, [*addresses, *filter(None, [file.address])], cached)


def _transfer(dataset: Dataset, file: DataFile, addresses: list[str], cached: Path) -> Path:
    """The file from the first address that gives it, in the cache."""
    if not addresses:
        raise DataError(_unavailable(dataset, file, []))
    reasons = []
    with _disk_errors(dataset.name, cached), _lock(cached.parent):
        if _intact(cached, file):  # another process fetched it while this one waited
            return cached
        for address in addresses:
            reason = _download(address, file, cached)
            if not reason:
                return cached
            reasons.append(f"{address}: {reason}")
    raise DataError(_unavailable(dataset, file, reasons))


def _unavailable(dataset: Dataset, file: DataFile, reasons: list[str]) -> str:
    """The one sentence for a file that cannot be had."""
    mirror = os.environ.get("THREEWAYS_MIRROR", "")
    if mirror and "://" not in mirror:
        damaged = (Path(mirror) / file.path).is_file()
        reasons = [f"the copy in {mirror} is {'damaged' if damaged else 'missing'}", *reasons]
    why = "; ".join(reasons) or "it has no public address"
    return (
        f"cannot get {file.path} of the data set {dataset.name} ({why}): set THREEWAYS_MIRROR to a "
        "folder or address that has it, or use the default profile, which needs no download"
    )


def _intact(path: Path, file: DataFile) -> bool:
    """Whether the path holds the bytes that the registry promises."""
    return (
        path.is_file()
        and path.stat().st_size == file.size
        and pooch.file_hash(str(path)) == file.sha256
    )


def _state(dataset: Dataset) -> State:
    if dataset.kind == "bundled":
        return "bundled"
    if dataset.kind == "user":
        return "bring your own"
    mirror = os.environ.get("THREEWAYS_MIRROR", "")
    if _holds(cache_folder(), dataset):
        return "cached"
    if mirror and "://" not in mirror and _holds(Path(mirror), dataset):
        return "in mirror"
    return "to fetch" if dataset.kind == "canonical" or "://" in mirror else "mirror only"


def _holds(folder: Path, dataset: Dataset) -> bool:
    paths = [(folder / file.path, file.size) for file in dataset.files]
    return all(path.is_file() and path.stat().st_size == size for path, size in paths)


def _copies(dataset: Dataset, file: DataFile) -> Iterator[Verification]:
    mirror = os.environ.get("THREEWAYS_MIRROR", "")
    folders = [cache_folder(), *([Path(mirror)] if mirror and "://" not in mirror else [])]
    copies = [folder / file.path for folder in folders if (folder / file.path).is_file()]
    for copy in copies:
        verdict: Verdict = "ok" if _intact(copy, file) else "damaged"
        yield Verification(dataset.name, file.path, verdict, str(copy))
    if not copies:
        yield Verification(dataset.name, file.path, "missing", "")


# ---------------------------------------------------------------- one transfer


def _download(address: str, file: DataFile, cached: Path) -> str:
    """Transfer, verify, rename; returns why it failed, or nothing."""
    part = cached.with_name(cached.name + ".part")
    reason = ""
    for _ in range(ATTEMPTS):
        before = _size(part)
        try:
            _retrieve(address, file, cached)
            return ""
        except ValueError:  # pooch: another SHA-256; the transfer is gone
            if reason == "its SHA-256 is wrong":
                return reason  # from the first byte on, and still wrong
            reason = "its SHA-256 is wrong"
        except requests.RequestException as error:
            reason = _broken(error, _size(part), file.size)
            if _size(part) <= before:
                return reason  # another attempt would bring no more
    return reason


def _broken(error: requests.RequestException, arrived: int, size: int) -> str:
    """Why a transfer ended before its end."""
    if error.response is not None:
        return f"the server answers {error.response.status_code}"
    if arrived:
        return f"the transfer broke off after {arrived:,} of {size:,} bytes"
    return "no connection"


def _retrieve(address: str, file: DataFile, cached: Path) -> None:
    """pooch.retrieve with a transfer that can be continued."""
    pooch.get_logger().setLevel(logging.WARNING)
    for left_over in cached.parent.glob("tmp*"):  # pooch's own, after a kill
        left_over.unlink()
    part = cached.with_name(cached.name + ".part")

    def resume(url: str, output: str, _: Any) -> None:
        _receive(url, part, file)
        part.replace(output)

    pooch.retrieve(
        address,
        known_hash=f"sha256:{file.sha256}",
        fname=cached.name,
        path=cached.parent,
        downloader=resume,
    )


def _receive(url: str, part: Path, file: DataFile) -> None:
    """Append what is missing to the part file, until it has the size that the registry states."""
    start = _size(part)
    if start >= file.size:
        start = 0
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
    with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
        if response.status_code == 416:
            part.unlink()
            raise requests.ConnectionError("nothing from there on")
        response.raise_for_status()
        if response.status_code != 206:  # the whole file, asked for or not
            start = 0
        with part.open("ab" if start else "wb") as out:
            _copy(response, out, file, start)
    if _size(part) < file.size:
        raise requests.ConnectionError("ended early")


def _copy(response: requests.Response, out: IO[bytes], file: DataFile, start: int) -> None:
    """Write the body, with a progress bar if standard error is a terminal."""
    with tqdm(
        desc=file.name, total=file.size, initial=start, unit="B", unit_scale=True, disable=None
    ) as bar:
        for chunk in response.iter_content(CHUNK):
            out.write(chunk)
            bar.update(len(chunk))
            if out.tell() > file.size:
                break  # some other file: the SHA-256 will say so


def _size(path: Path) -> int:
    """Bytes of the file, 0 if there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def _disk_errors(name: str, path: Path) -> Iterator[None]:
    """Say in one sentence that the disk is full or cannot be written."""
    try:
        yield
    except requests.RequestException:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            why = "the disk is full: free some space, or name another disk in THREEWAYS_CACHE"
        else:
            why = f"{error.strerror or error}: name a folder you can write in THREEWAYS_CACHE"
        raise DataError(f"cannot store the data set {name} at {path}, {why}") from error


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One process at a time in the folder; a killed one lets go. Without fcntl, no lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- archives


def _extract(archive: Path, target: Path) -> None:
    """Unpack beside the target, then rename; refuse members that would leave it."""
    if target.is_dir():
        return
    beside = target.with_name(target.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)  # of a call that was killed
    beside.mkdir(parents=True)
    try:
        _extract_members(archive, beside)
        beside.rename(target)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"cannot unpack {archive}: {error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _extract_members(archive: Path, folder: Path) -> None:
    if not zipfile.is_zipfile(archive):
        with tarfile.open(archive) as tar:
            for member in tar:
                _refuse_outside(member.name)
                if not (member.isfile() or member.isdir()):
                    raise tarfile.TarError(f"{member.name!r} is neither a file nor a folder")
            known = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from 3.11.4 on
            extract: Any = tar.extractall
            extract(folder, **known)
        return
    with zipfile.ZipFile(archive) as members:
        for name in members.namelist():
            _refuse_outside(name)
        members.extractall(folder)


def _refuse_outside(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise zipfile.BadZipFile(f"{name!r} would be written outside the folder")
