"""Whether a topic has more stories than usual. Pure.

What is usual is read from the same hours of the week: an hour is compared with itself and its neighbours of the last
28 days (12 hours), as outbreaks of disease are compared with the same weeks of former years (Farrington, Andrews,
Beale, Catchpole 1996, "A statistical algorithm for the early detection of outbreaks of infectious disease", J. R. Stat.
Soc. A 159). Twelve hours are few: their mean is drawn to the topic's mean, by as much as the hours of the week differ
less than chance lets them (empirical Bayes with a gamma prior: Robbins 1956; Clayton, Kaldor 1987). Bursts of the past
are cut down before they count. How improbable so many stories are is the tail of a Poisson distribution, or of a
negative binomial one (Noufaily et al. 2013, "An improved algorithm for outbreak detection …", Statist. Med. 32) where
the past was over-dispersed, by the score test of Dean and Lawless (1989, J. Am. Stat. Assoc. 84).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, exp, floor, lgamma, log, log1p, sqrt

from monitor.model.spike import DAYS, WINDOWS, Burst, Sensitivity

WEEK = 168  # hours
FLOOR = 4  # stories; fewer are never a spike
LEAST_TIMES = 1.5  # times the expected; less is no news, however sure
LEARNING_H = 24  # with less past than that nothing is said
BUSY = 2.0  # what an hour may have over the mean while its hour of the week is not known
COOL_DOWN = timedelta(hours=6)  # a spike is over when it has not held for so long; until then there is no second one
LOOK = timedelta(hours=3)  # bursts that ended longer ago are news no more
CAP = 4.0  # standard deviations at which an hour of the past is cut
SIGNIFICANT = 1.645  # of the score test: one-sided, 5 %
THRESHOLD: Mapping[Sensitivity, float] = {
    Sensitivity.OFF: 0.0, Sensitivity.LOW: 1e-7, Sensitivity.NORMAL: 1e-5, Sensitivity.HIGH: 1e-3,
}  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of a topic: stories an hour by hour of the week, over-dispersion (variance = mean + extra · mean²)
    by length of the window, and the hours of the past that this is read from."""

    rates: tuple[float, ...]
    extra: Mapping[int, float]
    hours: int

    @property
    def learning(self) -> bool:
        """Whether the past is shorter than 28 days, for what was watched of it."""
        return self.hours < DAYS * 24 * 0.9

    @property
    def silent(self) -> bool:
        """Whether the past is too short to say anything at all."""
        return self.hours < LEARNING_H


def hour_of(moment: datetime) -> int:
    """Hours since 1970, UTC."""
    return (moment - EPOCH) // HOUR


def learn(counts: Mapping[int, int], watched: Collection[int], changed: int | None = None) -> Usual:
    """What is usual, from stories by hour since 1970 and the hours that were watched; the others say nothing.
    `changed`: the hour at which the topic's query became another; what came before is raised to what comes since."""
    past = {hour: float(counts.get(hour, 0)) for hour in sorted(watched)}
    if changed is not None:
        past = _raised(past, changed)
    cut = _cut(past)
    rates = _cautious(_slots(cut).rates(), cut)
    doubt = 1 / (sum(cut.values()) + 0.5)
    return Usual(rates, {size: _extra(cut, rates, size) + doubt for size in WINDOWS}, len(past))


def _raised(past: Mapping[int, float], changed: int) -> dict[int, float]:
    """A query that finds more since it changed would make every hour a spike: the hours before are raised in
    proportion. One that finds less needs nothing."""
    before = {hour: count for hour, count in past.items() if hour < changed}
    if not before or len(before) == len(past):
        return dict(past)
    rates = _slots(before).rates()
    since = sum(count for hour, count in past.items() if hour >= changed)
    due = sum(rates[hour % WEEK] for hour in past if hour >= changed)
    times = max(1.0, (since + FLOOR) / (due + FLOOR))
    return {hour: count * times if hour < changed else count for hour, count in past.items()}


