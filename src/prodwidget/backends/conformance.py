"""Whether a backend keeps the contract of :mod:`prodwidget.backends.base`; for its tests.

::

    from prodwidget.backends.conformance import check_backend

    def test_it_keeps_the_contract():
        check_backend(MyBackend, prompt="a red box", edit="make it blue")

or, to see each check by itself in pytest's report::

    @pytest.mark.parametrize("check", CHECKS)
    def test_contract(check):
        check(Case(MyBackend, prompt="a red box"))
"""

from __future__ import annotations

import json
import logging
import math
import struct
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import get_args

from prodwidget.backends.base import (
    Backend,
    Generation,
    PricedBackend,
    RemoteBackend,
    unknown_outcome,
)
from prodwidget.backends.rehearsal import KernelDied, Rehearsal
from prodwidget.errors import JobCancelled, PromptError, SubmissionUnknown
from prodwidget.geometry import MEDIA_TYPE, glb_header
from prodwidget.records import ProductIteration, Step

_MOST_PLACES = 40
"""At how many places of a run a check cancels it, or lets its kernel die."""


@dataclass(frozen=True, slots=True)
class Case:
    """A backend, and what to ask of it."""

    make: Callable[[], Backend]
    """Makes the backend anew, as another kernel would."""
    prompt: str = "a matte black bottle"
    """It must be able to make this."""
    edit: str = "make it red"
    """It must be able to change what it made for ``prompt`` so, if it edits at all."""
    impossible: str | None = None
    """A prompt that it cannot do, where there is one."""
    secrets: tuple[str, ...] = ()
    """Keys that it was given, which must not get out."""
    heed_seconds: float = 1.0
    """How long a cancel may take to be heard."""


Check = Callable[[Case], None]


def check_backend(
    make: Callable[[], Backend],
    *,
    prompt: str = "a matte black bottle",
    edit: str = "make it red",
    impossible: str | None = None,
    secrets: Sequence[str] = (),
    heed_seconds: float = 1.0,
) -> None:
    """Run every check; the arguments are those of :class:`Case`.

    Raises
    ------
    ExceptionGroup
        Of an :class:`AssertionError` for each check that failed.
    """
    case = Case(make, prompt, edit, impossible, tuple(secrets), heed_seconds)
    failures = []
    for check in CHECKS:
        try:
            check(case)
        except Exception as error:
            error.add_note(f"in {check.__name__}: {check.__doc__}")
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{case.make().name!r} does not keep the contract", failures)


def check_names(case: Case) -> None:
    """The name is one stable word, the label one line, and the steps are ones that there are."""
    backend = case.make()
    assert isinstance(backend.name, str), "name is a text"
    assert backend.name and not any(map(str.isspace, backend.name)), "name is one word"
    assert backend.name == case.make().name, "name is the same every time: jobs are found by it"
    assert isinstance(backend.label, str), "label is a text"
    assert backend.label.strip() and backend.label.isprintable(), "label is one line"
    assert "create" in backend.steps, "it makes something to begin with"
    assert set(backend.steps) <= set(get_args(Step)), f"there is no step but {get_args(Step)}"


def check_create(case: Case) -> None:
    """A create answers one valid GLB, and records that can be stored."""
    progress = Rehearsal()
    generation = case.make().generate(progress.request(case.prompt), progress)
    _check_generation(generation)
    assert progress.stages, "progress.stage tells the user what is going on"


def check_edit(case: Case) -> None:
    """An edit of its own product works from the recipe and the artifacts alone."""
    if "edit" not in case.make().steps:
        return
    made, parent = _made(case)
    progress = made.next_job()
    _check_generation(case.make().generate(progress.request(case.edit, parent), progress))


def check_prompt_errors(case: Case) -> None:
    """What it cannot do is a PromptError that says what can be done instead."""
    if case.impossible is not None:
        progress = Rehearsal()
        try:
            case.make().generate(progress.request(case.impossible), progress)
        except PromptError as error:
            assert error.hint, "the hint says what to do"
            assert not progress.payments, "nothing is paid for a prompt that cannot be done"
        else:
            raise AssertionError(f"{case.impossible!r} was done")


def check_foreign_edit(case: Case) -> None:
    """An edit of another backend's product is done, or is a PromptError before anything is paid."""
    if "edit" not in case.make().steps:
        return
    made, parent = _made(case)
    foreign = parent.model_copy(
        update={
            "backend": "somebody-else",
            "recipe": {"unknown": True},
            "artifacts": tuple(each for each in parent.artifacts if each.role == "model"),
        }
    )
    progress = made.next_job()
    request = progress.request(case.edit, foreign)
    try:
        generation = case.make().generate(request, progress)
    except PromptError as error:
        assert error.hint, "the hint says what to do"
        assert not progress.payments, "nothing is paid for an edit that cannot be done"
    else:
        _check_generation(generation)


def check_cancel(case: Case) -> None:
    """A cancel is heard in time wherever it comes, and ends in JobCancelled."""
    whole, _ = _made(case)
    for calls in _places(whole.calls):
        progress = Rehearsal(cancel_after=calls)
        ended: list[BaseException | None] = []

        def work(progress: Rehearsal = progress, ended: list[BaseException | None] = ended) -> None:
            try:
                case.make().generate(progress.request(case.prompt), progress)
                ended.append(None)
            except BaseException as error:
                ended.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        while thread.is_alive() and not progress.cancelled.is_set():
            time.sleep(0.005)
        thread.join(case.heed_seconds)
        where = f"after {progress.stages[-1:]}, call {calls}"
        assert not thread.is_alive(), f"a cancel was not heard in {case.heed_seconds} s {where}"
        assert ended[0] is None or isinstance(ended[0], JobCancelled), (
            f"a cancel {where} ended in {ended[0]!r}"
        )


