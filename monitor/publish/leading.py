"""The board of firsts of a topic, made from what the store knows of each telling."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from monitor.curate import lead
from monitor.model.leads import Board, Duel, First, Leader, LedStory, Telling
from monitor.store import leads
from monitor.store.database import Connection
from monitor.store.leads import Told

LED = 100  # stories listed
RIVALS = 6  # outlets compared with each other
Stories = Mapping[int, Sequence[Telling]]


@dataclass(frozen=True, slots=True)
class Race:
    """A story of at least two outlets."""

    story: int
    told: Sequence[Telling]
    first: First


def board(conn: Connection, topic: tuple[int, str], since: datetime, until: datetime) -> Board:
    """Who was first on a topic, (number, slug), in the stories that began from `since` up to `until`. Stories that tell
    one event in several languages are one."""
    stories = _stories(conn, topic[0], since, until)
    races = [Race(story, told, found) for story, told in stories.items() if (found := lead.first(told))]
    races.sort(key=lambda race: (race.first.at, race.story), reverse=True)
    names = leads.names(conn, sorted({one.outlet for race in races for one in race.told}))
    leaders = _leaders(races, names)
    return Board(
        topic[1], since, until, len(races), len(stories) - len(races), leaders, _duels(races, leaders, names),
        _led(conn, races[:LED], names),
    )  # fmt: skip


def _stories(conn: Connection, topic: int, since: datetime, until: datetime) -> Stories:
    rows = leads.told(conn, topic, since, until)
    numbers = sorted({row.story for row in rows})
    event = lead.events(numbers, leads.links(conn, numbers))
    told: dict[int, list[tuple[int, datetime | None, datetime, bool]]] = defaultdict(list)
    for row in rows:
        told[event[row.story]].append(_interval(row))
    return {story: lead.tellings(each) for story, each in told.items()}


def _interval(row: Told) -> tuple[int, datetime | None, datetime, bool]:
    lo, hi = lead.span(row.published, row.seen, row.absent)
    return row.outlet, lo, hi, row.copy


def _leaders(races: Sequence[Race], names: Mapping[int, tuple[str, str]]) -> tuple[Leader, ...]:
    told: dict[int, int] = defaultdict(int)
    certain: dict[int, int] = defaultdict(int)
    perhaps: dict[int, int] = defaultdict(int)
    won: dict[int, list[First]] = defaultdict(list)
    for race in races:
        won[race.first.outlet].append(race.first)
        for one in race.told:
            told[one.outlet] += 1
        for outlet in lead.may_be_first(race.told):
            if race.first.certain:
                certain[outlet] += 1
            else:
                perhaps[outlet] += 1
    found = [
        Leader(*names[outlet], told[outlet], certain[outlet], perhaps[outlet], *_medians(won[outlet]))
        for outlet in told if outlet in names
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.certain, -one.perhaps, -one.stories, one.outlet)))


def _medians(won: Sequence[First]) -> tuple[int | None, int | None, int | None]:
    leads_s, least, most = [one.lead_s for one in won], [one.least_s for one in won], [one.most_s for one in won]
    return lead.middle(leads_s), lead.middle(least), lead.middle(most)


def _duels(races: Sequence[Race], leaders: Sequence[Leader], names: Mapping[int, tuple[str, str]]) -> tuple[Duel, ...]:
    number = {slug: outlet for outlet, (slug, _) in names.items()}
    top = [number[leader.outlet] for leader in leaders[:RIVALS]]
    found = [_duel(races, one, other, names) for one, other in combinations(top, 2)]
    return tuple(sorted((duel for duel in found if duel), key=lambda duel: (-duel.stories, duel.ahead, duel.behind)))


def _duel(races: Sequence[Race], one: int, other: int, names: Mapping[int, tuple[str, str]]) -> Duel | None:
    pairs = []
    for race in races:
        by = {telling.outlet: telling for telling in race.told}
        if one in by and other in by:
            pairs.append((by[one], by[other]))
    if not pairs:
        return None
    median = lead.middle([lead.ahead(a, b) for a, b in pairs]) or 0
    if median < 0:
        return _duel(races, other, one, names)
    firsts = sum(lead.surely_ahead(a, b) for a, b in pairs)
    seconds = sum(lead.surely_ahead(b, a) for a, b in pairs)
    return Duel(names[one][0], names[other][0], len(pairs), firsts, seconds, median)


def _led(conn: Connection, races: Sequence[Race], names: Mapping[int, tuple[str, str]]) -> tuple[LedStory, ...]:
    heads = leads.heads(conn, [race.story for race in races])
    nobody = ("", "")
    return tuple(
        LedStory(
            race.story, heads[race.story].title, heads[race.story].lang, len(race.told),
            *names.get(race.first.outlet, nobody), *names.get(race.first.second, nobody), race.first.at,
            race.first.certain, race.first.lead_s, race.first.least_s, race.first.most_s,
        )
        for race in races if race.story in heads
    )  # fmt: skip
