"""A JupyterLab of the tests' own, and the folders that its notebooks lie in."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prodwidget.store.embedded import stop_server
from tests.server import free_port, serving

ROOT = Path(__file__).parents[2]

OPEN_TO_ALL = ("--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True")
"""Options of a server that is the tests' own."""


@dataclass
class Lab:
    """A running JupyterLab."""

    url: str
    notebooks: Path

    def folder(self, name: str) -> Folder:
        """A new folder for notebooks, with a store that nobody else uses."""
        folder = Folder(self.notebooks / name)
        folder.path.mkdir()
        return folder

    def stop_kernels(self) -> None:
        """Stop every kernel, as closing its tab does not."""
        with urllib.request.urlopen(f"{self.url}/api/kernels", timeout=30) as answer:
            kernels = json.load(answer)
        for kernel in kernels:
            request = urllib.request.Request(
                f"{self.url}/api/kernels/{kernel['id']}", method="DELETE"
            )
            urllib.request.urlopen(request, timeout=30).close()


@dataclass
class Folder:
    """Where one test's notebooks are. Kernels run in it, and keep their data there."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / ".data"

    def write(self, name: str, *cells: str) -> None:
        """A notebook of code cells."""
        # Without a kernelspec JupyterLab asks for one in a dialog.
        notebook = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": {
                    "name": "python3",
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                }
            },
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{index}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for index, source in enumerate(cells)
            ],
        }
        (self.path / name).write_text(json.dumps(notebook))

    def copy(self, notebook: str) -> None:
        """One of the project's own notebooks."""
        shutil.copy(ROOT / "notebooks" / notebook, self.path)


def quiet_settings(directory: Path) -> dict[str, str]:
    """The environment of a JupyterLab with settings of its own, which asks nothing at its start."""
    settings = directory / "settings"
    news = settings / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    return {
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(directory / "workspaces"),
    }


@contextmanager
def running_lab(directory: Path, environment: Mapping[str, str] | None = None) -> Iterator[Lab]:
    """JupyterLab with settings, workspaces and notebooks in ``directory``.

    ``environment`` is for its kernels.
    """
    notebooks = directory / "notebooks"
    notebooks.mkdir()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    try:
        with serving(
            "jupyter",
            *("lab", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ip=127.0.0.1", f"--notebook-dir={notebooks}", *OPEN_TO_ALL),
            directory=directory,
            url=url + "/api/status",
            environment={
                # Relative to a kernel's directory, so that every folder has a store of its own.
                "PRODWIDGET_DATA_DIR": ".data",
                **quiet_settings(directory),
                **(environment or {}),
            },
        ):
            yield Lab(url, notebooks)
    finally:
        for store in notebooks.glob("*/.data/store"):
            stop_server(store)
