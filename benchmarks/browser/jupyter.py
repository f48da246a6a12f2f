"""What a viewer costs in a real JupyterLab: on the wire, in the notebook, and in the kernel."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.browser.lab import running_lab
from tests.browser.notebook import Notebook

from benchmarks.browser.watch import chromium
from benchmarks.report import Row

WIDGETS = 10

COUNT_BYTES = """
globalThis.wire = [];
const note = (data) => {
  const binary = data instanceof ArrayBuffer;
  const head = binary ? new Uint8Array(data, 0, Math.min(2000, data.byteLength)) : null;
  const text = head ? new TextDecoder("latin1").decode(head) : data.slice(0, 2000);
  const bytes = binary ? data.byteLength : data.length;
  wire.push({ at: performance.now(), bytes, comm: /"comm_(open|msg|close)"/.test(text) });
};
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => note(data));
  }
  send(data) {
    note(data);
    super.send(data);
  }
};
"""

OURS = """
from prodwidget import ModelViewer
model = open("model.glb", "rb").read()
shown = ModelViewer
"""

SMALL = OURS.replace("model.glb", "small.glb")

BARE = """
import pathlib, anywidget, prodwidget
class Bare(anywidget.AnyWidget):
    '''A widget that carries its whole front end, as anywidget has it by default.'''
    _esm = (pathlib.Path(prodwidget.__file__).parent / "static/widget.js").read_text()
    _esm += ";export default { render({ el }) {"
    _esm += "el.className = 'prodwidget'; el.textContent = 'bare'; } };"
shown = lambda _: Bare()
model = None
"""

SENDER = """
import anywidget
class Sender(anywidget.AnyWidget):
    '''Sends the bytes in one message, as fast as the channel takes them.'''
    _esm = '''export default { render({ model, el }) {
      el.className = "prodwidget";
      el.textContent = "sender";
      model.on("msg:custom", () => { el.dataset.shown = "all"; });
      model.send({});
    } };'''
    def __init__(self, data):
        super().__init__()
        self.on_msg(lambda *_: self.send({}, [data]))
data = open('model.glb', 'rb').read()
"""


def delivery(small: bytes, model: bytes) -> list[Row]:
    """What a viewer of a small model costs, and the time that the bytes of a large one take."""
    with (
        tempfile.TemporaryDirectory() as directory,
        running_lab(Path(directory)) as lab,
        chromium() as browser,
    ):

        def opened(name: str, *cells: str) -> Notebook:
            folder = lab.folder(name)
            folder.write("notebook.ipynb", *cells)
            (folder.path / "small.glb").write_bytes(small)
            (folder.path / "model.glb").write_bytes(model)
            context = browser.new_context(viewport={"width": 1280, "height": 1000})
            context.add_init_script(COUNT_BYTES)
            notebook = Notebook(context.new_page(), folder)
            notebook.open(lab, "notebook.ipynb")
            return notebook

        def tenth(name: str, setup: str) -> tuple[float, float, float]:
            notebook = opened(name, setup, *["shown(model)"] * WIDGETS)
            notebook.run_cell(0)
            if name == "ours":
                # JupyterLab keeps the setting for all that follow.
                notebook.command("Settings", "Save Widget State Automatically")
            sizes = []
            for index in range(1, WIDGETS + 1):
                notebook.page.evaluate("wire.length = 0")
                notebook.run_cell(index)
                notebook.document.locator(".prodwidget").nth(index - 1).wait_for(timeout=60_000)
                notebook.page.wait_for_timeout(4000)
                cost = _wire(notebook.page)
                # The picture for the notebook comes once a model has been looked at.
                notebook.page.wait_for_timeout(5000)
                picture = _wire(notebook.page) - cost
                if index in (1, WIDGETS):
                    sizes.append(_saved(notebook))
            growth = (sizes[1] - sizes[0]) / (WIDGETS - 1)
            notebook.page.context.close()
            lab.stop_kernels()
            return cost, picture, growth

        def arrival(name: str, *cells: str) -> float:
            """From the page's request to the last of the bytes."""
            notebook = opened(name, *cells)
            notebook.run_cell(0)
            notebook.document.locator(".prodwidget").first.wait_for(timeout=60_000)
            # The light of the first viewer is built once, and is no part of the way.
            notebook.page.wait_for_timeout(8000)
            notebook.page.evaluate("wire.length = 0")
            notebook.run_cell(1)
            notebook.page.wait_for_function(
                f"() => wire.reduce((sum, {{ bytes }}) => sum + bytes, 0) > {len(model)}",
                timeout=120_000,
            )
            took = float(
                notebook.page.evaluate(
                    "(() => { const first = wire.findIndex(({ bytes }) => bytes > 500000);"
                    " const asked = wire.slice(0, first).findLast(({ comm }) => comm);"
                    " return wire.findLast(({ bytes }) => bytes > 100000).at - asked.at; })()"
                )
            )
            notebook.page.context.close()
            lab.stop_kernels()
            return took

        ours, bare = tenth("ours", SMALL), tenth("bare", BARE)
        small_one = "open('small.glb', 'rb').read()"
        sent = arrival("sent", f"{OURS}\nshown({small_one})", "shown(model)")
        floor = arrival("floor", f"{SENDER}\nSender(b'')", "Sender(data)")
    return [
        Row("comm_tenth_widget", ours[0], "bytes", "anywidget with its bundle", bare[0]),
        Row("comm_tenth_picture", ours[1], "bytes, for the notebook, when it was looked at"),
        Row("notebook_growth", ours[2], "bytes a widget", "anywidget with its bundle", bare[2]),
        Row("deliver_21MB", sent, "ms", "one message of as many bytes", floor),
        Row("first_widget", _started("from prodwidget import ModelViewer as Widget"), "ms",
            "a bare anywidget", _started("from anywidget import AnyWidget as Widget")),
    ]  # fmt: skip


def _wire(page: Page) -> float:
    answer: Any = page.evaluate(
        "wire.reduce((sum, { bytes, comm }) => sum + (comm ? bytes : 0), 0)"
    )
    return float(answer)


def _saved(notebook: Notebook) -> int:
    """Bytes of the notebook's file, with the state of its widgets."""
    counted = notebook.page.evaluate("wire.length")
    notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_timeout(3000)
    notebook.page.evaluate(f"wire.length = Math.min(wire.length, {counted})")
    return (notebook.folder.path / "notebook.ipynb").stat().st_size


def _started(imports: str) -> float:
    """From an import to the first widget, in a fresh interpreter; the best of five."""
    code = (
        "import time; began = time.perf_counter()\n"
        f"{imports}; Widget()\nprint((time.perf_counter() - began) * 1000)"
    )
    return min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    )
