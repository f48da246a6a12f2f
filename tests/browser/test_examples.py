"""The examples: a plain page and one in React, on a store that is a folder and on one in Redis."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from prodwidget import ProductPipeline
from tests.browser.chromium import new_context

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
REACT = EXAMPLES / "react"
BLOCKS = Path("src/prodwidget/static/blocks")
PICTURES = Path(__file__).parent / "screenshots"

ADDRESSES = {"plain": "examples/plain.html", "react": "examples/react/dist/index.html"}


class Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A web server's folder with both examples, and the blocks that they use."""
    site = tmp_path_factory.mktemp("site")
    lock, installed = REACT / "package-lock.json", REACT / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=REACT, check=True)
    (site / "examples" / "react").mkdir(parents=True)
    out = site / "examples" / "react" / "dist"
    command = ["npm", "run", "--silent", "build", "--", "--logLevel", "error", "--outDir", str(out)]
    subprocess.run(command, cwd=REACT, check=True)
    for name in ("plain.html", "page.css"):
        shutil.copy(EXAMPLES / name, site / "examples" / name)
    shutil.copytree(ROOT / BLOCKS, site / BLOCKS)
    return site


class Store:
    """The folder that the pages read, as any program writes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.product: dict[str, Any] = json.loads((EXAMPLES / "store/product.json").read_text())
        self.all = self.product["iterations"]
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(EXAMPLES / "store" / "models", folder / "models")
        self.line(2)
        self.status("complete")

    def line(self, length: int) -> None:
        """How many of the iterations are on the active line."""
        self.write("product.json", {**self.product, "iterations": self.all[:length]})

    def status(self, status: str, **more: Any) -> None:
        empty = {"prompt": "", "stage": "", "error": None}
        self.write("status.json", {"status": status, **empty, **more})

    def write(self, name: str, content: object) -> None:
        part = self.folder / "part"
        part.write_text(json.dumps(content))
        part.replace(self.folder / name)

    def id(self, number: int) -> str:
        return str(self.all[number - 1]["created_at"])


@pytest.fixture
def store(built: Path) -> Store:
    return Store(built / "examples" / "store")


@pytest.fixture
def origin(built: Path) -> Iterator[str]:
    handler = partial(Quiet, directory=str(built))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = new_context(chromium, viewport={"width": 1120, "height": 760})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def shown(page: Page, iteration: str) -> None:
    page.wait_for_function(
        "id => document.querySelector('product-viewer').shownId === id", arg=iteration
    )


def cached(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """async () => (await (await caches.open('product-models')).keys())
             .map(({ url }) => decodeURIComponent(url).split('model_glb_')[1])"""
    )
    return sorted(found)


def kept(page: Page, *iterations: str) -> None:
    """Until the browser's store has these models and no others; they are written once shown."""
    for _ in range(100):
        if cached(page) == sorted(iterations):
            return
        page.wait_for_timeout(100)
    assert cached(page) == sorted(iterations)


def drawn(page: Page) -> bytes:
    """The viewer's picture at rest."""
    page.wait_for_function("() => statistics().viewer.rough === 0")
    page.wait_for_timeout(600)
    return page.locator("product-viewer").screenshot()


