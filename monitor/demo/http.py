"""A small HTTP/1.1 server on asyncio streams, for loopback only: GET and HEAD, keep-alive, nothing else."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

HEAD_BYTES = 64 * 1024
IDLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: lower-case host without port, path without query, headers in lower case."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; Content-Length and Connection are added."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Ask], Reply]


async def serve(handler: Handler, host: str, port: int) -> asyncio.Server:
    """A server that answers with `handler`. Port 0 takes any free one. Raises OSError when the port is taken."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while await _exchange(handler, reader, writer):
                pass
        writer.close()

    return await asyncio.start_server(talk, host, port, limit=HEAD_BYTES)


def port_of(server: asyncio.Server) -> int:
    """The port that a server got."""
    return int(server.sockets[0].getsockname()[1])


async def _exchange(handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """One request and its answer; whether the connection stays open."""
    async with asyncio.timeout(IDLE_S):
        head = await reader.readuntil(b"\r\n\r\n")
    ask = read_head(head)
    if ask is None:
        writer.write(write_reply(Reply(400, b"bad request\n"), with_body=True, close=True))
        return False
    reply = handler(ask) if ask.method in ("GET", "HEAD") else Reply(405, b"only GET\n", {"Allow": "GET, HEAD"})
    close = reply.status == HTTPStatus.METHOD_NOT_ALLOWED or ask.headers.get("connection", "").lower() == "close"
    writer.write(write_reply(reply, with_body=ask.method != "HEAD", close=close))
    await writer.drain()
    return not close


def read_head(head: bytes) -> Ask | None:
    """The request, or None when it is not one."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        return None
    pairs = (line.partition(":") for line in lines[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    host = headers.get("host", "").rsplit(":", 1)[0].lower()
    return Ask(words[0], host, words[1].partition("?")[0], headers)


def write_reply(reply: Reply, *, with_body: bool, close: bool) -> bytes:
    """The bytes of an answer."""
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if reply.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(reply.body)}")
    lines.append(f"Connection: {'close' if close else 'keep-alive'}")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return head + reply.body if with_body else head
