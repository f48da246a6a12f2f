"""What a person gives a step beside a prompt: a model of their own, a region, an operation."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import JsonValue

from prodwidget.backends import ON_THIS_MACHINE, TEXTURE, GeneratedFile, processing_backend
from prodwidget.errors import ModelError, PromptError
from prodwidget.records import ProductIteration, ViewCamera
from prodwidget.session.ordering import Order
from prodwidget.session.pictures import Pictures, PictureSource, mask_file

if TYPE_CHECKING:
    from prodwidget.geometry import Operation

ModelSource: TypeAlias = "str | os.PathLike[str] | bytes"
"""A path, or the bytes of a file."""

MOST_MODEL_BYTES = 512 << 20

USUAL_TILE_MM = 100.0

_ENDPOINT = re.compile(r"[\w.-]+(/[\w.-]+)+", re.ASCII)
"""An operation whose name is one is carried out by a service."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where an edit may change something.

    Parameters
    ----------
    mask:
        A picture that is white where something may change, and black or transparent elsewhere.
    camera:
        The view of the product that it lies over; else it lies over the reference picture that the
        model was made of.
    """

    mask: PictureSource
    camera: ViewCamera | None = None


def region_file(
    region: Region | PictureSource | None,
) -> tuple[tuple[GeneratedFile, ...], ViewCamera | None]:
    """A region as a file to keep, if there is one, and its camera; raises as ``mask_file``."""
    if region is None:
        return (), None
    if isinstance(region, Region):
        return (mask_file(region.mask),), region.camera
    return (mask_file(region),), None


def imported(
    model: ModelSource, prompt: str, pictures: Pictures | PictureSource | None
) -> dict[str, Any]:
    """What an import's order holds.

    Raises
    ------
    ModelError
        There is no such file, or it is too large.
    PromptError
        There are pictures too.
    """
    if pictures is not None:
        raise PromptError(
            "A product begins with pictures or with a model.",
            hint="Give the pictures with an edit of it.",
        )
    data, name = bytes_of(model)
    return {
        "prompt": prompt.strip() or name or "a model",
        "backend": ON_THIS_MACHINE,
        "inputs": (GeneratedFile("source", data, "application/octet-stream", name=name),),
    }


def covering(
    texture: ProductIteration,
    prompt: str,
    part: str,
    parent: str | None,
    options: Mapping[str, JsonValue],
) -> Order:
    """The order of a material laid over a part, whose maps are kept with what comes of it.

    Raises
    ------
    PromptError
        It has no maps: it is no material, or the side of its tiles is no length.
    ArtifactMissing
        They are gone.
    """
    from prodwidget.geometry import TEXTURE_MAPS

    maps = {each.role: each for each in texture.artifacts if each.role in TEXTURE_MAPS}
    if "basecolor" not in maps:
        raise PromptError(
            "What is given as texture= has no maps.",
            hint='Give an iteration of a Pipeline(surface="texture").',
        )
    tile = options.get("tile_mm", texture.recipe.get("tile_mm", USUAL_TILE_MM))
    if isinstance(tile, bool) or not isinstance(tile, int | float) or not 1 <= tile <= 10_000:
        raise PromptError(
            f"A tile cannot be {str(tile)[:40]} mm wide.", hint="1 to 10,000 mm; such as 100."
        )
    return Order(
        step="process",
        prompt=prompt.strip() or texture.prompt,
        part=part,
        parent=parent,
        operation=TEXTURE,
        backend=ON_THIS_MACHINE,
        inputs=tuple(
            GeneratedFile(role, texture.read(each), each.media_type, name=each.name)
            for role, each in maps.items()
        ),
        options={"tile_mm": tile},
    )


def processing(operation: str, options: Mapping[str, JsonValue], parent: str | None) -> Order:
    """The order of an operation, in whose place of a prompt stands what it does.

    Raises
    ------
    PromptError
        There is no such operation, or an option is none, or out of its range.
    ConfigurationError
        It is an endpoint of fal's that cannot be used so, or whose key is not set.
    ProviderError
        ``bad_option``: an option of an endpoint is out of its range. ``sdk_missing``.
    """
    from prodwidget.geometry import OPERATIONS

    known: Operation | None = OPERATIONS.get(operation)
    if known is not None:
        checked = known.checked(options)
        said, backend = known.said(checked), ON_THIS_MACHINE
    elif isinstance(operation, str) and _ENDPOINT.fullmatch(operation):
        service = processing_backend(operation)
        checked = service.checked(options)
        said, backend = service.said(checked), service.name
    else:
        raise PromptError(
            f"There is no operation {str(operation)[:60]!r}.",
            hint=f"There are {', '.join(OPERATIONS)}, and fal's, such as fal-ai/meshy/v5/remesh.",
        )
    return Order(
        step="process",
        prompt=said,
        parent=parent,
        operation=operation,
        backend=backend,
        options=checked,
    )


def bytes_of(model: ModelSource) -> tuple[bytes, str]:
    """The bytes of a model of the user's, and its name; raises :class:`ModelError`."""
    if isinstance(model, bytes | bytearray | memoryview):
        data, name = bytes(model), ""
    else:
        try:
            path = Path(model).expanduser()
            if path.is_file() and path.stat().st_size > MOST_MODEL_BYTES:
                raise _too_large(path.name)
            data, name = path.read_bytes(), path.name
        except (OSError, ValueError, TypeError) as error:
            reason = getattr(error, "strerror", None) or "it is no path"
            raise ModelError(
                f"The model {str(model)[:200]} cannot be read: {reason}.",
                hint="Give the path of a GLB, glTF, OBJ, STL or PLY file.",
            ) from error
    if len(data) > MOST_MODEL_BYTES:
        raise _too_large(name or "The model")
    if not data:
        raise ModelError(f"{name or 'The model'} is empty.", hint="Save it again.")
    return data, name


def _too_large(name: str) -> ModelError:
    return ModelError(
        f"{name} has more than {MOST_MODEL_BYTES >> 20} MB.",
        hint="Simplify it, or leave out textures that nobody sees.",
    )
