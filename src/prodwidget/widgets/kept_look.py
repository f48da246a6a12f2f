"""Keeps a Studio's look with its session, and follows what others choose there."""

from __future__ import annotations

import contextlib
import logging
import threading
import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from ipywidgets.widgets.widget import Widget
from traitlets import TraitError

from prodwidget.errors import ProdwidgetError, StoreError
from prodwidget.widgets.lifetime import weakly
from prodwidget.widgets.look import KEPT, LookTraits

if TYPE_CHECKING:
    from prodwidget.records import Environment, Look
    from prodwidget.session import Pipeline

SETTLE_SECONDS = 0.25
"""A slider that is pulled is kept where it was let go, and now and then on the way."""

log = logging.getLogger(__name__)


class KeptLook:
    """The look of a Studio and that of its session, in step. Any thread may call it."""

    def __init__(self, studio: LookTraits, given: Iterable[str]) -> None:
        self._studio = weakref.ref(studio)
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None
        self._chosen = set(given) & set(KEPT)
        """Settings that are not in the store yet."""
        self._known: dict[str, Any] = {}
        """What the store is known to hold."""
        self._timer: threading.Timer | None = None
        studio.observe(weakly(self.changed), list(KEPT))

    def open(self, pipeline: Pipeline) -> None:
        """Take what the session keeps, but for what was given to the Studio, which is kept now."""
        self._pipeline = pipeline
        self.follow()
        self.keep()

    def follow(self) -> None:
        """Take what others chose."""
        studio, pipeline = self._studio(), self._pipeline
        if studio is None or pipeline is None:
            return
        try:
            look = pipeline.look
        except ProdwidgetError as error:
            log.debug("the look cannot be read: %s", error)
            return
        settings = _settings(look)
        with self._lock:
            self._known = settings
            taken = {name: settings[name] for name in KEPT if name not in self._chosen}
        with cast(Widget, studio).hold_sync():
            for name, value in taken.items():
                # What another version, or another's file, holds there may be nothing for this one.
                with contextlib.suppress(TraitError):
                    setattr(studio, name, value)

    def changed(self, change: Any) -> None:
        """A setting of the Studio is another one: it is kept soon."""
        name, value = change["name"], change["new"]
        with self._lock:
            if self._known.get(name, _UNKNOWN) == value and name not in self._chosen:
                return
            self._chosen.add(name)
            if self._timer is not None or self._pipeline is None:
                return
            self._timer = threading.Timer(SETTLE_SECONDS, _keep, (weakref.ref(self),))
            self._timer.daemon = True
            self._timer.name = "prodwidget-look"
            self._timer.start()

    def keep(self) -> None:
        """Keep what was chosen; where the store is away, with the next change."""
        studio, pipeline = self._studio(), self._pipeline
        with self._lock:
            self._timer = None
            names, self._chosen = self._chosen, set()
            # Before what others chose can take their place.
            chosen = {name: getattr(studio, name) for name in names}
        if studio is None or pipeline is None or not names:
            return
        try:
            if chosen.get("environment") is not None:
                chosen["environment"] = _kept_light(studio, pipeline, chosen["environment"])
            known = _settings(pipeline.set_look(**chosen))
        except StoreError as error:
            log.debug("the look cannot be kept: %s", error)
            with self._lock:
                self._chosen |= names
        except ProdwidgetError as error:
            # It would be refused again, and all else with it.
            log.debug("the look is refused: %s", error)
        else:
            with self._lock:
                self._known = known

    def close(self) -> None:
        """Keep what is not kept yet, and hear no more."""
        with self._lock:
            waiting, self._timer = self._timer, None
        if waiting is not None:
            waiting.cancel()
            self.keep()
        self._pipeline = None


_UNKNOWN = object()


def _keep(reference: weakref.ref[KeptLook]) -> None:
    if (alive := reference()) is not None:
        alive.keep()


def _kept_light(studio: LookTraits, pipeline: Pipeline, light: dict[str, Any]) -> Environment:
    """A light as the session refers to it: the bytes of one that came from code are kept first."""
    from prodwidget.records import Environment

    data = studio.own_file(light["sha256"])
    if data is not None:
        return pipeline.keep_environment(data, name=light["name"])
    return Environment(**light)


def _settings(look: Look) -> dict[str, Any]:
    return look.model_dump(mode="json")
