# ruff: noqa: E501 - rows of data
"""The small pure things: words, volumes, charts, marks, addresses."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.model.topic import Evidence
from monitor.publish.web import charts, marks, words
from monitor.publish.web.address import changed, instant
from monitor.publish.web.volume import midnight, spike, steps, timeline, usual, volume
from monitor.store.filters import from_cursor, to_cursor
from monitor.store.views_feeds import Past, cells
from monitor.store.views_rows import TopicTag

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("gone", "said"),
    [(20 * timedelta(seconds=1), "now"), (12 * MINUTE, "12 min"), (3.9 * HOUR, "3 h"), (2 * DAY, "2 d"), (11 * DAY, "12 Nov"),
     (400 * DAY, "19 Oct 2025"), (-3 * HOUR, "in 3 h")],
)  # fmt: skip
def test_ages(gone: timedelta, said: str) -> None:
    assert words.age(NOW - gone, NOW, VIENNA) == said


def test_moments_are_the_readers() -> None:
    assert words.moment(NOW, NOW, VIENNA) == "Mon 23 Nov, 10:41"
    assert words.short_moment(NOW - 2 * DAY, NOW, VIENNA) == "Sat 10:41"
    assert words.apart(NOW - 70 * MINUTE, NOW) == "1 h 10 earlier"
    assert words.apart(NOW + 6 * DAY, NOW) == "6 d later"


def test_counts_have_their_nouns() -> None:
    assert words.count(1, "story") == "1 story"
    assert words.count(1012, "story") == "1,012 stories"
    assert words.usual(2.5) == "2.5"
    assert words.usual(None) == "–"
    assert words.joined(["a", "b", "c", "d", "e"]) == "a, b and 3 more"


def test_usual_is_the_median_of_the_same_weekday() -> None:
    today = NOW.date()
    days = {today - week * 7 * DAY: count for week, count in ((1, 4), (2, 1), (3, 3), (4, 9))}
    assert usual(days, today, today - 40 * DAY) == 3.5
    assert usual(days, today, today - 8 * DAY) == 4.0
    assert usual(days, today, None) is None


def test_spikes_need_a_figure() -> None:
    assert spike(9, 2.0) == 4.5
    assert spike(2, 0.5) is None
    assert spike(3, None) is None
    assert spike(3, 2.0) is None


def test_a_day_begins_at_the_readers_midnight() -> None:
    bins = {datetime(2026, 11, 22, 23, 15, tzinfo=UTC): 2, datetime(2026, 11, 22, 22, 45, tzinfo=UTC): 5}
    counted = volume(bins, NOW, VIENNA, NOW - 90 * DAY)
    assert (counted.today, counted.days[-2:]) == (2, (5, 2))
    assert midnight(NOW, VIENNA) == datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.mark.parametrize("width", ["hour", "day", "week"])
def test_steps_touch_and_end_with_now(width: str) -> None:
    spans = steps(width, NOW, VIENNA)
    assert all(one[1] == two[0] for one, two in pairwise(spans))
    assert spans[-1][0] <= NOW < spans[-1][1]
    said = charts.Words("", "", "", "")
    counted = [(step, said) for step in timeline({NOW: 3}, {NOW: 7}, spans, NOW, NOW - 60 * DAY)]
    drawn = charts.timeline(counted, (), (960, 200), NOW)
    assert (drawn.bars[-1].step.stories, drawn.bars[-1].step.articles) == (3, 7)
    assert drawn.bars[-1].step.running
    assert len(drawn.ticks) <= 4


@given(st.integers(0, 100_000))
def test_axes_begin_at_zero_and_hold_the_most(most: int) -> None:
    top = charts._top(most)
    ticks = charts._ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] == top >= most
    assert len(ticks) <= 4


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6))
def test_marking_loses_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    tag = TopicTag("t", "T", 1, 1, 1.0, tuple(Evidence("x", "body", *span) for span in spans), 0)
    found = marks.hits((tag,), "body", 0)
    assert "".join(piece.text for piece in marks.pieces(text, found)) == text
    joined = "".join(piece.text for paragraph in marks.paragraphs(text, found) for piece in paragraph)
    assert joined == "".join(line for line in text.split("\n") if line.strip())


def test_overlapping_topics_share_a_mark() -> None:
    one = TopicTag("a", "A", 1, 1, 1.0, (Evidence("satellite launch", "title", 0, 16),))
    two = TopicTag("b", "B", 2, 3, 1.0, (Evidence("launch", "title", 10, 16),))
    found = marks.pieces("satellite launch today", marks.hits((one, two), "title", 0))
    assert [(piece.text, len(piece.tags)) for piece in found] == [("satellite ", 1), ("launch", 2), (" today", 0)]
    assert marks.hits((one,), "title", 1) == []  # another revision's offsets mark nothing


def test_times_in_addresses() -> None:
    assert instant("7d", NOW, VIENNA) == NOW - 7 * DAY
    assert instant("today", NOW, VIENNA) == midnight(NOW, VIENNA)
    assert instant("2026-11-23T07:30", NOW, VIENNA) == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    assert instant("", NOW, VIENNA) is None
    with pytest.raises(ValueError, match="soon"):
        instant("soon", NOW, VIENNA)


def test_a_changed_address_begins_the_list_again() -> None:
    assert changed("q=a&after=x&lang=en", lang=None, topic="sohae") == "?q=a&topic=sohae"


@given(st.lists(st.integers(-(2**61), 2**61) | st.floats(-1e9, 1e9), min_size=1, max_size=4))
def test_places_in_a_list_come_back(values: list[float]) -> None:
    assert list(from_cursor(to_cursor(*values), len(values))) == values


@given(st.text(max_size=30))
def test_rubbish_is_no_place(text: str) -> None:
    with pytest.raises(UsageError):
        from_cursor(text, 9)


def test_cells_show_the_worst() -> None:
    start = NOW - 8 * HOUR
    spells = [Past("ok", start - DAY, start + 3 * HOUR, ""), Past("failing", start + 3 * HOUR, None, "")]
    assert cells(spells, start, 2 * HOUR, 5, NOW) == ["ok", "failing", "failing", "failing", None]
