"""One process at work: what it holds, and its wish to stop."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from monitor.app import App
from monitor.errors import ConfigurationError
from monitor.poll import Polled

log = logging.getLogger("monitor.daemon")

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
        except Exception:
            log.exception("the configuration was not taken over, the old one stays in force")
            return
        for listener in self.on_reread:
            listener(self.app)
        log.info("configuration read again")

    async def rest(self, seconds: float) -> bool:
        """Wait, but not past a stop. True when it is time to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)
        return self.stop.is_set()
