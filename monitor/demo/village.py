"""The servers around the monitor in a demo: newsroom, SMTP, mailbox; on one thread of their own."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from monitor.demo import http, smtp
from monitor.demo.mailbox import Mailbox
from monitor.demo.newsroom import Newsroom

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers listen, all on loopback."""

    news: int
    smtp: int
    mailbox: int


class Village:
    """Starts on `with`, is gone after it. `mailbox_port` 0, or a taken one, gives any free port."""

    def __init__(self, newsroom: Newsroom, now: Callable[[], datetime], *, mailbox_port: int = 0) -> None:
        """`now` gives news time."""
        self.newsroom, self.now, self.wanted = newsroom, now, mailbox_port
        self.mailbox = Mailbox(now)
        self._ready: Future[Ports] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="demo-village", daemon=True)

    @property
    def ports(self) -> Ports:
        """Where it listens, once it does."""
        return self._ready.result(timeout=30)

    def __enter__(self) -> Self:
        """Start and wait until every port is open."""
        self._thread.start()
        self._ready.result(timeout=30)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop and wait for the thread."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=10)

    async def _live(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            servers = [
                await http.serve(lambda ask: self.newsroom.answer(ask, self.now()), LOOPBACK, 0),
                await smtp.serve(self.mailbox.keep, LOOPBACK, 0),
                await self._mailbox_server(),
            ]
        except OSError as error:
            return self._ready.set_exception(error)
        self._ready.set_result(Ports(*(http.port_of(server) for server in servers)))
        await self._stop.wait()
        for server in servers:
            server.close()
        return None

    async def _mailbox_server(self) -> asyncio.Server:
        try:
            return await http.serve(self.mailbox.answer, LOOPBACK, self.wanted)
        except OSError:
            return await http.serve(self.mailbox.answer, LOOPBACK, 0)
