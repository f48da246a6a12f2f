"""Follows a session's event stream, and tells listeners what changed in whichever kernel."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from prodwidget.errors import ProdwidgetError
from prodwidget.store import Event, SessionStore

WAIT_SECONDS = 5.0
"""How long one blocking read of the event stream lasts: under the store's answer time."""

RECONNECT_SECONDS = 0.25
"""Pause between two attempts to reach a store that is away."""

CATCH_UP_SECONDS = 5.0
"""Longest wait for listeners: one of them may itself wait for the thread that waits here."""

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]

LOST = Event("", 0, "lost", {})
"""The store does not answer; listeners hear no changes until ``BACK``."""

BACK = Event("", 0, "back", {})
"""The store answers again; what changed meanwhile follows, event by event."""

RESYNC = Event("", 0, "resync", {})
"""Events were missed, or the store lost them: read everything anew."""


class Watch:
    """One thread that follows a session while anyone listens.

    Each event is told once and in order. What happens while the store is away is told when it is
    back, from where the stream was left; where that part of the stream is gone, ``RESYNC`` is.
    """

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self._idle: Callable[[], None] | None = None
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._connected = True
        self._told = threading.Condition()
        self._number = 0

    @property
    def connected(self) -> bool:
        """Whether the store answered when it was last asked."""
        return self._connected

    def when_idle(self, call: Callable[[], None]) -> None:
        """Call this at first and then every ``WAIT_SECONDS`` or so, on the watching thread."""
        self._idle = call

    def start(self) -> None:
        """Follow the session from now on; :meth:`add` does it too."""
        with self._lock:
            if self._thread is not None or self._stopped.is_set():
                return
            newest = self._store.last_event()
            self._number = newest.number if newest else 0
            self._thread = threading.Thread(
                target=self._follow,
                args=(newest.id if newest else "0-0",),
                name="prodwidget-watch",
                daemon=True,
            )
            self._thread.start()

    def add(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change; answers a function that ends it."""
        self.start()
        with self._lock:
            self._listeners.append(listener)

        def remove() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return remove

    def catch_up(self) -> None:
        """Wait until the listeners were told all that has happened so far, where they can be.

        Whoever has just written can then count on what follows the session in this process. Waits
        neither for a store that is away nor for the watching thread on that thread itself.
        """
        if self._thread is None or self._thread is threading.current_thread():
            return
        try:
            newest = self._store.last_event()
        except ProdwidgetError as error:
            log.debug("the store is away: %s", error)
            return
        if newest is not None:
            with self._told:
                self._told.wait_for(
                    lambda: (
                        self._number >= newest.number
                        or not self._connected
                        or self._stopped.is_set()
                    ),
                    CATCH_UP_SECONDS,
                )

    def close(self) -> None:
        """Forget every listener; the thread ends by itself."""
        self._stopped.set()
        with self._lock:
            self._listeners.clear()
        with self._told:
            self._told.notify_all()

    def _follow(self, after: str) -> None:
        idled = -WAIT_SECONDS
        while not self._stopped.is_set():
            try:
                if not self._connected:
                    after = self._return(after)
                if time.monotonic() - idled >= WAIT_SECONDS:
                    idled = time.monotonic()
                    self._when_idle()
                events = self._store.wait_for_events(after, WAIT_SECONDS)
            except ProdwidgetError as error:
                log.debug("the store is away: %s", error)
                if self._connected:
                    self._connected = False
                    self._tell(LOST)
                    # Nobody is to wait for what cannot be told.
                    self._reach(self._number)
                self._stopped.wait(RECONNECT_SECONDS)
                continue
            for event in events:
                if event.number != self._number + 1:
                    self._tell(RESYNC)
                if event.number:
                    self._tell(event)
                    self._reach(event.number)
                after = event.id

    def _when_idle(self) -> None:
        if self._idle is None:
            return
        try:
            self._idle()
        except ProdwidgetError:
            raise
        except Exception:
            log.exception("what is done while session %s rests failed", self._store.session)

    def _return(self, after: str) -> str:
        newest = self._store.last_event()
        self._connected = True
        self._tell(BACK)
        number = newest.number if newest else 0
        if number >= self._number:
            return after
        self._tell(RESYNC)
        self._reach(number)
        return newest.id if newest else "0-0"

    def _reach(self, number: int) -> None:
        with self._told:
            self._number = number
            self._told.notify_all()

    def _tell(self, event: Event) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(event)
            except Exception:
                log.exception("a listener of session %s failed", self._store.session)
