"""What a student's code wrote, made harmless: plain text, and images drawn anew; both bounded.

Of an output only ``text/plain`` and ``image/png`` are kept, so no HTML, SVG, LaTeX or script of a
student's reaches a page, neither ours nor formgrader's, which shows what it finds.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from PIL import Image

LONGEST_TEXT = 4000  # characters of one output; of a longer one its beginning and its end are kept
MOST_OUTPUTS = 20  # of one cell
LARGEST_IMAGE = 4_000_000  # bytes of a PNG before decoding, and its pixels
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -~])")
# Characters that reorder or hide what stands beside them.
DECEPTIVE = re.compile("[\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")


def outputs(raw: Iterable[Any]) -> list[NotebookNode]:
    """A cell's outputs as nbformat has them, of which only harmless parts are left."""
    found = list(raw)
    kept = [clean for output in found[:MOST_OUTPUTS] if (clean := _output(output))]
    if len(found) > MOST_OUTPUTS:
        left_out = f"… {len(found) - MOST_OUTPUTS:,} more outputs are left out …\n"
        kept.append(new_output("stream", name="stdout", text=left_out))
    return kept


def text(raw: Any, longest: int = LONGEST_TEXT) -> str:
    """Text without terminal escapes, control characters and overrides of direction, shortened.

    It is still text: whoever puts it on a page must escape it for HTML.
    """
    joined = _shortened(_joined(raw), 4 * longest)
    joined = ESCAPES.sub("", joined).replace("\r\n", "\n").replace("\r", "\n")
    return _shortened("".join(map(_printable, joined)), longest)


def line(raw: Any, longest: int = 200) -> str:
    """As :func:`text`, on one line: for names and for cells of a table."""
    return " ".join(text(raw, longest).split())


def png(raw: Any) -> str | None:
    """An image as base64, decoded and drawn anew so that nothing but pixels is left of it.

    None where it is no PNG, or too large.
    """
    encoded = _joined(raw)
    if len(encoded) > 2 * LARGEST_IMAGE:
        return None
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.width * image.height > LARGEST_IMAGE:
                return None
            pixels = image.convert("RGBA")
    except Exception:  # a decoder that is fed hostile bytes may raise anything
        return None
    pixels.info.clear()
    drawn = io.BytesIO()
    pixels.save(drawn, format="PNG")
    return base64.b64encode(drawn.getvalue()).decode("ascii")


def _output(raw: Any) -> NotebookNode | None:
    if not isinstance(raw, Mapping):
        return None
    kind = raw.get("output_type")
    if kind == "stream":
        name = "stderr" if raw.get("name") == "stderr" else "stdout"
        return _new("stream", name=name, text=text(raw.get("text")))
    if kind == "error":
        return _error(raw)
    if kind in ("display_data", "execute_result", "update_display_data"):
        data = _data(raw.get("data"))
        # As display_data even a result: nbgrader reads a number that a test cell returns as marks.
        return _new("display_data", data=data) if data else None
    return None


def _new(kind: str, **parts: Any) -> NotebookNode:
    made: NotebookNode = new_output(kind, **parts)
    return made


def _error(raw: Mapping[str, Any]) -> NotebookNode:
    lines = raw.get("traceback")
    return _new(
        "error",
        ename=line(raw.get("ename")),
        evalue=text(raw.get("evalue")),
        traceback=[text("\n".join(map(_joined, lines)) if isinstance(lines, list) else "")],
    )


def _data(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        return {}
    kept = {}
    if "text/plain" in raw:
        kept["text/plain"] = text(raw["text/plain"])
    if "image/png" in raw and (drawn := png(raw["image/png"])):
        kept["image/png"] = drawn
    return kept


def _joined(raw: Any) -> str:
    """nbformat's multi-line strings are lists; anything that is no text is nothing."""
    if isinstance(raw, list):
        return "".join(part for part in raw if isinstance(part, str))
    return raw if isinstance(raw, str) else ""


def _printable(character: str) -> str:
    if character in "\n\t":
        return character
    if DECEPTIVE.match(character) or unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    return character


def _shortened(whole: str, longest: int) -> str:
    if len(whole) <= longest:
        return whole
    head, tail = whole[: 3 * longest // 4], whole[-longest // 4 :]
    return f"{head}\n… {len(whole) - len(head) - len(tail):,} characters are left out …\n{tail}"
