"""What `monitor topics spikes` and `monitor topics leads` show."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.app import App
from monitor.curate import spike
from monitor.errors import NotFound
from monitor.model.leads import Board
from monitor.model.spike import Spike
from monitor.publish import leading, spiking
from monitor.publish.words import duration, stories
from monitor.store import spike_past
from monitor.store import spikes as shelf
from monitor.store.spike_past import Subject


@dataclass(frozen=True, slots=True)
class SpikeLine:
    """A spike on one line. `times`: stories over the expected ones."""

    id: int
    topic: str
    at: datetime
    start: datetime
    end: datetime
    hours: int
    span: str
    stories: int
    expected: float
    times: float
    tail: float
    sensitivity: str
    learning: bool
    reason: str
    story_ids: tuple[int, ...]
    peak: int
    held: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class StandingLine:
    """What is usual of a topic. `a_day`: stories; `limit`: from how many in this hour on there is a spike."""

    topic: str
    standing: str
    sensitivity: str
    a_day: float
    days: int
    limit: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """An outlet of the board, in words."""

    outlet: str
    stories: int
    certain: int
    perhaps: int
    lead: str
    bounds: str


@dataclass(frozen=True, slots=True)
class LedLine:
    """A story of the board, in words."""

    at: datetime
    first: str
    sure: str
    lead: str
    second: str
    title: str


def spikes(app: App, slug: str | None, since: datetime) -> list[SpikeLine]:
    """The spikes of a topic or of all, newest first. Raises NotFound."""
    with app.db.read() as conn:
        if slug is not None:
            _subjects(conn, slug)
        return [_line(one) for one in shelf.spikes(conn, slug, since, limit=1000)]


def _line(one: Spike) -> SpikeLine:
    b = one.burst
    return SpikeLine(
        one.id, one.topic, one.at, b.start, b.end, b.hours, "1 hour" if b.hours == 1 else f"{b.hours} hours", b.stories,
        round(b.expected, 3), round(b.times, 2), b.tail, one.sensitivity.value, one.learning, one.reason,
        one.story_ids, one.peak, one.held, one.until,
    )  # fmt: skip


def standings(app: App, slug: str | None) -> list[StandingLine]:
    """What is usual of a topic or of all. Raises NotFound."""
    now = app.clock.now()
    with app.db.read() as conn:
        return [_standing(conn, topic, now) for topic in _subjects(conn, slug)]


def _standing(conn: Any, topic: Subject, now: datetime) -> StandingLine:
    usual = spiking.learn(conn, topic, now)
    state = spiking.standing(topic, usual, now)
    told = state in (spiking.Standing.READY, spiking.Standing.LEARNING)
    mean = spike.expected(usual, now - spike.HOUR, now)
    limit = spike.limit(mean, usual.extra[1], topic.sensitivity) if told else None
    a_day = round(spike.expected(usual, now - 24 * spike.HOUR, now), 1)
    return StandingLine(
        topic.slug, state.value, topic.sensitivity.value, a_day, usual.hours // 24, limit,
        spiking.sentence(topic, usual, now),
    )  # fmt: skip


def _subjects(conn: Any, slug: str | None) -> list[Subject]:
    found = list(spike_past.subjects(conn).values())
    if slug is None:
        return found
    named = [topic for topic in found if topic.slug == slug]
    if not named:
        raise NotFound(f"there is no topic {slug}; there are: {', '.join(topic.slug for topic in found) or 'none'}")
    return named


def board(app: App, slug: str, since: datetime) -> Board:
    """Who was first on a topic. Raises NotFound."""
    with app.db.read() as conn:
        (topic,) = _subjects(conn, slug)
        return leading.board(conn, (topic.id, topic.slug), since, app.clock.now())


def lines(found: Board) -> Iterator[dict[str, Any]]:
    """The board for machines: each line says what it is."""
    head = {"topic": found.topic, "since": found.since, "until": found.until}
    yield {"kind": "board", **head, "stories": found.stories, "alone": found.alone}
    for leader in found.leaders:
        yield {"kind": "outlet", "topic": found.topic, **asdict(leader)}
    for duel in found.duels:
        yield {"kind": "pair", "topic": found.topic, **asdict(duel)}
    for one in found.led:
        yield {"kind": "story", "topic": found.topic, **asdict(one)}


def summary(found: Board) -> str:
    """One sentence."""
    if not found.stories:
        return f"{found.topic}: no story of two outlets yet, {found.alone} of one"
    return (
        f"{found.topic}: {stories(found.stories)} of two outlets or more, {found.alone} of one. "
        "An article appeared between two polls of its feed: first is who was so whatever happened between them."
    )


def leaders(found: Board) -> Iterator[LeaderLine]:
    """Outlets in words."""
    for one in found.leaders:
        lead = "–" if one.lead_s is None else _span(one.lead_s)
        yield LeaderLine(one.outlet, one.stories, one.certain, one.perhaps, lead, bounds(one.least_s, one.most_s))


def led(found: Board, most: int) -> Iterator[LedLine]:
    """Stories in words."""
    for one in found.led[:most]:
        sure = "for certain" if one.certain else "perhaps"
        yield LedLine(one.at, one.first, sure, _span(one.lead_s), one.second, one.title)


def bounds(least: int | None, most: int | None) -> str:
    """Between which leads the truth lies."""
    if least is None:
        return "–"
    return f"{_span(least)} and {_span(most) if most is not None else 'anything'}"


def _span(seconds: int) -> str:
    return duration(timedelta(seconds=seconds))
