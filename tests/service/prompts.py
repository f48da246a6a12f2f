"""What a language model would write, for servers that have none.

A prompt in another language is looked up in English, and read by the reader of words.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from prodwidget.backends.procedural.parse import read_create, read_edit
from prodwidget.backends.procedural.recipe import spec_of, written

GERMAN = "Eine mattschwarze Flasche mit Kupferdeckel, aber bitte ohne Etikett und nicht aus Glas"
GERMAN_EDIT = "Der Deckel soll nicht mehr aus Kupfer sein, sondern rot. Sonst nichts ändern!"
JAPANESE = "ボルドーのような深緑のボトル。ラベルはいらない、キャップは赤くしないで"
JAPANESE_EDIT = "キャップだけ白にして、本体の色は変えないで"

IN_ENGLISH = {
    GERMAN: "a matte black plastic bottle with a copper lid, without a label",
    GERMAN_EDIT: "make the lid red",
    JAPANESE: "a dark green wine bottle with a black lid, without a label",
    JAPANESE_EDIT: "make the lid white",
}

IMPOSSIBLE = "ein Fahrrad mit drei Rädern"


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as a server got it."""

    system: str
    said: tuple[str, ...]
    """Turn by turn; the user's come first and last."""


def as_a_model_would(talk: Talk) -> str:
    """The JSON that a model answers to a conversation."""
    asked, _, prompt = talk.said[0].partition("The prompt:\n")
    if prompt == IMPOSSIBLE:
        return json.dumps({"recipe": None, "not_done": ["Ein Fahrrad kann ich nicht bauen."]})
    prompt = IN_ENGLISH.get(prompt, prompt)
    shown = asked.partition("recipe:\n")[2].partition("\n")[0]
    if shown:
        before = spec_of(json.loads(shown), 0, None)
        part = re.search(r"is said of parts\.(\w+)", asked)
        return answer(written(read_edit(prompt, before, part[1] if part else "").spec))
    return answer(written(read_create(prompt, 0).spec))


def answer(recipe: dict[str, Any], *not_done: str) -> str:
    """An answer with a recipe."""
    return json.dumps({"recipe": recipe, "not_done": not_done}, ensure_ascii=False)


def recipe(prompt: str = "a black bottle", **changes: Any) -> dict[str, Any]:
    """The recipe of an English prompt, with whatever is to be otherwise."""
    return {**written(read_create(prompt, 0).spec), **changes}


_KEYWORDS = {
    "$defs", "$ref", "type", "enum", "anyOf", "items", "properties", "required", "description",
    "additionalProperties",
}  # fmt: skip


def check_schema(schema: Any, root: bool = True) -> None:
    """Refuse a schema that OpenAI's strict mode or Gemini would refuse, as they document it."""
    assert set(schema) <= _KEYWORDS, set(schema) - _KEYWORDS
    assert not root or schema["type"] == "object", "the root is an object"
    if "$ref" in schema:
        assert set(schema) == {"$ref"}, "a reference stands alone"
    if schema.get("type") == "object":
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"]), "all are required"
    children = [
        *schema.get("properties", {}).values(), *schema.get("$defs", {}).values(),
        *schema.get("anyOf", ()), *filter(None, [schema.get("items")]),
    ]  # fmt: skip
    for each in children:
        check_schema(each, root=False)
