"""Whom a provider's certificate has to be vouched for by."""

from __future__ import annotations

import os
import ssl
import time
from pathlib import Path

import certifi

from prodwidget import config
from prodwidget.errors import ConfigurationError

_Settings = tuple[config.Setting | None, config.Setting | None, float]
"""The variables, and when the file that they name was written."""

_read: tuple[_Settings, float, ssl.SSLContext] | None = None
"""What was read last, and when: reading some hundred certificates takes as long as a request."""

_KEPT_SECONDS = 60.0
"""After this, files that were put in place of others are noticed."""


def trust() -> ssl.SSLContext:
    """The authorities of ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``; else Mozilla's and the system's.

    Raises
    ------
    ConfigurationError
        A variable names what is not there, or what holds no certificates.
    """
    global _read
    settings, now = (*config.certificates(), _written()), time.monotonic()
    if _read is None or _read[0] != settings or now - _read[1] > _KEPT_SECONDS:
        _read = (settings, now, _trust(*settings[:2]))
    return _read[2]


def _trust(file: config.Setting | None, directory: config.Setting | None) -> ssl.SSLContext:
    if file is None and directory is None:
        context = ssl.create_default_context(cafile=certifi.where())
        context.load_default_certs()
        return context
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if file is not None:
        _load(context, file)
    if directory is not None:
        # OpenSSL takes a list of them, as it takes one.
        if not any(Path(each).is_dir() for each in directory.value.split(os.pathsep)):
            raise _at_fault(directory, "where there is no directory")
        context.load_verify_locations(capath=directory.value)
    return context


def _written() -> float:
    file = config.certificates()[0]
    try:
        return Path(file.value).stat().st_mtime if file else 0.0
    except (OSError, ValueError):
        return 0.0


def check_bundle() -> None:
    """Raise :class:`ConfigurationError` unless Google's sign-in can read what it is told to trust.

    It goes by ``REQUESTS_CA_BUNDLE`` or ``CURL_CA_BUNDLE``, a file or a directory.
    """
    bundle = config.certificate_bundle()
    if bundle is not None and not Path(bundle.value).is_dir():
        _load(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), bundle)


def trust_hint() -> str:
    """What to do where a certificate is not believed, by the variables that are set."""
    file, directory = config.certificates()
    if at_fault := file or directory:
        return (
            f"{at_fault.variable} says whose certificates are believed: unset it, or add to it "
            "those of whoever signs for this network."
        )
    return (
        "If a proxy looks into this network's connections, set SSL_CERT_FILE to a file with its "
        "certificates."
    )


def _load(context: ssl.SSLContext, file: config.Setting) -> None:
    try:
        context.load_verify_locations(cafile=file.value)
        return
    except ssl.SSLError:
        fault = "which holds no certificates"
    except FileNotFoundError:
        fault = "where there is no file"
    except IsADirectoryError:
        fault = "which is a directory"
    except OSError:
        fault = "which cannot be read"
    if Path(file.value).is_dir():
        fault = "which is a directory"
    raise _at_fault(file, fault)


def _at_fault(setting: config.Setting, fault: str) -> ConfigurationError:
    return ConfigurationError(
        f"{setting.variable} is {setting.value!r}, {fault}; nothing was sent.",
        hint=f"Unset {setting.variable}, or set it to certificates in the PEM format.",
    )
