"""What the user gives cannot be used: they are told so in words, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.browser.notebook import STUDIO, Notebook, OpenNotebook
from tests.browser.pixels import red


@pytest.fixture
def notebook(open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook(STUDIO)
    notebook.show()
    return notebook


def test_a_prompt_that_cannot_be_sent_stays_in_the_box(notebook: Notebook) -> None:
    studio = notebook.studio
    send = studio.root.get_by_role("button", name="Create")
    assert send.is_disabled()
    studio.prompt("  ")
    assert send.is_disabled()

    text = "a red mug." * 10_000
    studio.prompt(text)
    studio.refusal.get_by_text("100,000 characters").wait_for()
    notebook.screenshot("too long a prompt")
    assert studio.box.input_value() == text

    studio.box.fill("a red mug")
    send.click()
    studio.versions(1)
    assert studio.version(2).count() == 0
    assert studio.refusal.count() == 0
    assert notebook.errors == []


def test_markup_is_shown_as_text(notebook: Notebook) -> None:
    studio = notebook.studio
    broken = "document.title='broken'"
    studio.prompt(f'a red mug <script>{broken}</script><img src=x onerror="{broken}"> &lt;')
    studio.versions(1)
    studio.root.get_by_text("<script>").first.wait_for()
    assert "&lt;" in studio.version(1).inner_text()
    assert studio.root.locator("script, img[src=x]").count() == 0
    studio.see(lambda it: red(it) > 300)
    notebook.screenshot("markup in a prompt")
    assert notebook.page.title() != "broken"
    assert notebook.errors == []


REFUSED = {
    'ModelViewer("no-such.glb")': "ModelError: Cannot read no-such.glb: No such file",
    'ModelViewer(b"rubbish")': "ModelError: What was given is not a GLB model",
    'pipeline.rewind("nonsense")': "IterationNotFound: The session 'current' has no iteration 'non",
    'pipeline.edit("make it red")': "PromptError: There is no product to edit yet",
    'await pipeline.create("")': "PromptError: The prompt is empty",
    'ProductPipeline(redis_url="nowhere")': "ConfigurationError: The Redis URL cannot be used",
    'ProductPipeline(data_dir="notebook.ipynb")': "StoreUnavailable: Cannot keep anything in",
}


def test_a_refused_cell_shows_a_message_and_no_traceback(open_notebook: OpenNotebook) -> None:
    start = "from prodwidget import ModelViewer, ProductPipeline\npipeline = ProductPipeline()"
    notebook = open_notebook(start, *REFUSED)
    for index, says in enumerate(["", *REFUSED.values()]):
        notebook.run_cell(index)
        output = notebook.output(index)
        assert says in output
        assert "Traceback" not in output
        assert len(output.splitlines()) <= 4
    notebook.screenshot("refused cells")
    assert notebook.errors == []
