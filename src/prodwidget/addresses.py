"""How files are named that are held by the kernel."""

BLOB_SCHEME = "blob+sha256:"
"""Scheme of an artifact URL whose bytes are in the blob store, or in the widget itself."""
