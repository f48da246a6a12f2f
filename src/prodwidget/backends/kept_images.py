"""Images that are paid for once, however often their job is resumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, JsonValue

from prodwidget.backends.base import GeneratedFile, GenerationRequest, Progress
from prodwidget.backends.steps import ImageMaker, MadeImage


def image_once(
    images: ImageMaker,
    instruction: str,
    references: Sequence[GeneratedFile],
    *,
    seed: int,
    request: GenerationRequest,
    progress: Progress,
    step: str,
    stage: str,
) -> MadeImage:
    """The image of a step: the one that was kept, or a new one, which is kept.

    Raises
    ------
    ProviderError
        There is no image.
    """
    kept = _kept(progress.checkpoints.get(step))
    if kept is not None:
        data = request.read(kept.sha256)
        return MadeImage(GeneratedFile("reference", data, kept.media_type), kept.provenance)
    progress.stage(stage, detail=images.label)
    image = images.make(instruction, references, seed=seed, progress=progress, step=step)
    kept = _KeptImage(
        outcome="done",
        sha256=progress.keep(image.file),
        media_type=image.file.media_type,
        provenance=image.provenance,
    )
    progress.checkpoint(step, kept.model_dump(mode="json"))
    return image


def is_kept(checkpoint: JsonValue) -> bool:
    """Whether a checkpoint is of an image that was paid for and kept."""
    return _kept(checkpoint) is not None


class _KeptImage(BaseModel):
    """An image that was paid for and kept, as its checkpoint tells it."""

    outcome: Literal["done"]
    sha256: str
    media_type: str
    provenance: dict[str, JsonValue]


def _kept(checkpoint: JsonValue) -> _KeptImage | None:
    if isinstance(checkpoint, dict) and checkpoint.get("outcome") == "done":
        return _KeptImage.model_validate(checkpoint)
    return None
