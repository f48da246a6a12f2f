"""A dieline as SVG: millimetres, a group a layer."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from prodwidget.surfaces.packaging.dieline.layers import (
    DASHES,
    INKS,
    LINE,
    Path,
    bleed_of,
    lines_of,
)
from prodwidget.surfaces.packaging.dieline.legend import (
    LINE_HEIGHT,
    MARGIN,
    SIZE,
    legend_of,
    page_of,
)
from prodwidget.surfaces.packaging.sheet import Panel, Sheet


def dieline_svg(sheet: Sheet, artwork: Mapping[str, bytes]) -> bytes:
    """The flat sheet with its artwork, seen from the printed side.

    ``artwork`` is as for :func:`~prodwidget.surfaces.packaging.model.folded_glb`. Layers are
    groups with the ids ``artwork``, ``cut``, ``crease``, ``bleed``, ``safety`` and ``legend``,
    which Inkscape and Illustrator show as layers. One unit is one millimetre.
    """
    left, lower, right, upper = page_of(sheet)
    wide, high = right - left, upper - lower
    printed = [each for each in sheet.panels if each.name in artwork]
    clips = "".join(
        f'<clipPath id="clip-{index}"><path d="{_drawn(bleed_of(sheet, each))} Z"/></clipPath>'
        for index, each in enumerate(printed)
    )
    pictures = "".join(
        f'<g clip-path="url(#clip-{index})">{_picture(sheet, each, artwork[each.name])}</g>'
        for index, each in enumerate(printed)
    )
    drawn = "".join(
        _layer(
            layer,
            "".join(f'<path d="{_drawn(path)}"/>' for path in paths),
            f'fill="none" stroke="{INKS[layer].rgb}" stroke-width="{LINE}"{_dashes(layer)}',
        )
        for layer, paths in lines_of(sheet).items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f'width="{_number(wide)}mm" height="{_number(high)}mm" '
        f'viewBox="{_number(left)} {_number(-upper)} {_number(wide)} {_number(high)}">'
        f"<title>{escape(legend_of(sheet)[0])}</title><defs>{clips}</defs>"
        f"{_layer('artwork', pictures)}{drawn}{_layer('legend', _legend(sheet))}</svg>\n"
    ).encode()


def _layer(name: str, inner: str, more: str = "") -> str:
    label = name.capitalize()
    return f'<g id="{name}" inkscape:groupmode="layer" inkscape:label="{label}" {more}>{inner}</g>'


def _picture(sheet: Sheet, panel: Panel, data: bytes) -> str:
    left, lower, right, upper = panel.box
    wide, high = (each + 2 * sheet.bleed for each in sheet.size_of(panel.name))
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    # SVG turns clockwise.
    place = (
        f"translate({_number((left + right) / 2)} {_number(-(lower + upper) / 2)}) "
        f"rotate({-panel.upright})"
    )
    return (
        f'<image x="{_number(-wide / 2)}" y="{_number(-high / 2)}" width="{_number(wide)}" '
        f'height="{_number(high)}" transform="{place}" preserveAspectRatio="none" '
        f"aria-label={quoteattr(panel.name)} "
        f'href="data:image/{kind};base64,{b64encode(data).decode()}"/>'
    )


def _legend(sheet: Sheet) -> str:
    left, lower, _, _ = sheet.box
    y = -lower + MARGIN + LINE_HEIGHT
    parts = []
    for line in legend_of(sheet):
        parts.append(f'<text x="{_number(left)}" y="{_number(y)}">{escape(line)}</text>')
        y += LINE_HEIGHT
    for layer, ink in INKS.items():
        middle = _number(y - SIZE / 3)
        parts.append(
            f'<path d="M{_number(left)} {middle} h20" fill="none" stroke="{ink.rgb}" '
            f'stroke-width="{LINE}"{_dashes(layer)}/>'
            f'<text x="{_number(left + 24)}" y="{_number(y)}">{escape(ink.name)}</text>'
        )
        y += LINE_HEIGHT
    return f'<g font-family="Helvetica, Arial, sans-serif" font-size="{SIZE}">{"".join(parts)}</g>'


def _dashes(layer: str) -> str:
    dash = DASHES.get(layer)
    return f' stroke-dasharray="{dash[0]} {dash[1]}"' if dash else ""


def _drawn(path: Path) -> str:
    return "M" + " L".join(f"{_number(x)} {_number(-y)}" for x, y in path)


def _number(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