@pytest.mark.parametrize("example", ADDRESSES)
def test_a_session_is_followed(example: str, page: Page, store: Store, origin: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{origin}/{ADDRESSES[example]}")
    shown(page, store.id(2))
    expect(page.locator(".timeline button")).to_have_count(2)
    before = drawn(page)

    # An edit begins: the status is all that changes.
    store.status("running", prompt="a red plastic box", stage="shaping the body")
    expect(page.locator(".status progress")).to_be_visible()
    expect(page.locator(".status")).to_contain_text("a red plastic box: shaping the body")
    assert drawn(page) == before
    assert page.locator("product-viewer").evaluate("each => each.shownId") == store.id(2)
    assert page.locator(".stage progress, .stage [aria-busy=true]").count() == 0
    page.screenshot(path=PICTURES / f"example {example} at work.png")

    # It is complete: the model is swapped.
    store.line(3)
    store.status("complete")
    shown(page, store.id(3))
    expect(page.locator(".status progress")).to_be_hidden()
    expect(page.locator(".timeline button[aria-current=true]")).to_contain_text("red plastic")
    assert drawn(page) != before
    page.screenshot(path=PICTURES / f"example {example}.png")
    kept(page, store.id(2), store.id(3))

    # A step back and forth: what was shown comes from the cache.
    page.locator(".timeline button").nth(1).click()
    shown(page, store.id(2))
    assert sum(store.all[1]["trellis_output"]["model_file"] in each for each in asked) == 1

    # A rewind: what it drops is cleared, and what it keeps is shown without a request.
    store.line(2)
    expect(page.locator(".timeline button")).to_have_count(2)
    shown(page, store.id(2))
    kept(page, store.id(2))
    assert sum(each.endswith(".glb") for each in asked) == 2

    counts = page.evaluate("statistics()")
    assert counts["cache"]["outstanding"] == 0
    assert counts["cache"]["created"] == counts["cache"]["revoked"]
    assert counts["viewer"]["contexts"] == counts["viewer"]["views"] == 1
    assert all(each.startswith((origin, "blob:", "data:")) for each in asked)


def test_a_model_is_taken_away_and_its_address_given_back(
    page: Page, store: Store, origin: str
) -> None:
    page.goto(f"{origin}/{ADDRESSES['plain']}")
    shown(page, store.id(2))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    file = store.all[1]["trellis_output"]["model_file"]
    assert Path(download.value.path()).read_bytes() == (store.folder / file).read_bytes()
    page.wait_for_function("() => statistics().cache.outstanding === 0")
    assert page.evaluate("statistics().cache.created") == 1


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, ProductPipeline]]:
    """``examples/serve.py`` on a session."""
    pipeline = ProductPipeline("boxes", backend="procedural", data_dir=tmp_path, seed=1)
    pipeline.create("a wooden box").result()
    command = [sys.executable, "-u", str(EXAMPLES / "serve.py"), "--port", "0"]
    options = ["--session", "boxes", "--data-dir", str(tmp_path)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split("/examples")[0], pipeline
        finally:
            process.terminate()


def code_of(url: str, method: str = "GET", **headers: str) -> int:
    request = urllib.request.Request(url, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_session_in_a_store_is_served_and_followed(
    page: Page, served: tuple[str, ProductPipeline]
) -> None:
    origin, pipeline = served
    page.goto(f"{origin}/examples/plain.html?store=/product")
    (first,) = pipeline.iterations
    shown(page, first.id)
    # What it needs a decoder for, which lies beside the module.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    second = pipeline.process("compress").result()
    shown(page, second.id)
    assert any(each.startswith(f"{origin}/{BLOCKS}/meshopt_decoder") for each in asked)
    pipeline.rewind(first)
    shown(page, first.id)
    kept(page, first.id)


def test_only_what_a_page_needs_is_served(served: tuple[str, ProductPipeline]) -> None:
    origin, pipeline = served
    assert code_of(f"{origin}/product/status") == 200
    assert code_of(f"{origin}/product/blob/{pipeline.iterations[0].model.sha256}") == 200
    for path in (
        f"product/blob/{'0' * 64}",
        "pyproject.toml",
        "examples/../pyproject.toml",
        "examples/",
        "src/prodwidget/config.py",
        "examples/store/.session/store",
    ):
        assert code_of(f"{origin}/{path}") == 404, path
    assert code_of(f"{origin}/product", Host="elsewhere.example") == 403
    page = f"{origin}/examples/plain.html"
    assert code_of(page, "HEAD") == 200
    assert code_of(page, "HEAD", Host="elsewhere.example") == 403
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", origin)
