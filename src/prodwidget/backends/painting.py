"""What is seen to of a model's shape and frame, after an edit."""

from __future__ import annotations

from dataclasses import replace

from prodwidget.backends.base import GeneratedFile, GenerationRequest
from prodwidget.errors import ModelError


def kept_shape(
    painted: GeneratedFile, before: bytes, *, same_triangles: bool
) -> tuple[GeneratedFile, bool, str]:
    """A painted model in the frame of the one before, whether its shape was kept, and what is told.

    Services may normalise what they paint: where the whole is only larger or elsewhere, it is laid
    back.

    Parameters
    ----------
    same_triangles:
        Whether the service promises as many triangles.
    """
    from prodwidget.geometry import laid_into_frame, shape_difference

    try:
        difference = shape_difference(before, painted.data)
        if not difference.keeps_bounds:
            laid = laid_into_frame(painted.data, before)
            again = shape_difference(before, laid)
            if again.keeps_bounds:
                painted, difference = replace(painted, data=laid), again
    except ModelError as error:
        return painted, False, f"Whether the shape was kept could not be measured: {error.message}"
    return painted, difference.keeps_bounds, difference.told(same_triangles=same_triangles)


def laid_like_parent(
    model: GeneratedFile, request: GenerationRequest
) -> tuple[GeneratedFile, tuple[str, ...]]:
    """The model of an edit where its parent stood, and as large, unless the prompt speaks of size.

    Makers of models scale each to a unit of their own. A create stays as it is.
    """
    if request.parent is None:
        return model, ()
    from prodwidget.backends.procedural import speaks_of_size
    from prodwidget.geometry import laid_into_frame

    sized = speaks_of_size(request.prompt)
    try:
        laid = laid_into_frame(
            model.data, request.read(request.parent.model.sha256), keep_size=not sized
        )
    except ModelError as error:
        return model, (f"It could not be laid where the product stood: {error.message}",)
    told = (
        "Its size is the maker's own, since the words speak of size: "
        'pipeline.process("scale", height_mm=…) sets it.',
    )
    return replace(model, data=laid), told if sized else ()
