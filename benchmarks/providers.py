"""What the pipeline adds to the bare SDKs: Gemini makes an image, Trellis on fal a model of it.

Both work against the same servers on this machine, which answer at once, so that what is measured
is the work around the requests. The peer does the least that gives a GLB: no store, no checks.
"""

from __future__ import annotations

import argparse
import base64
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.server import data_directory
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import FalServer
from tests.service.gemini_server import GeminiServer

from benchmarks.report import Row, report
from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create

POLL_SECONDS = 0.02
LONG_POLL_SECONDS = 0.5
LONG_POLLS, LONG_RUNS = 8, 5
"""A job of about four seconds, asked after twice a second."""

MODEL = "gemini-nano-banana-2.1"
PROMPT = "a small red mug"


@dataclass
class Cost:
    """Of one run."""

    milliseconds: float
    requests: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="fewer runs")
    runs = 5 if arguments.parse_args().quick else 25
    with services() as (images, models), data_directory() as data:
        bare = measure(bare_sdks(images, POLL_SECONDS), images, models, runs)
        ours = measure(pipeline(data, POLL_SECONDS), images, models, runs)
        models.progression = [*[fal.IN_PROGRESS] * LONG_POLLS, fal.COMPLETED]
        long_bare = measure(bare_sdks(images, LONG_POLL_SECONDS), images, models, LONG_RUNS)
        long_ours = measure(pipeline(data, LONG_POLL_SECONDS), images, models, LONG_RUNS)
    peer = "the bare SDKs"
    report(
        "providers",
        [
            Row("create_time", ours.milliseconds, "ms", peer, bare.milliseconds),
            Row("create_requests", ours.requests, "requests", peer, bare.requests),
            Row("long_create_time", long_ours.milliseconds, "ms", peer, long_bare.milliseconds),
            Row("create_added", ours.milliseconds - bare.milliseconds, "ms"),
        ],
    )


@contextmanager
def services() -> Iterator[tuple[GeminiServer, FalServer]]:
    """Both servers, and the environment that leads the SDKs to them."""
    with (
        tempfile.TemporaryDirectory() as directory,
        fal.fal_server(Path(directory)) as models,
        gemini.gemini_server() as images,
    ):
        models.glb = write_glb(read_create(PROMPT, 0).spec)
        os.environ |= {
            "GEMINI_API_KEY": gemini.KEY,
            "FAL_KEY": fal.KEY,
            "GOOGLE_GEMINI_BASE_URL": images.url,
            "FAL_QUEUE_RUN_HOST": models.queue_host,
            "SSL_CERT_FILE": str(models.certificate),
        }
        yield images, models


def measure(run: Callable[[], bytes], images: GeminiServer, models: FalServer, runs: int) -> Cost:
    """The median of some runs, after one that loads what is to be loaded."""
    assert run() == models.glb
    times, requests = [], []
    for _ in range(runs):
        before = len(images.asked) + len(models.requests)
        began = time.perf_counter()
        made = run()
        times.append((time.perf_counter() - began) * 1000)
        requests.append(len(images.asked) + len(models.requests) - before)
        assert made == models.glb
    return Cost(statistics.median(times), round(statistics.median(requests)))


def bare_sdks(images: GeminiServer, poll_seconds: float) -> Callable[[], bytes]:
    """The two SDKs as their own first examples use them."""
    import fal_client
    import httpx
    from google import genai
    from google.genai import types

    client = genai.Client(http_options=types.HttpOptions(base_url=images.url, timeout=60_000))
    config = types.GenerateContentConfig(
        response_modalities=["IMAGE"],
        image_config=types.ImageConfig(aspect_ratio="1:1", image_size="1K"),
        seed=0,
    )

    def run() -> bytes:
        answer = client.models.generate_content(model=MODEL, contents=[PROMPT], config=config)
        image: Any = next(part.inline_data for part in answer.parts or [] if part.inline_data)
        url = f"data:image/png;base64,{base64.b64encode(image.data).decode()}"
        handle = fal_client.submit("fal-ai/trellis", {"image_url": url})
        result = handle.get(interval=poll_seconds)
        return httpx.get(result["model_mesh"]["url"]).content

    return run


def pipeline(data: Path, poll_seconds: float) -> Callable[[], bytes]:
    """A create, from the prompt to the committed iteration."""
    from prodwidget.backends.download import FileRules
    from prodwidget.backends.fal import FILE_HOSTS, FalModels, Patience
    from prodwidget.backends.gemini import GeminiImages
    from prodwidget.backends.two_step import TwoStepBackend
    from prodwidget.session import ProductPipeline

    models = FalModels(
        "fal-ai/trellis",
        patience=Patience(poll=poll_seconds),
        files=FileRules("fal", FILE_HOSTS, private_hosts=("localhost",)),
    )
    backend = TwoStepBackend(GeminiImages(model=MODEL), models)
    session = ProductPipeline(f"providers-{poll_seconds}", backend=backend, data_dir=data)

    def run() -> bytes:
        return session.model(session.create(PROMPT).result(60))

    return run


if __name__ == "__main__":
    main()
