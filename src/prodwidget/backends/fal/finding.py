"""The endpoint that an id means: a row of a table, or what fal's description of it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodwidget.backends.fal.endpoint import Endpoint
from prodwidget.backends.fal.endpoints import ENDPOINTS
from prodwidget.backends.fal.platform import PLATFORM
from prodwidget.backends.fal.process_endpoints import PROCESS_ENDPOINTS
from prodwidget.backends.fal.retexture_endpoints import RETEXTURE_ENDPOINTS
from prodwidget.backends.fal.schema import Undescribed, described
from prodwidget.backends.fal.text_endpoints import TEXT_ENDPOINTS
from prodwidget.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Kind:
    """What endpoints are used for."""

    what: str
    """As a user is told, with its article."""
    table: Mapping[str, Endpoint]
    pictures: bool = False
    """Whether they must take a picture."""
    model: bool = False
    """Whether they must take a model."""
    words: bool = False
    """Whether words are enough for them."""
    alone: bool = False
    """Whether the model must be enough for them."""

    def lacks(self, row: Endpoint) -> str:
        """Why an endpoint cannot be used so, as the end of a sentence; empty where it can."""
        if self.model != bool(row.model_field):
            return f"it takes {'no' if self.model else 'a'} model"
        if self.pictures and not row.image_fields:
            return "it takes no picture"
        if self.words and (not row.prompt_field or row.min_images):
            return "words alone are not enough for it"
        if self.alone and (row.min_images or row.prompt_field):
            return "the model alone is not enough for it"
        if self.model and not self.alone and not (row.image_fields or row.prompt_field):
            return "it takes neither a picture nor words"
        return ""


PICTURES = Kind("an image-to-3D", ENDPOINTS, pictures=True)
TEXT = Kind("a text-to-3D", TEXT_ENDPOINTS, words=True)
RETEXTURE = Kind("a retexture", RETEXTURE_ENDPOINTS, model=True)
PROCESS = Kind("a remesh or part", PROCESS_ENDPOINTS, model=True, alone=True)


def find_endpoint(id: str, kind: Kind = PICTURES) -> Endpoint:
    """The row with this id, or one made from what fal tells of it, which may take a moment.

    Raises
    ------
    ConfigurationError
        There is none that can be used so.
    """
    if id in kind.table:
        return kind.table[id]
    other = known(id)
    reason = "fal's description of it cannot be read"
    document = None if other else PLATFORM.schema(id)
    if other is None and document is not None:
        try:
            other = described(id, document)
        except Undescribed as undescribed:
            reason = str(undescribed)
    if other is not None:
        reason = kind.lacks(other)
        if not reason:
            return other
    raise ConfigurationError(
        f"{id!r} is not {kind.what} endpoint that is known here, and cannot be used as one: "
        f"{reason}.",
        hint="Take one of " + ", ".join(kind.table) + ", or give an Endpoint of your own.",
    )


def known(id: str) -> Endpoint | None:
    """The row with this id, in whichever table."""
    for table in (ENDPOINTS, TEXT_ENDPOINTS, RETEXTURE_ENDPOINTS, PROCESS_ENDPOINTS):
        if id in table:
            return table[id]
    return None
