"""What is closed leaves nothing behind."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from pathlib import Path

from prodwidget import ModelViewer, Studio
from tests.service.conftest import wait_for

PANELS = 20


def descriptors() -> int:
    # macOS has the same list under another name.
    lists = (Path("/proc/self/fd"), Path("/dev/fd"))
    return len([*next(each for each in lists if each.is_dir()).iterdir()])


def watching() -> set[threading.Thread]:
    return {each for each in threading.enumerate() if each.name == "prodwidget-watch"}


def test_studios_that_are_closed_leave_no_thread_connection_or_object(
    data: Path, session: str
) -> None:
    def once() -> weakref.ref[Studio]:
        studio = Studio(session=session, data_dir=data)
        assert studio.connection == "live"
        studio.close()
        return weakref.ref(studio)

    # Other tests' pipelines may still be open.
    others = watching()
    once()
    wait_for(lambda: watching() <= others)
    gc.collect()
    # Two for each panel would be left behind.
    before = descriptors() + PANELS
    gone = [once() for _ in range(PANELS)]
    wait_for(lambda: watching() <= others)
    deadline = time.monotonic() + 60
    while any(each() for each in gone) or descriptors() > before:
        assert time.monotonic() < deadline, (
            f"{sum(each() is not None for each in gone)} of {PANELS} panels, and "
            f"{descriptors() - before + PANELS} descriptors, are still there"
        )
        gc.collect()
        time.sleep(0.05)


def test_a_pipeline_that_was_handed_in_stays_open(data: Path, session: str) -> None:
    from prodwidget import ProductPipeline

    pipeline = ProductPipeline(session, data_dir=data)
    Studio(pipeline).close()
    heard: list[str] = []
    pipeline.on_change(lambda event: heard.append(event.kind))
    pipeline.create("a mug").result(60)
    wait_for(lambda: "commit" in heard)


def test_viewers_that_are_closed_are_let_go() -> None:
    viewer = ModelViewer("https://models.test/a.glb")
    gone = weakref.ref(viewer)
    viewer.close()
    del viewer
    gc.collect()
    assert gone() is None
