"""How `monitor ingest` works: read a document, date its entries, land them as a poll would, judge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from monitor import poll
from monitor.app import App, holder, open_line
from monitor.cli.output import json_line
from monitor.collect.ages import age_of
from monitor.collect.dates import read_date
from monitor.collect.parse import parse
from monitor.collect.sources import jsonfeed, jsonl, page, textpage, xml
from monitor.judge import judge_all
from monitor.lang.outlets import OutletBook
from monitor.lang.urls import host_of
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.feed import DueFeed
from monitor.model.fetching import Body, Failure, Validators
from monitor.model.landing import Landed
from monitor.poll.line import Line
from monitor.store import documents
from monitor.store.database import Connection

KINDS = (jsonl, xml, jsonfeed, page, textpage)
MOST = 10_000_000  # entries of one document
AT_ONCE = 500  # entries in one transaction
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the flags say."""

    source: str | None = None
    backdate: bool = False
    as_json: bool = False


@dataclass(slots=True)
class Taken:
    """What one document came to."""

    file: str
    source: str
    kind: str = ""
    entries: int = 0
    new: int = 0
    revised: int = 0
    known: int = 0
    left_out: int = 0
    notes: tuple[str, ...] = ()
    error: str | None = None

    def add(self, landed: Landed) -> None:
        """Some entries are stored."""
        self.new += len(landed.new)
        self.revised += len(landed.revised)
        self.known += landed.known

    def sentence(self) -> str:
        """For people."""
        if self.error:
            return f"{self.file}: {self.error}"
        extra = f", {self.left_out} left out" if self.left_out else ""
        return f"{self.file}: {self.entries} entries, {self.new} new, {self.revised} revised, {self.known} known{extra}"


def ingest(app: App, files: Sequence[Path], wanted: Wanted) -> int:
    """Take the documents in and judge. The exit code: 1 when one could not be read (the others are taken)."""
    with open_line(app, inline=True) as line:
        taken = [_take(line, app.book, file, wanted) for file in files]
    judged = judge_all(app.db, clock=app.clock, options=app.options.judge, holder=holder(), book=app.book)
    _report(taken, judged, as_json=wanted.as_json)
    return 1 if any(one.error for one in taken) else 0


def _report(taken: Sequence[Taken], judged: int, *, as_json: bool) -> None:
    for one in taken:
        if as_json:
            json_line(one)
        else:
            click.echo(one.sentence(), err=one.error is not None)
    new, revised = sum(one.new for one in taken), sum(one.revised for one in taken)
    if as_json:
        json_line({"summary": {"files": len(taken), "new": new, "revised": revised, "judged": judged}})
    else:
        click.echo(f"{len(taken)} files, {new} new articles, {revised} revised, {judged} judged")


def _take(line: Line, book: OutletBook, file: Path, wanted: Wanted) -> Taken:
    taken = Taken(str(file), wanted.source or file.stem)
    body = Body("", file.read_bytes(), "", None, Validators())
    parsed = parse(body, limit=MOST, kinds=KINDS)
    if isinstance(parsed, Failure):
        taken.error = f"{parsed.outcome}: {parsed.detail}"
        return taken
    now = line.clock.now()
    taken.kind, taken.left_out, taken.notes = parsed.kind, parsed.left_out, parsed.notes
    entries = [placed_in_time(raw, now) for raw in _with_outlets(parsed, book)]
    entries = backdated(entries, now) if wanted.backdate else entries
    taken.entries = len(entries)
    due = line.db.run(lambda conn: documents.source(conn, taken.source, now=now))
    for part in _parts(parsed, entries):
        taken.add(_land(line, due, part, now, entries))
    return taken


def _parts(parsed: ParsedFeed, entries: Sequence[RawEntry]) -> Iterator[ParsedFeed]:
    for start in range(0, len(entries), AT_ONCE):
        yield replace(parsed, entries=tuple(entries[start : start + AT_ONCE]))


def _land(line: Line, due: DueFeed, part: ParsedFeed, now: datetime, whole: Sequence[RawEntry]) -> Landed:
    reading = poll.read(line, due, part, now, whole=whole)
    reading.prepare()

    def work(conn: Connection) -> Landed:
        return documents.land(conn, due, reading.place(conn), now)

    return line.db.run(work)


# --- what a document does not say itself ------------------------------------------------------------------------------


def _with_outlets(parsed: ParsedFeed, book: OutletBook) -> list[RawEntry]:
    return [with_outlet(raw, book) for raw in parsed.entries]


def with_outlet(raw: RawEntry, book: OutletBook) -> RawEntry:
    """A page's article belongs to the outlet of its author's mail address, when the book knows that host."""
    outlet = book.by_host(host_of(raw.source_url)) if raw.source_url and not raw.outlet_name else None
    return replace(raw, outlet_name=outlet.name) if outlet else raw


def placed_in_time(raw: RawEntry, now: datetime) -> RawEntry:
    """An age as written becomes an instant."""
    age = age_of(raw.published) if raw.published and read_date(raw.published) is None else None
    return raw if age is None else replace(raw, published_at=now - age)


def backdated(entries: Sequence[RawEntry], now: datetime) -> list[RawEntry]:
    """First seen when published, in that order. Undated ones come last, in their order, a second apart."""
    dated = [(at, raw) for raw in entries if (at := published(raw)) is not None]
    undated = [raw for raw in entries if published(raw) is None]
    found = [replace(raw, first_seen=min(at, now)) for at, raw in sorted(dated, key=lambda pair: pair[0])]
    start = now - len(undated) * SECOND
    return found + [replace(raw, first_seen=start + n * SECOND) for n, raw in enumerate(undated)]


def published(raw: RawEntry) -> datetime | None:
    """When an entry says that it was published."""
    at = read_date(raw.published) or read_date(raw.updated) or raw.published_at
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
