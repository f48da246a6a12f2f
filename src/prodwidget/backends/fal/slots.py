"""Which of an endpoint's fields takes which picture, where it has one for each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SIDES = ("front", "back", "left", "right", "top", "bottom")


def sides_of(fields: Sequence[str]) -> dict[str, str]:
    """The field for each side that a field is named after, such as ``back_image_url``."""
    return {
        side: field
        for field in fields
        for side in _SIDES
        if field == side or field.startswith(f"{side}_")
    }


def placed(
    fields: Sequence[str], slots: Mapping[str, str], views: Sequence[str]
) -> list[str | None]:
    """The field for each picture, by what it shows; ``None`` for one that has no place.

    Where no picture says what it shows, or no field what it is for, they are given in the order of
    the fields. A picture that does not say, among those that do, goes to the first field if no
    other has it.

    Parameters
    ----------
    fields:
        The endpoint's, in its order.
    slots:
        The field for each view.
    views:
        What each picture shows; empty for one that does not say.
    """
    if not any(views) or not slots:
        return [*fields, *[None] * len(views)][: len(views)]
    taken: dict[int, str] = {}
    for number, view in enumerate(views):
        field = slots.get(view)
        if field is not None and field not in taken.values():
            taken[number] = field
    # It shows the product from the front, and a little from above and aside.
    if "" in views and fields[0] not in taken.values():
        taken[views.index("")] = fields[0]
    return [taken.get(number) for number in range(len(views))]


def in_order(order: Sequence[str], views: Sequence[str]) -> list[int]:
    """Which pictures make up a list whose places are sides, up to the first side that is missing.

    Where no picture says what it shows, all of them as they are given. One that does not say, among
    those that do, shows the first side.
    """
    if not any(views):
        return list(range(len(views)))
    places = placed(order, {side: side for side in order}, views)
    taken: list[int] = []
    for side in order:
        if side not in places:
            break
        taken.append(places.index(side))
    return taken
