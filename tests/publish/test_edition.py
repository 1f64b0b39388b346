from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.coverage import Coverage, Spell
from monitor.model.digest import (
    Candidate,
    EditionContent,
    Material,
    Order,
    StoryFacts,
    StoryItem,
    TopicVolume,
    Window,
)
from monitor.model.feed import FeedState
from monitor.model.topic import Evidence
from monitor.publish.edition import compose, is_broken, worth_sending
from tests.builders.editions import END, HEALTHY, SPEC, START, TROUBLED, candidate, seen

WINDOW = Window(END, START, END, END - timedelta(hours=48))
TOPICS = (TopicVolume("sohae", "Sohae"), TopicVolume("sanctions", "Sanctions"))
WIDE = replace(SPEC, topics=("sohae", "sanctions"))


def composed(*candidates: Candidate, stories: tuple[StoryFacts, ...] = (), **more: object) -> EditionContent:
    told, events = more.pop("told", frozenset()), more.pop("events", {})
    assert isinstance(events, dict)
    window = more.pop("window", WINDOW)
    assert isinstance(told, frozenset)
    assert isinstance(window, Window)
    spec = replace(WIDE, **more)  # type: ignore[arg-type]
    return compose(spec, window, Material(TOPICS, candidates, stories, told, HEALTHY, events=events))


def items(content: EditionContent, section: int = 0) -> tuple[StoryItem, ...]:
    return content.sections[section].items


def facts(story: int, article: int, origins: int = 1, **more: object) -> StoryFacts:
    plain = StoryFacts(story, seen(article, "38 North", f"Headline {article}", 9), origins)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_one_slot_a_story_with_the_other_outlets_in_order_of_time() -> None:
    content = composed(
        candidate(1, story=7, hours=9),
        candidate(2, story=7, hours=4, outlet="Yonhap"),
        candidate(3, story=7, hours=6, outlet="WSJ"),
        candidate(4, story=7, hours=5, outlet="WSJ"),
        stories=(facts(7, 1, origins=2),),
    )
    (item,) = items(content)
    assert (item.story, item.lead.article, item.origins) == (7, 1, 2)
    assert [other.name for other in item.others] == ["WSJ", "Yonhap"]
    assert (content.stories, content.articles, content.taken) == (1, 4, (1, 2, 3, 4))


def test_one_slot_for_an_event_in_several_languages() -> None:
    found = (
        candidate(1, story=7, hours=9),
        candidate(2, story=8, hours=4, outlet="Yonhap"),
        candidate(3, story=9, hours=6, outlet="WSJ"),
    )
    stories = (facts(7, 1, origins=2), facts(8, 2, origins=3), facts(9, 3))
    assert len(items(composed(*found, stories=stories))) == 3
    item, alone = items(composed(*found, stories=stories, events={7: 7, 8: 7}))
    assert (item.story, item.lead.article, item.origins, alone.story) == (8, 2, 3, 9)
    assert [other.article for other in item.others] == [1]
    told = (replace(stories[0], told=True, told_origins=frozenset({"38 North"})), *stories[1:])
    item, alone = items(composed(*found, stories=told, events={7: 7, 8: 7}))
    assert (item.story, item.continuing, item.new_origins) == (7, True, ("Yonhap",))


def test_the_lead_is_the_storys_lead_else_the_earliest() -> None:
    pair = (candidate(1, story=7, hours=9, outlet="WSJ"), candidate(2, story=7, hours=4))
    assert items(composed(*pair, stories=(facts(7, 2),)))[0].lead.article == 2
    assert items(composed(*pair, stories=(facts(7, 99),)))[0].lead.article == 1


def test_reprints_are_folded_and_counted() -> None:
    content = composed(
        candidate(1, hours=3),
        candidate(2, hours=5, group=1, reprint_of=1, outlet="MSN"),
        candidate(3, hours=2, group=1, reprint_of=1, outlet="Daily8"),
    )
    (item,) = items(content)
    assert item.lead.article == 1
    assert ([other.name for other in item.others], [copy.name for copy in item.copies]) == ([], ["MSN", "Daily8"])
    assert (item.reprints, content.reprints) == (2, 2)


def test_a_reprint_whose_original_is_not_here_stands_for_it() -> None:
    content = composed(
        candidate(2, hours=5, group=1, reprint_of=1, outlet="MSN"), candidate(3, hours=6, group=1, reprint_of=1)
    )
    assert [item.lead.article for item in items(content)] == [3]


def test_a_reprint_of_what_was_told_is_counted_only() -> None:
    content = composed(candidate(2, group=1, reprint_of=1), told=frozenset({1}))
    assert items(content) == ()
    assert (content.stories, content.reprints, content.taken) == (0, 1, (2,))


def test_a_continuing_story_brings_only_what_is_new() -> None:
    told = facts(
        7, 1, told=True, told_origins=frozenset({"38 North"}), told_outlets=frozenset({"38-north"}), origins=2
    )  # fmt: skip
    content = composed(
        candidate(5, story=7, outlet="KCNA"),
        candidate(6, story=7, outlet="MSN", group=1, reprint_of=1, origin="38 North"),
        stories=(told,),
        told=frozenset({1}),
    )
    (item,) = items(content)
    assert item.continuing
    assert item.lead.article == 1
    assert [other.article for other in item.others] == [5]
    assert item.new_origins == ("KCNA",)
    assert [seen.name for seen in item.joined] == ["KCNA", "MSN"]


