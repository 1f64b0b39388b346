"""The metronome: a few ticks, each of which asks the database what is due; and the roles that one process can play.

APScheduler is only a clock here: it never decides that something is due.
"""

import asyncio
import contextlib
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.app import App, headers_of, holder, open_line
from monitor.errors import ConfigurationError, LostLease, MonitorError
from monitor.judge import judge_batch
from monitor.model.options import WebOptions
from monitor.poll import Polled
from monitor.poller import Poller
from monitor.publish import composing, deliver
from monitor.publish.channels import channels_from
from monitor.publish.web import site
from monitor.store import health, judging, leases

log = logging.getLogger("monitor.daemon")
ROLES = ("ingest", "judge", "web")
DELIVER_S = 15.0
SWEEP_S = 3600.0
JUDGE_REST_S = 0.5  # between two looks for unjudged articles when there were none
STOP_S = 10.0  # how long polls in flight may go on after a stop was asked for
JOB_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}

Rereads = Callable[[App], App]
Hears = Callable[[Polled], None]


@dataclass(slots=True)
class Shift:
    """One process at work: its app (replaced when the configuration is read again), and the wish to stop."""

    app: App
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reread: Rereads | None = None
    on_reread: list[Callable[[App], None]] = field(default_factory=list)
    hear: Hears | None = None

    def read_again(self) -> None:
        """SIGHUP: take the new configuration, or keep the old one and say so."""
        if self.reread is None:
            return
        try:
            self.app = self.reread(self.app)
        except ConfigurationError as error:
            log.error("the configuration was not taken over, the old one stays in force:\n%s", error)
            return
        for listener in self.on_reread:
            listener(self.app)
        log.info("configuration read again")

    async def rest(self, seconds: float) -> bool:
        """Wait, but not past a stop. True when it is time to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)
        return self.stop.is_set()


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
    with _signals(shift):
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


@contextmanager
def _signals(shift: Shift) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, shift.stop.set)
    loop.add_signal_handler(signal.SIGHUP, shift.read_again)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


# --- ingest: polls and delivers ---


async def ingest(shift: Shift) -> None:
    """Poll what is due, send what is due, sweep now and then."""
    app = shift.app
    with leases.only_daemon(app.db), open_line(app) as line:
        health.note_downtime(app.db, app.clock.now())
        shift.on_reread.append(lambda new: line.take_over(new.book, new.topics, headers_of(new.settings)))
        poller = Poller(line, shift.hear)
        async with aclosing(line.fetcher), _metronome() as clock:
            _every(clock, app.options.poll.tick_s, poller.tick)
            _every(
                clock,
                min(DELIVER_S, app.options.poll.tick_s * 3),
                lambda: _apart(lambda: send_due(shift.app, shift.stop.is_set)),
            )
            _every(clock, SWEEP_S, lambda: asyncio.to_thread(sweep, shift.app))
            await shift.stop.wait()
            await _wind_down(poller)


async def _wind_down(poller: Poller) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(poller.drain(), STOP_S)
    await poller.stop()


def sweep(app: App) -> None:
    """Throw away what nobody looks at any more: old poll events, fingerprints past their days."""
    now = app.clock.now()
    health.sweep(app.db, now)
    app.db.run(lambda conn: judging.prune(conn, now))


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


@asynccontextmanager
async def _metronome() -> AsyncIterator[AsyncIOScheduler]:
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a tick waits for the one before is no news
    scheduler = AsyncIOScheduler(job_defaults=JOB_DEFAULTS, timezone="UTC")
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def _every(scheduler: AsyncIOScheduler, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    async def tick() -> None:
        try:
            await work()
        except Exception:
            log.exception("a tick failed; the next one tries again")

    scheduler.add_job(tick, "interval", seconds=seconds)


# --- judge ---


async def judge(shift: Shift) -> None:
    """Judge what is unjudged, under the lease `judge`; while somebody else holds it, wait."""
    while not shift.stop.is_set():
        token = await asyncio.to_thread(_take_judge_lease, shift.app)
        if token is None:
            await shift.rest(5.0)
            continue
        try:
            await _judge_while_held(shift, token)
        except LostLease:
            log.warning("another process judges now")
        except Exception:
            log.exception("judging failed; trying again")
            await shift.rest(2.0)


def _take_judge_lease(app: App) -> int | None:
    return leases.take(app.db, "judge", holder(), app.options.judge.lease_s)


async def _judge_while_held(shift: Shift, token: int) -> None:
    try:
        while not shift.stop.is_set():
            judged = await asyncio.to_thread(_judge_some, shift.app, token)
            if not judged and await shift.rest(JUDGE_REST_S):
                break
    finally:
        await asyncio.to_thread(leases.release, shift.app.db, "judge", token)


def _judge_some(app: App, token: int) -> int:
    leases.renew(app.db, "judge", token, app.options.judge.lease_s)
    return judge_batch(app.db, now=app.clock.now(), options=app.options.judge, token=token, book=app.book)


# --- web ---


class _Server(uvicorn.Server):
    """uvicorn inside our loop: signals are ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def web(shift: Shift) -> None:
    """The dashboard, until told to stop; requests in flight get two seconds."""
    options = shift.app.options.web
    asgi = site.build(shift.app.db, options, shift.app.clock)
    config = uvicorn.Config(
        asgi,
        host=options.host,
        port=options.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
        server_header=False,
        proxy_headers=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(_serve_web(server, options))
    await asyncio.wait((serving, asyncio.create_task(shift.stop.wait())), return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving


async def _serve_web(server: _Server, options: WebOptions) -> None:
    try:
        await server.serve()
    except SystemExit as error:  # uvicorn's way to say that the port is taken
        raise ConfigurationError(
            f"the dashboard cannot listen on {options.host}:{options.port}; is something else there? Use --port"
        ) from error


def with_address(app: App, host: str | None, port: int | None) -> App:
    """The app with the dashboard at another address; `base_url` follows when it was the address itself."""
    web = app.options.web
    if host is None and port is None:
        return app
    moved = replace(web, host=host or web.host, port=web.port if port is None else port)
    if web.base_url == f"http://{web.host}:{web.port}":
        moved = replace(moved, base_url=f"http://{moved.host}:{moved.port}")
    options = replace(app.options, web=moved)
    return replace(app, settings=replace(app.settings, options=options))
