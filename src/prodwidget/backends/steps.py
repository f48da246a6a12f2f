"""What makes images of a product, models of them, and other models of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.options import Option


@dataclass(frozen=True, slots=True)
class MadeImage:
    """An image, and how it was made."""

    file: GeneratedFile
    provenance: dict[str, JsonValue]


class ImageMaker(Protocol):
    """Makes one image of a product at a time."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``"gemini"``."""

    @property
    def label(self) -> str:
        """What the user is told, such as ``"Gemini"``."""

    @property
    def price(self) -> float:
        """About what one image costs, in US dollars."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    def make(
        self,
        instruction: str,
        references: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str,
    ) -> MadeImage:
        """Make one image, of ``references`` where there are any.

        Each request that may be billed goes through ``progress.about_to_pay(step, …)``; the caller
        writes the checkpoint ``step`` once it has kept the image.

        Raises
        ------
        ProviderError
            There is no image.
        """


class MadeModel(Protocol):
    """A model, and how it was made."""

    @property
    def file(self) -> GeneratedFile:
        """The GLB."""

    @property
    def provenance(self) -> dict[str, JsonValue]:
        """Endpoint, options, request id, timings, price.

        ``left_out`` names the views that it was not made of, since there was no place for them.
        """

    @property
    def extras(self) -> tuple[GeneratedFile, ...]:
        """What else came with it, with the role ``delivered``: other formats, textures, videos."""


@dataclass(frozen=True, slots=True)
class ModelResult:
    """A :class:`MadeModel` as the makers that come with prodwidget answer it."""

    file: GeneratedFile
    provenance: dict[str, JsonValue]
    extras: tuple[GeneratedFile, ...] = ()


class ModelMaker(Protocol):
    """Makes a model from images of a product."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``"fal-ai/trellis"``."""

    @property
    def label(self) -> str:
        """What the user is told, such as ``"Trellis"``."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    @property
    def max_images(self) -> int | None:
        """How many images it takes at most; ``None`` where there is no limit."""

    def check(self) -> None:
        """Find out, for nothing, whether it can work at all, before any image is paid for.

        Raises
        ------
        ProviderError
            ``sdk_missing``, or ``auth`` where there is no key.
        """

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one model."""

    def make(
        self,
        images: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> MadeModel:
        """Make the model, or pick up the one that a checkpoint ``step`` tells of.

        Further views of the first image say in ``view`` what they show. ``options`` go before those
        that the maker has.

        Raises
        ------
        ProviderError
            There is no model.
        JobLeftRunning
            It takes longer than is waited for.
        """

    def estimate(self, n_images: int, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what a model from so many images costs, in US dollars."""

    def stop(self, checkpoint: JsonValue) -> bool:
        """Stop what the checkpoint tells of; answer whether it is certain to have stopped."""

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]:
        """The checkpoint of a request of unknown outcome, had the provider named it so.

        Raises
        ------
        PromptError
            Nothing can have that name.
        """


class ModelPainter(Protocol):
    """Paints a model anew, and leaves its shape as it is."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``"fal-ai/trellis-2/retexture"``."""

    @property
    def label(self) -> str:
        """What the user is told, such as ``"Trellis 2"``."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    @property
    def takes(self) -> tuple[Literal["picture", "text"], ...]:
        """What guides it, the better first."""

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one painting."""

    def check(self) -> None:
        """As :meth:`ModelMaker.check`."""

    def paint(
        self,
        model: GeneratedFile,
        *,
        picture: GeneratedFile | None,
        prompt: str,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> MadeModel:
        """Paint the model as the picture shows, or where there is none as the prompt says.

        Raises as :meth:`ModelMaker.make`.
        """

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one painting costs, in US dollars."""

    def stop(self, checkpoint: JsonValue) -> bool:
        """As :meth:`ModelMaker.stop`."""

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]:
        """As :meth:`ModelMaker.adopt`."""


class ModelProcessor(Protocol):
    """Makes another model of a model, with nothing said but options: remeshed, or in parts."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``"fal-ai/meshy/v5/remesh"``."""

    @property
    def label(self) -> str:
        """What the user is told, such as ``"Meshy 5"``."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one model."""

    @property
    def splits(self) -> bool:
        """Whether other parts than before are what is asked for."""

    def check(self) -> None:
        """As :meth:`ModelMaker.check`."""

    def checked(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The options by its own names, for which an operation may have others, such as ``faces``.

        Raises
        ------
        ProviderError
            ``bad_option``: one of them is out of its range, or cannot be set.
        """

    def said(self, options: Mapping[str, JsonValue]) -> str:
        """What it does with checked options, in place of a prompt."""

    def process(
        self,
        model: GeneratedFile,
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> MadeModel:
        """Make the other model; raises as :meth:`ModelMaker.make`."""

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one model costs, in US dollars."""

    def stop(self, checkpoint: JsonValue) -> bool:
        """As :meth:`ModelMaker.stop`."""

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]:
        """As :meth:`ModelMaker.adopt`."""
