"""Who was first, as laws: whatever happened between two polls."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.curate import lead
from monitor.model.leads import Telling

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return NOON + minutes * MINUTE


@pytest.mark.parametrize(
    ("published", "seen", "absent", "wanted"),
    [
        (-5, 0, -30, (-5, -5)),  # between the two polls: believed
        (None, 0, -30, (-30, 0)),
        (None, 0, None, (None, 0)),
        (-50, 0, -30, (-50, 0)),  # older than a poll that did not have it: the earliest that it can be
        (-5, 0, None, (-5, 0)),  # nobody can say
        (0, 0, None, (None, 0)),  # backdated: nobody polled
        (20, 0, -30, (-30, 0)),  # of the future
        (-60 * 24 * 40, 0, -30, (-30, 0)),  # of another month
        (3, 0, -30, (0, 0)),  # their clock is a little ahead
    ],
)
def test_between_when_an_article_appeared(
    published: float | None, seen: float, absent: float | None, wanted: tuple[float | None, float]
) -> None:
    told = None if published is None else at(published)
    lo, hi = lead.span(told, at(seen), None if absent is None else at(absent))
    assert (lo, hi) == (None if wanted[0] is None else at(wanted[0]), at(wanted[1]))


def test_nobody_is_first_for_certain_where_nobody_polled() -> None:
    told = lead.tellings((n, *lead.span(at(n * 999), at(n * 999), None), False) for n in (1, 2))
    found = lead.first(told)
    assert found is not None
    assert (found.outlet, found.certain) == (1, False)


def test_a_date_without_seconds_leaves_a_minute_and_midnight_is_none() -> None:
    even = NOON.replace(second=0)
    assert lead.span(even, at(10), at(-10)) == (even, even + timedelta(seconds=59))
    midnight = NOON.replace(hour=0, second=0)
    assert lead.span(midnight, midnight + 10 * MINUTE, midnight - 10 * MINUTE)[1] == midnight + 10 * MINUTE


moments = st.integers(-500, 500).map(at)
tellings = st.builds(
    lambda outlet, one, two, open_: Telling(outlet, None if open_ else min(one, two), max(one, two)),
    st.integers(1, 6), moments, moments, st.booleans(),
)  # fmt: skip
told = st.lists(tellings, max_size=6, unique_by=lambda one: one.outlet)


@given(told, st.randoms())
def test_first_for_certain_is_first_whatever_happened(stories: list[Telling], dice: object) -> None:
    found = lead.first(stories)
    assert (found is None) == (len(stories) < 2)
    if found is None:
        return
    can = lead.may_be_first(stories)
    assert can
    assert found.second != found.outlet
    if found.certain:
        assert can == {found.outlet}
        assert found.least_s > 0 or min(one.hi for one in stories) < at(500)
    for _ in range(5):
        really = {one.outlet: _when(one, dice) for one in stories}
        won = min(really, key=lambda outlet: really[outlet])
        assert won in can
        if found.certain:
            assert won == found.outlet
            lead_s = (sorted(really.values())[1] - really[won]).total_seconds()
            assert found.least_s <= lead_s + 1
            assert found.most_s is None or lead_s <= found.most_s + 1


def _when(one: Telling, dice: object) -> datetime:
    lo = one.lo or one.hi - 1000 * MINUTE
    share: float = dice.random()  # type: ignore[attr-defined]
    return lo + (one.hi - lo) * share


@given(told)
def test_the_likeliest_lead_lies_within_its_bounds(stories: list[Telling]) -> None:
    found = lead.first(stories)
    if found is not None:
        assert 0 <= found.least_s <= found.lead_s
        if found.most_s is not None and all(one.lo for one in stories):
            assert found.lead_s <= max(found.most_s, found.lead_s)


@given(told, st.randoms())
def test_the_order_of_the_outlets_is_nothing(stories: list[Telling], dice: object) -> None:
    shuffled = list(stories)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lead.first(stories) == lead.first(shuffled)


def test_a_copy_proves_that_its_source_was_there() -> None:
    wire = (1, at(-5), at(20), False)  # seen late by us
    copy = (1, None, at(3), True)  # in a paper, at 12:03
    paper = (2, at(4), at(4), False)
    first = lead.first(lead.tellings([wire, copy, paper]))
    assert first is not None
    assert (first.outlet, first.certain) == (1, True)
    alone = lead.first(lead.tellings([wire, paper]))
    assert alone is not None
    assert not alone.certain


def test_a_source_known_by_its_copies_only_may_have_been_first_at_any_time() -> None:
    only = lead.tellings([(1, at(-60), at(10), True), (2, at(0), at(0), False)])
    assert [one.lo for one in only] == [None, at(0)]
    first = lead.first(only)
    assert first is not None
    assert (first.outlet, first.certain) == (2, False)
    assert lead.may_be_first(only) == {1, 2}


def test_an_outlet_tells_a_story_once_with_its_first_article() -> None:
    assert lead.tellings([(1, at(5), at(9), False), (1, at(1), at(30), False)]) == [Telling(1, at(1), at(9))]
    assert lead.tellings([(1, at(5), at(9), False), (1, None, at(30), False)]) == [Telling(1, None, at(9))]


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=9))
def test_a_middle_of_what_is_half_unknown_is_unknown(values: list[int | None]) -> None:
    found = lead.middle(values)
    unknown = sum(value is None for value in values)
    assert (found is None) == (not values or unknown * 2 >= len(values))


@given(st.sets(st.integers(1, 20)), st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), max_size=15))
def test_linked_stories_are_one_event(stories: set[int], links: list[tuple[int, int]]) -> None:
    event = lead.events(stories, links)
    assert set(event) == stories
    assert all(event[root] == root <= story for story, root in event.items())
    for a, b in links:
        if a in stories and b in stories:
            assert event[a] == event[b]
