"""Keeps every test, the notebooks' among them, away from the user's own sessions and keys."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from prodwidget.store.embedded import stop_server

_VARIABLE = "PRODWIDGET_DATA_DIR"

_LAST = ("browser", "hosts")
"""Folders of tests that take longest; and once Playwright is at work, nobody else can have the
thread's event loop."""


def pytest_configure(config: pytest.Config) -> None:
    # A job in a shell's background inherits that Ctrl-C is ignored, and hands it on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Nor is a test to depend on the machine's pace.
    settings.register_profile(
        "any pace", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("any pace")
    os.environ[_VARIABLE] = tempfile.mkdtemp(prefix="pw")
    for name in list(os.environ):
        if name.startswith(("PRODWIDGET_", "GEMINI_", "GOOGLE_", "FAL_")) and name != _VARIABLE:
            del os.environ[name]
    # No test asks the real fal what things cost.
    os.environ["PRODWIDGET_FAL_PLATFORM"] = "off"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.parent.name in _LAST)


def pytest_unconfigure(config: pytest.Config) -> None:
    directory = Path(os.environ.pop(_VARIABLE))
    stop_server(directory / "store")
    # At once: where only the mark of a stop is gone, pipelines start their server again.
    shutil.rmtree(directory.rename(f"{directory}-gone"), ignore_errors=True)
