"""The records that a session is made of.

They are what Redis holds (as JSON) and what the page receives; `js/contract.ts` is their other
half. Records are immutable: a change is a new record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.records.artifact import ROLES as ROLES
    from prodwidget.records.artifact import Artifact as Artifact
    from prodwidget.records.artifact import ArtifactFiles as ArtifactFiles
    from prodwidget.records.artifact import ArtifactRole as ArtifactRole
    from prodwidget.records.artifact import ModelFiles as ModelFiles
    from prodwidget.records.artifact import TrellisArtifacts as TrellisArtifacts
    from prodwidget.records.artifact import View as View
    from prodwidget.records.artifact import ViewCamera as ViewCamera
    from prodwidget.records.base import MOMENT_FORMAT as MOMENT_FORMAT
    from prodwidget.records.base import SCHEMA_VERSION as SCHEMA_VERSION
    from prodwidget.records.base import Digest as Digest
    from prodwidget.records.base import IterationId as IterationId
    from prodwidget.records.base import Keep as Keep
    from prodwidget.records.base import Record as Record
    from prodwidget.records.base import Step as Step
    from prodwidget.records.base import dollars as dollars
    from prodwidget.records.base import microdollars as microdollars
    from prodwidget.records.base import utc_now as utc_now
    from prodwidget.records.facts import Facts as Facts
    from prodwidget.records.facts import ModelFacts as ModelFacts
    from prodwidget.records.facts import PartFacts as PartFacts
    from prodwidget.records.facts import TextureFacts as TextureFacts
    from prodwidget.records.iteration import IterationDraft as IterationDraft
    from prodwidget.records.iteration import ProductIteration as ProductIteration
    from prodwidget.records.iteration import ProductState as ProductState
    from prodwidget.records.iteration import StepRecord as StepRecord
    from prodwidget.records.job import JobRecord as JobRecord
    from prodwidget.records.job import Money as Money
    from prodwidget.records.look import LOOK_VALUES as LOOK_VALUES
    from prodwidget.records.look import MOST_ENVIRONMENT_BYTES as MOST_ENVIRONMENT_BYTES
    from prodwidget.records.look import Environment as Environment
    from prodwidget.records.look import Look as Look
    from prodwidget.records.mark import MARK_CHARACTERS as MARK_CHARACTERS
    from prodwidget.records.mark import Mark as Mark
    from prodwidget.records.status import PHASE_WORDS as PHASE_WORDS
    from prodwidget.records.status import ProductStatus as ProductStatus
    from prodwidget.records.status import StatusError as StatusError
    from prodwidget.records.status import StatusPhase as StatusPhase

__getattr__ = front_door(
    __name__,
    {
        "Artifact": "artifact",
        "ROLES": "artifact",
        "ArtifactFiles": "artifact",
        "ModelFiles": "artifact",
        "ArtifactRole": "artifact",
        "Digest": "base",
        "Facts": "facts",
        "Environment": "look",
        "IterationDraft": "iteration",
        "IterationId": "base",
        "JobRecord": "job",
        "Keep": "base",
        "LOOK_VALUES": "look",
        "Look": "look",
        "MARK_CHARACTERS": "mark",
        "MOMENT_FORMAT": "base",
        "ModelFacts": "facts",
        "MOST_ENVIRONMENT_BYTES": "look",
        "Mark": "mark",
        "Money": "job",
        "PHASE_WORDS": "status",
        "PartFacts": "facts",
        "ProductIteration": "iteration",
        "ProductState": "iteration",
        "ProductStatus": "status",
        "Record": "base",
        "SCHEMA_VERSION": "base",
        "StatusError": "status",
        "StatusPhase": "status",
        "Step": "base",
        "StepRecord": "iteration",
        "TextureFacts": "facts",
        "TrellisArtifacts": "artifact",
        "View": "artifact",
        "ViewCamera": "artifact",
        "dollars": "base",
        "microdollars": "base",
        "utc_now": "base",
    },
)
