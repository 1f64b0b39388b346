"""The daemon: the roles that a process can play, ingest, judge and web, until it is told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from monitor.app import App
from monitor.daemon.ingest import ingest
from monitor.daemon.judging import judge
from monitor.daemon.serving import web
from monitor.daemon.shift import Hears, Rereads, Shift
from monitor.daemon.signals import answered
from monitor.errors import MonitorError

ROLES = ("ingest", "judge", "web")


async def serve(
    app: App,
    *,
    roles: tuple[str, ...] = ROLES,
    stop: asyncio.Event | None = None,
    reread: Rereads | None = None,
    hear: Hears | None = None,
) -> None:
    """Play these roles in this process until told to stop (SIGTERM, SIGINT, `stop`). Nothing is lost on the way out."""
    shift = Shift(app, stop or asyncio.Event(), reread, hear=hear)
    players = {"ingest": ingest, "judge": judge, "web": web}
    ends = dict.fromkeys((signal.SIGTERM, signal.SIGINT), shift.stop.set)
    with answered({**ends, signal.SIGHUP: shift.read_again}):
        try:
            async with asyncio.TaskGroup() as group:
                for role in roles:
                    group.create_task(_played(players[role], shift), name=role)
        except* MonitorError as errors:
            raise errors.exceptions[0] from None


async def _played(player: Callable[[Shift], Awaitable[None]], shift: Shift) -> None:
    """A role that ends, for whatever reason, ends the shift."""
    try:
        await player(shift)
    finally:
        shift.stop.set()
