"""From what is wanted to what is printed on each panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.designing.creating import created as created
    from prodwidget.surfaces.packaging.designing.creating import dimensions_line as dimensions_line
    from prodwidget.surfaces.packaging.designing.editing import backdrop as backdrop
    from prodwidget.surfaces.packaging.designing.editing import edited as edited
    from prodwidget.surfaces.packaging.designing.naming import known as known
    from prodwidget.surfaces.packaging.designing.naming import named as named
    from prodwidget.surfaces.packaging.designing.roles import face_of as face_of
    from prodwidget.surfaces.packaging.designing.roles import printed as printed
    from prodwidget.surfaces.packaging.designing.sizing import sized as sized

__getattr__ = front_door(
    __name__,
    {
        "backdrop": "editing",
        "created": "creating",
        "dimensions_line": "creating",
        "edited": "editing",
        "face_of": "roles",
        "known": "naming",
        "named": "naming",
        "printed": "roles",
        "sized": "sizing",
    },
)
