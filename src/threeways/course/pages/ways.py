"""A Sphinx extension: neighbouring cells that are one thing in several ways become a group.

The group's cells follow one another, each way under its name. ``book/assets/ways.js`` makes tabs
of them where scripts run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes

WAYS = {"numpy": "NumPy", "keras": "Keras", "torch": "PyTorch"}
Group = dict[str, list[nodes.Element]]


def gather(app: Any, doctree: nodes.document) -> None:
    """Put each run of cells in at least two ways into a container."""
    parents = {id(cell.parent): cell.parent for cell in doctree.findall(way)}
    for parent in parents.values():
        for group in list(runs(parent.children)):
            if len(group) > 1:
                _enclose(parent, group)


def way(node: nodes.Node) -> str | None:
    """The way that a notebook's cell is tagged with, if any."""
    classes = node.get("classes", []) if isinstance(node, nodes.container) else []
    return next((name for name in WAYS if f"tag_way-{name}" in classes), None)


def runs(siblings: Iterable[nodes.Node]) -> Iterator[Group]:
    """Neighbouring cells, by way.

    Whatever is no cell of a way ends a run; so does a way that comes back after another, because
    merging its cells would change the order in which they ran.
    """
    group: Group = {}
    before = None
    for node in siblings:
        name = way(node)
        if name != before and (name is None or name in group):
            yield group
            group = {}
        if name is not None and isinstance(node, nodes.Element):
            group.setdefault(name, []).append(node)
        before = name
    yield group


def _enclose(parent: nodes.Element, group: Group) -> None:
    cells = [cell for cells in group.values() for cell in cells]
    place = parent.index(cells[0])
    for cell in cells:
        parent.remove(cell)
    panels = [_panel(name, cells) for name, cells in group.items()]
    # Inert without the script, which finds its panels before this element, already parsed.
    tabs = nodes.raw("", "<way-tabs></way-tabs>", format="html")
    parent.insert(place, nodes.container("", *panels, tabs, classes=["ways"], is_div=True))


def _panel(name: str, cells: list[nodes.Element]) -> nodes.container:
    label = nodes.paragraph("", WAYS[name], classes=["way-label"])
    return nodes.container("", label, *cells, classes=["way", f"way-{name}"], is_div=True)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("doctree-read", gather)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
