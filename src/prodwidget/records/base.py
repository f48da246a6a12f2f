"""What every record has: ids, digests, steps, money; a record is never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

SCHEMA_VERSION = 2
"""Version of the records and of the key layout; a newer one in Redis is refused."""

IterationId = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", strict=True)
]
"""ISO 8601, UTC, always six decimals: sorts as text in the order of time."""
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", strict=True)]
"""Hexadecimal SHA-256."""

Step = Literal["create", "edit", "retexture", "process", "import"]
"""What can make an iteration.

``create`` starts anew from a prompt or pictures, ``edit`` changes what was asked, ``retexture``
paints the parent's model and leaves its shape, ``process`` is an operation without a prompt, and
``import`` begins with a model that the user has.
"""

Keep = Literal["shape", "nothing"]
"""What an edit must leave as it is; ``shape``: geometry, scale, pose and parts."""


class Record(BaseModel):
    """Immutable; fields of a later version are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def microdollars(usd: float) -> int:
    """An amount as it is counted and stored: in whole millionths, which add up exactly."""
    return round(usd * 1_000_000)


def dollars(micro: int | str | bytes) -> float:
    """An amount in US dollars, of one that is stored."""
    return int(micro) / 1_000_000


def utc_now() -> str:
    """Now, in the form of an iteration id."""
    return datetime.now(UTC).strftime(MOMENT_FORMAT)
