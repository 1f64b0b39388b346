"""The watch of the daemon: topics when something is new, pairs now and then, with the configuration in force."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.daemon.watching import Watch
from monitor.model.spike import PairSpec
from monitor.store import change, silences, spikes
from monitor.store.database import Database
from tests.builders.press import HOUR, Press

NOW = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Hand:
    """A clock that is set by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class House:
    """As much of an app as the watch asks for."""

    db: Database
    clock: Hand = field(default_factory=Hand)
    pairs: tuple[PairSpec, ...] = ()

    def app(self) -> Any:
        return SimpleNamespace(db=self.db, clock=self.clock, settings=SimpleNamespace(pairs=self.pairs))


@pytest.fixture
def house(sqlite_database: Database) -> House:
    return House(sqlite_database)


def told(house: House) -> tuple[int, int]:
    with house.db.read() as conn:
        return len(spikes.spikes(conn)), len(silences.open_now(conn))


def test_a_spike_is_found_at_the_tick_after_the_judge(house: House) -> None:
    press = Press(house.db, NOW)
    watch = Watch(house.app)
    watch()
    assert told(house) == (0, 0)
    press.articles(*({"at": NOW - (12 + 5 * turn) * MINUTE} for turn in range(9)))
    watch()
    assert told(house) == (0, 0)  # nobody said that something changed
    house.db.run(change.bump)
    watch()
    assert told(house) == (1, 0)


def test_time_alone_ends_a_spike(house: House) -> None:
    press = Press(house.db, NOW)
    press.articles(*({"at": NOW - (12 + 5 * turn) * MINUTE} for turn in range(9)))
    watch = Watch(house.app)
    watch()
    house.clock.at = NOW + 7 * HOUR
    watch()
    with house.db.read() as conn:
        (found,) = spikes.spikes(conn)
    assert found.until == house.clock.at


def test_pairs_are_those_of_the_configuration_in_force(house: House) -> None:
    press = Press(house.db, NOW)
    press.article(NOW - 50 * HOUR, feed="one")
    watch = Watch(house.app)
    watch()
    assert told(house) == (0, 0)
    house.pairs = (PairSpec("gazette", ("one", "two"), hours=48),)
    house.clock.at += 5 * MINUTE
    watch()
    assert told(house) == (0, 0)
    house.clock.at += 5 * MINUTE
    watch()
    assert told(house) == (0, 1)
