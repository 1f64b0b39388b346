"""Where a request goes: an address taken apart once, so that the host that we are polite to, that gets the credentials,
that stands in the Host header, that TLS checks and that is connected to are the same."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from monitor.collect.fetch_fault import Fault
from monitor.lang.urls import host_of
from monitor.model.fetching import Outcome

_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._[]|^`{}?"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_LAST_LABEL_IS_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) address as it is asked for: host in ASCII (IDN in punycode, IPv6 without brackets), no fragment."""

    scheme: str
    host: str
    port: int
    path: str  # and query, percent-encoded

    @property
    def origin(self) -> tuple[str, str, int]:
        """What credentials stay at."""
        return self.scheme, self.host, self.port

    @property
    def place(self) -> str:
        """Host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def lane(self) -> str:
        """The host to be polite to, as `host_of` writes it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.place}{self.path}"


@lru_cache(maxsize=4096)
def target_of(url: str) -> Target:
    """Takes an address apart. Raises Fault when it cannot be fetched."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as exc:
        raise Fault(Outcome.BAD_URL, f"no address: {exc}") from exc
    if parts.scheme not in _PORTS:
        raise Fault(Outcome.BAD_URL, "only http and https are fetched")
    if "@" in parts.netloc:
        raise Fault(Outcome.BAD_URL, "a user and password in the address are not supported: give the feed an access")
    host = _host(url, parts.netloc)
    if port == 0:
        raise Fault(Outcome.BAD_URL, "no address: nothing listens at port 0")
    path = _quoted(parts.path) or "/"
    return Target(
        parts.scheme, host, port or _PORTS[parts.scheme], f"{path}?{_quoted(parts.query)}" if parts.query else path
    )


def joined(base: str, location: str) -> str:
    """Where a redirect leads, without the fragment. Raises Fault."""
    try:
        there = urldefrag(urljoin(base, location.strip())).url
        urlsplit(there)  # without its fragment it may read otherwise
        return there
    except ValueError as exc:
        raise Fault(Outcome.BAD_URL, f"no address: {exc}") from exc


def is_number(host: str) -> bool:
    """Whether a host is an IPv4 address in any form that resolvers take: its last label is a number."""
    return _LAST_LABEL_IS_NUMBER.fullmatch(host) is not None


def _host(url: str, netloc: str) -> str:
    if "%" in netloc.partition("]")[0] and netloc.startswith("["):
        raise Fault(Outcome.BAD_URL, "an address with a zone is of no use outside its own network")
    host = host_of(url)
    if host is None:
        why = "the address names no host" if netloc.isascii() else "the host is no valid international name"
        raise Fault(Outcome.BAD_URL, why)
    host = host.strip("[]")
    if not netloc.startswith("[") and (_CONTROLS.search(host) or not host.isascii() or " " in host):
        raise Fault(Outcome.BAD_URL, "the address names no host")
    return ip_address(host).compressed if ":" in host else host


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE)
