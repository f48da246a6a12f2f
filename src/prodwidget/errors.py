"""Every exception that a user of prodwidget can meet.

::

    ProdwidgetError
    ├── PromptError          the prompt cannot be used as it is
    ├── IterationNotFound    no iteration has that id
    ├── HeadMoved            the session changed between reading it and writing to it
    ├── JobRunning           the session is busy with another create or edit
    ├── JobCancelled         the job was cancelled before it finished
    ├── BackendError         the backend could not make the product
    ├── ModelError           a file is not a model that can be shown
    ├── ArtifactMissing      a stored file is gone or damaged
    ├── ConfigurationError   a setting has a value that cannot be used
    └── StoreError
        ├── StoreUnavailable     no Redis answers, or the embedded server cannot run
        └── StateUnreadable      what Redis holds was not written by this version

Each has a ``code`` (stable, for programs), a message (what happened and why) and a ``hint``
(what to do next).
"""

from __future__ import annotations

from typing import ClassVar


class ProdwidgetError(Exception):
    """The family's root.

    Parameters
    ----------
    message:
        What happened and why, as a sentence for the user.
    hint:
        What to do next, as a sentence; may be empty.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

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
    """The job was cancelled; the history is as it was."""

    code = "cancelled"
    retryable = True


class BackendError(ProdwidgetError):
    """The backend failed; the history is as it was."""

    code = "backend"
    retryable = True


class ModelError(ProdwidgetError):
    """The bytes are not a binary glTF 2.0 file."""

    code = "model"


class ArtifactMissing(ProdwidgetError):
    """A file that an iteration refers to is not in the blob store, or its bytes changed."""

    code = "artifact_missing"


class ConfigurationError(ProdwidgetError):
    """A setting has a value that cannot be used."""

    code = "configuration"


class StoreError(ProdwidgetError):
    """Redis, or what it holds, is not as it should be."""

    code = "store"


class StoreUnavailable(StoreError):
    """No Redis or Valkey answers, or the embedded server cannot run here."""

    code = "store_unavailable"
    retryable = True


class StateUnreadable(StoreError):
    """What Redis holds for a session was not written by this version; it was left alone."""

    code = "state_unreadable"
