"""A kernel for the tests to kill: ``python -m tests.service.process_kernel DATA SESSION``."""

from __future__ import annotations

import sys

from prodwidget.session import ProductPipeline

if __name__ == "__main__":
    data, session = sys.argv[1:]
    pipeline = ProductPipeline(session, backend="procedural", data_dir=data)
    pipeline.process("fal-ai/meshy/v5/remesh", faces=900).result()
