"""What fal's platform tells of endpoints: what they cost, and what they take; kept for a day.

``GET https://api.fal.ai/v1/models/pricing?endpoint_id=<id>`` with the user's key
(https://fal.ai/docs/platform-apis/v1/models/pricing), and without any
``GET https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=<id>``. Nothing that is asked here
fails anything: where there is no answer, what was last known or a table stands in.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.fal.endpoint import UnitPrice
from prodwidget.directories import make_private
from prodwidget.errors import ProdwidgetError

FILE = "fal-platform.json"
"""In the data directory."""

_DAY = 86_400.0
_RETRY_SECONDS = 600.0
"""After a question that was not answered."""
_ANSWER_SECONDS = 5.0
_MOST_BYTES = 2_000_000

Key = Callable[[], SecretStr | None]


class Platform:
    """Asks fal at most once a day for each endpoint, in the background, and remembers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking: dict[tuple[Path, str], threading.Thread] = {}
        self._asked: dict[tuple[Path, str], float] = {}
        self._read: tuple[Path, int, dict[str, Any]] | None = None

    def unit_price(self, id: str, key: Key, wait: float = 0.0) -> UnitPrice | None:
        """What a billed unit of an endpoint costs, as far as that was heard of.

        Parameters
        ----------
        key:
            What gives the key to ask with; nobody is asked without one.
        wait:
            Seconds that the answer may be waited for where it is being asked for.
        """
        found = self._kept("prices", id)
        if found is None or not _is_fresh(found):
            asking = self._ask(id, key)
            if asking is not None and wait > 0:
                asking.join(wait)
                found = self._kept("prices", id) or found
        if found is None:
            return None
        usd, unit = found.get("unit_price"), found.get("unit")
        # fal tells 0 for what it bills in another way.
        if not isinstance(usd, int | float) or not math.isfinite(usd) or usd <= 0:
            return None
        return UnitPrice(float(usd), str(unit or ""))

    def schema(self, id: str) -> Mapping[str, Any] | None:
        """fal's description of an endpoint, asked for at once; ``None`` where there is none."""
        kept = self._kept("schemas", id)
        if kept is None or not _is_fresh(kept):
            where = config.fal_platform()
            query = {"endpoint_id": id}
            if where is not None:
                answer = _get(f"{where.pages}/api/openapi/queue/openapi.json", query, {})
                if isinstance(answer, dict) and "paths" in answer:
                    kept = {"schema": answer}
                    with suppress(ProdwidgetError):
                        self._keep("schemas", id, kept, config.data_dir() / FILE)
        found = kept.get("schema") if kept else None
        return found if isinstance(found, dict) else None

    def _ask(self, id: str, key: Key) -> threading.Thread | None:
        """Have a price asked for, unless it is or was just now; answer what does so."""
        try:
            where, secret, question = config.fal_platform(), key(), (config.data_dir(), id)
        except ProdwidgetError:
            return None
        if where is None or secret is None:
            return None
        with self._lock:
            asking = self._asking.get(question)
            if asking is not None and asking.is_alive():
                return asking
            last = self._asked.get(question)
            if last is not None and time.monotonic() - last < _RETRY_SECONDS:
                return None
            self._asked[question] = time.monotonic()
            asking = threading.Thread(
                target=self._hear,
                args=(f"{where.api}/v1/models/pricing", id, secret, question[0] / FILE),
                name="prodwidget-fal-price",
                daemon=True,
            )
            self._asking[question] = asking
            asking.start()
            return asking

    def _hear(self, url: str, id: str, key: SecretStr, path: Path) -> None:
        headers = {"Authorization": f"Key {key.get_secret_value().strip()}"}
        answer = _get(url, {"endpoint_id": id}, headers)
        prices = answer.get("prices") if isinstance(answer, dict) else None
        for each in prices if isinstance(prices, list) else []:
            if not isinstance(each, dict) or each.get("endpoint_id") != id:
                continue
            if str(each.get("currency", "USD")).upper() == "USD":
                told = {name: each.get(name) for name in ("unit_price", "unit")}
                self._keep("prices", id, told, path)

    # The file

    def _kept(self, what: str, id: str) -> dict[str, Any] | None:
        with suppress(OSError, ValueError, ProdwidgetError):
            kept = self._file(config.data_dir() / FILE).get(what, {}).get(id)
            return kept if isinstance(kept, dict) else None
        return None

    def _file(self, path: Path) -> dict[str, Any]:
        changed = path.stat().st_mtime_ns
        # Another thread may forget it meanwhile.
        read = self._read
        if read is None or read[:2] != (path, changed):
            content = json.loads(path.read_bytes())
            if not isinstance(content, dict):
                raise ValueError("it was not written by this")
            read = self._read = path, changed, content
        return read[2]

    def _keep(self, what: str, id: str, value: dict[str, Any], path: Path) -> None:
        """Write something down; where that is not possible, fal is asked again another time."""
        with self._lock, suppress(OSError):
            content: dict[str, Any] = {}
            with suppress(OSError, ValueError):
                content = {**self._file(path)}
            content[what] = {**content.get(what, {}), id: {**value, "read_at": time.time()}}
            make_private(path.parent)
            handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}.")
            try:
                with os.fdopen(handle, "w") as file:
                    json.dump(content, file)
                os.replace(written, path)
            except BaseException:
                Path(written).unlink(missing_ok=True)
                raise
            self._read = None


PLATFORM = Platform()
"""The one of this process."""


def _is_fresh(kept: Mapping[str, Any]) -> bool:
    read_at = kept.get("read_at")
    # A clock that was put back is no reason to believe something for ever.
    return isinstance(read_at, int | float) and 0 <= time.time() - read_at < _DAY


def _get(url: str, query: Mapping[str, str], headers: Mapping[str, str]) -> JsonValue:
    """What is answered, as JSON; ``None`` for whatever else happens."""
    import httpx

    from prodwidget.backends.heeding import Overdue
    from prodwidget.backends.http import Call, Wire

    try:
        wire = Wire()
        with httpx.Client(
            transport=wire,
            timeout=_ANSWER_SECONDS,
            headers={"User-Agent": "prodwidget", "Accept": "application/json"},
            follow_redirects=False,
        ) as client:

            def ask() -> JsonValue:
                with client.stream("GET", url, params=query, headers=headers) as response:
                    data = bytearray()
                    for chunk in response.iter_bytes(65536):
                        data += chunk
                        if len(data) > _MOST_BYTES:
                            return None
                    answer: JsonValue = json.loads(data) if response.status_code == 200 else None
                    return answer

            return Call(wire).run(ask, _ANSWER_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL, Overdue, ProdwidgetError, ValueError, OSError):
        return None
