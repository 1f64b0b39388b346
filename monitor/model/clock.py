"""News time: the clock that is handed down as `now`. Machine time (deadlines, politeness) never comes from here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from monitor.errors import ConfigurationError

PLAY = ("demo", "test")  # a database whose name says neither keeps the time of the world


class Clock(Protocol):
    """Whoever knows what time it is in the news."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


def world_time() -> datetime:
    """The time of the world, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The time of the world."""

    def now(self) -> datetime:
        """The present in UTC."""
        return world_time()


class ScaledClock:
    """News time that began at `start` when the world's was `anchor`, and runs `rate` times as fast.

    One that starts in the past stops hurrying when it meets the time of the world, and stays with it.
    """

    def __init__(
        self,
        start: datetime,
        rate: float,
        anchor: datetime | None = None,
        world: Callable[[], datetime] = world_time,
    ) -> None:
        """All processes that get the same three values agree; without `anchor` the clock starts now."""
        self.start, self.rate, self._world = start.astimezone(UTC), rate, world
        self.anchor = (anchor or world()).astimezone(UTC)

    def now(self) -> datetime:
        """The present of the news, in UTC."""
        world = self._world()
        news = self.start + (world - self.anchor) * self.rate
        return min(news, world) if self.start <= self.anchor else news

    def __str__(self) -> str:
        """The form that `clock_from` reads: what a child process is given as MONITOR_CLOCK."""
        return f"start={self.start.isoformat()};rate={self.rate:g};anchor={self.anchor.isoformat()}"


def clock_from(text: str | None, database_name: str) -> Clock:
    """The clock that MONITOR_CLOCK (`start=ISO;rate=N[;anchor=ISO]`) asks for; without it, the time of the world.

    Raises ConfigurationError when it cannot be read, or when the database is neither a demo's nor a test's.
    """
    if not text:
        return SystemClock()
    if not any(word in database_name.lower() for word in PLAY):
        raise ConfigurationError(
            "MONITOR_CLOCK is set, but the database's name says neither demo nor test. Unset it, or take another."
        )
    return _scaled(text)


def _scaled(text: str) -> ScaledClock:
    try:
        parts = dict(part.strip().split("=", 1) for part in text.split(";") if part.strip())
        anchor = parts.pop("anchor", None)
        start, rate = _instant(parts.pop("start")), float(parts.pop("rate", "1"))
        if parts or not 0 <= rate <= 1e9:
            raise ValueError(text)
        return ScaledClock(start, rate, _instant(anchor) if anchor else None)
    except (ValueError, KeyError) as error:
        raise ConfigurationError(
            f"MONITOR_CLOCK={text} cannot be read. Write start=2026-11-21T09:00:00+00:00;rate=2880"
        ) from error


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
