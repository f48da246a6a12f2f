"""The options that endpoints of one family share, as fal's model pages and its client name them.

Sources: https://fal.ai/models/<id>/llms.txt (2026), and the types of every endpoint in fal's own
JavaScript client (``libs/client/src/types/endpoints.ts``, August 2026).
"""

from __future__ import annotations

from prodwidget.backends.fal.endpoint import Price
from prodwidget.backends.options import Option, Scalar, choice, flag, number, text, whole_number

TRELLIS: dict[str, Option] = {
    "ss_guidance_strength": number(7.5, 0, 10),
    "ss_sampling_steps": whole_number(12, 1, 50),
    "slat_guidance_strength": number(3.0, 0, 10),
    "slat_sampling_steps": whole_number(12, 1, 50),
    "mesh_simplify": number(0.95, 0.9, 0.98),
    "texture_size": choice(1024, 512, 2048),
}
TRELLIS_2_TEXTURE: dict[str, Option] = {
    "tex_slat_guidance_strength": number(1.0, 0, 10),
    "tex_slat_guidance_rescale": number(0.0, 0, 1),
    "tex_slat_sampling_steps": whole_number(12, 1, 50),
    "tex_slat_rescale_t": number(3.0, 1, 6),
    "texture_size": choice(2048, 1024, 4096),
}
TRELLIS_2_SHAPE: dict[str, Option] = {
    "ss_guidance_strength": number(7.5, 0, 10),
    "ss_guidance_rescale": number(0.7, 0, 1),
    "ss_sampling_steps": whole_number(12, 1, 50),
    "ss_rescale_t": number(5.0, 1, 6),
    "shape_slat_guidance_strength": number(7.5, 0, 10),
    "shape_slat_guidance_rescale": number(0.5, 0, 1),
    "shape_slat_sampling_steps": whole_number(12, 1, 50),
    "shape_slat_rescale_t": number(3.0, 1, 6),
    "remesh": flag(True),
}
TRELLIS_2: dict[str, Option] = {
    "resolution": choice(1024, 512, 1536),
    "decimation_target": whole_number(500_000, 5_000, 2_000_000),
    **TRELLIS_2_SHAPE,
    **TRELLIS_2_TEXTURE,
}
TRELLIS_2_PRICE = Price(0.30, "resolution", {512: 0.25, 1024: 0.30, 1536: 0.35})

HUNYUAN_2: dict[str, Option] = {
    "num_inference_steps": whole_number(50, 1, 50),
    "guidance_scale": number(7.5, 0, 20),
    "octree_resolution": whole_number(256, 1, 1024),
    "textured_mesh": flag(False),
}
HUNYUAN_3: dict[str, Option] = {
    "generate_type": choice("Normal", "LowPoly", "Geometry"),
    "enable_pbr": flag(False),
    "face_count": whole_number(500_000, 40_000, 1_500_000),
    "polygon_type": choice("triangle", "quadrilateral"),
}
HUNYUAN_31: dict[str, Option] = {
    "generate_type": choice("Normal", "Geometry"),
    "enable_pbr": flag(False),
    "face_count": whole_number(500_000, 40_000, 1_500_000),
}
HUNYUAN_PRICE = Price(
    0.375, adds={"enable_pbr": {True: 0.15}}, changed={"face_count": 0.15}, views=0.15
)
HUNYUAN_OUTPUTS = ("model_glb", "model_urls.glb")

TRIPO_25: dict[str, Option] = {
    "texture_seed": whole_number(None, 0),
    "face_limit": whole_number(None, 1),
    "pbr": flag(False),
    "texture": choice("standard", "no", "HD"),
    "quad": flag(False),
    "texture_alignment": choice("original_image", "geometry"),
    "orientation": choice("default", "align_image"),
    "auto_size": flag(False),
}
TRIPO_25_PRICE = Price(0.30, "texture", {"no": 0.20, "standard": 0.30, "HD": 0.40})
TRIPO_25_OUTPUTS = ("pbr_model", "model_mesh", "base_model")

