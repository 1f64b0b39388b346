"""An HTTP/2 server over TLS, frame by frame: a behaviour gets the connection's state and does what it likes with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from tests.fakes.listening import listening
from tests.fakes.wires import WARM, context


@dataclass
class Asked:
    """One request: its stream, and the state of its connection."""

    stream: int
    headers: dict[str, str]
    state: h2.connection.H2Connection
    writer: asyncio.StreamWriter

    async def flush(self) -> None:
        self.writer.write(self.state.data_to_send())
        await self.writer.drain()

    async def answer(self, body: bytes, status: str = "200", **headers: str) -> None:
        said = [(":status", status), *((name.replace("_", "-"), value) for name, value in headers.items())]
        self.state.send_headers(self.stream, said)
        size = self.state.max_outbound_frame_size
        for n in range(0, len(body), size):
            self.state.send_data(self.stream, body[n : n + size])
        self.state.end_stream(self.stream)
        await self.flush()

    async def raw(self, *parts: bytes) -> None:
        """Bytes past the state, as no library would send them."""
        for part in parts:
            self.writer.write(part)
        await self.writer.drain()


Frames = Callable[[Asked], Awaitable[None]]


@dataclass
class H2Server:
    """Answers /warm by itself, and anything else as the behaviour says."""

    behaviour: Frames
    certificate: str = "good"
    host: str = "127.0.0.1"
    asked: list[dict[str, str]] = field(default_factory=list)
    by_connection: list[int] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["H2Server"]:
        async with listening(self._connected, self.host, context(self.certificate, h2=True)) as self.port:
            yield self

    def url(self, path: str = "/feed", host: str = "outlet.example") -> str:
        return f"https://{host}:{self.port}{path}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        config = h2.config.H2Configuration(
            client_side=False, validate_outbound_headers=False, normalize_outbound_headers=False
        )
        state = h2.connection.H2Connection(config=config)
        try:
            with suppress(ConnectionError, h2.exceptions.H2Error, asyncio.CancelledError):
                state.initiate_connection()
                await self._serve(reader, writer, state, number)
        finally:
            writer.transport.abort()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: h2.connection.H2Connection, number: int
    ) -> None:
        writer.write(state.data_to_send())
        while data := await reader.read(65_536):
            for event in state.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    await self._one(event, Asked(event.stream_id or 0, {}, state, writer), number)
            writer.write(state.data_to_send())
            await writer.drain()

    async def _one(self, event: h2.events.RequestReceived, asked: Asked, number: int) -> None:
        asked.headers.update({bytes(n).decode(): bytes(v).decode("latin-1") for n, v in event.headers or ()})
        self.asked.append(asked.headers)
        self.by_connection.append(number)
        await (asked.answer(WARM) if asked.headers[":path"].startswith("/warm") else self.behaviour(asked))
