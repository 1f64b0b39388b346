"""Whatever people decide, in whatever order: groups stay groups, and go into stories whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.curate.decisions import NothingToDecide, group_of, plan, undoing
from monitor.model.decision import NEW_STORY, Decision, DecisionKind, Place, Plan, Wish

START = datetime(2026, 11, 20, tzinfo=UTC)
COUNT = 6
MOVING = [kind for kind in DecisionKind if kind is not DecisionKind.ORIGIN]
articles = st.integers(1, COUNT)
wishes = st.builds(Wish, st.sampled_from(MOVING), articles, articles)


def place(number: int) -> Place:
    return Place(number, number, None, number, START + timedelta(hours=number), aggregator=number % 2 == 0)


def applied(world: dict[int, Place], found: Plan, fresh: int) -> dict[int, Place]:
    """The world after a plan; a story that opens gets the number `fresh`."""
    moved = (replace(one, story=fresh) if one.story == NEW_STORY else one for one in found.places)
    return world | {one.article: one for one in moved}


def sound(world: dict[int, Place]) -> None:
    for one in world.values():
        members = group_of(world, one.article)
        assert one.grp == min(members)
        (original,) = [member for member in members if world[member].reprint_of is None]
        assert one.reprint_of in {None, original}
        assert len({world[member].story for member in members}) == 1


@given(st.lists(wishes, max_size=12))
def test_groups_stay_groups_and_the_last_word_holds(asked: list[Wish]) -> None:
    world = {number: place(number) for number in range(1, COUNT + 1)}
    for turn, wish in enumerate(asked):
        try:
            found = plan(wish, world)
        except NothingToDecide:
            continue
        before = {one.article: (world[one.article].grp, world[one.article].reprint_of, world[one.article].story)
                  for one in found.places}  # fmt: skip
        after = applied(world, found, 100 + turn)
        sound(after)
        for scope, a, b in found.apart:
            assert scope != "text" or after[a].grp != after[b].grp
            assert scope != "story" or after[a].story != after[b].story
        for scope, a, b in found.together:
            assert scope != "text" or after[a].grp == after[b].grp
            assert scope != "story" or after[a].story == after[b].story
        decision = Decision(1, wish.kind, wish.article, wish.other, None, "ines", START, None, None, found.apart,
                            found.together, before)  # fmt: skip
        undone = applied(after, undoing(decision, after), 500 + turn)
        sound(undone)
        world = after


def test_what_is_so_already_is_said_or_kept_anyway() -> None:
    world = {number: place(number) for number in (1, 2)}
    wish = Wish(DecisionKind.NOT_DUPLICATE, 2, 1)
    with pytest.raises(NothingToDecide):
        plan(wish, world)
    assert plan(replace(wish, anyway=True), world) == Plan(judged=(("reprint", 2),), apart=(("text", 1, 2),))
