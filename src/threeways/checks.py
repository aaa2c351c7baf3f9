"""Parity, lecture values and claims: checks that a chapter states and the book collects.

Each check raises ``CheckFailed`` where it does not hold. Where it holds it prints one line; in a
notebook the cell's output also carries the record under :data:`MIME`, from which the site makes
its ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

MIME = "application/vnd.threeways.check+json"
LECTURES = ("ameen-week9", "pilehvar-rnn", "dla-p4", "fiss-p5", "materna-school")
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


class CheckFailed(AssertionError):
    """A check of the book that does not hold."""


@dataclass(frozen=True)
class Check:
    """One line of the ledger."""

    kind: Literal["parity", "lecture", "claim"]
    what: str
    value: str
    tolerance: str = ""
    source: str = ""
    ways: tuple[str, ...] = ()


def agree(what: str, /, *, tol: float = 1e-5, **ways: Any) -> None:
    """Assert that two or more ways gave the same arrays; print their largest scaled difference.

    Every way is compared with the first one, *a*: max|a − b| ≤ tol · max(1, max|a|). A way is an
    array, a TensorFlow or PyTorch tensor, a Keras variable, a number, or a list, tuple or mapping
    of such.

    Args:
        what: What is compared, as the ledger names it: "LSTM outputs".
        tol: Largest difference allowed, relative to the larger of 1 and max|a|.
        **ways: The results by way: ``numpy=…, keras=…, torch=…``.

    Raises:
        CheckFailed: The ways differ in value, shape or structure, or one holds NaN or infinity.
        TypeError: Fewer than two ways, or something that is no array.

    Example:
        >>> agree("a sum", numpy=np.array([1.0, 2.0]).sum(), python=1.0 + 2.0)
        ✓ a sum: two ways, one answer: 0.0e+00
    """
    worst = difference(what, tol=tol, **ways)
    record = Check("parity", what, f"{worst:.1e}", f"{tol:.0e}", ways=tuple(ways))
    count = NUMBERS.get(len(ways), str(len(ways)))
    _report(record, f"{what}: {count} ways, one answer: {worst:.1e}")


def difference(what: str, /, *, tol: float = np.inf, **ways: Any) -> float:
    """The largest scaled difference of two or more ways: what :func:`agree` holds against ``tol``.

    Arguments and errors are those of :func:`agree`; without ``tol`` any finite difference is
    returned, and nothing is printed or collected.
    """
    if len(ways) < 2:
        raise TypeError(f"{what!r}: at least two ways are compared, got {list(ways) or 'none'}")
    (first, reference), *others = ways.items()
    expected = dict(_leaves(reference, first))
    for path, a in expected.items():
        _refuse_non_finite(what, first, path, a)
    worst = 0.0
    for name, value in others:
        leaves = dict(_leaves(value, name))
        if leaves.keys() != expected.keys():
            raise CheckFailed(
                f"{what}: {name} is built differently from {first}: "
                f"{_describe(leaves)} against {_describe(expected)}"
            )
        for path, a in expected.items():
            _refuse_non_finite(what, name, path, leaves[path])
            worst = max(worst, _difference(what, path, (first, a), (name, leaves[path]), tol))
    return worst


def reproduces(what: str, computed: Any, expected: Any, *, lecture: str, tol: float = 0.0) -> None:
    """Assert that a computed value is the one that a lecture gives.

    Args:
        what: What the value is: "parameters of SimpleRNN(100)".
        computed: The value that this notebook computed.
        expected: The value on the slide; numbers, strings, shapes, or lists and mappings of them.
        lecture: Short name of the lecture, one of :data:`LECTURES`.
        tol: Largest absolute difference allowed, for values that the slide rounds.

    Raises:
        CheckFailed: The values differ.
        ValueError: No lecture has that short name.
    """
    if lecture not in LECTURES:
        raise ValueError(
            f"no lecture is called {lecture!r}; the lectures are {', '.join(LECTURES)}"
        )
    computed, expected = _plain(computed), _plain(expected)
    if not _same(computed, expected, tol):
        raise CheckFailed(
            f"{what}: computed {computed!r}, {lecture} gives {expected!r} (tolerance {tol:g})"
        )
    record = Check("lecture", what, str(expected), f"{tol:g}" if tol else "exact", lecture)
    _report(record, f"{what} = {expected}, as in {lecture}")


def claim(what: str, holds: Any) -> None:
    """Assert a statement of the text that a reader would quote.

    Args:
        what: The statement, with the figures it rests on: "ridge beats OLS in 19 of 20 splits".
        holds: Whether it holds: a bool, or a one-element array or tensor of bool.

    Raises:
        CheckFailed: It does not hold.
        TypeError: ``holds`` is not a truth value, such as a number that was meant to be compared.
    """
    truth = _array(holds)
    if truth.dtype != bool or truth.size != 1:
        raise TypeError(f"claim({what!r}) needs True or False, got {holds!r}")
    if not truth.item():
        raise CheckFailed(f"does not hold: {what}")
    _report(Check("claim", what, "holds"), what)


def _report(check: Check, line: str) -> None:
    """Print the line; in a notebook, attach the record to the cell's output."""
    line = f"✓ {line}"
    shell = _notebook()
    if shell is None:
        print(line)
    else:
        shell.display_pub.publish({"text/plain": line, MIME: asdict(check)})


