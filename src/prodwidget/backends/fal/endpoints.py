"""fal's image-to-3D endpoints as data: a new endpoint is one row of :data:`ENDPOINTS`.

Names, ranges and defaults are those of fal's model pages (https://fal.ai/models, 2026); what a row
does not name is passed through, since endpoints grow options faster than tables do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import JsonValue

from prodwidget.backends.fal.slots import placed, sides_of
from prodwidget.backends.options import Option, Scalar, choice, flag, number, whole_number
from prodwidget.errors import ConfigurationError, ProviderError

PROVIDER = "fal"


@dataclass(frozen=True, slots=True)
class Price:
    """About what one request costs, in US dollars; ``by`` names the option that changes it.

    Sources disagree on some, and fal changes them: for a hint before a run, never a bill.
    """

    usd: float
    by: str = ""
    of: Mapping[Scalar, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it takes pictures and options, and where its answer holds the model.

    ``image_fields`` are one field for each picture, in this order or as ``slots`` names them; with
    ``as_list``, its only field takes a list of up to ``max_images``. ``outputs`` are dotted paths
    to files, best first.
    """

    id: str
    label: str
    """What a user is told, such as ``"Trellis"``."""
    image_fields: tuple[str, ...]
    outputs: tuple[str, ...]
    price: Price
    options: Mapping[str, Option]
    as_list: bool = False
    max_images: int | None = 1
    """``None`` where fal names no limit."""
    seed_range: tuple[int, int] | None = (0, 2**31 - 1)
    """``None`` where it takes no seed. Where fal names no range, that of a signed 32-bit number."""
    always: Mapping[str, JsonValue] = field(default_factory=dict)
    """Sent unless the caller says otherwise, where fal's own default makes no textured GLB."""
    longest_side: int = 4096
    """Pixels; a larger picture is scaled down. fal's pages name no limit for most endpoints."""
    most_bytes: int = 8_000_000
    """For all pictures of a request, which travel in it; heavier ones are compressed."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """The field for each view of a product; ``left`` and ``right`` are the product's own.

    Where none is given, those of the fields that are named after a side.
    """
    must_be: Mapping[str, Scalar] = field(default_factory=dict)
    """The only values with which the answer is a GLB."""

    def check(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The options to send.

        Raises
        ------
        ProviderError
            ``bad_option``: one that this table knows is out of its range, or may not be set.
        """
        for name, value in options.items():
            if name == "seed" or name in self.image_fields:
                raise _bad(f"{name!r} is not an option: it comes with each request.", self.id)
            if name in self.must_be and value != self.must_be[name]:
                raise _bad(
                    f"The option {name!r} is {value!r}; with anything but "
                    f"{self.must_be[name]!r}, {self.id} does not make a GLB.",
                    self.id,
                )
            option = self.options.get(name)
            if option is not None and not option.allows(value):
                raise _bad(
                    f"The option {name!r} is {value!r}; {self.id} takes {option.described}.",
                    self.id,
                )
        return {**self.always, **options}

    def left_out(self, views: Sequence[str]) -> list[str]:
        """Those of the pictures' views for which there is no place."""
        if self.as_list:
            return []
        fields = placed(self.image_fields, self._slots, views)
        return [view for view, place in zip(views, fields, strict=True) if place is None]

    def arguments(
        self,
        pictures: Sequence[str],
        options: Mapping[str, JsonValue],
        seed: int,
        views: Sequence[str] = (),
    ) -> dict[str, JsonValue]:
        """The JSON that fal is sent, from the pictures' URLs and checked options.

        ``views`` are what the pictures show, where that is known.

        Raises
        ------
        ProviderError
            ``bad_option``: there are more pictures than the endpoint takes, or none.
        """
        most = self.max_images
        if not pictures or (most is not None and len(pictures) > most):
            takes = "one picture" if most == 1 else f"1 to {most} pictures" if most else "pictures"
            raise _bad(f"{self.id} takes {takes}, and {len(pictures)} were given.", self.id)
        shown: dict[str, JsonValue] = (
            {self.image_fields[0]: list(pictures)}
            if self.as_list
            else {
                place: picture
                for place, picture in zip(
                    placed(self.image_fields, self._slots, views or [""] * len(pictures)),
                    pictures,
                    strict=True,
                )
                if place is not None
            }
        )
        if self.seed_range is not None:
            low, high = self.seed_range
            shown["seed"] = low + (seed - low) % (high - low + 1)
        return {**shown, **options}

    @property
    def _slots(self) -> Mapping[str, str]:
        return self.slots or sides_of(self.image_fields)

    def usd(self, options: Mapping[str, JsonValue]) -> float:
        """About what a request with these options costs."""
        value = options.get(self.price.by)
        if value is None and self.price.by in self.options:
            value = self.options[self.price.by].default
        if isinstance(value, str | int | float | bool):
            return self.price.of.get(value, self.price.usd)
        return self.price.usd