def check_resume(case: Case) -> None:
    """Wherever a kernel dies, the next one ends the job, and nothing is paid for twice."""
    whole, _ = _made(case)
    for writes in _places(whole.writes):
        dead = Rehearsal(die_after=writes)
        try:
            case.make().generate(dead.request(case.prompt), dead)
        except KernelDied:
            pass
        else:
            continue
        unknown = [name for name, value in dead.checkpoints.items() if unknown_outcome(value)]
        where = f"the kernel died with {sorted(dead.checkpoints)}, of which unknown: {unknown}"
        again = dead.next_kernel()
        try:
            _check_generation(case.make().generate(again.request(case.prompt), again))
        except SubmissionUnknown:
            assert unknown, f"{where}; nothing was unknown"
        assert len(again.payments) <= len(whole.payments), f"{where}; paid again: {again.payments}"


def check_price(case: Case) -> None:
    """A backend that pays says before about how much."""
    progress, _ = _made(case)
    backend = case.make()
    if isinstance(backend, PricedBackend):
        estimate = backend.estimate(Rehearsal().request(case.prompt))
        assert math.isfinite(estimate) and estimate >= 0, "an estimate is an amount of dollars"
    else:
        assert not progress.payments, "a backend that pays has an estimate"


def check_stop(case: Case) -> None:
    """A remote backend can be asked to stop a job of which nothing is left."""
    backend = case.make()
    if isinstance(backend, RemoteBackend):
        assert backend.stop({}) is True, "where nothing was begun, nothing is left running"


def check_secrets(case: Case) -> None:
    """No key is in what is stored, shown, logged or printed."""
    backend = case.make()
    progress = Rehearsal()
    with _logged() as log:
        generation = backend.generate(progress.request(case.prompt), progress)
        if case.impossible is not None:
            try:
                backend.generate(progress.request(case.impossible), Rehearsal())
            except PromptError:
                log.append(traceback.format_exc())
    texts = {
        "a log record": "\n".join(log),
        "a checkpoint": json.dumps(dict(progress.checkpoints)),
        "a stage": "\n".join(progress.stages),
        "the recipe": json.dumps(generation.recipe),
        "the provenance": json.dumps(generation.provenance),
        "a note": "\n".join(generation.notes),
        "a file": "\n".join(each.data.decode("latin-1") for each in generation.files),
        "its repr": repr(backend),
    }
    for secret in case.secrets:
        for where, text in texts.items():
            assert secret not in text, f"a key is in {where}"


CHECKS: tuple[Check, ...] = (
    check_names,
    check_create,
    check_edit,
    check_prompt_errors,
    check_foreign_edit,
    check_cancel,
    check_resume,
    check_price,
    check_stop,
    check_secrets,
)
"""Every check; each raises :class:`AssertionError`."""


def _made(case: Case) -> tuple[Rehearsal, ProductIteration]:
    """An uninterrupted create."""
    progress, backend = Rehearsal(), case.make()
    generation = backend.generate(progress.request(case.prompt), progress)
    return progress, progress.iteration(generation, backend.name)


def _check_generation(generation: Generation) -> None:
    models = [each for each in generation.files if each.role == "model"]
    assert len(models) == 1, f"a generation has one model, not {len(models)}"
    assert models[0].media_type == MEDIA_TYPE, "a model is a GLB"
    check_glb(models[0].data)
    for name, record in (("recipe", generation.recipe), ("provenance", generation.provenance)):
        again = json.loads(json.dumps(record, allow_nan=False))
        assert again == record, f"the {name} is JSON, and the same once it was stored"
    for texts in (generation.notes, *generation.versions.items()):
        assert all(isinstance(each, str) for each in texts), "notes and versions are texts"


def check_glb(data: bytes) -> None:
    """One whole binary glTF 2.0 file with a triangle or more, and nothing outside of it.

    After https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification.
    """
    header = glb_header(data)
    assert header is not None, "a GLB begins with glTF"
    assert header.version == 2, f"its version is 2, not {header.version}"
    assert header.length == len(data), f"it says it has {header.length} bytes, and has {len(data)}"
    chunks, at = [], 12
    while at < len(data):
        size, kind = struct.unpack_from("<I4s", data, at)
        chunks.append((kind, data[at + 8 : at + 8 + size]))
        at += 8 + size
    assert at == len(data) and chunks[0][0] == b"JSON", "its chunks fill it, JSON first"
    gltf = json.loads(chunks[0][1])
    assert gltf["asset"]["version"] == "2.0", "its asset is glTF 2.0"
    outside = [
        each["uri"]
        for each in (*gltf.get("buffers", ()), *gltf.get("images", ()))
        if not each.get("uri", "data:").startswith("data:")
    ]
    assert not outside, f"it refers to files that are not in it: {outside}"
    primitives = [each for mesh in gltf.get("meshes", ()) for each in mesh["primitives"]]
    corners = sum(gltf["accessors"][each["attributes"]["POSITION"]]["count"] for each in primitives)
    assert corners >= 3, "it has a triangle"


def _places(count: int) -> Sequence[int]:
    """All places of a run, or some that are spread over it."""
    step = max(1, math.ceil(count / _MOST_PLACES))
    return range(1, count + 1, step)


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def _logged() -> Iterator[list[str]]:
    """What any library logs meanwhile, at every level."""
    handler, root = _Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
