"""Every exception that a user of prodwidget can meet.

::

    ProdwidgetError
    ├── PromptError          the prompt cannot be used as it is
    ├── IterationNotFound    no iteration has that id
    ├── HeadMoved            the session changed between reading it and writing to it
    ├── JobRunning           the session is busy with another create or edit
    ├── JobCancelled         the job was cancelled before it finished
    ├── JobTakenOver         another kernel goes on with the job
    ├── JobGone              no unfinished job has that id
    ├── SessionExists        there is a session of that name already
    ├── SessionNotFound      there is no session of that name
    ├── ArchiveError         a session file cannot be written or read
    ├── ExportError          a page cannot be written
    ├── BackendError         the backend could not make the product
    │   ├── JobLeftRunning       the provider still works on it; it can be picked up later
    │   ├── ProviderError        the provider refused or failed; its ``code`` says how
    │   └── SubmissionUnknown    nobody knows whether a paid request was sent
    ├── SpendCapReached      the run would cost more than the session may
    ├── ModelError           a file is not a model that can be shown
    ├── ArtifactMissing      a stored file is gone or damaged
    ├── ConfigurationError   a setting has a value that cannot be used
    ├── PackageMissing       a Python package that this needs is not installed
    └── StoreError
        ├── StoreUnavailable     no Redis answers, or the embedded server cannot run
        ├── StoreRefused         Redis does not let this user do what is needed
        └── StateUnreadable      what Redis holds was not written by this version

Each has a ``code`` (stable, for programs), a message (what happened and why) and a ``hint``
(what to do next).
"""

from __future__ import annotations

from typing import Literal


class ProdwidgetError(Exception):
    """The family's root.

    Parameters
    ----------
    message:
        What happened and why, as a sentence for the user.
    hint:
        What to do next, as a sentence; may be empty.
    """

    code: str = "error"
    retryable: bool = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback: these are messages, not crashes."""
        lines = [f"{type(self).__name__}: {self.message}"]
        if self.hint:
            lines.append(self.hint)
        return lines


class PromptError(ProdwidgetError):
    """The prompt is empty, too long, or asks for something that this backend cannot do."""

    code = "prompt"


class IterationNotFound(ProdwidgetError):
    """No iteration of this session has that id."""

    code = "iteration_not_found"


class HeadMoved(ProdwidgetError):
    """Another kernel, tab or cell moved the session's head first; nothing was written."""

    code = "head_moved"
    retryable = True


class JobRunning(ProdwidgetError):
    """The session already has a job; one runs at a time."""

    code = "job_running"
    retryable = True


class JobCancelled(ProdwidgetError):
    """The job was cancelled; the history is as it was.

    Parameters
    ----------
    left_running:
        The provider could not be stopped, or did not say: it may still work, and bill.
    """

    code = "cancelled"
    retryable = True

    def __init__(self, message: str, *, hint: str = "", left_running: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.left_running = left_running


class JobTakenOver(ProdwidgetError):
    """This kernel was out of touch for so long that another one went on with its job."""

    code = "job_taken_over"


class JobGone(ProdwidgetError):
    """The session has no unfinished job with that id."""

    code = "job_gone"


class SessionExists(ProdwidgetError):
    """A copy or an import would have overwritten a session; nothing was written."""

    code = "session_exists"


class SessionNotFound(ProdwidgetError):
    """The server holds no session of that name."""

    code = "session_not_found"


class ArchiveError(ProdwidgetError):
    """A file that was to hold a session cannot be written, or is not one; nothing was changed."""

    code = "archive"


class BackendError(ProdwidgetError):
    """The backend failed; the history is as it was."""

    code = "backend"
    retryable = True


class JobLeftRunning(BackendError):
    """The job took longer than its budget; the provider goes on, and it can be picked up later."""

    code = "left_running"


ProviderCode = Literal[
    "auth",
    "no_credit",
    "rate_limited",
    "blocked",
    "no_image",
    "model_gone",
    "bad_option",
    "provider",
    "timeout",
    "network",
    "bad_response",
    "sdk_missing",
]
"""How a provider's request can fail:

=================  ================================================================
``auth``           the key is missing, wrong, or not allowed to do this
``no_credit``      the account has no money left
``rate_limited``   too many requests; ``retry_after`` says when to come back
``blocked``        the provider's safety rules refused the prompt or the picture
``no_image``       the answer holds no image
``model_gone``     the provider no longer offers the model or endpoint
``bad_option``     an option or input was refused
``provider``       the provider failed on its side
``timeout``        no answer within the time allowed
``network``        the provider could not be reached, or the connection broke
``bad_response``   the answer is not what the provider documents
``sdk_missing``    the provider's Python package is not installed
=================  ================================================================
"""

_RETRYABLE_CODES = {"rate_limited", "no_image", "provider", "timeout", "network", "bad_response"}


class ProviderError(BackendError):
    """A provider refused or failed. No key and no header of a request gets into its texts.

    Parameters
    ----------
    code:
        How it failed, one of :data:`ProviderCode`.
    provider:
        ``"Gemini"``, ``"fal"``, …
    request_id:
        The provider's own name for the request, for its support; empty where none was given.
    retry_after:
        Seconds to wait before trying again, where the provider said so.
    retryable:
        Whether the same request may succeed later; follows from ``code`` where not given.
    """

    def __init__(
        self,
        message: str,
        *,
        code: ProviderCode,
        provider: str,
        hint: str = "",
        request_id: str = "",
        retry_after: float | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.provider = provider
        self.request_id = request_id
        self.retry_after = retry_after
        self.retryable = code in _RETRYABLE_CODES if retryable is None else retryable


class ExportError(ProdwidgetError):
    """A page cannot be written, or would be larger than it may be."""

    code = "export"


class SpendCapReached(ProdwidgetError):
    """The run was not started: it would take the session above its spending cap."""

    code = "spend_cap"


class SubmissionUnknown(BackendError):
    """The kernel stopped while a request that costs money was being sent.

    Nobody knows whether it arrived, so it is not sent again by itself.
    """

    code = "submission_unknown"

    CHOICES = (
        "If it is there, pipeline.recover(adopt=its id) goes on with it; if it is not, "
        "pipeline.recover(send_again=True) sends it again and may pay anew."
    )
    """What a user can do, to stand in the hint."""


class ModelError(ProdwidgetError):
    """The bytes are not a binary glTF 2.0 file."""

    code = "model"


class ArtifactMissing(ProdwidgetError):
    """A file that an iteration refers to is not in the blob store, or its bytes changed."""

    code = "artifact_missing"


class ConfigurationError(ProdwidgetError):
    """A setting has a value that cannot be used."""

    code = "configuration"


class PackageMissing(ProdwidgetError):
    """Something that is not installed with prodwidget itself is needed; the hint says how."""

    code = "package_missing"


class StoreError(ProdwidgetError):
    """Redis, or what it holds, is not as it should be."""

    code = "store"


class StoreUnavailable(StoreError):
    """No Redis or Valkey answers, or the embedded server cannot run here."""

    code = "store_unavailable"
    retryable = True


class StoreRefused(StoreError):
    """Redis answers, and refuses the user or a command; trying again does not help."""

    code = "store_refused"


class StateUnreadable(StoreError):
    """What Redis holds for a session was not written by this version; it was left alone."""

    code = "state_unreadable"