@pytest.mark.parametrize(
    ("order", "expected"), [(Order.ORIGINS, [2, 1, 3]), (Order.SCORE, [1, 2, 3]), (Order.NEWEST, [3, 2, 1]),
                            (Order.OLDEST, [1, 2, 3])]
)  # fmt: skip
def test_the_order_is_what_the_digest_wants(order: Order, expected: list[int]) -> None:
    content = composed(
        candidate(1, story=1, score=9.0, hours=9), candidate(2, story=2, score=2.0, hours=5),
        candidate(3, story=3, score=1.0, hours=1), stories=(facts(1, 1), facts(2, 2, origins=3), facts(3, 3)),
        order=order,
    )  # fmt: skip
    assert [item.story for item in items(content)] == expected


def test_rank_is_origins_then_score_then_newest() -> None:
    content = composed(
        candidate(1, story=1, score=9.0),
        candidate(2, story=2, score=1.0),
        candidate(3, story=3, score=5.0, hours=8),
        candidate(4, story=4, score=5.0, hours=2),
        stories=(facts(1, 1), facts(2, 2, origins=3), facts(3, 3), facts(4, 4)),
    )
    assert [item.story for item in items(content)] == [2, 1, 4, 3]


def test_a_story_of_two_topics_stands_in_the_first_and_names_the_other() -> None:
    content = composed(
        candidate(1, story=7), candidate(1, story=7, topic="sanctions", score=8.0), stories=(facts(7, 1),)
    )
    assert [item.also for item in items(content)] == [("Sanctions",)]
    assert items(content, 1) == ()
    assert (content.stories, content.articles) == (1, 1)


def test_past_the_length_stories_are_counted_and_taken() -> None:
    content = composed(*(candidate(n, score=float(n)) for n in range(1, 8)), length=3)
    assert [item.lead.article for item in items(content)] == [7, 6, 5]
    assert content.sections[0].more == 4
    assert content.stories == 7
    assert content.taken == (1, 2, 3, 4, 5, 6, 7)


def test_backfill_is_only_counted() -> None:
    content = composed(candidate(1), candidate(2, backfill=True), candidate(3, backfill=True))
    assert len(items(content)) == 1
    assert content.sections[0].older == 2
    assert (content.stories, content.articles, content.taken) == (1, 1, (1, 2, 3))


def test_a_catch_up_reads_day_by_day() -> None:
    late = replace(WINDOW, start=START - timedelta(days=2), catch_up=True)
    content = composed(
        candidate(1, hours=2, score=9.0), candidate(2, hours=50, score=1.0), candidate(3, hours=51, score=2.0),
        window=late,
    )  # fmt: skip
    assert [item.lead.article for item in items(content)] == [3, 2, 1]
    assert content.catch_up


def test_the_evidence_is_the_leads_own() -> None:
    mine, other = (Evidence("pier", "title", 0, 4),), (Evidence("Sohae", "body", 0, 5),)
    content = composed(
        candidate(1, story=7, hours=9, evidence=mine), candidate(2, story=7, evidence=other, score=5.0),
        stories=(facts(7, 1),),
    )  # fmt: skip
    assert items(content)[0].evidence == mine
    assert items(content)[0].score == 5.0


def test_no_story_and_no_known_origin() -> None:
    (item,) = items(composed(candidate(1, origin=None)))
    assert (item.story, item.origins) == (None, 0)


def test_an_empty_edition_goes_out_only_for_a_reason() -> None:
    empty = composed()
    assert not worth_sending(SPEC, empty)
    assert worth_sending(replace(SPEC, send_empty=True), empty)
    assert worth_sending(SPEC, replace(empty, coverage=TROUBLED))
    assert worth_sending(SPEC, composed(candidate(1)))


def test_silent_slow_or_paused_feeds_break_no_coverage() -> None:
    for state in (FeedState.SILENT, FeedState.SLOW, FeedState.PAUSED, FeedState.NEW):
        assert not is_broken(Coverage(START, END, 1, 0, (Spell("a", "A", state, START, None),)))
    assert is_broken(Coverage(START, END, 1, 0, (Spell("a", "A", FeedState.DEAD, START, None),)))


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 6), st.integers(1, 9), st.booleans()), max_size=40))
def test_everything_is_taken_once_and_nothing_is_told_twice(rows: list[tuple[int, int, int, bool]]) -> None:
    candidates = {n: candidate(n, story=s, group=g, backfill=b, hours=n) for n, s, g, b in rows}
    content = composed(*candidates.values(), *candidates.values(), length=4)
    told = [item.lead.article for section in content.sections for item in section.items]
    assert len(told) == len(set(told))
    assert content.taken == tuple(sorted(candidates))
    assert content.stories == len(told) + sum(section.more for section in content.sections)


@given(st.permutations(range(1, 9)))
def test_the_order_of_the_candidates_does_not_matter(order: list[int]) -> None:
    def one(n: int) -> Candidate:
        return candidate(n, story=n % 3 or None, hours=n, outlet=f"Outlet {n}")

    assert composed(*map(one, order)) == composed(*map(one, range(1, 9)))
