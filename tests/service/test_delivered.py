"""What comes with a model is kept with its version, and can be taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodwidget.errors import ArtifactMissing
from prodwidget.records import ProductIteration
from tests.service.paid import Services


def test_other_files_of_a_delivery_are_kept_and_saved(services: Services, tmp_path: Path) -> None:
    pipeline = services.pipeline("meshy/v7.1/image-to-3d")
    made = pipeline.create("a mug").result(60)
    assert made.delivered, "Meshy sends other formats along"
    names = [each.name for each in made.delivered]
    assert all(names) and len(set(names)) == len(names)
    saved = made.save_delivered(tmp_path)
    assert sorted(each.name for each in saved) == sorted(names)
    assert all(each.stat().st_size for each in saved)
    unread = ProductIteration.model_validate(made.model_dump())
    with pytest.raises(ArtifactMissing, match="no files"):
        unread.save_delivered(tmp_path)
    edited = pipeline.edit("make it taller").result(60)
    assert len(edited.artifacts) >= 2
