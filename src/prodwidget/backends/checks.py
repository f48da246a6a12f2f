"""Whether what a backend handed over can be kept, before anything of it is."""

from __future__ import annotations

import json

from prodwidget.backends.base import Generation
from prodwidget.errors import BackendError
from prodwidget.geometry import glb_header, glb_json


def check_generation(generation: object, backend: str) -> Generation:
    """The generation, if it has one whole model and records that can be stored.

    Raises
    ------
    BackendError
        It has not; the message says what is wrong with it.
    """
    if not isinstance(generation, Generation):
        raise _wrong(backend, f"{type(generation).__name__} instead of a generation")
    models = [each for each in generation.files if each.role == "model"]
    if len(models) != 1:
        raise _wrong(backend, f"{len(models) or 'no'} models instead of one")
    for each in generation.files:
        if not isinstance(each.data, bytes):
            raise _wrong(backend, f"{type(each.data).__name__} instead of the {each.role}'s bytes")
        if not each.data:
            raise _wrong(backend, f"an empty {each.role}")
    model = models[0].data
    if trouble := model_trouble(model, len(model)):
        raise _wrong(backend, trouble)
    try:
        json.dumps([generation.recipe, generation.provenance], allow_nan=False)
    except (TypeError, ValueError):
        raise _wrong(backend, "a recipe or provenance that is no JSON") from None
    if not all(isinstance(each, str) for each in generation.notes):
        raise _wrong(backend, "notes that are no texts")
    return generation


def model_trouble(begin: bytes, size: int) -> str:
    """What is wrong with a model, in words; empty where nothing is (glTF 2.0 §4.4).

    Parameters
    ----------
    begin:
        Its bytes, at least up to the end of its first chunk.
    size:
        Bytes of the whole.
    """
    header = glb_header(begin)
    if header is None:
        return "a file that is no GLB model"
    if header.version != 2:
        return f"a model of glTF version {header.version}, where 2 can be shown"
    if header.length != size:
        return f"a model that is cut short: {size:,} of {header.length:,} bytes"
    if glb_json(begin) is None:
        return "a GLB without its description"
    return ""


def _wrong(backend: str, what: str) -> BackendError:
    return BackendError(
        f"The backend {backend} handed over {what}, so that there is nothing to keep.",
        hint="The history is as it was. Try again, or take another backend.",
    )
