"""fal's text-to-3D endpoints as data, read where those of :mod:`.endpoints` were.

Not confirmed by a page of fal's, but by what its users send and are billed: the prices of Hunyuan3D
3, Meshy 6 and Tripo P1, and the options of Meshy 7.1 and Tripo P2 beyond their names. Left out:
Hunyuan3D 3.1 Rapid, which answers an OBJ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from prodwidget.backends.fal import option_sets as sets
from prodwidget.backends.fal.endpoint import Endpoint, Price
from prodwidget.backends.options import choice, flag, text

_MESHY_6 = Endpoint(
    "fal-ai/meshy/v6/text-to-3d",
    "Meshy 6",
    image_fields=(),
    min_images=0,
    prompt_field="prompt",
    prompt_characters=600,
    outputs=sets.MESHY_OUTPUTS,
    price=Price(0.80),
    options={
        **sets.MESHY,
        **sets.MESHY_MESH,
        "mode": choice("full", "preview"),
        "enable_prompt_expansion": flag(False),
    },
)
_HUNYUAN_31 = Endpoint(
    "fal-ai/hunyuan-3d/v3.1/pro/text-to-3d",
    "Hunyuan3D 3.1 Pro",
    image_fields=(),
    min_images=0,
    prompt_field="prompt",
    prompt_characters=1024,
    outputs=sets.HUNYUAN_OUTPUTS,
    price=replace(sets.HUNYUAN_PRICE, views=0.0),
    options=sets.HUNYUAN_31,
    seed_range=None,
)
_TRIPO_P1 = Endpoint(
    "tripo3d/p1/text-to-3d",
    "Tripo P1",
    image_fields=(),
    min_images=0,
    prompt_field="prompt",
    prompt_characters=1024,
    outputs=sets.TRIPO_OUTPUTS,
    price=sets.TRIPO_P1_PRICE,
    options=sets.TRIPO_P1,
    seed_fields=("model_seed",),
)
_RODIN_25 = Endpoint(
    "fal-ai/hyper3d/rodin/v2.5/text-to-3d",
    "Rodin 2.5",
    image_fields=(),
    min_images=0,
    prompt_field="prompt",
    outputs=("model_mesh",),
    price=sets.RODIN_25_PRICE,
    options=sets.RODIN_25,
    seed_range=sets.RODIN_SEEDS,
    must_be={"geometry_file_format": "glb"},
)

_ROWS = (
    # It draws a picture first, which the seed is for as well.
    replace(
        _TRIPO_P1,
        id="tripo3d/h3.1/text-to-3d",
        label="Tripo H3.1",
        price=sets.TRIPO_H31_PRICE,
        options={**sets.TRIPO_H31, "negative_prompt": text(255)},
        seed_fields=("model_seed", "image_seed"),
        must_be={"quad": False},
    ),
    replace(
        _TRIPO_P1,
        id="tripo3d/p2/text-to-3d",
        label="Tripo P2",
        price=sets.TRIPO_P2_PRICE,
        options={**sets.TRIPO_P2, "negative_prompt": text(255)},
        seed_fields=("model_seed", "image_seed"),
        must_be={"quad": False},
    ),
    _TRIPO_P1,
    _HUNYUAN_31,
    replace(
        _HUNYUAN_31,
        id="fal-ai/hunyuan3d-v3/text-to-3d",
        label="Hunyuan3D 3",
        options=sets.HUNYUAN_3,
    ),
    replace(
        _MESHY_6,
        id="meshy/v7.1/text-to-3d",
        label="Meshy 7.1",
        price=Price(1.20, "mode", {"preview": 0.80, "full": 1.20}, adds=sets.MESHY_ADDS),
        options={**_MESHY_6.options, **sets.MESHY_71},
    ),
    _MESHY_6,
    _RODIN_25,
    replace(
        _RODIN_25,
        id="fal-ai/hyper3d/rodin/v2.5/text-to-3d/fast",
        label="Rodin 2.5 Fast",
        price=Price(0.40),
        options=sets.RODIN_25_FAST,
    ),
)

TEXT_ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType({row.id: row for row in _ROWS})
"""Every text-to-3D endpoint that is known, by its id."""
