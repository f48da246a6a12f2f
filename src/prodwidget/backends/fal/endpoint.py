"""What an endpoint of fal is: what it takes, what it costs, and where its answer has the model."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from prodwidget.backends.fal.slots import in_order, placed, sides_of
from prodwidget.backends.options import Option, Scalar
from prodwidget.errors import ProviderError

PROVIDER = "fal"

_BY_THE_MODEL = ("generation", "request", "model", "run", "call")
"""Units of which one request is one."""


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What fal's platform says that one billed unit costs, in US dollars."""

    usd: float
    unit: str


@dataclass(frozen=True, slots=True)
class Price:
    """About what one request costs, in US dollars; ``by`` names the option that changes it.

    Sources disagree on some, and fal changes them: for a hint before a run, never a bill.
    """

    usd: float
    by: str = ""
    of: Mapping[Scalar, float] = field(default_factory=dict)
    adds: Mapping[str, Mapping[Scalar, float]] = field(default_factory=dict)
    """What values of other options cost on top."""
    changed: Mapping[str, float] = field(default_factory=dict)
    """What it costs on top to set an option to anything but its default."""
    views: float = 0.0
    """What it costs on top to give more than one picture."""
    unit: float | None = None
    """What a billed unit cost when these prices were read, where fal's page tells them in units."""

    def at(self, listed: float, now: UnitPrice | None) -> float:
        """What a price of this list is, given what a unit costs now."""
        if now is None:
            return listed
        if self.unit is not None:
            return round(listed * now.usd / self.unit, 6)
        flat = not (self.by or self.adds or self.changed or self.views)
        by_the_model = now.unit.lower().rstrip("s") in _BY_THE_MODEL
        return now.usd if flat and by_the_model else listed


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it takes pictures, words, a model and options, and where its answer is.

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
    list_order: tuple[str, ...] = ()
    """The views that the places of a list stand for, without gaps; empty where it has no order."""
    min_images: int = 1
    max_images: int | None = 1
    """``None`` where fal names no limit."""
    seed_fields: tuple[str, ...] = ("seed",)
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
    prompt_field: str = ""
    """Where words go that say what is to be made; empty where it takes none."""
    prompt_characters: int | None = None
    """How many at most; ``None`` where fal names no limit."""
    model_field: str = ""
    """Where a model goes that is to be changed; empty where it takes none."""
    model_media_type: str = "model/gltf-binary"
    """What a GLB is called in the data URI."""
    most_model_bytes: int = 100_000_000
    """That a model may have; Meshy names this limit for data URIs, and fal names none."""
    same_triangles: bool = False
    """Whether a painted model has the triangles of the one that was given, as the service says."""
    does: str = "Process"
    """What it does to a model where nothing else is given, as the sentence begins: ``"Remesh"``."""
    splits: bool = False
    """Whether it takes a model apart, so that other parts than before are what is asked for."""
    faces_field: str = ""
    """Its option for how many faces there are to be; empty where it takes no such number."""

    def check(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The options to send.

        Raises
        ------
        ProviderError
            ``bad_option``: one that this table knows is out of its range, or may not be set.
        """
        given = {*self.image_fields, *self.seed_fields, self.prompt_field, self.model_field, "seed"}
        for name, value in options.items():
            if name in given:
                raise self.refusal(f"{name!r} is not an option: it comes with each request.")
            if name in self.must_be and value != self.must_be[name]:
                raise self.refusal(
                    f"The option {name!r} is {value!r}; with anything but "
                    f"{self.must_be[name]!r}, {self.id} does not make a GLB."
                )
            option = self.options.get(name)
            if option is not None and not option.allows(value):
                raise self.refusal(
                    f"The option {name!r} is {value!r}; {self.id} takes {option.described}."
                )
        return {**self.always, **options}

    def left_out(self, views: Sequence[str]) -> list[str]:
        """Those of the pictures' views for which there is no place."""
        if self.list_order:
            taken = in_order(self.list_order, views)
            return [view for number, view in enumerate(views) if number not in taken]
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
        *,
        prompt: str = "",
        model: str = "",
    ) -> dict[str, JsonValue]:
        """The JSON that fal is sent, from the pictures' URLs and checked options.

        Parameters
        ----------
        views:
            What the pictures show, where that is known.
        prompt:
            Words, where it takes any.
        model:
            The URL of a model, where it takes one.

        Raises
        ------
        ProviderError
            ``bad_option``: there are more pictures than the endpoint takes, or too few.
        """
        sent = self._shown(pictures, views)
        if self.model_field:
            sent[self.model_field] = model
        if prompt and self.prompt_field:
            sent[self.prompt_field] = prompt
        if self.seed_range is not None:
            low, high = self.seed_range
            sent |= dict.fromkeys(self.seed_fields, low + (seed - low) % (high - low + 1))
        return {**sent, **options}

    def model_url(self, glb: bytes) -> str:
        """A model as it travels in a request; raises ``bad_option`` where it is too large."""
        if len(glb) > self.most_model_bytes:
            raise self.refusal(
                f"The model has {len(glb) / 1e6:.0f} MB; {self.label} takes up to "
                f"{self.most_model_bytes / 1e6:.0f}. Simplify it, or make its textures smaller."
            )
        return f"data:{self.model_media_type};base64,{base64.b64encode(glb).decode('ascii')}"

    def usd(self, options: Mapping[str, JsonValue], n_images: int = 1) -> float:
        """About what a request with these options costs, as the table says."""
        price = self.price
        usd = price.of.get(self._value(price.by, options), price.usd)
        for name, costs in price.adds.items():
            usd += costs.get(self._value(name, options), 0.0)
        for name, cost in price.changed.items():
            option = self.options.get(name)
            if name in options and (option is None or options[name] != option.default):
                usd += cost
        return round(usd + (price.views if n_images > 1 else 0.0), 6)

    def keeps_triangles(self, options: Mapping[str, JsonValue]) -> bool:
        """Whether a model that is painted with these options has the triangles that it had."""
        return self.same_triangles and options.get("enable_original_uv", True) is True

    def refusal(self, message: str) -> ProviderError:
        """A ``bad_option`` of this endpoint."""
        return ProviderError(
            message,
            code="bad_option",
            provider=PROVIDER,
            hint=f"Its options are described at https://fal.ai/models/{self.id}.",
        )

    def _shown(self, pictures: Sequence[str], views: Sequence[str]) -> dict[str, JsonValue]:
        most = self.max_images
        if len(pictures) < self.min_images or (most is not None and len(pictures) > most):
            takes = f"{self.min_images} to {most} pictures" if most else "pictures"
            takes = "one picture" if most == 1 else takes
            raise self.refusal(f"{self.id} takes {takes}, and {len(pictures)} were given.")
        if not pictures:
            return {}
        views = views or [""] * len(pictures)
        if self.list_order:
            taken = in_order(self.list_order, views)
            if len(taken) < self.min_images:
                raise self.refusal(
                    f"{self.id} takes pictures of the {', the '.join(self.list_order)} in this "
                    f"order, without a gap; {len(taken)} of those given can be used so, and it "
                    f"needs {self.min_images}."
                )
            return {self.image_fields[0]: [pictures[number] for number in taken]}
        if self.as_list:
            return {self.image_fields[0]: list(pictures)}
        places = placed(self.image_fields, self._slots, views)
        return {
            place: picture
            for place, picture in zip(places, pictures, strict=True)
            if place is not None
        }

    @property
    def _slots(self) -> Mapping[str, str]:
        return self.slots or sides_of(self.image_fields)

    def _value(self, name: str, options: Mapping[str, JsonValue]) -> Scalar:
        value = options.get(name)
        if value is None and name in self.options:
            value = self.options[name].default
        return value if isinstance(value, str | int | float | bool) else ""
