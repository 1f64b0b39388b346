"""What leaves the house: editions composed when they are due, and the outbox emptied, each channel by itself."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial

from monitor.app import App
from monitor.daemon.shift import Shift
from monitor.publish import alerting, composing, deliver
from monitor.publish.channels import channel_names, channels_from


def errands(shift: Shift) -> Iterator[Callable[[], None]]:
    """What is to be done every few seconds. A server that hangs holds up its own channel, and nothing else."""
    yield lambda: compose(shift.app)
    for name in channel_names():
        yield partial(_deliver, shift, name)


def compose(app: App) -> None:
    """Compose the alerts and the editions that are due."""
    now, options = app.clock.now(), app.options
    alerting.alert_due(app.db, now=now, options=options)
    composing.compose_due(app.db, now=now, options=options)
    deliver.deliver_strays(app.db, channel_names(), now=now, options=options)


def _deliver(shift: Shift, name: str) -> None:
    app = shift.app
    channel = channels_from(app.options)[name]
    try:
        deliver.deliver_channel(app.db, channel, now=app.clock.now(), options=app.options, stop=shift.stop.is_set)
    finally:
        channel.close()


async def apart(work: Callable[[], None]) -> None:
    """Run it in a thread that our exit does not wait for: a mail server may take minutes to answer, a stop may not.
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
