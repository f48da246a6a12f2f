"""Gemini and fal on loopback, and a session that uses both through their own SDKs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodwidget.backends.download import FileRules
from prodwidget.backends.fal import FILE_HOSTS, FalModels, FalPainter, Patience
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.two_step import TwoStepBackend
from prodwidget.session import ProductPipeline
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import FalServer
from tests.service.gemini_server import GeminiServer


@dataclass
class Services:
    """Both services, and a session that uses them."""

    gemini: GeminiServer
    fal: FalServer
    data: Path
    session: str

    def backend(self, endpoint: str = "", **options: Any) -> TwoStepBackend:
        images = GeminiImages(api_key=gemini.KEY, base_url=self.gemini.url)
        models = FalModels(
            endpoint or ("fal-ai/trellis/multi" if options.get("views") else "fal-ai/trellis"),
            key=fal.KEY,
            patience=Patience(poll=0.01, answer=60, submit=60, silence=600, job=900),
            files=FileRules("fal", FILE_HOSTS, private_hosts=("localhost",)),
        )
        if (painter := options.pop("painter", None)) is not None:
            options["painter"] = FalPainter(
                painter,
                key=fal.KEY,
                patience=Patience(poll=0.01, answer=60, submit=60, silence=600, job=900),
                files=FileRules("fal", FILE_HOSTS, private_hosts=("localhost",)),
            )
        return TwoStepBackend(images, models, **options)

    def pipeline(self, endpoint: str = "", **options: Any) -> ProductPipeline:
        backend = self.backend(endpoint, **options)
        return ProductPipeline(self.session, backend=backend, data_dir=self.data)
