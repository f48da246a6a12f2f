"""A view that is gone leaves nothing behind on the page."""

from __future__ import annotations

from tests.browser.notebook import STUDIO, Notebook, OpenNotebook
from tests.browser.pixels import red

NOTE_WHAT_IS_HELD = """
window.held = { urls: new Map(), contexts: [] };
const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = object => {
    const url = createObjectURL.call(URL, object);
    held.urls.set(url, object.type);
    return url;
};
URL.revokeObjectURL = url => {
    held.urls.delete(url);
    revokeObjectURL.call(URL, url);
};
const { getContext } = OffscreenCanvas.prototype;
OffscreenCanvas.prototype.getContext = function (kind, ...options) {
    const context = getContext.call(this, kind, ...options);
    if (/webgl/.test(kind) && !held.contexts.includes(context)) held.contexts.push(context);
    return context;
};
"""


COUNT = """
import threading, time
from ipywidgets.widgets.widget import _instances

panels = sum(isinstance(each, Studio) for each in _instances.values())
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    threads = sum(each.name == "prodwidget-watch" for each in threading.enumerate())
    if threads == 1: break
    time.sleep(0.1)
print(panels, "panel,", threads, "thread")
"""


def test_a_cleared_output_is_let_go(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, script=NOTE_WHAT_IS_HELD)
    held = _urls(notebook)
    notebook.show()
    notebook.studio.prompt("a red mug")
    notebook.studio.see(lambda it: red(it) > 300)
    assert _contexts(notebook) == 1

    notebook.command("Edit", "Clear Cell Output")
    notebook.studio.root.wait_for(state="detached")
    notebook.page.wait_for_function("held.contexts.every(it => it.isContextLost())")
    assert notebook.page.locator("canvas").count() == 0
    assert _urls(notebook) == held
    assert notebook.errors == []


def test_a_cell_run_again_leaves_nothing_in_the_kernel(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, COUNT)
    for _ in range(4):
        before = notebook.page.locator(".prodwidget").element_handles()
        notebook.run_cell(0)
        for each in before:
            notebook.page.wait_for_function("it => !it.isConnected", arg=each)
        notebook.studio.wait()
    notebook.run_cell(1)
    assert notebook.output(1).strip() == "1 panel, 1 thread"
    notebook.studio.prompt("a red mug")
    notebook.studio.see(lambda it: red(it) > 300)
    assert notebook.errors == []


def test_a_cell_run_again_replaces_its_view(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, script=NOTE_WHAT_IS_HELD)
    notebook.show()
    notebook.studio.prompt("a red mug")
    notebook.studio.see(lambda it: red(it) > 300)
    held = _urls(notebook)
    for _ in range(3):
        first = notebook.studio.root.element_handle()
        notebook.run_cell(0)
        notebook.page.wait_for_function("it => !it.isConnected", arg=first)
        notebook.studio.see(lambda it: red(it) > 300)
        assert notebook.page.locator(".prodwidget").count() == 1
        assert _contexts(notebook) == 1
    assert _urls(notebook) == held
    assert notebook.errors == []


def _contexts(notebook: Notebook) -> int:
    """WebGL contexts that are in use."""
    count: int = notebook.page.evaluate("held.contexts.filter(it => !it.isContextLost()).length")
    return count


def _urls(notebook: Notebook) -> list[str]:
    """Media types of the blobs that are kept by a URL."""
    types: list[str] = notebook.page.evaluate("[...held.urls.values()].sort()")
    return types
