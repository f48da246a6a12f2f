"""What pages ask a session for, checked before it is used: numbers, names, texts, digests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeGuard, cast, get_args

from pydantic import JsonValue

from prodwidget.addresses import is_digest
from prodwidget.errors import ProdwidgetError
from prodwidget.records import Keep, View
from prodwidget.widgets.uploads import Uploads

if TYPE_CHECKING:
    from prodwidget.session import Pipeline

MOST_OPTIONS = 64
MOST_IDS = 200
_LONGEST_NAME = 200
MOST_CHARACTERS = 2000
"""Of a text that is set for a step."""

_SEEDS = 2**31


def asked_intended(command: dict[str, Any], uploads: Uploads) -> dict[str, Any]:
    """What a page means to set, as the arguments of a proposal. Raises as ``asked_run``."""
    return {
        "pictures": _pictures(command, uploads),
        "options": asked_options(command),
        "variants": asked_variants(command),
    }


def asked_run(command: dict[str, Any], uploads: Uploads) -> dict[str, Any]:
    """What a page sets for a create or an edit, as the pipeline's arguments.

    Raises
    ------
    ProdwidgetError
        Something is of another type, or out of its range.
    PromptError
        A picture is not with this kernel.
    """
    variants = asked_variants(command)
    return {
        "review": command.get("review") is True,
        "pictures": _pictures(command, uploads),
        "options": asked_options(command),
        "seed": _seed(command),
        **({"variants": variants} if variants > 1 else {}),
    }


def asked_keep(command: dict[str, Any]) -> Keep | None:
    """What an edit is to keep; ``None`` where the kernel is to decide. Raises as ``asked_run``."""
    keep = command.get("keep")
    if keep is not None and keep not in get_args(Keep):
        raise _unusable("what is to be kept", keep)
    return cast("Keep | None", keep)


def asked_part(command: dict[str, Any]) -> str:
    """The part that an edit concerns; empty for the whole. Raises as ``asked_run``."""
    part = command.get("part") or ""
    if not _name(part):
        raise _unusable("a part", part)
    return part


def asked_style(command: dict[str, Any]) -> dict[str, Any]:
    """The part whose look is set, its colour and its finish; the pipeline says which there are.

    Raises as ``asked_run``.
    """
    style = {"colour": command.get("colour"), "finish": command.get("finish")}
    for name, value in style.items():
        if value is not None and not _name(value):
            raise _unusable(f"a {name}", value)
    return {"part": asked_part(command), **style}


def asked_variants(command: dict[str, Any]) -> int:
    """How many are to be made; the pipeline says how many may be. Raises as ``asked_run``."""
    variants = command.get("variants", 1)
    if not _whole(variants):
        raise _unusable("a number of variants", variants)
    return int(variants)


def asked_options(command: dict[str, Any]) -> dict[str, JsonValue]:
    """What is set by the name of an option. Raises as ``asked_run``."""
    options = command.get("options") or {}
    if not isinstance(options, dict) or len(options) > MOST_OPTIONS:
        raise _unusable("options", options)
    for name, value in options.items():
        # Those of one's own workflows are called as their owner likes.
        if not isinstance(name, str) or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise _unusable("an option's name", name)
        fits = len(value) <= MOST_CHARACTERS if isinstance(value, str) else _number(value)
        if not (fits or isinstance(value, bool)):
            raise _unusable(f"a value for {name}", value)
    return options


def asked_operation(command: dict[str, Any]) -> dict[str, JsonValue]:
    """An operation's own options. Raises as ``asked_run``."""
    options = asked_options(command)
    if not all(name.isidentifier() and name not in ("operation", "parent") for name in options):
        raise _unusable("options", options)
    return options


def asked_ids(command: dict[str, Any]) -> list[str]:
    """Ids of iterations, so many as one message may answer. Raises as ``asked_run``."""
    ids = command.get("iterations")
    if not isinstance(ids, list) or len(ids) > MOST_IDS or not all(map(_name, ids)):
        raise _unusable("ids of versions", ids)
    return ids


def asked_mark(command: dict[str, Any]) -> dict[str, Any]:
    """A name, a star or both, as the pipeline's arguments. Raises as ``asked_run``."""
    name, starred = command.get("name"), command.get("starred")
    if not (name is None or isinstance(name, str)) or not (
        starred is None or isinstance(starred, bool)
    ):
        raise _unusable(
            "a name or a star", starred if name is None or isinstance(name, str) else name
        )
    return {"name": name, "starred": starred}


def asked_page(command: dict[str, Any], most: int) -> tuple[int, int]:
    """Places from one to another (exclusive), at most so many. Raises as ``asked_run``."""
    start, stop = command.get("start"), command.get("stop")
    if not (_whole(start) and _whole(stop)):
        raise _unusable("a page", (start, stop))
    first = max(cast(int, start), 0)
    return first, min(cast(int, stop), first + most)


def asked_environment(
    command: dict[str, Any], buffers: list[memoryview], uploads: Uploads, pipeline: Pipeline
) -> dict[str, Any] | None:
    """A part of a photograph of light; with the last, ``Environment`` of what the session keeps.

    Raises as ``asked_run``, and :class:`ModelError` for a file that gives no light.
    """
    match command:
        case {"upload": str(upload), "offset": int(offset), "total": int(total), "name": str(name)}:
            if len(buffers) == 1:
                file = uploads.file(upload[:100], offset, total, bytes(buffers[0]))
                if file is None:
                    return None
                return pipeline.keep_environment(file, name=name).model_dump(mode="json")
    raise _unusable("a part of a file", command.get("upload"))


def _seed(command: dict[str, Any]) -> int | None:
    seed = command.get("seed")
    if seed is not None and not (_whole(seed) and 0 <= seed < _SEEDS):
        raise _unusable("a seed", seed)
    return cast("int | None", seed)


def _pictures(command: dict[str, Any], uploads: Uploads) -> list[Any] | None:
    named = command.get("pictures") or []
    if not isinstance(named, list) or len(named) > MOST_OPTIONS:
        raise _unusable("pictures", named)
    pictures = []
    for each in named:
        match each:
            case {"sha256": str(digest), "view": str(view)} if is_digest(
                digest
            ) and view in get_args(View):
                pictures.append(uploads.picture(digest, cast(View, view)))
            case _:
                raise _unusable("a picture", each)
    return pictures or None


def _name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= _LONGEST_NAME


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return _whole(value) or (isinstance(value, float) and math.isfinite(value))


def _unusable(what: str, value: object) -> ProdwidgetError:
    return ProdwidgetError(
        f"The page sent {what} that cannot be used: {str(value)[:60]!r}.",
        hint="Reload the page, and send it again.",
    )