def _notebook() -> Any:
    """The running IPython kernel's shell, or None outside a notebook."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    return shell if hasattr(shell, "kernel") else None


def _leaves(tree: Any, way: str, path: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Paths and arrays of a tree of lists, tuples and mappings."""
    if isinstance(tree, Mapping):
        for key, branch in tree.items():
            yield from _leaves(branch, way, f"{path}[{key!r}]")
    elif isinstance(tree, list | tuple) and not _is_numbers(tree):
        for index, branch in enumerate(tree):
            yield from _leaves(branch, way, f"{path}[{index}]")
    else:
        array = _array(tree)
        if not (np.issubdtype(array.dtype, np.number) or array.dtype == bool):
            raise TypeError(
                f"{way}{path} is no array of numbers: {type(tree).__name__} {tree!r:.60}"
            )
        yield path, array


def _is_numbers(tree: list[Any] | tuple[Any, ...]) -> bool:
    """Whether a list is itself an array: numbers, or equally long lists of numbers."""
    rows = [item for item in tree if isinstance(item, list | tuple)]
    if not rows:
        return all(isinstance(item, int | float | complex | np.generic) for item in tree)
    return (
        len(rows) == len(tree)
        and len({len(row) for row in rows}) == 1
        and all(_is_numbers(row) for row in rows)
    )


def _array(value: Any) -> np.ndarray:
    """A NumPy array from whatever a framework returns, without importing a framework."""
    if hasattr(value, "detach"):  # PyTorch
        value = value.detach().cpu()
        if str(value.dtype) == "torch.bfloat16":
            value = value.float()
        return np.asarray(value.resolve_conj().numpy())
    if hasattr(value, "dense_shape"):  # TensorFlow's gradient of an embedding
        dense = np.zeros(tuple(np.asarray(value.dense_shape)), np.asarray(value.values).dtype)
        np.add.at(dense, np.asarray(value.indices), np.asarray(value.values))
        return dense
    # A Keras variable holds the backend's own in an attribute; in TensorFlow's that is a method.
    if hasattr(value, "trainable") and not callable(getattr(value, "value", _array)):
        return _array(value.value)
    array = np.asarray(value)
    # bfloat16, as TensorFlow returns it, is no number to NumPy.
    return array.astype(np.float32) if array.dtype.name == "bfloat16" else array


def _refuse_non_finite(what: str, way: str, path: str, array: np.ndarray) -> None:
    if array.dtype != bool and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise CheckFailed(f"{what}{path}: {way} holds {array[where]} at {where}")


def _difference(
    what: str,
    path: str,
    reference: tuple[str, np.ndarray],
    other: tuple[str, np.ndarray],
    tol: float,
) -> float:
    """Scaled largest difference of two finite arrays."""
    (first, a), (name, b) = reference, other
    if a.shape != b.shape:
        raise CheckFailed(f"{what}{path}: {name} has shape {b.shape}, {first} has {a.shape}")
    if a.size == 0:
        raise CheckFailed(f"{what}{path}: nothing to compare, {first} and {name} are empty")
    wide = np.complex128 if np.iscomplexobj(a) or np.iscomplexobj(b) else np.float64
    gap = np.abs(a.astype(wide) - b.astype(wide))
    difference = float(gap.max() / max(1.0, float(np.abs(a.astype(wide)).max())))
    if difference > tol:
        where = tuple(int(i) for i in np.unravel_index(gap.argmax(), gap.shape))
        raise CheckFailed(
            f"{what}{path}: {name} differs from {first} by {difference:.1e}, allowed {tol:.0e}; "
            f"most at {where}: {name} {b[where]:.6g}, {first} {a[where]:.6g}"
        )
    return difference


def _describe(leaves: dict[str, np.ndarray]) -> str:
    return (
        "{" + ", ".join(f"{path or 'array'}: {array.shape}" for path, array in leaves.items()) + "}"
    )


def _plain(value: Any) -> Any:
    """Arrays, tensors, tuples as lists and numbers, so that they print and compare as written."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_plain(item) for item in value)
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    return _array(value).tolist()


def _same(computed: Any, expected: Any, tol: float) -> bool:
    """Equality, up to ``tol`` for numbers; tuples and lists are the same thing."""
    if isinstance(expected, Mapping):
        return (
            isinstance(computed, Mapping)
            and computed.keys() == expected.keys()
            and all(_same(computed[key], expected[key], tol) for key in expected)
        )
    if isinstance(expected, list | tuple):
        return (
            isinstance(computed, list | tuple)
            and len(computed) == len(expected)
            and all(_same(c, e, tol) for c, e in zip(computed, expected))
        )
    if isinstance(expected, int | float) and isinstance(computed, int | float):
        return abs(computed - expected) <= tol
    return bool(computed == expected)
