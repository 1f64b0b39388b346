"""How far back an edition reaches: nothing that is judged after a cut falls between two editions."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.model.options import Options
from monitor.publish.composing import compose_due, compose_now, window_of
from monitor.store import editions
from monitor.store.cuts import Cut
from monitor.store.database import Database
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FRIDAY = END - 3 * DAY
OPTIONS = Options("sqlite://")
SPANS = st.lists(st.integers(1, 20 * 24 * 60).map(lambda minutes: minutes * MINUTE), min_size=2, max_size=8)


def titles(db: Database, edition: int) -> list[str]:
    with db.read() as conn:
        content = editions.content_of(conn, edition)
    return [item.lead.title for section in content.sections for item in section.items]


@given(spans=SPANS, back=st.integers(0, 48 * 60 - 1), catch_up=st.booleans())
def test_what_was_fresh_at_a_cut_is_in_reach_of_the_next(spans: list[timedelta], back: int, catch_up: bool) -> None:
    start, at = END, END + spans[0]
    for span in spans[1:]:
        window = window_of(Cut(at, start, catch_up), at + span, at + span)
        assert window.reach < at - back * MINUTE
        assert window.reach <= min(at, window.end - span) - timedelta(hours=48)
        start, at = at, at + span


def test_what_is_judged_after_the_cut_of_friday_is_told_on_monday(database: Database) -> None:
    archive = Archive(database)
    archive.digest(replace(SPEC, slug="office", name="Office"), now=FRIDAY - DAY)
    archive.article("Before the cut", at=FRIDAY - 20 * MINUTE)
    (friday,) = compose_due(database, now=FRIDAY, options=OPTIONS)
    archive.article("Judged late", at=FRIDAY - 10 * MINUTE, judged=FRIDAY + 5 * MINUTE)
    (monday,) = compose_due(database, now=END, options=OPTIONS)
    assert (titles(database, friday), titles(database, monday)) == (["Before the cut"], ["Judged late"])


def test_a_second_edition_does_not_reach_behind_the_beginning(database: Database) -> None:
    archive = Archive(database)
    archive.digest(replace(SPEC, slug="young", name="Young"), now=FRIDAY)
    archive.article("Before it began", at=FRIDAY - 10 * MINUTE)
    first = compose_now(database, "young", now=FRIDAY + MINUTE, options=OPTIONS)
    archive.article("After", at=FRIDAY + MINUTE)
    second = compose_now(database, "young", now=FRIDAY + 3 * MINUTE, options=OPTIONS)
    assert (titles(database, first), titles(database, second)) == ([], ["After"])
