"""Redis: the only code that knows a key name; its scripts, and the embedded server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.store.commands import SessionCommands as SessionCommands
    from prodwidget.store.connection import Client as Client
    from prodwidget.store.connection import connect as connect
    from prodwidget.store.connection import connect_embedded as connect_embedded
    from prodwidget.store.connection import note_visit as note_visit
    from prodwidget.store.connection import server_id as server_id
    from prodwidget.store.connection import visits as visits
    from prodwidget.store.history import Event as Event
    from prodwidget.store.history import SessionStore as SessionStore
    from prodwidget.store.holds import Holder as Holder
    from prodwidget.store.holds import Holds as Holds
    from prodwidget.store.jobs import JobStore as JobStore
    from prodwidget.store.jobs import Wishes as Wishes
    from prodwidget.store.jobs import new_token as new_token
    from prodwidget.store.layout import WINDOW as WINDOW
    from prodwidget.store.transfer import SessionSnapshot as SessionSnapshot
    from prodwidget.store.transfer import StoredIteration as StoredIteration
    from prodwidget.store.transfer import delete_session as delete_session
    from prodwidget.store.transfer import is_there as is_there
    from prodwidget.store.transfer import mentioned as mentioned
    from prodwidget.store.transfer import read_foreign as read_foreign
    from prodwidget.store.transfer import read_session as read_session
    from prodwidget.store.transfer import refuse_existing as refuse_existing
    from prodwidget.store.transfer import session_names as session_names
    from prodwidget.store.transfer import write_session as write_session

__getattr__ = front_door(
    __name__,
    {
        "Client": "connection",
        "Event": "history",
        "Holder": "holds",
        "Holds": "holds",
        "JobStore": "jobs",
        "SessionCommands": "commands",
        "SessionSnapshot": "transfer",
        "SessionStore": "history",
        "StoredIteration": "transfer",
        "WINDOW": "layout",
        "Wishes": "jobs",
        "connect": "connection",
        "connect_embedded": "connection",
        "delete_session": "transfer",
        "is_there": "transfer",
        "mentioned": "transfer",
        "new_token": "jobs",
        "note_visit": "connection",
        "read_foreign": "transfer",
        "read_session": "transfer",
        "refuse_existing": "transfer",
        "server_id": "connection",
        "session_names": "transfer",
        "visits": "connection",
        "write_session": "transfer",
    },
)
