"""What a person takes away: the maps by the names that other programs look for, in one ZIP."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Xml

_SHORTER = {"occlusion": "ao"}
_TYPES = {"basecolor": "color3", "normal": "vector3"}
_INPUTS = {"basecolor": "base_color", "roughness": "specular_roughness", "metalness": "metalness"}


def file_name(name: str, role: str) -> str:
    """Such as ``walnut_ao.png``."""
    return f"{name}_{_SHORTER.get(role, role)}.png"


def set_name(words: str) -> str:
    """A prompt as the name of files."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:40].strip("_") or "material"


def zipped(name: str, pictures: Mapping[str, bytes], model: bytes) -> bytes:
    """The maps, their MaterialX and the model; the same set gives the same bytes."""
    files = {file_name(name, role): data for role, data in pictures.items()}
    files |= {f"{name}.mtlx": materialx(name, pictures), f"{name}.glb": model}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for each, content in files.items():
            entry = zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0))
            packs = each.endswith(".mtlx")
            entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
            archive.writestr(entry, content)
    return data.getvalue()


def materialx(name: str, roles: Iterable[str]) -> bytes:
    """A MaterialX 1.38 document: a standard surface with an image for each map."""
    safe = name if not name[:1].isdigit() else f"m_{name}"
    root = Xml.Element("materialx", version="1.38", colorspace="lin_rec709")
    shader = Xml.Element("standard_surface", name=f"{safe}_surface", type="surfaceshader")
    for role in roles:
        kind = _TYPES.get(role, "float")
        image = Xml.SubElement(root, "image", name=f"{safe}_{role}", type=kind)
        file = {"name": "file", "type": "filename", "value": file_name(name, role)}
        if role == "basecolor":
            file["colorspace"] = "srgb_texture"
        Xml.SubElement(image, "input", file)
        for way in ("uaddressmode", "vaddressmode"):
            Xml.SubElement(image, "input", name=way, type="string", value="periodic")
        if role == "normal":
            node = Xml.SubElement(root, "normalmap", name=f"{safe}_bump", type="vector3")
            Xml.SubElement(node, "input", name="in", type="vector3", nodename=f"{safe}_normal")
            Xml.SubElement(shader, "input", name="normal", type="vector3", nodename=f"{safe}_bump")
        elif role in _INPUTS:
            Xml.SubElement(
                shader, "input", name=_INPUTS[role], type=kind, nodename=f"{safe}_{role}"
            )
    root.append(shader)
    material = Xml.SubElement(root, "surfacematerial", name=safe, type="material")
    Xml.SubElement(
        material, "input", name="surfaceshader", type="surfaceshader", nodename=f"{safe}_surface"
    )
    Xml.indent(root)
    return b'<?xml version="1.0"?>\n' + Xml.tostring(root)