def _bad(message: str, endpoint: str) -> ProviderError:
    return ProviderError(
        message,
        code="bad_option",
        provider=PROVIDER,
        hint=f"Its options are described at https://fal.ai/models/{endpoint}.",
    )


_TRELLIS: dict[str, Option] = {
    "ss_guidance_strength": number(7.5, 0, 10),
    "ss_sampling_steps": whole_number(12, 1, 50),
    "slat_guidance_strength": number(3.0, 0, 10),
    "slat_sampling_steps": whole_number(12, 1, 50),
    "mesh_simplify": number(0.95, 0.9, 0.98),
    "texture_size": choice(1024, 512, 2048),
}
_TRELLIS_2: dict[str, Option] = {
    "resolution": choice(1024, 512, 1536),
    "ss_guidance_strength": number(7.5, 0, 10),
    "ss_guidance_rescale": number(0.7, 0, 1),
    "ss_sampling_steps": whole_number(12, 1, 50),
    "ss_rescale_t": number(5.0, 1, 6),
    "shape_slat_guidance_strength": number(7.5, 0, 10),
    "shape_slat_guidance_rescale": number(0.5, 0, 1),
    "shape_slat_sampling_steps": whole_number(12, 1, 50),
    "shape_slat_rescale_t": number(3.0, 1, 6),
    "tex_slat_guidance_strength": number(1.0, 0, 10),
    "tex_slat_sampling_steps": whole_number(12, 1, 50),
    "tex_slat_rescale_t": number(3.0, 1, 6),
    "decimation_target": whole_number(500_000, 1),
    "texture_size": choice(2048, 1024, 4096),
    "remesh": flag(True),
}
_TRELLIS_2_PRICE = Price(0.30, "resolution", {512: 0.25, 1024: 0.30, 1536: 0.35})
_HUNYUAN: dict[str, Option] = {
    "num_inference_steps": whole_number(50, 1, 50),
    "guidance_scale": number(7.5, 0, 20),
    "octree_resolution": whole_number(256, 1, 1024),
    "textured_mesh": flag(False),
}
_TRIPO: dict[str, Option] = {
    "texture_seed": whole_number(None, 0),
    "face_limit": whole_number(None, 1),
    "pbr": flag(False),
    "texture": choice("standard", "no", "HD"),
    "quad": flag(False),
}
_TRIPO_PRICE = Price(0.30, "texture", {"no": 0.20, "standard": 0.30, "HD": 0.40})
_TRIPO_OUTPUTS = ("pbr_model", "model_mesh", "base_model")

