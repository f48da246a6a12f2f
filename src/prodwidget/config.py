"""Settings: an explicit argument, then ``PRODWIDGET_…``, then a vendor's own variable.

Alone in reading the environment. A variable that is set to nothing counts as not set.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from prodwidget.errors import ConfigurationError, StoreUnavailable

# A viewer of a file reads a setting, and has no need of pydantic, which takes long to load.
if TYPE_CHECKING:
    from pydantic import SecretStr


def redis_url(explicit: str | None = None) -> str | None:
    """URL of a server (``PRODWIDGET_REDIS_URL``), or ``None`` for the embedded one."""
    return explicit or _variable("PRODWIDGET_REDIS_URL")


def data_dir(explicit: str | Path | None = None) -> Path:
    """Where artifacts and the embedded store live (``PRODWIDGET_DATA_DIR``).

    The default is the platform's directory for a user's application data.

    Raises
    ------
    StoreUnavailable
        It is in a home directory, and there is none.
    """
    chosen = explicit or _variable("PRODWIDGET_DATA_DIR")
    try:
        path = Path(chosen or platformdirs.user_data_path("prodwidget", appauthor=False))
        return path.expanduser().absolute()
    except RuntimeError:
        raise StoreUnavailable(
            f"There is no home directory for {chosen or 'products'} to be in: HOME is not set, and "
            "this machine does not know the user.",
            hint="Set PRODWIDGET_DATA_DIR to a directory that can be written to.",
        ) from None


def hot_reload() -> bool:
    """Whether open widgets are to follow the front end's build (anywidget's ``ANYWIDGET_HMR``)."""
    return _variable("ANYWIDGET_HMR") == "1"


def backend() -> str | None:
    """Name of the backend (``PRODWIDGET_BACKEND``), or ``None`` to go by the keys there are."""
    return _variable("PRODWIDGET_BACKEND")


@dataclass(frozen=True, slots=True)
class VertexProject:
    """A Google Cloud project through which Gemini is used, instead of by a key."""

    project: str | None
    """``None`` for the one that Google's application default credentials name."""
    location: str


def gemini_key(explicit: str | SecretStr | None = None) -> SecretStr | None:
    """``GEMINI_API_KEY``, else ``GOOGLE_API_KEY``."""
    return _explicit_secret(explicit) or _secret("GEMINI_API_KEY") or _secret("GOOGLE_API_KEY")


def vertex_project(
    project: str | None = None, location: str | None = None, *, wanted: bool | None = None
) -> VertexProject | None:
    """``GOOGLE_CLOUD_PROJECT`` and ``GOOGLE_CLOUD_LOCATION``, or ``None`` to go by a key.

    ``wanted`` says whether Vertex AI is to be used; else a given project does, and
    ``GOOGLE_GENAI_USE_VERTEXAI``.
    """
    if wanted is None:
        use = (_variable("GOOGLE_GENAI_USE_VERTEXAI") or "").lower()
        wanted = project is not None or use in ("true", "1")
    if not wanted:
        return None
    return VertexProject(
        project or _variable("GOOGLE_CLOUD_PROJECT"),
        location or _variable("GOOGLE_CLOUD_LOCATION") or "global",
    )


def gemini_address(location: str | None = None) -> str:
    """Where Gemini is (``GOOGLE_GEMINI_BASE_URL``), or Vertex AI (``GOOGLE_VERTEX_BASE_URL``)."""
    if location is None:
        standard = "https://generativelanguage.googleapis.com"
        return _variable("GOOGLE_GEMINI_BASE_URL") or standard
    place = "" if location == "global" else f"{location}-"
    return _variable("GOOGLE_VERTEX_BASE_URL") or f"https://{place}aiplatform.googleapis.com"


def gemini_model(explicit: str | None = None) -> str | None:
    """Gemini's model for images (``PRODWIDGET_GEMINI_MODEL``)."""
    return explicit or _variable("PRODWIDGET_GEMINI_MODEL")


