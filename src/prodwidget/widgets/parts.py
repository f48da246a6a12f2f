"""What is told of the parts of a shown model, and set for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from prodwidget.widgets.settings import checked_part, checked_parts


class PartTraits(traitlets.HasTraits):
    """The parts of what a viewer shows, by their names: pointed at in the page, set from code."""

    parts: traitlets.List[str] = traitlets.List(
        traitlets.Unicode(),
        read_only=True,
        help="Names of the parts of what is shown, as the page tells them; not to be set.",
    ).tag(sync=True)
    selected = traitlets.Unicode(
        "", help='The part that is selected, such as "lid"; empty for none.'
    ).tag(sync=True)
    hidden: traitlets.List[str] = traitlets.List(
        traitlets.Unicode(), help="Names of the parts that are not drawn."
    ).tag(sync=True)
    solo = traitlets.Unicode("", help="The only part that is drawn; empty for all.").tag(sync=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        self._part_handlers: list[Callable[[str], object]] = []
        super().__init__(*args, **options)

    def on_part_click(self, handler: Callable[[str], object], remove: bool = False) -> None:
        """Call ``handler`` with the name of each part that is clicked or tapped.

        ``observe`` of ``selected`` hears of another part only; this of every click.

        Parameters
        ----------
        handler:
            Called with the part's name, such as ``"lid"``.
        remove:
            Have it called no more.
        """
        if remove:
            self._part_handlers = [each for each in self._part_handlers if each != handler]
        else:
            self._part_handlers.append(handler)

    def _part_clicked(self, name: str) -> None:
        for handler in self._part_handlers:
            handler(name)

    @traitlets.validate("selected", "solo")
    def _only_names(self, proposal: Any) -> str:
        return checked_part(proposal["value"])

    @traitlets.validate("parts", "hidden")
    def _only_lists_of_names(self, proposal: Any) -> list[str]:
        return checked_parts(proposal["value"])
