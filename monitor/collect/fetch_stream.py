"""A connected socket as httpcore wants it, with back-pressure both ways."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, cast

import httpcore

_PAUSE_AT = 256 * 1024  # bytes received and not yet read
_UNSENT = 1024 * 1024  # bytes that a server may leave unread: our requests are small


class HandshakeFailed(Exception):
    """The TLS handshake failed."""


class Wire(asyncio.Protocol):
    """Received bytes, with back-pressure: no more than a few chunks wait for their reader."""

    def __init__(self) -> None:
        """Not connected yet."""
        self.transport: asyncio.Transport | None = None
        self.received = 0
        self.ended = False
        self.watcher: Callable[[], None] | None = None  # told of whatever happens
        self._chunks: list[bytes] = []
        self._waiting = 0
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        """Keeps the bytes and wakes the reader."""
        self._chunks.append(data)
        self._waiting += len(data)
        self.received += len(data)
        if self._waiting > _PAUSE_AT and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """The server sends no more; the transport may close."""
        self.ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, by an error or in order."""
        self.ended, self._error = True, exc
        self._wake()

    @property
    def waits(self) -> bool:
        """Whether bytes wait for a reader."""
        return bool(self._chunks)

    async def take(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  a timer of its own: half the price
        """All bytes received so far, waiting for some; b"" at the end. Raises TimeoutError, and what ended the
        connection."""
        while not self._chunks and not self.ended:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = None if timeout is None else loop.call_later(timeout, _late, self._waiter)
            try:
                await self._waiter
            finally:
                self._waiter = None
                if timer is not None:
                    timer.cancel()
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
        if self.watcher is not None:
            self.watcher()


class Stream(httpcore.AsyncNetworkStream):
    """A connected socket."""

    def __init__(self, wire: Wire, transport: asyncio.Transport) -> None:
        """Over `wire`, which `transport` feeds."""
        self.wire, self._transport = wire, transport

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """The next bytes, at most what has arrived. Others get a turn first, however fast a server sends. Raises
        HandshakeFailed, httpcore's ReadTimeout and ReadError."""
        try:
            if self.wire.waits:
                await asyncio.sleep(0)
            return await self.wire.take(timeout)
        except TimeoutError as exc:
            raise httpcore.ReadTimeout(f"nothing received for {timeout:g} s") from exc
        except ssl.SSLError as exc:  # an alert: servers that want a certificate say so after the handshake
            raise HandshakeFailed(refused(exc)) from exc
        except OSError as exc:
            raise httpcore.ReadError(exc.strerror or type(exc).__name__) from exc

    def send(self, data: bytes) -> None:
        """Hands the bytes over. A connection that has ended is found out by reading: its answer may lie there."""
        if not self._transport.is_closing():
            self._transport.write(data)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Hands the bytes over: requests are small, so nothing is waited for. Raises httpcore.WriteError."""
        if self._transport.is_closing():
            raise httpcore.WriteError("connection closed")
        if self._transport.get_write_buffer_size() > _UNSENT:
            raise httpcore.WriteError("the server reads nothing of what it makes us say")
        self._transport.write(buffer)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> "Stream":
        """The same stream inside TLS. Raises HandshakeFailed, httpcore.ConnectTimeout."""
        try:
            async with asyncio.timeout(timeout):
                inner = await asyncio.get_running_loop().start_tls(
                    self._transport, self.wire, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as exc:
            self.abort()
            raise httpcore.ConnectTimeout("no end of the TLS handshake") from exc
        except (ssl.SSLError, ssl.CertificateError, OSError) as exc:
            self.abort()
            raise HandshakeFailed(refused(exc)) from exc
        if inner is None:
            raise HandshakeFailed("the connection was closed during the TLS handshake")
        self.wire.transport = self._transport = inner
        return self

    def abort(self) -> None:
        """Closes at once: nothing that matters is still to be sent."""
        self._transport.abort()

    async def aclose(self) -> None:
        """Closes at once."""
        self.abort()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about: the TLS object, and whether something waits on a connection that should be idle."""
        if info == "is_readable":
            return self.wire.ended or self.wire.waits
        return self._transport.get_extra_info(info)


def _late(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


def refused(exc: Exception) -> str:
    """Why TLS failed, for people: what is wrong with whose certificate, or the library's word for it."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {exc.verify_message or exc.reason}"
    reason = str(getattr(exc, "reason", "") or "").replace("_", " ").lower()
    if "certificate required" in reason or ("alert" in reason and "certificate" in reason):
        return f"the server wants a certificate of ours, or refuses it ({reason})"
    return f"the TLS handshake failed: {reason or exc or type(exc).__name__}"
