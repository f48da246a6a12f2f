"""Materials of glTF as those of USD: a UsdPreviewSurface with what it is connected to.

By the specification of UsdPreviewSurface 2.6. Glass becomes as transparent as it lets light
through, since the surface knows no transmission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from prodwidget.geometry.document import GltfDocument, Tree
from prodwidget.geometry.formats.images import Images
from prodwidget.geometry.formats.usd_text import number, tuple_of
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.surface import Piece
from prodwidget.geometry.texels import place_of

_WRAPS = {33071: "clamp", 33648: "mirror"}
_CLEAREST = 0.2
"""What is left of the opacity of clear glass: less would not be seen."""


@dataclass(slots=True)
class Places:
    """The sets of texture coordinates of one piece, v upwards, by the names that they get."""

    piece: Piece
    found: dict[str, Floats] = field(default_factory=dict)

    def name_of(self, texture: Tree) -> str | None:
        """What the set is called that a texture is looked up by; ``None`` where there is none."""
        place = place_of(texture, self.piece.uvs)
        if place is None:
            return None
        upward = place * [1.0, -1.0] + [0.0, 1.0]
        for name, known in self.found.items():
            if np.array_equal(known, upward):
                return name
        name = f"st{len(self.found) or ''}"
        self.found[name] = upward
        return name


@dataclass(frozen=True, slots=True)
class _Part:
    """An input of the surface that a texture may give."""

    name: str
    kind: str
    """Its type in USD."""
    output: str
    """The channels of the texture that are taken."""
    scale: Sequence[float] = (1, 1, 1, 1)
    bias: Sequence[float] = (0, 0, 0, 0)
    space: str = "raw"


class Material:
    """One material as the lines of its prim.

    Parameters
    ----------
    document, images:
        The model, and the files of its pictures.
    path:
        Where the prim stands.
    places:
        The texture coordinates of a piece that has it; those that it needs are noted there.
    """

    def __init__(self, document: GltfDocument, images: Images, path: str, places: Places) -> None:
        self._document, self._images = document, images
        self._path, self._places = path, places
        self._tree = places.piece.material
        self._inputs: list[str] = []
        self._shaders: list[str] = []
        self._readers: set[str] = set()

    def lines(self) -> list[str]:
        """The prim, from its brace to its brace."""
        self._colour()
        self._texture_or_value(
            # No other scale is allowed, so that the strength of a relief is lost.
            _Part("normal", "normal3f", "rgb", (2, 2, 2, 1), (-1, -1, -1, 0)),
            self._tree.get("normalTexture"),
            None,
        )
        strength = (self._tree.get("occlusionTexture") or {}).get("strength", 1.0)
        self._texture_or_value(
            _Part("occlusion", "float", "r", (strength,) * 4, (1 - strength,) * 4),
            self._tree.get("occlusionTexture"),
            None,
        )
        self._glow()
        self._coat()
        return [
            "{",
            f"token outputs:surface.connect = <{self._path}/surface.outputs:surface>",
            'def Shader "surface"',
            "{",
            'uniform token info:id = "UsdPreviewSurface"',
            *self._inputs,
            "token outputs:surface",
            "}",
            *self._shaders,
            "}",
        ]

    @property
    def _extensions(self) -> Tree:
        return self._tree.get("extensions") or {}

    def _colour(self) -> None:
        older = self._extensions.get("KHR_materials_pbrSpecularGlossiness")
        pbr = self._tree.get("pbrMetallicRoughness", {})
        if older is None:
            factor, base = pbr.get("baseColorFactor"), pbr.get("baseColorTexture")
            metal, rough = pbr.get("metallicFactor", 1.0), pbr.get("roughnessFactor", 1.0)
            packed = pbr.get("metallicRoughnessTexture")
        else:
            factor, base = older.get("diffuseFactor"), older.get("diffuseTexture")
            metal, rough, packed = 0.0, 1 - older.get("glossinessFactor", 1.0), None
        factor = factor or [1, 1, 1, 1]
        transmission = self._extensions.get("KHR_materials_transmission", {})
        clear = max(1 - float(transmission.get("transmissionFactor", 0.0)), _CLEAREST)
        mode = self._tree.get("alphaMode", "OPAQUE")
        alpha = factor[3] * clear if mode != "OPAQUE" else clear
        scale = (*factor[:3], alpha)
        painted = self._texture_or_value(
            _Part("diffuseColor", "color3f", "rgb", scale, space="sRGB"),
            base,
            None if self._places.piece.colours is not None else tuple_of(factor[:3]),
        )
        if painted and mode != "OPAQUE":
            self._inputs.append(
                f"float inputs:opacity.connect = <{self._path}/{painted}.outputs:a>"
            )
        elif alpha < 1:
            self._inputs.append(f"float inputs:opacity = {number(alpha)}")
        if mode == "MASK":
            cutoff = number(self._tree.get("alphaCutoff", 0.5))
            self._inputs.append(f"float inputs:opacityThreshold = {cutoff}")
        if not painted and self._places.piece.colours is not None:
            self._vertex_colours()
        self._texture_or_value(_Part("metallic", "float", "b", (metal,) * 4), packed, number(metal))
        self._texture_or_value(
            _Part("roughness", "float", "g", (rough,) * 4), packed, number(rough)
        )
        if "KHR_materials_ior" in self._extensions:
            ior = number(self._extensions["KHR_materials_ior"].get("ior", 1.5))
            self._inputs.append(f"float inputs:ior = {ior}")

    def _glow(self) -> None:
        factor = self._tree.get("emissiveFactor") or [0, 0, 0]
        if not any(factor):
            return
        strength = self._extensions.get("KHR_materials_emissive_strength", {})
        light = [each * strength.get("emissiveStrength", 1.0) for each in factor]
        self._texture_or_value(
            _Part("emissiveColor", "color3f", "rgb", (*light, 1), space="sRGB"),
            self._tree.get("emissiveTexture"),
            tuple_of(light),
        )

    def _coat(self) -> None:
        coat = self._extensions.get("KHR_materials_clearcoat")
        if coat is not None:
            for name, factor in (
                ("clearcoat", coat.get("clearcoatFactor", 0.0)),
                ("clearcoatRoughness", coat.get("clearcoatRoughnessFactor", 0.0)),
            ):
                self._inputs.append(f"float inputs:{name} = {number(factor)}")

    def _vertex_colours(self) -> None:
        self._inputs.append(
            f"color3f inputs:diffuseColor.connect = <{self._path}/colours.outputs:result>"
        )
        self._shaders += [
            'def Shader "colours"',
            "{",
            'uniform token info:id = "UsdPrimvarReader_float3"',
            'string inputs:varname = "displayColor"',
            "float3 outputs:result",
            "}",
        ]

    def _texture_or_value(self, part: _Part, texture: Tree | None, value: str | None) -> str | None:
        """Give the surface an input; answers the shader of the texture, where there is one."""
        file = self._images.file_of(texture)
        places = self._places.name_of(texture) if texture is not None and file else None
        if texture is None or places is None:
            if value is not None:
                self._inputs.append(f"{part.kind} inputs:{part.name} = {value}")
            return None
        shader = f"{part.name}_texture"
        entry = self._document.one("textures", texture["index"])
        sampler = self._document.one("samplers", entry["sampler"]) if "sampler" in entry else {}
        self._reader(places)
        self._inputs.append(
            f"{part.kind} inputs:{part.name}.connect = "
            f"<{self._path}/{shader}.outputs:{part.output}>"
        )
        output = f"float3 outputs:{part.output}" if part.output == "rgb" else ""
        self._shaders += [
            f'def Shader "{shader}"',
            "{",
            'uniform token info:id = "UsdUVTexture"',
            f"asset inputs:file = @{file}@",
            f"float2 inputs:st.connect = <{self._path}/{places}_reader.outputs:result>",
            f'token inputs:sourceColorSpace = "{part.space}"',
            f'token inputs:wrapS = "{_WRAPS.get(sampler.get("wrapS", 10497), "repeat")}"',
            f'token inputs:wrapT = "{_WRAPS.get(sampler.get("wrapT", 10497), "repeat")}"',
            f"float4 inputs:scale = {tuple_of(part.scale)}",
            f"float4 inputs:bias = {tuple_of(part.bias)}",
            output or f"float outputs:{part.output}",
            "float outputs:a",
            "}",
        ]
        return shader

    def _reader(self, places: str) -> None:
        if places in self._readers:
            return
        self._readers.add(places)
        self._shaders += [
            f'def Shader "{places}_reader"',
            "{",
            'uniform token info:id = "UsdPrimvarReader_float2"',
            f'string inputs:varname = "{places}"',
            "float2 outputs:result",
            "}",
        ]
