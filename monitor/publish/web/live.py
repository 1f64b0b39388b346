"""`/live`: server-sent events that say "something is new", by the change counter, read once a second for all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

READ_S = 1.0
PING_S = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    """One reader of the counter, as long as anybody listens."""

    def __init__(self, read: Callable[[], int]) -> None:
        """`read` gives the change counter; it is called in a thread."""
        self._read, self._seen = read, 0
        self._closed = False
        self._listeners: set[asyncio.Event] = set()
        self._reader: asyncio.Task[None] | None = None

    def close(self) -> None:
        """End every stream: the server is going down. Call it inside the loop."""
        self._closed = True
        if self._reader:
            self._reader.cancel()
        for listener in self._listeners:
            listener.set()

    def respond(self, _request: Request) -> StreamingResponse:
        """A stream of change numbers."""
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=HEADERS)

    async def _events(self) -> AsyncIterator[str]:
        listener = asyncio.Event()
        self._listeners.add(listener)
        self._start()
        try:
            yield "retry: 5000\n\n"
            while not self._closed:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(listener.wait(), PING_S)
                yield f"event: change\ndata: {self._seen}\n\n" if listener.is_set() else ": ping\n\n"
                listener.clear()
        finally:
            self._listeners.discard(listener)

    def _start(self) -> None:
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        with contextlib.suppress(Exception):
            self._seen = await run_in_threadpool(self._read)
        while self._listeners and not self._closed:
            await asyncio.sleep(READ_S)
            with contextlib.suppress(Exception):  # the database may be away for a while: the next second asks again
                self._note(await run_in_threadpool(self._read))

    def _note(self, counter: int) -> None:
        if counter != self._seen:
            self._seen = counter
            for listener in self._listeners:
                listener.set()
