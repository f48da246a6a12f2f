"""A rehearsal behaves as a job of a pipeline does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import SubmissionUnknown
from prodwidget.session import ProductPipeline
from tests.service.conftest import small_generation


class Scripted:
    """Does everything that a backend can do with its progress, and notes what it sees."""

    name, label = "scripted", "a test"
    steps = ("create", "edit")

    def __init__(self) -> None:
        self.seen: list[Mapping[str, Any]] = []
        self.answers: list[object] = []

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        def see() -> None:
            self.seen.append(dict(progress.checkpoints))

        progress.stage("paying", detail="a bit")
        progress.refused("never asked")
        progress.about_to_pay("image", 0.5)
        see()
        progress.refused("image")
        see()
        progress.about_to_pay("image", 0.25)
        progress.checkpoint("image", {"outcome": "lost"})
        progress.refused("image")
        progress.about_to_pay("image", 0.125)
        progress.checkpoint("image", {"outcome": "done"})
        progress.about_to_pay("model", 1.0)
        with pytest.raises(SubmissionUnknown):
            progress.about_to_pay("model", 1.0)
        see()
        image = GeneratedFile("reference", b"an image", "image/png")
        digest = progress.keep(image)
        self.answers += [digest, request.read(digest), progress.review([image, image])]
        return small_generation("scripted")


def test_it_does_what_a_job_does(data: Path, session: str) -> None:
    real, rehearsed = Scripted(), Scripted()
    pipeline = ProductPipeline(session, backend=real, data_dir=data)
    pipeline.create("a mug").result(120)
    progress = Rehearsal()
    rehearsed.generate(progress.request("a mug"), progress)
    assert rehearsed.seen == real.seen
    assert rehearsed.answers == real.answers
    assert progress.spent == pytest.approx(pipeline.spent)
