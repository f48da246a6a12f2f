"""Sessions: the pipeline that a person calls, the history it adds to, and what changes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.session.environments import environment_file as environment_file
    from prodwidget.session.iterations import IterationSequence as IterationSequence
    from prodwidget.session.ordering import Proposal as Proposal
    from prodwidget.session.own_model import facts as facts
    from prodwidget.session.pictures import picture_file as picture_file
    from prodwidget.session.pipeline import Pipeline as Pipeline
    from prodwidget.session.product_pipeline import ProductPipeline as ProductPipeline
    from prodwidget.session.sessions import Sessions as Sessions
    from prodwidget.session.watch import Listener as Listener

__getattr__ = front_door(
    __name__,
    {
        "IterationSequence": "iterations",
        "Listener": "watch",
        "Pipeline": "pipeline",
        "ProductPipeline": "product_pipeline",
        "Proposal": "ordering",
        "Sessions": "sessions",
        "facts": "own_model",
        "environment_file": "environments",
        "picture_file": "pictures",
    },
)
