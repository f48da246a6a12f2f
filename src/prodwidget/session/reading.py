"""What can be read of a session; nothing here changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import Backend
from prodwidget.errors import SessionNotFound
from prodwidget.records import JobRecord, Money, ProductIteration, ProductState, ProductStatus
from prodwidget.session.archive import export_archive
from prodwidget.session.iterations import IterationSequence, Page, id_of, picture_of
from prodwidget.session.ledger import Ledger
from prodwidget.session.watch import Listener, Watch
from prodwidget.store import SessionStore, read_session
from prodwidget.surfaces import Surface
from prodwidget.work import Job, Worker


class SessionReader:
    """A session's history, its status and what it cost, as everyone may see them."""

    surface: Surface
    """What its sessions make."""

    _store: SessionStore
    _artifacts: ArtifactStore
    _backend: Backend
    _worker: Worker
    _watch: Watch
    _ledger: Ledger

    @property
    def session(self) -> str:
        """The session's name."""
        return self._store.session

    @property
    def backend(self) -> Backend:
        """What makes the products."""
        return self._backend

    @property
    def store(self) -> SessionStore:
        """The session's records in Redis, for programs that need more than a pipeline offers."""
        return self._store

    @property
    def artifacts(self) -> ArtifactStore:
        """Where the files of the iterations are."""
        return self._artifacts

    @property
    def state(self) -> ProductState:
        """The session as it stands in the store."""
        return self._store.state()

    @property
    def status(self) -> ProductStatus:
        """What the session is doing, in whichever kernel."""
        return self._store.jobs.status()

    @property
    def spent(self) -> float:
        """What the session's requests to providers cost so far, about, in US dollars."""
        return self._ledger.spent

    @property
    def money(self) -> Money | None:
        """What was spent and the next runs will cost, about; ``None`` where that is nothing."""
        state = self._store.state()
        return self._ledger.money(state.iterations[-1] if state.iterations else None)

    @property
    def connected(self) -> bool:
        """Whether the store answered when it was last asked."""
        return self._watch.connected

    @property
    def unfinished(self) -> list[JobRecord]:
        """Jobs that run or were left before they were done; :meth:`recover` goes on with one."""
        return self._store.jobs.unfinished()

    @property
    def job(self) -> Job | None:
        """The newest job of this pipeline."""
        return self._worker.job

    @property
    def iterations(self) -> IterationSequence:
        """The active line, root to head; read by page."""
        return self._sequence(self._store.line_length, self._store.line)

    @property
    def history(self) -> IterationSequence:
        """Every iteration of the session, oldest first, discarded ones included."""
        return self._sequence(self._store.history_length, self._store.history)

    def iteration(self, id: str) -> ProductIteration:
        """One iteration by its id; raises :class:`IterationNotFound`."""
        return self._store.iteration(id)

    def off_line(self, limit: int) -> list[ProductIteration]:
        """The newest iterations that are not on the active line, newest first."""
        return self._store.off_line(limit)

    def newest(self, start: int, stop: int) -> list[ProductIteration]:
        """Iterations ``start`` to ``stop`` (exclusive) of the whole history, newest first."""
        return self._store.newest(start, stop)

    def numbers(self, iterations: Iterable[str | ProductIteration]) -> dict[str, int]:
        """The numbers of iterations by id: their places in the order of their making, from 1.

        ``history[number - 1]`` is the iteration; a number stays, whatever line it is on.
        """
        return self._store.numbers([id_of(each) for each in iterations])

    def model(self, iteration: ProductIteration) -> bytes:
        """The GLB of an iteration; raises :class:`ArtifactMissing`."""
        return self._artifacts.read(iteration.model.sha256)

    def export(self, path: str | Path) -> Path:
        """Write the session and its artifacts to one file, as :meth:`Sessions.export` does.

        Warns about artifacts that were not there to be written.

        Raises
        ------
        SessionNotFound
            Nothing was made in it yet.
        ArchiveError
            The file cannot be written.
        """
        snapshot = read_session(self._store.commands)
        if snapshot is None:
            raise SessionNotFound(
                f"There is nothing in {self.session!r} yet.", hint="Create a product first."
            )
        return export_archive(
            Path(path).expanduser(), self.surface.name, self.session, snapshot, self._artifacts
        )

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` (on the watching thread) whenever the session changes, wherever.

        It gets each event once and in order: ``commit``, ``rewind``, ``restore``, ``mark`` and so
        on, and ``lost``, ``back`` and ``resync`` as the connection comes and goes. Answers a
        function that ends it.
        """
        return self._watch.add(listener)

    def _sequence(self, length: Callable[[], int], page: Page) -> IterationSequence:
        return IterationSequence(length, page, picture_of(self.surface, self._artifacts))
