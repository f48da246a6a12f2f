"""What of a file a viewer plays, wears and looks through: traits of every viewer."""

from __future__ import annotations

import math
from typing import Any, ClassVar, TypedDict

import traitlets
from traitlets import TraitError


class FileAnimation(TypedDict):
    """An animation that a file has: ``FileAnimation`` of ``js/contract.ts``."""

    name: str
    duration: float
    """Seconds."""


class FiniteSeconds(traitlets.Float[float, Any]):
    """Seconds, finite and not below zero."""

    def validate(self, obj: Any, value: Any) -> float:
        """The value as a float; raises :class:`TraitError` where it is no such number."""
        seconds = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        if seconds is None or not math.isfinite(seconds) or seconds < 0:
            raise TraitError(f"{self.name} is a number of seconds from 0 on, and not {value!r}.")
        return float(seconds)


class MotionTraits(traitlets.HasTraits):
    """Animations, variants and cameras that a file has, and the viewer's turntable.

    What a file has, pages tell once it is on screen: ``animations``, ``variants`` and ``cameras``
    are empty until then.

    Parameters
    ----------
    animation:
        ``str``, ``int`` or ``None``: an animation by its name, or by its place (0 is the first).
        With ``None``, the default, the model stands as its file has it, until something is played.
        A name or a place that the file does not have is nothing.
    animation_time:
        ``float``, in seconds, 0 by default: where in the animation it stands. Set it to show
        another time. It is written here when an animation is paused, stepped or scrubbed to, and
        not while it plays.
    playing:
        ``bool``, ``False`` by default. A page whose user asks for less motion
        (``prefers-reduced-motion``) does not begin by itself, and sets it back.
    loop:
        ``bool``, ``True`` by default: begin anew at the end.
    variant:
        ``str``: one of ``variants`` (``KHR_materials_variants``); empty, the default, for what the
        file shows first.
    file_camera:
        ``str``: one of ``cameras``; empty, the default, for the viewer's own. It is empty again
        once somebody moves the camera.
    turning:
        ``bool``, ``False`` by default: turn slowly about the product. A touch in the view (pointer,
        key, wheel) ends it. As with ``playing``, it does not begin by itself for those who ask for
        less motion.
    """

    animation = traitlets.Union(
        [traitlets.Unicode(), traitlets.Int(min=0)],
        allow_none=True,
        default_value=None,
        help="By name, or by its place from 0 on; None for the model as its file has it.",
    ).tag(sync=True)
    animation_time = FiniteSeconds(
        0.0, help="Seconds; told when it is paused, stepped or scrubbed to."
    ).tag(sync=True)
    playing = traitlets.Bool(False, help="Whether the animation plays.").tag(sync=True)
    loop = traitlets.Bool(True, help="Whether it begins anew at its end.").tag(sync=True)
    variant = traitlets.Unicode("", help="One of variants; empty for what is shown first.").tag(
        sync=True
    )
    file_camera = traitlets.Unicode(
        "", help="One of the file's cameras; empty for the viewer's own."
    ).tag(sync=True)
    turning = traitlets.Bool(False, help="Turn slowly, until the view is touched.").tag(sync=True)
    animations: traitlets.List[FileAnimation] = traitlets.List(
        help='What the file has: {"name": …, "duration": seconds}; told by the page.'
    ).tag(sync=True)
    variants: traitlets.List[str] = traitlets.List(
        traitlets.Unicode(), help="Names of the file's variants; told by the page."
    ).tag(sync=True)
    cameras: traitlets.List[str] = traitlets.List(
        traitlets.Unicode(), help="Names of the file's cameras; told by the page."
    ).tag(sync=True)

    _motion_settings: ClassVar[tuple[str, ...]] = (
        "animation",
        "animation_time",
        "playing",
        "loop",
        "variant",
        "file_camera",
        "turning",
    )

    @traitlets.validate("animation")
    def _no_truth_values(self, proposal: Any) -> Any:
        # Which are whole numbers to Python, and none to whoever writes playing=True here.
        if isinstance(proposal["value"], bool):
            raise TraitError(
                f"An animation is a name, a place from 0 on, or None, and not {proposal['value']}. "
                "playing=True plays it."
            )
        return proposal["value"]
