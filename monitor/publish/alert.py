"""What of the news is worth an alert, and when it goes: deciders. Pure: values in, values out."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model.alert import AlertKind, AlertSpec, Decision, Found, Hold, Member, Newcomer, Pending, Trigger

MOST_BESIDE = 500  # articles of a story that are remembered as what it was
Place = tuple[str, int]  # a story (an event, where it is told in several languages), or a text that is in none


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was found, and the (topic, article) that are dealt with."""

    found: tuple[Found, ...]
    taken: frozenset[tuple[str, int]]


def place_of(one: Member, event: Mapping[int, int]) -> Place:
    """Where an article belongs."""
    return ("group", one.group) if one.story is None else ("story", event.get(one.story, one.story))


def find(
    spec: AlertSpec, new: Sequence[Newcomer], members: Sequence[Member], event: Mapping[int, int]
) -> Harvest:  # fmt: skip
    """What is worth an alert among articles that are new to it. `members` are they and all that is in their stories.

    The first article of a story in a topic; then only an independent source or a named outlet that was not there. A
    copy of what was dealt with is nothing. What a story holds is dealt with as a whole, so whatever it is merged into
    or split into later holds something that was.
    """
    by_article = {one.seen.article: one for one in members}
    places: dict[Place, list[Member]] = defaultdict(list)
    for one in members:
        places[place_of(one, event)].append(one)
    found: list[Found] = []
    taken: set[tuple[str, int]] = set()
    for topic in spec.topics:
        copied = {one.group for one in members if topic in one.taken}
        come: dict[Place, list[Newcomer]] = defaultdict(list)
        for newcomer in new:
            if newcomer.topic == topic and newcomer.article in by_article:
                come[place_of(by_article[newcomer.article], event)].append(newcomer)
        for place, some in come.items():
            matched = {one.article for one in some if one.matched}
            fresh = [by_article[n] for n in sorted(one.article for one in some) if by_article[n].group not in copied]
            found += _told(spec, topic, _Scene(places[place], fresh, matched))
            taken |= {(topic, one.seen.article) for one in places[place]} | {(topic, one.article) for one in some}
    return Harvest(tuple(found), frozenset(taken))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A story, the articles of it that are new and no copies of what was told, and those that the topic matched."""

    members: Sequence[Member]
    fresh: Sequence[Member]
    matched: Collection[int]


def _told(spec: AlertSpec, topic: str, scene: _Scene) -> Iterator[Found]:
    """At most one thing."""
    before = [one for one in scene.members if topic in one.taken]
    if not before:
        own = sorted((one for one in scene.fresh if one.seen.article in scene.matched), key=_first)
        if not own:
            return
        if Trigger.FIRST in spec.on:
            beside = {"with": [one.seen.article for one in scene.members][:MOST_BESIDE]}
            yield Found(AlertKind.FIRST, f"first/{topic}/{own[0].seen.article}", topic, own[0].seen.article, beside)
            return
        before = [] if own[0].seen.outlet in spec.outlets else [own[0]]
    joined = [one for one in scene.fresh if one.reprint_of is None and _joins(spec, one, before)]
    if joined:
        kind = AlertKind.ORIGIN if any(_new_origin(spec, one, before) for one in joined) else AlertKind.OUTLET
        detail = {"joined": [one.seen.article for one in joined]}
        yield Found(kind, f"{kind}/{topic}/{joined[0].seen.article}", topic, joined[0].seen.article, detail)


def _first(one: Member) -> tuple[bool, datetime, int]:
    return one.reprint_of is not None, one.seen.at, one.seen.article


def _joins(spec: AlertSpec, one: Member, before: Sequence[Member]) -> bool:
    named = one.seen.outlet in spec.outlets and one.seen.outlet not in {other.seen.outlet for other in before}
    return named or _new_origin(spec, one, before)


def _new_origin(spec: AlertSpec, one: Member, before: Sequence[Member]) -> bool:
    """Where nothing was before, there is nothing to be independent of."""
    if Trigger.ORIGIN not in spec.on or one.origin is None or not before:
        return False
    return one.origin not in {other.origin for other in before}


@dataclass(frozen=True, slots=True)
class Settled:
    """What there is to tell by now, and the numbers of what is nothing new any more."""

    tell: tuple[Pending, ...]
    gone: tuple[int, ...]


def settle(
    spec: AlertSpec, items: Sequence[Pending], around: tuple[Sequence[Member], Mapping[int, int]],
    told: Mapping[str, Collection[int]],
) -> Settled:  # fmt: skip
    """A story may have gone into one that was told (`told`: articles by topic) while it waited. Then it is no first
    article: an independent source of that story, or nothing."""
    members, event = around
    by_article = {one.seen.article: one for one in members}
    tell, gone = [], []
    for one in items:
        if one.kind is not AlertKind.FIRST:
            tell.append(one)
        elif one.article is None or one.article not in by_article:
            gone.append(one.id)  # retention took it
        else:
            place = place_of(by_article[one.article], event)
            here = [member for member in members if place_of(member, event) == place]
            now = _now(spec, one, here, told.get(one.topic, ()))
            tell += [now] if now else []
            gone += [] if now else [one.id]
    return Settled(tuple(tell), tuple(gone))


def _now(spec: AlertSpec, one: Pending, here: Sequence[Member], told: Collection[int]) -> Pending | None:
    own = {one.article, *one.detail.get("with", ())}
    before = [member for member in here if member.seen.article not in own]
    if not any(member.seen.article in told for member in here):
        return one
    joined = [
        member.seen.article for member in here
        if member.seen.article in own and member.reprint_of is None and _joins(spec, member, before)
    ]  # fmt: skip
    if not joined or not before:
        return None
    kind = AlertKind.ORIGIN if Trigger.ORIGIN in spec.on else AlertKind.OUTLET
    return replace(one, kind=kind, article=joined[0], detail={"joined": joined})


# --- when ---------------------------------------------------------------------------------------------------


def decide(spec: AlertSpec, now: datetime, pending: Sequence[Pending], sent: Sequence[datetime]) -> Decision:
    """All of it in one letter now, or nothing: because these are quiet hours, because the day has had its letters
    (`sent`: when there were some), or because more may come within the batch."""
    zone = ZoneInfo(spec.zone)
    waits = [one for one in pending if one.kind is not AlertKind.CHANGED]
    if not waits:
        return Decision()
    if (end := quiet_until(spec, now)) is not None:
        return Decision(hold=Hold.QUIET, until=end)
    if today(spec, now, sent) >= spec.daily_cap:
        return Decision(hold=Hold.CAP, until=_midnight_after(now, zone))
    whole = min(one.found for one in waits) + timedelta(minutes=spec.batch_minutes)
    if now < whole and whole - now <= timedelta(minutes=spec.batch_minutes):  # a clock put back does not hold for ever
        return Decision(hold=Hold.BATCH, until=whole)
    return Decision(tuple(one.id for one in pending))


def today(spec: AlertSpec, now: datetime, sent: Sequence[datetime]) -> int:
    """How many of these letters were sent on the day of `now`."""
    zone = ZoneInfo(spec.zone)
    day = now.astimezone(zone).date()
    return sum(at.astimezone(zone).date() == day for at in sent)


def quiet_until(spec: AlertSpec, now: datetime) -> datetime | None:
    """When the quiet hours that `now` is in end; None outside of them."""
    if spec.quiet is None:
        return None
    first, last = spec.quiet
    zone = ZoneInfo(spec.zone)
    wall = now.astimezone(zone)
    clock = wall.time().replace(tzinfo=None)
    if not (first <= clock < last if first < last else clock >= first or clock < last):
        return None
    day = wall.date() + timedelta(days=int(first > last and clock >= first))
    return max(_instant(day, last, zone), now)


def _midnight_after(now: datetime, zone: ZoneInfo) -> datetime:
    return _instant(now.astimezone(zone).date() + timedelta(days=1), time(0), zone)


def _instant(day: object, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(ZoneInfo("UTC"))  # type: ignore[arg-type]
