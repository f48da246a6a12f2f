"""What changed from one version to the next, a sentence a change."""

from __future__ import annotations

from collections.abc import Iterator

from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.look import named, worded
from prodwidget.backends.procedural.spec import PartSpec, Print, Spec


def differences(before: Spec, after: Spec) -> tuple[str, ...]:
    """Every difference between two specs of one family: "body: copper → brass"."""
    return tuple(_all(before, after))


def _all(before: Spec, after: Spec) -> Iterator[str]:
    if before.form != after.form:
        yield f"kind: {before.form} → {after.form}"
    for part in dict.fromkeys((*before.parts, *after.parts)):
        old, new = before.parts.get(part), after.parts.get(part)
        if old is None and new is not None:
            yield f"{part}: none → {worded(new.look)}"
        elif new is None and old is not None:
            yield f"{part}: {worded(old.look)} → none"
        elif old is not None and new is not None:
            yield from _part(part, old, new)
    yield from _measures(before, after)
    if before.rounding != after.rounding:
        yield f"rounding: {_share(before.rounding)} → {_share(after.rounding)}"
    yield from _print(before.print, after.print)


def _part(name: str, old: PartSpec, new: PartSpec) -> Iterator[str]:
    if old.look != new.look:
        yield f"{name}: {worded(old.look)} → {worded(new.look)}"
    if old.size.height != new.size.height:
        yield f"{name} height: {_share(old.size.height)} → {_share(new.size.height)}"
    if old.size.width != new.size.width:
        yield f"{name} width: {_share(old.size.width)} → {_share(new.size.width)}"


def _measures(before: Spec, after: Spec) -> Iterator[str]:
    measures = CATALOGUE[after.family].of(after.form).measures
    if before.size.height != after.size.height:
        old, new = (measures.height * each.size.height for each in (before, after))
        yield f"height: {_millimetres(old)} → {_millimetres(new)}"
    if before.size.width != after.size.width:
        old, new = (measures.width * each.size.width for each in (before, after))
        yield f"width: {_millimetres(old)} → {_millimetres(new)}"


def _print(old: Print, new: Print) -> Iterator[str]:
    if old.text != new.text:
        yield f"text: {_quoted(old.text)} → {_quoted(new.text)}"
    if old.line != new.line:
        yield f"small line: {_quoted(old.line)} → {_quoted(new.line)}"
    if old.volume != new.volume:
        yield f"stated volume: {old.volume or 'none'} → {new.volume or 'none'}"
    if old.face != new.face:
        yield f"typeface: {old.face} → {new.face}"
    if old.scale != new.scale:
        yield f"text size: {_share(old.scale)} → {_share(new.scale)}"
    if old.ink != new.ink:
        yield f"text colour: {_ink(old.ink)} → {_ink(new.ink)}"
    if old.accent != new.accent:
        yield f"rules: {named(old.accent)} → {named(new.accent)}"


def _ink(colour: str | None) -> str:
    return "by contrast" if colour is None else named(colour)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "none"


def _share(factor: float) -> str:
    return f"{factor * 100:.4g}%"


def _millimetres(metres: float) -> str:
    return f"{metres * 1000:.4g} mm"
