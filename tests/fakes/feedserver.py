"""A feed server on a real socket that does what each path is told to do, and remembers who came."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from monitor.collect.fetch import Fetcher
from monitor.model.options import FetchOptions

TLS = b"\x16"  # the first byte of a handshake
Behaviour = Callable[["Call", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Call:
    path: str
    headers: dict[str, str]
    at: float


@dataclass
class FeedServer:
    """`routes` says how each path, each host, or "*" behaves; `host` is where it listens."""

    host: str = "127.0.0.1"
    routes: dict[str, Behaviour] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0
    port: int = 0
    greeting: bytes | None = None  # sent to whoever connects, before a word is heard

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FeedServer"]:
        server = await asyncio.start_server(self._connected, self.host, 0, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        self._tasks: set[asyncio.Task[None]] = set()
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def options(self, **changed: object) -> FetchOptions:
        """Options that let a fetcher come here, with small limits and no gap."""
        place = f"{self.host}:{self.port}"
        settings: dict[str, object] = {
            "allow": (place,), "resolve": (("*.example", place),), "host_gap_s": 0.0, "connect_s": 0.5, "read_s": 0.4,
            "deadline_s": 1.0, "wire_bytes": 200_000, "decoded_bytes": 400_000,
        }  # fmt: skip
        return FetchOptions(**{**settings, **changed})  # type: ignore[arg-type]

    @asynccontextmanager
    async def fetcher(self, **changed: object) -> AsyncIterator[Fetcher]:
        fetcher = Fetcher(self.options(**changed))
        try:
            yield fetcher
        finally:
            await fetcher.aclose()

    def behaviour(self, call: Call) -> Behaviour:
        """What to do: as the route of the path says, else that of the host, else that of "*", else nothing at all."""
        names = (call.path.partition("?")[0], call.headers.get("host", "").partition(":")[0], "*")
        return next((self.routes[name] for name in names if name in self.routes), _silence)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            if self.greeting is not None:
                writer.write(self.greeting)
            await self._serve(reader, writer)
        finally:
            self.open_now -= 1
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            call = await _heard(reader)
            self.calls.append(call)
            await self.behaviour(call)(call, writer)
            await writer.drain()
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()


async def _silence(call: Call, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _heard(reader: asyncio.StreamReader) -> Call:
    """What a client asks for. One that begins a TLS handshake asks for no path; the host is named in its greeting."""
    now = asyncio.get_running_loop().time
    first = await reader.readexactly(1)
    if first == TLS:
        names = re.findall(rb"[a-z0-9.-]+\.example", await reader.read(4096))
        return Call("", {"host": names[0].decode() if names else ""}, now())
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    return Call(head[0].split()[1], headers, now())
