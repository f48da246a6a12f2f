"""What an image model is asked for, so that a model can be made from its picture.

Image-to-3D models take the product out of its background and guess what they do not see: one whole
product, nothing cut off, even light and a view of three sides help them.
"""

from __future__ import annotations

from typing import Literal

View = Literal["front", "back", "left", "right"]
"""A further view of the product."""

VIEWS: tuple[View, ...] = ("front", "back", "left", "right")

_SCENE = (
    "Show exactly one product, whole and centred, with a margin all around and nothing cropped. "
    "Plain, light, empty background; soft, even light; no props, no people, no hands, "
    "no hard shadows and no reflections of the surroundings."
)

_TEXT = "No text, logo or watermark unless the description asks for it."

_VIEWPOINTS: dict[View, str] = {
    "front": "from straight ahead, at the product's own height",
    "back": "from straight behind, at the product's own height",
    "left": "from its left side, at the product's own height",
    "right": "from its right side, at the product's own height",
}


def create_instruction(prompt: str) -> str:
    """Asks for a picture of a new product."""
    return (
        "A studio photograph of a product, to make a 3D model from.\n"
        f"The product: {prompt}\n"
        f"{_SCENE} Three-quarter front view, from slightly above. {_TEXT}"
    )


def pictures_instruction(prompt: str, count: int) -> str:
    """Asks for a picture of a product, of the user's own pictures that go before."""
    these = "this picture" if count == 1 else f"these {count} pictures, which show one product"
    return (
        f"A studio photograph of a product, of {these}, to make a 3D model from.\n"
        f"The change: {prompt}\n"
        "Change only what is asked; the rest is the product as it is shown: its shape, "
        f"proportions, materials, colours and any text on it. {_SCENE} Three-quarter front view, "
        "from slightly above."
    )


def edit_instruction(prompt: str, *, further: int = 0, masked: bool = False, part: str = "") -> str:
    """Asks for a change of the product in the picture that goes before.

    Parameters
    ----------
    further:
        How many pictures follow it for reference, such as a logo.
    masked:
        Whether the last picture is a mask.
    part:
        The part that the change concerns alone; empty where it may concern all of it.
    """
    references = ""
    if further:
        these = "The next picture is" if further == 1 else f"The next {further} pictures are"
        references = (
            f"{these} for reference, such as a logo to put on it; do not show it by itself.\n"
        )
    mask = ""
    if masked:
        mask = (
            "The last picture is a mask of the first: change only what is white there, and leave "
            "every pixel that is black as it is.\n"
        )
    alone = f"It is of the {part} alone: every other part stays as it is.\n" if part else ""
    return (
        f"Edit {'the first' if further or masked else 'this'} photograph of a product.\n"
        f"{references}{mask}"
        f"The change: {prompt}\n"
        f"{alone}"
        "Change only what is asked. Keep everything else exactly as it is: the product's shape, "
        "proportions, materials and colours, the viewpoint, the framing, the light and the "
        f"background. {_SCENE}"
    )


def view_instruction(view: View) -> str:
    """Asks for the product in the picture that goes before, seen from elsewhere."""
    return (
        f"The same product as in this photograph, seen {_VIEWPOINTS[view]}. It is the very same "
        "object: keep its shape, proportions, materials, colours and any text on it. "
        f"{_SCENE}"
    )
