"""ModelViewer: a widget that shows one model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from ipywidgets.widgets.widget_layout import Layout

from prodwidget.errors import ProdwidgetError
from prodwidget.widgets.export import MOST_BYTES, Page, write_page
from prodwidget.widgets.front_end import loader
from prodwidget.widgets.given import NOTHING, Given
from prodwidget.widgets.lifetime import LIFETIMES, weakly
from prodwidget.widgets.look import LookTraits
from prodwidget.widgets.messages import PageMessages
from prodwidget.widgets.motion import MotionTraits
from prodwidget.widgets.parts import PartTraits
from prodwidget.widgets.settings import checked_camera
from prodwidget.widgets.shots import Shots
from prodwidget.widgets.sources import Source
from prodwidget.widgets.stills import Still, Stills
from prodwidget.widgets.wanted import Wanted

LEAST_PIXELS, MOST_PIXELS = 120, 4000
"""Of a viewer's height."""


class ModelViewer(Shots, LookTraits, MotionTraits, PartTraits, anywidget.AnyWidget):
    """Shows one model, and is a widget like any other: lay it out, link it, observe it.

    Parameters
    ----------
    source:
        What to show: an ``https:``, ``http:`` or ``data:`` URL, a path, the bytes of a GLB, a
        trimesh scene or mesh, an iteration, or a pipeline. A pipeline is followed: the viewer
        shows its head, whoever moves it.
    lighting:
        ``str``: ``"studio"`` (the default), ``"softbox"``, ``"daylight"`` or ``"dramatic"``.
    exposure:
        ``float``, in steps that double the light, -3 to 3; 0 by default.
    ground:
        ``str``, what the model stands on: ``"shadow"`` (the default), ``"grid"``, whose cells are
        1, 10, 100 … millimetres (or tenths, ones, tens of inches), or ``"none"``.
    field_of_view:
        ``float``, in degrees from the lower edge of the view to the upper one, 15 to 75; 24 by
        default. The model keeps its size when it changes.
    environment:
        A photograph of light in place of ``lighting``, equirectangular: the path, the ``https://``
        address or the bytes of a .hdr or .exr file, up to 16 MB; ``None`` by default. Read back, it
        is a ``dict`` of its ``sha256``, ``size`` in bytes and ``name``.
    environment_rotation:
        ``float``, in degrees that the light is turned about the upright axis, -180 to 180; 0 by
        default.
    units:
        ``str``: ``"mm"`` (the default) or ``"in"``.
    ruler:
        ``bool``, ``False`` by default: draw width, height and depth over the model.
    background:
        ``str``: ``"auto"`` (the default: what the notebook's theme has) or any CSS colour.
    wireframe:
        ``bool``, ``False`` by default: draw edges only.
    camera:
        ``dict`` or ``None``: ``{"position": [x, y, z], "target": [x, y, z]}`` in the model's own
        metres, y up. It is written here whenever the camera comes to rest after someone moved it,
        and stays there then. With ``None``, the default, it fits whatever is shown, at any size.
    height:
        ``"auto"``, the default: as high as what is seen at once of the place the widget stands in,
        480 pixels at most for a viewer and 900 for a Studio. Or ``int``, in CSS pixels, 120 to
        4000: the height of the 3D view, whatever stands below it. The width is what ``layout``
        says.
    memory_budget:
        ``int``, in megabytes, 256 by default: how much of the GPU models that were shown lately may
        take, so that going back to one takes one frame. All viewers of a page share it; the one
        that was shown last decides.
    selected:
        ``str``: the part that is selected, such as ``"lid"``; empty, the default, for none. It is
        written here when someone clicks a part, and :attr:`parts` has the names that there are.
    hidden:
        ``list`` of ``str``: parts that are not drawn.
    solo:
        ``str``: the only part that is drawn; empty, the default, for all of them.
    animation, animation_time, playing, loop, variant, file_camera, turning:
        What of a file's own animations, variants and cameras is shown, and the turntable:
        :class:`~prodwidget.widgets.motion.MotionTraits`.
    layout:
        An ``ipywidgets.Layout``, or a ``dict`` for one; as wide as there is room for by default.

    All but ``source`` are traits: set them at any time, ``observe`` them, link
    them with ``jslink``. :meth:`show` shows something else.

    Raises
    ------
    ModelError
        The file is not a binary glTF 2.0 model, or the scene cannot be written as one.
    """

    _esm = loader()

    kind = traitlets.Unicode("viewer", help="Which widget the page draws; not to be set.").tag(
        sync=True
    )
    source = traitlets.Dict(
        allow_none=True,
        default_value=None,
        help="Where the model is had from; set by show().",
    ).tag(sync=True)
    camera = traitlets.Dict(
        allow_none=True,
        default_value=None,
        help='{"position": [x, y, z], "target": [x, y, z]} in metres, y up; None frames the model.',
    ).tag(sync=True)
    height: traitlets.Union = traitlets.Union(
        [traitlets.Enum(["auto"]), traitlets.Int(min=LEAST_PIXELS, max=MOST_PIXELS)],
        default_value="auto",
        help='Height of the 3D view in CSS pixels, or "auto": as high as there is room for.',
    ).tag(sync=True)
    memory_budget = traitlets.Int(
        256, min=0, help="Megabytes on the GPU for models that were shown lately."
    ).tag(sync=True)
    label = traitlets.Unicode(
        "", help="What the model's backend says of itself; set with the source."
    ).tag(sync=True)

    _settings: ClassVar[tuple[str, ...]] = (
        *LookTraits._look,
        "camera",
        "height",
        "memory_budget",
        "selected",
        "hidden",
        "solo",
        *MotionTraits._motion_settings,
    )

    _identifying: ClassVar[tuple[str, ...]] = ("source",)
    """Traits that say which model is shown."""

    # Of the class, since ipywidgets closes what was only half made, too.
    _given: Given = NOTHING

    def __init__(self, source: Source | None = None, **settings: Any) -> None:
        _refuse_unknown(type(self).__name__, settings, (*self._settings, "layout"))
        # What is among the settings may bring its bytes along.
        self._files: dict[str, bytes] = {}
        super().__init__(**settings)
        self._stills = Stills()
        self.messages = PageMessages(self, lambda message, buffers: self.send(message, buffers))
        self.on_msg(self.messages.receive)
        self._wanted = Wanted(self.send)
        self.observe(lambda _: self._stills.follow(self._still()), self._identifying)
        if source is not None:
            self.show(source)

    def show(self, source: Source) -> None:
        """Show something else; the model on screen stays until the new one can be drawn."""
        given = Given(source, weakly(self._adopt))
        self._given.end()
        self._given = given
        self._adopt(given)

    def _adopt(self, _: Given) -> None:
        """Tell the page what is given now; while that is nothing yet, what was before stays."""
        if self._given.source:
            self.label = self._given.label
            self.source = self._given.source

    @traitlets.default("layout")
    def _full_width(self) -> Layout:
        # A canvas has no width of its own, and in a row would get none.
        return Layout(width="100%")

    @traitlets.validate("camera")
    def _only_finite(self, proposal: Any) -> Any:
        return checked_camera(proposal["value"])

    @traitlets.observe("comm")
    def _hear_while_busy(self, change: Any) -> None:
        # ipykernel 7.4 hands a page's messages to the thread that last spoke to the page, whichever
        # subshell they were sent on. Where that was a running cell, they would wait for its end.
        if hasattr(change["new"], "_reply_subshell_for"):
            change["new"]._reply_subshell_for = _as_sent

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.source['id'] if self.source else 'nothing'}>"

    def close(self) -> None:
        """Take the widget away and stop following its pipeline."""
        self._given.end()
        super().close()

    def export_html(self, path: str | Path, *, most_bytes: int = MOST_BYTES) -> Path:
        """Write what is shown as one HTML file that needs no kernel and no network.

        Parameters
        ----------
        path:
            Where to; a file that is there is replaced.
        most_bytes:
            What the models in it may weigh in all, 64 MB by default; they are compressed.

        Raises
        ------
        ExportError
            Nothing is shown yet, the model is too large or only at a URL, or the file cannot be
            written.
        ModelError
            What a ``data:`` URL carries is no GLB.
        """
        return write_page(self._page(most_bytes), path)

    def _page(self, most_bytes: int) -> Page:
        source, model = self._given.carried(most_bytes)
        traits = {name: getattr(self, name) for name in ("kind", *self._settings, "label")}
        traits["source"] = source
        return Page(self._given.title, "", traits, {source["sha256"]: model}, self._lights())

    def _lights(self) -> dict[str, bytes]:
        """What a page needs to be lit as the viewer is."""
        if self.environment is None:
            return {}
        digest = self.environment["sha256"]
        return {digest: self.file(digest)}

    def _ipython_display_(self) -> None:
        LIFETIMES.shown(self)
        self._stills.show(self, self._still())

    def _still(self) -> Still:
        """What stands for the widget where it cannot run."""
        return Still(self.source["id"] if self.source else "", self._given.title, self.label)

    # What pages ask: prodwidget.widgets.messages.Answers

    def file(self, digest: str) -> bytes:
        """The bytes of what is shown, by their SHA-256; raises :class:`ArtifactMissing`."""
        own = self.own_file(digest)
        return self._given.file(digest) if own is None else own

    def keep_picture(self, shown: str, picture: bytes) -> None:
        """Take a page's picture of what is shown, to stand for it where no widget can run."""
        self._stills.keep(shown, picture, self._still())

    def carry_out(self, command: dict[str, Any], buffers: list[memoryview]) -> Any:
        """Carry out a page's command: a viewer knows those about its parts and its pictures."""
        if command.get("type") == "part_click":
            # Loads the records, which a viewer of a file does without.
            from prodwidget.widgets.asked import asked_part

            self._part_clicked(asked_part(command))
            return None
        done = self._take_shot(command, buffers)
        if done is not NotImplemented:
            return done
        raise ProdwidgetError(f"A viewer knows no command {command.get('type')!r}.")


def _as_sent(_: object, subshell: str | None) -> str | None:
    """The subshell that a page sent a message on."""
    return subshell


def _refuse_unknown(name: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
    unknown = [each for each in given if each not in known]
    if unknown:
        raise TypeError(f"{name} has no setting {unknown[0]!r}; it has {', '.join(known)}.")
