"""A workflow of ComfyUI, and where in it pictures, seeds, words and options go.

A workflow is data of the user's: ``{id: {"class_type", "inputs"}}``, which ComfyUI calls its API
format (https://docs.comfy.org/development/api-development). What is what is told by the class of a
node and by the names of its inputs; an input is a value, or ``[id, output]`` for a link.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from pydantic import JsonValue

from prodwidget.backends.comfy.graph import (
    Graph,
    ancestors,
    links,
    literals,
    title_of,
    without,
)
from prodwidget.backends.options import Option, flag
from prodwidget.errors import ConfigurationError, ProviderError

PROVIDER = "ComfyUI"

SIDES = ("front", "back", "left", "right", "top")
PROMPT = "prompt"
"""The option that sets the words of a workflow that has any."""

_OUTPUT = re.compile(r"(save|export).*(glb|gltf|3d|mesh)|preview.*3d", re.IGNORECASE)
"""Classes of nodes that make a file of a model: SaveGLB, Save3DAdvanced, Hy3DExportMesh, …"""

_TEXT_FIELDS = ("text", "prompt")
_SAMPLER_FIELDS = ("steps", "cfg", "guidance_scale")
_EXPORT_HINT = (
    "Open it in ComfyUI, choose Workflow > Export (API), and give the file that it saves."
)


@dataclass(frozen=True)
class Workflow:
    """A workflow that makes a model of pictures.

    Raises
    ------
    ConfigurationError
        It is no workflow in the API format, takes no picture, or saves no model.
    """

    graph: Graph
    source: str = field(default="The workflow", compare=False)
    """What it is called in a sentence."""

    def __post_init__(self) -> None:
        _check_format(self.graph, self.source)
        if not self.pictures:
            raise ConfigurationError(
                f"{self.source} has no LoadImage node, so that no picture can be put into it.",
                hint="Begin the workflow with a LoadImage node, and export it again.",
            )
        if not self.outputs:
            raise ConfigurationError(
                f"{self.source} saves no model: it has no SaveGLB, nor another node that does.",
                hint="End the workflow with a SaveGLB or Save 3D node, and export it again.",
            )

    @classmethod
    def read(cls, source: str | Path | Mapping[str, Any]) -> Workflow:
        """A workflow from the file that ComfyUI exported, or from what is in it; raises as it."""
        if isinstance(source, Mapping):
            return cls(_inner(dict(source)))
        path = Path(source).expanduser()
        name = f"The workflow {path.name}"
        try:
            graph = json.loads(path.read_text("utf-8"))
        except (OSError, RuntimeError):
            raise ConfigurationError(
                f"{name} cannot be read at {path}.",
                hint="Set PRODWIDGET_COMFY_WORKFLOW, or workflow=, to the file that ComfyUI saved "
                "by Workflow > Export (API).",
            ) from None
        except ValueError:
            raise ConfigurationError(f"{name} is not JSON.", hint=_EXPORT_HINT) from None
        return cls(_inner(graph), name)

    # What it has

    @cached_property
    def digest(self) -> str:
        """A SHA-256 of what it says, to tell one from another."""
        text = json.dumps(self.graph, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def pictures(self) -> dict[str, str]:
        """The nodes that load pictures, with the side that each is for; empty where none is."""
        return {
            id: self._side(id)
            for id, node in self.graph.items()
            if "LoadImage" in node["class_type"]
            and "Mask" not in node["class_type"]
            and isinstance(node["inputs"].get("image"), str | dict)
        }

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The nodes that make a file of a model, the one that is most likely meant first.

        What is saved goes before what is only shown, and what most of the workflow leads to first.
        """
        found = [id for id, node in self.graph.items() if _OUTPUT.search(node["class_type"])]

        def rank(id: str) -> tuple[bool, int]:
            shown = self.graph[id]["class_type"].lower().startswith("preview")
            return shown, -len(ancestors(self.graph, id))

        return tuple(sorted(found, key=rank))

    @cached_property
    def seeds(self) -> tuple[tuple[str, str], ...]:
        """Nodes and inputs that hold a seed."""
        return tuple(
            place
            for id, node in self.graph.items()
            for name in node["inputs"]
            if name in ("seed", "noise_seed") or name.endswith("_seed")
            if (place := self._held(id, name, int)) is not None
        )

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Nodes and inputs that hold what the product is to be like; none where there are none.

        Where a sampler tells what it wants from what it does not, only the former.
        """
        wanted = {
            source
            for node in self.graph.values()
            for name, source in links(node)
            if name == "positive" and source in self.graph
        }
        sources = set(wanted)
        for id in wanted:
            sources |= ancestors(self.graph, id)
        found = [
            (id, name)
            for id, node in self.graph.items()
            for name in _TEXT_FIELDS
            if "text" in node["class_type"].lower() or "prompt" in node["class_type"].lower()
            if isinstance(node["inputs"].get(name), str)
        ]
        positive = [each for each in found if each[0] in sources]
        return tuple(positive or found)

    @cached_property
    def options(self) -> dict[str, Option]:
        """What is at hand: the workflow's own primitive values, and the steps of its samplers."""
        shown = {}
        for name, (id, input) in self._settable.items():
            node = self.graph[id]
            primitive = node["class_type"].startswith("Primitive") and input == "value"
            sampler = "sampler" in node["class_type"].lower() and input in _SAMPLER_FIELDS
            by_title = not name.startswith(f"{id}.")
            if by_title and (id, input) not in self.seeds and (primitive or sampler):
                option = _option(node["inputs"][input])
                if option is not None:
                    shown[name] = option
        return shown

    # What is put into it

    def check(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The options to send.

        Raises
        ------
        ProviderError
            ``bad_option``: the workflow has no such input, or it takes another kind of value.
        """
        for name, value in options.items():
            if name == PROMPT and self.words:
                if not isinstance(value, str):
                    raise _bad(f"The option {name!r} is {value!r}, and has to be a text.")
                continue
            place = self._settable.get(name)
            if place is None:
                there = ", ".join(self.options) or "none"
                raise _bad(
                    f"{self.source} has nothing that {name!r} could set.",
                    hint=f"There are {there}; any other input is named as '<node>.<input>', such "
                    "as '12.steps'.",
                )
            now = self.graph[place[0]]["inputs"][place[1]]
            if not _alike(now, value):
                raise _bad(f"The option {name!r} is {value!r}, and the workflow has {now!r} there.")
        return dict(options)

    def placed(self, views: Sequence[str]) -> list[str | None]:
        """The node for each picture, by what it shows; ``None`` for one that has no place.

        Where no picture says, they go in the order of the workflow. One that does not say, among
        those that do, goes to the front, or to a place that is for no side.
        """
        free = dict(self.pictures)
        nodes: list[str | None] = [None] * len(views)

        def take(number: int, *sides: str) -> None:
            for side in sides:
                for id in [each for each, its in free.items() if its == side]:
                    if nodes[number] is None:
                        nodes[number] = id
                        del free[id]

        for number, view in enumerate(views):
            if view:
                take(number, view)
        for number, view in enumerate(views):
            take(
                number, *([""] if view else ["front", ""] if any(views) else ["front", "", *SIDES])
            )
        return nodes

    def filled(
        self, pictures: Mapping[str, JsonValue], seed: int, options: Mapping[str, JsonValue]
    ) -> Graph:
        """The workflow to send, with checked options.

        A place for a side of which there is no picture is taken out, with what leads from it to
        the input that is named after the side.

        Raises
        ------
        ProviderError
            ``bad_option``: it cannot do without that picture.
        """
        graph = copy.deepcopy(dict(self.graph))
        for id, side in self.pictures.items():
            if id in pictures:
                graph[id]["inputs"]["image"] = pictures[id]
            elif side:
                graph = without(graph, id, SIDES)
                if self.outputs[0] not in graph:
                    raise _bad(
                        f"{self.source} wants a picture of the {side} (node {id}), and there is "
                        "none.",
                        hint="Give that picture, such as by PRODWIDGET_IMAGE_VIEWS, or take the "
                        "node out of the workflow.",
                    )
        for id, name in self.seeds:
            if id in graph:
                graph[id]["inputs"][name] = seed
        for option, value in options.items():
            own = option == PROMPT and bool(self.words)
            for id, name in self.words if own else (self._settable[option],):
                if id in graph:
                    graph[id]["inputs"][name] = value
        return graph

    def kept_pictures(self, pictures: Mapping[str, JsonValue]) -> list[str]:
        """The files that the workflow loads by itself, beside the pictures that it is given."""
        return [
            str(self.graph[id]["inputs"]["image"])
            for id, side in self.pictures.items()
            if id not in pictures and not side
        ]

    # Searching

    @cached_property
    def _settable(self) -> dict[str, tuple[str, str]]:
        """Every input that holds a value, by node and name, and by title where that is unique."""
        found: dict[str, tuple[str, str]] = {}
        titled: dict[str, list[tuple[str, str]]] = {}
        for id, name in literals(self.graph):
            if id in self.pictures:
                continue
            found[f"{id}.{name}"] = (id, name)
            title = title_of(self.graph[id])
            primitive = self.graph[id]["class_type"].startswith("Primitive") and name == "value"
            titled.setdefault(title if primitive else f"{title}.{name}", []).append((id, name))
        return found | {name: each[0] for name, each in titled.items() if len(each) == 1}

    def _held(self, id: str, name: str, kind: type) -> tuple[str, str] | None:
        """Where the value of an input is: there, or in a primitive node that it is linked to."""
        value = self.graph[id]["inputs"][name]
        if isinstance(value, kind) and not isinstance(value, bool):
            return id, name
        for input, source in links(self.graph[id]):
            if input == name and source in self.graph:
                held = self.graph[source]["inputs"].get("value")
                if isinstance(held, kind) and not isinstance(held, bool):
                    return source, "value"
        return None

    def _side(self, id: str) -> str:
        """The side that a node's picture is for: by its title, or by the input that it leads to."""
        words = re.findall("[a-z]+", title_of(self.graph[id]).lower())
        named = [side for side in SIDES if side in words]
        if len(named) == 1:
            return named[0]
        led = set(self._led_to(id, set()))
        return led.pop() if len(led) == 1 else ""

    def _led_to(self, id: str, seen: set[str]) -> Iterator[str]:
        seen.add(id)
        for other, node in self.graph.items():
            for name, source in links(node):
                if source == id and name in SIDES:
                    yield name
                elif source == id and other not in seen:
                    yield from self._led_to(other, seen)


def _inner(graph: object) -> Graph:
    """The graph itself, where it is within what ``POST /prompt`` takes."""
    if isinstance(graph, dict) and isinstance(graph.get("prompt"), dict):
        return cast(Graph, graph["prompt"])
    return cast(Graph, graph)


def _check_format(graph: object, source: str) -> None:
    if isinstance(graph, dict) and isinstance(graph.get("nodes"), list):
        raise ConfigurationError(
            f"{source} is in the format of ComfyUI's editor, which only the editor can run.",
            hint=_EXPORT_HINT,
        )
    if not isinstance(graph, dict) or not graph or not all(map(_is_node, graph.values())):
        raise ConfigurationError(f"{source} is no workflow of ComfyUI.", hint=_EXPORT_HINT)


def _is_node(node: object) -> bool:
    return (
        isinstance(node, dict)
        and isinstance(node.get("class_type"), str)
        and isinstance(node.get("inputs"), dict)
    )


def _option(value: JsonValue) -> Option | None:
    if isinstance(value, bool):
        return flag(value)
    if isinstance(value, int | float):
        return Option(value, whole=isinstance(value, int))
    return None


def _alike(now: JsonValue, value: JsonValue) -> bool:
    option = _option(now)
    return isinstance(value, str) if option is None else option.allows(value)


def _bad(message: str, hint: str = "") -> ProviderError:
    return ProviderError(
        message,
        code="bad_option",
        provider=PROVIDER,
        hint=hint or "Set it as the workflow has it, or leave it out.",
    )