TRIPO_H31: dict[str, Option] = {
    "texture": flag(True),
    "pbr": flag(True),
    "texture_quality": choice("standard", "detailed"),
    "geometry_quality": choice("standard", "detailed"),
    "face_limit": whole_number(None, 1_000, 2_000_000),
    "texture_seed": whole_number(None, 0),
    "auto_size": flag(False),
    "quad": flag(False),
}
TRIPO_ALIGNMENT: dict[str, Option] = {
    "texture_alignment": choice("original_image", "geometry"),
    "orientation": choice("default", "align_image"),
}
TRIPO_H31_PRICE = Price(
    0.30,
    "texture_quality",
    {"standard": 0.30, "detailed": 0.40},
    adds={"texture": {False: -0.10}, "geometry_quality": {"detailed": 0.20}},
    unit=0.01,
)
TRIPO_P1: dict[str, Option] = {
    "face_limit": whole_number(None, 48, 20_000),
    "texture": flag(True),
}
TRIPO_P1_PRICE = Price(0.50, "texture", {False: 0.40, True: 0.50}, unit=0.01)
TRIPO_P2: dict[str, Option] = {
    "texture": flag(True),
    "pbr": flag(True),
    "texture_quality": choice("standard", "fast", "detailed", "extreme"),
    "texture_version": choice("v3.5-20260815", "v3.0-20250812", "v2.5-20250123"),
    "delight": flag(True),
    "face_limit": whole_number(None, 48, 50_000),
    "texture_seed": whole_number(None, 0),
    "export_uv": flag(True),
    "auto_size": flag(False),
    "quad": flag(False),
}
TRIPO_P2_PRICE = Price(
    1.10,
    "texture_quality",
    {"fast": 1.10, "standard": 1.10, "detailed": 1.20, "extreme": 1.30},
    adds={"texture": {False: -0.10}},
    unit=0.01,
)
TRIPO_OUTPUTS = ("model_urls.pbr_model", "model_mesh", "model_urls.glb", "model_urls.base_model")

MESHY: dict[str, Option] = {
    "topology": choice("triangle", "quad"),
    "target_polycount": whole_number(30_000, 100, 300_000),
    "symmetry_mode": choice("auto", "off", "on"),
    "pose_mode": choice("", "a-pose", "t-pose"),
    "should_remesh": flag(True),
    "enable_pbr": flag(False),
    "texture_prompt": text(600),
    "enable_rigging": flag(False),
    "enable_animation": flag(False),
}
MESHY_PICTURES: dict[str, Option] = {**MESHY, "should_texture": flag(True)}
MESHY_MESH: dict[str, Option] = {"model_type": choice("standard", "lowpoly", "smart-topology")}
MESHY_7: dict[str, Option] = {"geometry_resolution": choice("standard", "2k")}
MESHY_71: dict[str, Option] = {"geometry_resolution": choice("standard", "2k", "4k")}
MESHY_ADDS: dict[str, dict[Scalar, float]] = {
    "enable_rigging": {True: 0.20},
    "enable_animation": {True: 0.12},
}
MESHY_7_PRICE = Price(1.20, "should_texture", {False: 0.80, True: 1.20}, adds=MESHY_ADDS)
MESHY_OUTPUTS = ("model_glb", "model_urls.glb")

RODIN_FORMATS = choice("glb", "usdz", "fbx", "obj", "stl")
RODIN_1: dict[str, Option] = {
    "condition_mode": choice("concat", "fuse"),
    "geometry_file_format": RODIN_FORMATS,
    "material": choice("PBR", "Shaded"),
    "quality": choice("medium", "high", "low", "extra-low"),
    "tier": choice("Regular", "Sketch"),
    "use_hyper": flag(False),
}
RODIN_2: dict[str, Option] = {
    "geometry_file_format": RODIN_FORMATS,
    "material": choice("All", "PBR", "Shaded"),
    "use_original_alpha": flag(False),
    "TAPose": flag(False),
    "preview_render": flag(False),
    "addons": Option(None, choices=("HighPack",)),
    "prompt": text(),
}
RODIN_2_PRICE = Price(0.40, "addons", {"HighPack": 1.20})
_RODIN_25: dict[str, Option] = {
    "geometry_file_format": RODIN_FORMATS,
    "texture_mode": Option(None, choices=("legacy", "extreme-low", "low", "medium", "high")),
    "hd_texture": flag(False),
    "texture_delight": flag(False),
    "enable_creative_mode": flag(False),
    "TAPose": flag(False),
}
RODIN_25: dict[str, Option] = {
    "tier": choice(
        "Gen-2.5-High",
        "Gen-2.5-Minimum",
        "Gen-2.5-Extreme-Low",
        "Gen-2.5-Low",
        "Gen-2.5-Medium",
        "Gen-2.5-Extreme-High",
    ),
    "material": choice("All", "PBR", "Shaded", "None"),
    "addons": Option(None, choices=("HighPack",)),
    **_RODIN_25,
}
RODIN_25_FAST: dict[str, Option] = {
    "tier": choice("Gen-2.5-Extreme-Low", "Gen-2.5-Minimum", "Gen-2.5-Low"),
    "material": choice("Shaded", "PBR", "All", "None"),
    **_RODIN_25,
}
RODIN_25_PICTURES: dict[str, Option] = {
    "use_original_alpha": flag(False),
    "preview_render": flag(False),
    "prompt": text(),
}
RODIN_25_PRICE = Price(
    0.40, "tier", {"Gen-2.5-Extreme-High": 0.80}, adds={"addons": {"HighPack": 0.80}}
)
RODIN_SEEDS = (0, 65535)
