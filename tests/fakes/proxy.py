"""A real HTTP proxy: CONNECT for tunnels, absolute addresses for the rest. It resolves every name to one port."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.fakes.listening import listening


@dataclass
class FakeProxy:
    """`to`: where all names lead. `login`: user:password that it asks for."""

    to: tuple[str, int]
    login: str | None = None
    refuses: int | None = None  # a status for whoever comes
    heads: list[str] = field(default_factory=list)  # what was asked of it, as it came
    connections: int = 0
    port: int = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeProxy"]:
        async with listening(self._connected) as self.port:
            yield self

    def url(self, login: str | None = None) -> str:
        return f"http://{login + '@' if login else ''}127.0.0.1:{self.port}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        if (status := self._refusal(head)) is not None:
            writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        there, out = await asyncio.open_connection(*self.to)
        if head.startswith("CONNECT "):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            out.write(_as_origin(head))
        try:
            await _both(reader, writer, there, out)
        finally:
            out.transport.abort()

    def _refusal(self, head: str) -> int | None:
        if self.refuses is not None:
            return self.refuses
        if self.login is None:
            return None
        said = f"Proxy-Authorization: Basic {base64.b64encode(self.login.encode()).decode()}\r\n"
        return None if said in head else 407


def _as_origin(head: str) -> bytes:
    """The head as the server gets it: without the host in the first line, and without what is the proxy's."""
    first, *lines = head.split("\r\n")
    method, url, version = first.split(" ")
    path = "/" + url.removeprefix("http://").partition("/")[2]
    kept = [line for line in lines if not line.lower().startswith("proxy-")]
    return "\r\n".join([f"{method} {path} {version}", *kept]).encode("latin-1")


async def _both(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: asyncio.StreamReader, out: asyncio.StreamWriter
) -> None:
    up = asyncio.create_task(_pumped(reader, out))
    try:
        await _pumped(there, writer)  # when the server is done, so are we
    finally:
        up.cancel()


async def _pumped(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        sink.write(data)
        await sink.drain()
