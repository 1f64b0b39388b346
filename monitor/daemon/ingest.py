"""The role ingest: polls what is due, delivers what waits, sweeps."""

import asyncio
import contextlib
import time
from contextlib import aclosing
from functools import partial

from monitor.app import App, access_of, headers_of, open_line
from monitor.collect import memory
from monitor.daemon.metronome import metronome
from monitor.daemon.posting import apart, errands
from monitor.daemon.shift import Shift
from monitor.daemon.watching import Watch
from monitor.lang import language
from monitor.lang.hosts import registrable_domain
from monitor.poll.line import Line
from monitor.poll.poller import Poller
from monitor.publish.retagging import Retagger
from monitor.store import health, judging, leases

DELIVER_S = 15.0
LOOK_S = 1.0  # between two looks for topics that were saved
RETAG_S = 2.0  # between two looks for wishes to match the archive again
SWEEP_S = 3600.0
WATCH_S = 30.0
STOP_S = 10.0  # how long polls in flight may go on after a stop was asked for


async def ingest(shift: Shift) -> None:
    """Poll what is due, send what is due, sweep now and then."""
    app = shift.app
    memory.give_back()
    await asyncio.to_thread(_read_tables)
    with leases.only_daemon(app.db), open_line(app) as line:
        health.note_downtime(app.db, app.clock.now())
        shift.on_reread.append(lambda new: _take_over(line, new))
        poller = Poller(line, shift.hear)
        async with aclosing(line.fetcher), metronome() as clock:
            clock.every(app.options.poll.tick_s, poller.tick)
            clock.every(min(LOOK_S, app.options.poll.tick_s), line.look_around)
            for errand in errands(shift):
                clock.every(min(DELIVER_S, app.options.poll.tick_s * 3), partial(apart, errand))
            clock.every(RETAG_S, lambda: asyncio.to_thread(retag, shift))
            watch = Watch(lambda: shift.app)
            clock.every(min(WATCH_S, app.options.poll.tick_s * 6), lambda: asyncio.to_thread(watch))
            clock.every(SWEEP_S, lambda: asyncio.to_thread(sweep, shift.app))
            await shift.stop.wait()
            poller.close()  # a tick that starts now would only be given up again
            await _wind_down(poller)


def _read_tables() -> None:
    """Before there are polls to hold up."""
    language.ready()
    registrable_domain("news.example.org")


def _take_over(line: Line, new: App) -> None:
    line.take_over(new.book, new.topics, headers_of(new.settings), access_of(new.settings))


async def _wind_down(poller: Poller) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(poller.drain(), STOP_S)
    await poller.stop()


def sweep(app: App) -> None:
    """Throw away what nobody looks at any more: old poll events, fingerprints past their days."""
    now = app.clock.now()
    health.sweep(app.db, now)
    app.db.run(lambda conn: judging.prune(conn, now))


def retag(shift: Shift) -> None:
    """Match the archive again where somebody wished it, until nothing is left or a stop: half of the time, so that
    polling goes on."""
    work = Retagger(shift.app.db, shift.app.clock.now)
    while not shift.stop.is_set():
        begun = time.monotonic()
        if work.step() is None:
            return
        time.sleep(time.monotonic() - begun)
