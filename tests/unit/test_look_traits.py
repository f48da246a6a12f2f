"""How a viewer shows its models: what may be set, and how it is told what may not."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

from prodwidget import ModelViewer
from prodwidget.records import Artifact, Look, ProductIteration, TrellisArtifacts
from prodwidget.widgets.contract import iteration_json
from prodwidget.widgets.look import KEPT
from tests.radiance import radiance
from tests.unit.glb_models import box


def test_what_a_session_keeps_are_the_fields_of_a_look_with_its_defaults() -> None:
    viewer = ModelViewer()
    assert set(KEPT) == set(Look.model_fields)
    assert {name: getattr(viewer, name) for name in KEPT} == Look().model_dump(mode="json")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("exposure", 2.5, 3.5),
        ("exposure", -3, float("nan")),
        ("ground", "grid", "sand"),
        ("field_of_view", 60, 10),
        ("environment_rotation", -90, 181),
        ("units", "in", "cm"),
        ("ruler", True, "yes"),
        ("background", "#123", "url(x)"),
        ("environment", None, {"sha256": "no", "size": 1, "name": ""}),
        ("environment", None, b"GIF89a"),
        ("environment", None, "/nowhere/at/all.hdr"),
    ],
)
def test_a_trait_takes_what_makes_sense(name: str, good: Any, bad: Any) -> None:
    viewer = ModelViewer(**{name: good})
    with pytest.raises(TraitError):
        setattr(viewer, name, bad)
    assert getattr(viewer, name) == good


def test_a_light_is_sent_by_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "dawn.hdr"
    path.write_bytes(radiance())
    digest = hashlib.sha256(radiance()).hexdigest()
    told = {"sha256": digest, "size": len(radiance()), "name": "dawn.hdr"}
    viewer = ModelViewer(environment=path)
    assert viewer.environment == told
    assert viewer.get_state()["environment"] == told
    assert viewer.file(digest) == radiance()
    viewer.environment = radiance()
    assert viewer.environment == told | {"name": ""}


def test_an_exported_page_carries_the_look_and_its_light(tmp_path: Path) -> None:
    viewer = ModelViewer(box(), environment=radiance(), exposure=1, ground="none")
    page = viewer.export_html(tmp_path / "page.html").read_text()
    digest = hashlib.sha256(radiance()).hexdigest()
    record = json.loads(page.split('id="record">')[1].split("</script>")[0])["traits"]
    assert (record["exposure"], record["ground"]) == (1, "none")
    assert record["environment"]["sha256"] == digest
    assert f'id="file-{digest}"' in page
    assert base64.b64encode(radiance()).decode() not in page


def iteration(provenance: dict[str, Any]) -> ProductIteration:
    model = Artifact.of(b"glTF", role="model", media_type="model/gltf-binary")
    return ProductIteration(
        created_at="2026-01-01T00:00:00.000000Z",
        parent=None,
        depth=0,
        kind="create",
        prompt="a mug",
        backend="fal",
        backend_label="fal",
        seed=1,
        duration_seconds=2,
        trellis_output=TrellisArtifacts(model_file=model.url),
        artifacts=(model,),
        provenance=provenance,
    )


def test_a_panel_is_told_the_price_and_the_request_ids_and_nothing_else() -> None:
    provenance = {
        "usd": 0.35,
        "billed_usd": None,
        "token": "secret",
        "image": {"request_id": "g-1", "usage": {"tokens": 5}},
        "model": [{"request_id": "f-1"}, {"request_id": "g-1"}],
        "request_ids": ["a", 3],
    }
    told = iteration_json(iteration(provenance), 7)
    assert (told["usd"], told["billed_usd"]) == (0.35, None)
    assert told["request_ids"] == ["g-1", "f-1", "a"]
    assert "secret" not in json.dumps(told)
    nested = iteration_json(iteration({"usd": 0.35, "model": {"billed_usd": 0.3}}), 1)
    assert nested["billed_usd"] == 0.3
    assert iteration_json(iteration({"usd": float("nan")}), 1)["usd"] is None
