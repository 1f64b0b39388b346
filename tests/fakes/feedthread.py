"""The feed server in a loop and a thread of its own, for commands that bring their own loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.feedserver import Behaviour, FeedServer


@contextmanager
def serving(routes: dict[str, Behaviour]) -> Iterator[FeedServer]:
    """A server that does as `routes` say while the block runs."""
    server, ready, loop = FeedServer(routes=routes), threading.Event(), asyncio.new_event_loop()
    done = asyncio.Event()

    async def serve() -> None:
        async with server.running():
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield server
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()
