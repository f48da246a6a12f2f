"""How a viewer shows its models, as traits."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets
from traitlets import TraitError

from prodwidget.addresses import is_digest
from prodwidget.errors import ProdwidgetError
from prodwidget.widgets.settings import checked_colour, finite

_LONGEST_NAME = 200
_MOST_BYTES = 16 << 20

KEPT = (
    "lighting",
    "exposure",
    "background",
    "ground",
    "field_of_view",
    "environment",
    "environment_rotation",
    "units",
)
"""What a session keeps of it: the fields of :class:`prodwidget.records.Look`."""


class LookTraits(traitlets.HasTraits):
    """The traits of a look; ``_files`` is where the widget has its files by their digests."""

    lighting = traitlets.Enum(
        ["studio", "softbox", "daylight", "dramatic"], "studio", help="Which lights are on."
    ).tag(sync=True)
    exposure = traitlets.Float(
        0.0, min=-3, max=3, help="In steps that double the light, -3 to 3."
    ).tag(sync=True)
    background = traitlets.Unicode(
        "auto", help='"auto" for the notebook\'s own, or any CSS colour.'
    ).tag(sync=True)
    ground = traitlets.Enum(
        ["shadow", "grid", "none"], "shadow", help="What the model stands on."
    ).tag(sync=True)
    field_of_view = traitlets.Float(
        24.0, min=15, max=75, help="Degrees from the lower edge of the view to the upper one."
    ).tag(sync=True)
    environment = traitlets.Any(
        None, help="A photograph of light: a .hdr or .exr file, by path, URL or bytes; or None."
    ).tag(sync=True)
    environment_rotation = traitlets.Float(
        0.0, min=-180, max=180, help="Degrees that the light is turned about the upright axis."
    ).tag(sync=True)
    units = traitlets.Enum(["mm", "in"], "mm", help="What lengths are told in.").tag(sync=True)
    ruler = traitlets.Bool(False, help="Draw the model's measures over it.").tag(sync=True)
    wireframe = traitlets.Bool(False, help="Draw edges only.").tag(sync=True)

    _look: ClassVar[tuple[str, ...]] = (*KEPT, "ruler", "wireframe")

    _files: dict[str, bytes]

    def own_file(self, digest: str) -> bytes | None:
        """The bytes of a file that came from code, where they are here."""
        return self._files.get(digest)

    @traitlets.validate("background")
    def _only_colours(self, proposal: Any) -> Any:
        return checked_colour(proposal["value"])

    @traitlets.validate("exposure", "field_of_view", "environment_rotation")
    def _only_numbers(self, proposal: Any) -> Any:
        if not finite(proposal["value"]):
            raise TraitError(f"{proposal['trait'].name} is a finite number.")
        return proposal["value"]

    @traitlets.validate("environment")
    def _only_light(self, proposal: Any) -> Any:
        value = proposal["value"]
        if value is None:
            return None
        if isinstance(value, dict):
            return _checked(value)
        # Loads the records, which a viewer without a light of one's own does without.
        from prodwidget.records import Environment
        from prodwidget.session import environment_file

        if isinstance(value, Environment):
            return value.model_dump(mode="json")
        try:
            environment, data = environment_file(value)
        except ProdwidgetError as error:
            raise TraitError(f"{error.message} {error.hint}".strip()) from None
        self._files[environment.sha256] = data
        return environment.model_dump(mode="json")


def _checked(value: dict[str, Any]) -> dict[str, Any]:
    """``Environment`` of ``js/contract.ts``, as a page sends it back."""
    match value:
        case {"sha256": str(digest), "size": int(size), "name": str(name)} if (
            len(value) == 3
            and is_digest(digest)
            and 0 < size <= _MOST_BYTES
            and len(name) <= _LONGEST_NAME
        ):
            return value
    raise TraitError("A light is a .hdr or .exr file: give its path, its URL or its bytes.")
