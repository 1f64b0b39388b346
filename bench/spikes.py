"""How often a spike is told where there is none, and how soon where there is one.

    python -m bench.spikes [--months 20] [--seed 1]     simulated topics: false alarms, power, delay
    python -m bench.spikes --database URL               the stories of a database (the demo's, a newsroom's own)

A simulated topic has a rhythm of the day and of the week, a mood that wanders (log-normal, hours to days), and press:
now and then several papers open stories of their own within an hour or two, which is what a quiet month has too.
"""

import argparse
import math
import random
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, select

from monitor.curate import spike
from monitor.model.spike import Sensitivity
from monitor.publish import spiking
from monitor.store import spike_past
from monitor.store.database import Database
from monitor.store.schema import article, feed

START = datetime(2026, 1, 5, tzinfo=UTC)
MEANS = (0.02, 0.1, 0.5, 2.0, 10.0)  # stories an hour
TIMES = (2, 4, 8)
BURST = timedelta(hours=6)
MONTH_H = 28 * 24
RELEARN_H = 24
TASTES = (Sensitivity.LOW, Sensitivity.NORMAL, Sensitivity.HIGH)


@dataclass(frozen=True, slots=True)
class World:
    """How restless a topic is: the daily swing, the share of a weekend day, the mood's spread, and press a month."""

    name: str
    swing: float
    weekend: float
    mood: float
    press: float  # stories that come in clusters, as a share of all


WORLDS = (World("even", 0.0, 1.0, 0.0, 0.0), World("rhythm", 0.8, 0.5, 0.0, 0.0), World("newsy", 0.8, 0.5, 0.4, 0.15))


def stories(world: World, mean: float, hours: int, dice: random.Random) -> list[datetime]:
    """The times at which stories begin, in order."""
    shape = [_shape(world, hour) for hour in range(spike.WEEK)]
    level = sum(shape) / len(shape)
    told: list[datetime] = []
    mood = 0.0
    keep = math.exp(-1 / 12)
    for hour in range(hours):
        mood = keep * mood + world.mood * math.sqrt(1 - keep * keep) * dice.gauss(0, 1)
        rate = mean * shape[hour % spike.WEEK] / level * math.exp(mood - world.mood**2 / 2)
        told += [_at(hour, dice) for _ in range(poisson(rate * (1 - world.press), dice))]
        for _ in range(poisson(rate * world.press / 2.5, dice)):  # a cluster has 2.5 on average
            told += [_at(hour, dice) + timedelta(hours=dice.expovariate(1.0)) for _ in range(1 + poisson(1.5, dice))]
    return sorted(told)


