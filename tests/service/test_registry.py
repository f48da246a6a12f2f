"""Which backend is taken, by argument, environment, keys and entry points."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

import pytest

import prodwidget
from prodwidget.backends import available_backends, resolve
from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.errors import ConfigurationError, ProviderError
from tests.service.comfy_server import ComfyServer, comfy_server, workflow
from tests.service.fal_server import Hang
from tests.service.localai_server import LocalAiServer, localai_server

GEMINI_KEY = "AIzaAKeyThatNobodyMaySee"
FAL_KEY = "an-id:a-fal-secret-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None of the settings and keys of whoever runs the tests."""
    for name in (
        "PRODWIDGET_BACKEND",
        "PRODWIDGET_GEMINI_MODEL",
        "PRODWIDGET_GEMINI_TEXT_MODEL",
        "PRODWIDGET_LLM_URL",
        "PRODWIDGET_LLM_MODEL",
        "PRODWIDGET_LLM_KEY",
        "PRODWIDGET_FAL_ENDPOINT",
        "PRODWIDGET_IMAGE_COUNT",
        "PRODWIDGET_IMAGE_VIEWS",
        "GEMINI_API_KEY",
        "GOOGLE_API_KEY",
        "GOOGLE_GENAI_USE_VERTEXAI",
        "FAL_KEY",
        "FAL_KEY_ID",
        "FAL_KEY_SECRET",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FAL_HOME_DIR", str(tmp_path))


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", GEMINI_KEY)
    monkeypatch.setenv("FAL_KEY", FAL_KEY)


def test_without_keys_it_is_the_procedural_one() -> None:
    assert resolve().name == "procedural"


@pytest.mark.usefixtures("_keys")
def test_with_both_keys_it_is_gemini_and_fal() -> None:
    backend = resolve()
    assert (backend.name, backend.label) == ("gemini+fal-ai/trellis", "Gemini and Trellis")


@pytest.mark.parametrize("gemini", ["GEMINI_API_KEY", "GOOGLE_API_KEY"])
def test_other_names_of_the_keys(monkeypatch: pytest.MonkeyPatch, gemini: str) -> None:
    monkeypatch.setenv(gemini, GEMINI_KEY)
    monkeypatch.setenv("FAL_KEY_ID", "an-id")
    monkeypatch.setenv("FAL_KEY_SECRET", "a-secret")
    assert resolve().name == "gemini+fal-ai/trellis"


def test_a_google_cloud_project_stands_for_geminis_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("FAL_KEY", FAL_KEY)
    assert resolve().name == "gemini+fal-ai/trellis"


@pytest.mark.parametrize(
    ("there", "missing", "taken", "words"),
    [
        ("GEMINI_API_KEY", "FAL_KEY", "procedural+gemini", "Gemini reads the prompts, for about"),
        ("FAL_KEY", "GEMINI_API_KEY", "procedural", "Set it to use Gemini and fal"),
    ],
)
def test_one_key_alone(
    monkeypatch: pytest.MonkeyPatch, there: str, missing: str, taken: str, words: str
) -> None:
    monkeypatch.setenv(there, "a-key:of-one")
    told = f'{missing} is not set.*not AI.*{words}.*"{re.escape(taken)}"'
    with pytest.warns(UserWarning, match=told):
        assert resolve().name == taken
    with pytest.raises(ConfigurationError, match=f"need {missing}, which is not set") as raised:
        resolve("gemini+fal")
    assert "https://" in raised.value.hint and '"procedural"' in raised.value.hint
    monkeypatch.setenv("PRODWIDGET_BACKEND", "gemini+fal")
    with pytest.raises(ConfigurationError, match=missing):
        resolve()


@pytest.fixture
def _llm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWIDGET_LLM_URL", "http://localhost:11434")
    monkeypatch.setenv("PRODWIDGET_LLM_MODEL", "qwen3:8b")


@pytest.mark.usefixtures("_llm")
def test_a_language_models_server_reads_the_prompts(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    backend = resolve()
    assert backend.name == "procedural+llm"
    assert backend.label == "procedural, not AI; prompt read by qwen3:8b"
    assert not recwarn.list
    assert resolve("procedural").label == "procedural, not AI"
    state = {each.name: each for each in available_backends()}
    assert state["procedural+llm"].usable and state["procedural+llm"].taken
    monkeypatch.setenv("GEMINI_API_KEY", GEMINI_KEY)
    with pytest.warns(UserWarning, match="FAL_KEY is not set"):
        assert resolve().name == "procedural+llm", "whoever sets an address means it"
    monkeypatch.setenv("FAL_KEY", FAL_KEY)
    assert resolve().name == "gemini+fal-ai/trellis"


def test_a_reader_that_was_asked_for_and_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else is taken in its place."""
    with pytest.raises(ConfigurationError, match="PRODWIDGET_LLM_URL is not set"):
        resolve("procedural+llm")
    with pytest.raises(ProviderError, match="GEMINI_API_KEY is not set"):
        resolve("procedural+gemini")
    monkeypatch.setenv("PRODWIDGET_LLM_URL", "http://localhost:11434")
    with pytest.raises(ConfigurationError, match="PRODWIDGET_LLM_MODEL is not set"):
        resolve()


def test_a_lone_key_without_geminis_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key may be there for something else: products are made as without it."""
    for name in [each for each in sys.modules if each.startswith("google.genai")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "google.genai", None)  # type: ignore[arg-type]
    monkeypatch.setenv("GEMINI_API_KEY", GEMINI_KEY)
    with pytest.warns(UserWarning, match="FAL_KEY is not set"):
        assert resolve().name == "procedural"


def test_both_keys_missing_where_ai_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWIDGET_BACKEND", "gemini+fal")
    with pytest.raises(ConfigurationError, match="GEMINI_API_KEY and FAL_KEY, which are not set"):
        resolve()


@pytest.mark.usefixtures("_keys")
def test_an_argument_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWIDGET_BACKEND", "gemini+fal")
    assert resolve("procedural").name == "procedural"
    own = ProceduralBackend()
    assert resolve(own) is own
    monkeypatch.setenv("PRODWIDGET_BACKEND", "procedural")
    assert resolve().name == "procedural"


@pytest.mark.usefixtures("_keys")
def test_the_settings_of_the_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWIDGET_GEMINI_MODEL", "gemini-3-pro-image")
    monkeypatch.setenv("PRODWIDGET_FAL_ENDPOINT", "fal-ai/trellis-2")
    monkeypatch.setenv("PRODWIDGET_IMAGE_COUNT", "3")
    backend = resolve()
    assert backend.name == "gemini+fal-ai/trellis-2"
    assert "gemini-3-pro-image" in repr(backend)
    monkeypatch.setenv("PRODWIDGET_IMAGE_COUNT", "three")
    with pytest.raises(ConfigurationError, match="'three', which is not a number"):
        resolve()


@pytest.mark.usefixtures("_keys")
def test_further_views_need_an_endpoint_for_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWIDGET_IMAGE_VIEWS", "front, back")
    assert resolve().name == "gemini+fal-ai/trellis/multi"
    monkeypatch.setenv("PRODWIDGET_FAL_ENDPOINT", "fal-ai/trellis")
    with pytest.raises(ConfigurationError, match="takes 1 image"):
        resolve()


@pytest.mark.usefixtures("_keys")
def test_the_name_that_an_iteration_keeps_names_the_backend() -> None:
    assert resolve("gemini+fal-ai/trellis-2").name == "gemini+fal-ai/trellis-2"
    with pytest.raises(ConfigurationError, match="not an image-to-3D endpoint"):
        resolve("gemini+fal-ai/lawnmower")
    assert resolve("fal").name == "fal+tripo3d/h3.1/text-to-3d"
    assert resolve("fal+meshy/v7.1/text-to-3d").name == "fal+meshy/v7.1/text-to-3d"
    with pytest.raises(ConfigurationError, match="words alone are not enough"):
        resolve("fal+fal-ai/trellis")


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(ConfigurationError, match="no backend 'blender'") as raised:
        resolve("blender")
    assert "procedural+llm, gemini+fal" in raised.value.hint


def test_what_is_no_backend() -> None:
    with pytest.raises(ConfigurationError, match="int is not a backend: it has no name"):
        resolve(7)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize(
    ("package", "provider", "extra"),
    [("google.genai", "Gemini", "gemini"), ("fal_client", "fal", "fal")],
)
def test_a_package_that_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, package: str, provider: str, extra: str
) -> None:
    for name in [
        each for each in sys.modules if each.startswith((package, "prodwidget.backends.fal.queue"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)  # type: ignore[arg-type]
    with pytest.raises(ProviderError) as raised:
        resolve()
    assert (raised.value.code, raised.value.provider) == ("sdk_missing", provider)
    assert f"pip install 'prodwidget[{extra}]'" in raised.value.hint
    state = {each.name: each.state for each in available_backends()}
    assert f"prodwidget[{extra}]" in state["gemini+fal"]
    assert "can be used" in state["procedural"]


def test_what_there_is_and_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", GEMINI_KEY)
    there = prodwidget.available_backends()
    procedural, read, by_server, both, words = there[:5]
    assert procedural.usable and not procedural.taken and procedural.label == "procedural, not AI"
    assert read.usable and read.taken and "prompt read by gemini-3.8-flash" in read.label
    assert not by_server.usable and "PRODWIDGET_LLM_URL" in by_server.state
    assert not both.usable and not both.taken
    assert not words.usable and "FAL_KEY" in words.why_not
    for text in (repr(there), there._repr_html_()):
        assert "FAL_KEY" in text and "can be used, and is where no other is named" in text
        assert GEMINI_KEY not in text
    assert "&quot;procedural&quot;" in there._repr_html_()
    monkeypatch.setenv("FAL_KEY", FAL_KEY)
    both, words = prodwidget.available_backends()[3:5]
    assert both.usable and both.taken and both.label == "Gemini and Trellis"
    assert words.usable and not words.taken and words.label == "Tripo H3.1"
    assert FAL_KEY not in repr(available_backends())


# Servers of the user's own


@pytest.fixture
def comfy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ComfyServer]:
    """A ComfyUI that is set, with a workflow."""
    (tmp_path / "chair.json").write_text(json.dumps(workflow()))
    monkeypatch.setenv("PRODWIDGET_COMFY_WORKFLOW", str(tmp_path / "chair.json"))
    with comfy_server() as server:
        monkeypatch.setenv("PRODWIDGET_COMFY_URL", server.url)
        yield server


@pytest.fixture
def localai(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAiServer]:
    """A LocalAI that is set."""
    with localai_server() as server:
        monkeypatch.setenv("PRODWIDGET_LOCALAI_URL", server.url)
        yield server


def states() -> dict[str, str]:
    return {each.name: each.state for each in available_backends()}


@pytest.mark.usefixtures("_keys")
def test_servers_that_are_not_set_say_what_to_set() -> None:
    told = states()
    for name in ("comfy", "gemini+comfy"):
        assert "PRODWIDGET_COMFY_URL is not set" in told[name]
    for name in ("localai", "gemini+localai"):
        assert "PRODWIDGET_LOCALAI_URL is not set" in told[name]
    with pytest.raises(ConfigurationError, match="PRODWIDGET_COMFY_URL is not set"):
        resolve("gemini+comfy")


@pytest.mark.usefixtures("_keys", "comfy", "localai")
def test_servers_that_answer_can_be_used() -> None:
    there = {each.name: each for each in available_backends()}
    for name, label in (("comfy", "ComfyUI"), ("localai", "LocalAI")):
        assert there[name].usable and there[name].label == label
        behind = there[f"gemini+{name}"]
        assert behind.usable and behind.label == f"Gemini and {label}"


@pytest.mark.usefixtures("_keys")
def test_a_session_is_opened_without_asking_its_server(
    comfy: ComfyServer, localai: LocalAiServer
) -> None:
    for name in ("comfy", "gemini+comfy", "localai", "gemini+localai"):
        assert resolve(name).name == name
    assert not comfy.requests and not localai.requests


@pytest.mark.usefixtures("comfy")
def test_gemini_is_needed_only_where_it_draws() -> None:
    with pytest.raises(ConfigurationError, match="GEMINI_API_KEY") as raised:
        resolve("gemini+comfy")
    assert "pictures of your own" in raised.value.hint
    assert resolve("comfy").name == "comfy"


@pytest.mark.usefixtures("_keys", "comfy")
def test_a_server_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, localai: LocalAiServer
) -> None:
    monkeypatch.setenv("PRODWIDGET_COMFY_URL", "http://127.0.0.1:9")
    localai.fail("models", Hang())
    told = states()
    assert "ComfyUI does not answer at http://127.0.0.1:9" in told["gemini+comfy"]
    assert "LocalAI has not answered within 1 second" in told["gemini+localai"]
    assert len(localai.asked("models")) == 1, "it is asked once, for both of its rows"
    assert "can be used" in told["procedural"]


# Other packages


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An installed package that adds backends, as its files are found by Python."""
    info = tmp_path / "clay-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: clay\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[prodwidget.backends]\n"
        "clay = clay:Clay\nbroken = clay:Missing\nkeyless = clay:keyless\nprocedural = clay:Clay\n"
    )
    (tmp_path / "clay.py").write_text(
        "from prodwidget.errors import ConfigurationError\n"
        "class Clay:\n"
        "    name, label, steps = 'clay', '<b>by hand</b>', ('create',)\n"
        "    def generate(self, request, progress): ...\n"
        "def keyless():\n"
        "    raise ConfigurationError('CLAY_KEY is not set.', hint='Set it.')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("clay", None)


@pytest.mark.usefixtures("package")
def test_backends_of_another_package() -> None:
    assert Distribution.from_name("clay").version == "1.0"
    assert resolve("clay").label == "<b>by hand</b>"
    with pytest.raises(ConfigurationError, match="CLAY_KEY is not set"):
        resolve("keyless")
    with pytest.raises(ConfigurationError, match="'broken' of clay cannot be loaded: Attribute"):
        resolve("broken")
    assert isinstance(resolve("procedural"), ProceduralBackend), "a built-in name is not taken over"
    state = {each.name: each.state for each in available_backends()}
    assert state["clay"] == "can be used"
    assert state["keyless"] == "CLAY_KEY is not set. Set it."
    assert "&lt;b&gt;by hand" in available_backends()._repr_html_()
