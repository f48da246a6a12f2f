"""Google's client on a wire of ours, made anew for each image: keys and proxies change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pydantic import SecretStr

from prodwidget import config
from prodwidget.backends.gemini.errors import PROVIDER
from prodwidget.errors import ProviderError

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client

    from prodwidget.backends.http import Call, Wire


@dataclass(frozen=True, slots=True)
class Access:
    """How Gemini is reached, and by whose leave."""

    api_key: SecretStr | None
    """``None`` for whatever key the environment holds when an image is made."""
    vertex: config.VertexProject | None
    credentials: Credentials | None
    base_url: str | None
    timeout: float

    @classmethod
    def of(
        cls,
        *,
        api_key: str | SecretStr | None,
        vertexai: bool | None,
        project: str | None,
        location: str | None,
        credentials: Credentials | None,
        base_url: str | None,
        timeout: float,
    ) -> Access:
        """What a maker was given, completed by the environment; raises as :meth:`key`."""
        # A key that is given means the Gemini API, whatever the environment says.
        wanted = False if vertexai is None and api_key else vertexai
        access = cls(
            api_key=SecretStr(api_key) if isinstance(api_key, str) and api_key else api_key or None,
            vertex=config.vertex_project(project, location, wanted=wanted),
            credentials=credentials,
            base_url=base_url,
            timeout=timeout,
        )
        access.key()
        return access

    def key(self) -> SecretStr | None:
        """The key as it is now; ``None`` for Vertex AI.

        Raises
        ------
        ProviderError
            ``auth``: there is none, or it cannot be one.
        """
        if self.vertex is not None:
            return None
        key = config.gemini_key(self.api_key)
        if key is None:
            message = "GEMINI_API_KEY is not set, and Gemini needs a key."
        elif not re.fullmatch(r"[!-~]+", key.get_secret_value().strip()):
            # The HTTP client would refuse it with a message that shows it.
            message = (
                "The Gemini key has characters that no key has, such as quotes or line breaks."
            )
        else:
            return key
        raise ProviderError(
            message,
            code="auth",
            provider=PROVIDER,
            hint="Make one at https://aistudio.google.com/apikey and set GEMINI_API_KEY to it.",
        )

    @property
    def address(self) -> str:
        """Where requests go."""
        location = self.vertex.location if self.vertex else None
        return self.base_url or config.gemini_address(location)


class Connection:
    """Google's client, ready to send.

    Raises
    ------
    ConfigurationError
        A variable about certificates or proxies has a value that cannot be used.
    Exception
        Whatever Google's SDK raises.
    """

    def __init__(self, access: Access, key: SecretStr | None, heed: Callable[[], None]) -> None:
        from prodwidget.backends.certificates import check_bundle
        from prodwidget.backends.http import Call, Wire

        if access.vertex is not None:
            check_bundle()
        self._wire = Wire()
        self._wire.prepare(access.address)
        # Importing the SDK takes half a second, or more where the disk is slow.
        build = Call(self._wire, heed)
        self.client = build.run(lambda: _client(access, key, self._wire))

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def call(self, heed: Callable[[], None]) -> Call:
        """One request, which is given up where ``heed`` raises."""
        from prodwidget.backends.http import Call

        return Call(self._wire, heed, allow=heed)


def require_sdk() -> None:
    """Raise ``sdk_missing`` unless the package is installed; importing it takes a while."""
    # google is a namespace that other packages share; without any, the search itself fails.
    names = ("google", "google.genai", "httpx")
    if any(find_spec(name) is None for name in names):
        raise ProviderError(
            "The google-genai package is not installed, and Gemini needs it.",
            code="sdk_missing",
            provider=PROVIDER,
            hint="Run: pip install 'prodwidget[gemini]'",
        )


def _client(access: Access, key: SecretStr | None, wire: Wire) -> Client:
    import httpx
    from google import genai
    from google.genai import types

    return genai.Client(
        vertexai=access.vertex is not None,
        api_key=key.get_secret_value() if key else None,
        project=access.vertex.project if access.vertex else None,
        location=access.vertex.location if access.vertex else None,
        credentials=access.credentials,
        http_options=types.HttpOptions(
            base_url=access.base_url,
            timeout=round(access.timeout * 1000),
            # The SDK would send again whatever Google asks, and without telling.
            retry_options=types.HttpRetryOptions(attempts=1),
            httpx_client=httpx.Client(transport=wire, follow_redirects=False),
            # Otherwise the SDK reads certificates for a client that nobody uses.
            httpx_async_client=httpx.AsyncClient(transport=httpx.AsyncBaseTransport()),
        ),
    )
