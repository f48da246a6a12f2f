"""marimo: the editor, and an app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import indent

from tests.browser.chromium import PATIENCE_MILLISECONDS
from tests.hosts.sitting import BUSY, Sitting
from tests.server import free_port, serving

NOTEBOOK = f"""
import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo
    from prodwidget import Studio

    studio = mo.ui.anywidget(Studio(height=320))
    studio
    return mo, studio


@app.cell
def _(mo):
    take_long = mo.ui.run_button(label="Take long")
    take_long
    return (take_long,)


@app.cell
def _(mo, take_long):
    mo.stop(not take_long.value, mo.md("Idle"))
    mo.output.replace(mo.md("Busy"))
{indent(BUSY.strip(), "    ")}
    mo.md("Idle")
    return


@app.cell
def _(mo):
    mo.Html('<div style="height: 1500px"></div>')
    return


if __name__ == "__main__":
    app.run()
"""


SETTINGS = """
[runtime]
auto_instantiate = true

[display]
theme = "system"
"""


class Marimo(Sitting):
    host = "marimo"
    package = "marimo"
    hears_while_busy = False

    @contextmanager
    def serve(self) -> Iterator[tuple[str, str]]:
        (self.directory / "app.py").write_text(NOTEBOOK.lstrip())
        settings = self.directory / ".config"
        (settings / "marimo").mkdir(parents=True)
        (settings / "marimo" / "marimo.toml").write_text(SETTINGS)
        port = free_port()
        url = f"http://127.0.0.1:{port}/"
        with serving(
            "marimo",
            *("edit", "app.py", "--headless", "--no-token", f"--port={port}"),
            "--skip-update-check",
            directory=self.directory,
            url=url + "health",
            environment={"XDG_CONFIG_HOME": str(settings)},
        ):
            yield url, url

    def show(self) -> None:
        """A notebook that is opened runs by itself, see the settings."""

    def darken(self) -> None:
        self.page.emulate_media(color_scheme="dark")

    @contextmanager
    def busy(self) -> Iterator[None]:
        self.page.get_by_role("button", name="Take long").click()
        busy = self.page.get_by_text("Busy", exact=True)
        busy.wait_for()
        yield
        assert busy.is_visible()
        (self.directory / "enough").touch()
        busy.wait_for(state="detached", timeout=PATIENCE_MILLISECONDS)

    def bring_to_top(self) -> None:
        # Above the first cell marimo shows where the notebook lies on this machine.
        cell = self.page.locator(".marimo-cell").first
        cell.evaluate("it => { it.style.scrollMarginTop = '12px'; it.scrollIntoView() }")

    def document(self) -> str:
        return "\n---\n".join(self.page.locator(".cm-content").all_inner_texts())
