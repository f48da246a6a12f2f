"""A store that is a folder: ``product.json``, ``status.json`` and the models, for ``plain.html``.

``python examples/write_store.py FOLDER create "a wooden box"`` makes a product there, ``edit
"taller"`` goes on from its last version, and ``rewind 1`` goes back to the first. The session
itself is in the folder's ``.session``; what a page reads are copies, written while a job runs.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from prodwidget import ProductPipeline, ProductStatus


def write(path: Path, data: bytes) -> None:
    """In one go, so that a page never reads half a file."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)


def write_status(folder: Path, status: ProductStatus) -> None:
    write(folder / "status.json", status.model_dump_json(indent=1).encode())


def write_product(folder: Path, pipeline: ProductPipeline) -> None:
    """The state with its models beside it: their addresses go out from ``product.json``."""
    state = pipeline.state
    # What a backend needs to go on is no business of a page.
    unasked = {"iterations": {"__all__": {"recipe", "provenance", "artifacts"}}}
    content: dict[str, Any] = state.model_dump(mode="json", exclude=unasked)
    models = folder / "models"
    models.mkdir(exist_ok=True)
    for iteration, entry in zip(state.iterations, content["iterations"], strict=True):
        name = f"{iteration.model.sha256[:12]}.glb"
        write(models / name, pipeline.model(iteration))
        entry["trellis_output"] = {"model_file": f"models/{name}"}
    content["trellis_output"] = (
        content["iterations"][-1]["trellis_output"] if state.iterations else None
    )
    write(folder / "product.json", json.dumps(content, indent=1).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("step", choices=["create", "edit", "rewind"])
    parser.add_argument("what", help="the prompt, or for a rewind the version's number, from 1")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    pipeline = ProductPipeline(
        "example", backend="procedural", data_dir=given.folder / ".session", seed=1
    )
    if given.step == "rewind":
        pipeline.rewind(pipeline.iterations[int(given.what) - 1])
    else:
        job = (pipeline.create if given.step == "create" else pipeline.edit)(given.what)
        while not job.done:
            write_status(given.folder, pipeline.status)
            time.sleep(0.2)
        job.result()
    # The product first: whoever reads that a job is complete finds what it made.
    write_product(given.folder, pipeline)
    write_status(given.folder, pipeline.status)


if __name__ == "__main__":
    main()
