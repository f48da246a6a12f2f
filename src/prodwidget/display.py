"""How things show themselves: cards and tables, in HTML for a notebook, as text for a terminal.

All text is escaped here. The markup brings no colours of its own, so that it takes those of the
notebook's theme.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

PICTURE_PIXELS = 72
"""Longest side of a picture in a table; it is drawn at twice that, for dense screens."""

NO_MATHEMATICS = 'class="mathjax_ignore tex2jax_ignore"'
"""What says to notebooks (MathJax 3, and 2) that dollars in the markup are money."""

_CELL_CHARACTERS = 160
_COLUMN_CHARACTERS = 60
_WRAPPING_CHARACTERS = 30


class Form(Protocol):
    """One way in which a thing can be shown."""

    def html(self) -> str:
        """As markup, everything in it escaped."""

    def plain(self) -> str:
        """As lines for a terminal, without control characters."""


class Shown:
    """Shows itself, in a notebook and in a terminal, as what :meth:`shown_as` answers."""

    def shown_as(self) -> Form:
        """What there is to see."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.shown_as().plain()

    def _repr_html_(self) -> str:
        return self.shown_as().html()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        form = self.shown_as()
        return {"text/plain": form.plain(), "text/html": form.html()}


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture; nothing in a terminal.

    Parameters
    ----------
    load:
        Answers the bytes of any picture file, or ``None``; called when HTML is asked for.
    """

    load: Callable[[], bytes | None]

    def html(self) -> str:
        source = thumbnail(self.load() or b"")
        if not source:
            return ""
        side = f"max-width:{PICTURE_PIXELS}px;max-height:{PICTURE_PIXELS}px"
        return f'<img src="{source}" alt="" style="{side}">'

    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing: a title, facts about it, and sentences."""

    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """Names and values; a fact without a value is left out."""
    notes: Sequence[str] = ()

    def html(self) -> str:
        facts = "".join(
            f'<span style="white-space:nowrap"><span style="opacity:.65">{html.escape(name)}</span>'
            f" {_text(value)}</span>"
            for name, value in self.facts.items()
            if value
        )
        notes = "".join(f"<div>{_text(note)}</div>" for note in self.notes)
        return (
            f'<div {NO_MATHEMATICS} style="padding:4px 0"><strong>{_text(self.title)}</strong>'
            f'<div style="display:flex;flex-wrap:wrap;gap:2px 16px">{facts}</div>{notes}</div>'
        )

    def plain(self) -> str:
        facts = {name: value for name, value in self.facts.items() if value}
        width = max(map(len, facts), default=0)
        return "\n".join(
            [
                one_line(self.title),
                *(f"  {name:<{width}}  {one_line(value)}" for name, value in facts.items()),
                *(f"  {one_line(note)}" for note in self.notes),
            ]
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Several things; a column in which nothing stands is left out."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Picture]]

    def html(self) -> str:
        rows = [
            [
                each.html() if isinstance(each, Picture) else _text(shorten(each, _CELL_CHARACTERS))
                for each in row
            ]
            for row in self.rows
        ]
        filled = self._filled(rows)
        head = "".join(_cell("th", html.escape(self.columns[each])) for each in filled)
        body = "".join(
            f"<tr>{''.join(_cell('td', row[each]) for each in filled)}</tr>" for row in rows
        )
        return (
            f"<div {NO_MATHEMATICS}><div>{_text(self.title)}</div>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
            if rows
            else f"<div {NO_MATHEMATICS}>{_text(self.title)}</div>"
        )

    def plain(self) -> str:
        rows = [
            [
                each.plain() if isinstance(each, Picture) else shorten(each, _COLUMN_CHARACTERS)
                for each in row
            ]
            for row in self.rows
        ]
        widths = {each: max(len(row[each]) for row in rows) for each in self._filled(rows)}
        lines = ("  ".join(f"{row[each]:<{widths[each]}}" for each in widths) for row in rows)
        return "\n".join([one_line(self.title), *(f"  {line.rstrip()}" for line in lines)])

    def _filled(self, rows: Sequence[Sequence[str]]) -> list[int]:
        return [each for each in range(len(self.columns)) if any(row[each] for row in rows)]


def one_line(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would obey."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def shorten(text: str, characters: int) -> str:
    """The text on one line of at most so many characters."""
    line = one_line(text)
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"


def seconds(value: float) -> str:
    """A time as people say it: ``0.21 s``, ``12 s``, ``2 min 5 s``."""
    return f"{value:.2f} s" if value < 10 else whole_seconds(value)


def whole_seconds(value: float) -> str:
    """A time that still runs: ``3 s``, ``2 min 5 s``."""
    minutes, rest = divmod(int(value), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def size(count: int) -> str:
    """Bytes as people say them: ``312 kB``, ``1.4 MB``."""
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


def thumbnail(data: bytes) -> str:
    """A small copy of a picture as a ``data:`` URL; empty where the bytes are no picture."""
    if not data:
        return ""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            image.thumbnail((2 * PICTURE_PIXELS, 2 * PICTURE_PIXELS))
            small = io.BytesIO()
            image.convert("RGBA").save(small, "WEBP", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    return "data:image/webp;base64," + base64.b64encode(small.getvalue()).decode()


def _cell(tag: str, markup: str) -> str:
    wrap = "" if len(markup) > _WRAPPING_CHARACTERS else ";white-space:nowrap"
    return f'<{tag} style="text-align:left{wrap}">{markup}</{tag}>'


def _text(text: str) -> str:
    return html.escape(one_line(text))
