"""The Studio in frames that take things away from it, as VS Code, Colab and plain HTTP do.

Each has a kernel behind a bridge of messages, and nothing else; each is used as anywhere: a prompt,
an edit, a look back. What the browser's storage comes down to is read from the diagnostics.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest
import trimesh
from playwright.sync_api import Browser

from tests.browser.chromium import new_context
from tests.browser.notebook import Panel
from tests.hosts.bridge import bridge
from tests.hosts.pictures import KeepPicture
from tests.hosts.test_live_hosts import is_blue, is_red

VSCODE_POLICY = (
    "default-src 'none'; "
    "script-src SELF 'unsafe-inline' 'unsafe-eval'; "
    "style-src SELF 'unsafe-inline'; "
    "img-src SELF https: http: data:; "
    "font-src SELF https:; "
    "connect-src https:; "
    "child-src https: data:;"
)
"""Of a notebook's outputs with ``notebook.experimental.enableCsp``, as
``src/vs/workbench/contrib/notebook/browser/view/renderers/backLayerWebView.ts`` has it: neither
scripts, images nor connections from blobs, and no workers. Without that setting there is none."""

VSCODE_SANDBOX = "allow-scripts allow-same-origin allow-forms allow-pointer-lock allow-downloads"

NO_CACHES = """
delete globalThis.caches;
delete Window.prototype.caches;
"""

INSECURE = (
    NO_CACHES
    + """
Object.defineProperty(crypto, "subtle", { value: undefined });
Object.defineProperty(globalThis, "isSecureContext", { value: false });
"""
)

NO_DATABASE = """
delete globalThis.indexedDB;
delete Window.prototype.indexedDB;
"""

NO_WORKERS = "delete globalThis.Worker; delete globalThis.SharedWorker;"


@dataclass(frozen=True)
class Limits:
    """What a frame may not do, and what the models are kept in then."""

    store: str
    reasons: tuple[str, ...] = ()
    sandbox: str = ""
    policy: str = ""
    before: str = ""


FRAMES = {
    "an opaque origin": Limits(
        "memory, until this page is closed",
        ("Not in CacheStorage: SecurityError", "Not in IndexedDB: SecurityError"),
        sandbox="allow-scripts",
    ),
    "VS Code's policy": Limits("CacheStorage", sandbox=VSCODE_SANDBOX, policy=VSCODE_POLICY),
    "plain HTTP": Limits(
        "IndexedDB", ("Not in CacheStorage: Error: `caches` is missing",), before=INSECURE
    ),
    "neither caches nor indexedDB": Limits(
        "memory, until this page is closed",
        ("`caches` is missing", "`indexedDB` is missing"),
        before=NO_CACHES + NO_DATABASE,
    ),
    "no workers": Limits("CacheStorage", before=NO_WORKERS, policy="worker-src 'none'"),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.feature(
                f"{name}: models are kept in {limits.store.partition(',')[0]}",
                host="prompt, edit, look back",
                table="frames",
            ),
        )
        for name, limits in FRAMES.items()
    ],
)
def test_the_studio_works_in(chromium: Browser, name: str, keep_picture: KeepPicture) -> None:
    limits = FRAMES[name]
    context = new_context(chromium, viewport={"width": 1000, "height": 1000})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with bridge("frame-" + re.sub(r"\W+", "-", name)) as kernel:
        kernel.before, kernel.policy = limits.before, limits.policy
        page.goto(kernel.page(limits.sandbox))
        studio = Panel(page.frame_locator("iframe").locator(".prodwidget"))
        studio.wait()
        studio.prompt("a red mug")
        studio.versions(1)
        studio.see(is_red)
        studio.prompt("make it blue")
        studio.versions(2)
        studio.see(is_blue)
        studio.version(1).click()
        studio.see(is_red)
        pictures = studio.root.locator("li img")
        pictures.nth(1).wait_for()
        assert all(
            each.evaluate("async it => { await it.decode(); return it.naturalWidth > 0 }")
            for each in pictures.all()
        )

        studio.root.get_by_role("tab", name="Facts").click()
        studio.root.get_by_role("button", name="Diagnostics").click()
        sheet = studio.root.get_by_role("dialog", name="Diagnostics")
        models = sheet.locator("dl > div", has_text="Models are kept in")
        models.get_by_text(limits.store).wait_for()
        for reason in limits.reasons:
            models.get_by_text(reason).wait_for()
        sheet.get_by_text("answers", exact=True).wait_for()
        if not limits.before and not limits.policy:
            keep_picture(page, "diagnostics", studio.root)
        page.keyboard.press("Escape")
        sheet.wait_for(state="detached")
        assert errors == []
        context.close()


def test_a_page_that_runs_no_modules_from_blobs_converts_as_well(chromium: Browser) -> None:
    page = new_context(chromium, viewport={"width": 1000, "height": 1000}).new_page()
    with bridge("take-away") as kernel:
        kernel.policy = VSCODE_POLICY
        page.goto(kernel.page(VSCODE_SANDBOX))
        studio = Panel(page.frame_locator("iframe").locator(".prodwidget"))
        studio.wait()
        studio.prompt("a red mug")
        studio.versions(1)
        studio.root.get_by_role("tab", name="Take away").click()
        with page.expect_download() as coming:
            studio.root.get_by_role("button", name="Download as PLY").click()
        data = coming.value.path().read_bytes()
    mesh = trimesh.load(io.BytesIO(data), file_type="ply", process=False)
    assert len(mesh.faces) > 1000
    page.context.close()
