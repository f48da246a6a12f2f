"""Going along the links of a workflow's graph."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

Graph = dict[str, dict[str, Any]]
"""Nodes by their ids, each with its ``class_type`` and its ``inputs``."""


def links(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The inputs of a node that are links, each with the id of the node that it comes from."""
    for name, value in node["inputs"].items():
        if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
            yield name, value[0]


def literals(graph: Graph) -> Iterator[tuple[str, str]]:
    """Every input that holds a plain value, as the node's id and its name."""
    for id, node in graph.items():
        for name, value in node["inputs"].items():
            if isinstance(value, str | int | float):
                yield id, name


def title_of(node: dict[str, Any]) -> str:
    """What the user calls a node; else its class."""
    meta = node.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    return title if isinstance(title, str) and title else str(node["class_type"])


def ancestors(graph: Graph, id: str) -> set[str]:
    """The nodes that one is made of, directly or through others."""
    found: set[str] = set()
    left = [id]
    while left:
        for _, source in links(graph[left.pop()]):
            if source in graph and source not in found:
                found.add(source)
                left.append(source)
    return found


def without(graph: Graph, id: str, slots: Collection[str]) -> Graph:
    """A graph without a node, and without what is made of it up to inputs that are named in slots.

    Those inputs are left empty.
    """
    gone, left = {id}, [id]
    cut: set[tuple[str, str]] = set()
    while left:
        current = left.pop()
        for other, node in graph.items():
            for name, source in links(node):
                if source != current:
                    continue
                if name in slots:
                    cut.add((other, name))
                elif other not in gone:
                    gone.add(other)
                    left.append(other)
    return {
        other: {
            **node,
            "inputs": {
                name: value for name, value in node["inputs"].items() if (other, name) not in cut
            },
        }
        for other, node in graph.items()
        if other not in gone
    }
