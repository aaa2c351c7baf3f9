"""What the course knows about each data set: files, SHA-256, licence, citation, known flaws."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

Kind = Literal["canonical", "variant", "bundled", "user"]
Tier = Literal["core", "extra"]


class DataError(Exception):
    """A data set that is missing, damaged or described wrongly; the message says what to do."""


@dataclass(frozen=True)
class DataFile:
    """One file of a data set.

    Attributes:
        path: Where it lies in a mirror and in the cache, with forward slashes.
        size: Bytes.
        sha256: 64 hexadecimal digits.
        address: Where the canonical bytes are; empty if these bytes are in a mirror only.
    """

    path: str
    size: int
    sha256: str
    address: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class Dataset:
    """One entry of the registry.

    Attributes:
        name: Key of the entry; a card of that name describes it.
        kind: ``canonical`` (the bytes behind the canonical address), ``variant`` (repacked, in a
            mirror only), ``bundled`` (ships in a package) or ``user`` (each user brings it).
        tier: ``core`` if a chapter needs it, ``extra`` if it is an alternative.
        title: What it is, in a few words.
        licence: The licence as its source states it, or that none is stated.
        citation: Whom to cite.
        used_by: Chapters that it is meant for, as in the table of contents.
        origin: Where it comes from: an address or a description.
        notes: Known flaws and what differs from the canonical data; the card says more.
        package: For ``bundled``, the package; the tested version is in ``version``.
        version: See ``package``.
        files: None for ``bundled`` and ``user``.
    """

    name: str
    kind: Kind
    tier: Tier
    title: str
    licence: str
    citation: str
    used_by: tuple[str, ...]
    origin: str
    notes: str = ""
    package: str = ""
    version: str = ""
    files: tuple[DataFile, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def registry_path() -> Path:
    """The registry: of the source checkout, else the copy in the installed package."""
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "datasets").is_dir():
        return checkout / "datasets" / "registry.toml"
    return Path(__file__).with_name("registry.toml")


def load_registry(path: Path | None = None) -> Mapping[str, Dataset]:
    """Data sets by name, in alphabetical order, every field validated.

    Args:
        path: A registry file; by default the course's own.

    Raises:
        DataError: The file cannot be read, or a field is missing, unknown, of the wrong type or
            impossible; the message names file, entry and field.
    """
    return _load(path or registry_path())


def find(name: str) -> Dataset:
    """The data set of that name; a wrong name raises ``DataError`` with the near ones."""
    registry = load_registry()
    if name not in registry:
        near = get_close_matches(name, registry, n=3) or sorted(registry)
        raise DataError(f"no data set is called {name!r}; did you mean {' or '.join(near)}?")
    return registry[name]


@lru_cache(maxsize=4)
def _load(path: Path) -> Mapping[str, Dataset]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} is missing: reinstall the package threeways") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is no valid TOML: {error}") from None
    datasets = {name: _dataset(f"{path}: [{name}]", name, tables[name]) for name in sorted(tables)}
    _refuse_shared_paths(path, datasets)
    return datasets


def _dataset(where: str, name: str, table: Any) -> Dataset:
    if not isinstance(table, dict):
        raise DataError(f"{where} is no table but {table!r}")
    files = table.get("files", [])
    if not isinstance(files, list):
        raise DataError(f"{where} files: expected [[{name}.files]] tables, got {files!r}")
    read = tuple(_file(f"{where} files[{i}]", entry) for i, entry in enumerate(files))
    dataset: Dataset = _record(Dataset, where, {**table, "name": name, "files": read})
    _check_kind(where, dataset)
    return dataset


def _file(where: str, entry: Any) -> DataFile:
    if not isinstance(entry, dict):
        raise DataError(f"{where} is no table but {entry!r}")
    file: DataFile = _record(DataFile, where, entry)
    path = PurePosixPath(file.path)
    if path.is_absolute() or ".." in path.parts or "\\" in file.path or len(path.parts) < 2:
        raise DataError(f"{where} path: expected folder/file below the mirror, got {file.path!r}")
    if not re.fullmatch(r"[0-9a-f]{64}", file.sha256):
        raise DataError(f"{where} sha256: expected 64 hexadecimal digits, got {file.sha256!r}")
    if file.size <= 0:
        raise DataError(f"{where} size: expected a number of bytes, got {file.size}")
    if file.address and not re.match(r"https?://\S+$", file.address):
        raise DataError(f"{where} address: expected http(s)://..., got {file.address!r}")
    return file


def _record(record: Any, where: str, values: dict[str, Any]) -> Any:
    """A dataclass from a TOML table, after a check of the names and types of its fields."""
    known = {field.name: field for field in fields(record)}
    for name in values.keys() - known.keys():
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise DataError(f"{where} {name}: no such field{hint}")
    for name, field in known.items():
        if name not in values:
            if field.default is MISSING:
                raise DataError(f"{where} {name}: missing")
            continue
        values[name] = _checked(f"{where} {name}", str(field.type), values[name])
    return record(**values)


def _checked(where: str, kind: str, value: Any) -> Any:
    """The value, if it is of the kind that the field's annotation asks for."""
    choices = {"Kind": get_args(Kind), "Tier": get_args(Tier)}.get(kind)
    if choices:
        if value not in choices:
            raise DataError(f"{where}: expected one of {', '.join(choices)}, got {value!r}")
    elif kind == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise DataError(f"{where}: expected a list of strings, got {value!r}")
        return tuple(value)
    elif kind == "str" and not isinstance(value, str):
        raise DataError(f"{where}: expected a string, got {value!r}")
    elif kind == "int" and type(value) is not int:
        raise DataError(f"{where}: expected a whole number, got {value!r}")
    return value


def _check_kind(where: str, dataset: Dataset) -> None:
    """Refuse fields that contradict the kind of the entry."""
    for name in ("title", "licence", "citation", "origin"):
        if not getattr(dataset, name).strip():
            raise DataError(f"{where} {name}: empty")
    if (dataset.kind in ("canonical", "variant")) != bool(dataset.files):
        raise DataError(
            f"{where} files: {'some' if not dataset.files else 'none'} expected for "
            f"kind {dataset.kind!r}"
        )
    needed = dataset.kind == "bundled"
    if any(bool(value) != needed for value in (dataset.package, dataset.version)):
        raise DataError(f"{where} package, version: belong to kind 'bundled' and to no other")
    for i, file in enumerate(dataset.files):
        if (dataset.kind == "canonical") != bool(file.address):
            raise DataError(
                f"{where} files[{i}] address: belongs to kind 'canonical' and to no "
                "other; a variant's bytes are in a mirror only"
            )


def _refuse_shared_paths(path: Path, datasets: Mapping[str, Dataset]) -> None:
    owners: dict[str, str] = {}
    for dataset in datasets.values():
        for file in dataset.files:
            if file.path in owners:
                raise DataError(
                    f"{path}: [{dataset.name}] files: {file.path} belongs to "
                    f"[{owners[file.path]}] already"
                )
            owners[file.path] = dataset.name
