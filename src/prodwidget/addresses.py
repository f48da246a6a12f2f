"""How files are addressed that no URL of the web names."""

from __future__ import annotations

import re

ARTIFACT_SCHEME = "blob+sha256:"
"""Scheme of a URL that names bytes by their digest, wherever they are kept."""

_DIGEST = re.compile("[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Whether a text is a hexadecimal SHA-256."""
    return _DIGEST.fullmatch(text) is not None


def artifact_url(digest: str) -> str:
    """The URL of the bytes with this SHA-256; whoever needs them asks the store that holds them."""
    return ARTIFACT_SCHEME + digest
