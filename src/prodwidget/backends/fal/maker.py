"""What all that makes models on fal has in common: one request that is paid for once."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.fal.endpoint import PROVIDER, Endpoint
from prodwidget.backends.fal.errors import REQUESTS_PAGE
from prodwidget.backends.fal.finding import Kind, find_endpoint, known
from prodwidget.backends.fal.patience import Patience
from prodwidget.backends.fal.platform import PLATFORM
from prodwidget.backends.fal.request import Ticket, is_id
from prodwidget.backends.heeding import heeded, never
from prodwidget.backends.options import Option
from prodwidget.backends.steps import ModelResult as ModelResult
from prodwidget.errors import (
    JobCancelled,
    ProdwidgetError,
    PromptError,
    ProviderError,
    SubmissionUnknown,
)
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import utc_now

if TYPE_CHECKING:
    from prodwidget.backends.download import FileRules
    from prodwidget.backends.fal.job import Answer, FalJob
    from prodwidget.backends.fal.queue import FalQueue

FILE_HOSTS = ("fal.media", "storage.googleapis.com")
"""Where fal keeps what its models make."""

_PRICE_SECONDS = 2.0
"""How long the price of what was billed is waited for, once the model is there."""

Arguments = dict[str, JsonValue]
Delivered = TypeVar("Delivered")
_Delivered = tuple[bytes, tuple[GeneratedFile, ...], list[str]]
"""A model, what came with it, and sentences of what was left at fal."""


class FalMaker:
    """Has an endpoint make models; every request is paid for once, whatever dies on the way.

    Parameters
    ----------
    endpoint:
        The id of an endpoint, or a row of one's own; else the one that is the default of what it
        is for. One that no table knows works by fal's own description of it.
    options:
        The endpoint's options; those that its row does not know are passed on as they are.
    key:
        A fal key; else what fal's SDK finds, such as the variable ``FAL_KEY``.
    patience:
        How long to wait for what.
    files:
        Where the model may be fetched from, and how large it may be.

    Raises
    ------
    ConfigurationError
        The endpoint is not known, and cannot be used by its description either.
    ProviderError
        ``bad_option``: an option is out of its range.
    """

    kind: ClassVar[Kind]
    default: ClassVar[str]
    sending: ClassVar[str] = "sending the picture"
    """What is shown while a request goes out."""

    def __init__(
        self,
        endpoint: str | Endpoint | None = None,
        options: Mapping[str, JsonValue] | None = None,
        *,
        key: str | SecretStr | None = None,
        patience: Patience | None = None,
        files: FileRules | None = None,
    ) -> None:
        if not isinstance(endpoint, Endpoint):
            endpoint = find_endpoint(endpoint or self.default, self.kind)
        self.endpoint = endpoint
        self.settings: Mapping[str, JsonValue] = endpoint.check(options or {})
        """The options that every request has, unless it says otherwise."""
        self._key = SecretStr(key) if isinstance(key, str) else key
        self._patience = patience or Patience()
        self._files = files

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.endpoint.id!r}, {dict(self.settings)!r})"

    @property
    def name(self) -> str:
        """The endpoint's id, such as ``"fal-ai/trellis"``."""
        return self.endpoint.id

    @property
    def label(self) -> str:
        """What the user is told, such as ``"Trellis"``."""
        return self.endpoint.label

    @property
    def versions(self) -> Mapping[str, str]:
        """The SDK's version."""
        return {"fal-client": version("fal-client")}

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one model, as far as the endpoint's row knows it."""
        return self.endpoint.options

    def check(self) -> None:
        """Find out without asking fal whether models can be made at all.

        Raises
        ------
        ProviderError
            ``sdk_missing``, or ``auth`` where there is no key.
        """
        self._queue().close()

    def stop(self, checkpoint: JsonValue) -> bool:
        """Stop what a checkpoint tells of; answer whether nothing of it is left at fal.

        ``False`` where it goes on, may go on, or is done: what is paid for can still be fetched.
        """
        if not isinstance(checkpoint, dict) or checkpoint.get("outcome") == "failed":
            return True
        try:
            with closing(self._queue()) as queue:
                from prodwidget.backends.fal.job import job_cancelled

                ticket = self._ticket(checkpoint, "model")
                return ticket is not None and not job_cancelled(queue, ticket).left_running
        except ProdwidgetError:
            return False

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]:
        """A submission of unknown outcome as it would be written down, had fal named it so.

        Raises
        ------
        PromptError
            Nothing can have that name.
        """
        if not is_id(request_id):
            raise PromptError(
                f"{request_id[:80]!r} is no request id of fal.",
                hint=f"Copy it from {REQUESTS_PAGE}.",
            )
        paid = checkpoint.get("usd") if isinstance(checkpoint, dict) else None
        usd = float(paid) if isinstance(paid, int | float) else self._usd(self.settings, 1)
        options = dict(self.settings)
        draft = Ticket(self.endpoint.id, utc_now(), request_id, usd=usd, options=options)
        return draft.written()

    # For what makes models

    def _merged(self, options: Mapping[str, JsonValue] | None) -> dict[str, JsonValue]:
        """The options of one request; raises ``bad_option``."""
        return self.endpoint.check({**self.settings, **(options or {})})

    def _usd(self, settings: Mapping[str, JsonValue], n_images: int) -> float:
        """About what a request costs: by the table, at what fal last said a unit costs."""
        listed = self.endpoint.usd(settings, n_images)
        return self.endpoint.price.at(listed, PLATFORM.unit_price(self.endpoint.id, self._secret))

    def _made(
        self,
        arguments: Callable[[dict[str, JsonValue]], Arguments],
        options: Mapping[str, JsonValue] | None,
        n_images: int,
        progress: Progress,
        step: str,
    ) -> tuple[ModelResult, Endpoint]:
        """Send a request, or go on with the one that ``step`` wrote down, and have what it made.

        In the provenance, ``usd`` is what was estimated when it was ordered; ``billed_usd`` is what
        fal billed, as far as it told the units and what one of them costs. ``left_behind`` are
        sentences of what came along and was not kept.

        Parameters
        ----------
        arguments:
            The JSON to send, from checked options. It is asked only where something is sent.

        Raises
        ------
        ProviderError
            It failed, as ``code`` says. A retry submits anew where fal's side failed, and only
            fetches again where the model was made.
        SubmissionUnknown
            The request went out, and whether fal took it is not known.
        JobLeftRunning
            It takes too long, or fal cannot be reached; a later call goes on with it.
        JobCancelled
            With ``left_running`` where fal could not stop it.
        """

        def deliver(job: FalJob, answer: Answer, row: Endpoint, rules: FileRules) -> _Delivered:
            glb, taken = job.fetch(answer, row.outputs, rules)
            return glb, *job.companions(answer, glb, taken, rules)

        (glb, extras, left), provenance, row = self._carried_out(
            arguments, options, n_images, progress, step, deliver
        )
        if left:
            provenance["left_behind"] = [*left]
        return ModelResult(GeneratedFile("model", glb, MEDIA_TYPE), provenance, extras), row

    def _carried_out(
        self,
        arguments: Callable[[dict[str, JsonValue]], Arguments],
        options: Mapping[str, JsonValue] | None,
        n_images: int,
        progress: Progress,
        step: str,
        deliver: Callable[[FalJob, Answer, Endpoint, FileRules], Delivered],
    ) -> tuple[Delivered, dict[str, JsonValue], Endpoint]:
        """What ``deliver`` fetched of a request's answer; for the rest see :meth:`_made`."""
        ticket = self._ticket(progress.checkpoints.get(step), step)
        # What was ordered is fetched whatever is set now.
        settings = self._merged(options) if ticket is None else {}
        with ExitStack() as stack:
            heed = progress.raise_if_cancelled
            queue = stack.enter_context(closing(heeded(lambda: self._queue(heed), heed)))
            from prodwidget.backends.download import FileRules
            from prodwidget.backends.fal.job import FalJob, cancelled_soon

            if ticket is None:
                # A large picture takes seconds to scale down.
                sent = heeded(lambda: arguments(settings), heed)
                usd = self._usd(settings, n_images)
                ticket = self._submit(queue, sent, settings, usd, progress, step)
            # Another endpoint may have been set since the request was sent.
            own = ticket.app == self.endpoint.id
            row = self.endpoint if own else known(ticket.app) or self.endpoint
            job = FalJob(queue, ticket, progress, step, self._patience)
            try:
                answer, provenance = job.wait()
                rules = self._files or FileRules(
                    PROVIDER, FILE_HOSTS, private_hosts=config.private_hosts()
                )
                delivered = deliver(job, answer, row, rules)
            except JobCancelled as cancelled:
                # It is closed once fal was told.
                stack.pop_all()
                raise cancelled_soon(queue, ticket, self._patience.cancel) from cancelled
        billed = self._billed(ticket.app, provenance.get("billable_units"))
        if billed is not None:
            provenance["billed_usd"] = billed
        return delivered, provenance, row

    def _submit(
        self,
        queue: FalQueue,
        arguments: Arguments,
        settings: dict[str, JsonValue],
        usd: float,
        progress: Progress,
        step: str,
    ) -> Ticket:
        from prodwidget.backends.fal.submission import submit

        row = self.endpoint
        seed = arguments.get(row.seed_fields[0]) if row.seed_fields else None
        draft = Ticket(
            row.id, utc_now(), usd=usd, seed=cast("int | None", seed), options=dict(settings)
        )
        progress.stage(self.sending)
        return submit(queue, draft, arguments, progress, step, self._patience)

    def _billed(self, app: str, units: JsonValue) -> float | None:
        """What was billed, in US dollars; ``None`` where fal did not tell."""
        price = PLATFORM.unit_price(app, self._secret, wait=_PRICE_SECONDS)
        try:
            count = float(units) if isinstance(units, str | int | float) else math.nan
        except ValueError:
            return None
        known_units = math.isfinite(count) and count >= 0
        return round(count * price.usd, 6) if price is not None and known_units else None

    # Sending

    def _secret(self) -> SecretStr | None:
        # Whatever the environment holds now: keys are rotated.
        return self._key or config.fal_key()

    def _queue(self, heed: Callable[[], None] = never) -> FalQueue:
        _load_sdk()
        from prodwidget.backends.fal.queue import FalQueue

        return FalQueue(
            self._secret(),
            submit_seconds=self._patience.submit,
            answer_seconds=self._patience.answer,
            heed=heed,
        )

    def _ticket(self, checkpoint: JsonValue, step: str) -> Ticket | None:
        if not isinstance(checkpoint, dict) or checkpoint.get("outcome") != "submitted":
            return None
        try:
            return Ticket.read(checkpoint)
        except ValueError:
            raise SubmissionUnknown(
                f"What was written down of the {step} request cannot be read; it may have been "
                "paid for, so it was not sent again.",
                hint=f"Look at {REQUESTS_PAGE}. {SubmissionUnknown.CHOICES}",
            ) from None


def _load_sdk() -> None:
    """Import what needs fal's SDK, which takes a moment."""
    try:
        importlib.import_module("prodwidget.backends.fal.queue")
    except ImportError as error:
        raise ProviderError(
            f"fal's Python package cannot be imported: {error}.",
            code="sdk_missing",
            provider=PROVIDER,
            hint="pip install 'prodwidget[fal]'",
        ) from error
