from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model.feed import FeedState
from monitor.model.fetching import Outcome
from monitor.store import feeds, health, landing
from monitor.store.acquittal import Blame, acquit
from monitor.store.database import Database
from tests.store.make import NOW, claim_all, declare, result, spec

HOUR = timedelta(hours=1)
DETAIL = "our own network was down"


def failing(db: Database, state: FeedState, points: float) -> int:
    declare(db, spec(1))
    for at, found in ((NOW, FeedState.OK), (NOW + HOUR, state)):
        (due,) = claim_all(db, at)
        left = result(now=at, state=found, outcome=Outcome.OK if at == NOW else Outcome.DNS)
        rhythm = replace(left.assessment.rhythm, failures=0.0 if at == NOW else points)
        left = replace(left, assessment=replace(left.assessment, rhythm=rhythm))
        db.run(lambda conn, due=due, left=left, at=at: landing.land(conn, due, left, now=at))  # type: ignore[misc]
    return due.id


@pytest.mark.parametrize("state", [FeedState.OK, FeedState.FAILING])
def test_points_are_given_back_and_coverage_says_that_it_was_us(database: Database, state: FeedState) -> None:
    number = failing(database, state, 1.5)
    blamed, now = {number: Blame(NOW + HOUR, 0.5, DETAIL)}, NOW + 1.05 * HOUR
    assert database.run(lambda conn: acquit(conn, blamed, now, 300)) == 1
    (row,) = feeds.listing(database)
    assert (row.failures, row.state, row.detail) == (1.0, FeedState.UNPOLLED, DETAIL)
    assert now + timedelta(seconds=300) <= row.next_poll_at <= now + timedelta(seconds=600)
    with database.read() as conn:
        (spell,) = health.coverage(conn, NOW, NOW + 2 * HOUR).trouble
    assert (spell.state, spell.start, spell.end, spell.detail) == (FeedState.UNPOLLED, NOW + HOUR, None, DETAIL)


def test_a_feed_that_was_polled_again_meanwhile_stays_as_it_is(database: Database) -> None:
    number = failing(database, FeedState.OK, 0.5)
    blamed = {number: Blame(NOW + HOUR / 2, 0.5, DETAIL), number + 1: Blame(NOW + HOUR, 0.5, DETAIL)}
    assert database.run(lambda conn: acquit(conn, blamed, NOW + HOUR, 300)) == 0
    assert feeds.listing(database)[0].failures == 0.5


def test_polling_by_hand_and_resuming_forget_failures(database: Database) -> None:
    failing(database, FeedState.DEAD, 12.0)
    for act in (feeds.poll_now, feeds.resume):
        act(database, ["feed-1"], now=NOW + 3 * HOUR)
        (row,) = feeds.listing(database)
        assert (row.failures, row.next_poll_at, row.state) == (0.0, NOW + 3 * HOUR, FeedState.DEAD)


def test_a_paused_feed_that_failed_comes_back_without_its_points(database: Database) -> None:
    failing(database, FeedState.FAILING, 5.0)
    feeds.pause(database, ["feed-1"], now=NOW + 2 * HOUR)
    feeds.resume(database, ["feed-1"], now=NOW + 3 * HOUR)
    (row,) = feeds.listing(database)
    assert (row.paused, row.failures, row.next_poll_at) == (None, 0.0, NOW + 3 * HOUR)
