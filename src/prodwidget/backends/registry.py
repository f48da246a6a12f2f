"""Which backends there are, which of them can be used, and which one is taken."""

from __future__ import annotations

import html
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from prodwidget import config
from prodwidget.backends.base import Backend
from prodwidget.backends.heeding import Overdue, heeded, never
from prodwidget.backends.processing import PROCESSING, processing_backend
from prodwidget.backends.steps import ModelMaker
from prodwidget.errors import ConfigurationError, ProdwidgetError, ProviderError

ENTRY_POINTS = "prodwidget.backends"
"""The group of entry points by which other packages add backends.

Each is a callable without arguments that answers a backend, or raises a
:class:`~prodwidget.errors.ProdwidgetError` that says why it cannot be used and what to do.
"""

PROCEDURAL = "procedural"
ON_THIS_MACHINE = "geometry"
"""What carries out the steps that are not prompts, whatever makes the products."""
GEMINI_AND_FAL = "gemini+fal"
FAL = "fal"
"""Models of words alone, for which fal's key is enough."""
COMFY, LOCALAI = "comfy", "localai"
_BEHIND_GEMINI = "gemini+"

ANSWER_SECONDS = 1.0
"""How long a server of the user's own may take to be told as one that answers."""
READ_BY_GEMINI = "procedural+gemini"
READ_BY_SERVER = "procedural+llm"

_KEY_PAGES = {
    "GEMINI_API_KEY": "https://aistudio.google.com/apikey",
    "FAL_KEY": "https://fal.ai/dashboard/keys",
}
_ENDPOINT_FOR_VIEWS = "fal-ai/trellis/multi"


@dataclass(frozen=True, slots=True)
class BackendInfo:
    """One backend, and whether it can be used here and now."""

    name: str
    """What ``backend=`` and ``PRODWIDGET_BACKEND`` call it."""
    label: str
    """What it says of itself; empty where it cannot be used."""
    usable: bool
    why_not: str
    """What is missing, and what to do about it; empty where it can be used."""
    taken: bool
    """Whether it is the one that is taken where none is named."""

    @property
    def state(self) -> str:
        """Whether it can be used, as a sentence."""
        if not self.usable:
            return self.why_not
        return "can be used" + (", and is where no other is named" if self.taken else "")


class AvailableBackends(tuple[BackendInfo, ...]):
    """The backends there are, as a table."""

    def __repr__(self) -> str:
        name_width = max(len(each.name) for each in self)
        label_width = max(len(each.label) for each in self)
        return "\n".join(
            f"{each.name:<{name_width}}  {each.label:<{label_width}}  {each.state}" for each in self
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(each.name)}</td><td>{html.escape(each.label)}</td>"
            f"<td>{html.escape(each.state)}</td></tr>"
            for each in self
        )
        head = "<tr><th>backend</th><th>what it is</th><th>can it be used?</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def available_backends() -> AvailableBackends:
    """Every backend, whether it can be used, and why not.

    Servers of the user's own that are set are asked whether they are there, all at once.
    """
    taken = config.backend() or _by_keys()
    silent = _silent_servers()
    return AvailableBackends(
        _info(name, make, taken, silent) for name, make in _factories().items()
    )


def resolve(backend: str | Backend | None = None) -> Backend:
    """The backend that is meant.

    Parameters
    ----------
    backend:
        One, or the name of one, such as ``"procedural"``, ``"gemini+fal"``, ``"comfy"`` or, to
        choose fal's endpoint, ``"gemini+fal-ai/trellis-2"`` or ``"fal+meshy/v7.1/text-to-3d"``;
        else the one that ``PRODWIDGET_BACKEND`` names; else Gemini and fal where both of their keys
        are set; else the procedural one, with its prompts read by the server of
        ``PRODWIDGET_LLM_URL``, by Gemini where its key is set, or by rules.

    Raises
    ------
    ConfigurationError
        There is no such backend, or a key that it needs is not set.
    ProviderError
        ``sdk_missing``: a package that it needs is not installed.
    """
    if backend is not None and not isinstance(backend, str):
        return _checked(backend)
    name = backend or config.backend()
    if name is None:
        _tell_of_a_lone_key()
        name = _by_keys()
    if name == ON_THIS_MACHINE:
        from prodwidget.backends.on_this_machine import GeometryBackend

        return GeometryBackend()
    if name.startswith(PROCESSING):
        return processing_backend(name.removeprefix(PROCESSING))
    factories = _factories()
    if name in factories:
        return _checked(factories[name]())
    if name.startswith("gemini+"):
        return _gemini_and_fal(name.removeprefix("gemini+"))
    if name.startswith("fal+"):
        return _fal(name.removeprefix("fal+"))
    raise ConfigurationError(
        f"There is no backend {name!r}.", hint=f"There are {', '.join(factories)}."
    )


