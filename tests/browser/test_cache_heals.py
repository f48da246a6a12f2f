"""A browser cache that was damaged: the user sees the model, and the cache is whole again."""

from __future__ import annotations

import pytest

from tests.browser.notebook import STUDIO, Notebook, OpenNotebook
from tests.browser.pixels import red
from tests.service.conftest import wait_for

DAMAGES = {
    "other bytes": "bytes.fill(33, bytes.length / 2)",
    "cut short": "bytes = bytes.slice(0, bytes.length / 3)",
    "emptied": "bytes = new Uint8Array()",
}


@pytest.fixture
def notebook(open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook(STUDIO)
    notebook.show()
    notebook.studio.prompt("a red mug")
    notebook.studio.see(lambda it: red(it) > 300)
    return notebook


def test_a_damaged_entry_is_replaced(notebook: Notebook) -> None:
    # A model is on screen before it is written.
    notebook.wait_until_cached(1)
    whole = _digest(notebook)
    for damage in DAMAGES.values():
        notebook.page.evaluate(
            f"""async () => {{
                const cache = await caches.open("product-models");
                const [entry] = await cache.keys();
                const {{ headers, ...response }} = await cache.match(entry);
                let bytes = new Uint8Array(await (await cache.match(entry)).arrayBuffer());
                {damage};
                await cache.put(entry, new Response(bytes, {{ headers }}));
            }}"""
        )
        assert _digest(notebook) != whole

        notebook.reload()
        notebook.run_cell(0)
        notebook.studio.see(lambda it: red(it) > 300)
        wait_for(lambda: _digest(notebook) == whole)
        assert notebook.studio.root.get_by_role("alert").count() == 0
    notebook.screenshot("healed")
    assert notebook.errors == []


def _digest(notebook: Notebook) -> str:
    """Of the one model that the cache holds."""
    answer: str = notebook.page.evaluate(
        """async () => {
            const cache = await caches.open("product-models");
            const [entry] = await cache.keys();
            if (!entry) return "";
            const bytes = await (await cache.match(entry)).arrayBuffer();
            const digest = await crypto.subtle.digest("SHA-256", bytes);
            return new Uint8Array(digest).toHex?.() ?? String(new Uint8Array(digest));
        }"""
    )
    return answer
