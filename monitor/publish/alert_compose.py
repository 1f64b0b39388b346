"""What one letter of an alert says: everything that waited, by story, as things stand when it goes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from monitor.model.alert import (
    OF_FEEDS,
    OF_STORIES,
    AlertContent,
    AlertKind,
    AlertRow,
    FeedRow,
    Hold,
    Member,
    Pending,
    Source,
    SpikeRow,
)
from monitor.publish.alert import Place, place_of
from monitor.publish.words import gist
from monitor.store import alert_news, spikes
from monitor.store.alert_news import Asked, Surroundings
from monitor.store.alerts import AlertRow as Row
from monitor.store.database import Connection

HEADLINES = 10  # of a spike
STRONGEST = (AlertKind.FIRST, AlertKind.ORIGIN, AlertKind.OUTLET)


def compose(
    conn: Connection, row: Row, items: Sequence[Pending], now: datetime, *, fresh: bool = False
) -> AlertContent:
    """The next letter of an alert, of these items."""
    spec = row.spec
    waited = any(one.held is Hold.QUIET for one in items)
    return AlertContent(
        alert=spec.slug, name=spec.name, number=row.letters + 1, at=now, zone=spec.zone, language=spec.language,
        rows=tuple(sorted(_stories(conn, Asked(row, now, now, fresh), items), key=_rank)),
        spikes=tuple(_spikes(conn, items)),
        feeds=tuple(_feed(one) for one in items if one.kind in OF_FEEDS),
        quiet=(f"{spec.quiet[0]:%H:%M}", f"{spec.quiet[1]:%H:%M}") if waited and spec.quiet else None,
        cap=spec.daily_cap,
    )  # fmt: skip


def _rank(one: AlertRow) -> tuple[int, float, int]:
    """Most independent sources first, then the newest."""
    return -len(one.sources), -one.lead.at.timestamp(), one.lead.article


# --- stories ------------------------------------------------------------------------------------------------


def _stories(conn: Connection, look: Asked, items: Sequence[Pending]) -> Iterator[AlertRow]:
    told = [one for one in items if one.kind in OF_STORIES and one.article is not None]
    articles = {one.article for one in told if one.article is not None}
    if not articles:
        return
    around = alert_news.surroundings(conn, look, articles)
    places: dict[Place, list[Pending]] = defaultdict(list)
    by_article = {one.seen.article: one for one in around.members}
    for one in told:
        if one.article in by_article:
            places[place_of(by_article[one.article], around.event)].append(one)
    names = alert_news.names(conn, look.spec.topics)
    for place, some in places.items():
        yield _story(conn, _Story(place, some, around, names))


class _Story:
    """A story with what is told of it."""

    def __init__(self, place: Place, items: Sequence[Pending], around: Surroundings, names: Mapping[str, str]) -> None:
        self.items, self.names = items, names
        self.members = [one for one in around.members if place_of(one, around.event) == place]
        self.by_article = {one.seen.article: one for one in self.members}
        self.kind = min((one.kind for one in items), key=STRONGEST.index)
        first = min(items, key=lambda one: (STRONGEST.index(one.kind), one.id))
        self.lead = self.by_article[first.article or 0] if first.kind is AlertKind.FIRST else self._first()
        self.number = self.lead.story

    def _first(self) -> Member:
        return min(self.members, key=lambda one: (one.reprint_of is not None, one.seen.at, one.seen.article))

    def joined(self) -> list[Member]:
        """What of it is new, where it was told before."""
        if self.kind is AlertKind.FIRST:
            return []
        numbers = [number for one in self.items for number in one.detail.get("joined", ())]
        return [self.by_article[number] for number in dict.fromkeys(numbers) if number in self.by_article]


def _story(conn: Connection, one: _Story) -> AlertRow:
    joined = one.joined()
    lead, shown = one.lead.seen, {one.lead.seen.article, *(other.seen.article for other in joined)}
    topics = list(dict.fromkeys(item.topic for item in one.items))
    found = alert_news.matches(conn, shown, topics)
    matched = next((found[number] for number in (lead.article, *sorted(shown)) if number in found), ())
    new = {other.origin for other in joined}
    begins = alert_news.summaries(conn, {lead.article}).get(lead.article, "")
    return AlertRow(
        kind=one.kind, topics=tuple(one.names.get(slug, slug) for slug in topics), lead=lead, summary=gist(begins),
        story=one.number, sources=_marked(alert_news.sources(conn, one.members), new),
        outlets=len({other.seen.outlet for other in one.members}),
        copies=sum(other.reprint_of is not None for other in one.members), evidence=matched,
        joined=tuple(other.seen for other in joined), held=_held(one.items),
        found=min(item.found for item in one.items),
    )  # fmt: skip


def _marked(sources: Sequence[Source], new: set[str | None]) -> tuple[Source, ...]:
    return tuple(
        Source(one.name, one.kind, one.article, one.outlet, one.rule, one.said, one.name in new) for one in sources
    )


def _held(items: Sequence[Pending]) -> Hold:
    """Held back by the cap only when all of it was: else it is told in full."""
    held = {one.held for one in items}
    return held.pop() if len(held) == 1 else Hold.NOT


# --- spikes and feeds ---------------------------------------------------------------------------------------


def _spikes(conn: Connection, items: Sequence[Pending]) -> Iterator[SpikeRow]:
    wanted = {int(one.detail["spike"]): one for one in items if one.kind is AlertKind.SPIKE}
    found = spikes.by_id(conn, wanted)
    titles = spikes.headlines(conn, found)
    for spike in found:
        shown = [(number, titles[number]) for number in spike.story_ids if number in titles]
        yield SpikeRow(
            spike.topic, spike.name, spike.burst.stories, spike.burst.hours, spike.burst.start, spike.burst.expected,
            spike.reason, tuple(shown[:HEADLINES]), wanted[spike.id].held,
        )  # fmt: skip


def _feed(one: Pending) -> FeedRow:
    said = one.detail
    until = datetime.fromisoformat(said["until"]) if said.get("until") else None
    return FeedRow(
        one.kind, said["feed"], said["title"], said["state"], datetime.fromisoformat(said["since"]), until,
        said.get("detail", ""), said.get("other", ""), int(said.get("failures", 0)), one.held,
    )  # fmt: skip
