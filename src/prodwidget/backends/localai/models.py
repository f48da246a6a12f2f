"""A picture to a GLB by LocalAI's ``/3d/generations``.

After https://localai.io/docs/features/3d-generation (2026-08). One request makes the model, and
there is no name to ask for it by: where its answer is lost, it is sent again, which costs time.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.address import ServerAddress
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.heeding import never, pause
from prodwidget.backends.localai.options import OPTIONS, PARAMETERS, PROVIDER, checked
from prodwidget.backends.options import Option
from prodwidget.backends.steps import ModelResult as ModelResult
from prodwidget.errors import (
    ConfigurationError,
    JobCancelled,
    JobLeftRunning,
    PromptError,
    ProviderError,
)
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import utc_now

if TYPE_CHECKING:
    from prodwidget.backends.download import FileRules
    from prodwidget.backends.server import Answer, Server

URL_VARIABLE = "PRODWIDGET_LOCALAI_URL"
DEFAULT_MODEL = "trellis2-4b"
"""The gallery's name of TRELLIS.2 with textures."""

_ATTEMPTS = 3
_MOST_PICTURE_BYTES = 32 * 2**20
"""As LocalAI has it."""

_MOST_ANSWER_BYTES = 400 * 2**20
_ANSWER_SECONDS = 20.0
_PAUSE_SECONDS = 1.0


