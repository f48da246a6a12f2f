"""The files of a generation, from its maps."""

from __future__ import annotations

from collections.abc import Mapping

from prodwidget.backends import GeneratedFile
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.surfaces.texture.delivering import file_name, materialx, set_name, zipped
from prodwidget.surfaces.texture.model import material_model
from prodwidget.surfaces.texture.spec import Shape


def files_of(
    words: str, pictures: Mapping[str, bytes], shape: Shape, tile_mm: float, generator: str
) -> tuple[GeneratedFile, ...]:
    """The model, the maps, and what is taken away."""
    name = set_name(words)
    model = material_model(pictures, shape, tile_mm, generator)
    return (
        GeneratedFile("model", model, MEDIA_TYPE),
        *(
            GeneratedFile(role, data, "image/png", name=file_name(name, role))
            for role, data in pictures.items()
        ),
        GeneratedFile(
            "material", zipped(name, pictures, model), "application/zip", name=f"{name}.zip"
        ),
        GeneratedFile(
            "material", materialx(name, pictures), "application/xml", name=f"{name}.mtlx"
        ),
    )
