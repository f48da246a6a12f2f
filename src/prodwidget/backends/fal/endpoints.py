"""fal's image-to-3D endpoints as data: a new endpoint is one row of :data:`ENDPOINTS`.

Names, ranges and defaults are those of fal's model pages (https://fal.ai/models/<id>/llms.txt) and
of the types in its own client, read in 2026; what a row does not name is passed through, since
endpoints grow options faster than tables do, and an endpoint without a row works by its schema.

Not confirmed by a page of fal's, but by what several of its users send: ``fal-ai/trellis-2/multi``;
the prices of Hunyuan3D 3, Meshy 5 and 6 multi, ReconViaGen, Tripo P1 and Pixal3D above 1024; the
ranges of ``tex_slat_guidance_rescale`` and of Meshy 7's options. fal lists
``fal-ai/hunyuan3d-v21`` as deprecated, and Meshy 7 as superseded by 7.1.

Left out: TripoSplat and Seed3D, which answer splats and a ZIP (Seed3D is deprecated); Hunyuan3D 3.1
Rapid, whose answer may be an OBJ that was paid for; SAM 3, which needs a mask; and the previews and
turbos of models that are here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from prodwidget.backends.fal import option_sets as sets
from prodwidget.backends.fal.endpoint import Endpoint, Price
from prodwidget.backends.options import choice, flag, number, whole_number

_TRELLIS = Endpoint(
    "fal-ai/trellis",
    "Trellis",
    image_fields=("image_url",),
    outputs=("model_mesh",),
    price=Price(0.02),
    options=sets.TRELLIS,
)
_TRELLIS_2 = Endpoint(
    "fal-ai/trellis-2",
    "Trellis 2",
    image_fields=("image_url",),
    outputs=("model_glb", "model_mesh"),
    price=sets.TRELLIS_2_PRICE,
    options=sets.TRELLIS_2,
)
_HUNYUAN_3 = Endpoint(
    "fal-ai/hunyuan3d-v3/image-to-3d",
    "Hunyuan3D 3",
    image_fields=("input_image_url", "back_image_url", "left_image_url", "right_image_url"),
    slots={
        "front": "input_image_url",
        "back": "back_image_url",
        "left": "left_image_url",
        "right": "right_image_url",
    },
    max_images=4,
    outputs=sets.HUNYUAN_OUTPUTS,
    price=sets.HUNYUAN_PRICE,
    options=sets.HUNYUAN_3,
    seed_range=None,
    # 8 MB are the most for one picture, and 6 are recommended where it travels in the request.
    most_bytes=6_000_000,
)
_TRIPO_25 = Endpoint(
    # With quad it answers an FBX.
    "tripo3d/tripo/v2.5/image-to-3d",
    "Tripo 2.5",
    image_fields=("image_url",),
    outputs=sets.TRIPO_25_OUTPUTS,
    price=sets.TRIPO_25_PRICE,
    options=sets.TRIPO_25,
    must_be={"quad": False},
)
_TRIPO_H31 = Endpoint(
    "tripo3d/h3.1/image-to-3d",
    "Tripo H3.1",
    image_fields=("image_url",),
    outputs=sets.TRIPO_OUTPUTS,
    price=sets.TRIPO_H31_PRICE,
    options={**sets.TRIPO_H31, **sets.TRIPO_ALIGNMENT},
    seed_fields=("model_seed",),
    must_be={"quad": False},
)
_RODIN = Endpoint(
    "fal-ai/hyper3d/rodin",
    "Rodin",
    image_fields=("input_image_urls",),
    as_list=True,
    max_images=5,
    outputs=("model_mesh",),
    price=Price(0.40),
    options=sets.RODIN_1,
    seed_range=sets.RODIN_SEEDS,
    must_be={"geometry_file_format": "glb"},
)
_MESHY_6 = Endpoint(
    "fal-ai/meshy/v6/image-to-3d",
    "Meshy 6",
    image_fields=("image_url",),
    outputs=sets.MESHY_OUTPUTS,
    price=Price(0.80),
    options={**sets.MESHY_PICTURES, **sets.MESHY_MESH},
    seed_range=None,
)
_MESHY_71 = replace(
    _MESHY_6,
    id="meshy/v7.1/image-to-3d",
    label="Meshy 7.1",
    price=sets.MESHY_7_PRICE,
    options={**sets.MESHY_PICTURES, **sets.MESHY_MESH, **sets.MESHY_71},
)

_ROWS = (
    _TRELLIS,
    replace(
        _TRELLIS,
        id="fal-ai/trellis/multi",
        image_fields=("image_urls",),
        as_list=True,
        max_images=None,
        options={**sets.TRELLIS, "multiimage_algo": choice("stochastic", "multidiffusion")},
    ),
    _TRELLIS_2,
    replace(
        _TRELLIS_2,
        id="fal-ai/trellis-2/multi",
        image_fields=("image_urls",),
        as_list=True,
        max_images=None,
    ),
    Endpoint(
        "fal-ai/pixal3d",
        "Pixal3D",
        image_fields=("image_url",),
        outputs=("model_glb",),
        price=Price(0.30, "resolution", {1024: 0.30, 1536: 0.42}),
        options={
            "resolution": choice(1024, 1536),
            "decimation_target": whole_number(200_000, 1),
            **sets.TRELLIS_2_SHAPE,
            **sets.TRELLIS_2_TEXTURE,
        },
    ),
    Endpoint(
        "fal-ai/reconviagen-0.5",
        "ReconViaGen",
        image_fields=("image_urls",),
        as_list=True,
        max_images=None,
        outputs=("model_glb",),
        price=Price(0.30),
        options={
            "resolution": choice(1024, 512, 1536),
            "ss_source": choice("mesh", "direct", "mvtrellis2"),
            "decimation_target": whole_number(500_000, 1),
            **sets.TRELLIS_2_TEXTURE,
        },
    ),
    Endpoint(
        "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d",
        "Hunyuan3D 3.1 Pro",
        image_fields=(
            *_HUNYUAN_3.image_fields,
            "top_image_url",
            "bottom_image_url",
            "left_front_image_url",
            "right_front_image_url",
        ),
        slots={**_HUNYUAN_3.slots, "top": "top_image_url", "bottom": "bottom_image_url"},
        max_images=8,
        outputs=sets.HUNYUAN_OUTPUTS,
        price=sets.HUNYUAN_PRICE,
        options=sets.HUNYUAN_31,
        seed_range=None,
        most_bytes=6_000_000,
    ),
    _HUNYUAN_3,
    Endpoint(
        "fal-ai/hunyuan3d/v2",
        "Hunyuan3D 2",
        image_fields=("input_image_url",),
        outputs=("model_mesh",),
        price=Price(0.48, "textured_mesh", {False: 0.16, True: 0.48}),
        options=sets.HUNYUAN_2,
        always={"textured_mesh": True},
    ),
    Endpoint(
        # Its model_mesh is a ZIP.
        "fal-ai/hunyuan3d-v21",
        "Hunyuan3D 2.1",
        image_fields=("input_image_url",),
        outputs=("model_glb", "model_glb_pbr", "model_mesh"),
        price=Price(0.90, "textured_mesh", {False: 0.30, True: 0.90}),
        options=sets.HUNYUAN_2,
        always={"textured_mesh": True},
    ),
    replace(
        _RODIN,
        id="fal-ai/hyper3d/rodin/v2.5",
        label="Rodin 2.5",
        image_fields=("image_urls",),
        price=sets.RODIN_25_PRICE,
        options={**sets.RODIN_25, **sets.RODIN_25_PICTURES},
    ),
    replace(
        _RODIN,
        id="fal-ai/hyper3d/rodin/v2.5/fast",
        label="Rodin 2.5 Fast",
        image_fields=("image_urls",),
        options={**sets.RODIN_25_FAST, **sets.RODIN_25_PICTURES},
    ),
    replace(
        _RODIN,
        id="fal-ai/hyper3d/rodin/v2",
        label="Rodin 2",
        price=sets.RODIN_2_PRICE,
        options=sets.RODIN_2,
    ),
    _RODIN,
    Endpoint(
        "tripo3d/p2/image-to-3d",
        "Tripo P2",
        image_fields=("image_url",),
        outputs=sets.TRIPO_OUTPUTS,
        price=sets.TRIPO_P2_PRICE,
        options=sets.TRIPO_P2,
        seed_fields=("model_seed",),
        must_be={"quad": False},
    ),
    Endpoint(
        "tripo3d/p1/image-to-3d",
        "Tripo P1",
        image_fields=("image_url",),
        outputs=sets.TRIPO_OUTPUTS,
        price=sets.TRIPO_P1_PRICE,
        options=sets.TRIPO_P1,
        seed_fields=("model_seed",),
    ),
    _TRIPO_H31,
    replace(
        _TRIPO_H31,
        id="tripo3d/h3.1/multiview-to-3d",
        image_fields=("image_urls",),
        as_list=True,
        list_order=("front", "left", "back", "right"),
        min_images=2,
        max_images=4,
    ),
    _TRIPO_25,
    replace(
        _TRIPO_25,
        id="tripo3d/tripo/v2.5/multiview-to-3d",
        image_fields=(
            "front_image_url",
            "left_image_url",
            "back_image_url",
            "right_image_url",
        ),
        max_images=4,
    ),
    _MESHY_71,
    replace(
        _MESHY_71,
        id="meshy/v7.1/multi-image-to-3d",
        image_fields=("image_urls",),
        as_list=True,
        max_images=4,
        options={**sets.MESHY_PICTURES, **sets.MESHY_7},
    ),
    replace(
        _MESHY_71,
        id="meshy/v7/image-to-3d",
        label="Meshy 7",
        options={**sets.MESHY_PICTURES, **sets.MESHY_MESH, **sets.MESHY_7},
    ),
    replace(
        _MESHY_71,
        id="meshy/v7/multi-image-to-3d",
        label="Meshy 7",
        image_fields=("image_urls",),
        as_list=True,
        max_images=4,
        options={**sets.MESHY_PICTURES, **sets.MESHY_7},
    ),
    _MESHY_6,
    replace(
        _MESHY_6,
        id="fal-ai/meshy/v6/multi-image-to-3d",
        image_fields=("image_urls",),
        as_list=True,
        max_images=4,
        options=sets.MESHY_PICTURES,
    ),
    replace(
        _MESHY_6,
        id="fal-ai/meshy/v5/multi-image-to-3d",
        label="Meshy 5",
        image_fields=("image_urls",),
        as_list=True,
        max_images=4,
        options=sets.MESHY_PICTURES,
    ),
    Endpoint(
        "fal-ai/triposr",
        "TripoSR",
        image_fields=("image_url",),
        outputs=("model_mesh",),
        price=Price(0.07),
        options={
            "output_format": choice("glb", "obj"),
            "do_remove_background": flag(True),
            "foreground_ratio": number(0.9, 0.5, 1),
            "mc_resolution": whole_number(256, 32, 1024),
        },
        seed_range=None,
        must_be={"output_format": "glb"},
    ),
)

ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType({row.id: row for row in _ROWS})
"""Every image-to-3D endpoint that is known, by its id."""
