"""The sizes that claims ask for, of the product and of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.spec import Family, Part
from prodwidget.backends.procedural.values import Axis, Value

_FIXED: Final[frozenset[Part]] = frozenset({"inside", "contents", "wax"})
"""Parts that are as large as what they are in."""
_BODIES: Final[frozenset[Part]] = frozenset({"body"})
"""Parts that are as large as the product."""
_ROUNDLESS: Final[frozenset[Family]] = frozenset({"tube", "lamp"})
"""Families without corners that could be rounded."""
_ROUND: Final = frozenset({"round"})

_Scaled = tuple[Claim, Value]


def settle_sizes(draft: Draft, claims: Sequence[Claim], *, creating: bool) -> None:
    """Scale what is asked to be larger or smaller.

    Raises
    ------
    Unclear
        Two sizes contradict each other, or a size cannot be given to what it is asked for.
    """
    _Sizing(draft, claims, creating=creating).run()


class _Sizing:
    def __init__(self, draft: Draft, claims: Sequence[Claim], *, creating: bool) -> None:
        self._draft = draft
        self._creating = creating
        self._claims = claims
        self._changes = [each for each in claims if each.deed == "change"]

    def run(self) -> None:
        scales: dict[Part | None, list[_Scaled]] = {}
        for claim in self._changes:
            for value in claim.values:
                if value.trait == "size":
                    for part in self._parts(claim, value):
                        scales.setdefault(part, []).append((claim, value))
        self._volumes()
        measured = self._lengths(bool(scales.get(None)))
        for part, asked in scales.items():
            self._scale(part, asked, measured if part is None else frozenset())
        self._corners()

    def _parts(self, claim: Claim, value: Value) -> list[Part | None]:
        """What is to be scaled; ``None`` is the product."""
        parts: list[Part | None] = []
        for target in claim.targets:
            if target.reach in ("main", "all"):
                parts.append(None)
            elif target.reach == "part" and target.part is not None:
                if target.lettering:
                    continue
                if target.part in _BODIES:
                    parts.append(None)
                elif target.part in _FIXED or self._flat(target.part):
                    raise Unclear(
                        claim.said,
                        f"Say it of the {self._draft.family}, or of another part.",
                        why=f"The {target.part} has no size of its own here.",
                    )
                else:
                    parts.append(target.part)
            elif target.reach == "outside":
                parts.append(None)
            else:
                raise Unclear(claim.said, f"Name the part that is to be {value.said}.")
        if None in parts and claim.apart:
            raise Unclear(claim.said, "Say which part is to have another size.")
        return list(dict.fromkeys(parts))

    def _flat(self, part: Part) -> bool:
        return part == "lid" and self._draft.family == "can"

    def _keeps(self, part: Part | None, axis: Axis) -> bool:
        draft = self._draft
        for claim in self._claims:
            if claim.deed != "keep" or axis not in claim.traits:
                continue
            for target in claim.targets:
                whole = target.reach in ("main", "all") or target.part in _BODIES
                if target.part == part or (whole and (part is None or target.reach == "all")):
                    return True
                if whole and part in draft.entry.main:
                    return True
        return False

    def _scale(
        self, part: Part | None, asked: Sequence[_Scaled], measured: frozenset[Axis]
    ) -> None:
        width = height = 1.0
        if any(value.excess != "too" for _, value in asked):
            # "it is too big, make it smaller" asks for it once.
            asked = [each for each in asked if each[1].excess != "too"]
        for axis in ("width", "height"):
            pure = [
                getattr(value, axis)
                for _, value in asked
                if getattr(value, axis) != 1.0 and (value.width == 1.0 or value.height == 1.0)
            ]
            both = [
                value.width for _, value in asked if value.width != 1.0 and value.height != 1.0
                and (value.width > 1) == (value.height > 1)
            ]  # fmt: skip
            for group in (pure, both):
                if any(each > 1 for each in group) and any(each < 1 for each in group):
                    said = " and ".join(value.said for _, value in asked)
                    raise Unclear(said, "Say one of them.", why=f"“{said}” contradict each other.")
        for claim, value in asked:
            kept_width, kept_height = self._keeps(part, "width"), self._keeps(part, "height")
            by_width = 1.0 if kept_width or "width" in measured else value.width
            by_height = 1.0 if kept_height or "height" in measured else value.height
            kept = (kept_width and value.width != 1.0) or (kept_height and value.height != 1.0)
            if kept and (by_width, by_height) == (1.0, 1.0):
                raise Unclear(
                    claim.said,
                    "Say either what it is to measure, or that it keeps its size.",
                    why=f"It is to keep its size and to become {value.said}.",
                )
            if value.width != 1.0 and value.height != 1.0:
                # "big but narrow" is narrow.
                by_width = by_width if _agrees(value.width, asked, "width") else 1.0
                by_height = by_height if _agrees(value.height, asked, "height") else 1.0
            width, height = width * by_width, height * by_height
        if (width, height) != (1.0, 1.0):
            self._draft.resize(part, width, height)

    def _lengths(self, scaled: bool) -> frozenset[Axis]:
        """Set what was measured in metres; answers along which axes."""
        draft = self._draft
        axes: dict[Axis, Value] = {}
        for claim in self._changes:
            for value in claim.values:
                if value.trait != "length":
                    continue
                self._only_product(claim, value)
                axis: Axis = "width" if value.word == "width" else "height"
                if axis in axes and (axes[axis].amount, axes[axis].relative) != (
                    value.amount, value.relative,
                ):  # fmt: skip
                    raise Unclear(
                        claim.said,
                        "Say one of them.",
                        why=f"{axes[axis].said} and {value.said} contradict each other.",
                    )
                if self._keeps(None, axis):
                    raise Unclear(
                        claim.said,
                        f"Say either {value.said}, or that it keeps its {axis}.",
                        why=f"It is to keep its {axis} and to measure {value.said}.",
                    )
                axes[axis] = value
        for axis, value in axes.items():
            now = draft.metres(axis)
            if value.excess and (value.amount > now) != (value.excess == "grow"):
                raise Unclear(
                    value.said,
                    f"Say “make the {axis} …”.",
                    why=f"The {axis} is {now * 1000:.0f} mm now, so that contradicts itself.",
                )
            draft.measure(axis, now + value.amount if value.relative else value.amount, value.said)
        if scaled and axes and not self._creating:
            said = " and ".join(each.said for each in axes.values())
            self._refuse_both(axes, said)
        return frozenset(axes)

    def _refuse_both(self, axes: dict[Axis, Value], said: str) -> None:
        for claim in self._changes:
            for value in claim.values:
                same = (value.width != 1.0 and "width" in axes) or (
                    value.height != 1.0 and "height" in axes
                )
                if value.trait == "size" and same:
                    raise Unclear(
                        claim.said,
                        "Say one of them.",
                        why=f"{said} and {value.said} are said of the same measure.",
                    )

    def _only_product(self, claim: Claim, value: Value) -> None:
        for target in claim.targets:
            if self._part_alone(target):
                raise Unclear(
                    claim.said,
                    f"Say “20% taller” of the {target.name}, or {value.said} of the "
                    f"{self._draft.family}.",
                    why=f"Only the whole {self._draft.family} can be measured.",
                )

    def _part_alone(self, target: Target) -> bool:
        return target.reach not in ("main", "all") and target.part not in _BODIES

    def _volumes(self) -> None:
        found = [
            (claim, value)
            for claim in self._changes
            for value in claim.values
            if value.trait == "volume"
        ]
        for claim, value in found:
            if value.amount != found[0][1].amount:
                raise Unclear(claim.said, "Say one volume.")
            if not self._draft.hold(value.amount, value.said):
                if not self._creating:
                    raise Unclear(
                        claim.said,
                        "Say how tall or how wide it is to be.",
                        why=f"A {self._draft.family} has no volume here.",
                    )
                self._draft.remark(
                    f"A {self._draft.family} has no volume; “{value.said}” is not built."
                )

    def _corners(self) -> None:
        draft = self._draft
        factor = 1.0
        kept = any(each.deed == "keep" and "rounding" in each.traits for each in self._claims)
        for claim in self._changes:
            for value in claim.values:
                if value.trait != "rounding":
                    continue
                if any(self._part_alone(target) for target in claim.targets) and not any(
                    target.part in draft.entry.main for target in claim.targets
                ):
                    raise Unclear(
                        claim.said,
                        f"Say it of the {draft.family}.",
                        why=f"Only the corners of the whole {draft.family} can be changed.",
                    )
                if draft.family in _ROUNDLESS or kept:
                    why = f"A {draft.family} has no corners to change here."
                    if kept:
                        why = f"It is to keep its corners and to be {value.said}."
                    if not self._creating or kept:
                        raise Unclear(claim.said, "Say what else is to be changed.", why=why)
                    draft.remark(why)
                    continue
                if (factor > 1 and value.width < 1) or (factor < 1 and value.width > 1):
                    raise Unclear(claim.said, "Say “rounder” or “sharper”.")
                self._shape(value)
                factor *= value.width
        if factor != 1.0:
            draft.round(factor)

    def _shape(self, value: Value) -> None:
        """Tell of shapes that are only hinted at by rounder or sharper corners."""
        family = self._draft.family
        if value.said in words.SQUARE and family != "box":
            self._draft.remark(f"A {family} is round here; “{value.said}” made its edges sharper.")
        elif value.said in _ROUND and family == "box":
            self._draft.remark("A box is square here; “round” made its edges softer.")


def _agrees(factor: float, asked: Sequence[_Scaled], axis: Axis) -> bool:
    """Whether nothing that was said of one measure alone says the opposite."""
    for _, value in asked:
        own, other = (value.width, value.height) if axis == "width" else (value.height, value.width)
        if other == 1.0 and own != 1.0 and (own > 1) != (factor > 1):
            return False
    return True
