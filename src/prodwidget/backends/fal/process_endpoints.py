"""fal's endpoints that make another model of a model, as data: remeshed, low poly, or in parts.

Read at https://fal.ai/models/<id>/llms.txt and https://fal.ai/docs/model-api-reference (2026).
Smart Topology answers an OBJ under ``model_glb``, and its GLB among ``model_urls``.

Not confirmed by a page of fal's, but by what its users send and are billed: what Tripo's answer
beyond ``model_mesh``, and their prices, of which fal tells only that a unit is $0.01 (segmenting
came to $0.40, remeshing to $0.35 with quads, which are $0.05); and that Tripo and Hunyuan3D take a
model as a data URI as fal's file inputs do.

Left out: Hunyuan3D 3.1 Part, which takes and answers FBX alone; Hunyuan Part, which answers one
part at a point; UltraShape, which needs a picture; and Tripo's quads, which are FBX. Hi3D's split
and TripoSR's remeshing work by fal's description of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from prodwidget.backends.fal import option_sets as sets
from prodwidget.backends.fal.endpoint import Endpoint, Price
from prodwidget.backends.options import choice, flag, whole_number

_ROWS = (
    Endpoint(
        "fal-ai/meshy/v5/remesh",
        "Meshy 5",
        image_fields=(),
        min_images=0,
        model_field="model_url",
        model_media_type="application/octet-stream",
        outputs=sets.MESHY_OUTPUTS,
        price=Price(0.20),
        options={
            "topology": choice("triangle", "quad"),
            "target_polycount": whole_number(30_000, 100, 300_000),
        },
        seed_range=None,
        does="Remesh",
        faces_field="target_polycount",
    ),
    Endpoint(
        "tripo3d/tripo/remesh",
        "Tripo",
        image_fields=(),
        min_images=0,
        model_field="mesh_url",
        outputs=("model_mesh",),
        price=Price(0.30, unit=0.01),
        options={"face_limit": whole_number(None, 500, 20_000), "bake": flag(True)},
        seed_range=None,
        must_be={"quad": False},
        does="Remesh",
        faces_field="face_limit",
    ),
    Endpoint(
        "fal-ai/hunyuan-3d/v3.1/smart-topology",
        "Hunyuan3D 3.1 Smart Topology",
        image_fields=(),
        min_images=0,
        model_field="input_file_url",
        outputs=("model_urls.glb", "model_glb"),
        price=Price(0.75),
        options={
            "polygon_type": choice("triangle", "quadrilateral"),
            "face_level": choice("medium", "high", "low"),
        },
        seed_range=None,
        must_be={"input_file_type": "glb"},
        does="Remesh",
    ),
    Endpoint(
        "tripo3d/tripo/segment",
        "Tripo",
        image_fields=(),
        min_images=0,
        model_field="mesh_url",
        outputs=("model_mesh",),
        price=Price(0.40, unit=0.01),
        options={},
        seed_range=None,
        does="Split into parts",
        splits=True,
    ),
)

PROCESS_ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType({row.id: row for row in _ROWS})
"""Every endpoint that makes another model of a model alone and is known, by its id."""
