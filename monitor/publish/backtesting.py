"""What a topic would have found: its query asked of the archive, beside the version in force.

The search index names candidates: every article that either query may hold of; of some it is sure. The others are read
and matched, by the matcher that tags fresh articles, so the answer is what tagging the archive again would give.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.curate.match import TopicBook
from monitor.errors import ConfigurationError, UsageError
from monitor.lang.bounds import Bound, either, lower, upper
from monitor.lang.operators.fields import Fact
from monitor.lang.operators.node import Node
from monitor.model.backtest import USUAL, Advice, Backtest, Change, Day, Options
from monitor.model.topic import TopicSpec
from monitor.publish.backtest_samples import Sampler
from monitor.publish.backtest_sums import Sides, days, shares, stories
from monitor.publish.suggesting import Asker
from monitor.store import backtest as archive
from monitor.store.bulk import chunks
from monitor.store.database import Connection, Database

NEW, OLD = "new", "old"  # slugs within a back-test
AT_ONCE = 500  # texts
FEW = 4_000  # candidates: so many are read sooner than the index is asked which of them are sure
LONGEST = timedelta(days=3660)

Progress = Callable[[int, int], None]  # texts read so far, and in all


def backtest(  # noqa: PLR0913 - all but two are named where it is called
    db: Database,
    spec: TopicSpec,
    *,
    since: datetime,
    now: datetime,
    until: datetime | None = None,
    current: TopicSpec | None = None,
    options: Options = USUAL,
    progress: Progress | None = None,
) -> Backtest:
    """What `spec` finds in [since, until) (None: until now), and what it gains and loses against `current`.

    Raises:
        ConfigurationError: a query can not be read; its problems show where.
        UsageError: the period is empty or longer than ten years, or nobody knows the zone.
    """
    begun = time.monotonic()
    period, zone = _period(since, until or now), _zone(options.zone)
    asked = _Asked.of(spec, current)
    with db.read() as conn:
        search = _Search(conn, asked, period, archive.outlets(conn))
        found = search.run(options.texts, progress or (lambda _done, _total: None))
        made = _told(search, found, options, zone)
    return replace(made, ms=round((time.monotonic() - begun) * 1000))


def _period(since: datetime, until: datetime) -> archive.Period:
    if since >= until:
        raise UsageError(
            f"the period is empty: since {since:%Y-%m-%d %H:%M} is not before until {until:%Y-%m-%d %H:%M}"
        )
    if until - since > LONGEST:
        raise UsageError("the period is longer than ten years: give a later since")
    return archive.Period(since, until)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(f"there is no zone {name!r}; write it like Europe/Vienna") from None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The edited query and the one in force, in one book, so that a text is folded once."""

    spec: TopicSpec
    book: TopicBook
    decoys: Mapping[str, tuple[str, ...]]
    same: bool  # as the one in force

    @classmethod
    def of(cls, spec: TopicSpec, current: TopicSpec | None) -> "_Asked":
        same = current is not None and _essence(spec) == _essence(current)
        known = {NEW: spec} | ({OLD: current} if current and not same else {})
        try:
            book = TopicBook([replace(one, slug=slug) for slug, one in known.items()])
        except ConfigurationError:
            for one in known.values():
                TopicBook([one])  # its problems carry its own name
            raise
        return cls(spec, book, {slug: one.decoys for slug, one in known.items()}, same)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the queries ask for."""
        nodes = (node for slug in self.decoys for node in _walk(self.book.query(slug)))
        return frozenset(node.field for node in nodes if isinstance(node, Fact))


def _essence(spec: TopicSpec) -> tuple[object, ...]:
    """What decides about matches."""
    return spec.query, spec.aliases, spec.decoys


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts():
        yield from _walk(part)


@dataclass(frozen=True, slots=True)
class _Found:
    """Hits by query."""

    hits: Mapping[str, set[int]]
    candidates: int
    read: int
    cut: str | None


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for the hits of a period."""

    conn: Connection
    asked: _Asked
    period: archive.Period
    outlets: archive.Outlets

    def run(self, most: int | None, progress: Progress) -> _Found:
        """Every hit, or those among the newest `most` candidates that had to be read."""
        unindexed = archive.unindexed(self.conn, self.period)
        may = self._may() | unindexed
        sure = {slug: self._sure(slug, may) - unindexed for slug in self.asked.decoys}
        doubtful = may - set[int].intersection(*sure.values())
        wanted, cut = self._within(doubtful, most)
        for number, slug in self._read(wanted, progress):
            sure[slug].add(number)
        if self.asked.same:
            sure[OLD] = sure[NEW]
        return _Found(sure, len(may), len(wanted), cut)

    def _may(self) -> set[int]:
        """Every article that one of the queries may hold of: mostly they ask for the same."""
        return self._numbers(either(upper(self.asked.book.query(slug)) for slug in self.asked.decoys))

    def _sure(self, slug: str, may: set[int]) -> set[int]:
        """Articles that the query holds of, as far as the index can tell, and telling is worth it."""
        if len(may) <= FEW:
            return set()
        bound = lower(self.asked.book.query(slug), self.asked.decoys[slug])
        return set() if bound is None else self._numbers(bound)

    def _numbers(self, bound: Bound | None) -> set[int]:
        if bound is None:
            return archive.everything(self.conn, self.period)
        return archive.bounded(self.conn, bound, self.period, self.outlets)

    def _within(self, doubtful: set[int], most: int | None) -> tuple[list[int], str | None]:
        if most is None or len(doubtful) <= most:
            return sorted(doubtful), None
        newest = archive.by_time(self.conn, doubtful)[:most]
        return sorted(newest), (
            f"only the newest {most:,} of {len(doubtful):,} texts that may match were read; "
            "older hits may be missing: ask for a shorter time, or on the command line"
        )

    def _read(self, numbers: list[int], progress: Progress) -> Iterator[tuple[int, str]]:
        done, facts = 0, self.asked.facts
        for chunk in chunks(numbers, AT_ONCE):
            for number, document in archive.documents(self.conn, chunk, facts, self.outlets):
                for slug in self.asked.book.holding(document):
                    yield number, slug
            done += len(chunk)
            progress(done, len(numbers))


