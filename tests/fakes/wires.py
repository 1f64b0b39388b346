"""A server for every way that bytes can travel: plain or in TLS, one answer a connection or many, asking for a
certificate or not. What it answers to anything but /warm is said by a behaviour."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.behaviours import FEED
from tests.fakes.feedserver import Behaviour, Call
from tests.fakes.listening import listening

TLS = Path(__file__).parent / "tls"
AUTHORITY = str(TLS / "authority.pem")
WARM = b"<rss>warm</rss>"


def context(certificate: str, *, asks: bool = False, h2: bool = False) -> ssl.SSLContext:
    """A server's: with `certificate` (a name in tls/), perhaps wanting one of the client's."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(TLS / f"{certificate}.pem")
    if asks:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(AUTHORITY)
    made.set_alpn_protocols(["h2", "http/1.1"] if h2 else ["http/1.1"])
    return made


@dataclass
class WireServer:
    """`certificate`: None is plain HTTP. Connections stay open between answers, as long as the behaviour lets them."""

    behaviour: Behaviour
    certificate: str | None = None
    asks: bool = False
    host: str = "127.0.0.1"
    calls: list[Call] = field(default_factory=list)
    by_connection: list[int] = field(default_factory=list)  # the number of the connection that each call came on
    names: list[str | None] = field(default_factory=list)  # as TLS clients asked for
    subjects: list[object] = field(default_factory=list)  # of clients' certificates
    connections: int = 0
    port: int = 0

    @property
    def scheme(self) -> str:
        return "http" if self.certificate is None else "https"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["WireServer"]:
        secure = None if self.certificate is None else context(self.certificate, asks=self.asks)
        if secure is not None:
            secure.sni_callback = lambda _, name, __: self.names.append(name)
        async with listening(self._connected, self.host, secure) as self.port:
            yield self

    def url(self, path: str = "/feed", host: str = "outlet.example") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if (peer := writer.get_extra_info("peercert")) is not None:
                self.subjects.append(peer.get("subject"))
            await self._serve(reader, writer, self.connections)
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            going_on = True
            while going_on:
                call = await heard(reader)
                self.calls.append(call)
                self.by_connection.append(number)
                await (warm if call.path.startswith("/warm") else self.behaviour)(call, writer)
                await writer.drain()
                going_on = call.headers.get("connection") != "close" and call.path.startswith(("/warm", "/open"))


async def warm(call: Call, writer: asyncio.StreamWriter) -> None:
    """A short answer, on a connection that may go on."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(WARM), WARM))


async def heard(reader: asyncio.StreamReader) -> Call:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    return Call(head[0].split()[1], headers, asyncio.get_running_loop().time())


def good(**headers: object) -> Behaviour:
    """The feed, in one piece, on a connection that may go on."""

    async def behave(call: Call, writer: asyncio.StreamWriter) -> None:
        said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(FEED)}\r\n{said}\r\n".encode() + FEED)

    return behave
