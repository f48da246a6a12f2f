"""How files are addressed that no URL of the web names."""

ARTIFACT_SCHEME = "blob+sha256:"
"""Scheme of a URL that names bytes by their digest, wherever they are kept."""


def artifact_url(digest: str) -> str:
    """The URL of the bytes with this SHA-256; whoever needs them asks the store that holds them."""
    return ARTIFACT_SCHEME + digest
