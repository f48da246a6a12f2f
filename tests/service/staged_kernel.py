"""A kernel of its own that runs one job, and waits at a stage to be killed, or let go.

python -m tests.service.staged_kernel DATA SESSION STAGE LEDGER
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from prodwidget.backends.base import Generation, GenerationRequest, Progress
from tests.service.conftest import small_generation

STAGES = ("begun", "sending", "submitted", "made", "committing", "committed")


class PayingBackend:
    """Pays once for each product, and writes every payment into a ledger as its provider would."""

    name, label = "paying", "a test"
    steps = ("create", "edit")

    def __init__(self, ledger: Path, wait_at: str = "") -> None:
        self._ledger = ledger
        self._wait_at = wait_at
        self.stopped: list[Mapping[str, JsonValue]] = []

    def estimate(self, request: GenerationRequest) -> float:
        return 0.02

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        self.reach("begun", progress)
        if "model" not in progress.checkpoints or "request" not in _dict(progress, "model"):
            progress.about_to_pay("model", 0.02)
            self.reach("sending", progress)
            with self._ledger.open("a") as ledger:
                ledger.write(request.prompt + "\n")
            progress.checkpoint("model", {"request": request.prompt})
        self.reach("submitted", progress)
        progress.stage("waiting for the provider")
        self.reach("made", progress)
        return small_generation(request.prompt)

    def reach(self, stage: str, progress: Progress | None = None) -> None:
        if stage != self._wait_at:
            return
        print(stage, flush=True)
        while not self._ledger.with_suffix(".go").exists():
            if progress is not None:
                progress.raise_if_cancelled()
            time.sleep(0.02)


class StoppableBackend(PayingBackend):
    """The same at a provider that can be told to stop."""

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        self.stopped.append(dict(checkpoints))
        return True


def _dict(progress: Progress, name: str) -> dict[str, Any]:
    value = progress.checkpoints[name]
    return value if isinstance(value, dict) else {}


def main(data: str, session: str, stage: str, ledger: str) -> None:
    from prodwidget.session import ProductPipeline
    from prodwidget.store.history import SessionStore

    backend = PayingBackend(Path(ledger), stage)
    commit = SessionStore.commit

    def announced(*given: Any, **named: Any) -> Any:
        backend.reach("committing")
        made = commit(*given, **named)
        backend.reach("committed")
        return made

    SessionStore.commit = announced  # type: ignore[method-assign]
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    try:
        print(pipeline.create("a mug").result().id, flush=True)
    except Exception as error:
        print(type(error).__name__, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
