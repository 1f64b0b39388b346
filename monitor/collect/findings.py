"""What a look at an address means: how the feed is, what it offers, and what to do about it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from monitor.collect import mending
from monitor.collect.dates import read_date
from monitor.collect.discovery import Lead
from monitor.collect.probing import Probe
from monitor.collect.tempo import Tempo, silence, tempo
from monitor.lang.language import detect
from monitor.lang.outlets import OutletBook
from monitor.lang.text import cut, squeeze
from monitor.lang.urls import canonical_url, host_of
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.feed import FeedState
from monitor.model.fetching import Body, Failure, Fetched, NotModified, Outcome

TITLE = 200
LOOKED_AT = 20  # entries whose language and outlet are looked at
SLOW_MS = 10_000
_STATES = {
    Outcome.BLOCKED: FeedState.BLOCKED,
    Outcome.GONE: FeedState.GONE,
    Outcome.EMPTY_BODY: FeedState.EMPTY,
    Outcome.NO_ENTRIES: FeedState.EMPTY,
    Outcome.RATE_LIMITED: FeedState.SLOW,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A feed that is polled already: its name, and every address that it goes by."""

    slug: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """An address as it was found. `state` and `outcome` are words of the fixed vocabularies; `says` is the one that
    tells people most. Seconds, bytes, milliseconds; instants in UTC."""

    url: str
    feed: str | None  # slug, when it was asked for by that
    says: str
    state: FeedState
    outcome: Outcome
    bad: bool  # nothing could be read
    status: int | None
    detail: str
    mend: str
    title: str = ""
    kind: str = ""
    entries: int = 0
    left_out: int = 0
    rhythm: str = ""
    per_day: float | None = None
    newest: datetime | None = None
    age_s: int | None = None
    lang: str | None = None  # as declared
    lang_found: str | None = None
    outlet: str | None = None
    conditional: str = ""  # 304 | same bytes | other bytes | no validators | not asked | failed: …
    ttl_s: int | None = None
    period_s: int | None = None
    max_age_s: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    retry_after_s: int | None = None
    bytes: int = 0
    wire_bytes: int = 0
    ms: int = 0
    moved_to: str | None = None
    moved_for_good: bool = False
    same_as: str | None = None  # slug of a feed that is polled already
    doubles: str | None = None  # address of the same list that leads to the same feed
    feeds: tuple[Lead, ...] = ()  # those that a page names
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to judge looks: the moment, the outlets, and what is polled already (by canonical address)."""

    now: datetime
    book: OutletBook
    known: Mapping[str, str]  # canonical address: slug

    @classmethod
    def of(cls, now: datetime, book: OutletBook, known: Iterable[Known]) -> "Desk":
        """A desk that knows these feeds."""
        forms = {form: one.slug for one in known for url in one.urls if (form := canonical_url(url))}
        return cls(now, book, forms)

    def finding(self, probe: Probe, slug: str | None = None, outlet: str | None = None) -> Finding:
        """What a look means. `slug` and `outlet`: those of the feed, when it is one of ours."""
        if probe.parsed is None:
            return self._without(probe, slug)
        return self._read(probe, probe.parsed, slug, outlet)

    def _without(self, probe: Probe, slug: str | None) -> Finding:
        failure = probe.failure or Failure(Outcome.INTERNAL, "neither a feed nor a failure")
        return Finding(
            url=probe.url,
            feed=slug,
            says=failure.outcome.value.replace("_", " "),
            state=_STATES.get(failure.outcome, FeedState.FAILING),
            outcome=failure.outcome,
            bad=True,
            status=failure.status,
            detail=squeeze(failure.detail),
            mend=mending.of_failure(failure, probe.url, probe.leads, slug=slug),
            retry_after_s=failure.retry_after,
            bytes=probe.size,
            wire_bytes=failure.timing.wire_bytes,
            ms=failure.timing.ms,
            same_as=self._same(probe, slug),
            feeds=probe.leads if failure.outcome is Outcome.NOT_A_FEED else (),
        )

    def _read(self, probe: Probe, parsed: ParsedFeed, slug: str | None, outlet: str | None) -> Finding:
        body = probe.fetched
        told = tempo((date_of(raw) for raw in parsed.entries), self.now)
        quiet = silence(told, self.now)
        state = _state(parsed, body, quiet)
        outcome = Outcome.OK if parsed.entries else Outcome.NO_ENTRIES
        target, for_good = _moved(probe)
        same = self._same(probe, slug)
        return Finding(
            url=probe.url,
            feed=slug,
            says="moved" if for_good and state is not FeedState.EMPTY else state.value,
            state=state,
            outcome=outcome,
            bad=not parsed.entries,
            status=body.status if isinstance(body, Body) else None,
            detail=quiet,
            mend=_mend(probe, parsed, told, quiet, slug, same),
            title=cut(squeeze(parsed.title), TITLE),
            kind=parsed.kind,
            entries=len(parsed.entries),
            left_out=parsed.left_out,
            rhythm=told.words if parsed.entries else "",
            per_day=None if told.per_day is None else round(told.per_day, 3),
            newest=told.newest,
            age_s=round((self.now - told.newest).total_seconds()) if told.newest else None,
            lang=cut(squeeze(parsed.lang), 35) if parsed.lang else None,
            lang_found=language(parsed),
            outlet=self._outlet(probe, parsed, outlet),
            conditional=conditional(body, probe.again),
            ttl_s=parsed.ttl_minutes * 60 if parsed.ttl_minutes else None,
            period_s=parsed.period_s,
            max_age_s=body.max_age if isinstance(body, Body) else None,
            skip_hours=tuple(sorted(parsed.skip_hours)),
            skip_days=tuple(sorted(parsed.skip_days)),
            bytes=probe.size,
            wire_bytes=body.timing.wire_bytes,
            ms=body.timing.ms,
            moved_to=target,
            moved_for_good=for_good,
            same_as=same,
            notes=tuple(cut(squeeze(note), 200) for note in parsed.notes),
        )

    def _same(self, probe: Probe, slug: str | None) -> str | None:
        """Another feed that is polled under this address, or where it leads."""
        forms = (canonical_url(url) for url in (probe.url, probe.final) if url)
        return next((there for form in forms if form and (there := self.known.get(form)) not in (None, slug)), None)

    def _outlet(self, probe: Probe, parsed: ParsedFeed, declared: str | None) -> str | None:
        """The outlet that most of its entries would be filed under."""
        found = Counter(self._of_entry(raw, probe, declared) for raw in parsed.entries[:LOOKED_AT])
        return found.most_common(1)[0][0] if found else self._of_entry(RawEntry(), probe, declared)

    def _of_entry(self, raw: RawEntry, probe: Probe, declared: str | None) -> str:
        url = canonical_url(raw.link, raw.base or probe.final or probe.url) if raw.link else None
        host = (host_of(url) if url else None) or host_of(probe.final or probe.url)
        name = squeeze(raw.outlet_name or raw.source_title or "") or None
        return self.book.resolve(name=name, host=host, feed_outlet=declared).slug


def date_of(raw: RawEntry) -> datetime | None:
    """When an entry says that it was published, in UTC."""
    date = read_date(raw.published) or read_date(raw.updated) or raw.published_at
    return date.replace(tzinfo=UTC) if date is not None and date.tzinfo is None else date


def language(parsed: ParsedFeed) -> str | None:
    """The language that most of the entries are written in, whatever the document declares."""
    texts = (squeeze(f"{raw.title} {raw.summary or raw.content}"[:1000]) for raw in parsed.entries[:LOOKED_AT])
    found = Counter(code for text in texts if (code := detect(text, None)))
    return found.most_common(1)[0][0] if found else None


def conditional(first: Fetched, again: Fetched | None) -> str:
    """What a second, conditional request came to."""
    match again:
        case None:
            known = isinstance(first, Body) and (first.validators.etag or first.validators.last_modified)
            return "not asked" if known else "no validators"
        case NotModified():
            return "304"
        case Failure():
            return f"failed: {again.outcome.value.replace('_', ' ')}"
    same = isinstance(first, Body) and first.validators.body_hash == again.validators.body_hash
    return "same bytes" if same else "other bytes"


def _state(parsed: ParsedFeed, body: Fetched, quiet: str) -> FeedState:
    if not parsed.entries:
        return FeedState.EMPTY
    if quiet:
        return FeedState.SILENT
    return FeedState.SLOW if body.timing.ms > SLOW_MS else FeedState.OK


def _moved(probe: Probe) -> tuple[str | None, bool]:
    """Where redirects led to, and whether every one of them was permanent."""
    body = probe.fetched
    if not isinstance(body, Body) or body.url == probe.url:
        return None, False
    return body.url, body.moved_to is not None


def _mend(probe: Probe, parsed: ParsedFeed, told: Tempo, quiet: str, slug: str | None, same: str | None) -> str:
    target, for_good = _moved(probe)
    if not parsed.entries:
        return mending.of_failure(Failure(Outcome.NO_ENTRIES, ""), probe.url, slug=slug)
    if same:
        return mending.polled(same, slug)
    if target and for_good:
        return mending.moved(target, slug)
    if quiet:
        return mending.silent(quiet, probe.url)
    return "" if told.dated else mending.undated()


def told_apart(finding: Finding, seen: dict[str, str]) -> Finding:
    """The finding, marked when another address that was looked at leads to the same feed; `seen` remembers them."""
    form = canonical_url(finding.moved_to or finding.url)
    if finding.bad or form is None or (first := seen.setdefault(form, finding.url)) == finding.url:
        return finding
    return replace(finding, doubles=first, mend=finding.mend or mending.doubled(first))


def summed(findings: Sequence[Finding]) -> Mapping[str, int]:
    """How many of each kind, most first."""
    return dict(Counter(finding.says for finding in findings).most_common())