def _cautious(rates: tuple[float, ...], past: Mapping[int, float]) -> tuple[float, ...]:
    """In the first two weeks no hour is taken for quieter than the mean, and one of a week not yet seen for busier: a
    rhythm that was seen once is hardly one."""
    if len(past) >= 2 * WEEK or not past:
        return rates
    mean = sum(past.values()) / len(past)
    known = {hour % WEEK for hour in past} if len(past) >= WEEK else set()
    return tuple((1 if at in known else BUSY) * max(rate, mean) for at, rate in enumerate(rates))


@dataclass(frozen=True, slots=True)
class _Slots:
    """The hours of the week: stories and hours of each with its neighbours; the topic's mean, and how many hours that
    weighs."""

    sums: Sequence[float]
    sizes: Sequence[int]
    mean: float
    weight: float

    def rate(self, slot: int, less: float = 0.0, hours: int = 0) -> float:
        """Stories an hour, drawn to the mean; without some of the stories and hours."""
        return (self.sums[slot] - less + self.weight * self.mean) / (self.sizes[slot] - hours + self.weight)

    def rates(self) -> tuple[float, ...]:
        """Of every hour of the week."""
        return tuple(self.rate(slot) for slot in range(WEEK))


def _slots(past: Mapping[int, float]) -> _Slots:
    sums, sizes = [0.0] * WEEK, [0] * WEEK
    for hour, count in past.items():
        for near in (-1, 0, 1):
            sums[(hour + near) % WEEK] += count
            sizes[(hour + near) % WEEK] += 1
    mean = (sum(past.values()) + 0.5) / (len(past) + 1)
    return _Slots(sums, sizes, mean, _weight(sums, sizes, mean))


def _weight(sums: Sequence[float], sizes: Sequence[int], mean: float) -> float:
    """How many hours the mean weighs: few when the hours of the week differ by more than chance lets them."""
    seen = [(told / size, size) for told, size in zip(sums, sizes, strict=True) if size]
    if len(seen) < WEEK // 2:
        return float(WEEK)
    variance = sum((rate - mean) ** 2 for rate, _ in seen) / len(seen)
    chance = sum(mean / size for _, size in seen) / len(seen)
    between = variance - chance
    return min(float(WEEK), max(1.0, mean / between)) if between > 0 else float(WEEK)


def _cut(past: Mapping[int, float]) -> dict[int, float]:
    """The past with its bursts cut down to what the other weeks let expect, so that one does not hide the next."""
    slots = _slots(past)
    found = {}
    for hour, count in past.items():
        own = [past[near] for near in (hour - 1, hour, hour + 1) if near in past]
        rate = slots.rate(hour % WEEK, sum(own), len(own))
        found[hour] = min(count, rate + CAP * sqrt(rate) + 1)
    return found


