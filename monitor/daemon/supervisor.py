"""The supervisor: one process a role, restarted with back-off when it dies, stopped together.

A child watches its standard input: when the supervisor is gone, however it went, the pipe closes and the child stops.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.daemon.signals import answered

log = logging.getLogger("monitor.supervisor")
SUPERVISED = "MONITOR_SUPERVISED"  # set for children: the declaring is done, and the pipe is to be watched
STOP_S = 18.0  # SIGTERM to exit, for all; then they are killed
FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 60.0
HEALTHY_S = 60.0  # one that lived this long starts again at the shortest pause
CONFIGURATION = 78


@dataclass(slots=True)
class Troupe:
    """The roles, and how to start each: `command` with the role's name behind it."""

    command: Sequence[str]
    roles: Sequence[str]
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    children: set[Process] = field(default_factory=set)
    failed: int = 0

    async def play(self) -> int:
        """Keep every role alive until told to stop. The exit code: 0, or that of a role that can not run at all."""
        ends = dict.fromkeys((signal.SIGTERM, signal.SIGINT), self.stop.set)
        with answered({**ends, signal.SIGHUP: self._hang_up}):
            await asyncio.gather(*(self._keep(role) for role in self.roles))
        return self.failed

    async def _keep(self, role: str) -> None:
        pause = FIRST_PAUSE_S
        while not self.stop.is_set():
            started = time.monotonic()
            code = await self._once(role)
            if code == CONFIGURATION:  # does not mend itself: everybody stops
                self.failed = code
                self.stop.set()
            if self.stop.is_set():
                return
            pause = FIRST_PAUSE_S if time.monotonic() - started > HEALTHY_S else pause
            log.warning("%s ended with code %s; starting it again in %.0f s", role, code, pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), pause)
            pause = min(pause * 2, LAST_PAUSE_S)

    async def _once(self, role: str) -> int:
        environment = {**os.environ, SUPERVISED: "1"}
        child = await asyncio.create_subprocess_exec(*self.command, role, stdin=PIPE, env=environment)
        self.children.add(child)
        ended, asked = asyncio.create_task(child.wait()), asyncio.create_task(self.stop.wait())
        await asyncio.wait((ended, asked), return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not ended.done():
            await self._end(child, ended)
        self.children.discard(child)
        return await ended

    async def _end(self, child: Process, ended: asyncio.Task[int]) -> None:
        self._tell(child, signal.SIGTERM)
        done, _ = await asyncio.wait((ended,), timeout=STOP_S)
        if not done:
            log.error("process %s did not stop in time and is killed; its leases will run out", child.pid)
            self._tell(child, signal.SIGKILL)

    @staticmethod
    def _tell(child: Process, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(number)

    def _hang_up(self) -> None:
        for child in self.children:
            self._tell(child, signal.SIGHUP)


def supervised() -> bool:
    """Whether this process was started by a supervisor."""
    return SUPERVISED in os.environ


async def until_orphaned(stop: asyncio.Event) -> None:
    """In a child: set `stop` when the supervisor's end of our standard input closes."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    stop.set()
