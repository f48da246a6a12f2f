"""Jobs: what a person holds of one, how far it is, and the worker that carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.work.job import Job as Job
    from prodwidget.work.keeping import Keeper as Keeper
    from prodwidget.work.progress import follow as follow
    from prodwidget.work.worker import Worker as Worker
    from prodwidget.work.worker import owner as owner

__getattr__ = front_door(
    __name__,
    {
        "Job": "job",
        "Keeper": "keeping",
        "Worker": "worker",
        "follow": "progress",
        "owner": "worker",
    },
)
