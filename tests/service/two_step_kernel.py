"""A kernel for the tests to kill: ``python -m tests.service.two_step_kernel DATA SESSION``."""

from __future__ import annotations

import sys

from prodwidget.backends.fal import FalModels
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.two_step import TwoStepBackend
from prodwidget.session.pipeline import ProductPipeline
from tests.service import fal_server, gemini_server

if __name__ == "__main__":
    data, session = sys.argv[1:]
    images, models = GeminiImages(api_key=gemini_server.KEY), FalModels(key=fal_server.KEY)
    backend = TwoStepBackend(images, models, candidates=2)
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    pipeline.create("a mug").result()
