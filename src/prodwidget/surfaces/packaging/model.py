"""A package as a model that folds: a tree of hinges with one animation, which rests closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from prodwidget.backends import linear
from prodwidget.geometry import Bounds, Floats, SceneWriter, bounds
from prodwidget.surfaces.packaging.board import FRAMES, skins_of
from prodwidget.surfaces.packaging.carrier import Can, can_of
from prodwidget.surfaces.packaging.content import add_content
from prodwidget.surfaces.packaging.design import KRAFT
from prodwidget.surfaces.packaging.fold import Standing, origin_of, posed, standing, turned
from prodwidget.surfaces.packaging.sheet import Panel, Sheet

ANIMATION = "fold"
CONTENT = "content"
"""The node that what is packed stands under."""

_SECONDS = 0.8
"""That one step of the folding takes."""
_KEYS = 8
"""Of one turn, so that it starts and ends slowly, and goes the right way round."""
_METRES = 0.001
_BEHIND = 15.0
"""Millimetres between the flat sheet and what stands before it."""
_BLANK = "#f3f1ec"


def folded_glb(sheet: Sheet, artwork: Mapping[str, bytes], content: bytes | None = None) -> bytes:
    """The package as a GLB: flat at the start of its animation ``"fold"``, closed at its end.

    Parameters
    ----------
    sheet:
        The package.
    artwork:
        PNG or JPEG by the panel's name: upright, over the rectangle about the panel and the bleed
        on all sides of it. Its bytes are kept. A printed panel without any is blank.
    content:
        A GLB that stands inside, on the floor; its nodes hang under a node ``"content"``.

    Returns
    -------
    bytes
        Metres, y upwards, closed on y = 0 where it is not played, front towards +z. Every panel is
        a node of its name with three materials: outside, inside and edge. What a panel is bent to
        is a row of morph targets.

    Raises
    ------
    ModelError
        ``content`` is no model that can be read.
    """
    writer = SceneWriter()
    colour = _factor(KRAFT)
    shared = {
        "inside": _material(writer, "inside", {"baseColorFactor": colour}, 0.9),
        "edge": _material(writer, "edge", {"baseColorFactor": [*np.multiply(colour[:3], 0.86), 1]}),
    }
    stand = standing(sheet)
    can = can_of(sheet) if sheet.carrier is not None and content is None else None
    filled = None if content is None else bounds(content)
    lift, front = _around(sheet, filled, can, stand)
    nodes: dict[str, int] = {}
    channels: list[dict[str, Any]] = []
    samplers: list[dict[str, Any]] = []

    def move(node: int, path: str, times: Floats, values: Floats) -> None:
        samplers.append(
            {
                "input": writer.add_values(times * _SECONDS, vertices=False),
                "output": writer.add_values(values, vertices=False),
            }
        )
        channels.append({"sampler": len(samplers) - 1, "target": {"node": node, "path": path}})

    left, lower, right, _ = sheet.box
    for panel in sheet.panels:
        origin = origin_of(panel)
        mesh = _mesh(writer, sheet, panel, origin, artwork.get(panel.name), shared)
        shown = writer.add("nodes", {"name": panel.name, "mesh": mesh})
        if panel.parent is None:
            place = stand.shift + np.add(posed(panel).to, (0.0, lift, 0.0))
        else:
            place = origin - origin_of(sheet.panel(panel.parent))
        node = writer.add(
            "nodes",
            {
                "name": f"{panel.name} hinge",
                "translation": [float(each) for each in place * _METRES],
                "rotation": list(turned(panel, 1.0)),
                "children": [shown],
            },
        )
        nodes[panel.name] = node
        times = panel.step + np.linspace(0.0, 1.0, _KEYS + 1)
        eased = np.linspace(0.0, 1.0, _KEYS + 1)
        eased = eased * eased * (3.0 - 2.0 * eased)
        if panel.angle or (panel.parent is None and (posed(panel).tilt or posed(panel).turn)):
            turns = np.array([turned(panel, float(each)) for each in eased])
            move(node, "rotation", times, turns)
        if panel.parent is None:
            writer.add_root(node)
            flat = origin + np.array([-(left + right) / 2, lift - lower, front])
            way = flat + (place - flat) * eased[:, None]
            if np.abs(way - way[-1]).max() > 1e-6:
                move(node, "translation", times, way * _METRES)
        else:
            writer.tree["nodes"][nodes[panel.parent]]["children"].append(node)
        if panel.curve is not None:
            weights = np.eye(FRAMES + 1, FRAMES)
            move(shown, "weights", panel.bent + np.linspace(0, 1, FRAMES + 1), weights.reshape(-1))
    writer.add("animations", {"name": ANIMATION, "channels": channels, "samplers": samplers})
    if can is not None:
        can.add_to(writer)
    if content is not None and filled is not None:
        add_content(writer, content, filled, CONTENT, floor=sheet.floor * _METRES)
    return writer.written()


def _around(
    sheet: Sheet, content: Bounds | None, can: Can | None, stand: Standing
) -> tuple[float, float]:
    """How high the package stands above the ground, and the z of its flat sheet, in millimetres.

    A sheet that begins with the front stays where that is, and folds back around what it holds.
    """
    size = np.zeros(3) if content is None else np.array(content.size) / _METRES
    lift = 0.0
    if can is not None:
        lift = can.below
    elif sheet.carrier is not None:
        # A label goes around the middle of what it is on.
        lift = max(0.0, (size[1] - stand.high[1]) / 2)
    first = posed(sheet.panels[0])
    if first.tilt == 0.0:
        return lift, first.to[2] + float(stand.shift[2])
    return lift, 0.0 if content is None else -size[2] / 2 - _BEHIND


def _mesh(
    writer: SceneWriter,
    sheet: Sheet,
    panel: Panel,
    origin: Floats,
    artwork: bytes | None,
    shared: Mapping[str, int],
) -> int:
    if artwork is not None:
        texture = writer.add_image(artwork, panel.name)
        look: dict[str, Any] = {"baseColorTexture": {"index": texture}}
    elif panel.printed:
        look = {"baseColorFactor": _factor(_BLANK)}
    else:
        look = {}
    own = _material(writer, panel.name, look) if look else shared["inside"]
    primitives = []
    for skin in skins_of(sheet, panel):
        points = (skin.points - origin) * _METRES
        attributes = {
            "POSITION": writer.add_values(points),
            "NORMAL": writer.add_values(skin.normals),
        }
        if skin.uv is not None:
            attributes["TEXCOORD_0"] = writer.add_values(skin.uv)
        primitive: dict[str, Any] = {
            "attributes": attributes,
            "indices": writer.add_indices(skin.faces, len(points)),
            "material": own if skin.face == "outside" else shared[skin.face],
        }
        if skin.before:
            primitive["targets"] = [
                {
                    "POSITION": writer.add_values((then - skin.points) * _METRES),
                    "NORMAL": writer.add_values(facing - skin.normals),
                }
                for then, facing in skin.before
            ]
        primitives.append(primitive)
    mesh: dict[str, Any] = {"name": panel.name, "primitives": primitives}
    if panel.curve is not None:
        mesh["weights"] = [0.0] * FRAMES
    return writer.add("meshes", mesh)


def _material(
    writer: SceneWriter, name: str, look: Mapping[str, Any], roughness: float = 0.6
) -> int:
    pbr = {**look, "metallicFactor": 0.0, "roughnessFactor": roughness}
    return writer.add("materials", {"name": name, "pbrMetallicRoughness": pbr})


def _factor(colour: str) -> list[float]:
    """glTF's factor of an sRGB colour ``"#rrggbb"``."""
    return [*(round(each, 6) for each in linear(colour)), 1.0]
