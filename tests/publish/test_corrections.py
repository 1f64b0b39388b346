"""An article that changed after an edition told of it is marked in the next one that is sent; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from monitor.model.digest import EditionContent, Rendered, Revised
from monitor.model.options import Options
from monitor.publish.composing import compose_due, preview
from monitor.publish.corrections import SHOWN, corrections
from monitor.store import editions, schema
from monitor.store.database import Database
from tests.builders.editions import END, SPEC, START, seen
from tests.builders.judged import Archive

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPTIONS = Options("sqlite://")
DAILY = replace(SPEC, days=(0, 1, 2, 3, 4, 5, 6))


@pytest.fixture
def archive(database: Database) -> Archive:
    made = Archive(database)
    made.digest(DAILY)
    return made


def revise(archive: Archive, article: int, n: int, title: str, body: str, at: object) -> None:
    with archive.db.write() as conn:
        conn.execute(update(schema.revision).where(schema.revision.c.article_id == article).values(current=False))
        values = {"article_id": article, "n": n, "seen": at, "current": True, "title": title, "summary": body,
                  "body": "", "html": "", "author": "", "cut": [], "text_hash": bytes([n]) * 16}  # fmt: skip
        conn.execute(insert(schema.revision).values(values))


def cut(archive: Archive, now: object) -> tuple[EditionContent, Rendered]:
    (edition,) = compose_due(archive.db, now=now, options=OPTIONS)  # type: ignore[arg-type]
    with archive.db.read() as conn:
        return editions.content_of(conn, edition), editions.rendered_of(conn, edition)


def test_a_changed_headline_is_marked_once_in_both_parts_of_the_mail(archive: Archive) -> None:
    article = archive.article("Quay at Sohae may be done")
    first, _ = cut(archive, END)
    assert first.corrected == ()
    revise(archive, article, 1, "Quay at Sohae is done", "The quay has been finished, he says.", END + HOUR)
    archive.article("Something else at Sohae", at=END + 2 * HOUR)
    content, rendered = cut(archive, END + DAY)
    (one,) = content.corrected
    assert (one.seen.title, one.was, one.told) == ("Quay at Sohae is done", "Quay at Sohae may be done", END)
    for part in (rendered.text, rendered.html):
        assert "Headline was:" in part
        assert "Quay at Sohae may be done" in part
        assert "after the edition of Mon 23 Nov" in " ".join(part.split())
        assert f"/articles/{article}#changes" in part
    archive.article("A third thing at Sohae", at=END + DAY + 2 * HOUR)
    third, _ = cut(archive, END + 2 * DAY)
    assert third.corrected == ()
    assert content.stories == third.stories == 1  # a change is no story: nothing is told twice


def test_a_change_waits_for_the_next_edition_that_is_sent(archive: Archive) -> None:
    article = archive.article("Quay at Sohae may be done")
    cut(archive, END)
    revise(archive, article, 1, "Quay at Sohae is done", "About it.", END + HOUR)
    empty, _ = cut(archive, END + DAY)  # nothing new: it is not sent
    assert empty.stories == 0
    archive.article("Something else at Sohae", at=END + DAY + HOUR)
    content, _ = cut(archive, END + 2 * DAY)
    assert [one.was for one in content.corrected] == ["Quay at Sohae may be done"]


def test_what_changed_before_it_was_told_or_came_back_is_not_marked(archive: Archive) -> None:
    early = archive.article("Pier at Sohae", at=END - 3 * HOUR)
    revise(archive, early, 1, "Pier at Sohae is done", "About it.", END - 2 * HOUR)
    back = archive.article("Crane at Sohae")
    cut(archive, END)
    revise(archive, back, 1, "Crane at Sohae falls", "About Crane at Sohae.", END + HOUR)
    revise(archive, back, 2, "Crane at Sohae", "About Crane at Sohae.", END + 2 * HOUR)
    archive.article("Something else at Sohae", at=END + 2 * HOUR)
    content, _ = cut(archive, END + DAY)
    assert content.corrected == ()


def test_a_preview_of_then_knows_nothing_of_later_changes(archive: Archive) -> None:
    article = archive.article("Quay at Sohae may be done")
    cut(archive, END)
    revise(archive, article, 1, "Quay at Sohae is done", "About it.", END + 5 * HOUR)
    content, _ = preview(archive.db, "sohae", at=END + 4 * HOUR, options=OPTIONS)
    assert content.corrected == ()
    content, _ = preview(archive.db, "sohae", at=END + 6 * HOUR, options=OPTIONS)
    assert len(content.corrected) == 1


def revised(article: int, then: str, now: str, *, title: str = "") -> Revised:
    one = seen(article, "38 North", "Quay is done", 30)
    return Revised(one, START, END, title or one.title, then, now)


def test_headlines_come_first_then_the_largest_change_and_the_rest_is_counted() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve".split()
    found = [revised(n, "", " ".join(words[: n + 3])) for n in range(9)]
    shown, more = corrections([*found, revised(99, "", "", title="Quay may be done")])
    assert [one.seen.article for one in shown] == [99, 8, 7, 6, 5, 4, 3, 2]
    assert more == 10 - SHOWN
    assert corrections([revised(1, "a b c", "a b d")]) == ((), 0)  # a word for a word is no news
    assert corrections([revised(1, "a", "a", title="QUAY is done")]) == ((), 0)
