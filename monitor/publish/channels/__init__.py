"""Channels: ways out. Each is one module here with `make(options) -> Channel`; its name is the module's.

A channel gets one message for one recipient and says how it went, as a value. It calls `committed` at the last
moment at which it can still be sure that nothing arrived; what goes wrong later than that is `Unknown`.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from monitor.model.options import Options
from monitor.publish.message import Outgoing


@dataclass(frozen=True, slots=True)
class Sent:
    """It was taken: these are the server's words."""

    answer: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be taken for this recipient."""

    answer: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The recipient says that it is no more: nothing goes there again until a person says so."""

    answer: str


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not taken now; another try may succeed. `stop`: the whole channel is down, do not try others just now.
    `after_s`: how long the other side asked us to wait."""

    answer: str
    stop: bool = False
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken: nobody answered after the end of the message. `again`: the other side knows doubles by
    their id, so it is tried as if it had not."""

    answer: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """Surely not taken, and nothing will be until somebody mends the configuration. `stop`: for no recipient."""

    answer: str
    stop: bool = True


Result = Sent | Refused | Gone | Later | Unknown | Misconfigured


class Channel(Protocol):
    """A way out. Used by one thread at a time; may keep a connection between two `send`."""

    @property
    def name(self) -> str:
        """What a digest's `channel` says."""

    def trouble(self, recipient: str) -> str | None:
        """Why nothing can ever be sent to `recipient` as things are configured, with the mend; None when nothing stands
        against it. Asks nobody."""

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """Send one message. Never raises for what a server does; what `committed` raises passes through."""

    def close(self) -> None:
        """Give up what was kept between two messages. Never raises."""


@cache
def channel_names() -> tuple[str, ...]:
    """Every channel there is."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def channels_from(options: Options) -> dict[str, Channel]:
    """Every channel, by name. Opens no connection."""
    return {name: _make(name, options) for name in channel_names()}


def _make(name: str, options: Options) -> Channel:
    made: Channel = importlib.import_module(f"{__name__}.{name}").make(options)
    return made
