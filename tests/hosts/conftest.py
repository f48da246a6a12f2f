"""The hosts that run here, and the record of what was seen to work in each."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import new_context
from tests.hosts import record
from tests.hosts.jupyter import JupyterLab, JupyterLabBehindAPath, Notebook
from tests.hosts.marimo import Marimo
from tests.hosts.pictures import KeepPicture, keep
from tests.hosts.sitting import Sitting
from tests.hosts.voila import Voila

HOSTS: list[type[Sitting]] = [JupyterLab, JupyterLabBehindAPath, Notebook, Voila, Marimo]

FAILED = Path(__file__).parent / "screenshots"
PICTURES = record.ROOT / "docs" / "hosts"

RECORD = pytest.StashKey[record.Record]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-hosts",
        action="store_true",
        help="keep what works in which host, with pictures, and show it in the documentation",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "feature(row, host=…, table='hosts'): the cell of a table that this test proves",
    )
    config.stash[RECORD] = record.empty()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--record-hosts", False):
        record.write(session.config.stash[RECORD])


@pytest.fixture(scope="session")
def keep_picture(request: pytest.FixtureRequest) -> KeepPicture:
    """Keeps pictures for the documentation, where ``--record-hosts`` asks for them."""
    if not request.config.getoption("--record-hosts", False):
        return lambda page, name, of: None
    return partial(keep, PICTURES)


@pytest.fixture(scope="module", params=HOSTS, ids=lambda host: host.__name__)
def sitting(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Sitting]:
    """A host's page with a Studio; every test of the module goes on with it."""
    context = new_context(chromium, viewport={"width": 1280, "height": 1000})
    sitting: Sitting = request.param(context.new_page(), tmp_path_factory.mktemp("host"))
    request.config.stash[RECORD]["versions"][sitting.host] = sitting.version()
    with sitting.serve() as (sitting.root, sitting.url):
        sitting.open()
        yield sitting
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    report = yield
    arguments = getattr(item, "funcargs", {})
    sitting = arguments.get("sitting")
    if report.failed and sitting:
        FAILED.mkdir(exist_ok=True)
        sitting.page.screenshot(path=FAILED / f"failed-{item.name}.png")
    feature = item.get_closest_marker("feature")
    if feature and (report.when == "call" or not report.passed):
        column = feature.kwargs.get("host") or (sitting.host if sitting else None)
        if column:
            table = feature.kwargs.get("table", "hosts")
            outcome = report.outcome
            if report.passed:
                outcome = dict(report.user_properties).get("outcome", outcome)
            record.note(item.config.stash[RECORD], table, feature.args[0], column, str(outcome))
    return report
