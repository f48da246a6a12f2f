"""Pictures to a GLB by a workflow on ComfyUI."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.address import ServerAddress
from prodwidget.backends.base import GeneratedFile, Progress, unknown_outcome
from prodwidget.backends.comfy.graph import Graph
from prodwidget.backends.comfy.patience import Patience
from prodwidget.backends.comfy.workflow import PROVIDER, Workflow
from prodwidget.backends.heeding import never, pause
from prodwidget.backends.options import Option
from prodwidget.backends.steps import ModelResult as ModelResult
from prodwidget.errors import (
    ConfigurationError,
    JobCancelled,
    ProdwidgetError,
    PromptError,
    ProviderError,
)
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import utc_now

if TYPE_CHECKING:
    from prodwidget.backends.comfy.ticket import Api, Ticket
    from prodwidget.backends.download import FileRules
    from prodwidget.backends.server import Server

URL_VARIABLE = "PRODWIDGET_COMFY_URL"

FILE_HOSTS = ("comfy.org", "comfy.app", "storage.googleapis.com")
"""Where Comfy Cloud redirects to; a server of one's own answers by itself."""

_UNSENT = ("unknown", "sending")


class ComfyModels:
    """Makes models of pictures with a workflow of the user's; a job is sent once, for nothing.

    Parameters
    ----------
    url:
        ComfyUI's own address, that of a server that speaks Comfy API v2, or
        ``https://cloud.comfy.org``; else ``PRODWIDGET_COMFY_URL``.
    workflow:
        The file that ComfyUI saved by *Workflow > Export (API)*, or what is in it; else
        ``PRODWIDGET_COMFY_WORKFLOW``.
    options:
        Inputs of the workflow by their titles, or as ``"<node>.<input>"``; ``"prompt"`` for its
        words.
    key:
        What the server wants as a bearer token; else ``PRODWIDGET_COMFY_KEY``; else what stands
        before an ``@`` in the address; else nothing.
    patience:
        How long to wait for what.
    files:
        Where the model may be fetched from, and how large it may be.

    Raises
    ------
    ConfigurationError
        There is no address or no workflow, or one of them cannot be used.
    ProviderError
        ``bad_option``: the workflow has no such option.
    """

    name = "comfy"
    label = "ComfyUI"

    def __init__(
        self,
        url: str | None = None,
        workflow: str | Path | Mapping[str, Any] | Workflow | None = None,
        options: Mapping[str, JsonValue] | None = None,
        *,
        key: str | SecretStr | None = None,
        patience: Patience | None = None,
        files: FileRules | None = None,
    ) -> None:
        where = config.comfy_url(url)
        if where is None:
            raise ConfigurationError(
                f"{URL_VARIABLE} is not set, so that nobody knows where ComfyUI is.",
                hint=f"Start ComfyUI, and set {URL_VARIABLE} to such as http://127.0.0.1:8188.",
            )
        source = config.comfy_workflow() if workflow is None else workflow
        if source is None:
            raise ConfigurationError(
                "PRODWIDGET_COMFY_WORKFLOW is not set, so that nobody knows what ComfyUI is to do.",
                hint="Save a workflow that makes a model by Workflow > Export (API), and set it to "
                "that file.",
            )
        self.address = ServerAddress.of(
            where, config.comfy_key(key), variable=URL_VARIABLE, ending="/api/v2"
        )
        self.workflow = source if isinstance(source, Workflow) else Workflow.read(source)
        self.settings: Mapping[str, JsonValue] = self.workflow.check(options or {})
        """The options that every job has, unless it says otherwise."""
        self._patience = patience or Patience()
        self._files = files

    def __repr__(self) -> str:
        return f"ComfyModels({self.address.url!r}, {self.workflow.source!r})"

    @property
    def versions(self) -> Mapping[str, str]:
        """None: what makes the model is on the server."""
        return {}

    @property
    def max_images(self) -> int | None:
        """As many as the workflow loads."""
        return len(self.workflow.pictures)

    @property
    def options(self) -> Mapping[str, Option]:
        """What the workflow has at hand: its primitive values, and its samplers' steps."""
        return self.workflow.options

    def estimate(self, n_images: int = 1, options: Mapping[str, JsonValue] | None = None) -> float:
        """Nothing: the machine is the user's."""
        return 0.0

    def check(self) -> None:
        """Ask the server whether it is there, and speaks as ComfyUI does.

        Raises
        ------
        ProviderError
            ``sdk_missing``, ``network``, ``auth``, or ``bad_response`` for something else.
        """
        with ExitStack() as stack:
            server = self._server(never)
            stack.callback(server.close)
            self._api(server)

    def make(
        self,
        images: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Make a model of pictures of one object, or go on with the job that ``step`` wrote down.

        Raises
        ------
        ProviderError
            It failed, as ``code`` says; a retry sends it anew, or only fetches what was made.
        SubmissionUnknown
            It was sent to a server of Comfy API v2, which does not tell what became of it.
        JobLeftRunning
            It takes too long, or ComfyUI cannot be reached; a later call goes on with it.
        JobCancelled
            With ``left_running`` where ComfyUI could not be told.
        """
        settings = self.workflow.check({**self.settings, **(options or {})})
        nodes = self.workflow.placed([image.view for image in images])
        placed = {node: image for node, image in zip(nodes, images, strict=True) if node}
        # What cannot be sent is told before anything is.
        self.workflow.filled(dict.fromkeys(placed, ""), seed, settings)
        with ExitStack() as stack:
            server = self._server(progress.raise_if_cancelled)
            stack.callback(server.close)
            from prodwidget.backends.comfy.job import ComfyJob, cancelled_soon

            written = progress.checkpoints.get(step)
            ticket = _ticket(written)
            api = self._reached(server, progress, patiently=ticket is not None)
            try:
                if ticket is None or _outcome(written) in _UNSENT:
                    ticket = ticket or self._draft(api, seed, settings)
                    fill = self._filling(api, placed, seed, settings, progress)
                    ticket = self._submitted(api, ticket, fill, progress, step, written)
                job = ComfyJob(api, ticket, progress, step, self._patience)
                done = job.wait()
                rules = self._rules()
                glb, file = job.fetch(done, self.workflow.outputs, rules)
                extras, missed = job.extras(done, file, rules)
            except JobCancelled as cancelled:
                left = _ticket(progress.checkpoints.get(step))
                if left is None or cancelled.left_running:
                    raise
                # It is closed once the server was told.
                close = stack.pop_all().close
                raise cancelled_soon(api, left, self._patience.cancel, close) from cancelled
        provenance = self._provenance(ticket, placed)
        left_out: list[JsonValue] = [
            image.view for node, image in zip(nodes, images, strict=True) if node is None
        ]
        if left_out:
            provenance["left_out"] = left_out
        if missed:
            provenance["not_delivered"] = [*missed]
        return ModelResult(GeneratedFile("model", glb, MEDIA_TYPE), provenance, extras)

    def stop(self, checkpoint: JsonValue) -> bool:
        """Stop what a checkpoint tells of; answer whether nothing of it is left at ComfyUI."""
        ticket = _ticket(checkpoint)
        if ticket is None:
            return True
        try:
            with ExitStack() as stack:
                server = self._server(never)
                stack.callback(server.close)
                from prodwidget.backends.comfy.job import job_cancelled

                return not job_cancelled(self._api(server), ticket).left_running
        except ProdwidgetError:
            return False

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]:
        """A submission of unknown outcome as it would be written down, had the server named it so.

        Raises
        ------
        PromptError
            Nothing can have that name.
        """
        from prodwidget.backends.comfy.ticket import is_id

        ticket = _ticket(checkpoint)
        if ticket is None or not unknown_outcome(checkpoint) or not is_id(request_id):
            raise PromptError(
                f"{request_id[:80]!r} is no id of a job of ComfyUI.",
                hint="Copy it from the server's list of jobs.",
            )
        return replace(ticket, job=request_id).written()

    # At the server

    def _server(self, heed: Callable[[], None]) -> Server:
        if find_spec("httpx") is None:
            raise ProviderError(
                "The httpx package is not installed, and ComfyUI is asked with it.",
                code="sdk_missing",
                provider=PROVIDER,
                hint="Run: pip install 'prodwidget[comfy]'",
            )
        from prodwidget.backends.server import Server

        return Server(self.address, seconds=self._patience.answer, heed=heed)

    def _api(self, server: Server) -> Api:
        from prodwidget.backends.comfy.probe import api_of, unreached
        from prodwidget.backends.server import Unanswered

        try:
            return api_of(server, self._patience)
        except Unanswered as lost:
            failure = unreached(server, lost)
        raise failure

    def _reached(self, server: Server, progress: Progress, *, patiently: bool) -> Api:
        """The way to speak to the server; where a job is there already, it is waited for."""
        from prodwidget.backends.comfy.silence import Silence
        from prodwidget.backends.server import Unanswered

        silence = Silence(self._patience)
        while True:
            try:
                return self._api(server)
            except ProviderError as error:
                if not patiently or error.code != "network":
                    raise
                silence.goes_on(Unanswered(error.message.rstrip(".")))
                progress.stage("waiting for ComfyUI", detail=error.message)
                pause(silence.pause, progress.raise_if_cancelled)

    def _draft(self, api: Api, seed: int, settings: Mapping[str, JsonValue]) -> Ticket:
        from prodwidget.backends.comfy.ticket import Ticket

        return Ticket(
            api.name,
            str(uuid.uuid4()),
            utc_now(),
            server=self.address.url,
            seed=seed if self.workflow.seeds else None,
            workflow=self.workflow.digest,
            options=dict(settings),
        )

    def _submitted(
        self,
        api: Api,
        draft: Ticket,
        fill: Callable[[], Graph],
        progress: Progress,
        step: str,
        written: JsonValue,
    ) -> Ticket:
        from prodwidget.backends.comfy.submission import Submission

        submission = Submission(api, draft, fill, progress, step, self._patience)
        # A kernel that died may have sent it.
        found = submission.found() if _outcome(written) in _UNSENT else None
        return found or submission.send()

    def _filling(
        self,
        api: Api,
        placed: Mapping[str, GeneratedFile],
        seed: int,
        settings: Mapping[str, JsonValue],
        progress: Progress,
    ) -> Callable[[], Graph]:
        def fill() -> Graph:
            handed: dict[str, JsonValue] = {}
            for node, image in placed.items():
                progress.stage("sending the picture")
                handed[node] = api.upload(image.data, _file_name(image), image.media_type)
            return self.workflow.filled(handed, seed, settings)

        return fill

    def _rules(self) -> FileRules:
        from prodwidget.backends.download import FileRules

        rules = self._files or FileRules(PROVIDER, FILE_HOSTS, private_hosts=config.private_hosts())
        return replace(rules, server=self.address.url, headers=self.address.headers)

    def _provenance(
        self, ticket: Ticket, placed: Mapping[str, GeneratedFile]
    ) -> dict[str, JsonValue]:
        provenance: dict[str, JsonValue] = {
            "endpoint": self.name,
            "api": ticket.api,
            "server": ticket.server,
            "workflow": ticket.workflow,
            "options": ticket.options,
            "seed": ticket.seed,
            "request_id": ticket.job,
            "submitted_at": ticket.submitted_at,
            "usd": 0.0,
        }
        own = self.workflow.kept_pictures(dict.fromkeys(placed, ""))
        if own:
            provenance["own_pictures"] = [*own]
        return provenance


def _outcome(checkpoint: JsonValue) -> str:
    return str(checkpoint.get("outcome")) if isinstance(checkpoint, dict) else ""


def _ticket(checkpoint: JsonValue) -> Ticket | None:
    """The job that a checkpoint tells of; ``None`` where there is none to go on with."""
    from prodwidget.backends.comfy.ticket import Ticket

    if _outcome(checkpoint) not in (*_UNSENT, "submitted"):
        return None
    try:
        return Ticket.read(checkpoint)
    except ValueError:
        # It costs nothing to make it again.
        return None


def _file_name(image: GeneratedFile) -> str:
    """The same for the same picture, so that no server gets it twice."""
    ending = {"image/jpeg": "jpg", "image/webp": "webp"}.get(image.media_type, "png")
    return f"prodwidget-{hashlib.sha256(image.data).hexdigest()[:32]}.{ending}"
