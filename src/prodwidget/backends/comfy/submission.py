"""Sending a workflow, so that it arrives once, whatever is lost on the way."""

from __future__ import annotations

import time
from collections.abc import Callable

from prodwidget.backends.base import Progress
from prodwidget.backends.comfy.errors import told
from prodwidget.backends.comfy.graph import Graph
from prodwidget.backends.comfy.patience import Patience
from prodwidget.backends.comfy.silence import Silence
from prodwidget.backends.comfy.ticket import Api, Declined, Ticket
from prodwidget.backends.comfy.workflow import PROVIDER
from prodwidget.backends.heeding import Grace, pause
from prodwidget.backends.server import NeverSent, Unanswered
from prodwidget.errors import JobCancelled, ProviderError, SubmissionUnknown

_ATTEMPTS = 4
_WAIT_SECONDS = 2.0
"""The pause where the server asks for none in particular."""

_LONGEST_WAIT_SECONDS = 30.0
"""Where it asks for a longer one, the user is told instead."""


class Submission:
    """One workflow on its way to the server.

    Parameters
    ----------
    draft:
        Its ticket, with the name that it has here.
    fill:
        Hands the pictures over, and answers the workflow with them in it.
    """

    def __init__(
        self,
        api: Api,
        draft: Ticket,
        fill: Callable[[], Graph],
        progress: Progress,
        step: str,
        patience: Patience,
    ) -> None:
        self._api = api
        self._draft = draft
        self._fill = fill
        self._progress = progress
        self._step = step
        self._patience = patience
        self._silence = Silence(patience)

    def send(self) -> Ticket:
        """Send it, and write down what became of it.

        Raises
        ------
        ProviderError
            The server did not take it.
        SubmissionUnknown
            It was sent, and whether the server took it cannot be found out.
        JobLeftRunning
            The server does not answer any more; a later call looks for it.
        JobCancelled
            Nothing of it is left, or ``left_running``.
        """
        graph = self._patiently(self._fill)
        attempts = 0
        while True:
            attempts += 1
            self._progress.stage("sending the workflow")
            # Before it is sent: whoever goes on then knows what to look for.
            self._write(self._api.unsent)
            try:
                return self._taken(self._sent(graph))
            except Declined as declined:
                if declined.code == "idempotency_key_reuse":
                    return self._arrived()
                self._write("failed")
                wait = declined.retry_after or _WAIT_SECONDS
                if not declined.passing or attempts == _ATTEMPTS or wait > _LONGEST_WAIT_SECONDS:
                    raise told(declined) from declined
                self._progress.stage("asking ComfyUI again shortly", detail=declined.message)
                pause(wait, self._progress.raise_if_cancelled)
                if declined.code == "missing_asset":
                    graph = self._patiently(self._fill)
            except Unanswered as lost:
                found = self.found()
                if found is not None:
                    return found
                if attempts == _ATTEMPTS and not isinstance(lost, NeverSent):
                    self._write("failed")
                    raise ProviderError(
                        f"ComfyUI did not take the workflow, {attempts} times: {lost}.",
                        code="provider",
                        provider=PROVIDER,
                        hint="See what it prints where it runs, then try again.",
                    ) from lost
                self._silence.goes_on(lost)
                self._progress.stage("sending the workflow again", detail=str(lost))
                pause(self._silence.pause, self._progress.raise_if_cancelled)

    def found(self) -> Ticket | None:
        """The job, where the workflow arrived though its answer did not; raises as :meth:`send`.

        ``None`` where it did not arrive, or where sending it again is what tells.
        """
        until = time.monotonic() + self._patience.settle
        self._progress.stage("looking for the job")
        while True:
            try:
                ticket = self._api.find(self._draft)
            except Declined:
                return None
            except Unanswered as lost:
                if self._api.unsent == "unknown":
                    return None
                self._silence.goes_on(lost)
            else:
                if ticket is not None:
                    return self._taken(ticket)
                # A workflow is checked before it is seen in the queue.
                if time.monotonic() >= until:
                    return None
            pause(self._patience.poll, self._progress.raise_if_cancelled)

    def _sent(self, graph: Graph) -> Ticket:
        heed, server = self._progress.raise_if_cancelled, self._api.server
        server.heed = Grace(heed, self._patience.cancel / 2, lambda: server.sent)
        try:
            return self._api.send(self._draft, graph)
        except JobCancelled:
            if not server.sent:
                self._write("failed")
            raise
        finally:
            server.heed = heed

    def _arrived(self) -> Ticket:
        """The job that an earlier request made, which the server does not tell by itself."""
        found = self.found()
        if found is not None:
            return found
        raise SubmissionUnknown(
            "The workflow was sent before, and ComfyUI's server does not tell which job it became.",
            hint=f"Look at its list of jobs. {SubmissionUnknown.CHOICES}",
        )

    def _taken(self, ticket: Ticket) -> Ticket:
        self._progress.checkpoint(self._step, ticket.written())
        return ticket

    def _write(self, outcome: str) -> None:
        self._progress.checkpoint(self._step, self._draft.written(outcome))

    def _patiently(self, ask: Callable[[], Graph]) -> Graph:
        """What costs nothing, asked until there is an answer."""
        while True:
            try:
                answer = ask()
            except Declined as declined:
                raise told(declined) from declined
            except Unanswered as lost:
                self._silence.goes_on(lost)
                self._progress.stage("sending the picture again", detail=str(lost))
                pause(self._silence.pause, self._progress.raise_if_cancelled)
            else:
                self._silence.ends()
                return answer
