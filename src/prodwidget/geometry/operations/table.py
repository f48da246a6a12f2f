"""The operations that there are."""

from __future__ import annotations

from collections.abc import Mapping

from prodwidget.geometry.operations.base import Operation, Processed, Setting


def _simplify(glb: bytes, *, faces: int) -> Processed:
    from prodwidget.geometry.operations.simplify import simplify

    return simplify(glb, faces=faces)


def _smooth(glb: bytes, *, iterations: int) -> Processed:
    from prodwidget.geometry.operations.smooth import smooth

    return smooth(glb, iterations=iterations)


def _scale(glb: bytes, **measure: float) -> Processed:
    from prodwidget.geometry.operations.scale import scale

    return scale(glb, **measure)


def _scaled(**measure: float) -> str:
    ((name, millimetres),) = measure.items()
    return f"Scale to {_MEASURES[name]} of {millimetres:,g} mm"


def _repair(glb: bytes) -> Processed:
    from prodwidget.geometry.operations.repair import repair

    return repair(glb)


def _resize_textures(glb: bytes, *, longest_side: int) -> Processed:
    from prodwidget.geometry.operations.resize_textures import resize_textures

    return resize_textures(glb, longest_side=longest_side)


def _compress(glb: bytes, *, texture_quality: int) -> Processed:
    from prodwidget.geometry.operations.compress import compress

    return compress(glb, texture_quality=texture_quality)


_MEASURES = {
    "height_mm": "a height",
    "width_mm": "a width",
    "depth_mm": "a depth",
    "longest_mm": "a longest side",
}

_ALL = (
    Operation(
        "simplify",
        "simplifying",
        "Simplify…",
        _simplify,
        lambda *, faces: f"Simplify to {faces:,} faces",
        {"faces": Setting("Faces", 20_000, 100, 5_000_000, "triangles")},
    ),
    Operation(
        "smooth",
        "smoothing",
        "Smooth…",
        _smooth,
        lambda *, iterations: f"Smooth in {iterations} {'round' if iterations == 1 else 'rounds'}",
        {"iterations": Setting("Rounds", 10, 1, 50)},
    ),
    Operation(
        "scale",
        "scaling",
        "Scale…",
        _scale,
        _scaled,
        {"height_mm": Setting("Height", 200, 1, 10_000, "mm", whole=False)},
        {
            "width_mm": Setting("Width", 200, 1, 10_000, "mm", whole=False),
            "depth_mm": Setting("Depth", 200, 1, 10_000, "mm", whole=False),
            "longest_mm": Setting("Longest side", 200, 1, 10_000, "mm", whole=False),
        },
    ),
    Operation("repair", "repairing", "Repair for printing", _repair, lambda: "Repair for printing"),
    Operation(
        "resize_textures",
        "resizing textures",
        "Resize textures…",
        _resize_textures,
        lambda *, longest_side: f"Resize textures to {longest_side:,} pixels",
        {
            "longest_side": Setting(
                "Longest side", 1024, 256, 4096, "pixels", choices=(256, 512, 1024, 2048, 4096)
            )
        },
    ),
    Operation(
        "compress",
        "compressing",
        "Compress for the web…",
        _compress,
        lambda *, texture_quality: f"Compress, textures at quality {texture_quality}",
        {"texture_quality": Setting("Texture quality", 90, 50, 100)},
    ),
)

OPERATIONS: Mapping[str, Operation] = {each.name: each for each in _ALL}
"""Every operation, by its name, in the order of a menu."""
