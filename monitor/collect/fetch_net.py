"""The wire: an httpx transport whose sockets go through the address guard, directly or by a proxy. A connection is
closed after its request, unless it was asked to stay open for others that wait for the same host: feeds mostly live on
distinct hosts."""

import asyncio
import contextlib
from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import dataclass
from typing import cast

import httpcore
import httpx

from monitor.collect import fetch_proxy
from monitor.collect.fetch_connect import Connector, Lookup, lookup
from monitor.collect.fetch_h2 import available, plainly
from monitor.collect.fetch_pool import Http11, Idle, Link
from monitor.collect.fetch_stream import HandshakeFailed, Stream
from monitor.collect.fetch_tls import Contexts, Papers
from monitor.collect.guard import Guard
from monitor.model.options import FetchOptions
from monitor.model.proxy import Proxy

ROUTE = "route"  # the extension of a request that holds a Route
_DRAINED = 16 * 1024  # bytes of a body that nobody wants, read to keep its connection
_DRAIN_S = 0.25
_BODILESS = (204, 304)
_BROKEN = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, HandshakeFailed)


@dataclass(frozen=True, slots=True)
class Route:
    """How a request travels: by a proxy, with a certificate of ours, on a connection that stays open as long as `keep`
    says that others want it."""

    proxy: Proxy | None = None
    papers: Papers | None = None
    keep: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Errand:
    """One request on its way."""

    request: httpx.Request
    route: Route

    @property
    def origin(self) -> httpcore.Origin:
        """Where it goes."""
        url = self.request.url
        return httpcore.Origin(url.raw_scheme, url.raw_host, url.port or (443 if self.secure else 80))

    @property
    def secure(self) -> bool:
        """Whether it goes by TLS."""
        return self.request.url.raw_scheme == b"https"

    @property
    def forwarded(self) -> Proxy | None:
        """The proxy that is to pass the request on; None when the connection ends at the server itself."""
        return None if self.secure else self.route.proxy

    @property
    def timeouts(self) -> dict[str, float | None]:
        """Seconds to connect, read and write."""
        return cast("dict[str, float | None]", self.request.extensions.get("timeout", {}))

    def wired(self, *, last: bool) -> httpcore.Request:
        """As httpcore wants it. `last`: nothing more will be asked on this connection."""
        url, origin = self.request.url, self.origin
        headers = list(self.request.headers.raw)
        target = url.raw_path
        if last:
            headers.append((b"Connection", b"close"))
        if self.forwarded is not None:
            headers += fetch_proxy.credentials(self.forwarded)
            target = b"http://" + url.netloc + target
        asked = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=target)
        return httpcore.Request(self.request.method, asked, headers=headers, extensions={"timeout": self.timeouts})