class LocalAiModels:
    """Makes a model of one picture, for nothing.

    Parameters
    ----------
    url:
        LocalAI's address; else ``PRODWIDGET_LOCALAI_URL``.
    model:
        Its model; else ``PRODWIDGET_LOCALAI_MODEL``; else :data:`DEFAULT_MODEL`.
    options:
        Those of :data:`OPTIONS`.
    key:
        Its API key; else ``PRODWIDGET_LOCALAI_KEY``; else what stands before an ``@`` in the
        address; else nothing.
    max_seconds:
        For one model, until the request is given up; a CPU takes an hour where a GPU takes minutes.
    pause_seconds:
        Before a request whose answer was lost is sent again.
    files:
        How large a model may be.

    Raises
    ------
    ConfigurationError
        There is no address, or it is none.
    ProviderError
        ``bad_option``: an option is out of its range.
    """

    name = "localai"
    label = "LocalAI"

    def __init__(
        self,
        url: str | None = None,
        model: str | None = None,
        options: Mapping[str, JsonValue] | None = None,
        *,
        key: str | SecretStr | None = None,
        max_seconds: float = 3600.0,
        pause_seconds: float = _PAUSE_SECONDS,
        files: FileRules | None = None,
    ) -> None:
        where = config.localai_url(url)
        if where is None:
            raise ConfigurationError(
                f"{URL_VARIABLE} is not set, so that nobody knows where LocalAI is.",
                hint=f"Run `local-ai run {DEFAULT_MODEL}`, and set {URL_VARIABLE} to such as "
                "http://127.0.0.1:8080.",
            )
        self.address = ServerAddress.of(where, config.localai_key(key), variable=URL_VARIABLE)
        self.model = config.localai_model(model) or DEFAULT_MODEL
        self.settings: Mapping[str, JsonValue] = checked(options or {})
        """The options that every model has, unless it says otherwise."""
        self._max_seconds = max_seconds
        self._pause_seconds = pause_seconds
        self._files = files

    def __repr__(self) -> str:
        return f"LocalAiModels({self.address.url!r}, {self.model!r})"

    @property
    def versions(self) -> Mapping[str, str]:
        """None: what makes the model is on the server."""
        return {}

    @property
    def max_images(self) -> int | None:
        """One."""
        return 1

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one model."""
        return OPTIONS

    def estimate(self, n_images: int = 1, options: Mapping[str, JsonValue] | None = None) -> float:
        """Nothing: the machine is the user's."""
        return 0.0

    def check(self) -> None:
        """Ask LocalAI whether it is there, and has the model.

        Raises
        ------
        ProviderError
            ``sdk_missing``, ``network``, ``auth``, ``model_gone`` where the model is not installed,
            or ``bad_response`` for something else than LocalAI.
        """
        with closing(self._server(never)) as server:
            from prodwidget.backends.localai.answers import refused

            answer = self._answered(server, "GET", "/v1/models")
            listed = answer.record.get("data")
            if not answer.ok or not isinstance(listed, list):
                raise refused(server, answer, self.model)
        names = [str(each.get("id")) for each in listed if isinstance(each, dict)]
        if self.model not in names:
            raise ProviderError(
                f"LocalAI has no model {self.model!r}; it has {', '.join(names[:8]) or 'none'}.",
                code="model_gone",
                provider=PROVIDER,
                hint=f"Run `local-ai models install {self.model}`, or set "
                "PRODWIDGET_LOCALAI_MODEL to one that makes models.",
            )

    def make(
        self,
        images: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Make a model of the first picture, or fetch the one that ``step`` wrote down.

        Raises
        ------
        ProviderError
            It failed, as ``code`` says.
        JobLeftRunning
            LocalAI cannot be reached; a later call sends it again.
        """
        settings = checked({**self.settings, **(options or {})})
        image = images[0]
        if len(image.data) > _MOST_PICTURE_BYTES:
            raise ProviderError(
                f"The picture has {len(image.data) / 2**20:.0f} MiB, and LocalAI takes 32.",
                code="bad_option",
                provider=PROVIDER,
                hint="Take a smaller one.",
            )
        body = self._body(image, seed, settings)
        with closing(self._server(progress.raise_if_cancelled)) as server:
            from prodwidget.backends.download import check_glb

            made = _made(progress.checkpoints.get(step))
            glb = None
            if made is None:
                made, glb = self._asked(server, body, progress, step)
            try:
                if glb is None:
                    glb = self._fetched(made, progress)
                check_glb(glb, self._rules())
            except ProviderError as error:
                if error.code == "bad_response":
                    # Fetching it again would not help: a retry has it made anew.
                    progress.checkpoint(step, {**made, "outcome": "failed"})
                raise
        provenance: dict[str, JsonValue] = {
            "endpoint": self.name,
            "server": self.address.url,
            "model": made.get("model"),
            "options": made.get("options"),
            "seed": made.get("seed"),
            "submitted_at": made.get("submitted_at"),
            "times_sent": made.get("times"),
            "usd": 0.0,
        }
        left_out: list[JsonValue] = [each.view for each in images[1:]]
        if left_out:
            provenance["left_out"] = left_out
        return ModelResult(GeneratedFile("model", glb, MEDIA_TYPE), provenance)

    def stop(self, checkpoint: JsonValue) -> bool:
        """Whether nothing is at work: LocalAI ends what it began, and cannot be told to stop."""
        return not isinstance(checkpoint, dict) or checkpoint.get("outcome") != "sending"

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]:
        """Raises :class:`PromptError`: LocalAI gives its requests no names."""
        raise PromptError(
            "LocalAI gives its requests no names, so that there is none to adopt.",
            hint="Leave adopt out: what was lost is sent again, for nothing.",
        )

    def _body(
        self, image: GeneratedFile, seed: int, settings: Mapping[str, JsonValue]
    ) -> dict[str, JsonValue]:
        picture = base64.b64encode(image.data).decode("ascii")
        parameters: dict[str, JsonValue] = {
            name: settings[name] for name in PARAMETERS if name in settings
        }
        return {
            "model": self.model,
            "image": f"data:{image.media_type};base64,{picture}",
            "seed": seed,
            "response_format": "url",
            **{name: value for name, value in settings.items() if name not in PARAMETERS},
            **({"params": parameters} if parameters else {}),
        }

    def _asked(
        self, server: Server, body: dict[str, JsonValue], progress: Progress, step: str
    ) -> tuple[dict[str, JsonValue], bytes | None]:
        """Have the model made; where it is is written down before it is fetched from there."""
        from prodwidget.backends.localai.answers import made_of, refused
        from prodwidget.backends.server import Unanswered

        attempts = 0
        while True:
            before = progress.checkpoints.get(step)
            told = before.get("times") if isinstance(before, dict) else 0
            times = (told if isinstance(told, int) else 0) + 1
            if times > 1:
                progress.stage("sending it to LocalAI again", detail="its answer was lost")
            attempts += 1
            sending: dict[str, JsonValue] = {
                "outcome": "sending",
                "times": times,
                "usd": 0.0,
                "model": self.model,
                "seed": body["seed"],
                "options": {
                    name: value
                    for name, value in body.items()
                    if name in OPTIONS or name == "params"
                },
                "submitted_at": utc_now(),
            }
            progress.checkpoint(step, sending)
            progress.stage("making the model", detail=self.label)
            try:
                answer = server.ask(
                    "POST",
                    "/3d/generations",
                    seconds=self._max_seconds,
                    most_bytes=_MOST_ANSWER_BYTES,
                    json=body,
                )
            except JobCancelled:
                raise JobCancelled(
                    "The job was cancelled; LocalAI cannot be told, and may finish what it began.",
                    hint="The history is as it was, and nothing is billed.",
                ) from None
            except Unanswered as lost:
                if attempts == _ATTEMPTS:
                    raise JobLeftRunning(
                        f"LocalAI did not answer, {attempts} times: {lost}.",
                        hint="When it runs again, pipeline.recover() sends it again, for nothing.",
                    ) from lost
                pause(self._pause_seconds, progress.raise_if_cancelled)
                continue
            if answer.ok:
                read = made_of(answer)
                if read is None:
                    progress.checkpoint(step, {**sending, "outcome": "failed"})
                    raise ProviderError(
                        "LocalAI answered without a model.",
                        code="bad_response",
                        provider=PROVIDER,
                        hint="Update LocalAI, or take another of its models.",
                    )
                name, data = read
                made = {**sending, "outcome": "made" if name else "sending", "file": name}
                progress.checkpoint(step, made)
                return made, data
            wait = answer.retry_after
            if answer.passing and attempts < _ATTEMPTS and (wait or 0) <= 30:
                pause(self._pause_seconds if wait is None else wait, progress.raise_if_cancelled)
                continue
            progress.checkpoint(step, {**sending, "outcome": "failed"})
            raise refused(server, answer, self.model)

    def _fetched(self, made: Mapping[str, JsonValue], progress: Progress) -> bytes:
        from prodwidget.backends.download import fetch

        progress.stage("fetching the model")
        url = f"{self.address.url}/generated-3d/{made['file']}"
        return fetch(url, self._rules(), lambda here, all: progress.raise_if_cancelled())

    def _rules(self) -> FileRules:
        from prodwidget.backends.download import FileRules

        rules = self._files or FileRules(PROVIDER, ())
        return replace(rules, server=self.address.url, headers=self.address.headers)

    def _server(self, heed: Callable[[], None]) -> Server:
        if find_spec("httpx") is None:
            raise ProviderError(
                "The httpx package is not installed, and LocalAI is asked with it.",
                code="sdk_missing",
                provider=PROVIDER,
                hint="Run: pip install 'prodwidget[localai]'",
            )
        from prodwidget.backends.server import Server

        return Server(self.address, seconds=_ANSWER_SECONDS, heed=heed)

    def _answered(self, server: Server, method: str, path: str, **request: Any) -> Answer:
        from prodwidget.backends.server import NeverSent, Unanswered

        try:
            return server.ask(method, path, **request)
        except Unanswered as lost:
            hint = lost.hint if isinstance(lost, NeverSent) else ""
            failure = ProviderError(
                f"LocalAI does not answer at {self.address.url}: {lost}.",
                code="network",
                provider=PROVIDER,
                hint=hint or f"Start it there, or set {URL_VARIABLE} to where it is.",
            )
        raise failure


def _made(checkpoint: JsonValue) -> dict[str, JsonValue] | None:
    """What a checkpoint tells of a model that was made and is to be fetched."""
    if isinstance(checkpoint, dict) and checkpoint.get("outcome") == "made":
        from prodwidget.backends.localai.answers import is_file

        if is_file(checkpoint.get("file")):
            return checkpoint
    return None