_ROWS = (
    Endpoint(
        "fal-ai/trellis",
        "Trellis",
        image_fields=("image_url",),
        outputs=("model_mesh",),
        price=Price(0.02),
        options=_TRELLIS,
    ),
    Endpoint(
        "fal-ai/trellis/multi",
        "Trellis",
        image_fields=("image_urls",),
        as_list=True,
        max_images=None,
        outputs=("model_mesh",),
        price=Price(0.02),
        options={**_TRELLIS, "multiimage_algo": choice("stochastic", "multidiffusion")},
    ),
    Endpoint(
        "fal-ai/trellis-2",
        "Trellis 2",
        image_fields=("image_url",),
        outputs=("model_glb", "model_mesh"),
        price=_TRELLIS_2_PRICE,
        options=_TRELLIS_2,
    ),
    Endpoint(
        "fal-ai/trellis-2/multi",
        "Trellis 2",
        image_fields=("image_urls",),
        as_list=True,
        max_images=None,
        outputs=("model_glb", "model_mesh"),
        price=_TRELLIS_2_PRICE,
        options=_TRELLIS_2,
    ),
    Endpoint(
        "fal-ai/hunyuan3d/v2",
        "Hunyuan3D 2",
        image_fields=("input_image_url",),
        outputs=("model_mesh",),
        price=Price(0.48, "textured_mesh", {False: 0.16, True: 0.48}),
        options=_HUNYUAN,
        always={"textured_mesh": True},
    ),
    Endpoint(
        # Its model_mesh is a ZIP.
        "fal-ai/hunyuan3d-v21",
        "Hunyuan3D 2.1",
        image_fields=("input_image_url",),
        outputs=("model_glb", "model_glb_pbr", "model_mesh"),
        price=Price(0.90, "textured_mesh", {False: 0.30, True: 0.90}),
        options=_HUNYUAN,
        always={"textured_mesh": True},
    ),
    Endpoint(
        "fal-ai/hyper3d/rodin",
        "Rodin",
        image_fields=("input_image_urls",),
        as_list=True,
        max_images=5,
        outputs=("model_mesh",),
        price=Price(0.40),
        options={
            "condition_mode": choice("concat", "fuse"),
            "geometry_file_format": choice("glb", "usdz", "fbx", "obj", "stl"),
            "material": choice("PBR", "Shaded"),
            "quality": choice("medium", "high", "low", "extra-low"),
            "tier": choice("Regular", "Sketch"),
            "use_hyper": flag(False),
        },
        seed_range=(0, 65535),
        must_be={"geometry_file_format": "glb"},
    ),
    Endpoint(
        # With quad it answers an FBX.
        "tripo3d/tripo/v2.5/image-to-3d",
        "Tripo 2.5",
        image_fields=("image_url",),
        outputs=_TRIPO_OUTPUTS,
        price=_TRIPO_PRICE,
        options=_TRIPO,
        must_be={"quad": False},
    ),
    Endpoint(
        "tripo3d/tripo/v2.5/multiview-to-3d",
        "Tripo 2.5",
        image_fields=(
            "front_image_url",
            "left_image_url",
            "back_image_url",
            "right_image_url",
        ),
        max_images=4,
        outputs=_TRIPO_OUTPUTS,
        price=_TRIPO_PRICE,
        options=_TRIPO,
        must_be={"quad": False},
    ),
    Endpoint(
        "fal-ai/meshy/v6/image-to-3d",
        "Meshy 6",
        image_fields=("image_url",),
        outputs=("model_glb", "model_urls.glb"),
        price=Price(0.80),
        options={
            "topology": choice("triangle", "quad"),
            "target_polycount": whole_number(30_000, 100, 300_000),
            "symmetry_mode": choice("auto", "off", "on"),
            "should_remesh": flag(True),
            "should_texture": flag(True),
            "enable_pbr": flag(False),
        },
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
"""Every endpoint that is known, by its id."""


def find_endpoint(id: str) -> Endpoint:
    """The row with this id; raises :class:`ConfigurationError` where there is none."""
    try:
        return ENDPOINTS[id]
    except KeyError:
        raise ConfigurationError(
            f"{id!r} is not an image-to-3D endpoint that is known here.",
            hint="Take one of " + ", ".join(ENDPOINTS) + ", or give an Endpoint of your own.",
        ) from None