def _told(search: _Search, found: _Found, options: Options, zone: ZoneInfo) -> Backtest:
    new, old = found.hits[NEW], found.hits.get(OLD)
    sides = Sides(new) if old is None else Sides(new, new - old, old - new)
    rows = {row.article: row for row in archive.placed(search.conn, new | set(sides.lost))}
    hits = [rows[number] for number in new]
    sampler = Sampler(search.conn, search.asked.book, search.outlets, rows, options.samples)
    daily = days(rows, sides, search.period, zone)
    archived = _archived(daily, archive.begins(search.conn, search.period), zone)
    return Backtest(
        slug=search.asked.spec.slug, name=search.asked.spec.name, query=search.asked.spec.query,
        since=search.period.since, until=search.period.until, zone=zone.key,
        total=len(new), days=daily,
        outlets=shares({number: search.outlets.of(row.outlet)[:2] for number, row in rows.items()}, sides),
        langs=shares({number: (row.lang, row.lang) for number, row in rows.items()}, sides),
        stories=stories(hits), reprints=sum(row.reprint for row in hits), unjudged=sum(not row.judged for row in hits),
        lines=sum(day.lines for day in daily) / max(1, archived), archived=archived,
        busiest=max(day.lines for day in daily),
        newest=sampler.of(new, NEW), archive=archive.count(search.conn, search.period),
        candidates=found.candidates, read=found.read, ms=0, cut=found.cut,
        current=None if old is None else len(old), version=options.version,
        gained=Change(len(sides.gained), sampler.of(sides.gained, NEW)),
        lost=Change(len(sides.lost), sampler.of(sides.lost, OLD, lacking=NEW)),
        advice=_advice(search, found, rows, sampler) if options.advice and new else Advice(),
    )  # fmt: skip


def _archived(daily: Sequence[Day], first: datetime | None, zone: ZoneInfo) -> int:
    """How many of the days are known: those since the first article. A mean over days before it would be too low."""
    return 0 if first is None else sum(day.day >= first.astimezone(zone).date() for day in daily)


def _advice(search: _Search, found: _Found, rows: Mapping[int, archive.Placed], sampler: Sampler) -> Advice:
    book = search.asked.book
    asker = Asker(search.conn, search.period, search.outlets, book, NEW, rows, lambda numbers: sampler.of(numbers, NEW))
    return asker.advice(found.hits[NEW])
