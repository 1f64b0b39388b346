"""The stream of events: one reader for everybody, and an end that nobody waits for."""

import threading
from collections.abc import Iterator

import anyio
import pytest

from monitor.publish.web import live as live_module
from monitor.publish.web.live import Live

pytestmark = pytest.mark.anyio


async def test_a_change_reaches_every_listener_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "READ_S", 0.01)
    counter, begun = [7], threading.Event()

    def read() -> int:
        seen = counter[0]
        begun.set()
        return seen

    live = Live(read)
    one, two = live._events(), live._events()
    with anyio.fail_after(5):
        assert [await anext(one), await anext(two)] == ["retry: 5000\n\n"] * 2
        await anyio.to_thread.run_sync(begun.wait)
        counter[0] = 8
        assert [await anext(one), await anext(two)] == ["event: change\ndata: 8\n\n"] * 2
    live.close()


async def test_closing_ends_the_stream_at_once() -> None:
    live = Live(lambda: 1)
    events = live._events()
    await anext(events)
    live.close()
    with anyio.fail_after(2):
        rest = [event async for event in events]
    assert len(rest) <= 1


async def test_a_database_that_is_away_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "READ_S", 0.01)
    answers: Iterator[int | OSError] = iter([1, OSError("away"), OSError("away"), 2])

    def read() -> int:
        answer = next(answers, 2)
        if isinstance(answer, OSError):
            raise answer
        return answer

    live = Live(read)
    events = live._events()
    with anyio.fail_after(5):
        await anext(events)
        assert await anext(events) == "event: change\ndata: 2\n\n"
    live.close()
