"""The colour and the finish of a part, set in the material of its model."""

from __future__ import annotations

from copy import deepcopy

from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry.document import Tree, reading
from prodwidget.geometry.finishes import FINISHES, Finish
from prodwidget.geometry.naming import part_named
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.repaint import Repaint
from prodwidget.geometry.operations.rewriting import Rewriting
from prodwidget.geometry.operations.unused import leave_out_unused

_DRACO = "KHR_draco_mesh_compression"


def restyle(
    glb: bytes, *, part: str, colour: str | None = None, finish: str | None = None
) -> Processed:
    """A model of which one part has another colour, another finish, or both.

    The part gets a material of its own, so that nothing that shared it changes. A colour takes the
    place of the picture that lay over the part and of the colours of its points: they would be
    multiplied with it, and it would be another colour than was asked. Cut-outs keep their shape. A
    finish takes the place of roughness, coat and sheen; the relief of a normal map stays.

    Parameters
    ----------
    glb:
        The model.
    part:
        Its name, as :func:`prodwidget.geometry.named_parts` answers it.
    colour:
        sRGB as ``"#rrggbb"``.
    finish:
        One of :data:`prodwidget.geometry.FINISHES`.

    Raises
    ------
    PromptError
        There is no such part, or the finish is one of marks on the surface.
    ModelError
        The model is damaged, or the part shows no surface.
    """
    treatment = _treatment(finish)
    with reading():
        rewriting = Rewriting(glb)
        mesh = rewriting.own_mesh(part_named(rewriting.document, part))
        repaint = Repaint(rewriting, colour, treatment)
        made: dict[int | None, int] = {}
        materials = rewriting.tree.setdefault("materials", [])
        for primitive in mesh["primitives"]:
            before = primitive.get("material")
            if before not in made:
                own = (
                    {} if before is None else deepcopy(rewriting.document.one("materials", before))
                )
                materials.append(repaint.of(own, primitive))
                made[before] = len(materials) - 1
            primitive["material"] = made[before]
            if colour is not None:
                repaint.dropped |= _drop_colours(primitive)
        if not made:
            raise ModelError(f"The part {part} shows no surface.", hint="Choose another part.")
        leave_out_unused(rewriting.tree)
        return Processed(rewriting.written(), repaint.notes(part))


def _treatment(finish: str | None) -> Finish | None:
    if finish is None:
        return None
    treatment = FINISHES[finish]
    if treatment.relief:
        others = ", ".join(name for name, each in FINISHES.items() if not each.relief)
        raise PromptError(
            f"A {finish} finish is of marks on the surface, which only products of the "
            "procedural generator can be given.",
            hint=f"Choose another: {others}.",
        )
    return treatment


def _drop_colours(primitive: Tree) -> bool:
    packed = (primitive.get("extensions") or {}).get(_DRACO, {}).get("attributes", {})
    found = [name for name in primitive["attributes"] if name.startswith("COLOR_")]
    for name in found:
        del primitive["attributes"][name]
        packed.pop(name, None)
    return bool(found)
