"""What is known of a model: measured from its file, and how it was made."""

from __future__ import annotations

from pydantic import JsonValue

from prodwidget.display import Card, Shown, size
from prodwidget.records.base import IterationId, Record, Step

_MOST_NAMES = 12


class PartFacts(Record):
    """One part of a model, measured as it stands."""

    name: str
    triangles: int
    open_edges: int
    """Edges that one triangle has: the rim of a hole, or of a sheet."""
    crowded_edges: int
    """Edges that more than two triangles share."""
    turned_edges: int
    """Edges whose two triangles look to opposite sides."""
    volume_mm3: float
    """What its triangles enclose, less than 0 where they look inwards; it means something of a part
    without such edges."""

    @property
    def watertight(self) -> bool:
        """Whether it encloses a volume: each edge is shared by two triangles that agree."""
        return self._closed and self.volume_mm3 > 0

    @property
    def _closed(self) -> bool:
        return not (self.open_edges or self.crowded_edges or self.turned_edges)

    @property
    def why(self) -> str:
        """Why it is not watertight, in words; empty where it is."""
        if not self.triangles:
            return "it has no triangles"
        if self._closed:
            return "" if self.volume_mm3 > 0 else "inside out" if self.volume_mm3 else "it is flat"
        counted = {
            "open": self.open_edges,
            "shared by more than two triangles": self.crowded_edges,
            "between triangles turned against each other": self.turned_edges,
        }
        return ", ".join(
            f"{count:,} edge{'' if count == 1 else 's'} {said}"
            for said, count in counted.items()
            if count
        )


class TextureFacts(Record):
    """A picture in a model."""

    name: str
    roles: tuple[str, ...]
    """What materials use it for, such as ``"base colour"``."""
    width: int | None
    """In pixels; ``None`` where its format does not tell, such as of a damaged file."""
    height: int | None
    bytes: int
    media_type: str


class ModelFacts(Shown, Record):
    """What a GLB says and measures, at rest; lengths in millimetres, y up."""

    size_mm: tuple[float, float, float]
    """Width (x), height (y) and depth (z)."""
    triangles: int
    """As drawn: each instance of a part counts."""
    vertices: int
    """As drawn, too."""
    parts: tuple[PartFacts, ...]
    """Empty where the geometry is compressed in a way that cannot be undone here."""
    names: tuple[str, ...]
    """What its parts are called."""
    materials: tuple[str, ...]
    textures: tuple[TextureFacts, ...]
    bytes: int
    """Of the whole file."""
    extensions: tuple[str, ...]
    animations: tuple[str, ...]
    watertight: bool | None
    """Whether every part encloses a volume, its points welded by position as a printer's software
    does; ``None`` where the geometry cannot be read."""
    why_not: tuple[str, ...]
    """Why it is not, a sentence a part."""
    volume_mm3: float | None
    """Of its parts together; ``None`` where it is not watertight."""
    area_mm2: float | None
    """Of all that is drawn; ``None`` where the geometry cannot be read."""

    def shown_as(self) -> Card:
        return Card("Facts", self._rows(), self.why_not)

    def _rows(self) -> dict[str, str]:
        x, y, z = self.size_mm
        return {
            "size": f"{x:,.1f} × {y:,.1f} × {z:,.1f} mm",
            "triangles": f"{self.triangles:,}",
            "vertices": f"{self.vertices:,}",
            "parts": _listed(self.names),
            "materials": _listed(self.materials),
            "textures": _listed(tuple(map(_texture, self.textures))),
            "file": size(self.bytes),
            "extensions": _listed(self.extensions),
            "animations": _listed(self.animations),
            "watertight": {True: "yes", False: "no", None: "cannot be told"}[self.watertight],
            "volume": "" if self.volume_mm3 is None else f"{self.volume_mm3 / 1000:,.1f} cm³",
            "surface": "" if self.area_mm2 is None else f"{self.area_mm2 / 100:,.1f} cm²",
        }


class Facts(ModelFacts):
    """What is known of an iteration: its model, and how it was made."""

    created_at: IterationId
    kind: Step
    prompt: str
    backend: str
    backend_label: str
    options: dict[str, JsonValue]
    seed: int
    usd_estimated: float | None
    """What was expected to be paid, in US dollars; ``None`` where nothing was."""
    usd_billed: float | None
    """What a provider said that it bills; ``None`` where it did not say."""
    request_ids: tuple[str, ...]
    """The providers' own names for the requests, for their support."""

    def shown_as(self) -> Card:
        made = {
            "step": self.kind,
            "made by": self.backend_label or self.backend,
            "options": ", ".join(f"{name} {value}" for name, value in self.options.items()),
            "seed": str(self.seed),
            "estimated": _dollars(self.usd_estimated),
            "billed": _dollars(self.usd_billed),
            "requests": _listed(self.request_ids),
            "id": self.created_at,
        }
        return Card(self.prompt, self._rows() | made, self.why_not)


def _texture(texture: TextureFacts) -> str:
    roles = " and ".join(texture.roles) or texture.name or "unused"
    pixels = f" {texture.width:,} × {texture.height:,}" if texture.width else ""
    return f"{roles}{pixels} {texture.media_type.removeprefix('image/')} {size(texture.bytes)}"


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _dollars(usd: float | None) -> str:
    return "" if usd is None else f"${usd:.4g}"
