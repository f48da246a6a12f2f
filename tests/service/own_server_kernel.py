"""A kernel to kill: ``python -m tests.service.own_server_kernel DATA SESSION URL WHAT``.

It makes a model of one picture on a server of one's own: ``comfy``, or ``localai``.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping

from PIL import Image
from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.backends.comfy import ComfyModels, Patience
from prodwidget.backends.localai import LocalAiModels
from prodwidget.backends.steps import ModelMaker
from prodwidget.session import ProductPipeline
from tests.service.comfy_server import workflow

QUICK = Patience(poll=0.01, answer=60, send=60, settle=0.1, silence=600, cancel=60, job=900)


def maker(url: str, what: str) -> ModelMaker:
    """What makes models at a server."""
    if what == "comfy":
        return ComfyModels(url, workflow(), patience=QUICK)
    return LocalAiModels(url, pause_seconds=0.01)


class OnePicture:
    """Makes models of one picture, whatever it is asked for."""

    name, label = "one-picture", "a test"
    steps = ("create", "edit")

    def __init__(self, models: ModelMaker) -> None:
        self._models = models

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        picture = png()
        model = self._models.make([picture], seed=request.seed, progress=progress)
        return Generation((model.file, picture, *model.extras), {}, model.provenance)

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        return self._models.stop(checkpoints.get("model"))


def png(colour: str = "red", media_type: str = "image/png") -> GeneratedFile:
    """A picture of the product."""
    with io.BytesIO() as file:
        Image.new("RGB", (64, 64), colour).save(file, media_type.partition("/")[2].upper())
        return GeneratedFile("reference", file.getvalue(), media_type)


if __name__ == "__main__":
    data, session, url, what = sys.argv[1:]
    pipeline = ProductPipeline(session, backend=OnePicture(maker(url, what)), data_dir=data)
    pipeline.create("a mug").result()
