"""How products are looked at is kept with their session, and follows whoever looks."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import prodwidget.widgets.kept_look
from prodwidget import Studio
from prodwidget.errors import ArchiveError, ConfigurationError, ModelError
from prodwidget.records import Look
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from tests.radiance import radiance
from tests.service.conftest import wait_for
from tests.service.test_archives import Archive


def test_a_look_is_kept_and_two_pipelines_see_the_same(
    pipeline: ProductPipeline, data: Path, session: str
) -> None:
    assert pipeline.look == Look()
    told: list[str] = []
    other = ProductPipeline(session, data_dir=data)
    other.on_change(lambda event: told.append(event.kind))
    assert pipeline.set_look(exposure=1.5, ground="grid").exposure == 1.5
    other.set_look(units="in", field_of_view=50)
    assert pipeline.look == Look(exposure=1.5, ground="grid", units="in", field_of_view=50)
    wait_for(lambda: told == ["look", "look"])
    pipeline.set_look(units="in")
    pipeline.set_look(exposure=0)
    wait_for(lambda: len(told) == 3)
    assert other.look.exposure == 0
    other.close()


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("exposure", 4, "from -3 to 3"),
        ("exposure", float("nan"), "from -3 to 3"),
        ("ground", "sand", '"grid"'),
        ("field_of_view", 90, "from 15 to 75"),
        ("background", "url(https://example.org/a.png)", "CSS colour"),
        ("camera", 1, "It has lighting"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(
    pipeline: ProductPipeline, setting: str, value: object, words: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        pipeline.set_look(**{setting: value})
    assert words in refusal.value.hint
    assert pipeline.look == Look()


def test_own_light_is_kept_by_its_digest_and_is_not_pruned(
    pipeline: ProductPipeline, sessions: Sessions, session: str, tmp_path: Path
) -> None:
    pipeline.create("a red mug").result(120)
    path = tmp_path / "dawn.hdr"
    path.write_bytes(radiance())
    kept = pipeline.set_look(environment=path).environment
    assert kept is not None
    assert (kept.name, kept.size) == ("dawn.hdr", len(radiance()))
    assert pipeline.artifacts.read(kept.sha256) == radiance()
    with pytest.raises(ModelError, match=r"no \.hdr or \.exr"):
        pipeline.set_look(environment=b"GIF89a")
    with pytest.raises(ModelError, match="16 MB"):
        pipeline.set_look(environment=b"#?" + bytes(16 << 20))
    assert pipeline.look.environment == kept
    sessions.copy(session, f"{session}-b")
    sessions.delete(session)
    assert pipeline.artifacts.read(kept.sha256) == radiance()
    sessions.delete(f"{session}-b")
    assert pipeline.artifacts.size(kept.sha256) == 0


def test_an_archive_carries_the_look_and_its_light(
    pipeline: ProductPipeline, sessions: Sessions, session: str, tmp_path: Path
) -> None:
    pipeline.create("a red mug").result(120)
    look = pipeline.set_look(environment=radiance(), exposure=-1, ground="none")
    archive = sessions.export(session, tmp_path / "mug.zip")
    sessions.delete(session)
    name = sessions.load(archive)
    assert pipeline.look == look
    assert look.environment is not None
    assert pipeline.artifacts.read(look.environment.sha256) == radiance()
    sessions.delete(name)


def test_a_look_in_anybodys_archive_is_checked(sessions: Sessions, tmp_path: Path) -> None:
    archive = Archive()
    archive.facts["look"] = {"background": "url(//example.org)"}
    with pytest.raises(ArchiveError, match="look"):
        sessions.load(archive.write(tmp_path / "a.zip"))
    archive.facts["look"] = {"environment": {"sha256": "0" * 64, "size": 9, "name": ""}}
    with pytest.raises(ArchiveError, match="missing"):
        sessions.load(archive.write(tmp_path / "b.zip"))


def test_two_studios_on_a_session_follow_each_other(data: Path, session: str) -> None:
    one = Studio(session=session, data_dir=data, lighting="dramatic")
    two = Studio(session=session, data_dir=data)
    assert two.lighting == "dramatic"
    one.exposure = 1.0
    two.field_of_view = 40.0
    two.environment = radiance()
    wait_for(lambda: (two.exposure, one.field_of_view) == (1.0, 40.0))
    wait_for(lambda: one.environment == two.environment)
    assert one.file(one.environment["sha256"]) == radiance()
    two.units = "in"
    two.close()
    wait_for(lambda: one.units == "in")
    one.close()
    three = Studio(session=session, data_dir=data, exposure=-2)
    assert (three.exposure, three.units, three.lighting) == (-2, "in", "dramatic")
    assert three.pipeline.look.exposure == -2
    three.close()


def test_a_light_from_code_is_had_by_a_page_at_once(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prodwidget.widgets.kept_look, "SETTLE_SECONDS", 600)
    studio = Studio(session=session, data_dir=data)
    studio.environment = radiance()
    assert studio.file(studio.environment["sha256"]) == radiance()
    studio.close()


def test_what_a_session_refuses_keeps_nothing_else_back(data: Path, session: str) -> None:
    studio = Studio(session=session, data_dir=data)
    other = ProductPipeline(session, data_dir=data)
    studio.background = "var(--my-image-bg)"
    time.sleep(2 * prodwidget.widgets.kept_look.SETTLE_SECONDS)
    studio.field_of_view = 40.0
    wait_for(lambda: other.look.field_of_view == 40.0)
    studio.close()
    other.close()


def test_a_slider_that_is_pulled_is_not_pushed_back(data: Path, session: str) -> None:
    studio = Studio(session=session, data_dir=data)
    other = ProductPipeline(session, data_dir=data)
    for step in range(60):
        studio.exposure = step / 20
        assert studio.exposure == step / 20
        other.set_look(units="in" if step % 2 else "mm")
        time.sleep(0.01)
    wait_for(lambda: other.look.exposure == 59 / 20)
    assert studio.exposure == 59 / 20
    studio.close()
    other.close()


def test_a_panel_gives_a_light_in_parts(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(session=session, data_dir=data)
    answers: list[dict[str, object]] = []
    monkeypatch.setattr(studio, "send", lambda message, buffers: answers.append(message))
    light = radiance()
    part = {"type": "environment_part", "upload": "a", "total": len(light), "name": "dawn.hdr"}
    for offset, piece in ((0, light[:100]), (100, light[100:])):
        studio.messages.answer({"id": "1", "offset": offset, **part}, [memoryview(piece)])
    first, last = answers
    assert first["value"] is None
    assert isinstance(last["value"], dict)
    studio.environment = last["value"]
    wait_for(lambda: studio.pipeline.look.environment is not None)
    studio.messages.answer(
        {"id": "1", "type": "environment_part", "upload": "b", "offset": 0, "total": 3, "name": ""},
        [memoryview(b"GIF")],
    )
    assert "no .hdr or .exr" in json.dumps(answers[-1])
    studio.close()
