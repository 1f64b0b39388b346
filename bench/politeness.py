"""Politeness over a simulated month: articles missed and delay, next to other rules at the same number of polls.

    python -m bench.politeness [--feeds 1000] [--days 30] [--seed 1] [--processes 2]

For each rival, ours is made as eager (`[poll] eagerness`) as makes the same number of polls, within 1 %. Missed: fell
out of the document between two polls. Delay: from published to first seen, of what was not missed.
"""

import argparse
import time
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from math import exp, log
from random import Random

from bench.politeness_feeds import DAY, KINDS, Feed, press
from bench.politeness_rules import RIVALS, Maker, Ours, Seen

WARM_UP_DAYS = 7
WITHIN = 0.01
TRIES = 12


@dataclass(slots=True)
class Tally:
    """What a rule came to."""

    polls: int = 0
    missed: int = 0
    published: int = 0
    delays: "array[float]" = field(default_factory=lambda: array("f"))

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.polls += other.polls
        self.missed += other.missed
        self.published += other.published
        self.delays.extend(other.delays)

    def delay(self, share: float) -> float:
        """Minutes within which this share of what was seen was seen."""
        ordered = sorted(self.delays)
        return ordered[int(share * (len(ordered) - 1))] / 60 if ordered else 0.0


Tallies = dict[str, Tally]


def through(feed: Feed, maker: Maker, days: int) -> Tally:
    """One feed under one rule; what happens in the warm-up does not count."""
    rule, tally, times = maker(feed), Tally(), feed.times
    now = -WARM_UP_DAYS * DAY + Random(f"start/{feed.number}").uniform(0, 1800)
    known = -1  # entries that were seen or can be seen no more; -1 before the first poll
    while now < days * DAY:
        upto = bisect_right(times, now)
        shown = max(0, upto - feed.length)
        first = max(known, shown) if known >= 0 else shown
        fresh = times[first:upto]
        if known >= 0:
            tally.missed += sum(at >= 0 for at in times[known:first])
            tally.delays.extend(now - at for at in fresh if at >= 0)
        tally.polls += now >= 0
        known = upto
        now += rule.pause(Seen(now, upto - shown, fresh, (shown, upto)))
    tally.published = sum(at >= 0 for at in times)
    return tally


def _some(feeds: Sequence[Feed], maker: Maker, days: int) -> Tallies:
    found: Tallies = {}
    for feed in feeds:
        found.setdefault(feed.kind, Tally()).add(through(feed, maker, days))
    return found


def run(feeds: Sequence[Feed], maker: Maker, days: int, pool: ProcessPoolExecutor | None = None) -> Tallies:
    """All feeds under one rule, by kind and in all ("")."""
    size = 50
    chunks = [feeds[start : start + size] for start in range(0, len(feeds), size)]
    work = partial(_some, maker=maker, days=days)
    found: Tallies = {"": Tally()}
    for part in pool.map(work, chunks) if pool else map(work, chunks):
        for kind, tally in part.items():
            found.setdefault(kind, Tally()).add(tally)
            found[""].add(tally)
    return found


def as_many(
    feeds: Sequence[Feed], polls: int, days: int, pool: ProcessPoolExecutor | None = None
) -> tuple[float, Tallies]:
    """Ours at as many polls, within 1 %: (eagerness, what it came to). On every tenth feed first."""
    few = [feed for feed in feeds if feed.number // len(KINDS) % 10 == 0]
    eager = 1.0
    if len(few) < len(feeds):
        eager = _sought(few, polls * len(few) / len(feeds), days, (eager, 0.05, pool))[0]
    return _sought(feeds, polls, days, (eager, WITHIN, pool))


def _sought(
    feeds: Sequence[Feed], polls: float, days: int, search: tuple[float, float, ProcessPoolExecutor | None]
) -> tuple[float, Tallies]:
    """By secants in logarithms, within the bounds known so far: polls grow with eagerness."""
    eager, within, pool = search
    low, high, slope = 0.0, float("inf"), 0.8
    before: tuple[float, float] | None = None
    for _ in range(TRIES):
        found = run(feeds, partial(Ours, eagerness=eager), days, pool)
        share = log(found[""].polls / polls)
        if abs(share) <= within * 0.99:
            break
        if before and before[0] != eager:
            slope = max(0.2, (share - before[1]) / log(eager / before[0]))
        low, high, before = (eager, high, (eager, share)) if share < 0 else (low, eager, (eager, share))
        guess = eager * exp(max(-2.0, min(2.0, -share / slope)))
        eager = guess if low < guess < high else (low * high) ** 0.5 if low else high / 4
    return eager, found


def better(ours: Tallies, theirs: Tallies) -> bool:
    """Fewer missed (or as none), and the lower median delay."""
    fewer = ours[""].missed < theirs[""].missed or ours[""].missed == theirs[""].missed == 0
    return fewer and ours[""].delay(0.5) < theirs[""].delay(0.5)


def row(name: str, tally: Tally, note: str = "") -> str:
    """A line of the table."""
    share = 100 * tally.missed / max(1, tally.published)
    delays = f"{tally.delay(0.5):,.1f} | {tally.delay(0.9):,.0f}"
    return f"| {name} | {tally.polls:,} | {tally.missed:,} ({share:.2f} %) | {delays} |{note}"


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("feeds", 1000), ("days", 30), ("seed", 1), ("processes", 2)):
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--kinds", action="store_true", help="a table for each kind of feed too")
    given = options.parse_args()
    feeds = press(given.feeds, given.days, given.seed)
    print(f"{given.feeds} feeds, {given.days} days, seed {given.seed}\n")
    print("| rule | polls | missed | median delay, min | p90, min |\n|---|---|---|---|---|")
    with ProcessPoolExecutor(given.processes) as pool:
        for name, maker in RIVALS.items():
            _compare(name, maker, feeds, given, pool)


def _compare(
    name: str, maker: Maker, feeds: Sequence[Feed], given: argparse.Namespace, pool: ProcessPoolExecutor
) -> None:
    started = time.monotonic()
    theirs = run(feeds, maker, given.days, pool)
    eager, ours = as_many(feeds, theirs[""].polls, given.days, pool)
    print(row(name, theirs[""]))
    verdict = "" if better(ours, theirs) else "  <- NOT BETTER"
    print(row(f"… ours, eagerness {eager:.3f}", ours[""], verdict), flush=True)
    if given.kinds:
        for kind in KINDS:
            print(row(f"· {kind}", theirs[kind]))
            print(row("·· ours", ours[kind]), f"({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
