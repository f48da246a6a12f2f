"""What a session spent, what it may spend, and what the next steps cost; in US dollars, about."""

from __future__ import annotations

from prodwidget.backends import Backend, PricedBackend
from prodwidget.errors import ConfigurationError, SpendCapReached
from prodwidget.records import JobRecord, Money, ProductIteration, Step, microdollars
from prodwidget.store import SessionStore
from prodwidget.work import Worker


class Ledger:
    """A session's money, as the store has it for every kernel."""

    def __init__(self, store: SessionStore, worker: Worker, backend: Backend) -> None:
        self._store = store
        self._jobs = store.jobs
        self._worker = worker
        self._backend = backend

    @property
    def spent(self) -> float:
        """What the session's requests to providers cost so far."""
        return self._jobs.spent()

    @property
    def cap(self) -> float | None:
        """What the session may spend in all; ``None`` where that has no limit."""
        return self._jobs.cap()

    @cap.setter
    def cap(self, usd: float | None) -> None:
        if usd is not None and not (isinstance(usd, int | float) and 0 <= usd < 1e9):
            raise ConfigurationError(
                f"A spending cap is an amount of US dollars, and not {usd!r}.",
                hint="Give such as 5.0, or None for no cap.",
            )
        self._jobs.set_cap(usd)

    def money(self, head: ProductIteration | None) -> Money | None:
        """What was spent and what the next steps cost; ``None`` where that is nothing."""
        spent = self.spent
        # An operation may have cost something where the session's own backend never does.
        if not spent and not isinstance(self._backend, PricedBackend):
            return None
        return Money(
            spent=spent,
            next_create=self._worker.estimate(self._imagined("create"), None),
            next_edit=self._worker.estimate(self._imagined("edit"), head),
            cap=self.cap,
        )

    def refuse_above_cap(self, record: JobRecord) -> None:
        """Raise :class:`SpendCapReached` where a job would take the session above its cap."""
        cap = self.cap
        if cap is None:
            return
        parent = self._store.iteration(record.parent) if record.parent else None
        about = self._worker.estimate(record, parent)
        spent = self.spent
        if microdollars(spent) + microdollars(about) > microdollars(cap):
            raise SpendCapReached(
                f"This run costs about ${about:.2f}; the session has spent about ${spent:.2f}, and "
                f"its cap is ${cap:.2f}.",
                hint="Raise it with pipeline.spend_cap, or start another session.",
            )

    def _imagined(self, step: Step) -> JobRecord:
        """A job like the next one, as far as anybody knows."""
        return JobRecord(
            id="",
            kind=step,
            prompt="",
            seed=0,
            backend=self._backend.name,
            parent=None,
            head=None,
            started_at="",
            owner="",
        )
