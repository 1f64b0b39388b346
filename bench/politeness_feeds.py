"""A simulated press: feeds of ten kinds of rhythm, each a list of publishing times made from a seed.

Rates vary from feed to feed (log-uniformly), hours are those of a zone of the feed's own, and news comes in clusters.
Times are seconds since the start of the simulation, which is a Monday, 0:00 UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log
from random import Random

HOUR, DAY = 3600.0, 86_400.0
ZONES = (-8, -5, -5, -3, 0, 0, 1, 1, 2, 3, 5.5, 8, 8, 9, 9, 10)


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: when it publishes, how many entries its document shows, and what its dates are worth."""

    number: int
    kind: str
    times: tuple[float, ...]  # ascending
    length: int
    dates: str  # true | none | shifted (a clock some hours off)


def press(count: int, days: int, seed: int) -> tuple[Feed, ...]:
    """`count` feeds, each kind as often as the others, from 60 days before the start until its end."""
    return tuple(_feed(number, days, Random(f"{seed}/{number}")) for number in range(count))


def _feed(number: int, days: int, dice: Random) -> Feed:
    kind = tuple(KINDS)[number % len(KINDS)]
    rate, length, busy = KINDS[kind](dice, days)
    times = sorted(_times(rate, busy, -60 * DAY, days * DAY, dice))
    dates = dice.choices(("true", "none", "shifted"), (85, 10, 5))[0]
    return Feed(number, kind, tuple(times), length, dates)


Rate = Callable[[float], float]  # entries a day at a time
Made = tuple[Rate, int, float]  # rate, length of the document, highest rate


def _times(rate: Rate, busy: float, start: float, end: float, dice: Random) -> list[float]:
    """A Poisson process by thinning; one in eight entries brings another within minutes (news comes in clusters)."""
    found, at = [], start
    while (at := at + dice.expovariate(busy) * DAY) < end:
        if dice.random() * busy < rate(at):
            found.append(at)
            if dice.random() < 1 / 8:
                found.append(at + dice.expovariate(1 / 300))
    return [at for at in found if at < end]


def _between(dice: Random, low: float, high: float) -> float:
    return exp(dice.uniform(log(low), log(high)))


def _local(at: float, zone: float) -> tuple[int, float]:
    """Weekday (Monday 0) and hour in a zone."""
    local = at + zone * HOUR
    return int(local // DAY) % 7, local % DAY / HOUR


def _wire(dice: Random, _: int) -> Made:
    """Around the clock, busier by day."""
    a_day, zone = _between(dice, 60, 400), dice.choice(ZONES)
    return (lambda at: a_day * (1.5 if 7 <= _local(at, zone)[1] < 20 else 0.6)), dice.choice((30, 50, 100)), a_day * 1.5


def _agency(dice: Random, _: int) -> Made:
    """Office hours of its zone, workdays."""
    a_day, zone = _between(dice, 4, 40), dice.choice(ZONES)

    def rate(at: float) -> float:
        day, hour = _local(at, zone)
        return a_day * (2.6 if day < 5 and 9 <= hour < 18 else 0.03)

    return rate, dice.choice((10, 20, 30, 50)), a_day * 2.6


def _bulletin(dice: Random, _: int) -> Made:
    """Once a day, at its hour, give or take some minutes."""
    hour, spread = dice.uniform(0, 24), 1 / 6
    return (lambda at: _pulse(at % DAY / HOUR, hour, spread, 24) * 0.98), dice.choice((10, 20)), 0.98 * 24 / spread


def _pulse(hour: float, middle: float, spread: float, period: float) -> float:
    """A rate that adds up to one a period, all within `spread` hours behind `middle`."""
    return period / spread if (hour - middle) % period < spread else 0.0


def _weekly(dice: Random, _: int) -> Made:
    """A magazine: some articles together, once a week."""
    articles, hour = _between(dice, 2, 15), dice.uniform(0, 168)

    def rate(at: float) -> float:
        return articles * _pulse(at % (7 * DAY) / HOUR, hour, 2, 168) / 7

    return rate, dice.choice((10, 20, 30)), articles * 84 / 7


def _bursty(dice: Random, days: int) -> Made:
    """Quiet days, and now and then hours full of breaking news."""
    calm, storm = _between(dice, 0.5, 4), _between(dice, 100, 500)
    storms = _spans(dice, days, 6, (2, 10))
    return (lambda at: storm if _inside(storms, at) else calm), dice.choice((15, 20, 30)), storm


def _spans(dice: Random, days: int, every_days: float, hours: tuple[float, float]) -> list[tuple[float, float]]:
    found, at = [], -60 * DAY
    while (at := at + dice.expovariate(1 / (every_days * DAY))) < days * DAY:
        found.append((at, at + dice.uniform(*hours) * HOUR))
    return found


def _inside(spans: list[tuple[float, float]], at: float) -> bool:
    return any(start <= at < end for start, end in spans)


def _sleeper(dice: Random, days: int) -> Made:
    """Silent for weeks, then some days of life."""
    awake, a_day = _spans(dice, days, 18, (24, 96)), _between(dice, 2, 20)
    return (lambda at: a_day if _inside(awake, at) else 0.0), dice.choice((10, 20)), a_day


def _torrent(dice: Random, _: int) -> Made:
    """High volume and a short document."""
    a_day, zone = _between(dice, 150, 900), dice.choice(ZONES)
    return (lambda at: a_day * (1.6 if 7 <= _local(at, zone)[1] < 19 else 0.4)), dice.randint(10, 20), a_day * 1.6


def _blog(dice: Random, _: int) -> Made:
    """Sparse: an article every few days, by day."""
    a_day, zone = _between(dice, 0.1, 1.5), dice.choice(ZONES)
    return (lambda at: a_day * (1.8 if 8 <= _local(at, zone)[1] < 21 else 0.1)), dice.choice((10, 15, 25)), a_day * 1.8


def _weekend(dice: Random, _: int) -> Made:
    """A paper that comes on Saturdays and Sundays."""
    a_day, zone = _between(dice, 5, 60), dice.choice(ZONES)

    def rate(at: float) -> float:
        day, hour = _local(at, zone)
        return a_day * (4 if 5 <= hour < 10 else 0.4) if day >= 5 else a_day * 0.02

    return rate, dice.choice((20, 30, 50)), a_day * 4


def _turncoat(dice: Random, days: int) -> Made:
    """Office hours at first; half way through the month it changes zone and volume."""
    first, zone = _between(dice, 3, 60), dice.choice(ZONES)
    second, other = _between(dice, 3, 60), dice.choice(ZONES)

    def rate(at: float) -> float:
        a_day, where = (first, zone) if at < days * DAY / 2 else (second, other)
        day, hour = _local(at, where)
        return a_day * (2.2 if day < 6 and 8 <= hour < 19 else 0.05)

    return rate, dice.choice((15, 20, 40)), max(first, second) * 2.2


KINDS: Mapping[str, Callable[[Random, int], Made]] = {
    "wire": _wire,
    "agency": _agency,
    "daily bulletin": _bulletin,
    "weekly magazine": _weekly,
    "breaking news": _bursty,
    "silent for weeks": _sleeper,
    "short document": _torrent,
    "blog": _blog,
    "weekend paper": _weekend,
    "changes half way": _turncoat,
}
