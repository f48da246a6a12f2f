"""A kernel for the tests to kill: ``python -m tests.service.part_kernel DATA SESSION READY``.

It sets the colour of a lid, and is at work on it for as long as nobody kills it.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.session import ProductPipeline


def main(data: str, session: str, ready: str) -> None:
    pipeline = ProductPipeline(session, backend="procedural", data_dir=data)

    def slow(self: object, request: object, progress: object) -> None:
        Path(ready).touch()
        threading.Event().wait()

    ProceduralBackend.generate = slow  # type: ignore[method-assign, assignment]
    pipeline.restyle("lid", colour="#c0392b", finish="matte").result()


if __name__ == "__main__":
    main(*sys.argv[1:])
