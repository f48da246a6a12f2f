"""How long ComfyUI may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds."""

    poll: float = 1.0
    """Between two looks at a job."""
    answer: float = 20.0
    """For the answer to one question."""
    send: float = 120.0
    """For the answer to a picture or a workflow: both are checked before it comes."""
    settle: float = 2.0
    """For a workflow whose answer was lost to be seen, until it is sent again."""
    silence: float = 120.0
    """Without any usable answer, until the job is left to itself."""
    cancel: float = 0.8
    """For the server to confirm a cancel, before it is told without."""
    job: float = 3600.0
    """For a whole job, until it is left to itself: a GPU at home may be slow, and shared."""
