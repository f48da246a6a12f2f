"""What the parts of a model are called: the one rule, for prompts, panels and facts alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prodwidget.errors import PromptError
from prodwidget.geometry.document import GltfDocument, Tree, read_document, reading
from prodwidget.geometry.placement import placed_nodes


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A node of the default scene that shows a mesh."""

    name: str
    node: int
    mesh: int


def parts_named(document: GltfDocument) -> Iterator[NamedPart]:
    """The parts of a document in the scene's order, each by a name of its own.

    A part is a node that shows a mesh. It is called by the node's name; where that has none by its
    mesh's; else ``"part N"``, where N counts the parts from 1. Of several with one name the first
    keeps it, and the next are told apart as ``"leaf 2"``, ``"leaf 3"`` and so on, past every name
    that was given already. The page calls parts by the same rule.
    """
    taken: set[str] = set()
    count = 0
    for placed in placed_nodes(document):
        node = document.one("nodes", placed.index)
        if "mesh" not in node:
            continue
        count += 1
        mesh = document.one("meshes", node["mesh"])
        own = own_name(node) or own_name(mesh) or f"part {count}"
        name, number = own, 1
        while name in taken:
            number += 1
            name = f"{own} {number}"
        taken.add(name)
        yield NamedPart(name, placed.index, node["mesh"])


def part_named(document: GltfDocument, name: str) -> NamedPart:
    """The part of a name, by the rule of :func:`parts_named`; raises :class:`PromptError`."""
    named = {each.name: each for each in parts_named(document)}
    if name not in named:
        raise PromptError(
            f"This model has no part {name[:60]!r}.", hint=f"Its parts are: {', '.join(named)}."
        )
    return named[name]


def named_parts(glb: bytes) -> tuple[str, ...]:
    """What the parts of a model are called, by the rule of :func:`parts_named`.

    Raises
    ------
    ModelError
        The file is damaged.
    """
    with reading():
        return tuple(each.name for each in parts_named(read_document(glb)))


def own_name(holder: Tree) -> str:
    """What a file calls a node, a mesh or a material; empty where it does not."""
    name = holder.get("name")
    return name.strip() if isinstance(name, str) else ""
