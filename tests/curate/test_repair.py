from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.curate import repair, sketch, story, story_terms
from monitor.curate.repair import Known, Merging
from monitor.curate.sketch_marks import marks_of

START = datetime(2026, 11, 20, tzinfo=UTC)
OPENED = (
    "The harbour board of Kelder Point opened its second quay to ferries for Osk on Monday. Ines Toller cut a ribbon "
    "before some hundred islanders and the brass of Varn."
)
CHEERED = (
    "Ferries for Osk tie up at the second quay of Kelder Point from now on. Ines Toller of the harbour board called "
    "it a good Monday for islanders."
)
USED = (
    "A second quay was opened at Kelder Point. The ferries for Osk will use it, the harbour board and its head Ines "
    "Toller said on Monday."
)
QUAY = [
    ("Second quay opens at Kelder Point", OPENED),
    ("Islanders cheer the new quay", CHEERED),
    ("Kelder Point has a second quay", USED),
]
SLATE = (
    "Slate duty weighed in Varn",
    (
        "Quarry owners ask the trade ministry in Varn for a duty on imported slate, builders are against it, and the "
        "minister Odo Harn will decide before the winter recess of the assembly."
    ),
)

HEADLINES = [
    ("Ferry runs aground near the lighthouse off Osk", ""),
    ("Osk votes a budget for two schools and a library", ""),
]


def known(number: int, written: Sequence[tuple[str, str]], *, days: float = 0.0) -> Known:
    """A story of these articles, weighed as if all words were equally rare."""
    center = None
    for title, text in written:
        weighed = story_terms.weigh(story_terms.bag(title, text, "en"), documents=40, frequency=lambda _: 2)
        words, numbers = frozenset(sketch.words(title)), frozenset(sketch.numbers(text))
        at = START + timedelta(days=days)
        told = story.Told(number, at, words, weighed, marks_of(title, text), numbers, title)
        center = story.grown(center, told) if center else story.opened(told, number, "en")
    assert center is not None
    return Known(replace(center, id=number), tuple(title for title, _ in written))


def merged(*stories: Known, days: int = 14) -> list[Merging]:
    found = {one.center.id: one for one in stories}
    return repair.mergings(found, lambda _: found, days=days)


def test_small_stories_of_one_event_become_one_and_others_stay() -> None:
    stories = [known(n, [one]) for n, one in enumerate(QUAY, 1)]
    (found,) = merged(*stories, known(9, [SLATE]))
    assert (found.into, sorted(found.gone)) == (1, [2, 3])
    assert found.score >= repair.LINK
    assert "quay" in found.terms


def test_the_larger_story_stays() -> None:
    (found,) = merged(known(1, QUAY[:1]), known(2, QUAY[1:]))
    assert (found.into, found.gone) == (2, (1,))


def test_two_large_stories_stay_two() -> None:
    assert merged(known(1, QUAY * 2), known(2, QUAY * 2)) == []
    assert len(merged(known(1, QUAY * 2), known(2, QUAY[:2]))) == 1


def test_days_between_two_stories_keep_them_apart() -> None:
    assert merged(known(1, QUAY[:1]), known(2, QUAY[1:2], days=15)) == []
    assert repair.likeness(known(1, QUAY[:1]).center, known(2, QUAY[1:2], days=8).center) < repair.likeness(
        known(1, QUAY[:1]).center, known(2, QUAY[1:2]).center
    )


def test_headlines_that_contradict_each_other_keep_stories_apart() -> None:
    text = "Brussels adopted a package of sanctions against shipping firms, banks and the makers of drones on Friday."
    stories = [known(n, [(f"EU adopts {n}th sanctions package", f"{text} It is the {n}th.")]) for n in (18, 19)]
    assert merged(*stories) == []
    assert repair.apart(*stories) == ["ordinal", "18"]
    same = [known(n, [("EU adopts 18th sanctions package", f"{text} It is the 18th.")]) for n in (1, 2)]
    assert len(merged(*same)) == 1


def test_headlines_alone_need_more_in_common() -> None:
    first, second = known(1, [HEADLINES[0]]), known(2, [HEADLINES[1]])
    assert repair.LINK < repair.likeness(first.center, second.center) < repair.LINK_TITLES
    assert merged(first, second) == []


@given(st.permutations(range(5)))
def test_the_order_in_which_stories_are_asked_for_does_not_matter(order: list[int]) -> None:
    texts = [*QUAY, SLATE, ("Slate duty divides Varn", SLATE[1])]
    stories = {n: known(n, [texts[n]]) for n in range(5)}
    shuffled: Iterable[int] = list(order)
    found = repair.mergings({n: stories[n] for n in order}, lambda _: shuffled, days=14)
    assert [(one.into, sorted(one.gone)) for one in found] == [(0, [1, 2]), (3, [4])]
