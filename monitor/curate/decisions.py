"""What follows from a person's decision: which articles change their reprint group, original or story. Pure: from the
places of all articles concerned to those that change.

A decision about a text takes one article out of its group, or puts its whole group into another. A decision about a
story moves whole groups, for copies go where their original goes. Undoing one puts back what it moved, as far as what
it was moved from is still there. A decision about an event moves nothing: it is about two stories, in two languages.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from monitor.errors import UsageError
from monitor.model.decision import LINKS, NEW_STORY, STILL, Decision, DecisionKind, Place, Plan, Wish, World
from monitor.model.verdict import VerdictKind

TEXT, STORY, EVENT = "text", "story", "event"
MOST_PAIRS = 500  # that one decision tells apart: a story beyond is told apart from its first articles


class NothingToDecide(UsageError):
    """It is so already."""


def plan(wish: Wish, world: World) -> Plan:
    """What `wish` changes in `world`, which holds every member of the groups and stories that it names.

    Raises:
        NothingToDecide: it is so already; the message says how.
    """
    if wish.kind is DecisionKind.ORIGIN:  # it moves nothing
        return Plan(judged=((VerdictKind.ORIGIN, wish.article),))
    try:
        return _PLANS[wish.kind](wish, world)
    except NothingToDecide:
        if not wish.anyway:
            raise
    return _as_it_is(wish)


def undoing(decision: Decision, world: World) -> Plan:
    """What changes when a decision no longer holds."""
    return Plan() if decision.kind in STILL else _UNDONE[decision.kind](decision, world)


def _as_it_is(wish: Wish) -> Plan:
    """Nothing moves, and it stays so."""
    if wish.kind in LINKS:
        return _told_of_events(wish)
    scope = TEXT if wish.kind in (DecisionKind.NOT_DUPLICATE, DecisionKind.REPRINT_OF) else STORY
    kind = VerdictKind.REPRINT if scope == TEXT else VerdictKind.STORY
    pair = () if wish.other is None else (_pair(scope, wish.article, wish.other),)
    apart = wish.kind is DecisionKind.NOT_DUPLICATE
    return Plan(judged=((kind, wish.article),), apart=pair if apart else (), together=() if apart else pair)


# --- texts --------------------------------------------------------------------------------------------------


def _not_duplicate(wish: Wish, world: World) -> Plan:
    mine = group_of(world, wish.article)
    if len(mine) == 1 or (wish.other is not None and wish.other not in mine):
        raise NothingToDecide("This article stands for itself already: it is nobody's reprint, and nothing is its.")
    changed = parted(world, {wish.article})
    other = world[wish.article].reprint_of or next(one.article for one in changed if _leads(one, wish.article))
    pair = _pair(TEXT, wish.article, other)
    return Plan(changed, ((VerdictKind.REPRINT, wish.article),), apart=(pair,))


def _leads(place: Place, but: int) -> bool:
    return place.reprint_of is None and place.article != but


def _reprint_of(wish: Wish, world: World) -> Plan:
    other = _other(wish)
    if wish.article == other:
        raise NothingToDecide("An article is no reprint of itself.")
    if world[wish.article].reprint_of in {other, world[other].reprint_of or other}:
        raise NothingToDecide("It is listed as a reprint of that article already.")
    changed = united(world, wish.article, other)
    judged = ((VerdictKind.REPRINT, wish.article),)
    return Plan(changed, judged, together=(_pair(TEXT, wish.article, other),))


def _together_again(decision: Decision, world: World) -> Plan:
    """ "Not a duplicate" no longer holds: back into the group it left, with the original that it had."""
    _, old, _ = decision.before.get(decision.article, (0, None, None))
    other = old or decision.other
    if other is None or other not in world or world[other].grp == world[decision.article].grp:
        return Plan()
    if old is None:  # it was the original itself
        return Plan(united(world, other, decision.article))
    return Plan(united(world, decision.article, other))


def _apart_again(decision: Decision, world: World) -> Plan:
    """ "Is a reprint of" no longer holds: those that came with it leave together, into the story they had."""
    there = world[decision.article].grp
    came = [a for a, (grp, *_) in decision.before.items() if a in world and world[a].grp == there
            and grp == decision.before[decision.article][0]]  # fmt: skip
    if not came or len(came) == len(group_of(world, decision.article)):
        return Plan()
    left = {one.article: one for one in parted(world, set(came))}
    moved = dict(world) | left
    for article in came:
        story = decision.before[article][2]
        if story is not None and story != moved[article].story:
            kept = any(one.story == story for one in world.values())
            left[article] = replace(moved[article], story=story if kept else NEW_STORY)
    return Plan(tuple(left.values()))


# --- stories ------------------------------------------------------------------------------------------------


def _not_story(wish: Wish, world: World) -> Plan:
    mine, story = group_of(world, wish.article), world[wish.article].story
    into = NEW_STORY if wish.other is None else world[wish.other].story
    rest = [one.article for one in originals(world, story) if one.article not in mine]
    said = [a for a in wish.apart if a in world and a not in mine]
    if wish.apart and not any(world[a].story == story for a in said):
        into = story if wish.other is None else into  # brought from elsewhere: here it stands apart already
    elif into == story:
        raise NothingToDecide("It is in that story already.")
    elif wish.other is None and not rest:
        raise NothingToDecide("It is alone in its story already.")
    apart = tuple(_pair(STORY, wish.article, other) for other in (said or rest)[:MOST_PAIRS])
    together = (_pair(STORY, wish.article, wish.other),) if wish.other is not None else ()
    judged = tuple((VerdictKind.STORY, article) for article in sorted(mine))
    return Plan(_moved(world, mine, into), judged, apart, together)


def _one_story(wish: Wish, world: World) -> Plan:
    other = _other(wish)
    into, gone = world[wish.article].story, world[other].story
    if into is None or gone is None:
        raise NothingToDecide("One of them is in no story yet: it was not judged.")
    if into == gone:
        raise NothingToDecide("They are one story already.")
    came = [place.article for place in world.values() if place.story == gone]
    judged = tuple((VerdictKind.STORY, article) for article in sorted({wish.article, *came}))
    return Plan(_moved(world, came, into), judged, together=(_pair(STORY, wish.article, other),))


def _into_the_story_again(decision: Decision, world: World) -> Plan:
    """ "Not this story" no longer holds: back to those it was taken from, where they are now."""
    mine = group_of(world, decision.article)
    left = [b if a in mine else a for kind, a, b in decision.apart if kind == STORY]
    old = next((world[article].story for article in left if article in world), None)
    return Plan(_moved(world, mine, old)) if old is not None else Plan()


def _two_stories_again(decision: Decision, world: World) -> Plan:
    """ "One story" no longer holds: what came from the other one is a story again."""
    into = world[decision.article].story
    came = {a for a in decision.before if a in world and world[a].story == into} - group_of(world, decision.article)
    whole = {member for article in came for member in group_of(world, article)}
    return Plan(_moved(world, whole, NEW_STORY)) if whole else Plan()


# --- events, in several languages ---------------------------------------------------------------------------


def _events(wish: Wish, world: World) -> Plan:
    one, other = world[wish.article], world[_other(wish)]
    if one.story is None or other.story is None:
        raise NothingToDecide("One of them is in no story yet: it was not judged.")
    if one.story == other.story:
        apart = wish.kind is DecisionKind.OTHER_EVENT
        raise NothingToDecide(
            "They are one story: take articles out of it." if apart else "They are one story already."
        )
    if one.lang == other.lang:
        raise NothingToDecide(
            f"Both stories are in {one.lang or 'an unknown language'}: links are between languages. Stories of one "
            "language that tell one event are merged."
        )
    return _told_of_events(wish)


def _told_of_events(wish: Wish) -> Plan:
    pair = (_pair(EVENT, wish.article, _other(wish)),)
    return Plan(apart=pair) if wish.kind is DecisionKind.OTHER_EVENT else Plan(together=pair)


_PLANS: Mapping[DecisionKind, Callable[[Wish, World], Plan]] = {
    DecisionKind.NOT_DUPLICATE: _not_duplicate,
    DecisionKind.REPRINT_OF: _reprint_of,
    DecisionKind.NOT_STORY: _not_story,
    DecisionKind.ONE_STORY: _one_story,
    DecisionKind.SAME_EVENT: _events,
    DecisionKind.OTHER_EVENT: _events,
}
_UNDONE: Mapping[DecisionKind, Callable[[Decision, World], Plan]] = {
    DecisionKind.NOT_DUPLICATE: _together_again,
    DecisionKind.REPRINT_OF: _apart_again,
    DecisionKind.NOT_STORY: _into_the_story_again,
    DecisionKind.ONE_STORY: _two_stories_again,
}


# --- moving -------------------------------------------------------------------------------------------------


def group_of(world: World, article: int) -> set[int]:
    """The members of an article's reprint group."""
    return {place.article for place in world.values() if place.grp == world[article].grp}


