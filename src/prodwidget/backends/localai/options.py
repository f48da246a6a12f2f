"""What can be set for a model of LocalAI."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from prodwidget.backends.options import Option, choice, number, whole_number
from prodwidget.errors import ProviderError

PROVIDER = "LocalAI"

OPTIONS: dict[str, Option] = {
    "quality": choice("auto", "coarse", "512", "1024"),
    "background": choice("auto", "keep", "black", "white"),
    "step": whole_number(12, 1, 100),
    "texture_steps": whole_number(12, 1, 100),
    "cfg_scale": number(7.5, 0, 20),
    "components": choice("all", "tiny", "largest"),
    "texture_size": choice("1024", "512", "2048", "4096"),
}
PARAMETERS = ("components", "texture_size")
"""Those that go to the backend behind LocalAI, as texts."""


def checked(options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The options to send; raises ``bad_option`` for one that there is not, or out of its range."""
    for name, value in options.items():
        option = OPTIONS.get(name)
        if option is None:
            raise ProviderError(
                f"LocalAI has no option {name!r}.",
                code="bad_option",
                provider=PROVIDER,
                hint=f"There are {', '.join(OPTIONS)}.",
            )
        if not option.allows(value):
            raise ProviderError(
                f"The option {name!r} is {value!r}; LocalAI takes {option.described}.",
                code="bad_option",
                provider=PROVIDER,
                hint="They are described at https://localai.io/features/3d-generation.",
            )
    return dict(options)
