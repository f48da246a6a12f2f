"""Tells listeners that a session changed, in whichever kernel."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from prodwidget.errors import ProdwidgetError
from prodwidget.store.store import ProductStore

WAIT_SECONDS = 5.0
"""How long one blocking read of the event stream lasts: under the store's answer time."""

RECONNECT_SECONDS = 0.5

log = logging.getLogger(__name__)


class Watch:
    """One thread that follows a session's event stream while anyone listens."""

    def __init__(self, store: ProductStore) -> None:
        self._store = store
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; answers a function that ends it."""
        with self._lock:
            self._listeners.append(listener)
            if self._thread is None:
                after = self._store.last_event()
                self._thread = threading.Thread(
                    target=self._follow, args=(after,), name="prodwidget-watch", daemon=True
                )
                self._thread.start()

        def remove() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return remove

    def close(self) -> None:
        """Forget every listener; the thread ends by itself."""
        with self._lock:
            self._listeners.clear()

    def _follow(self, after: str) -> None:
        away = threading.Event()
        while True:
            with self._lock:
                if not self._listeners:
                    self._thread = None
                    return
            try:
                events = self._store.wait_for_events(after, WAIT_SECONDS)
            except ProdwidgetError as error:
                log.debug("the store is away: %s", error)
                away.wait(RECONNECT_SECONDS)
                continue
            if not events:
                continue
            after = events[-1].id
            for listener in tuple(self._listeners):
                try:
                    listener()
                except Exception:
                    log.exception("a listener of session %s failed", self._store.session)
