"""The wire: an httpx transport whose sockets go through the address guard, directly or by a proxy. A connection is
closed after its request, unless it was asked to stay open for others that wait for the same host: feeds mostly live on
distinct hosts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpcore
import httpx

from monitor.collect import fetch_proxy
from monitor.collect.fetch_connect import Connector, Lookup, lookup
from monitor.collect.fetch_errand import ROUTE, Errand, Route, Told, errand_of
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_h2 import Http2, available
from monitor.collect.fetch_head import Head
from monitor.collect.fetch_http1 import Http1
from monitor.collect.fetch_pool import Idle, Link, Speaker
from monitor.collect.fetch_stream import HandshakeFailed, Stream
from monitor.collect.fetch_tls import Contexts
from monitor.collect.guard import Guard
from monitor.model.options import FetchOptions

__all__ = ["ROUTE", "Route", "Transport"]
_DRAINED = 16 * 1024  # bytes of a body that nobody wants, read to keep its connection
_DRAIN_S = 0.25
_BODILESS = (204, 304)
_BROKEN = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, HandshakeFailed, Fault)


class Transport(httpx.AsyncBaseTransport):
    """httpx's seam over our connections: everything above works with any other transport as well."""

    def __init__(
        self, options: FetchOptions, lookup: Lookup = lookup, http1: Callable[[Stream, int], Speaker] = Http1
    ) -> None:
        """`lookup` answers like socket.getaddrinfo; `http1` speaks HTTP/1.1 over a stream, with heads of so many bytes.
        Raises NoCertificate, and ValueError for bad exceptions."""
        self._connector = Connector(Guard(options.allow), options.resolve, lookup)
        self._contexts = Contexts(options.authorities)
        self._contexts.get()  # now: it takes its time
        self._http2 = options.http2 and available()
        self._header_bytes = options.header_bytes
        self._idle = Idle(options.keep_s)
        self._http1 = http1

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request. Raises httpcore's errors and those of the modules around."""
        errand = errand_of(request)
        name = (errand.target.origin, errand.route.proxy, errand.route.papers)
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

    async def hand_over(self, request: httpx.Request, ready: Callable[[], None]) -> httpx.Response:
        """Sends the request on a connection of its own. `ready` is called when that is made, before the first byte is
        sent: what is raised up to there, by it too, means that nothing was. Raises like `handle_async_request`."""
        errand = errand_of(request)
        link = Link(None, *await self._dialled(errand))
        try:
            ready()
        except BaseException:
            link.stream.abort()
            raise
        return await self._asked(link, errand)

    async def aclose(self) -> None:
        """Closes what waits, and lets the resolver threads go."""
        self._idle.close()
        self._connector.close()

    async def _asked(self, link: Link, errand: Errand) -> httpx.Response:
        """The answer that comes over a link; it is closed when none comes."""
        kept = errand.route.keep()
        try:
            answer = await link.connection.ask(errand, last=not kept)
        except BaseException:
            link.stream.abort()
            raise
        if answer.status == fetch_proxy.WHO_ARE_YOU and errand.forwarded is not None:
            link.stream.abort()
            raise fetch_proxy.ProxyTrouble(fetch_proxy.refusal(answer.status))
        content = Content(answer, link, _Rest(self._idle, errand.route.keep) if kept else None)
        return Told(answer.status, answer.headers, content)

    async def _dialled(self, errand: Errand) -> tuple[Speaker, Stream]:
        stream = await self._reached(errand)
        try:
            if errand.secure:
                offered = self._http2 and errand.route.keep()
                context = self._contexts.get(errand.route.papers, http2=offered)
                stream = await stream.start_tls(context, errand.target.host, errand.timeouts.get("connect"))
                if stream.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
                    return Http2(errand.target, stream), stream
            return self._http1(stream, self._header_bytes), stream
        except BaseException:
            stream.abort()
            raise

    async def _reached(self, errand: Errand) -> Stream:
        """A connection whose other end is the server, or a proxy that will pass the request on."""
        host, port = errand.target.host, errand.target.port
        proxy, timeout = errand.route.proxy, errand.timeouts.get("connect")
        if proxy is None:
            return await self._connector.connect(host, port, timeout)
        fetch_proxy.check(self._connector, host, port)
        stream = await fetch_proxy.reached(self._connector, proxy, timeout)
        if not errand.secure:
            return stream
        try:
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            return await fetch_proxy.tunnelled(stream, proxy, place, errand.timeouts.get("read"))
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

    def __init__(self, answer: Head, link: Link, rest: _Rest | None) -> None:
        """`rest`: where the connection may wait afterwards."""
        self._answer, self._link, self._rest = answer, link, rest
        self._begun = self._ended = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, as it comes over the wire."""
        self._begun = True
        while chunk := await self._link.connection.more():
            yield chunk
        self._ended = True

    async def aclose(self) -> None:
        """Keeps the connection, or closes it."""
        if self._rest is not None and self._rest.wanted() and await self._read_out():
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
        length = b",".join(self._answer.said(b"content-length"))
        bodiless = self._answer.status in _BODILESS
        return bodiless or (length.isdigit() and len(length) < 7 and int(length) <= _DRAINED)
