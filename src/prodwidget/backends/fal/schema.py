"""An endpoint by fal's own description of it: fields, options and outputs, found by their names.

The description is the OpenAPI document at
``https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=<id>``: the body of the POST is what
goes in, the answer of ``GET …/requests/{request_id}`` what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from prodwidget.backends.fal.endpoint import Endpoint, Price
from prodwidget.backends.fal.slots import sides_of
from prodwidget.backends.options import Option, Scalar

UNKNOWN_USD = 1.0
"""What a model is counted for where nobody tells its price: not nothing, for the cap's sake."""

_PICTURE = re.compile(r"(^|_)images?(_|$)")
_NOT_THE_OBJECT = re.compile(r"texture|mask|background|depth|pointmap")
_MODEL = re.compile(r"(^|_)(model|mesh|object|input_file)(_file)?_url$")
_PROMPTS = ("prompt", "text_style_prompt", "text_prompt")
_SEEDS = ("seed", "model_seed")
_FACES = re.compile(r"(^|_)(faces?|polys?|polygons?|polycount|triangles?)(_|$)")
_FORMATS = re.compile(r"(^|_)format$")
_GLBS = (
    re.compile(r"model_glb"),
    re.compile(r"glb"),
    re.compile(r"(?!model_glb)(?!.*(anim|rig|walk|run)).+_glb(_\w+)?"),
    re.compile(r"model_mesh|pbr_model|mesh|model|model_file"),
)
"""What outputs with a GLB are called, the best first."""
_SIGNED = 2**31 - 1

Schema = Mapping[str, Any]


class Undescribed(Exception):
    """A description does not tell how to get a GLB from the endpoint; as the end of a sentence."""


def described(id: str, document: Mapping[str, Any]) -> Endpoint:
    """The endpoint that a description tells of.

    Raises
    ------
    Undescribed
        It is none, or has no GLB among its outputs.
    """
    try:
        return _Description(id, document).endpoint()
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        raise Undescribed("fal's description of it cannot be understood") from None


