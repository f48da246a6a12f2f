"""Which way a request takes: straight, or through the proxy that the environment names."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from prodwidget import config
from prodwidget.errors import ConfigurationError

_SCHEMES = ("http", "https", "socks5", "socks5h")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Route:
    """A proxy, and the variable that names it; both empty for the straight way."""

    variable: str = ""
    url: str = field(default="", repr=False)

    @property
    def named(self) -> str:
        """What the proxy is called in a sentence."""
        return f"the proxy that {self.variable} names" if self.variable else "the system's proxy"


STRAIGHT = Route()


def route(url: httpx.URL, host: str | None = None) -> Route:
    """The way to an address, or to another name of its host.

    Raises
    ------
    ConfigurationError
        The variable that counts for this address does not name a proxy that can be used.
    """
    setting = config.proxy(url.scheme)
    if setting is None or _spared(host or url.host, url.port or _PORTS.get(url.scheme), setting):
        return STRAIGHT
    return Route(setting.variable, _checked(setting))


def _spared(host: str, port: int | None, setting: config.Setting) -> bool:
    if not setting.variable:
        from urllib.request import proxy_bypass

        return bool(proxy_bypass(host))
    host = host.strip("[]").rstrip(".").lower()
    entries = re.split(r"[,\s]+", config.no_proxy() or "")
    return any(_covers(entry.lower(), host, port) for entry in entries if entry)


def _covers(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of ``NO_PROXY`` means a host, as curl and Go read it."""
    if entry == "*":
        return True
    entry = entry.rpartition("://")[2]
    if match := re.fullmatch(r"(\[[^]]*\](?:/\d+)?|[^:]*):(\d+)", entry):
        entry = match[1]
        if int(match[2]) != port:
            return False
    network = _network(entry)
    if network is not None:
        address = _address(host)
        return address is not None and address in network
    name = entry.removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith("." + name))


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The addresses that an entry means, one or many, with or without brackets."""
    try:
        return ipaddress.ip_network(re.sub(r"[][]", "", entry), strict=False)
    except ValueError:
        return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _checked(setting: config.Setting) -> str:
    """A proxy's address; it may hold a password, so that no error quotes it."""
    url = setting.value if "://" in setting.value else f"http://{setting.value}"
    at_fault = setting.variable or "The system's setting of a proxy"
    try:
        parsed = urlsplit(url)
        # Both say no to what cannot be one by raising.
        known = bool(httpx.URL(url).host) and parsed.port != 0 and parsed.scheme in _SCHEMES
    except (ValueError, httpx.InvalidURL):
        known = False
    if not known:
        raise ConfigurationError(
            f"{at_fault} is not the address of a proxy.",
            hint=f"Set {setting.variable or 'it'} to such as http://proxy.example:8080 (with "
            "special characters of a password as %23 for #), or unset it.",
        )
    if parsed.scheme.startswith("socks"):
        from importlib.util import find_spec

        if find_spec("socksio") is None:
            raise ConfigurationError(
                f"{at_fault} names a SOCKS proxy, which needs the package socksio.",
                hint="Run: pip install 'httpx[socks]', or name an HTTP proxy.",
            )
    return url
