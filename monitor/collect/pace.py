"""How long to wait before a feed is polled again, decided by what it is expected to bring, and why, in a sentence.

The next poll is when the intensity of polling, summed over the hours to come, reaches one. The intensity goes with a
power of the rate of entries between the two known optima: the square root, which makes the mean delay least for a given
number of polls (Cho and Garcia-Molina, "Effective page refresh policies", 2003), and the rate itself, which brings most
articles early. It never falls so low that much of the document would be new. `bench/politeness.py` chose the numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import exp, sqrt
from math import pow as power

from monitor.collect.profile import Forecast, forecast, minute_of
from monitor.model.feed import Priority, Rhythm
from monitor.model.options import PollOptions

POLLS_AN_HOUR = 2.0  # of a feed that brings one entry an hour, eagerness being 1
POWER = 0.9
TURNOVER, LEAST_TURNOVER, MOST_TURNOVER = 0.3, 0.2, 0.75  # share of the document that may be new at the next poll
BURST = 0.8  # … when a burst like the liveliest hour it had begins just after this one
HEAT_S = 3 * 3600  # for so long a burst or a lull is expected to last
HEAT_PRIOR = 2.0
LEAST_HEAT, MOST_HEAT = 0.25, 30.0
EAGERNESS = {Priority.HIGH: 2.0, Priority.NORMAL: 1.0, Priority.LOW: 0.5}


@dataclass(frozen=True, slots=True)
class Tempo:
    """What sets the intensity of polling."""

    expects: Forecast
    heat: float  # by which it is livelier just now than its profile says
    length: int  # entries of its document; 0: not known
    eager: float
    peak: float = 0.0  # entries an hour when it was liveliest


def tempo(rhythm: Rhythm, options: PollOptions, priority: Priority) -> Tempo:
    """The tempo of a feed as its rhythm says."""
    eager = options.eagerness * EAGERNESS[priority]
    return Tempo(forecast(rhythm.profile), heat(rhythm), rhythm.length, eager, rhythm.peak)


def heat(rhythm: Rhythm) -> float:
    """How much livelier than its profile a feed has been in the last hours."""
    found = (HEAT_PRIOR + rhythm.recent) / (HEAT_PRIOR + rhythm.expected)
    return min(MOST_HEAT, max(LEAST_HEAT, found))


def turnover(eager: float) -> float:
    """Share of the document that may be new at the next poll: what is not eager is content with less overlap."""
    return max(LEAST_TURNOVER, min(MOST_TURNOVER, TURNOVER * power(eager, -1 / 3)))


def wait(at: Tempo, now: datetime, options: PollOptions) -> float:
    """Seconds until the next poll, between the floor and the cap."""
    eager, most = at.eager * POLLS_AN_HOUR, turnover(at.eager) * at.length
    guard = at.peak / (BURST * at.length) * min(1.0, sqrt(at.eager)) if at.length else 0.0

    def intensity(rate: float) -> float:
        wanted = eager * power(rate, POWER)
        if not most:
            return wanted
        return max(wanted, rate / most, guard * min(1.0, sqrt(rate / at.expects.mean)))

    return max(options.floor_s, min(options.cap_s, _reached(at, now, options.cap_s, intensity)))


def until(entries: float, at: Tempo, now: datetime, cap_s: float) -> float:
    """Seconds until so many entries are to be expected; at most `cap_s`."""
    return _reached(at, now, cap_s, lambda rate: rate / entries)


def _reached(at: Tempo, now: datetime, cap_s: float, intensity: Callable[[float], float]) -> float:
    """Seconds until an intensity (an hour, of the rate then) sums up to one; at most `cap_s`."""
    minute, left, waited = minute_of(now), 1.0, 0.0
    while waited < cap_s:
        length = 60 - minute % 60
        rate = at.expects.rate(minute) * (1 + (at.heat - 1) * exp(-(waited + 30 * length) / HEAT_S))
        done = intensity(rate) * length / 60
        if done >= left:
            return min(cap_s, waited + 60 * length * left / done)
        left, waited, minute = left - done, waited + 60 * length, minute + length
    return cap_s