def _extra(past: Mapping[int, float], rates: Sequence[float], size: int) -> float:
    """Over-dispersion in blocks of `size` hours; 0 where a score test finds none."""
    told: dict[int, float] = {}
    means: dict[int, float] = {}
    for hour, count in past.items():
        told[hour // size] = told.get(hour // size, 0.0) + count
        means[hour // size] = means.get(hour // size, 0.0) + rates[hour % WEEK]
    squares = sum(mean * mean for mean in means.values())
    excess = sum((told[block] - mean) ** 2 - told[block] for block, mean in means.items())
    if squares <= 0 or excess / sqrt(2 * squares) < SIGNIFICANT:
        return 0.0
    return excess / squares


def expected(usual: Usual, start: datetime, end: datetime) -> float:
    """How many stories (start, end] should have."""
    first, last = (start - EPOCH) / HOUR, (end - EPOCH) / HOUR
    return sum(
        usual.rates[hour % WEEK] * (min(last, hour + 1) - max(first, hour))
        for hour in range(floor(first), floor(last) + 1)
    )


def tail(count: int, mean: float, extra: float) -> float:
    """The probability of `count` or more: Poisson, or negative binomial with variance mean + extra · mean²."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count <= mean:
        return max(0.0, min(1.0, 1.0 - sum(_pmf(at, mean, extra) for at in range(count))))
    total, at, term = 0.0, count, _pmf(count, mean, extra)
    while term > total * 1e-10 and term > 0.0:
        total += term
        term *= _ratio(at, mean, extra)
        at += 1
    return min(1.0, total)


def _pmf(count: int, mean: float, extra: float) -> float:
    if extra < 1e-9:
        return exp(count * log(mean) - mean - lgamma(count + 1))
    shape = 1 / extra
    odds = log(mean) - log(mean + shape)
    return exp(lgamma(count + shape) - lgamma(shape) - lgamma(count + 1) - shape * log1p(mean * extra) + count * odds)


def _ratio(count: int, mean: float, extra: float) -> float:
    """The probability of one more, over that of `count`."""
    return mean * (1 + extra * count) / ((count + 1) * (1 + extra * mean))


def limit(mean: float, extra: float, sensitivity: Sensitivity) -> int:
    """The least number of stories that would be a spike where `mean` are expected. Not for "off"."""
    least = max(FLOOR, ceil(LEAST_TIMES * mean))
    step = 1
    while tail(least + step, mean, extra) > THRESHOLD[sensitivity]:
        step *= 2
    found = bisect_left(range(step), x=True, key=lambda more: tail(least + more, mean, extra) <= THRESHOLD[sensitivity])
    return least + found


def band(mean: float, extra: float, share: float = 0.95) -> tuple[int, int]:
    """The counts (least, most) between which that share of chance lies, the rest halved to both sides."""
    least = most = 0
    below, chance = 0.0, _pmf(0, mean, extra) if mean > 0 else 1.0
    while below + chance < (1 + share) / 2 and most < 10 * mean + 1000:
        below += chance
        least = most + 1 if below < (1 - share) / 2 else least
        chance *= _ratio(most, mean, extra)
        most += 1
    return least, most


def find(
    times: Sequence[datetime], now: datetime, usual: Usual, sensitivity: Sensitivity, look: timedelta = LOOK
) -> Burst | None:
    """The most improbable burst among the stories that began at `times`, in one of the windows that ended with a story
    not long before `now`; None when all is as usual, or too little is known of it."""
    if usual.silent or sensitivity is Sensitivity.OFF:
        return None
    told = sorted(at for at in times if at <= now)
    found = [
        burst
        for end in dict.fromkeys(told[bisect_right(told, now - look) :])
        for size in WINDOWS
        if (burst := _burst(told, end, size, usual)) and is_spike(burst, sensitivity)
    ]
    return min(found, key=lambda burst: (burst.tail, burst.hours, burst.end), default=None)


def _burst(told: Sequence[datetime], end: datetime, size: int, usual: Usual) -> Burst | None:
    start = end - size * HOUR
    stories = bisect_right(told, end) - bisect_right(told, start)
    if stories < FLOOR:
        return None
    mean = expected(usual, start, end)
    return Burst(start, end, size, stories, mean, tail(stories, mean, usual.extra[size]))


def is_spike(burst: Burst, sensitivity: Sensitivity) -> bool:
    """Whether a burst is one to that taste."""
    enough = burst.stories >= max(FLOOR, LEAST_TIMES * burst.expected)
    return enough and burst.tail <= THRESHOLD[sensitivity] and sensitivity is not Sensitivity.OFF


def within(told: Sequence[datetime], start: datetime, end: datetime) -> int:
    """How many of the sorted times lie in (start, end]."""
    return bisect_left(told, end + timedelta(microseconds=1)) - bisect_right(told, start)


def reason(burst: Burst, usual: Usual, sensitivity: Sensitivity) -> str:
    """Why it is a spike, in a sentence."""
    span = "an hour" if burst.hours == 1 else f"{burst.hours} hours"
    odds = f"1 in {_round(1 / burst.tail):,}" if burst.tail > 1e-9 else "less than 1 in a thousand million"
    model = "a negative binomial" if usual.extra[burst.hours] > 1 / 50 else "a Poisson"
    words = (
        f"{burst.stories} stories in {span}, where these hours of the week have {_number(burst.expected)}: "
        f"so many or more come by chance in {odds} such spans ({model} tail, sensitivity {sensitivity})"
    )
    days = usual.hours // 24
    return f"{words}. Still learning: {days} of {DAYS} days known." if usual.learning else f"{words}."


def _round(value: float) -> int:
    """Two leading digits."""
    scale = int(10 ** max(0, len(str(int(value))) - 2))
    return int(value) // scale * scale


def _number(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"
