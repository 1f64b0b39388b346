"""The wire: an httpx transport whose sockets go through the address guard. One connection a request, none kept: feeds
live on distinct hosts, and a pool costs more than it saves."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from typing import Any, cast

import httpcore
import httpx

from monitor.collect.guard import Guard

RESOLVERS = 32  # threads: a resolver that hangs must not hold up the rest
_PAUSE_AT = 256 * 1024  # bytes received and not yet read


class Unresolved(Exception):
    """The name could not be resolved."""


class HandshakeFailed(Exception):
    """The TLS handshake failed."""


class Wire(asyncio.Protocol):
    """Received bytes, with back-pressure: no more than a few chunks wait for their reader."""

    def __init__(self) -> None:
        """Not connected yet."""
        self.transport: asyncio.Transport | None = None
        self._chunks: list[bytes] = []
        self._waiting = 0
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        """Keeps the bytes and wakes the reader."""
        self._chunks.append(data)
        self._waiting += len(data)
        if self._waiting > _PAUSE_AT and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """The server sends no more; the transport may close."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, by an error or in order."""
        self._ended, self._error = True, exc
        self._wake()

    async def take(self) -> bytes:
        """All bytes received so far, waiting for some; b"" at the end. Raises what ended the connection."""
        while not self._chunks and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._taken()

    def _taken(self) -> bytes:
        if not self._chunks and self._error is not None:
            raise self._error
        data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        if self._waiting > _PAUSE_AT and self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()
        self._waiting = 0
        return data

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Stream(httpcore.AsyncNetworkStream):
    """A connected socket as httpcore wants it."""

    def __init__(self, wire: Wire, transport: asyncio.Transport) -> None:
        """Over `wire`, which `transport` feeds."""
        self._wire, self._transport = wire, transport

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """The next bytes, at most what has arrived. Raises httpcore's ReadTimeout and ReadError."""
        try:
            async with asyncio.timeout(timeout):
                return await self._wire.take()
        except TimeoutError as exc:
            raise httpcore.ReadTimeout(f"nothing received for {timeout:g} s") from exc
        except OSError as exc:
            raise httpcore.ReadError(exc.strerror or type(exc).__name__) from exc

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Hands the bytes over: requests are small, so nothing is waited for."""
        if self._transport.is_closing():
            raise httpcore.WriteError("connection closed")
        self._transport.write(buffer)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """The same stream inside TLS. Raises HandshakeFailed, httpcore.ConnectTimeout."""
        try:
            async with asyncio.timeout(timeout):
                inner = await asyncio.get_running_loop().start_tls(
                    self._transport, self._wire, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as exc:
            self._transport.abort()
            raise httpcore.ConnectTimeout("no end of the TLS handshake") from exc
        except (ssl.SSLError, ssl.CertificateError, OSError) as exc:
            self._transport.abort()
            raise HandshakeFailed(_reason(exc)) from exc
        if inner is None:
            raise HandshakeFailed("the connection was closed during the handshake")
        self._wire.transport = self._transport = inner
        return self

    async def aclose(self) -> None:
        """Closes at once: nothing that matters is still to be sent."""
        self._transport.abort()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about: the TLS object."""
        return self._transport.get_extra_info(info)


def _reason(exc: Exception) -> str:
    return str(getattr(exc, "verify_message", "") or getattr(exc, "reason", "") or exc or type(exc).__name__)


class Backend(httpcore.AsyncNetworkBackend):
    """Resolves names itself, asks the guard about every address, and connects to a checked address only."""

    def __init__(self, guard: Guard, resolve: tuple[tuple[str, str], ...] = ()) -> None:
        """`resolve` maps host patterns to "address:port", which must pass the guard like any other."""
        self._guard, self._resolve = guard, resolve
        self._threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolve")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to `host`. Raises BlockedAddress, Unresolved, httpcore's ConnectTimeout and ConnectError."""
        try:
            async with asyncio.timeout(timeout):
                places = self._mapped(host) or await self._resolved(host, port)
                for place in places:
                    self._guard.check(*place)
                return await _connected(places)
        except TimeoutError as exc:
            raise httpcore.ConnectTimeout("no connection in time") from exc

    def close(self) -> None:
        """Lets the resolver threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _mapped(self, host: str) -> list[tuple[str, int]]:
        for pattern, place in self._resolve:
            if fnmatch(host, pattern):
                address, _, port = place.rpartition(":")
                return [(address.strip("[]"), int(port))]
        return []

    async def _resolved(self, host: str, port: int) -> list[tuple[str, int]]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _lookup, host, port)
        except (OSError, UnicodeError) as exc:
            raise Unresolved(str(getattr(exc, "strerror", None) or exc)) from exc
        return [(str(address[0]), port) for *_, address in found]


def _lookup(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


async def _connected(places: list[tuple[str, int]]) -> Stream:
    loop = asyncio.get_running_loop()
    trouble: OSError | None = None
    for address, port in places:
        try:
            transport, wire = await loop.create_connection(Wire, address, port)
        except OSError as exc:
            trouble = exc
        else:
            return Stream(wire, transport)
    raise httpcore.ConnectError((trouble and trouble.strerror) or "no address to connect to") from trouble


class Transport(httpx.AsyncBaseTransport):
    """httpx's seam over httpcore's connections: everything above works with any other transport as well."""

    def __init__(self, backend: Backend) -> None:
        """Loads the certificates once."""
        self._backend = backend
        self._ssl = httpx.create_ssl_context(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request on a connection of its own. Raises httpcore's errors and those of this module."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        connection = httpcore.AsyncHTTPConnection(target.origin, ssl_context=self._ssl, network_backend=self._backend)
        wired = httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        try:
            response = await connection.handle_async_request(wired)
        except BaseException:
            await connection.aclose()
            raise
        return httpx.Response(response.status, headers=response.headers, stream=_Content(response.stream, connection))

    async def aclose(self) -> None:
        """Nothing is kept open but the resolver threads."""
        self._backend.close()


class _Content(httpx.AsyncByteStream):
    def __init__(self, stream: object, connection: httpcore.AsyncHTTPConnection) -> None:
        self._stream, self._connection = cast("AsyncIterable[bytes]", stream), connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        await self._connection.aclose()
