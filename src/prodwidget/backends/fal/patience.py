"""How long fal may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds."""

    poll: float = 1.5
    """Between two looks at a job."""
    answer: float = 20.0
    """For the answer to one question."""
    submit: float = 180.0
    """For the answer to a submission, which carries the pictures: 1 Mbit/s is enough."""
    silence: float = 60.0
    """Without any usable answer, until the job is left to itself."""
    cancel: float = 0.8
    """For fal to confirm a cancel, before it is told without."""
    job: float = 900.0
    """For a whole job, until it is left to itself."""
