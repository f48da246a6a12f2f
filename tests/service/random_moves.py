"""A process that commits, rewinds, restores and branches at random, and says what was acknowledged.

python -m tests.service.random_moves URL SESSION SEED COUNT

With a COUNT of 0 it goes on until its standard input is closed.
"""

from __future__ import annotations

import json
import random
import select
import sys

from prodwidget.errors import HeadMoved, StoreUnavailable
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect
from prodwidget.store.history import SessionStore
from tests.service.conftest import draft


def main(url: str, session: str, seed: str, count: str) -> None:
    store = SessionStore(SessionCommands(connect(url), "product", session))
    chance = random.Random(seed)
    done = tries = 0
    while done < int(count) if int(count) else not _closed():
        # A name for each try: where an answer was lost, another may have been committed since.
        tries += 1
        try:
            told = _move(store, chance, f"{seed}-{tries}")
        except HeadMoved:
            continue
        except StoreUnavailable:
            # Nothing was acknowledged; the next move may come through.
            continue
        print(json.dumps(told), flush=True)
        done += 1


def _closed() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def _move(store: SessionStore, chance: random.Random, name: str) -> dict[str, str | None]:
    state = store.state()
    move = chance.choices(("edit", "create", "branch", "rewind", "restore"), (60, 4, 10, 16, 10))[0]
    length = store.history_length()
    if state.head is None or move == "create":
        made = store.commit(draft(name), parent=None, head=state.head, job=name)
        return {"move": "commit", "id": made.id, "parent": None, "name": name}
    if move in ("edit", "branch"):
        place = chance.randrange(length)
        parent = state.head if move == "edit" else store.history(place, place + 1)[0].id
        made = store.commit(draft(name, "edit"), parent=parent, head=state.head, job=name)
        return {"move": "commit", "id": made.id, "parent": parent, "name": name}
    if move == "rewind":
        target = chance.choice(state.iterations)
        store.rewind(target, state.head)
    else:
        place = chance.randrange(length)
        target = store.history(place, place + 1)[0]
        store.restore(target, state.head)
    return {"move": move, "id": target.id, "parent": None, "name": name}


if __name__ == "__main__":
    main(*sys.argv[1:])