class _Description:
    def __init__(self, id: str, document: Mapping[str, Any]) -> None:
        self._id = id
        self._document = document
        post = document["paths"][f"/{id}"]["post"]
        self._input = self._of(post["requestBody"]["content"]["application/json"]["schema"])
        self._required = set(self._input.get("required", ()))
        properties = self._input.get("properties", {})
        order = [*self._input.get("x-fal-order-properties", ()), *properties]
        # Those that must be given come first, so that a picture without a name gets such a field.
        names = dict.fromkeys(each for each in order if each in properties)
        self._fields = {
            name: self._of(properties[name])
            for name in sorted(names, key=lambda each: each not in self._required)
        }

    def endpoint(self) -> Endpoint:
        outputs = tuple(self._outputs())
        if not outputs:
            raise Undescribed("no model is among what it answers")
        pictures, as_list = self._pictures()
        model = next((each for each in self._fields if _MODEL.search(each)), "")
        prompt = next((each for each in _PROMPTS if each in self._fields), "")
        seed = next((each for each in _SEEDS if each in self._fields), "")
        formats = {
            name: "glb"
            for name, field in self._fields.items()
            if _FORMATS.search(name) and "glb" in field.get("enum", ())
        }
        given = {*pictures, model, prompt, seed}
        options = {
            name: option
            for name, field in self._fields.items()
            if name not in given
            and not name.endswith(("_url", "_urls"))
            and (option := _option(field)) is not None
        }
        needed = [each for each in pictures if each in self._required]
        most = self._fields[pictures[0]].get("maxItems") if as_list else len(pictures)
        return Endpoint(
            self._id,
            self._id.removeprefix("fal-ai/"),
            image_fields=pictures,
            outputs=outputs,
            price=Price(UNKNOWN_USD),
            options=options,
            as_list=as_list,
            # Where all of them are optional, it is one of them that is needed beside words.
            min_images=len(needed) or int(bool(pictures) and not prompt),
            max_images=most,
            seed_fields=(seed,) if seed else (),
            seed_range=_range(self._fields[seed]) if seed else None,
            always={name: "glb" for name in formats if self._fields[name].get("default") != "glb"},
            must_be=formats,
            slots=sides_of(pictures),
            prompt_field=prompt,
            prompt_characters=self._fields[prompt].get("maxLength") if prompt else None,
            model_field=model,
            model_media_type="application/octet-stream" if model else "model/gltf-binary",
            faces_field=next(
                (
                    name
                    for name, option in options.items()
                    if option.kind == "number" and _FACES.search(name)
                ),
                "",
            ),
        )

    def _pictures(self) -> tuple[tuple[str, ...], bool]:
        """The fields for pictures of the object; or the one that takes a list of them."""
        found = [
            name
            for name in self._fields
            if _PICTURE.search(name) and not _NOT_THE_OBJECT.search(name)
        ]
        lists = [name for name in found if self._fields[name].get("type") == "array"]
        single = [name for name in found if self._fields[name].get("type") == "string"]
        if single and (single[0] in self._required or not lists):
            return tuple(single), False
        return tuple(lists[:1]), bool(lists)

    def _outputs(self) -> Iterator[str]:
        """Dotted paths to what may be a GLB, best first."""
        get = self._document["paths"][f"/{self._id}/requests/{{request_id}}"]["get"]
        answer = get["responses"]["200"]["content"]["application/json"]["schema"]
        files = dict(self._files(self._of(answer), 2))
        for fits in _GLBS:
            yield from (path for path, name in files.items() if fits.fullmatch(name))

    def _files(self, schema: Schema, depth: int) -> Iterator[tuple[str, str]]:
        for name, each in schema.get("properties", {}).items():
            field = self._of(each)
            properties = field.get("properties", {})
            if "url" in properties:
                yield name, name
            elif properties and depth > 1:
                for path, last in self._files(field, depth - 1):
                    yield f"{name}.{path}", last

    def _of(self, schema: Schema) -> Schema:
        """A schema without its references, and without that it may be null."""
        while True:
            if "$ref" in schema:
                name = schema["$ref"].rpartition("/")[2]
                schema = {**self._document["components"]["schemas"][name], **_own(schema)}
            elif "anyOf" in schema or "allOf" in schema:
                parts = [
                    each
                    for each in (schema.get("anyOf") or schema["allOf"])
                    if each.get("type") != "null"
                ]
                schema = {**parts[0], **_own(schema)}
            else:
                return schema


def _own(schema: Schema) -> dict[str, Any]:
    return {name: each for name, each in schema.items() if name not in ("$ref", "anyOf", "allOf")}


def _option(field: Schema) -> Option | None:
    """What a panel can show for a field; ``None`` for lists and objects."""
    default = field.get("default")
    default = default if isinstance(default, str | int | float | bool) else None
    kind, choices = field.get("type"), field.get("enum")
    if choices and all(isinstance(each, str | int | float | bool) for each in choices):
        return Option(_as_one_of(default, choices), choices=tuple(choices))
    if kind == "boolean":
        return Option(default, choices=(True, False))
    if kind in ("integer", "number"):
        whole = kind == "integer"
        low, high = field.get("minimum"), field.get("maximum")
        return Option(default, low, high, whole=whole)
    if kind == "string":
        return Option(default, text=True, most_characters=field.get("maxLength"))
    return None


def _as_one_of(default: Scalar | None, choices: list[Scalar]) -> Scalar | None:
    """fal writes the default of a choice among numbers as text."""
    return next((each for each in choices if str(each) == str(default)), default)


def _range(field: Schema) -> tuple[int, int]:
    low, high = field.get("minimum"), field.get("maximum")
    return (low if isinstance(low, int) else 0, high if isinstance(high, int) else _SIGNED)
