"""The role web: the dashboard under uvicorn, inside our own loop."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn

from monitor.daemon.shift import Shift
from monitor.errors import ConfigurationError
from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.settings import forming


class _Server(uvicorn.Server):
    """uvicorn inside our loop: signals are ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def web(shift: Shift) -> None:
    """The dashboard, until told to stop; requests in flight get two seconds."""
    options = shift.app.options.web
    groups = dict(shift.app.settings.groups)
    groups |= {name: terms for spec in shift.app.topics.specs for name, terms in spec.aliases}
    destinations = shift.app.options.destinations
    asgi = site.build(
        shift.app.db, options, shift.app.clock, groups=groups, shared=shift.app.settings.groups,
        rules=partial(forming.digest, destinations=destinations),
        destinations={one.slug: one.channel for one in destinations},
    )  # fmt: skip
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
    site.close(asgi)
    server.should_exit = True
    await serving


async def _serve_web(server: _Server, options: WebOptions) -> None:
    try:
        await server.serve()
    except SystemExit as error:  # uvicorn's way to say that the port is taken
        raise ConfigurationError(
            f"the dashboard cannot listen on {options.host}:{options.port}; is something else there? Use --port"
        ) from error
