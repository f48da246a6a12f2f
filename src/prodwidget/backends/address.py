"""The address of a server of the user's own, and by whose leave it is asked."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import SecretStr

from prodwidget.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is, without its secrets, and those apart."""

    url: str
    """Such as ``"http://127.0.0.1:8188"``, with a path where it has one; no slash at its end."""
    authorization: SecretStr | None = field(default=None, repr=False)
    """The header that it wants, if any."""

    @classmethod
    def of(
        cls, url: str, key: SecretStr | None, *, variable: str, ending: str = ""
    ) -> ServerAddress:
        """Read an address as a user writes it: the scheme may be missing, a password may be in it.

        Parameters
        ----------
        key:
            Sent as a bearer token; else what stands before an ``@`` in the address, if anything.
        variable:
            What sets the address, to be named where it is at fault.
        ending:
            A path that may be copied along, and is no part of it.

        Raises
        ------
        ConfigurationError
            It is no address. It may hold a password, so that the message does not quote it.
        """
        text = url.strip() if "://" in url else f"http://{url.strip()}"
        try:
            parts = urlsplit(text)
            port, host = parts.port, parts.hostname
        except ValueError:
            port, host = None, None
        if not host or port == 0 or parts.scheme not in ("http", "https"):
            raise ConfigurationError(
                f"{variable} is not the address of a server.",
                hint=f"Set {variable} to such as http://127.0.0.1:8188.",
            )
        name, at, place = parts.netloc.rpartition("@")
        path = parts.path.rstrip("/").removesuffix(ending).rstrip("/")
        authorization = None
        if key is not None:
            authorization = SecretStr(f"Bearer {_token(key, variable)}")
        elif at:
            pair = unquote(name).encode()
            authorization = SecretStr(f"Basic {base64.b64encode(pair).decode('ascii')}")
        return cls(urlunsplit((parts.scheme, place.lower(), path, "", "")), authorization)

    @property
    def headers(self) -> dict[str, str]:
        """What each request has because of the key."""
        if self.authorization is None:
            return {}
        return {"Authorization": self.authorization.get_secret_value()}

    @property
    def secrets(self) -> list[str]:
        """What no text may hold."""
        if self.authorization is None:
            return []
        return [self.authorization.get_secret_value().partition(" ")[2]]


def _token(key: SecretStr, variable: str) -> str:
    token = key.get_secret_value().strip()
    # The HTTP client would refuse it with a message that shows it.
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(
            f"The key for {variable} has characters that no key has, such as quotes or spaces.",
            hint="Set it to the key alone.",
        )
    return token