def _shape(world: World, hour: int) -> float:
    day = math.exp(world.swing * math.cos((hour % 24 - 14) * math.pi / 12))
    return day * (world.weekend if hour // 24 in (5, 6) else 1.0)


def _at(hour: int, dice: random.Random) -> datetime:
    return START + timedelta(hours=hour + dice.random())


def poisson(mean: float, dice: random.Random) -> int:
    """A Poisson number, by counting exponential gaps."""
    count, left = 0, mean
    while (left := left - dice.expovariate(1.0)) > 0:
        count += 1
    return count


class Reader:
    """A topic's stories as the product reads them: what is usual, learnt anew every few hours."""

    def __init__(self, told: Sequence[datetime]) -> None:
        """`told` in order."""
        self.told = told
        self.counts = Counter(spike.hour_of(one) for one in told)
        self._usual: tuple[int, spike.Usual] | None = None

    def usual(self, hour: int) -> spike.Usual:
        """As learnt at this hour of the simulation: the newest hours are no part of it."""
        if self._usual is None or hour - self._usual[0] >= RELEARN_H:
            base, first = spike.hour_of(START), max(0, hour - MONTH_H)
            watched = range(base + first, base + hour - min(27, (hour - first) // 4))
            self._usual = hour, spike.learn(self.counts, watched)
        return self._usual[1]

    def alarms(self, first: int, last: int, tastes: Sequence[Sensitivity]) -> dict[Sensitivity, list[datetime]]:
        """When spikes were told in the hours from `first` up to `last`: looked for at every story, with the product's
        cool-down; no story makes two."""
        found: dict[Sensitivity, list[datetime]] = {taste: [] for taste in tastes}
        held: dict[Sensitivity, datetime] = {}
        spent = dict.fromkeys(tastes, 0)
        for at, now in enumerate(self.told):
            hour = int((now - START) / spike.HOUR)
            day = bisect_right(self.told, now - timedelta(hours=24))
            if not first <= hour < last or at + 1 - day < spike.FLOOR:
                continue
            usual = self.usual(hour)
            if _find(self.told[day : at + 1], usual, Sensitivity.HIGH) is None:
                continue
            for taste in tastes:
                if taste in held and now - held[taste] > spike.COOL_DOWN:
                    spent[taste] = bisect_right(self.told, held.pop(taste))
                if _find(self.told[max(spent[taste], day) : at + 1], usual, taste) is not None:
                    found[taste] += [] if taste in held else [now]
                    held[taste] = now
        return found


def _find(told: Sequence[datetime], usual: spike.Usual, taste: Sensitivity) -> object:
    return spike.find(told, told[-1], usual, taste, look=timedelta(microseconds=1)) if told else None


def quiet(world: World, mean: float, months: int, seed: int) -> dict[str, float]:
    """False alarms a month: after 28 days for each taste, and in the first 28 days at "normal"."""
    dice = random.Random(f"{seed} {world.name} {mean}")
    counts: Counter[str] = Counter()
    for _ in range(months):
        reader = Reader(stories(world, mean, 2 * MONTH_H, dice))
        for taste, found in reader.alarms(MONTH_H, 2 * MONTH_H, TASTES).items():
            counts[taste.value] += len(found)
        young = Reader(reader.told).alarms(0, MONTH_H, (Sensitivity.NORMAL,))
        counts["learning"] += len(young[Sensitivity.NORMAL])
    return {name: counts[name] / months for name in ("low", "normal", "high", "learning")}


def burst(world: World, mean: float, times: int, given: tuple[int, int, Sensitivity]) -> tuple[float, float | None]:
    """(share of bursts found while they last, median hours until they were): six hours with `times` the stories.
    `given`: months, seed, sensitivity."""
    months, seed, taste = given
    dice = random.Random(f"{seed} {world.name} {mean} {times}")
    delays = []
    for _ in range(months):
        told = stories(world, mean, MONTH_H + 48, dice)
        began = MONTH_H + dice.randrange(24)
        here = mean * _shape(world, began) / (sum(_shape(world, h) for h in range(spike.WEEK)) / spike.WEEK)
        more = [
            START + timedelta(hours=began + 6 * dice.random()) for _ in range(poisson((times - 1) * here * 6, dice))
        ]
        start = START + timedelta(hours=began)
        reader = Reader(sorted([*told, *more]))
        found = [now for now in reader.alarms(began - 24, began + 7, (taste,))[taste] if now >= start]
        if found:
            delays.append((found[0] - start) / spike.HOUR)
    return len(delays) / months, median(delays) if delays else None


def replay(url: str) -> None:
    """A database's own stories, looked at every half hour of its life by each taste."""
    db = Database(url)
    with db.read() as conn:
        first = conn.execute(select(func.min(feed.c.first_good))).scalar()
        last = conn.execute(select(func.max(article.c.first_seen))).scalar()
        if first is None or last is None:
            sys.exit("no feed of this database was ever read")
        print(f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC\n\n| topic | stories | low | normal | high |")
        print("|---|---|---|---|---|")
        for topic in spike_past.subjects(conn).values():
            told = sum(spike_past.counts(conn, topic.id, last).values())
            found = {taste: _replayed(conn, replace(topic, sensitivity=taste), first, last) for taste in TASTES}
            cells = " | ".join(", ".join(f"{at:%d %b %H:%M}" for at in found[taste]) or "0" for taste in TASTES)
            print(f"| {topic.slug} | {told} | {cells} |")
    db.close()


def _replayed(conn: Connection, topic: spike_past.Subject, first: datetime, last: datetime) -> list[datetime]:
    found: list[datetime] = []
    held: datetime | None = None
    told, now = frozenset[int](), first
    while now <= last + spike.LOOK:
        if held is not None and now - held > spike.COOL_DOWN:
            told = frozenset(one.story for one in spike_past.fresh(conn, held).get(topic.id, []))
            held = None
        begun = [one.at for one in spike_past.fresh(conn, now).get(topic.id, []) if one.story not in told]
        if len(begun) >= spike.FLOOR and spike.find(begun, now, spiking.learn(conn, topic, now), topic.sensitivity):
            found += [now] if held is None else []
            held = now
        now += timedelta(minutes=30)
    return found


def main() -> None:
    """Tables on standard output."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--months", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--database", help="replay the stories of this database instead")
    given = asked.parse_args()
    if given.database:
        replay(given.database)
    else:
        simulate(given.months, given.seed)


def simulate(months: int, seed: int) -> None:
    """Quiet months, then bursts."""
    print("| topic | stories/h | low | normal | high | first 28 days, normal |\n|---|---|---|---|---|---|")
    for world in WORLDS:
        for mean in MEANS:
            got = quiet(world, mean, max(2, months // (5 if mean > 2 else 1)), seed)
            row = " | ".join(f"{got[name]:.2f}" for name in ("low", "normal", "high", "learning"))
            print(f"| {world.name} | {mean:g} | {row} |", flush=True)
    print("\n| topic | stories/h | " + " | ".join(f"{times}×" for times in TIMES) + " |\n|---|---|---|---|---|")
    for world in WORLDS[1:]:
        for mean in MEANS:
            cells: list[str] = []
            for times in TIMES:
                share, delay = burst(world, mean, times, (months, seed, Sensitivity.NORMAL))
                cells.append(f"{share:.0%}" + (f", {delay:.1f} h" if delay is not None else ""))
            print(f"| {world.name} | {mean:g} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