def _factories() -> dict[str, Callable[[], Backend]]:
    """What makes each backend; those that come with prodwidget go before others of their name."""
    others = {each.name: _loader(each) for each in entry_points(group=ENTRY_POINTS)}
    own: dict[str, Callable[[], Backend]] = {
        PROCEDURAL: _procedural,
        READ_BY_GEMINI: _read_by_gemini,
        READ_BY_SERVER: _read_by_server,
        GEMINI_AND_FAL: _gemini_and_fal,
        FAL: _fal,
    }
    for name, models in _SERVERS.items():
        own[name] = _from_pictures(models)
        own[_BEHIND_GEMINI + name] = _behind_gemini(models)
    return own | {name: make for name, make in others.items() if name not in own}


def _loader(entry: EntryPoint) -> Callable[[], Backend]:
    def make() -> Backend:
        try:
            backend: Backend = entry.load()()
        except ProdwidgetError:
            raise
        except Exception as error:
            package = f" of {entry.dist.name}" if entry.dist else ""
            raise ConfigurationError(
                f"The backend {entry.name!r}{package} cannot be loaded: "
                f"{type(error).__name__}: {error}",
                hint="Update or uninstall that package, or tell its makers.",
            ) from error
        return backend

    return make


def _procedural() -> Backend:
    from prodwidget.backends.procedural import ProceduralBackend

    return ProceduralBackend()


def _read_by_gemini() -> Backend:
    from prodwidget.backends.gemini import GeminiTexts
    from prodwidget.backends.procedural import ModelReadBackend

    return ModelReadBackend(GeminiTexts())


def _read_by_server() -> Backend:
    from prodwidget.backends.llm import ChatServer
    from prodwidget.backends.procedural import ModelReadBackend

    return ModelReadBackend(ChatServer())


def _gemini_and_fal(endpoint: str | None = None) -> Backend:
    missing = _missing_keys()
    # Where only fal's is missing, what `fal auth login` left may stand in for it.
    if missing and missing != ["FAL_KEY"]:
        raise _keys_missing(missing)
    from prodwidget.backends.fal import FalModels, FalPainter
    from prodwidget.backends.gemini import GeminiImages
    from prodwidget.backends.two_step import TwoStepBackend

    endpoint = config.fal_endpoint(endpoint)
    if endpoint is None and config.image_views():
        endpoint = _ENDPOINT_FOR_VIEWS
    images, models = GeminiImages(), FalModels(endpoint)
    try:
        models.check()
    except ProviderError as error:
        if missing and error.code == "auth":
            raise _keys_missing(missing) from None
        raise
    return TwoStepBackend(images, models, painter=FalPainter())


def _fal(endpoint: str | None = None) -> Backend:
    if config.fal_key() is None:
        raise _keys_missing(["FAL_KEY"], "Models of words")
    from prodwidget.backends.fal import FalTextModels
    from prodwidget.backends.text_to_model import TextToModelBackend

    models = FalTextModels(endpoint)
    models.check()
    return TextToModelBackend(models)


def _comfy() -> ModelMaker:
    from prodwidget.backends.comfy import ComfyModels

    return ComfyModels()


def _localai() -> ModelMaker:
    from prodwidget.backends.localai import LocalAiModels

    return LocalAiModels()


_SERVERS: Mapping[str, Callable[[], ModelMaker]] = {COMFY: _comfy, LOCALAI: _localai}
"""Servers of the user's own, which make models of pictures."""


def _from_pictures(models: Callable[[], ModelMaker]) -> Callable[[], Backend]:
    def make() -> Backend:
        from prodwidget.backends.two_step import TwoStepBackend

        return TwoStepBackend(None, models())

    return make


