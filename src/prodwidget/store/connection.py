"""Clients for Redis and Valkey: one place for what is asked of a server and how long it may take.

- A connection that is not made within ``CONNECT_SECONDS`` counts as failed, and a command without
  an answer within ``ANSWER_SECONDS`` as lost: a notebook should hear of a dead server in seconds.
- Connection failures are retried three times within about half a second, which bridges a failover
  or a restart of the embedded server. Sending a command twice is safe here: every script either
  checks the head and the job that it writes for, or does the same when done twice. A command that
  got no answer is not sent again by itself.
- An idle connection is checked after ``HEALTH_SECONDS``, since firewalls drop idle connections
  without telling either side.
- A cluster is recognised by what the server says of itself; the URL of any one node is enough.
- ``rediss://`` verifies certificates against the system's authorities; ``?ssl_ca_certs=FILE`` in
  the URL names others. ACL users go into the URL: ``redis://user:password@host``.
"""

from __future__ import annotations

import re
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import redis
from redis.backoff import ExponentialBackoff
from redis.cluster import RedisCluster
from redis.connection import ConnectionPool, UnixDomainSocketConnection
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    ReadOnlyError,
    RedisClusterException,
)
from redis.retry import Retry

from prodwidget.errors import ConfigurationError, StateUnreadable, StoreRefused, StoreUnavailable
from prodwidget.store.certificates import check_files, tls_trouble
from prodwidget.store.embedded import (
    disk_is_full,
    ensure_server,
    may_restart,
    socket_path,
)
from prodwidget.store.layout import SERVER_ID_KEY, VISITS_KEY

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
HEALTH_SECONDS = 30

OLDEST_REDIS = (6, 2)
"""ZMSCORE and other commands used here came with Redis 6.2; Valkey began at 7.2."""

_VISITS_KEPT = 1000

REFUSAL = "PRODWIDGET "
"""What the package's own scripts begin a refusal with."""

_PASSING = {
    "MISCONF": "Its disk is full or cannot be written: free some space there, then try again.",
    "No space left": "Free some space on its disk, then try again.",
    "READONLY": "It is a replica: give the URL of the primary, or wait for the failover to end.",
    "LOADING": "It is starting: try again in a moment.",
    "CLUSTERDOWN": "A part of the cluster is away: try again when it is back.",
    "MASTERDOWN": "Its primary is away: try again when it is back.",
    "OOM": "Its memory is full: raise its maxmemory, or delete sessions that are not needed.",
}
"""Refusals that pass by themselves or by an administrator's hand, and what to do about them."""

_NO_SPACE = "No space left"

_BY_CLASS: dict[type[redis.RedisError], str] = {
    ReadOnlyError: "READONLY",
    BusyLoadingError: "LOADING",
    ClusterDownError: "CLUSTERDOWN",
    MasterDownError: "MASTERDOWN",
    redis.OutOfMemoryError: "OOM",
}
"""The refusals whose sign redis-py takes off the text."""

Client = redis.Redis | RedisCluster


class EvictionWarning(UserWarning):
    """The server may drop keys when its memory is full, and histories with them."""


def connect(url: str) -> Client:
    """A client for a server by URL: ``redis://``, ``rediss://`` or ``unix://``.

    Raises
    ------
    ConfigurationError
        The URL is not one, or names a file that is not there, or the server is too old.
    StoreUnavailable
        No server answers there.
    StoreRefused
        It refuses the user, or does not let them do what is needed.
    """
    place = _place(url)
    check_files(url)
    with answers(place):
        try:
            client = redis.Redis.from_url(url, **_options())
        except ValueError:
            # What the parser says may hold a part of the password.
            raise _no_url() from None
        facts = _facts(client)
        refuse_old(facts, place)
        if "cluster" in (facts.get("redis_mode"), facts.get("server_mode")):
            return RedisCluster.from_url(url, **_options())
        _warn_of_eviction(facts, place)
    return client


def connect_embedded(directory: Path) -> redis.Redis:
    """A client for the embedded server of ``directory``; a new connection starts it if need be.

    Raises
    ------
    StoreUnavailable
        The server cannot run here.
    """
    ensure_server(directory)
    pool = ConnectionPool(
        connection_class=_EmbeddedConnection,
        path=str(socket_path(directory)),
        directory=directory,
        **_options(),
    )
    return redis.Redis(connection_pool=pool)


def server_id(client: Client) -> str:
    """A name that a server keeps, however it is addressed; given to it on first use."""
    with answers():
        client.set(SERVER_ID_KEY, secrets.token_hex(8), nx=True)
        return str(client.get(SERVER_ID_KEY))


def note_visit(client: Client, visit: str) -> None:
    """Have a server remember the mark that is left in the directory of its artifacts."""
    with answers():
        client.lpush(VISITS_KEY, visit)
        client.ltrim(VISITS_KEY, 0, _VISITS_KEPT - 1)


def visits(client: Client) -> set[str]:
    """The marks that a server remembers, of the newest thousand."""
    with answers():
        return set(cast("list[str]", client.lrange(VISITS_KEY, 0, -1)))


