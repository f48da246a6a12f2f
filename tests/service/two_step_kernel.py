"""A kernel to be killed: ``python -m tests.service.two_step_kernel DATA SESSION [EDIT]``."""

from __future__ import annotations

import sys

from prodwidget.backends.fal import FalModels, FalPainter
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.two_step import TwoStepBackend
from prodwidget.session import ProductPipeline
from tests.service import fal_server, gemini_server

if __name__ == "__main__":
    data, session, *edit = sys.argv[1:]
    images, models = GeminiImages(api_key=gemini_server.KEY), FalModels(key=fal_server.KEY)
    painter = FalPainter(key=fal_server.KEY) if edit else None
    backend = TwoStepBackend(images, models, painter=painter, candidates=1 if edit else 2)
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    (pipeline.edit(*edit) if edit else pipeline.create("a mug")).result()
