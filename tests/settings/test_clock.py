from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import ConfigurationError
from monitor.model.clock import ScaledClock, SystemClock, clock_from

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class World:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def test_the_world_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_news_time_hurries_until_it_meets_the_world() -> None:
    world = World(NOON)
    clock = ScaledClock(NOON - timedelta(hours=48), 2880, world=world)
    assert clock.now() == NOON - timedelta(hours=48)
    world.at += timedelta(seconds=30)
    assert clock.now() == NOON - timedelta(hours=24)
    world.at += timedelta(seconds=60)
    assert clock.now() == world.at
    world.at += timedelta(days=1)
    assert clock.now() == world.at


def test_one_that_starts_in_the_future_is_not_held_back() -> None:
    world = World(NOON)
    clock = ScaledClock(NOON + timedelta(days=1), 60, world=world)
    world.at += timedelta(minutes=1)
    assert clock.now() == NOON + timedelta(days=1, hours=1)


def test_processes_that_get_its_text_agree() -> None:
    clock = ScaledClock(NOON - timedelta(hours=48), 0.5, NOON)
    other = clock_from(str(clock), "demo-1")
    assert isinstance(other, ScaledClock)
    assert (other.start, other.rate, other.anchor) == (clock.start, clock.rate, clock.anchor)


def test_it_is_refused_for_a_database_that_is_no_play() -> None:
    text = "start=2026-11-21T00:00;rate=60"
    assert isinstance(clock_from(None, "news"), SystemClock)
    assert isinstance(clock_from(text, "/tmp/Demo.db"), ScaledClock)
    with pytest.raises(ConfigurationError, match="neither demo nor test"):
        clock_from(text, "/srv/news.db")


@pytest.mark.parametrize(
    "text", ["rate=60", "start=yesterday", "start=2026-11-21;rate=fast", "start=2026-11-21;x=1", "no"]
)
def test_what_cannot_be_read_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        clock_from(text, "test.db")
