"""fal's endpoints that paint a model anew, as data, read where those of :mod:`.endpoints` were.

None of fal's pages promises the triangles of the model that was given. Meshy's keep its UVs unless
they are told otherwise, which leaves no room for other triangles; Trellis 2 unwraps and bakes anew.
Not confirmed: the options and price of ``meshy/v6-lite/retexture`` beyond its ``model_url``, which
are those of Meshy 5, and that Trellis 2 takes a model as a data URI as fal's file inputs do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from prodwidget.backends.fal import option_sets as sets
from prodwidget.backends.fal.endpoint import Endpoint, Price
from prodwidget.backends.options import choice, flag

_MESHY_5 = Endpoint(
    "fal-ai/meshy/v5/retexture",
    "Meshy 5",
    image_fields=("image_style_url",),
    min_images=0,
    prompt_field="text_style_prompt",
    prompt_characters=600,
    model_field="model_url",
    model_media_type="application/octet-stream",
    outputs=sets.MESHY_OUTPUTS,
    price=Price(0.30),
    options={
        "enable_original_uv": flag(True),
        "enable_pbr": flag(False),
        "enable_safety_checker": flag(True),
    },
    always={"enable_original_uv": True},
    seed_range=None,
    same_triangles=True,
)

_ROWS = (
    Endpoint(
        "fal-ai/trellis-2/retexture",
        "Trellis 2",
        image_fields=("image_url",),
        model_field="mesh_url",
        outputs=("model_glb",),
        price=Price(0.24, "resolution", {512: 0.20, 1024: 0.24}),
        options={"resolution": choice(1024, 512), **sets.TRELLIS_2_TEXTURE},
    ),
    _MESHY_5,
    replace(_MESHY_5, id="meshy/v6-lite/retexture", label="Meshy 6 Lite"),
    replace(
        _MESHY_5,
        id="meshy/n1/retexture",
        label="Meshy N1",
        min_images=1,
        prompt_field="",
        prompt_characters=None,
        options={"enable_original_uv": flag(True)},
    ),
)

RETEXTURE_ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType({row.id: row for row in _ROWS})
"""Every endpoint that paints a model anew and is known, by its id."""