def gemini_text_model(explicit: str | None = None) -> str | None:
    """Gemini's model for reading prompts (``PRODWIDGET_GEMINI_TEXT_MODEL``)."""
    return explicit or _variable("PRODWIDGET_GEMINI_TEXT_MODEL")


def llm_url(explicit: str | None = None) -> str | None:
    """Where an OpenAI-compatible server is (``PRODWIDGET_LLM_URL``)."""
    return explicit or _variable("PRODWIDGET_LLM_URL")


def llm_model(explicit: str | None = None) -> str | None:
    """That server's model (``PRODWIDGET_LLM_MODEL``)."""
    return explicit or _variable("PRODWIDGET_LLM_MODEL")


def llm_key(explicit: str | SecretStr | None = None) -> SecretStr | None:
    """That server's key, where it wants one (``PRODWIDGET_LLM_KEY``)."""
    if explicit:
        return _hidden(explicit) if isinstance(explicit, str) else explicit
    return _secret("PRODWIDGET_LLM_KEY")


def fal_key() -> SecretStr | None:
    """``FAL_KEY``, else ``FAL_KEY_ID`` and ``FAL_KEY_SECRET`` joined as fal joins them."""
    if key := _secret("FAL_KEY"):
        return key
    id, secret = _variable("FAL_KEY_ID"), _variable("FAL_KEY_SECRET")
    return _hidden(f"{id}:{secret}") if id and secret else None


def fal_endpoint(explicit: str | None = None) -> str | None:
    """fal's endpoint for models (``PRODWIDGET_FAL_ENDPOINT``)."""
    return explicit or _variable("PRODWIDGET_FAL_ENDPOINT")


def fal_retexture_endpoint(explicit: str | None = None) -> str | None:
    """fal's endpoint for edits that keep the shape (``PRODWIDGET_FAL_RETEXTURE_ENDPOINT``)."""
    return explicit or _variable("PRODWIDGET_FAL_RETEXTURE_ENDPOINT")


@dataclass(frozen=True, slots=True)
class FalPlatform:
    """Where fal tells what endpoints cost, which takes a key, and what they take."""

    api: str = "https://api.fal.ai"
    pages: str = "https://fal.ai"


def fal_platform() -> FalPlatform | None:
    """Where fal's prices and descriptions are read (``PRODWIDGET_FAL_PLATFORM``).

    ``off`` for nowhere; an address, such as a gateway's, stands for both of fal's.

    Raises
    ------
    ConfigurationError
        The address is not one of HTTPS: fal's key is sent there.
    """
    text = (_variable("PRODWIDGET_FAL_PLATFORM") or "").rstrip("/")
    if text.lower() == "off":
        return None
    if text and not text.startswith("https://"):
        raise ConfigurationError(
            "PRODWIDGET_FAL_PLATFORM is neither off nor an address that begins with https://.",
            hint="Unset it to read prices and descriptions of endpoints from fal.",
        )
    return FalPlatform(text, text) if text else FalPlatform()


def comfy_url(explicit: str | None = None) -> str | None:
    """Where ComfyUI is (``PRODWIDGET_COMFY_URL``), such as ``http://127.0.0.1:8188``."""
    return explicit or _variable("PRODWIDGET_COMFY_URL")


def comfy_workflow() -> str | None:
    """The file of the workflow that ComfyUI is to run (``PRODWIDGET_COMFY_WORKFLOW``)."""
    return _variable("PRODWIDGET_COMFY_WORKFLOW")


def comfy_key(explicit: str | SecretStr | None = None) -> SecretStr | None:
    """The key that ComfyUI's server wants, if any (``PRODWIDGET_COMFY_KEY``)."""
    return _explicit_secret(explicit) or _secret("PRODWIDGET_COMFY_KEY")


def localai_url(explicit: str | None = None) -> str | None:
    """Where LocalAI is (``PRODWIDGET_LOCALAI_URL``), such as ``http://127.0.0.1:8080``."""
    return explicit or _variable("PRODWIDGET_LOCALAI_URL")


def localai_model(explicit: str | None = None) -> str | None:
    """LocalAI's model for models (``PRODWIDGET_LOCALAI_MODEL``)."""
    return explicit or _variable("PRODWIDGET_LOCALAI_MODEL")


