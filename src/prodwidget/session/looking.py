"""How a session's products are looked at, for everyone who looks."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from prodwidget.errors import ArtifactMissing, ConfigurationError
from prodwidget.records import LOOK_VALUES, Environment, Look
from prodwidget.session.environments import EnvironmentSource, environment_file, media_type
from prodwidget.session.reading import SessionReader
from prodwidget.store import Holds


class Looking(SessionReader):
    """The look of a session: it changes nothing that was made."""

    @property
    def look(self) -> Look:
        """How its products are looked at: light, ground, field of view, units."""
        return self._store.look()

    def set_look(self, **settings: Any) -> Look:
        """Change some of the look, for every panel on the session, and answer the whole.

        Parameters
        ----------
        settings:
            Fields of :class:`Look`: ``lighting``, ``exposure`` (steps that double the light, -3 to
            3), ``background``, ``ground`` (``"shadow"``, ``"grid"``, ``"none"``),
            ``field_of_view`` (degrees, 15 to 75), ``environment`` (a path, an ``https://`` address
            or the bytes of a .hdr or .exr file, up to 16 MB; ``None`` for none),
            ``environment_rotation`` (degrees, -180 to 180) and ``units`` (``"mm"``, ``"in"``).

        Raises
        ------
        ConfigurationError
            There is no such setting, or it cannot have this value.
        ModelError
            The environment is no file that gives light.
        ArtifactMissing
            It was kept once, and is gone.
        """
        for name in settings:
            if name not in Look.model_fields:
                raise ConfigurationError(
                    f"A look has no setting {name[:40]!r}.",
                    hint=f"It has {', '.join(Look.model_fields)}.",
                )
        environment = settings.get("environment")
        if environment is not None and not isinstance(environment, Environment):
            settings["environment"] = environment = self.keep_environment(environment)
        try:
            look = Look(**settings)
        except ValidationError as error:
            name = str(error.errors(include_url=False)[0]["loc"][0])
            raise ConfigurationError(
                f"{name} cannot be {str(settings[name])[:60]!r}.",
                hint=f"Give {LOOK_VALUES[name]}.",
            ) from None
        changes = look.model_dump(mode="json", include=set(settings))
        digests = [environment.sha256] if environment is not None else []
        with Holds(self._store.commands.client).held(digests):
            if environment is not None and not self._artifacts.size(environment.sha256):
                raise ArtifactMissing(
                    "The session's light is gone from the artifact store.",
                    hint="Give its file again.",
                )
            self._store.set_look(changes)
        self._watch.catch_up()
        return self.look

    def keep_environment(self, source: EnvironmentSource, *, name: str = "") -> Environment:
        """Keep a photograph of light, for :meth:`set_look`; raises as that does."""
        environment, data = environment_file(source, name=name)
        # Whoever removes what nothing refers to leaves alone what is younger than an hour.
        self._artifacts.put(data, role="picture", media_type=media_type(data))
        return environment
