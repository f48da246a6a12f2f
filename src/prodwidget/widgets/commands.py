"""What a page asks of a session, carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from prodwidget.session import Pipeline
from prodwidget.widgets.asked import (
    asked_environment,
    asked_ids,
    asked_intended,
    asked_keep,
    asked_mark,
    asked_operation,
    asked_page,
    asked_part,
    asked_run,
    asked_style,
)
from prodwidget.widgets.contract import (
    iterations_json,
    picture_json,
    price_again,
    proposal_json,
    version_json,
)
from prodwidget.widgets.export import Page, session_bytes
from prodwidget.widgets.uploads import Uploads

UNKNOWN: Final = object()
"""The answer to what is no command of a session."""

_PAGE = 200
"""Most iterations that one message carries."""

_TREE_PAGE = 500
"""Most versions of the tree that one message carries; they are light."""


def carried_out(
    pipeline: Pipeline,
    command: dict[str, Any],
    buffers: list[memoryview],
    uploads: Uploads,
    page: Callable[[int], Page],
) -> Any:
    """Carry out a page's command, ``Command`` of ``js/widget/messages.ts``, and answer as JSON.

    ``page`` makes the exported page of the session, of so many bytes at most.

    Raises
    ------
    ProdwidgetError
        What it sent cannot be used, or the session cannot do it.
    """
    match command:
        case {"type": "create", "prompt": str(prompt)}:
            pipeline.create(prompt, **asked_run(command, uploads))
        case {"type": "edit", "prompt": str(prompt), "parent": str(parent)}:
            pipeline.edit(
                prompt,
                parent=parent or None,
                part=asked_part(command),
                keep=asked_keep(command),
                **asked_run(command, uploads),
            )
        case {
            "type": "propose",
            "prompt": str(prompt),
            "parent": str(parent),
            "creating": bool(creating),
        }:
            return proposal_json(
                pipeline.proposal(
                    prompt,
                    creating=creating,
                    parent=parent or None,
                    part=asked_part(command),
                    keep=asked_keep(command),
                    **asked_intended(command, uploads),
                )
            )
        case {"type": "process", "operation": str(operation), "parent": str(parent)}:
            pipeline.process(operation, parent=parent or None, **asked_operation(command))
        case {"type": "restyle", "part": str(), "parent": str(parent)}:
            pipeline.restyle(**asked_style(command), parent=parent or None)
        case {
            "type": "picture_part",
            "upload": str(upload),
            "offset": int(offset),
            "total": int(total),
            "name": str(name),
        } if len(buffers) == 1:
            data = bytes(buffers[0])
            return picture_json(uploads.part(upload[:100], offset, total, name[:200], data))
        case {"type": "environment_part"}:
            return asked_environment(command, buffers, uploads, pipeline)
        case {"type": "recover", "job": str(job), "adopt": str(id)}:
            pipeline.recover(job, adopt=id)
        case {"type": "recover", "job": str(job), "send_again": True}:
            pipeline.recover(job, send_again=True)
        case {"type": "recover", "job": str(job)}:
            pipeline.recover(job)
        case {"type": "price_again", "job": str(job)}:
            return price_again(job, pipeline.unfinished)
        case {"type": "rewind", "iteration": str(id)}:
            pipeline.rewind(id)
        case {"type": "restore", "iteration": str(id)}:
            pipeline.restore(id)
        case {"type": "choose", "preview": int() | None as preview}:
            pipeline.choose(preview)
        case {"type": "cancel", "job": str(job)}:
            return pipeline.cancel(job)
        case {"type": "cancel"}:
            return pipeline.cancel()
        case {"type": "mark", "iteration": str(id)}:
            pipeline.mark(id, **asked_mark(command))
        case {"type": "page"}:
            start, stop = asked_page(command, _PAGE)
            return iterations_json(pipeline, pipeline.iterations[start:stop])
        case {"type": "tree"}:
            newest = pipeline.newest(*asked_page(command, _TREE_PAGE))
            return [version_json(each) for each in iterations_json(pipeline, newest)]
        case {"type": "iterations"}:
            return iterations_json(pipeline, pipeline.store.read(asked_ids(command)))
        case {"type": "take_session", "what": "page" | "archive" as what}:
            return session_bytes(what, pipeline, page)
        case _:
            return UNKNOWN
    return None
