"""The role ingest: polls what is due, delivers what waits, sweeps."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from contextlib import aclosing

from monitor.app import App, access_of, headers_of, open_line
from monitor.collect import memory
from monitor.daemon.metronome import metronome
from monitor.daemon.shift import Shift
from monitor.daemon.watching import Watch
from monitor.lang import language
from monitor.lang.hosts import registrable_domain
from monitor.poll.line import Line
from monitor.poll.poller import Poller
from monitor.publish import composing, deliver
from monitor.publish.channels import channels_from
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
            clock.every(
                min(DELIVER_S, app.options.poll.tick_s * 3),
                lambda: _apart(lambda: send_due(shift.app, shift.stop.is_set)),
            )
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


def send_due(app: App, stop: Callable[[], bool] = lambda: False) -> None:
    """Compose the editions that are due, and deliver what waits in the outbox, until `stop`."""
    now, options = app.clock.now(), app.options
    composing.compose_due(app.db, now=now, options=options)
    channels = channels_from(options)
    try:
        deliver.deliver_due(app.db, channels, now=now, options=options, stop=stop)
    finally:
        for channel in channels.values():
            channel.close()


async def _apart(work: Callable[[], None]) -> None:
    """Run it in a thread that our exit does not wait for: a mail server may take a minute to answer, a stop may not.
    Every step of a delivery is committed before it is taken, so it can be left at any moment."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: Exception | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def run() -> None:
        fault: Exception | None = None
        try:
            work()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            fault = error
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(settle, fault)

    threading.Thread(target=run, name="deliver", daemon=True).start()
    await done
