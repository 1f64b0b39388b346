"""Who waits for whom: a crowd of slow servers, or of large bodies, does not hold up the others."""

import asyncio

import pytest

from monitor.collect import turns
from monitor.collect.budget import SMALL, Budget
from monitor.collect.turns import Turns

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def occupy(line: Turns, host: str, begun: list[str]) -> None:
    async with line.turn(host):
        begun.append(host)
        await asyncio.sleep(60)


async def hold(line: Turns, count: int) -> tuple[list[str], list[asyncio.Task[None]]]:
    """So many hosts that do not end their turn; those whose turn has come."""
    begun: list[str] = []
    tasks = [asyncio.create_task(occupy(line, f"slow{n}", begun)) for n in range(count)]
    await asyncio.sleep(0.01)
    return begun, tasks


async def end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_slow_turns_make_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)
    line = Turns(at_once=4, per_host=1, gap_s=0)
    begun, tasks = await hold(line, 4)
    assert len(begun) == 4
    async with asyncio.timeout(10), line.turn("quick"):
        pass
    await end(tasks)


async def test_there_is_a_limit_to_slow_turns_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)
    line = Turns(at_once=2, per_host=1, gap_s=0)
    begun, tasks = await hold(line, 20)
    await asyncio.sleep(0.5)
    assert len(begun) == 2 * (1 + turns.SLOW_SHARE)
    await end(tasks)
    async with asyncio.timeout(10), line.turn("a"), line.turn("b"):  # every place came back
        waiting = asyncio.create_task(occupy(line, "c", begun))
        await asyncio.sleep(0)
    await end([waiting])


async def test_large_bodies_leave_room_for_small_ones() -> None:
    budget = Budget(limit=8 * SMALL)
    oldest, large, small = budget.open(), budget.open(), budget.open()
    await oldest.grow(4 * SMALL)
    waits = asyncio.create_task(large.grow(3 * SMALL))
    async with asyncio.timeout(10):
        await small.grow(SMALL)
    assert not waits.done()
    oldest.close()
    async with asyncio.timeout(10):
        await waits
    assert budget.held == 4 * SMALL
