"""What a commit, a change elsewhere, and an opening cost, however long the history is.

The peer of a commit is the straightforward way: read the whole state under one key, append the
iteration, write it back. The peer of a change is polling twice a second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.server import data_directory

from benchmarks.report import Row, report
from prodwidget.records import Artifact, IterationDraft, TrellisArtifacts
from prodwidget.session import ProductPipeline
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect_embedded
from prodwidget.store.history import SessionStore
from prodwidget.widgets.studio import Studio

COMMITS = 50
"""Commits that are averaged at each length."""

CHANGES = 200


def draft(text: str) -> IterationDraft:
    """As large as an iteration of the procedural backend."""
    artifact = Artifact(
        role="model", url="blob+sha256:" + "0" * 64, sha256="0" * 64, size=864_000, media_type="m"
    )
    return IterationDraft(
        kind="create",
        prompt=text,
        backend="procedural",
        backend_label="procedural, not AI",
        seed=0,
        duration_seconds=0.1,
        trellis_output=TrellisArtifacts(model_file=artifact.url),
        artifacts=(artifact,),
        recipe={f"parameter {index}": "a value of some length" for index in range(20)},
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="histories of up to 1,000 only")
    quick = arguments.parse_args().quick
    lengths = [10, 100, 1000] + ([] if quick else [10_000])
    with data_directory() as data:
        rows = [*commits(data, lengths), *changes(data), *openings(data, lengths)]
    report("store", rows)


class Meter:
    """Milliseconds, commands and bytes on the wire of some work, each per step."""

    def __init__(self, client: Any, steps: int) -> None:
        self._client, self._steps = client, steps
        self.milliseconds = self.commands = self.bytes = 0.0

    def __enter__(self) -> Meter:
        self._sent = 0
        execute = self._client.execute_command

        def counted(*arguments: Any, **options: Any) -> Any:
            self._sent += 1
            return execute(*arguments, **options)

        self._bytes = self._traffic()
        self._client.execute_command = counted
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.milliseconds = (time.perf_counter() - self._began) * 1000 / self._steps
        del self._client.execute_command
        self.commands = self._sent / self._steps
        self.bytes = (self._traffic() - self._bytes) / self._steps

    def _traffic(self) -> int:
        facts = self._client.info("stats")
        return int(facts["total_net_input_bytes"]) + int(facts["total_net_output_bytes"])


def commits(data: Path, lengths: list[int]) -> list[Row]:
    client = connect_embedded(data / "store")
    rows = []
    store = SessionStore(SessionCommands(client, "product", "long"))
    head = None
    length = 0
    for target in lengths:
        while length < target:
            kind = {"kind": "edit"} if head else {}
            head = store.commit(
                draft(f"{length}").model_copy(update=kind), parent=head, head=head
            ).id
            length += 1
        with Meter(client, COMMITS) as ours:
            for _ in range(COMMITS):
                edit = draft(f"{length}").model_copy(update={"kind": "edit"})
                head = store.commit(edit, parent=head, head=head).id
                length += 1
        steps = COMMITS if target < 10_000 else 10
        body = json.loads(draft("x").model_dump_json())
        client.set("whole", json.dumps({"iterations": [body] * target}))
        with Meter(client, steps) as whole:
            for _ in range(steps):
                state = json.loads(str(client.get("whole")))
                state["iterations"].append(body)
                client.set("whole", json.dumps(state))
        peer = "rewrite of the whole state"
        rows += [
            Row(f"commit_time_{target}", ours.milliseconds, "ms", peer, whole.milliseconds),
            Row(f"commit_commands_{target}", ours.commands, "commands", peer, whole.commands),
            Row(f"commit_bytes_{target}", ours.bytes, "bytes", peer, whole.bytes),
        ]
    client.delete("whole")
    return rows


COMMITTER = """
import sys, time
from benchmarks.store import draft
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect_embedded
from prodwidget.store.history import SessionStore
from pathlib import Path
store = SessionStore(SessionCommands(connect_embedded(Path(sys.argv[1])), "product", "changes"))
head = store.state().head
for number in range(int(sys.argv[2])):
    time.sleep(float(sys.argv[3]))
    head = store.commit(draft(str(time.time())), parent=None, head=head).id
"""


def changes(data: Path) -> list[Row]:
    """From the commit in one kernel to the trait change in another."""

    def commit_elsewhere(count: int, pause: float) -> None:
        subprocess.run(
            [sys.executable, "-c", COMMITTER, str(data / "store"), str(count), str(pause)],
            check=True,
        )

    pushed: list[float] = []
    studio = Studio(session="changes", data_dir=data)
    studio.observe(
        lambda change: pushed.append(time.time() - float(change.new["iterations"][-1]["prompt"])),
        "state",
    )
    commit_elsewhere(CHANGES, 0.02)
    deadline = time.monotonic() + 60
    while len(pushed) < CHANGES and time.monotonic() < deadline:
        time.sleep(0.05)
    studio.pipeline.close()
    polled: list[float] = []
    over = threading.Event()
    pipeline = ProductPipeline("changes", data_dir=data)

    def poll() -> None:
        seen = pipeline.state.head
        while not over.wait(0.5):
            state = pipeline.state
            if state.head != seen:
                seen = state.head
                polled.append(time.time() - float(state.prompt))

    poller = threading.Thread(target=poll)
    poller.start()
    commit_elsewhere(40, 0.83)
    over.set()
    poller.join()
    assert len(pushed) == CHANGES, "every commit was heard of"
    peer = "polling twice a second"
    return [
        Row(
            "change_median",
            statistics.median(pushed) * 1000,
            "ms",
            peer,
            statistics.median(polled) * 1000,
        ),
        Row(
            "change_p99",
            statistics.quantiles(pushed, n=100)[-1] * 1000,
            "ms",
            peer,
            statistics.quantiles(polled, n=100)[-1] * 1000,
        ),
    ]


def openings(data: Path, lengths: list[int]) -> list[Row]:
    """A Studio on a short history and on the longest one."""
    store = SessionStore(SessionCommands(connect_embedded(data / "store"), "product", "short"))
    head = None
    for number in range(lengths[0]):
        kind = {"kind": "edit"} if head else {}
        head = store.commit(draft(str(number)).model_copy(update=kind), parent=head, head=head).id

    def open_once(session: str) -> float:
        began = time.perf_counter()
        studio = Studio(session=session, data_dir=data)
        assert studio.state["head"]
        took = time.perf_counter() - began
        studio.pipeline.close()
        studio.close()
        return took * 1000

    open_once("short")
    short = statistics.median(open_once("short") for _ in range(9))
    long = statistics.median(open_once("long") for _ in range(9))
    return [
        Row(f"open_{lengths[-1]}", long, "ms", f"opening on {lengths[0]} iterations", short),
    ]


if __name__ == "__main__":
    main()
