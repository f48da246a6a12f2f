"""What stands for a widget where it cannot run: a picture, or a card that says what it shows.

It is an output of its own, right behind the widget's. Where the widget runs, its front end hides
it (``js/widget/still.ts``); in a notebook that is only read, on a page that nbconvert wrote, or
where no kernel is there any more, it is what people see. The picture is what a page drew last.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import Any

from IPython.display import display

from prodwidget.display import NO_MATHEMATICS, one_line

MOST_BYTES = 100_000
"""A picture of more is not kept: it would be saved in the notebook."""


@dataclass(frozen=True, slots=True)
class Still:
    """What a widget shows now."""

    id: str
    """The model's; empty where there is none."""
    title: str
    label: str
    """What the backend says of itself."""

    def markup(self, picture: bytes | None) -> str:
        """As HTML, everything in it escaped; ``picture`` is WebP."""
        title = html.escape(one_line(self.title))
        words = [f"<strong>{title}</strong>"] if self.id else []
        if self.label and self.id:
            words.append(f'<span style="opacity:.7">{html.escape(one_line(self.label))}</span>')
        image = ""
        if picture:
            source = "data:image/webp;base64," + base64.b64encode(picture).decode()
            image = (
                f'<img src="{source}" alt="{title}" width="256" height="256" '
                'style="display:block;max-width:100%;height:auto">'
            )
        else:
            words.append("Run this cell to see it in 3D.")
        return (
            f"<div {NO_MATHEMATICS}>"
            '<div class="prodwidget-still" style="display:flex;flex-wrap:wrap;align-items:center;'
            "gap:8px 24px;box-sizing:border-box;max-width:720px;padding:16px 24px;"
            'border:1px solid rgba(128,128,128,.35);border-radius:12px">'
            f'{image}<div style="display:grid;gap:4px;overflow-wrap:anywhere">'
            f"{''.join(words)}</div>"
            "</div></div>"
        )


class Stills:
    """The outputs that stand for one widget, and the pictures that pages sent."""

    def __init__(self) -> None:
        self._pictures: dict[str, bytes] = {}
        self._shown: list[Any] = []
        self._still: Still | None = None

    def show(self, widget: Any, still: Still) -> None:
        """Put the widget and what stands for it into the running cell's output."""
        bundle, metadata = widget._repr_mimebundle_()
        # What a terminal prints is not to stand beside the picture, where no widget can be shown.
        plain = {"text/plain": bundle.pop("text/plain")}
        display(bundle, metadata=metadata, raw=True)
        self._still = still
        self._shown.append(display(self._bundle() | plain, raw=True, display_id=True))

    def follow(self, still: Still) -> None:
        """Show what the widget shows now."""
        if self._shown and still != self._still:
            self._still = still
            self._update()

    def keep(self, id: str, picture: bytes, still: Still) -> None:
        """Take a page's picture of a model, and show it where the widget was shown."""
        if still.id != id or len(picture) > MOST_BYTES or picture[8:12] != b"WEBP":
            return
        # Of the newest alone: what stands for a widget shows one.
        self._pictures = {id: picture}
        self._still = still
        self._update()

    def _update(self) -> None:
        for each in self._shown:
            each.update(self._bundle(), raw=True)

    def _bundle(self) -> dict[str, str]:
        still = self._still
        return {"text/html": still.markup(self._pictures.get(still.id)) if still else ""}
