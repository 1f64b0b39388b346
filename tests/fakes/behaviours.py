"""What a server may do to us, each a behaviour for `FeedServer.routes`."""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Mapping

from tests.fakes.feedserver import Behaviour, Call

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Launch notes</title>'
    b"<item><guid>1</guid><title>A pad</title><link>/a</link></item></channel></rss>"
)


def head(status: int = 200, **headers: object) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(*parts: bytes, pause: float = 0.0) -> Behaviour:
    """Exactly these bytes, with a pause before each part but the first; then the connection is closed."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        for n, part in enumerate(parts):
            if n and pause:
                await asyncio.sleep(pause)
            writer.write(part)
            await writer.drain()

    return behave


def answer(body: bytes = FEED, status: int = 200, **headers: object) -> Behaviour:
    return raw(head(status, Content_Length=len(body), **headers) + body)


def conditional(body: bytes = FEED, etag: str = '"v1"', **headers: object) -> Behaviour:
    """304 to who knows the validator."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        if call.headers.get("if-none-match") == etag:
            writer.write(head(304, ETag=etag, **headers))
        else:
            writer.write(head(200, ETag=etag, Content_Length=len(body), **headers) + body)

    return behave


def redirect(to: str, status: int = 302) -> Behaviour:
    return answer(b"", status, Location=to)


def packed(body: bytes, encoding: str, data: bytes | None = None) -> Behaviour:
    made = zlib.compress(body) if encoding == "deflate" else gzip.compress(body)
    return answer(made if data is None else data, Content_Encoding=encoding)


def stalls(*parts: bytes) -> Behaviour:
    """These bytes, then silence on an open connection."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
        await writer.drain()
        await asyncio.sleep(60)

    return behave


def drips(start: bytes, drop: bytes, pause: float) -> Behaviour:
    """`start`, then a drop every `pause` seconds, for ever: no single read ever times out."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            await asyncio.sleep(pause)
            writer.write(drop)
            await writer.drain()

    return behave


def endless(start: bytes, piece: bytes) -> Behaviour:
    """`start`, then pieces as fast as they are taken."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return behave


def resets(*parts: bytes) -> Behaviour:
    """These bytes, then RST instead of FIN."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.02)
        at_once = struct.pack("ii", 1, 0)  # a linger of no time: the close is a reset
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        writer.transport.abort()

    return behave


def by_host(answers: Mapping[str, Behaviour]) -> Behaviour:
    """Another behaviour for each Host."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        await answers[call.headers["host"].partition(":")[0]](call, writer)

    return behave


def by_path(answers: Mapping[str, Behaviour]) -> Behaviour:
    """Another behaviour for each path."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        await answers[call.path.partition("?")[0]](call, writer)

    return behave
