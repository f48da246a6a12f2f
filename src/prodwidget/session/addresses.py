"""Files of the user's that lie at an address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from prodwidget import config
from prodwidget.errors import ProdwidgetError, ProviderError


def file_at(
    url: str, thing: str, most_bytes: int, error: type[ProdwidgetError]
) -> tuple[bytes, str]:
    """What lies at an address, and what its file is called.

    Parameters
    ----------
    thing:
        What it is, for people: ``"picture"``.
    most_bytes:
        More is refused.
    error:
        What is raised: the address has no ``https://``, which only hosts of one's own go without,
        or nothing can be had from there.
    """
    # Loads what speaks HTTP, which takes as long as all the rest.
    from prodwidget.backends import FileRules, fetch

    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    private = config.private_hosts()
    if not host or (parts.scheme == "http" and host not in private):
        raise error(
            f"The address of a {thing} has to begin with https://.",
            hint=f"Save the {thing} as a file, and give that.",
        )
    rules = FileRules(host, (host,), private_hosts=private, max_bytes=most_bytes)
    try:
        data = fetch(url, rules)
    except ProviderError as failure:
        raise error(
            f"The {thing} at {host} cannot be had ({failure.code.replace('_', ' ')}).",
            hint=f"See whether the address opens in a browser, or save the {thing} and give that.",
        ) from failure
    return data, Path(unquote(parts.path)).name
