"""What fal's endpoints take and answer: from its pages and client, not from the code under test.

https://fal.ai/models/<id>/llms.txt, and ``libs/client/src/types/endpoints.ts`` of fal-ai/fal-js.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from prodwidget.geometry import glb_header

Check = Callable[[Any], bool]
Answer = Callable[["Files"], dict[str, Any]]
Files = Callable[[str], dict[str, Any]]
"""Makes the entry of a file with this name; ``model.glb`` is the model."""


def _number(low: float, high: float) -> Check:
    return lambda value: type(value) in (int, float) and low <= value <= high


def _whole(low: int, high: float = float("inf")) -> Check:
    return lambda value: type(value) is int and low <= value <= high


def _one(*values: Any) -> Check:
    return lambda value: any(value == each and type(value) is type(each) for each in values)


def _words(most: int) -> Check:
    return lambda value: isinstance(value, str) and 1 <= len(value) <= most


def _is_picture(value: Any) -> bool:
    match = re.fullmatch(r"data:(image/(?:png|jpeg|webp));base64,([A-Za-z0-9+/=]+)", value)
    if match is None:
        return False
    with Image.open(io.BytesIO(base64.b64decode(match[2], validate=True))) as picture:
        picture.load()
        return Image.MIME[picture.format or ""] == match[1] and max(picture.size) <= 4096


def _are_pictures(most: float, least: int = 1) -> Check:
    return lambda value: (
        isinstance(value, list) and least <= len(value) <= most and all(map(_is_picture, value))
    )


def _is_model(media_type: str) -> Check:
    def check(value: Any) -> bool:
        head, _, encoded = value.partition(";base64,")
        data = base64.b64decode(encoded, validate=True)
        return head == f"data:{media_type}" and glb_header(data) is not None

    return check


@dataclass(frozen=True, slots=True)
class Model:
    """An endpoint: the fields it takes, the ones it must have, and the shape of its answer."""

    fields: Mapping[str, Check]
    needs: tuple[str, ...]
    answer: Answer


_ANY_SEED = _whole(0, 2**31 - 1)
_GUIDANCE, _STEPS, _BOOL = _number(0, 10), _whole(1, 50), _one(True, False)
_TRELLIS = {
    "seed": _ANY_SEED,
    "ss_guidance_strength": _GUIDANCE,
    "ss_sampling_steps": _STEPS,
    "slat_guidance_strength": _GUIDANCE,
    "slat_sampling_steps": _STEPS,
    "mesh_simplify": _number(0.9, 0.98),
    "texture_size": _one(512, 1024, 2048),
}
_TEXTURE = {
    "seed": _ANY_SEED,
    "tex_slat_guidance_strength": _GUIDANCE,
    "tex_slat_sampling_steps": _STEPS,
    "tex_slat_rescale_t": _number(1, 6),
    "texture_size": _one(1024, 2048, 4096),
}
_TRELLIS_2 = {
    **_TEXTURE,
    "resolution": _one(512, 1024, 1536),
    "ss_guidance_strength": _GUIDANCE,
    "ss_guidance_rescale": _number(0, 1),
    "ss_sampling_steps": _STEPS,
    "ss_rescale_t": _number(1, 6),
    "decimation_target": _whole(5_000, 2_000_000),
    "remesh": _BOOL,
    "remesh_band": _number(0, 4),
}
_HUNYUAN = {
    "input_image_url": _is_picture,
    "seed": _ANY_SEED,
    "num_inference_steps": _STEPS,
    "guidance_scale": _number(0, 20),
    "octree_resolution": _whole(1, 1024),
    "textured_mesh": _BOOL,
}
_HUNYUAN_3 = {
    "enable_pbr": _BOOL,
    "face_count": _whole(40_000, 1_500_000),
    "generate_type": _one("Normal", "LowPoly", "Geometry"),
    "polygon_type": _one("triangle", "quadrilateral"),
}
_HUNYUAN_31 = {
    "enable_pbr": _BOOL,
    "face_count": _whole(40_000, 1_500_000),
    "generate_type": _one("Normal", "Geometry"),
}
_SIDES = {f"{side}_image_url": _is_picture for side in ("back", "left", "right")}
_MORE_SIDES = {
    f"{side}_image_url": _is_picture for side in ("top", "bottom", "left_front", "right_front")
}
_TRIPO = {"seed": _ANY_SEED, "texture": _one("no", "standard", "HD"), "quad": _BOOL}
_TRIPO_H31 = {
    "auto_size": _BOOL,
    "face_limit": _whole(1_000, 2_000_000),
    "geometry_quality": _one("standard", "detailed"),
    "model_seed": _ANY_SEED,
    "pbr": _BOOL,
    "quad": _BOOL,
    "texture": _BOOL,
    "texture_quality": _one("standard", "detailed"),
    "texture_seed": _ANY_SEED,
}
_TRIPO_P1 = {"face_limit": _whole(48, 20_000), "model_seed": _ANY_SEED, "texture": _BOOL}
_TRIPO_P2 = {
    "face_limit": _whole(48, 50_000),
    "model_seed": _ANY_SEED,
    "texture": _BOOL,
    "texture_quality": _one("fast", "standard", "detailed", "extreme"),
    "delight": _BOOL,
}
_MESHY = {
    "topology": _one("quad", "triangle"),
    "target_polycount": _whole(100, 300_000),
    "symmetry_mode": _one("off", "auto", "on"),
    "pose_mode": _one("a-pose", "t-pose", ""),
    "enable_pbr": _BOOL,
    "should_remesh": _BOOL,
    "texture_prompt": _words(600),
    "enable_rigging": _BOOL,
}
_MESHY_PICTURES = {**_MESHY, "should_texture": _BOOL}
_RODIN_FORMAT = {"geometry_file_format": _one("glb", "usdz", "fbx", "obj", "stl")}
_RODIN_25 = {
    **_RODIN_FORMAT,
    "seed": _whole(0, 65535),
    "material": _one("PBR", "Shaded", "All", "None"),
    "hd_texture": _BOOL,
}
_RODIN_TIERS = _one(
    "Gen-2.5-Minimum",
    "Gen-2.5-Extreme-Low",
    "Gen-2.5-Low",
    "Gen-2.5-Medium",
    "Gen-2.5-High",
    "Gen-2.5-Extreme-High",
)


def _mesh(file: Files) -> dict[str, Any]:
    return {
        "model_mesh": file("model.glb"),
        "timings": {"inference": 9.5, "note": "not a number"},
    }


def _glb(file: Files) -> dict[str, Any]:
    return {"model_glb": file("model.glb"), "timings": {"inference": 90.0}, "seed": 4}


def _hunyuan(file: Files) -> dict[str, Any]:
    """Its ``model_urls`` hold the model once more, at another address."""
    return {
        "model_glb": file("model.glb"),
        "model_urls": {"glb": file("again.glb"), "obj": file("model.obj"), "mtl": None},
        "thumbnail": file("preview.png"),
        "seed": 1,
    }


def _tripo(file: Files) -> dict[str, Any]:
    return {
        "model_mesh": file("model.glb"),
        "model_urls": {"pbr_model": file("model.glb"), "base_model": file("base.glb")},
        "rendered_image": file("render.webp"),
        "task_id": "x",
    }


def _meshy(file: Files) -> dict[str, Any]:
    return {
        "model_glb": file("model.glb"),
        "model_urls": {"glb": file("model.glb"), "fbx": file("model.fbx"), "usdz": None},
        "texture_urls": [{"base_color": file("texture_0.png"), "normal": file("texture_0.png")}],
        "thumbnail": file("preview.png"),
        # What was given, as it was given.
        "image_style_url": "https://nowhere.invalid/given.png",
    }


def _rodin(file: Files) -> dict[str, Any]:
    return {
        "model_mesh": file("model.glb"),
        "model_meshes": [file("shaded.glb")],
        "textures": [{"url": file("t.png")["url"], "content_type": "image/png"}],
        "seed": 1,
    }


_MAPS = ("basecolor", "normal", "roughness", "metalness", "height")


def _maps(file: Files) -> dict[str, Any]:
    return {"images": [{**file(f"{each}.png"), "map_type": each} for each in _MAPS], "seed": 1}


def _material(file: Files) -> dict[str, Any]:
    # The texture that the maps are of is not called a map.
    return {"images": [file("texture.png"), *_maps(file)["images"]], "prompt": "", "seed": 1}


MODELS = {
    "fal-ai/patina/material": Model(
        {
            "prompt": lambda value: isinstance(value, str),
            "seed": _ANY_SEED,
            "image_size": lambda value: isinstance(value, dict),
        },
        ("prompt",),
        _material,
    ),
    "fal-ai/patina": Model(
        {
            "image_url": _is_picture,
            "seed": _ANY_SEED,
        },
        ("image_url",),
        _maps,
    ),
    "fal-ai/trellis": Model({**_TRELLIS, "image_url": _is_picture}, ("image_url",), _mesh),
    "fal-ai/trellis/multi": Model(
        {
            **_TRELLIS,
            "image_urls": _are_pictures(float("inf")),
            "multiimage_algo": _one("stochastic", "multidiffusion"),
        },
        ("image_urls",),
        _mesh,
    ),
    "fal-ai/trellis-2": Model({**_TRELLIS_2, "image_url": _is_picture}, ("image_url",), _glb),
    "fal-ai/trellis-2/multi": Model(
        {**_TRELLIS_2, "image_urls": _are_pictures(float("inf"))}, ("image_urls",), _glb
    ),
    "fal-ai/trellis-2/retexture": Model(
        {
            **_TEXTURE,
            "image_url": _is_picture,
            "mesh_url": _is_model("model/gltf-binary"),
            "resolution": _one(512, 1024),
        },
        ("image_url", "mesh_url"),
        lambda file: {"model_glb": file("model.glb")},
    ),
    "fal-ai/pixal3d": Model(
        {**_TEXTURE, "image_url": _is_picture, "resolution": _one(1024, 1536)},
        ("image_url",),
        _glb,
    ),
    "fal-ai/reconviagen-0.5": Model(
        {**_TEXTURE, "image_urls": _are_pictures(float("inf"))}, ("image_urls",), _glb
    ),
    # Untextured unless it is told otherwise.
    "fal-ai/hunyuan3d/v2": Model(_HUNYUAN, ("input_image_url", "textured_mesh"), _mesh),
    "fal-ai/hunyuan3d-v21": Model(
        _HUNYUAN,
        ("input_image_url", "textured_mesh"),
        lambda file: {"model_mesh": file("all.zip"), "model_glb": file("model.glb"), "seed": 1},
    ),
    "fal-ai/hunyuan3d-v3/image-to-3d": Model(
        {**_HUNYUAN_3, **_SIDES, "input_image_url": _is_picture}, ("input_image_url",), _hunyuan
    ),
    "fal-ai/hunyuan3d-v3/text-to-3d": Model(
        {**_HUNYUAN_3, "prompt": _words(1024)}, ("prompt",), _hunyuan
    ),
    "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d": Model(
        {**_HUNYUAN_31, **_SIDES, **_MORE_SIDES, "input_image_url": _is_picture},
        ("input_image_url",),
        _hunyuan,
    ),
    "fal-ai/hunyuan-3d/v3.1/pro/text-to-3d": Model(
        {**_HUNYUAN_31, "prompt": _words(1024)}, ("prompt",), _hunyuan
    ),
    "fal-ai/hyper3d/rodin": Model(
        {
            **_RODIN_FORMAT,
            "input_image_urls": _are_pictures(5),
            "seed": _whole(0, 65535),
            "condition_mode": _one("concat", "fuse"),
        },
        ("input_image_urls",),
        _rodin,
    ),
    "fal-ai/hyper3d/rodin/v2": Model(
        {**_RODIN_FORMAT, "input_image_urls": _are_pictures(5), "seed": _whole(0, 65535)},
        ("input_image_urls",),
        _rodin,
    ),
    "fal-ai/hyper3d/rodin/v2.5": Model(
        {**_RODIN_25, "image_urls": _are_pictures(5), "tier": _RODIN_TIERS},
        ("image_urls",),
        _rodin,
    ),
    "fal-ai/hyper3d/rodin/v2.5/fast": Model(
        {**_RODIN_25, "image_urls": _are_pictures(5)}, ("image_urls",), _rodin
    ),
    "fal-ai/hyper3d/rodin/v2.5/text-to-3d": Model(
        {**_RODIN_25, "prompt": _words(10_000), "tier": _RODIN_TIERS}, ("prompt",), _rodin
    ),
    "fal-ai/hyper3d/rodin/v2.5/text-to-3d/fast": Model(
        {**_RODIN_25, "prompt": _words(10_000)}, ("prompt",), _rodin
    ),
    "tripo3d/tripo/v2.5/image-to-3d": Model(
        {**_TRIPO, "image_url": _is_picture},
        ("image_url",),
        lambda file: {
            "pbr_model": file("model.glb"),
            "rendered_image": {"url": "https://nowhere.invalid/a.webp"},
        },
    ),
    "tripo3d/tripo/v2.5/multiview-to-3d": Model(
        {**_TRIPO, **_SIDES, "front_image_url": _is_picture},
        ("front_image_url",),
        lambda file: {"model_mesh": file("model.glb"), "task_id": "x"},
    ),
    "tripo3d/h3.1/image-to-3d": Model(
        {**_TRIPO_H31, "image_url": _is_picture}, ("image_url",), _tripo
    ),
    "tripo3d/h3.1/multiview-to-3d": Model(
        {**_TRIPO_H31, "image_urls": _are_pictures(4, 2)}, ("image_urls",), _tripo
    ),
    "tripo3d/h3.1/text-to-3d": Model(
        {
            **_TRIPO_H31,
            "prompt": _words(1024),
            "negative_prompt": _words(255),
            "image_seed": _ANY_SEED,
        },
        ("prompt",),
        _tripo,
    ),
    "tripo3d/p1/image-to-3d": Model(
        {**_TRIPO_P1, "image_url": _is_picture}, ("image_url",), _tripo
    ),
    "tripo3d/p1/text-to-3d": Model({**_TRIPO_P1, "prompt": _words(1024)}, ("prompt",), _tripo),
    "tripo3d/p2/image-to-3d": Model(
        {**_TRIPO_P2, "image_url": _is_picture}, ("image_url",), _tripo
    ),
    "tripo3d/p2/text-to-3d": Model(
        {**_TRIPO_P2, "prompt": _words(1024), "image_seed": _ANY_SEED}, ("prompt",), _tripo
    ),
    "fal-ai/meshy/v5/multi-image-to-3d": Model(
        {**_MESHY_PICTURES, "image_urls": _are_pictures(4)}, ("image_urls",), _meshy
    ),
    "fal-ai/meshy/v6/image-to-3d": Model(
        {**_MESHY_PICTURES, "image_url": _is_picture},
        ("image_url",),
        lambda file: {
            "model_urls": {
                "glb": file("model.glb"),
                "fbx": {"url": "https://nowhere.invalid/b.fbx"},
            }
        },
    ),
    "fal-ai/meshy/v6/multi-image-to-3d": Model(
        {**_MESHY_PICTURES, "image_urls": _are_pictures(4)}, ("image_urls",), _meshy
    ),
    "fal-ai/meshy/v6/text-to-3d": Model(
        {**_MESHY, "prompt": _words(600), "seed": _ANY_SEED, "mode": _one("preview", "full")},
        ("prompt",),
        _meshy,
    ),
    "meshy/v7/image-to-3d": Model(
        {**_MESHY_PICTURES, "image_url": _is_picture}, ("image_url",), _meshy
    ),
    "meshy/v7/multi-image-to-3d": Model(
        {**_MESHY_PICTURES, "image_urls": _are_pictures(4)}, ("image_urls",), _meshy
    ),
    "meshy/v7.1/image-to-3d": Model(
        {**_MESHY_PICTURES, "image_url": _is_picture}, ("image_url",), _meshy
    ),
    "meshy/v7.1/multi-image-to-3d": Model(
        {**_MESHY_PICTURES, "image_urls": _are_pictures(4)}, ("image_urls",), _meshy
    ),
    "meshy/v7.1/text-to-3d": Model(
        {**_MESHY, "prompt": _words(600), "seed": _ANY_SEED, "mode": _one("preview", "full")},
        ("prompt",),
        _meshy,
    ),
    **{
        id: Model(
            {
                "model_url": _is_model("application/octet-stream"),
                "text_style_prompt": _words(600),
                "image_style_url": _is_picture,
                "enable_original_uv": _BOOL,
                "enable_pbr": _BOOL,
            },
            ("model_url",),
            _meshy,
        )
        for id in ("fal-ai/meshy/v5/retexture", "meshy/v6-lite/retexture")
    },
    "meshy/n1/retexture": Model(
        {
            "model_url": _is_model("application/octet-stream"),
            "image_style_url": _is_picture,
            "enable_original_uv": _BOOL,
        },
        ("model_url", "image_style_url"),
        _meshy,
    ),
    "fal-ai/meshy/v5/remesh": Model(
        {
            "model_url": _is_model("application/octet-stream"),
            "topology": _one("quad", "triangle"),
            "target_polycount": _whole(100, 300_000),
            "resize_height": _number(0, 1e9),
            "origin_at": _one("bottom", "center"),
            "target_formats": lambda value: "glb" in value,
        },
        ("model_url",),
        lambda file: {"model_glb": file("model.glb"), "model_urls": {"glb": file("model.glb")}},
    ),
    "tripo3d/tripo/remesh": Model(
        {
            "mesh_url": _is_model("model/gltf-binary"),
            "quad": _BOOL,
            "face_limit": _whole(500, 20_000),
            "bake": _BOOL,
        },
        ("mesh_url",),
        lambda file: {"model_mesh": file("model.glb"), "rendered_image": file("render.webp")},
    ),
    "tripo3d/tripo/segment": Model(
        {"mesh_url": _is_model("model/gltf-binary")},
        ("mesh_url",),
        lambda file: {"model_mesh": file("model.glb"), "part_names": ["lid", "body"]},
    ),
    # What it calls the GLB is an OBJ.
    "fal-ai/hunyuan-3d/v3.1/smart-topology": Model(
        {
            "input_file_url": _is_model("model/gltf-binary"),
            "input_file_type": _one("glb", "obj"),
            "polygon_type": _one("triangle", "quadrilateral"),
            "face_level": _one("high", "medium", "low"),
        },
        ("input_file_url",),
        lambda file: {
            "model_glb": file("model.obj"),
            "model_urls": {"glb": file("model.glb"), "obj": file("model.obj")},
        },
    ),
    "fal-ai/triposr": Model(
        {
            "image_url": _is_picture,
            "output_format": _one("glb", "obj"),
            "do_remove_background": _BOOL,
            "foreground_ratio": _number(0.5, 1),
            "mc_resolution": _whole(32, 1024),
        },
        ("image_url",),
        _mesh,
    ),
    # In no table: it is found by its description.
    "acme/lathe/v3/image-to-3d": Model(
        {
            "input_image_url": _is_picture,
            "back_image_url": _is_picture,
            "seed": _whole(1, 999),
            "output_format": _one("glb", "fbx"),
            "faces": _whole(100, 5_000),
            "sharpness": _number(0, 1),
            "finish": _one("raw", "polished"),
            "texture_image_url": _is_picture,
        },
        ("input_image_url", "output_format"),
        lambda file: {"thing": {"glb": file("model.glb")}, "preview": file("preview.png")},
    ),
    "acme/painter": Model(
        {
            "mesh_url": _is_model("application/octet-stream"),
            "prompt": _words(80),
            "strength": _number(0, 1),
        },
        ("mesh_url", "prompt"),
        lambda file: {"model_mesh": file("model.glb")},
    ),
    "acme/reducer": Model(
        {
            "object_url": _is_model("application/octet-stream"),
            "face_count": _whole(10, 90_000),
            "smooth": _BOOL,
        },
        ("object_url",),
        lambda file: {"model": file("model.glb")},
    ),
}


def _document(
    id: str, fields: Mapping[str, Any], required: list[str], answer: Mapping[str, Any]
) -> dict[str, Any]:
    """An endpoint's description, in the form of https://fal.ai/api/openapi/queue/openapi.json."""
    file = {
        "type": "object",
        "title": "File",
        "properties": {
            "url": {"type": "string"},
            "content_type": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["url"],
    }

    def content(name: str) -> dict[str, Any]:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {"content": {"application/json": {"schema": schema}}}

    status = f"/{id}/requests/{{request_id}}"
    return {
        "openapi": "3.0.4",
        "info": {"title": f"Queue OpenAPI for {id}", "x-fal-metadata": {"endpointId": id}},
        "components": {
            "schemas": {
                "QueueStatus": {"type": "object", "properties": {"status": {"type": "string"}}},
                "TheInput": {
                    "type": "object",
                    "properties": fields,
                    "required": required,
                    "x-fal-order-properties": list(fields),
                },
                "TheOutput": {"type": "object", "properties": answer},
                "Models": {
                    "type": "object",
                    "properties": {"glb": {"$ref": "#/components/schemas/File"}},
                },
                "File": file,
            }
        },
        "paths": {
            f"{status}/status": {"get": {"responses": {"200": content("QueueStatus")}}},
            f"{status}/cancel": {"put": {"responses": {"200": content("QueueStatus")}}},
            f"/{id}": {
                "post": {
                    "requestBody": {"required": True, **content("TheInput")},
                    "responses": {"200": content("QueueStatus")},
                }
            },
            status: {"get": {"responses": {"200": content("TheOutput")}}},
        },
    }


_FILE = {"$ref": "#/components/schemas/File"}
_URL = {"type": "string", "description": "URL of a picture"}
SCHEMAS = {
    "acme/lathe/v3/image-to-3d": _document(
        "acme/lathe/v3/image-to-3d",
        {
            "texture_image_url": _URL,
            "back_image_url": {"anyOf": [_URL, {"type": "null"}]},
            "input_image_url": _URL,
            "seed": {"type": "integer", "minimum": 1, "maximum": 999},
            "output_format": {"type": "string", "enum": ["fbx", "glb"], "default": "fbx"},
            "faces": {"type": "integer", "minimum": 100, "maximum": 5000, "default": 1000},
            "sharpness": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.5},
            "finish": {"enum": ["raw", "polished"], "type": "string", "default": "raw"},
            "box": {"type": "array", "items": {"type": "number"}},
        },
        ["input_image_url"],
        {
            "preview": {"allOf": [_FILE]},
            "thing": {"anyOf": [{"$ref": "#/components/schemas/Models"}, {"type": "null"}]},
        },
    ),
    "acme/painter": _document(
        "acme/painter",
        {
            "mesh_url": {"type": "string"},
            "prompt": {"type": "string", "maxLength": 80},
            "strength": {"type": "number", "minimum": 0, "maximum": 1},
        },
        ["mesh_url", "prompt"],
        {"model_mesh": _FILE},
    ),
    "acme/reducer": _document(
        "acme/reducer",
        {
            "object_url": {"type": "string"},
            "face_count": {"type": "integer", "minimum": 10, "maximum": 90_000},
            "smooth": {"type": "boolean", "default": False},
        },
        ["object_url"],
        {"model": _FILE},
    ),
    "fal-ai/flux": _document(
        "fal-ai/flux", {"prompt": {"type": "string"}}, ["prompt"], {"image": _FILE}
    ),
    "acme/nonsense": {"paths": {"/acme/nonsense": {"post": []}}},
}
"""What the platform tells of those that no table knows."""
