"""Holds a job's claim on its session, and tells the session how far the job is."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from prodwidget.errors import JobTakenOver, ProdwidgetError
from prodwidget.records import ProductStatus
from prodwidget.store import JobStore, Wishes

TELLING_SECONDS = 0.05
"""Statuses are written at most so often; of those in between, only the newest is."""

log = logging.getLogger(__name__)


class Lease:
    """Renews a claim while the work runs, on a thread of its own.

    The work does not wait for a status to be written, since a status is only shown. The store
    takes nothing from a job that has ended, so that one can never be written after the end.

    Parameters
    ----------
    jobs, job, token:
        What is claimed.
    heed:
        Called with what was asked of the job.
    """

    def __init__(
        self, jobs: JobStore, job: str, token: str, heed: Callable[[Wishes], None]
    ) -> None:
        self._jobs = jobs
        self._job = job
        self._token = token
        self._heed = heed
        self._changed = threading.Condition()
        # A status that is on its way is not to arrive after a later one.
        self._writing = threading.Lock()
        self._status: ProductStatus | None = None
        self._over = True
        self.lost = False
        """Whether another worker holds the claim now."""

    def __enter__(self) -> None:
        self._over = False
        threading.Thread(target=self._hold, name="prodwidget-lease", daemon=True).start()

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()

    def tell(self, status: ProductStatus) -> None:
        """Have a status written soon, in place of any that is not written yet."""
        with self._changed:
            self._status = status
            self._changed.notify()

    def write(self, status: ProductStatus) -> bool:
        """Write a status before anything else is done, and answer whether it is in the store."""
        with self._writing:
            with self._changed:
                self._status = None
            return self._update(status)

    def renew(self) -> None:
        """Hear at once what is asked of the job."""
        with self._writing:
            self._update(None)

    def _hold(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._over or self._status is not None, self._jobs.lease_seconds / 3
                )
                if self._over or self.lost:
                    return
            with self._writing:
                with self._changed:
                    status, self._status = self._status, None
                self._update(status)
            time.sleep(TELLING_SECONDS)

    def _update(self, status: ProductStatus | None) -> bool:
        try:
            self._heed(self._jobs.update(self._job, self._token, status=status))
            return True
        except JobTakenOver:
            self.lost = not self._over
        except ProdwidgetError as error:
            log.debug("a status was not written, or the lease not renewed: %s", error)
        return False
