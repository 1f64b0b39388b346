"""httpx's seam at a lower price: a request and an answer that are httpx's for whoever asks, and made of them only then.
An httpx.URL and two httpx.Headers a poll cost more than its HTTP."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import httpx

from monitor.collect.fetch_head import Header
from monitor.collect.fetch_target import Target
from monitor.collect.fetch_tls import Papers
from monitor.model.proxy import Proxy

ROUTE = "route"  # the extension of a request that holds a Route
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Route:
    """How a request travels: by a proxy, with a certificate of ours, on a connection that stays open as long as `keep`
    says that others want it."""

    proxy: Proxy | None = None
    papers: Papers | None = None
    keep: Callable[[], bool] = lambda: False


class Asked(httpx.Request):
    """A GET of ours. URL and headers in httpx's form are made when somebody wants them."""

    def __init__(self, target: Target, said: list[Header], extensions: Mapping[str, object]) -> None:
        """`said`: all headers, Host included."""
        self.method, self.target, self.said = "GET", target, said
        self.stream = httpx.ByteStream(b"")
        self.extensions = dict(extensions)

    @cached_property
    def url(self) -> httpx.URL:  # type: ignore[override]
        """The address."""
        at = self.target
        return httpx.URL(scheme=at.scheme, host=at.host, port=at.port, raw_path=at.path.encode("ascii"))

    @cached_property
    def headers(self) -> httpx.Headers:  # type: ignore[override]
        """All headers."""
        return httpx.Headers(self.said)


class Told(httpx.Response):
    """An answer that was read by us. Headers in httpx's form are made when somebody wants them."""

    def __init__(self, status: int, said: list[Header], stream: httpx.AsyncByteStream) -> None:
        """`said`: its headers."""
        self.said = said
        self._made: httpx.Headers | None = None
        super().__init__(status, stream=stream)

    @property
    def headers(self) -> httpx.Headers:
        """All headers."""
        if self._made is None:
            self._made = httpx.Headers(self.said)
        return self._made

    @headers.setter
    def headers(self, headers: httpx.Headers) -> None:
        """Nothing: httpx sets those that it was given, which are none."""


def credentials(proxy: Proxy) -> list[Header]:
    """The header that says who we are to the proxy; none when it need not know."""
    if not (proxy.user or proxy.password):
        return []
    said = base64.b64encode(f"{proxy.user}:{proxy.password}".encode())
    return [(b"Proxy-Authorization", b"Basic " + said)]


@dataclass(slots=True)
class Errand:
    """One request on its way."""

    method: bytes
    target: Target
    said: list[Header]
    route: Route
    timeouts: Mapping[str, float | None]  # seconds to connect, read and write
    body: bytes = b""

    @property
    def secure(self) -> bool:
        """Whether it goes by TLS."""
        return self.target.scheme == "https"

    @property
    def forwarded(self) -> Proxy | None:
        """The proxy that is to pass the request on; None when the connection ends at the server itself."""
        return None if self.secure else self.route.proxy

    @property
    def place_asked(self) -> bytes:
        """What is asked for: a path, or of a proxy a whole address."""
        return (self.target.path if self.forwarded is None else str(self.target)).encode("ascii")

    def headers(self, *, last: bool) -> list[Header]:
        """What is said over HTTP/1.1. `last`: nothing more will be asked on this connection."""
        known = [] if self.forwarded is None else credentials(self.forwarded)
        return [*self.said, *known, (b"Connection", b"close")] if last else [*self.said, *known]


def errand_of(request: httpx.Request) -> Errand:
    """A request, ours or anybody's. Raises UnicodeError for an address that is not ASCII."""
    route = cast("Route", request.extensions.get(ROUTE, _DIRECT))
    timeouts = cast("Mapping[str, float | None]", request.extensions.get("timeout", {}))
    if isinstance(request, Asked):
        return Errand(b"GET", request.target, request.said, route, timeouts)
    url = request.url
    target = Target(
        url.scheme, url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme], url.raw_path.decode("ascii")
    )
    return Errand(request.method.encode("ascii"), target, list(request.headers.raw), route, timeouts, request.read())


def headers_of(response: httpx.Response) -> list[Header]:
    """The headers of an answer as they came, our own or any transport's."""
    return response.said if isinstance(response, Told) else response.headers.raw


def by_name(headers: list[Header]) -> dict[str, str]:
    """Headers by their names in small letters; the values of one that was said more than once with commas between."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name, text = raw.decode("latin-1").lower(), _text(value)
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


_DIRECT = Route()
