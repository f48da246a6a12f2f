"""What can be wrong between a client and a server that speak TLS, in words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from prodwidget.errors import ConfigurationError, StoreUnavailable

_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")

_TROUBLES = (
    (
        ("mismatch",),
        "The certificate of {place} is for another name than the URL's",
        "Write the name in the URL that the certificate is for.",
    ),
    (
        ("expired", "not yet valid"),
        "The certificate of {place} has expired, or is not valid yet",
        "Renew it there, or set this machine's clock.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED",),
        "The certificate of {place} is signed by nobody whom this machine trusts",
        "Name the file of its authority in the URL, as rediss://…?ssl_ca_certs=FILE, or in "
        "SSL_CERT_FILE.",
    ),
    (
        ("NO_CERTIFICATE", "[X509", "PEM lib", "BAD_BASE64"),
        "A file that the URL names for TLS holds no certificate or key",
        "Name PEM files in ssl_ca_certs=, ssl_certfile= and ssl_keyfile=.",
    ),
    (
        ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE"),
        "{place} wants a certificate of the client's",
        "Name it in the URL: rediss://…?ssl_certfile=FILE&ssl_keyfile=FILE.",
    ),
)
"""What OpenSSL says, in redis-py's texts; the first that fits is told."""


def tls_trouble(said: str, place: str) -> StoreUnavailable | None:
    """The error for what a failed connection said, where TLS is what failed."""
    if "SSL" not in said and "X509" not in said:
        return None
    for signs, what, hint in _TROUBLES:
        if any(sign in said for sign in signs):
            return StoreUnavailable(f"{what.format(place=place)}.", hint=hint)
    return StoreUnavailable(
        f"No answer from {place}: the two could not agree on TLS.",
        hint="Check the URL's port, and what TLS the server there takes.",
    )


def check_files(url: str) -> None:
    """Raise :class:`ConfigurationError` where a URL names a file for TLS that is not there."""
    options = parse_qs(urlsplit(url).query)
    for name in _FILES:
        for file in options.get(name, []):
            if not Path(file).is_file():
                raise ConfigurationError(
                    f"There is no file {file}, which {name}= in the Redis URL names.",
                    hint="Give the path of a PEM file.",
                )