@contextmanager
def answers(place: str = "Redis") -> Iterator[None]:
    """Turns what redis-py raises into sentences for the user; no password gets into them."""
    try:
        yield
    except redis.AuthenticationError:
        raise StoreRefused(
            f"{place} refused the user name or password.",
            hint="Check the URL in redis_url= or PRODWIDGET_REDIS_URL.",
        ) from None
    except NoPermissionError as error:
        raise StoreRefused(
            f"{place} does not allow this user to do that: {error}.",
            hint="Give the user at least: ~prod* ~{product* "
            "+@read +@write +@stream +@scripting +@transaction +@connection +time.",
        ) from None
    except tuple(_BY_CLASS) as error:
        sign = next(_BY_CLASS[kind] for kind in type(error).__mro__ if kind in _BY_CLASS)
        raise StoreUnavailable(
            f"{place} cannot write just now ({sign}).", hint=_PASSING[sign]
        ) from None
    except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
        if _NO_SPACE in str(error):
            raise StoreUnavailable(
                "The disk is full, so that the store cannot keep anything.",
                hint="Free some space, then try again: nothing that was confirmed is lost.",
            ) from None
        if (trouble := tls_trouble(str(error), place)) is not None:
            raise trouble from None
        reason = (
            "it did not answer in time"
            if isinstance(error, redis.TimeoutError)
            else "it cannot be reached"
        )
        raise StoreUnavailable(
            f"No answer from {place}: {reason}.",
            hint="Check that it runs and that redis_url= or PRODWIDGET_REDIS_URL is right, "
            "then try again.",
        ) from None
    except UnicodeDecodeError:
        raise _foreign() from None
    except redis.ResponseError as error:
        if str(error).startswith(REFUSAL):
            raise
        if "WRONGTYPE" in str(error):
            raise _foreign() from None
        for sign, advice in _PASSING.items():
            if sign in str(error):
                raise StoreUnavailable(f"{place} cannot write: {error}.", hint=advice) from None
        # A server that does not know a command quotes what it was given, passwords among it.
        said = str(error).partition(", with args")[0]
        raise StoreRefused(f"{place} refused a command: {said}.", hint="See its log.") from None
    except (redis.RedisError, RedisClusterException) as error:
        raise StoreUnavailable(f"{place} failed: {error}.", hint="See its log.") from None


class _EmbeddedConnection(UnixDomainSocketConnection):
    """Starts the server again where nothing listens: it may have been stopped, or killed."""

    def __init__(self, directory: Path, **options: Any) -> None:
        super().__init__(**options)
        self._directory = directory

    def _connect(self) -> Any:
        try:
            return super()._connect()
        except (ConnectionRefusedError, FileNotFoundError):
            if not may_restart(self._directory):
                raise
            ensure_server(self._directory)
            return super()._connect()

    def read_response(self, *arguments: Any, **options: Any) -> Any:
        try:
            return super().read_response(*arguments, **options)
        except redis.ConnectionError as error:
            # A server that cannot write what it was told stops rather than forget it.
            if disk_is_full(self._directory):
                raise redis.ConnectionError(_NO_SPACE) from error
            raise


def _options() -> dict[str, Any]:
    return {
        "decode_responses": True,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "health_check_interval": HEALTH_SECONDS,
        "retry": Retry(
            ExponentialBackoff(cap=0.3, base=0.05), 3, supported_errors=(redis.ConnectionError,)
        ),
    }


def _place(url: str) -> str:
    """Where a URL points, without its user and password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or parts.path, f":{parts.port}" if parts.port else ""
    except ValueError:
        raise _no_url() from None
    # An @ behind the host is the one before it: the password has ended the host too early. Only the
    # path of a socket, or of a certificate, may well have one.
    options = (each for each in parts.query.split("&") if not each.startswith("ssl_"))
    behind = parts.fragment + "".join(options) + ("" if parts.scheme == "unix" else parts.path)
    if "@" in behind:
        raise _no_url()
    return f"Redis at {host}{port}"


def _foreign() -> StateUnreadable:
    return StateUnreadable(
        "A key of this name holds something that prodwidget did not write. It was left as it is.",
        hint="Use another session name.",
    )


def _no_url() -> ConfigurationError:
    return ConfigurationError(
        "The Redis URL cannot be used: it cannot be read.",
        hint="Write it as redis://user:password@host:6379/0, rediss://… for TLS, or unix:///path. "
        "In a user name or password write # as %23, / as %2F, ? as %3F, @ as %40, [ as %5B and ] "
        "as %5D.",
    )


def _facts(client: redis.Redis) -> dict[str, Any]:
    """What the server says of itself; less where its user may not ask for INFO."""
    try:
        return client.info()
    except NoPermissionError:
        answer = client.execute_command("HELLO")
        # RESP2 answers a flat list of names and values.
        flat = isinstance(answer, list)
        pairs = zip(answer[::2], answer[1::2], strict=True) if flat else answer.items()
        told = {_text(name): _text(value) for name, value in pairs}
        return {"redis_mode": told.get("mode"), "redis_version": told.get("version", "")}


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def refuse_old(facts: dict[str, Any], place: str) -> None:
    """Raise :class:`ConfigurationError` where a server's INFO says that it is too old."""
    version = str(facts.get("redis_version", ""))
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if found and found < OLDEST_REDIS:
        raise ConfigurationError(
            f"{place} is version {version}; 6.2 is the oldest that prodwidget can use.",
            hint="Upgrade it, or use another server.",
        )


def _warn_of_eviction(facts: dict[str, Any], place: str) -> None:
    policy = str(facts.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction" and int(facts.get("maxmemory", 0) or 0) > 0:
        warnings.warn(
            f"{place} drops keys when its memory is full (maxmemory-policy {policy}), and products "
            "may be among them. Set maxmemory-policy to noeviction there.",
            EvictionWarning,
            stacklevel=4,
        )