class Transport(httpx.AsyncBaseTransport):
    """httpx's seam over httpcore's connections: everything above works with any other transport as well."""

    def __init__(self, options: FetchOptions, lookup: Lookup = lookup) -> None:
        """`lookup` answers like socket.getaddrinfo. Raises NoCertificate, and ValueError for bad exceptions."""
        self._connector = Connector(Guard(options.allow), options.resolve, lookup)
        self._contexts = Contexts(options.authorities)
        self._contexts.get()  # now: it takes its time
        self._http2 = options.http2 and available()
        self._header_bytes = options.header_bytes
        self._idle = Idle(options.keep_s)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request. Raises httpcore's errors and those of the modules around."""
        route = request.extensions.get(ROUTE, Route())
        errand = Errand(request, route)
        name = (errand.origin.scheme, errand.origin.host, errand.origin.port, route.proxy, route.papers)
        link = self._idle.take(name)
        if link is not None:
            heard = link.stream.wire.received
            try:
                return await self._asked(link, errand)
            except httpcore.ConnectionNotAvailable:
                pass  # HTTP/2: it says that this request was not looked at
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                if link.stream.wire.received != heard:
                    raise
        return await self._asked(Link(name, *await self._dialled(errand)), errand)

    async def aclose(self) -> None:
        """Closes what waits, and lets the resolver threads go."""
        self._idle.close()
        self._connector.close()

    async def _asked(self, link: Link, errand: Errand) -> httpx.Response:
        """The answer that comes over a link; it is closed when none comes."""
        kept = errand.route.keep()
        try:
            with plainly(link.http2):  # where that header is forbidden
                answer = await link.connection.handle_async_request(errand.wired(last=not (kept or link.http2)))
        except BaseException:
            link.stream.abort()
            raise
        if answer.status == fetch_proxy.WHO_ARE_YOU and errand.forwarded is not None:
            link.stream.abort()
            raise fetch_proxy.ProxyTrouble(fetch_proxy.refusal(answer.status))
        content = Content(answer, link, _Rest(self._idle, errand.route.keep) if kept else None)
        return httpx.Response(answer.status, headers=answer.headers, stream=content)

    async def _dialled(self, errand: Errand) -> tuple[Http11 | httpcore.AsyncHTTP2Connection, Stream]:
        stream = await self._reached(errand)
        try:
            if errand.secure:
                offered = self._http2 and errand.route.keep()
                context = self._contexts.get(errand.route.papers, http2=offered)
                host = errand.origin.host.decode("ascii")
                stream = await stream.start_tls(context, host, errand.timeouts.get("connect"))
                if stream.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
                    return httpcore.AsyncHTTP2Connection(errand.origin, stream), stream
            return Http11(errand.origin, stream, self._header_bytes), stream
        except BaseException:
            stream.abort()
            raise

    async def _reached(self, errand: Errand) -> Stream:
        """A connection whose other end is the server, or a proxy that will pass the request on."""
        host, port = errand.origin.host.decode("ascii"), errand.origin.port
        proxy, timeout = errand.route.proxy, errand.timeouts.get("connect")
        if proxy is None:
            return await self._connector.connect(host, port, timeout)
        fetch_proxy.check(self._connector, host, port)
        stream = await fetch_proxy.reached(self._connector, proxy, timeout)
        if not errand.secure:
            return stream
        try:
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            return await fetch_proxy.tunnelled(stream, proxy, place, errand.timeouts)
        except BaseException:
            stream.abort()
            raise


@dataclass(frozen=True, slots=True)
class _Rest:
    """Where a connection waits, if it is wanted."""

    idle: Idle
    wanted: Callable[[], bool]


class Content(httpx.AsyncByteStream):
    """The body of an answer; its connection is kept when all of it was read, else closed."""

    def __init__(self, answer: httpcore.Response, link: Link, rest: _Rest | None) -> None:
        """`rest`: where the connection may wait afterwards."""
        self._answer, self._link, self._rest = answer, link, rest
        self._begun = self._ended = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, as it comes over the wire."""
        self._begun = True
        with plainly(self._link.http2, in_body=True):
            async for chunk in cast("AsyncIterable[bytes]", self._answer.stream):
                yield chunk
        self._ended = True

    async def aclose(self) -> None:
        """Keeps the connection, or closes it."""
        if self._rest is not None and self._rest.wanted() and await self._read_out():
            await self._answer.aclose()
            self._rest.idle.put(self._link)
        else:
            self._link.stream.abort()

    async def _read_out(self) -> bool:
        """Whether the answer is at its end; a short rest that nobody wanted is read for that."""
        if self._begun or not self._short():
            return self._ended
        with contextlib.suppress(TimeoutError, OSError, *_BROKEN):
            async with asyncio.timeout(_DRAIN_S):
                async for _ in self:
                    pass
        return self._ended

    def _short(self) -> bool:
        said = {name.lower(): value for name, value in self._answer.headers}
        length = said.get(b"content-length", b"")
        if b"transfer-encoding" in said and length:
            return False  # two ways to tell the end: it is believed, but nothing behind it
        bodiless = self._answer.status in _BODILESS
        return bodiless or (length.isdigit() and len(length) < 7 and int(length) <= _DRAINED)
