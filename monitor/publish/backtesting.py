"""What a topic would have found: its query asked of the archive, beside the version in force.

The search index names candidates: every article that either query may hold of. Only these are read and matched, by the
matcher that tags fresh articles, so the answer is what tagging the archive again would give.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.curate.match import TopicBook
from monitor.errors import UsageError
from monitor.lang.bounds import upper
from monitor.lang.operators.fields import Fact
from monitor.lang.operators.node import Node
from monitor.model.backtest import USUAL, Backtest, Change, Day, Options, Sample, Share
from monitor.model.topic import Document, TopicSpec
from monitor.publish.quoting import quotes
from monitor.store import backtest as archive
from monitor.store.bulk import chunks
from monitor.store.database import Connection, Database

NEW, OLD = "new", "old"  # slugs within a back-test
AT_ONCE = 500  # texts
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
        UsageError: the period is empty, or longer than ten years.
    """
    begun = time.monotonic()
    until = until or now
    _check(since, until)
    asked = _Asked.of(spec, current)
    with db.read() as conn:
        period = archive.Period(since, until)
        found = _find(conn, asked, period, options, progress or _silent)
        return _told(conn, asked, found, _Frame(period, ZoneInfo(options.zone), options, begun))


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def _check(since: datetime, until: datetime) -> None:
    if since >= until:
        raise UsageError(
            f"the period is empty: since {since:%Y-%m-%d %H:%MZ} is not before until {until:%Y-%m-%d %H:%MZ}"
        )
    if until - since > LONGEST:
        raise UsageError("the period is longer than ten years; give a later --since")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The edited query and the one in force, in one book, so that a text is folded once."""

    spec: TopicSpec
    book: TopicBook
    slugs: tuple[str, ...]

    @classmethod
    def of(cls, spec: TopicSpec, current: TopicSpec | None) -> "_Asked":
        TopicBook([spec])  # its problems carry its own name
        known = {NEW: spec} | ({OLD: current} if current else {})
        return cls(spec, TopicBook([replace(one, slug=slug) for slug, one in known.items()]), tuple(known))

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the queries ask for."""
        return frozenset(
            node.field for slug in self.slugs for node in _walk(self.book.query(slug)) if isinstance(node, Fact)
        )


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts():
        yield from _walk(part)


@dataclass(frozen=True, slots=True)
class _Found:
    """Hits by query, each with the terms that made it one."""

    hits: Mapping[str, Mapping[int, frozenset[str]]]
    outlets: archive.Outlets
    archive: int
    candidates: int
    read: int
    cut: str | None


@dataclass(frozen=True, slots=True)
class _Frame:
    period: archive.Period
    zone: ZoneInfo
    options: Options
    begun: float


def _find(conn: Connection, asked: _Asked, period: archive.Period, options: Options, progress: Progress) -> _Found:
    known = archive.outlets(conn)
    candidates = _candidates(conn, asked, period, known)
    wanted, cut = _within(conn, candidates, options)
    hits: dict[str, dict[int, frozenset[str]]] = {slug: {} for slug in asked.slugs}
    done, facts = 0, asked.facts
    for chunk in chunks(wanted, AT_ONCE):
        for number, document in archive.documents(conn, chunk, facts, known):
            for slug, terms in asked.book.holding(document).items():
                hits[slug][number] = terms
        done += len(chunk)
        progress(done, len(wanted))
    return _Found(hits, known, archive.count(conn, period), len(candidates), len(wanted), cut)


def _candidates(conn: Connection, asked: _Asked, period: archive.Period, known: archive.Outlets) -> set[int]:
    """Every article of the period that a query may hold of."""
    bounds = {upper(asked.book.query(slug)) for slug in asked.slugs}
    if None in bounds:
        return archive.everything(conn, period)
    found = archive.unindexed(conn, period)
    for bound in bounds:
        if bound is not None:
            found |= archive.bounded(conn, bound, period, known)
    return found


def _within(conn: Connection, candidates: set[int], options: Options) -> tuple[list[int], str | None]:
    if options.texts is None or len(candidates) <= options.texts:
        return sorted(candidates), None
    newest = archive.by_time(conn, candidates)[: options.texts]
    left = len(candidates) - len(newest)
    return sorted(newest), (
        f"read the newest {len(newest):,} of {len(candidates):,} candidates: {left:,} older ones may hold more hits"
    )


