"""Interactive figures: a chapter's cell hands arrays to the script that draws on its page."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

MIME = "application/vnd.threeways.explorer+json"


def explorer(kind: str, **data: Any) -> None:
    """Hand data to an interactive figure of the site.

    Call it in the cell of the figure that stands in for it: on the site, where scripts run, the
    interactive figure takes that picture's place. In a notebook the picture stays.

    ::

        with figure(alt) as (fig, ax):
            ...
        explorer("convolution", picture=picture, kernels=kernels)

    Args:
        kind: The script that draws it, ``book/assets/explorers/KIND.js``.
        **data: What the script is given: numbers, strings, arrays, and lists and dicts of them.
            Floating-point arrays travel as float32, boolean and integer ones as int32.

    Raises:
        TypeError: A value cannot travel; the message names it.
        ValueError: An integer does not fit into 32 bits.
    """
    packed = {name: _pack(value, name) for name, value in data.items()}
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    if (shell := get_ipython()) is not None:
        plain = "On the course's site this figure is interactive."
        shell.display_pub.publish({MIME: {"kind": kind, "data": packed}, "text/plain": plain})


def _pack(value: Any, name: str) -> Any:
    """JSON for a value; an array is its shape and its bytes, little-endian, in base64."""
    if isinstance(value, dict):
        return {str(key): _pack(each, f"{name}.{key}") for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_pack(each, f"{name}[{i}]") for i, each in enumerate(value)]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return _pack_array(value, name)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(
        f"explorer: {name} is a {type(value).__name__}; give numbers, strings, NumPy arrays, or"
        " lists and dicts of them"
    )


def _pack_array(array: np.ndarray, name: str) -> dict[str, Any]:
    if array.dtype.kind not in "fiub":
        raise TypeError(f"explorer: {name} holds {array.dtype}; give numbers")
    dtype = "float32" if array.dtype.kind == "f" else "int32"
    if (
        dtype == "int32"
        and array.size
        and max(abs(int(array.max())), abs(int(array.min()))) >= 2**31
    ):
        raise ValueError(f"explorer: {name} holds integers that do not fit into 32 bits")
    raw = np.ascontiguousarray(array, np.dtype(dtype).newbyteorder("<")).tobytes()
    return {
        "dtype": dtype,
        "shape": list(array.shape),
        "base64": base64.b64encode(raw).decode("ascii"),
    }
