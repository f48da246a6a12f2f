"""A kernel of its own whose prompt a model reads; it waits to be killed where it is to shape.

python -m tests.service.llm_kernel DATA SESSION BACKEND READY
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from prodwidget.backends.procedural import glb
from prodwidget.session import ProductPipeline


def main(data: str, session: str, backend: str, ready: str) -> None:
    def wait(_: object) -> bytes:
        Path(ready).touch()
        time.sleep(86_400)
        raise AssertionError("it was to be killed")

    glb.write_glb = wait
    ProductPipeline(session, backend=backend, data_dir=data).create("a black bottle").result()


if __name__ == "__main__":
    main(*sys.argv[1:])