def _told(conn: Connection, asked: _Asked, found: _Found, frame: _Frame) -> Backtest:
    new, old = found.hits[NEW], found.hits.get(OLD)
    gained, lost = (new.keys() - old.keys(), old.keys() - new.keys()) if old is not None else (set[int](), set[int]())
    rows = {row.article: row for row in archive.placed(conn, sorted(new.keys() | lost))}
    hits = [row for number, row in rows.items() if number in new]
    days = _days(rows.values(), new.keys(), gained, lost, frame)
    shower = _Shower(conn, asked, found, rows, frame.options.samples)
    return Backtest(
        slug=asked.spec.slug, name=asked.spec.name, query=asked.spec.query,
        since=frame.period.since, until=frame.period.until, zone=frame.zone.key,
        total=len(new), days=days,
        outlets=_shares(rows, new.keys(), gained, lost, lambda row: found.outlets.of(row.outlet)[:2]),
        langs=_shares(rows, new.keys(), gained, lost, lambda row: (row.lang, row.lang)),
        stories=len({row.line for row in hits}), reprints=sum(row.reprint for row in hits),
        unjudged=sum(not row.judged for row in hits),
        lines=sum(day.lines for day in days) / len(days), busiest=max(day.lines for day in days),
        newest=shower.samples(new, NEW), archive=found.archive, candidates=found.candidates, read=found.read,
        ms=round((time.monotonic() - frame.begun) * 1000), cut=found.cut,
        current=None if old is None else len(old), version=frame.options.version,
        gained=Change(len(gained), shower.samples(gained, NEW)), lost=Change(len(lost), shower.samples(lost, OLD)),
    )  # fmt: skip


def _days(
    rows: Iterable[archive.Placed], hits: Iterable[int], gained: set[int], lost: set[int], frame: _Frame
) -> tuple[Day, ...]:
    """Every local day of the period, also those without a hit."""
    new, counts = set(hits), defaultdict[date, Counter[str]](Counter)
    lines: dict[date, set[tuple[int, int]]] = defaultdict(set)
    for row in rows:
        day = row.effective.astimezone(frame.zone).date()
        counts[day].update(_counted(row.article, new, gained, lost))
        if row.article in new:
            lines[day].add(row.line)
    first, last = (
        moment.astimezone(frame.zone).date()
        for moment in (frame.period.since, frame.period.until - timedelta.resolution)
    )
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(
        Day(day, counts[day]["articles"], len(lines[day]), counts[day]["gained"], counts[day]["lost"]) for day in span
    )


def _shares(
    rows: Mapping[int, archive.Placed],
    hits: Iterable[int],
    gained: set[int],
    lost: set[int],
    named: Callable[[archive.Placed], tuple[str, str]],
) -> tuple[Share, ...]:
    """By outlet or language, most hits first."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    new = set(hits)
    for number, row in rows.items():
        counts[named(row)].update(_counted(number, new, gained, lost))
    shares = (Share(value, name, c["articles"], c["gained"], c["lost"]) for (value, name), c in counts.items())
    return tuple(sorted(shares, key=lambda share: (-share.articles, -share.lost, share.value)))


def _counted(number: int, new: set[int], gained: set[int], lost: set[int]) -> dict[str, int]:
    return {"articles": int(number in new), "gained": int(number in gained), "lost": int(number in lost)}


@dataclass(frozen=True, slots=True)
class _Shower:
    """Picks samples and looks up their evidence."""

    conn: Connection
    asked: _Asked
    found: _Found
    rows: Mapping[int, archive.Placed]
    most: int

    def samples(self, numbers: Iterable[int], slug: str) -> tuple[Sample, ...]:
        """The newest of these, each with what made it a hit of that query; no two of one line of a digest while there
        are others."""
        newest = sorted(
            (self.rows[number] for number in numbers), key=lambda row: (row.effective, row.article), reverse=True
        )
        lines = {row.line: row for row in reversed(newest)}
        own = sorted(lines.values(), key=lambda row: (row.effective, row.article), reverse=True)
        chosen = (own + [row for row in newest if lines[row.line] is not row])[: self.most]
        documents = dict(archive.documents(self.conn, [row.article for row in chosen], _EVERY_FACT, self.found.outlets))
        return tuple(self._sample(row, documents[row.article], slug) for row in chosen)

    def _sample(self, row: archive.Placed, document: Document, slug: str) -> Sample:
        value, name, _ = self.found.outlets.of(row.outlet)
        evidence = next((match.evidence for match in self.asked.book.match(document) if match.topic == slug), ())
        return Sample(
            row.article, document.title, document.url or None, value, name, row.lang, row.effective, row.reprint,
            evidence, quotes(document, evidence), self._why(document) if slug == OLD else "",
        )  # fmt: skip

    def _why(self, document: Document) -> str:
        return ""


_EVERY_FACT = frozenset({"author", "url", "feed"})
