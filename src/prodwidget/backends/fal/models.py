"""Pictures to a GLB by an image-to-3D model on fal.ai."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.fal.endpoints import ENDPOINTS, PROVIDER, Endpoint, find_endpoint
from prodwidget.backends.fal.errors import REQUESTS_PAGE
from prodwidget.backends.fal.patience import Patience
from prodwidget.backends.fal.request import Ticket, is_id
from prodwidget.backends.heeding import heeded, never
from prodwidget.backends.options import Option
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
    from prodwidget.backends.fal.queue import FalQueue

DEFAULT_ENDPOINT = "fal-ai/trellis"

FILE_HOSTS = ("fal.media", "storage.googleapis.com")
"""Where fal keeps what its models make."""


@dataclass(frozen=True, slots=True)
class ModelResult:
    """A model, and how it was made."""

    file: GeneratedFile
    """The GLB."""
    provenance: dict[str, JsonValue]
    """Endpoint, options, request id, timings, what is billed, about what it costs."""
    extras: tuple[GeneratedFile, ...] = ()
    """What else came with it."""


class FalModels:
    """Makes models of pictures; every request is paid for once, whatever dies on the way.

    Parameters
    ----------
    endpoint:
        An id of :data:`~prodwidget.backends.fal.ENDPOINTS`, or a row of one's own; else
        ``PRODWIDGET_FAL_ENDPOINT``; else :data:`DEFAULT_ENDPOINT`.
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
        The endpoint is not known.
    ProviderError
        ``bad_option``: an option is out of its range.
    """

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
            endpoint = find_endpoint(config.fal_endpoint(endpoint) or DEFAULT_ENDPOINT)
        self.endpoint = endpoint
        self.settings: Mapping[str, JsonValue] = endpoint.check(options or {})
        """The options that every request has, unless it says otherwise."""
        self._key = SecretStr(key) if isinstance(key, str) else key
        self._patience = patience or Patience()
        self._files = files

    def __repr__(self) -> str:
        return f"FalModels({self.endpoint.id!r}, {dict(self.settings)!r})"

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
    def max_images(self) -> int | None:
        """How many images it takes at most; ``None`` where fal names no limit."""
        return self.endpoint.max_images

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one model, as far as the endpoint's row knows it."""
        return self.endpoint.options

    def estimate(self, n_images: int = 1, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one model costs, in US dollars; none of the endpoints charges by picture."""
        return self.endpoint.usd({**self.settings, **(options or {})})

    def check(self) -> None:
        """Find out without asking fal whether models can be made at all.

        Raises
        ------
        ProviderError
            ``sdk_missing``, or ``auth`` where there is no key.
        """
        self._queue().close()

    def make(
        self,
        images: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Make a model of pictures of one object, or go on with the one that ``step`` wrote down.

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
        settings = self._settings(options)
        with ExitStack() as stack:
            heed = progress.raise_if_cancelled
            queue = stack.enter_context(closing(heeded(lambda: self._queue(heed), heed)))
            from prodwidget.backends.download import FileRules
            from prodwidget.backends.fal.job import FalJob, cancelled_soon

            ticket = self._ticket(progress.checkpoints.get(step), step)
            if ticket is None:
                ticket = self._submit(queue, images, seed, progress, step, settings)
            # Another endpoint may have been set since the request was sent.
            own = ticket.app == self.endpoint.id
            row = self.endpoint if own else ENDPOINTS.get(ticket.app, self.endpoint)
            job = FalJob(queue, ticket, progress, step, self._patience)
            try:
                answer, provenance = job.wait()
                rules = self._files or FileRules(
                    PROVIDER, FILE_HOSTS, private_hosts=config.private_hosts()
                )
                glb = job.fetch(answer, row.outputs, rules)
            except JobCancelled as cancelled:
                # It is closed once fal was told.
                stack.pop_all()
                raise cancelled_soon(queue, ticket, self._patience.cancel) from cancelled
            left_out: list[JsonValue] = [*row.left_out([image.view for image in images])]
            if left_out:
                provenance["left_out"] = left_out
            return ModelResult(GeneratedFile("model", glb, MEDIA_TYPE), provenance)

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
        usd = float(paid) if isinstance(paid, int | float) else self.estimate()
        options = dict(self.settings)
        draft = Ticket(self.endpoint.id, utc_now(), request_id, usd=usd, options=options)
        return draft.written()

    # Sending

    def _settings(self, options: Mapping[str, JsonValue] | None) -> Mapping[str, JsonValue]:
        return self.endpoint.check({**self.settings, **(options or {})})

    def _queue(self, heed: Callable[[], None] = never) -> FalQueue:
        _load_sdk()
        from prodwidget.backends.fal.queue import FalQueue

        return FalQueue(
            # Whatever the environment holds now: keys are rotated.
            self._key or config.fal_key(),
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

    def _submit(
        self,
        queue: FalQueue,
        images: Sequence[GeneratedFile],
        seed: int,
        progress: Progress,
        step: str,
        settings: Mapping[str, JsonValue],
    ) -> Ticket:
        from prodwidget.backends.fal.pictures import data_uri

        app = self.endpoint.id
        row = self.endpoint
        share = row.most_bytes // max(1, len(images))
        # A large one takes seconds to scale down.
        pictures = heeded(
            lambda: [data_uri(image.data, row.longest_side, share) for image in images],
            progress.raise_if_cancelled,
        )
        views = [image.view for image in images]
        arguments = self.endpoint.arguments(pictures, settings, seed, views)
        usd = self.endpoint.usd(settings)
        draft = Ticket(
            app,
            utc_now(),
            usd=usd,
            seed=cast("int | None", arguments.get("seed")),
            options=dict(settings),
        )
        from prodwidget.backends.fal.submission import submit

        return submit(queue, draft, arguments, progress, step, self._patience)


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
