"""Pictures and films of what a viewer shows, had from a page that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from prodwidget.artifacts import save
from prodwidget.errors import ConfigurationError
from prodwidget.widgets.wanted import Wanted

FilmFormat = Literal["webm", "mp4", "gif"]
"""GIF is made by every browser; the others by those that have an encoder for them."""

_SIDES = (16, 8192)
_FILM_SIDES = (16, 2048)
_LONGEST_SECONDS = 60.0


class Shots:
    """The part of a viewer that has its page draw."""

    _wanted: Wanted

    async def screenshot(
        self,
        width: int = 1600,
        height: int = 1200,
        *,
        transparent: bool = False,
        path: str | Path | None = None,
    ) -> bytes:
        """A picture of what is shown, as a page shows it now: with its camera, light and ground.

        It is drawn by a page on which the viewer is open, so that it has to be awaited: in a cell,
        ``png = await viewer.screenshot()``. A call that blocks the cell instead could never be
        answered where a page is heard only between cells.

        Parameters
        ----------
        width, height:
            Pixels, 16 to 8192. A picture of another shape than the page's shows at least as much.
        transparent:
            Without what is behind the product.
        path:
            Where to write it as well, if anywhere.

        Returns
        -------
        bytes
            A PNG.

        Raises
        ------
        ConfigurationError
            The picture is to be of another size than one that can be drawn.
        ExportError
            No page is open, the page cannot draw it, or it cannot be written to ``path``.
        """
        _check_sides(width, height, *_SIDES)
        data = await self._wanted.ask(
            "screenshot", width=width, height=height, transparent=bool(transparent)
        )
        return _written(data, path)

    async def turntable(
        self,
        seconds: float = 6.0,
        format: FilmFormat = "webm",
        width: int = 960,
        height: int = 720,
        *,
        path: str | Path | None = None,
    ) -> bytes:
        """A film of what is shown as it turns once; to be awaited as :meth:`screenshot`.

        Parameters
        ----------
        seconds:
            Of the turn, up to 60.
        format:
            ``"webm"``, ``"mp4"`` or ``"gif"``.
        width, height:
            Pixels, 16 to 2048; odd ones become even.
        path:
            Where to write it as well, if anywhere.

        Returns
        -------
        bytes
            The film.

        Raises
        ------
        ConfigurationError
            It is to be of a length, a size or a format that there is not.
        ExportError
            No page is open, its browser has no encoder for the format, or it cannot be written.
        """
        _check_sides(width, height, *_FILM_SIDES)
        if format not in ("webm", "mp4", "gif"):
            raise ConfigurationError(
                f"A turntable is made as webm, mp4 or gif, and not as {format!r}.",
                hint='Ask for format="webm".',
            )
        if not 0 < seconds <= _LONGEST_SECONDS:
            raise ConfigurationError(
                f"A turn of {seconds} seconds cannot be made.",
                hint=f"Ask for one of up to {_LONGEST_SECONDS:g}.",
            )
        data = await self._wanted.ask(
            "turntable",
            seconds=float(seconds),
            format=format,
            width=width + width % 2,
            height=height + height % 2,
        )
        return _written(data, path)

    def _take_shot(self, command: dict[str, Any], buffers: list[memoryview]) -> Any:
        """Answer a page about what is wanted of it; ``NotImplemented`` where it is not."""
        match command:
            case {"type": "claim", "wanted": str(id)}:
                return self._wanted.claim(id)
            case {
                "type": "wanted_part",
                "wanted": str(id),
                "offset": int(offset),
                "total": int(total),
            } if len(buffers) == 1:
                return self._wanted.part(id, offset, total, bytes(buffers[0]))
            case {"type": "wanted_failed", "wanted": str(id), "message": str(message)}:
                return self._wanted.failed(id, message[:500])
        return NotImplemented


def _check_sides(width: object, height: object, low: int, high: int) -> None:
    for side in (width, height):
        if not isinstance(side, int) or isinstance(side, bool) or not low <= side <= high:
            raise ConfigurationError(
                f"A picture of {width} by {height} pixels cannot be drawn.",
                hint=f"Ask for whole numbers from {low} to {high}.",
            )


def _written(data: bytes, path: str | Path | None) -> bytes:
    if path is not None:
        save(data, path)
    return data