def _behind_gemini(models: Callable[[], ModelMaker]) -> Callable[[], Backend]:
    def make() -> Backend:
        from prodwidget.backends.gemini import GeminiImages
        from prodwidget.backends.two_step import TwoStepBackend

        if "GEMINI_API_KEY" in _missing_keys():
            raise ConfigurationError(
                "Gemini needs GEMINI_API_KEY, which is not set.",
                hint=f"Get it at {_KEY_PAGES['GEMINI_API_KEY']} and set it before the kernel "
                "starts, or begin with pictures of your own, without Gemini.",
            )
        return TwoStepBackend(GeminiImages(), models())

    return make


def _silent_servers() -> dict[str, str]:
    """Why the servers that are set cannot be used now; nothing for those that answer."""
    with ThreadPoolExecutor(len(_SERVERS), "prodwidget-servers") as asking:
        answers = asking.map(_silence, _SERVERS.values())
        return {name: why for name, why in zip(_SERVERS, answers, strict=True) if why}


def _silence(models: Callable[[], ModelMaker]) -> str:
    """Why a server does not answer; empty where it does, or where none is set."""
    try:
        server = models()
    except ProdwidgetError:
        return ""
    try:
        heeded(server.check, never, ANSWER_SECONDS)
    except Overdue:
        return (
            f"{server.label} has not answered within {ANSWER_SECONDS:.0f} second. "
            "See whether it runs where it is set to be."
        )
    except ProdwidgetError as error:
        return str(error)
    return ""


def _keys_missing(names: list[str], what: str = "Gemini and fal") -> ConfigurationError:
    them, are = ("it", "is") if len(names) == 1 else ("them", "are")
    return ConfigurationError(
        f"{what} need {' and '.join(names)}, which {are} not set.",
        hint=f"Get {them} at {' and '.join(_KEY_PAGES[each] for each in names)} and set {them} "
        f'before the kernel starts, or take backend="{PROCEDURAL}", which is not AI.',
    )


def _by_keys() -> str:
    missing = _missing_keys()
    if not missing:
        return GEMINI_AND_FAL
    if config.llm_url():
        return READ_BY_SERVER
    if "GEMINI_API_KEY" in missing or not _has_gemini():
        return PROCEDURAL
    return READ_BY_GEMINI


def _has_gemini() -> bool:
    """Whether Gemini's package is there: a key alone may be meant for something else."""
    from prodwidget.backends.gemini import GeminiTexts

    try:
        GeminiTexts()
    except ProviderError as error:
        return error.code != "sdk_missing"
    return True


def _missing_keys() -> list[str]:
    gemini = config.vertex_project() or config.gemini_key()
    found = {"GEMINI_API_KEY": gemini, "FAL_KEY": config.fal_key()}
    return [name for name, key in found.items() if key is None]


def _tell_of_a_lone_key() -> None:
    """Whoever set one of the two keys may believe that AI makes the products."""
    missing = _missing_keys()
    if len(missing) == 1:
        taken = _by_keys()
        reads = (
            " Gemini reads the prompts, for about a cent each." if taken == READ_BY_GEMINI else ""
        )
        alone = "" if missing == ["FAL_KEY"] else f'take backend="{FAL}", which needs no other, '
        warnings.warn(
            f"{missing[0]} is not set, so the procedural generator makes the products, which is "
            f"not AI.{reads} Set it to use Gemini and fal, {alone}"
            f'or backend="{taken}" to leave it so.',
            stacklevel=4,
        )


def _info(
    name: str, make: Callable[[], Backend], taken: str, silent: Mapping[str, str]
) -> BackendInfo:
    is_taken = (
        name == taken
        or (name == GEMINI_AND_FAL and taken.startswith("gemini+"))
        or (name == FAL and taken.startswith("fal+"))
    )
    try:
        label = _checked(make()).label
        why_not = silent.get(name.removeprefix(_BEHIND_GEMINI), "")
    except ProdwidgetError as error:
        label, why_not = "", str(error)
    return BackendInfo(name, label, not why_not, why_not, is_taken)


def _checked(backend: Backend) -> Backend:
    needed = ("name", "label", "steps", "generate")
    lacking = [each for each in needed if not hasattr(backend, each)]
    if lacking:
        raise ConfigurationError(
            f"{type(backend).__name__} is not a backend: it has no {' and no '.join(lacking)}.",
            hint="prodwidget.backends.base describes what a backend has.",
        )
    return backend
