"""Products: a model, and the reference images that it was made from."""

from __future__ import annotations

from collections.abc import Iterable

from prodwidget.records import Artifact, TrellisArtifacts
from prodwidget.surfaces.base import Surface


def _outputs(artifacts: Iterable[Artifact]) -> TrellisArtifacts:
    made = tuple(artifacts)
    return TrellisArtifacts(
        model_file=next(each.url for each in made if each.role == "model"),
        no_background_images=tuple(each.url for each in made if each.role == "reference"),
    )


PRODUCT = Surface(
    name="product",
    steps=("create", "edit", "retexture", "process", "import"),
    roles=("model", "reference", "thumbnail", "picture", "mask", "source", "delivered"),
    pictures=("thumbnail", "reference", "picture"),
    outputs=_outputs,
)
