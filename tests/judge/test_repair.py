"""Small stories of one event become one, on both databases; what a person decided stays."""

import pytest
from sqlalchemy import insert, select

from monitor.curate import story
from monitor.errors import LostLease
from monitor.judge import judge_batch
from monitor.judge.repair import repair_stories
from monitor.lang.outlets import OutletBook
from monitor.model.options import JudgeOptions
from monitor.store import judging, leases
from monitor.store import schema as s
from monitor.store.database import Database
from monitor.store.reading import story as read_story
from tests.builders.pieces import START, Written, judgements, put_unjudged, verdict_rows
from tests.curate.test_repair import QUAY, SLATE

OPTIONS = JudgeOptions()
BOOK = OutletBook(())


def judged(db: Database) -> tuple[list[int], int]:
    """Articles of one event that three outlets tell, in stories of their own, and one of another; the judge's token."""
    outlets = ("kestrel-post", "lantern", "daily9", "lantern")
    written = [
        Written(*one, outlet, hours=n) for n, (one, outlet) in enumerate(zip((*QUAY, SLATE), outlets, strict=True))
    ]
    articles = put_unjudged(db, written)
    token = leases.take(db, judging.LEASE, "test", 60)
    assert token is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "JOIN", 2.0)  # as if nothing had been near enough when they came
        assert judge_batch(db, now=START, options=OPTIONS, token=token, book=BOOK) == len(articles)
    assert len({judgement[2] for judgement in judgements(db).values()}) == len(articles)
    return articles, token


def repaired(db: Database, token: int) -> int:
    return repair_stories(db, now=START, options=OPTIONS, token=token)


def test_what_was_told_apart_is_put_together(database: Database) -> None:
    articles, token = judged(database)
    before = [judgements(database)[article][2] for article in articles]
    assert repaired(database, token) == 2
    after = [judgements(database)[article][2] for article in articles]
    assert after == [before[0], before[0], before[0], before[3]]
    moved = [row for row in verdict_rows(database, "story") if row[3] and row[1] in articles[1:3]]
    assert [row[2] for row in moved] == [before[0], before[0]]
    assert [row[4]["before"] for row in moved] == before[1:3]
    assert all(row[4]["rule"] == "small stories of one event" for row in moved)
    with database.read() as conn:
        rows = conn.execute(select(s.story.c.id, s.story.c.articles, s.story.c.outlets).order_by(s.story.c.id)).all()
        assert [tuple(row) for row in rows] == [(before[0], 3, 3), (before[3], 1, 1)]
        assert read_story(conn, before[2] or 0).row.id == before[0]  # an old address still leads there
    assert repaired(database, token) == 0


def test_an_article_that_comes_later_joins_the_whole(database: Database) -> None:
    articles, token = judged(database)
    repaired(database, token)
    (late,) = put_unjudged(
        database, [Written("Second quay for ferries opens", QUAY[0][1] + " " + QUAY[2][1], "osk", 5)]
    )
    judge_batch(database, now=START, options=OPTIONS, token=token, book=BOOK)
    assert judgements(database)[late][2] == judgements(database)[articles[0]][2]


def test_what_a_person_decided_is_left_alone(database: Database) -> None:
    articles, token = judged(database)
    mine = judgements(database)[articles[1]][2]
    decision = {"kind": "story", "article_id": articles[1], "target": mine, "p": 1.0, "reason": {}, "author": "ines",
                "valid_from": START, "valid_to": None}  # fmt: skip
    with database.write() as conn:
        conn.execute(s.verdict.update().where(s.verdict.c.article_id == articles[1]).values(valid_to=START))
        conn.execute(insert(s.verdict), [decision])
    assert repaired(database, token) == 1
    after = judgements(database)
    assert after[articles[1]][2] == mine
    assert after[articles[2]][2] == after[articles[0]][2] != mine


def test_without_the_lease_nothing_is_written(database: Database) -> None:
    _, token = judged(database)
    before = judgements(database)
    leases.release(database, judging.LEASE, token)
    leases.take(database, judging.LEASE, "somebody else", 60)
    with pytest.raises(LostLease):
        repaired(database, token)
    assert judgements(database) == before
