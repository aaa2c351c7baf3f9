"""Values as JSON, in both directions across the sandbox's boundary; nothing is ever unpickled.

The text of this module is also what a kernel executes to call functions on inputs, so that it
imports nothing of the course. What comes back is a stranger's: :func:`unpack` allocates no more
than it was sent, and raises ValueError for whatever is not in its form.

A value is a list that begins with its kind: ``["plain", x]`` for None, a truth value, a number or
text; ``["array", dtype, shape, base64]``, and in the same way "scalar", one of NumPy's numbers, and
"tensor", one of PyTorch's, which is an array where PyTorch is not imported; ``["list", [...]]``;
``["tuple", [...]]``; ``["dict", [[key, value], ...]]``; ``["generator", state]``, of NumPy's
default kind; ``["other", type]`` for everything else.
"""

from __future__ import annotations

import base64
import json
import math
import sys
from typing import Any

import numpy as np

DEEPEST = 20  # levels of lists in lists
KINDS = "biufc"  # of NumPy's types: truth values and numbers
SIZES = (1, 2, 4, 8, 16)  # bytes of one


def pack(value: Any, depth: int = 0) -> list[Any]:
    """A value in the form above; arrays and tensors as arrays."""
    if depth > DEEPEST:
        return ["other", "too deep"]
    if value is None or type(value) in (bool, int, float, str):
        return ["plain", value]
    if type(value) in (list, tuple):
        return [type(value).__name__, [pack(one, depth + 1) for one in value]]
    if type(value) is dict:
        pairs = value.items()
        return ["dict", [[pack(key, depth + 1), pack(one, depth + 1)] for key, one in pairs]]
    if type(value) is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
        return ["generator", value.bit_generator.state]
    kind = "scalar" if isinstance(value, np.generic) else "array"
    if hasattr(value, "detach"):  # a tensor of PyTorch's that may carry a gradient
        kind, value = "tensor", value.detach().cpu()
    if hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.dtype.kind in KINDS and array.dtype.itemsize in SIZES:
            data = base64.b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes())
            form = f"{array.dtype.kind}{array.dtype.itemsize}"
            return [kind, form, list(array.shape), data.decode()]
    return ["other", type(value).__name__]


def unpack(tree: Any, depth: int = 0) -> Any:
    """The value; what is of another kind becomes an :class:`Other`.

    Raises:
        ValueError: It is not in the form above.
    """
    if depth > DEEPEST or not isinstance(tree, list) or len(tree) not in (2, 4):
        raise ValueError("not a packed value")
    kind, content = tree[0], tree[1]
    if len(tree) == 4 and kind in ("array", "scalar", "tensor"):
        return _numbers(kind, _array(*tree[1:]))
    if kind == "generator":
        return _generator(content)
    if kind == "plain" and (content is None or isinstance(content, bool | int | float | str)):
        return content
    if kind == "other" and isinstance(content, str):
        return Other(content)
    if kind in ("list", "tuple", "dict") and isinstance(content, list):
        if kind == "dict":
            return _dict(content, depth + 1)
        values = [unpack(one, depth + 1) for one in content]
        return tuple(values) if kind == "tuple" else values
    raise ValueError(f"not a packed value: {str(kind)[:20]}")


class Other:
    """A value that cannot cross, of which only its type is known."""

    def __init__(self, name: str) -> None:
        self.name = name[:100]

    def __repr__(self) -> str:
        return f"<{self.name}>"


def _dict(pairs: list[Any], depth: int) -> dict[Any, Any]:
    try:
        return {unpack(key, depth): unpack(one, depth) for key, one in pairs}
    except TypeError as error:
        raise ValueError("not a packed dictionary") from error


def _numbers(kind: str, array: np.ndarray[Any, Any]) -> Any:
    if kind == "tensor" and "torch" in sys.modules:
        try:
            return sys.modules["torch"].from_numpy(array)
        except TypeError as error:
            raise ValueError("no such tensor") from error
    if kind == "scalar" and array.ndim:
        raise ValueError("a number with a shape")
    return array[()] if kind == "scalar" else array


def _generator(state: Any) -> np.random.Generator:
    bits = np.random.PCG64(0)
    try:
        bits.state = state
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError("no state of a generator") from error
    return np.random.Generator(bits)


def _array(dtype: Any, shape: Any, data: Any) -> np.ndarray[Any, Any]:
    if not (isinstance(dtype, str) and dtype[:1] in KINDS and dtype[1:].isdigit()):
        raise ValueError("no such type of numbers")
    if not (isinstance(shape, list | tuple) and len(shape) <= DEEPEST and isinstance(data, str)):
        raise ValueError("not an array")
    if not all(type(n) is int and n >= 0 for n in shape) or int(dtype[1:]) not in SIZES:
        raise ValueError("no shape of an array")
    raw = base64.b64decode(data, validate=True)
    if len(raw) != math.prod(shape) * int(dtype[1:]):
        raise ValueError("an array of another size than its data")
    try:
        return np.frombuffer(raw, np.dtype(f"<{dtype}")).reshape(shape).copy()
    except TypeError as error:
        raise ValueError(str(error)) from error


def respond(calls: str, namespace: dict[str, Any]) -> str:
    """Call functions; runs in the kernel.

    Args:
        calls: JSON: names of functions with packed arguments, and, where there are any, with
            packed arguments by name.
        namespace: Where the functions are.

    Returns:
        JSON: an outcome for each call, see :func:`outcome`.
    """
    return json.dumps([outcome(namespace.get(name), *given) for name, *given in json.loads(calls)])


def outcome(
    function: Any, packed: list[Any], by_name: dict[str, Any] | None = None
) -> dict[str, Any]:
    """``value``, and positions of arguments that were ``changed`` with what they are ``after``
    that; or ``error``, the exception."""
    positional = [unpack(one) for one in packed]
    named = {name: unpack(one) for name, one in (by_name or {}).items()}
    try:
        value = function(*positional, **named)
        before = [*packed, *(by_name or {}).values()]
        after = [pack(one) for one in (*positional, *named.values())]
        changed = [i for i, one in enumerate(after) if json.dumps(one) != json.dumps(before[i])]
        return {"value": pack(value), "changed": changed, "after": [after[i] for i in changed]}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return {"error": type(error).__name__}
