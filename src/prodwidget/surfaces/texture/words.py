"""Reads what a prompt says of a material."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from prodwidget.backends import colours
from prodwidget.errors import PromptError
from prodwidget.surfaces.texture.spec import FAMILIES, TILE_MM, Family, MaterialSpec

_FAMILY: dict[str, Family] = {
    "wood": "wood", "wooden": "wood", "timber": "wood", "planks": "wood", "boards": "wood",
    "parquet": "wood", "veneer": "wood",
    "marble": "marble",
    "brushed": "brushed metal", "metal": "brushed metal",
    "leather": "leather", "hide": "leather",
    "concrete": "concrete", "cement": "concrete",
    "fabric": "fabric", "cloth": "fabric", "linen": "fabric", "cotton": "fabric",
    "canvas": "fabric", "wool": "fabric", "textile": "fabric",
    "terrazzo": "terrazzo",
    "paper": "paper", "kraft": "paper", "card": "paper", "cardboard": "paper",
    "ceramic": "ceramic glaze", "glaze": "ceramic glaze", "glazed": "ceramic glaze",
    "celadon": "ceramic glaze", "porcelain": "ceramic glaze",
    "hammered": "hammered metal",
}  # fmt: skip
_KINDS: dict[str, tuple[Family, str]] = {
    "walnut": ("wood", "#6b4a32"), "oak": ("wood", "#b48a5a"), "pine": ("wood", "#d6ae78"),
    "maple": ("wood", "#d9b98e"), "ash": ("wood", "#cdb28a"), "cherry": ("wood", "#9a5a38"),
    "teak": ("wood", "#9c6d3c"), "ebony": ("wood", "#33271f"), "mahogany": ("wood", "#6e3424"),
    "beech": ("wood", "#cb9d70"), "birch": ("wood", "#dcc39a"),
    "carrara": ("marble", "#ece9e4"), "marquina": ("marble", "#1d1d1f"),
    "steel": ("brushed metal", "#c4c6c8"), "aluminium": ("brushed metal", "#d9dadb"),
    "aluminum": ("brushed metal", "#d9dadb"), "brass": ("brushed metal", "#d6b45f"),
    "copper": ("brushed metal", "#d18a66"), "bronze": ("brushed metal", "#a97a4a"),
    "gold": ("brushed metal", "#e8c067"), "silver": ("brushed metal", "#dfdedb"),
    "titanium": ("brushed metal", "#9f9a94"), "iron": ("brushed metal", "#7b7977"),
    "chrome": ("brushed metal", "#d2d4d6"),
}  # fmt: skip
_OWN = {"kraft": "#b58e62", "linen": "#cfc3ad", "celadon": "#9dbfa6", "porcelain": "#f2efe9"}
"""Colours of kinds, where no other is said."""
_COLOURS = {"cognac": "#93512a"}
"""Beside those that products have."""
_POLISH = {
    "matte": -0.45, "matt": -0.45, "rough": -0.6, "raw": -0.35, "smooth": 0.3, "satin": 0.15,
    "oiled": 0.25, "glossy": 0.65, "gloss": 0.65, "shiny": 0.65, "polished": 0.75,
    "lacquered": 0.8, "mirror": 0.95, "honed": -0.2,
}  # fmt: skip
_POLISHED_BY = {
    "rougher": -0.25, "duller": -0.25, "smoother": 0.25, "shinier": 0.25, "glossier": 0.25,
}  # fmt: skip
_SHADED_BY = {"darker": -0.2, "lighter": 0.2, "brighter": 0.2, "paler": 0.2}
_SHADE = {"dark": -0.2, "deep": -0.2, "light": 0.2, "pale": 0.25}
_GRAIN = {
    "coarse": 1.6, "large": 1.6, "big": 1.6, "wide": 1.6, "fine": 0.6, "small": 0.6, "narrow": 0.6,
}  # fmt: skip
_GRAIN_BY = {
    "larger": 1.4, "bigger": 1.4, "coarser": 1.4, "wider": 1.4, "finer": 0.7, "smaller": 0.7,
    "narrower": 0.7,
}  # fmt: skip
_WORN = ("worn", "aged", "weathered", "old", "distressed", "scuffed")
_NOTHING = {
    "a", "an", "the", "of", "and", "or", "with", "in", "on", "to", "it", "its", "make",
    "makes", "made", "have", "give", "turn", "into", "tile", "tiles", "tileable",
    "seamless", "texture", "material", "surface", "finish", "finished", "pbr", "please",
    "be", "more", "very", "that", "is", "as", "looks", "look", "like", "coloured",
    "colored", "colour", "color", "grain", "pattern", "chips", "veins", "threads", "side",
    "from", "by", "for", "set",
}  # fmt: skip
_SAID = (
    (_POLISH, "polish"), (_POLISHED_BY, "polish_by"), (_SHADE, "shade"), (_SHADED_BY, "shade_by"),
    (_GRAIN, "grain"), (_GRAIN_BY, "grain_by"),
)  # fmt: skip
_NO_COLOURS = {
    *_FAMILY, *_KINDS, *_OWN, *(word for table, _ in _SAID for word in table), *_WORN, *_NOTHING,
}  # fmt: skip
"""All that means something here, and is not the colour of that name."""
_AGAINST = {"less", "not", "no", "without", "never", "don't", "dont"}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|m)\b")
_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """What words came to."""

    spec: MaterialSpec
    changes: tuple[str, ...]
    notes: tuple[str, ...]
    """What was not understood, or could not be done, as sentences."""


def read_material(words: str, before: MaterialSpec | None, seed: int) -> Reading:
    """A new material, or ``before`` with what the words change.

    Raises
    ------
    PromptError
        They name no material that can be made, say nothing that is understood, or say what is not
        to be.
    """
    text = words.lower()
    size = _SIZE.search(text)
    tokens = _token().findall(_SIZE.sub(" ", text))
    against = next((each for each in tokens if each in _AGAINST), None)
    if against:
        raise PromptError(
            f"What is not to be cannot be read ({against!r}).",
            hint="Say what it is to be instead, such as “smoother” or “lighter”.",
        )
    said, family, painted, unknown = _sorted(tokens)
    if family is None and before is None:
        raise PromptError(
            "The words name no material that can be made here.",
            hint=f"There are {', '.join(FAMILIES)}: “walnut planks, oiled”.",
        )
    if not (said or family or painted or size):
        raise PromptError(
            f"Nothing of “{words.strip()}” is understood.",
            hint="Say a material, a colour, a finish or a size: “darker”, “in walnut”, “60 mm”.",
        )
    changes: dict[str, object] = dict(said)
    if before is not None:
        kept = before.model_dump()
        metal = family == "brushed metal" and before.family == "hammered metal"
        same = family == before.family or (metal and "brushed" not in tokens)
        if family and not same:
            kept |= {"family": family, "colours": (), "tile_mm": TILE_MM[family]}
        kept["shade"] = 0.0 if painted else kept["shade"]
    else:
        assert family is not None
        kept = {"family": family, "seed": seed, "tile_mm": TILE_MM[family]}
    for name, low, high in (("shade", -0.8, 0.8), ("polish", -1.0, 1.0)):
        by = changes.pop(f"{name}_by", None)
        if by is not None:
            now = float(changes.get(name, kept.get(name, 0.0)))  # type: ignore[arg-type]
            changes[name] = min(max(now + float(by), low), high)  # type: ignore[arg-type]
    by = changes.pop("grain_by", None)
    if by is not None:
        changes["grain"] = min(max(float(kept.get("grain", 1.0)) * float(by), 0.25), 4.0)  # type: ignore[arg-type]
    if painted:
        changes["colours"] = painted
    if size:
        tile = float(size[1]) * _MM[size[2]]
        if not 1 <= tile <= 10_000:
            raise PromptError(f"A tile of {size[0]} cannot be made.", hint="Say from 1 mm to 10 m.")
        changes["tile_mm"] = tile
    spec = MaterialSpec.model_validate(kept | changes)
    told = tuple(
        f"{_CALLED.get(name, name)}: {_told(getattr(before, name))} → {_told(value)}"
        for name, value in spec.model_dump().items()
        if before is not None and value != getattr(before, name)
    )
    left = f"Not understood, and left out: {', '.join(dict.fromkeys(unknown))}."
    return Reading(spec, told, (left,) if unknown else ())


def _sorted(
    tokens: list[str],
) -> tuple[dict[str, object], Family | None, tuple[str, ...], list[str]]:
    """What the tokens set, the family, the colours, and those that mean nothing here."""
    said: dict[str, object] = {}
    named = next((_FAMILY[each] for each in tokens if each in _FAMILY), None)
    if "hammered" in tokens:
        named = "hammered metal"
    family = named
    found: list[str] = []
    own: list[str] = []
    others: list[str] = []
    unknown: list[str] = []
    for token in tokens:
        if token in _KINDS:
            kind, colour = _KINDS[token]
            # “Gold paper” is paper, and gold in white marble is its veins.
            family = family or kind
            (own if kind == family else others).append(colour)
        elif token in _colours() or token.startswith("#"):
            found.append(_colours().get(token, token))
        elif token in _OWN:
            own.append(_OWN[token])
        for table, name in _SAID:
            if token in table:
                said[name] = table[token]
        if token in _WORN:
            said["worn"] = True
        if token in ("planks", "boards", "parquet"):
            said["planks"] = True
        if not token.startswith("#") and token not in _NO_COLOURS and token not in _colours():
            unknown.append(token)
    return said, family, (*(found or own), *others), unknown


@cache
def _colours() -> dict[str, str]:
    """Those that words mean here, as ``#rrggbb``."""
    named = {
        name: value for name, value in colours().items() if _NO_COLOURS.isdisjoint(name.split())
    }
    return named | _COLOURS


@cache
def _token() -> re.Pattern[str]:
    """A word, or a colour of several words."""
    phrases = "|".join(name for name in _colours() if " " in name)
    return re.compile(rf"#[0-9a-f]{{6}}\b|\b(?:{phrases})\b|[a-z][a-z'-]*")


_CALLED = {"tile_mm": "tile, mm", "polish": "gloss"}


def _told(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return " and ".join(map(str, value)) if isinstance(value, tuple) else str(value)
