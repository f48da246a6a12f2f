"""Settings: an explicit argument, then ``PRODWIDGET_…``; alone in reading the environment."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def redis_url(explicit: str | None = None) -> str | None:
    """URL of a server (``PRODWIDGET_REDIS_URL``), or ``None`` for the embedded one."""
    return explicit or os.environ.get("PRODWIDGET_REDIS_URL") or None


def data_dir(explicit: str | Path | None = None) -> Path:
    """Where artifacts and the embedded store live (``PRODWIDGET_DATA_DIR``).

    The default is the platform's directory for a user's application data.
    """
    chosen = explicit or os.environ.get("PRODWIDGET_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return platformdirs.user_data_path("prodwidget", appauthor=False)