def localai_key(explicit: str | SecretStr | None = None) -> SecretStr | None:
    """The key that LocalAI wants, if any (``PRODWIDGET_LOCALAI_KEY``)."""
    return _explicit_secret(explicit) or _secret("PRODWIDGET_LOCALAI_KEY")


def private_hosts() -> tuple[str, ...]:
    """Hosts of this network that models may be fetched from (``PRODWIDGET_PRIVATE_HOSTS``).

    Such as a proxy's; none by default.
    """
    text = _variable("PRODWIDGET_PRIVATE_HOSTS") or ""
    return tuple(host for each in text.split(",") if (host := each.strip()))


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a setting, and the variable that it comes from."""

    variable: str
    value: str


def certificates() -> tuple[Setting | None, Setting | None]:
    """A file and a directory of certificates (``SSL_CERT_FILE``, ``SSL_CERT_DIR``)."""
    return _named("SSL_CERT_FILE"), _named("SSL_CERT_DIR")


def certificate_bundle() -> Setting | None:
    """What the package requests trusts (``REQUESTS_CA_BUNDLE``, else ``CURL_CA_BUNDLE``)."""
    return _named("REQUESTS_CA_BUNDLE") or _named("CURL_CA_BUNDLE")


def proxy(scheme: str) -> Setting | None:
    """The proxy for addresses of a scheme: ``HTTPS_PROXY`` or ``HTTP_PROXY``, else ``ALL_PROXY``.

    Small letters go before capitals. Where the environment names none, the system's own.
    """
    for name in (scheme, "all"):
        if found := _named(f"{name}_proxy") or _named(f"{name}_PROXY".upper()):
            return found
    from urllib.request import getproxies, getproxies_environment

    if getproxies_environment():
        return None
    system = getproxies().get(scheme)
    return Setting("", system) if system else None


def no_proxy() -> str | None:
    """Hosts that are reached without a proxy (``NO_PROXY``)."""
    return _variable("no_proxy") or _variable("NO_PROXY")


def image_count(explicit: int | None = None) -> int:
    """How many images to make to choose among (``PRODWIDGET_IMAGE_COUNT``); one by default.

    Raises
    ------
    ConfigurationError
        It is not a number.
    """
    if explicit is not None:
        return explicit
    text = _variable("PRODWIDGET_IMAGE_COUNT") or "1"
    try:
        return int(text)
    except ValueError:
        raise ConfigurationError(
            f"PRODWIDGET_IMAGE_COUNT is {text!r}, which is not a number.",
            hint="Set it to how many images to choose among, such as 2.",
        ) from None


def image_size(explicit: str | None = None) -> str:
    """Size of the images (``PRODWIDGET_IMAGE_SIZE``); ``1K`` by default."""
    return explicit or _variable("PRODWIDGET_IMAGE_SIZE") or "1K"


def image_aspect(explicit: str | None = None) -> str:
    """Width to height of the images (``PRODWIDGET_IMAGE_ASPECT``); ``1:1`` by default."""
    return explicit or _variable("PRODWIDGET_IMAGE_ASPECT") or "1:1"


def image_views(explicit: Sequence[str] | None = None) -> tuple[str, ...]:
    """Further views to make, such as ``front,back`` (``PRODWIDGET_IMAGE_VIEWS``)."""
    if explicit is not None:
        return tuple(explicit)
    text = _variable("PRODWIDGET_IMAGE_VIEWS") or ""
    return tuple(view for each in text.split(",") if (view := each.strip().lower()))


def _variable(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def _named(name: str) -> Setting | None:
    value = _variable(name)
    return Setting(name, value) if value else None


def _secret(name: str) -> SecretStr | None:
    value = _variable(name)
    return _hidden(value) if value else None


def _explicit_secret(explicit: str | SecretStr | None) -> SecretStr | None:
    return _hidden(explicit) if isinstance(explicit, str) and explicit else explicit or None


def _hidden(value: str) -> SecretStr:
    from pydantic import SecretStr

    return SecretStr(value)
