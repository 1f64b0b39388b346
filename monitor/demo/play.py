"""The demo from its first to its last second: the servers around it, the daemon in the middle, the guide beside it."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor import daemon
from monitor.app import App
from monitor.demo import compose
from monitor.demo.compose import Stage
from monitor.demo.newsroom import Newsroom
from monitor.demo.seeds import SPAN_H, Seeds
from monitor.demo.village import Ports, Village
from monitor.model.clock import ScaledClock
from monitor.model.fetching import GOOD
from monitor.poll import Polled
from monitor.settings import Settings
from monitor.store import upgrade
from monitor.store.database import Database

GRACE_S = 30.0  # how long the last articles may take to be judged and mailed
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Beat:
    """How far the demo is. `hours` of 48; `mails` in the mailbox."""

    now: datetime
    hours: float
    polls: int
    failed: int
    new: int
    revised: int
    mails: int


@dataclass(slots=True)
class Tally:
    """What the polls came to so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    new: int = 0
    revised: int = 0

    def __call__(self, polled: Polled) -> None:
        """One poll ended."""
        self.outcomes[polled.event.outcome] += 1
        self.new += len(polled.landed.new)
        self.revised += len(polled.landed.revised)

    @property
    def failed(self) -> int:
        """Polls that brought nothing because something was wrong."""
        return sum(count for outcome, count in self.outcomes.items() if outcome not in GOOD)


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is set up: everything but the daemon runs."""

    stage: Stage
    app: App
    ports: Ports
    village: Village
    clock: ScaledClock
    tally: Tally = field(default_factory=Tally)

    def beat(self) -> Beat:
        """How far it is now."""
        now = self.clock.now()
        hours = min(max((now - self.clock.start) / timedelta(hours=1), 0.0), SPAN_H)
        tally = self.tally
        return Beat(
            now=now,
            hours=hours,
            polls=sum(tally.outcomes.values()),
            failed=tally.failed,
            new=tally.new,
            revised=tally.revised,
            mails=len(self.village.mailbox.mails),
        )

    @property
    def met(self) -> bool:
        """Whether news time has met the time of the world."""
        return datetime.now(UTC) - self.clock.now() < timedelta(seconds=1)


@contextmanager
def set_up(base: Settings, seeds: Seeds, stage: Stage) -> Iterator[Demo]:
    """Open the newsroom, the mailbox and a fresh database; close them at the end.

    The database is made first, so that the clock starts when everything is ready to read it.
    """
    fresh = Database(stage.database_url)
    upgrade.upgrade(fresh)
    fresh.close()
    clock = compose.clock(stage.seconds, datetime.now(UTC))
    with Village(Newsroom(seeds, clock.start), clock.now, mailbox_port=stage.mailbox_port) as village:
        app = App.open(compose.settings(base, seeds, stage, village.ports, clock))
        try:
            yield Demo(stage, app, village.ports, village, clock)
        finally:
            app.close()


async def play(demo: Demo, tell: Callable[[Beat], None], met: Callable[[], None], *, leave: bool = False) -> None:
    """Run until told to stop; with `leave`, until the 48 hours have passed and nothing is left to do.

    `tell` is called twice a second until news time meets the world's, then `met`, once.
    """
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch(demo, tell, met, stop if leave else None))
    try:
        await daemon.serve(demo.app, stop=stop, hear=demo.tally)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(demo: Demo, tell: Callable[[Beat], None], met: Callable[[], None], stop: asyncio.Event | None) -> None:
    while not demo.met:
        tell(demo.beat())
        await asyncio.sleep(LOOK_S)
    await _settled(demo)
    tell(demo.beat())
    met()
    if stop is not None:
        stop.set()


async def _settled(demo: Demo) -> None:
    """Wait until polls and mails have come to rest: the same numbers for three looks, or the grace is over."""
    deadline, seen, same = asyncio.get_running_loop().time() + GRACE_S, (-1, -1), 0
    while same < 3 and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(LOOK_S)
        beat = demo.beat()
        same, seen = (same + 1 if (beat.new, beat.mails) == seen else 0), (beat.new, beat.mails)