def originals(world: World, story: int | None) -> list[Place]:
    """Those of a story that are nobody's reprint, first seen first."""
    mine = (place for place in world.values() if story is not None and place.story == story)
    return sorted((place for place in mine if place.reprint_of is None), key=lambda one: (one.at, one.article))


def parted(world: World, leaving: Collection[int]) -> tuple[Place, ...]:
    """Members of one group leave it together. A group is named by its smallest article, and either part keeps the
    original if it has it; else its earliest that no aggregator published."""
    staying = group_of(world, next(iter(leaving))) - set(leaving)
    return _changed(world, [*_as_group(world, leaving), *_as_group(world, staying)])


def united(world: World, article: int, other: int) -> tuple[Place, ...]:
    """The group of an article goes into that of another: its original is everybody's, and so is its story. Of one group
    already: the other one is its original from now on."""
    alone = world[article].grp == world[other].grp
    first = other if alone else world[other].reprint_of or other
    whole = group_of(world, article) | group_of(world, other)
    grp, story = min(whole), world[first].story
    return _changed(world, [
        replace(world[one], grp=grp, reprint_of=None if one == first else first, story=story) for one in whole
    ])  # fmt: skip


def _as_group(world: World, members: Collection[int]) -> Iterable[Place]:
    places = [world[article] for article in members]
    first = min(places, key=lambda one: (one.reprint_of is not None, one.aggregator, one.at, one.article)).article
    grp = min(members)
    return [replace(one, grp=grp, reprint_of=None if one.article == first else first) for one in places]


def _moved(world: World, articles: Iterable[int], story: int | None) -> tuple[Place, ...]:
    return _changed(world, [replace(world[article], story=story) for article in articles])


def _changed(world: World, places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted((one for one in places if one != world[one.article]), key=lambda one: one.article))


def _other(wish: Wish) -> int:
    if wish.other is None:
        raise UsageError("Which other one is meant is not said.")
    return wish.other


def _pair(scope: str, a: int, b: int) -> tuple[str, int, int]:
    return (scope, min(a, b), max(a, b))
