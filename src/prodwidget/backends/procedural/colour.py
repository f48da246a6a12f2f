"""Colours as people name them and as light: hexadecimal sRGB, and linear factors for glTF."""

from __future__ import annotations

import colorsys

Rgb = tuple[float, float, float]

_SHIFTS = {
    # (saturation factor, lightness factor, pull towards white)
    "dark": (1.02, 0.55, 0.0),
    "light": (0.9, 1.0, 0.38),
    "pale": (0.7, 1.0, 0.62),
    "bright": (1.35, 1.08, 0.0),
    "muted": (0.55, 1.0, 0.08),
}
_NEON = 0.54
"""Lightness at which a fully saturated colour seems to glow."""
_TINTS = {"warm": "#ff9c4a", "cool": "#4a90ff"}


def parse_hex(colour: str) -> Rgb:
    """sRGB components in 0..1 of ``#rrggbb``."""
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def to_hex(rgb: Rgb) -> str:
    """``#rrggbb`` of sRGB components, which are clipped to 0..1."""
    return "#" + "".join(f"{round(min(max(value, 0.0), 1.0) * 255):02x}" for value in rgb)


def linear(colour: str) -> Rgb:
    """Linear-light components, as glTF's factors are."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in parse_hex(colour)
    )
    return red, green, blue


def shift(colour: str, modifier: str) -> str:
    """A darker, lighter, paler, brighter, neon, muted, warmer or cooler relative of ``colour``."""
    if modifier in _TINTS:
        return mix(colour, _TINTS[modifier], 0.22)
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse_hex(colour))
    if modifier == "neon":
        return to_hex(colorsys.hls_to_rgb(hue, _NEON, 1.0 if saturation else 0.0))
    saturate, lighten, whiten = _SHIFTS[modifier]
    lightness = min(lightness * lighten, 1.0)
    lightness += (1.0 - lightness) * whiten
    return to_hex(colorsys.hls_to_rgb(hue, lightness, min(saturation * saturate, 1.0)))


def mix(first: str, second: str, share: float) -> str:
    """``first`` with ``share`` (0..1) of ``second``, mixed in sRGB as inks are specified."""
    one, two = parse_hex(first), parse_hex(second)
    red, green, blue = (a + (b - a) * share for a, b in zip(one, two, strict=True))
    return to_hex((red, green, blue))


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """Near-black or near-white, whichever reads better on ``ground``."""
    dark, light = "#232427", "#faf8f3"
    return dark if contrast(dark, ground) >= contrast(light, ground) else light
