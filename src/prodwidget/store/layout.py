"""The names of a session's keys, and the scripts that write to them.

``product`` below stands for the surface: every surface has the same keys under its own name. All
keys of a session lie in one cluster slot: they carry the hash tag ``{product:<session>}``, and
``product:<session>`` hashes to the same slot by itself. ``product_status:<session>``, which other
programs read, cannot (its name has no tag), so it is a copy of ``{product:<s>}:status`` that the
client writes right after each script. While a job is at work it lasts for two of its leases after
each renewal: where its kernel died, nothing says for ever that it runs.

======================================  ========  =================================================
key                                     type      holds
======================================  ========  =================================================
``product:<s>``                         string    ``ProductState`` JSON; the newest part of the line
``product_status:<s>``                  string    ``ProductStatus`` JSON, a copy for other programs
``{product:<s>}:iterations``            hash      id → ``ProductIteration`` JSON, never rewritten
``{product:<s>}:parents``               hash      id → its depth and its parent's id
``{product:<s>}:history``               zset      every id, scored by its place in the history
``{product:<s>}:line``                  zset      ids from the root to the head, scored by depth
``{product:<s>}:discarded``             zset      ids a rewind dropped, scored by their place
``{product:<s>}:marks``                 hash      id → ``Mark`` JSON, of those named or starred
``{product:<s>}:meta``                  hash      schema, head, last id, life, events, look
``{product:<s>}:jobs``                  hash      job id → ``JobRecord`` JSON, unfinished jobs only
``{product:<s>}:claim``                 hash      the job that holds the session, and its token
``{product:<s>}:lease``                 string    there while the claim's owner renews it
``{product:<s>}:status``                string    ``ProductStatus`` JSON
``{product:<s>}:events``                stream    what changed, for everyone who watches
======================================  ========  =================================================
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from prodwidget.errors import ConfigurationError

WINDOW = 24
"""Iterations that the state under ``product:<session>`` carries."""

SCRIPT_STEP = 200
"""Iterations that one script looks at, or moves."""

EVENTS_KEPT = 1000
"""Events that a stream keeps, roughly; a watcher that was away longer reads the state anew."""

_SESSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The key names of one session on a surface."""

    surface: str
    session: str

    def __post_init__(self) -> None:
        if not isinstance(self.session, str) or not _SESSION.fullmatch(self.session):
            raise ConfigurationError(
                f"{str(self.session)[:80]!r} cannot name a session.",
                hint="Use up to 64 letters, digits, dots, dashes and underscores.",
            )

    @property
    def state(self) -> str:
        return f"{self.surface}:{self.session}"

    @property
    def status_copy(self) -> str:
        return f"{self.surface}_status:{self.session}"

    @property
    def iterations(self) -> str:
        return self.beside("iterations")

    @property
    def history(self) -> str:
        return self.beside("history")

    @property
    def line(self) -> str:
        return self.beside("line")

    @property
    def discarded(self) -> str:
        return self.beside("discarded")

    @property
    def meta(self) -> str:
        return self.beside("meta")

    @property
    def jobs(self) -> str:
        return self.beside("jobs")

    @property
    def claim(self) -> str:
        return self.beside("claim")

    @property
    def lease(self) -> str:
        return self.beside("lease")

    @property
    def status(self) -> str:
        return self.beside("status")

    @property
    def events(self) -> str:
        return self.beside("events")

    @property
    def marks(self) -> str:
        return self.beside("marks")

    @property
    def all(self) -> list[str]:
        """What every script takes as ``KEYS``, in the order of ``prelude.lua``."""
        return [
            self.state,
            self.iterations,
            self.beside("parents"),
            self.history,
            self.line,
            self.discarded,
            self.meta,
            self.jobs,
            self.claim,
            self.lease,
            self.status,
            self.events,
            self.marks,
        ]

    @property
    def incoming(self) -> list[str]:
        """Where an import gathers its records before they become a session."""
        names = ("iterations", "parents", "history", "line", "discarded", "marks")
        return [self.beside(f"incoming:{name}") for name in names]

    def lines(self, token: str) -> list[str]:
        """Where a line is laid that the head goes far for, and where the one before it is left."""
        return [self.beside(f"line:{name}:{token}") for name in ("laid", "old")]

    def beside(self, name: str) -> str:
        """A key in the session's slot."""
        return f"{{{self.state}}}:{name}"


SERVER_ID_KEY = "prodwidget:server"
"""What a server is called, wherever its artifacts are kept."""

VISITS_KEY = "prodwidget:visits"
"""A list of the marks that were left in directories of artifacts, the newest first."""

HOLDS_KEY = "prodwidget:holds"
"""A zset of the artifacts that somebody is about to refer to: ``hold.lua`` says how."""


def state_keys(surface: str) -> str:
    """Pattern of the keys that hold the states of a surface's sessions."""
    return f"{surface}:*"


def session_of(state_key: str) -> str | None:
    """The session whose state is under this key, if it is one of prodwidget's."""
    name = state_key.partition(":")[2]
    return name if _SESSION.fullmatch(name) else None


@cache
def script_text(name: str, *, alone: bool = False) -> tuple[str, str]:
    """The Lua text of a script and its SHA-1; what those of sessions share is in front of it."""
    folder = files("prodwidget.store") / "lua"
    names = [name] if alone else ["prelude", name]
    text = "\n".join((folder / f"{each}.lua").read_text("utf-8") for each in names)
    return text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
