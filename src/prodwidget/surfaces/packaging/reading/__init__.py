"""From words to what is wanted of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.reading.reader import read as read
    from prodwidget.surfaces.packaging.reading.wanted import Change as Change
    from prodwidget.surfaces.packaging.reading.wanted import Wanted as Wanted

__getattr__ = front_door(__name__, {"Change": "wanted", "Wanted": "wanted", "read": "reader"})
