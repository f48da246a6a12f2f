"""What turns a prompt into a model: what a backend is, which there are; a folder a provider.

Calling the package lists the backends there are: ``prodwidget.backends()``.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.base import AdoptingBackend as AdoptingBackend
    from prodwidget.backends.base import Backend as Backend
    from prodwidget.backends.base import ConfigurableBackend as ConfigurableBackend
    from prodwidget.backends.base import GeneratedFile as GeneratedFile
    from prodwidget.backends.base import Generation as Generation
    from prodwidget.backends.base import GenerationRequest as GenerationRequest
    from prodwidget.backends.base import PaintingBackend as PaintingBackend
    from prodwidget.backends.base import PricedBackend as PricedBackend
    from prodwidget.backends.base import Progress as Progress
    from prodwidget.backends.base import RemoteBackend as RemoteBackend
    from prodwidget.backends.base import refused_outcome as refused_outcome
    from prodwidget.backends.base import said_of_part as said_of_part
    from prodwidget.backends.base import unknown_outcome as unknown_outcome
    from prodwidget.backends.checks import check_generation as check_generation
    from prodwidget.backends.checks import model_trouble as model_trouble
    from prodwidget.backends.download import FileRules as FileRules
    from prodwidget.backends.download import fetch as fetch
    from prodwidget.backends.download import picture_type as picture_type
    from prodwidget.backends.fal import FILE_HOSTS as FILE_HOSTS
    from prodwidget.backends.fal import FalMaterials as FalMaterials
    from prodwidget.backends.gemini import GeminiImages as GeminiImages
    from prodwidget.backends.heeding import heeded as heeded
    from prodwidget.backends.kept_images import image_once as image_once
    from prodwidget.backends.options import Option as Option
    from prodwidget.backends.options import choice as choice
    from prodwidget.backends.options import number as number
    from prodwidget.backends.procedural import builds as builds
    from prodwidget.backends.procedural import colours as colours
    from prodwidget.backends.procedural import contrast as contrast
    from prodwidget.backends.procedural import font as font
    from prodwidget.backends.procedural import ink_on as ink_on
    from prodwidget.backends.procedural import linear as linear
    from prodwidget.backends.procedural import mix as mix
    from prodwidget.backends.procedural import proposed_keep as proposed_keep
    from prodwidget.backends.procedural import settable as settable
    from prodwidget.backends.procedural import shift as shift
    from prodwidget.backends.processing import PROCESSING as PROCESSING
    from prodwidget.backends.processing import offered_operations as offered_operations
    from prodwidget.backends.processing import processing_backend as processing_backend
    from prodwidget.backends.registry import ON_THIS_MACHINE as ON_THIS_MACHINE
    from prodwidget.backends.registry import PROCEDURAL as PROCEDURAL
    from prodwidget.backends.registry import AvailableBackends as AvailableBackends
    from prodwidget.backends.registry import available_backends as available_backends
    from prodwidget.backends.registry import resolve as resolve
    from prodwidget.backends.steps import ImageMaker as ImageMaker
    from prodwidget.backends.steps import MadeImage as MadeImage
    from prodwidget.backends.styles import RESTYLE as RESTYLE
    from prodwidget.backends.styles import TEXTURE as TEXTURE
    from prodwidget.backends.styles import checked_style as checked_style

__getattr__ = front_door(
    __name__,
    {
        "AdoptingBackend": "base",
        "AvailableBackends": "registry",
        "Backend": "base",
        "ConfigurableBackend": "base",
        "FILE_HOSTS": "fal",
        "FalMaterials": "fal",
        "FileRules": "download",
        "GeminiImages": "gemini",
        "GeneratedFile": "base",
        "Generation": "base",
        "GenerationRequest": "base",
        "ImageMaker": "steps",
        "MadeImage": "steps",
        "ON_THIS_MACHINE": "registry",
        "Option": "options",
        "PROCEDURAL": "registry",
        "PROCESSING": "processing",
        "PaintingBackend": "base",
        "PricedBackend": "base",
        "Progress": "base",
        "RESTYLE": "styles",
        "TEXTURE": "styles",
        "RemoteBackend": "base",
        "available_backends": "registry",
        "builds": "procedural",
        "check_generation": "checks",
        "checked_style": "styles",
        "choice": "options",
        "colours": "procedural",
        "contrast": "procedural",
        "fetch": "download",
        "font": "procedural",
        "heeded": "heeding",
        "image_once": "kept_images",
        "ink_on": "procedural",
        "linear": "procedural",
        "mix": "procedural",
        "model_trouble": "checks",
        "number": "options",
        "offered_operations": "processing",
        "picture_type": "download",
        "processing_backend": "processing",
        "proposed_keep": "procedural",
        "refused_outcome": "base",
        "resolve": "registry",
        "said_of_part": "base",
        "settable": "procedural",
        "shift": "procedural",
        "unknown_outcome": "base",
    },
)


class _Backends(ModuleType):
    def __call__(self) -> AvailableBackends:
        available: AvailableBackends = __getattr__("available_backends")()
        return available


# Python's own way to customise a module: "Customizing module attribute access" in its data model.
sys.modules[__name__].__class__ = _Backends
