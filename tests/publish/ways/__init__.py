"""A way to be opened for each channel there is: one file here for one file there.

Each module has `opened(folder, fault)`, a context manager that yields a `Way`, and `FAULTS`: what the other end may do
(None: it behaves), with what the channel must make of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from monitor.publish.channels import Channel, Result


@dataclass
class Arrival:
    """What came out at the other end: its id, and all of its text."""

    id: str
    text: str


@dataclass
class Way:
    """A channel, how its recipients are called, and what came out at its other end."""

    channel: Channel
    arrived: Callable[[], list[Arrival]]
    recipients: tuple[str, ...] = ("mina@example.org", "b@example.org", "c@example.org")
    nobody: tuple[str, ...] = ()  # that nothing can be sent to
    secrets: tuple[str, ...] = field(default=())  # that no answer may repeat


@dataclass(frozen=True)
class Fault:
    """`what` the other end does; the result, how many copies came, and whether it was committed before."""

    name: str
    what: Any
    result: type[Result]
    copies: int
    committed: bool
