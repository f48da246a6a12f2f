"""A material in another colour and of another finish."""

from __future__ import annotations

from typing import Any

import numpy as np

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import floats
from prodwidget.geometry.document import Tree
from prodwidget.geometry.finishes import Finish
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.pictures import Picture, encoded, pictures_of
from prodwidget.geometry.operations.rewriting import Rewriting
from prodwidget.geometry.texels import Texels, linear

_TRANSMISSION = "KHR_materials_transmission"
_GLASS = (_TRANSMISSION, "KHR_materials_volume", "KHR_materials_dispersion")
_SURFACE = (
    "KHR_materials_clearcoat",
    "KHR_materials_anisotropy",
    "KHR_materials_sheen",
    "KHR_materials_iridescence",
    "KHR_materials_unlit",
)
"""What a surface has beside its roughness, which another finish takes the place of."""
_OLDER = "KHR_materials_pbrSpecularGlossiness"


class Repaint:
    """What is done to each material of a part.

    Parameters
    ----------
    rewriting:
        The file that the materials are of.
    colour:
        sRGB as ``"#rrggbb"``; ``None`` to leave theirs.
    finish:
        ``None`` to leave theirs.
    """

    def __init__(self, rewriting: Rewriting, colour: str | None, finish: Finish | None) -> None:
        self._rewriting = rewriting
        self._colour = colour
        self._finish = finish
        self.dropped = False
        """Whether something that coloured the part is gone."""
        self._smoothed = False

    def of(self, material: Tree, primitive: Tree) -> Tree:
        """A material, which is changed, as it is to be; ``primitive`` is what it lies on."""
        _modernise(material)
        if self._finish is not None:
            self._treat(material, self._finish, primitive)
        if self._colour is not None:
            self._tint(material, self._colour)
        for name in material.get("extensions", {}):
            self._rewriting.use(name, required=False)
        if not material.get("extensions", {"one": 1}):
            del material["extensions"]
        return material

    def notes(self, part: str) -> tuple[str, ...]:
        """What is told of what is gone."""
        said = []
        if self.dropped:
            said.append(
                f"The picture or the colours that lay over the {part} were left out: the colour "
                "would have been mixed with them."
            )
        if self._smoothed:
            said.append(f"The {part} has one finish all over; it had a picture of its gloss.")
        return tuple(said)

    def _tint(self, material: Tree, colour: str) -> None:
        pbr = material.setdefault("pbrMetallicRoughness", {})
        shades = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        alpha = pbr.get("baseColorFactor", [1, 1, 1, 1])[3]
        pbr["baseColorFactor"] = [*(round(float(each), 6) for each in linear(shades)), alpha]
        if "baseColorTexture" in pbr:
            self.dropped = True
            cut_out = material.get("alphaMode", "OPAQUE") != "OPAQUE"
            stencil = self._stencil(pbr["baseColorTexture"]) if cut_out else None
            if stencil is None:
                del pbr["baseColorTexture"]
            else:
                pbr["baseColorTexture"] = {**pbr["baseColorTexture"], "index": stencil}
        # The glass of a volume is tinted by what is seen through it.
        volume = material.get("extensions", {}).get("KHR_materials_volume", {})
        for name in ("attenuationColor", "attenuationDistance"):
            volume.pop(name, None)

    def _treat(self, material: Tree, finish: Finish, primitive: Tree) -> None:
        pbr = material.setdefault("pbrMetallicRoughness", {})
        extensions: Tree = material.get("extensions", {})
        for name in (*_SURFACE, *(_GLASS if finish.metallic else ())):
            extensions.pop(name, None)
        if "metallicRoughnessTexture" in pbr:
            self._smoothed = True
            own = self._metal(pbr, primitive)
            del pbr["metallicRoughnessTexture"]
        else:
            own = pbr.get("metallicFactor", 1.0)
        pbr["metallicFactor"] = own if finish.metallic is None else finish.metallic
        pbr["roughnessFactor"] = finish.roughness
        if finish.clear:
            glass = {"transmissionFactor": finish.clear}
            material["extensions"] = {**extensions, _TRANSMISSION: glass}

    def _metal(self, pbr: Tree, primitive: Tree) -> float:
        """Whether most of what a material lies on is metal, 0 or 1."""
        document = self._rewriting.document
        uvs: list[Floats] = []
        try:
            while (name := f"TEXCOORD_{len(uvs)}") in primitive["attributes"]:
                uvs.append(floats(document, primitive["attributes"][name])[:, :2])
        except ModelError:
            # They are compressed by Draco.
            return 0.0
        found = Texels(document, 512).at(pbr["metallicRoughnessTexture"], tuple(uvs))
        if found is None or not len(found):
            return 0.0
        return float(pbr.get("metallicFactor", 1.0) * np.mean(found[:, 2]) > 0.5)

    def _stencil(self, texture: Tree) -> int | None:
        """A texture that is white where another was coloured; ``None`` where that has no alpha."""
        tree = self._rewriting.tree
        entry = tree["textures"][texture["index"]]
        sources = [entry.get("source"), *(each.get("source") for each in _extended(entry))]
        picture = next((e for e in pictures_of(self._rewriting) if e.index in sources), None)
        data = None if picture is None else _whitened(picture)
        if data is None:
            return None
        view = self._rewriting.add_view(data)
        tree["images"].append({"bufferView": view, "mimeType": "image/png"})
        kept = {name: entry[name] for name in ("sampler",) if name in entry}
        tree["textures"].append({**kept, "source": len(tree["images"]) - 1})
        return len(tree["textures"]) - 1


def _modernise(material: Tree) -> None:
    """Turn the older specular-glossiness into metal and roughness, as far as its colour goes."""
    older = (material.get("extensions") or {}).pop(_OLDER, None)
    if older is None:
        return
    pbr: dict[str, Any] = {
        "metallicFactor": 0.0,
        "roughnessFactor": 1.0 - float(older.get("glossinessFactor", 1.0)),
    }
    if "diffuseFactor" in older:
        pbr["baseColorFactor"] = older["diffuseFactor"]
    if "diffuseTexture" in older:
        pbr["baseColorTexture"] = older["diffuseTexture"]
    material["pbrMetallicRoughness"] = pbr


def _extended(entry: Tree) -> list[Tree]:
    return [each for each in (entry.get("extensions") or {}).values() if isinstance(each, dict)]


def _whitened(picture: Picture) -> bytes | None:
    from PIL import Image

    image = picture.decoded().convert("RGBA")
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return None
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    white.putalpha(alpha)
    return encoded(white, "image/png")
