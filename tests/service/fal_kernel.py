"""A kernel for the tests to kill: ``python -m tests.service.fal_kernel DATA SESSION [PROMPT]``.

With a prompt it creates; without one it waits for what another kernel left. It ends with a line of
JSON that tells how the job ended.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Mapping

from PIL import Image
from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.backends.download import FileRules
from prodwidget.backends.fal import FILE_HOSTS, FalModels, Patience
from prodwidget.session import ProductPipeline, watch


class OnePicture:
    """Makes models of one picture, whatever it is asked for."""

    name, label = "one-picture", "a test"
    steps = ("create", "edit")

    def __init__(self) -> None:
        self._models = FalModels(
            patience=Patience(poll=0.05),
            files=FileRules("fal", FILE_HOSTS, private_hosts=("localhost",)),
        )

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        with io.BytesIO() as file:
            Image.new("RGB", (64, 64), "red").save(file, "PNG")
            picture = GeneratedFile("reference", file.getvalue(), "image/png")
        model = self._models.make([picture], seed=request.seed, progress=progress)
        return Generation((model.file, picture), {}, model.provenance)

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        return self._models.stop(checkpoints.get("model"))


def main(data: str, session: str, prompt: str) -> None:
    watch.WAIT_SECONDS = 0.5
    pipeline = ProductPipeline(session, backend=OnePicture(), data_dir=data)
    if prompt:
        pipeline.create(prompt)
    while pipeline.job is None or not pipeline.job.done:
        time.sleep(0.05)
    status = pipeline.status
    outcome: dict[str, JsonValue] = {"status": status.status, "spent": pipeline.spent}
    if status.error is not None:
        outcome["code"] = status.error.code
    if len(pipeline.iterations):
        outcome["glb"] = len(pipeline.model(pipeline.iterations[-1]))
    print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
