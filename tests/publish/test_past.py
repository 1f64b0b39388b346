"""What an edition would have said then: texts, verdicts and told editions of that time, not of today."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.model.digest import EditionContent
from monitor.model.options import Options
from monitor.publish.composing import compose_due, preview
from monitor.store import schema
from monitor.store.database import Database
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPTIONS = Options("sqlite://")
NOW = END + 30 * DAY


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def then(archive: Archive, at: object = END) -> EditionContent:
    content, _ = preview(archive.db, "sohae", at=at, options=OPTIONS, now=NOW)  # type: ignore[arg-type]
    return content


def verdict(archive: Archive, kind: str, article: int, target: int | None, **times: object) -> None:
    archive.insert(
        schema.verdict, kind=kind, article_id=article, target=target, p=1.0, reason={}, author="machine",
        valid_from=times.get("at", END - HOUR), valid_to=times.get("until"),
    )  # fmt: skip


def test_a_story_is_as_it_was_then(archive: Archive) -> None:
    first, second = archive.article("First", at=END - 3 * HOUR), archive.article("Second", outlet="Yonhap")
    later = archive.article("Third", at=END + DAY, outlet="WSJ")
    story = archive.story(later, origins=3)
    with archive.db.write() as conn:
        conn.execute(update(schema.judgement).values(story_id=story, grp=first))
        outlets = dict(tuple(row) for row in conn.execute(select(schema.article.c.id, schema.article.c.outlet_id)))
    for article in (first, second, later):
        at = END + DAY if article == later else END - HOUR
        verdict(archive, "story", article, story, at=at)
        verdict(archive, "origin", article, outlets[article], at=at)
    verdict(archive, "reprint", second, first, at=END + 2 * HOUR)
    (item,) = then(archive).sections[0].items
    assert (item.lead.title, item.origins, item.reprints) == ("First", 2, 0)
    assert [seen.name for seen in item.others] == ["Yonhap"]


def test_a_text_is_as_it_was_then(archive: Archive) -> None:
    article = archive.article("Pier grows")
    with archive.db.write() as conn:
        conn.execute(update(schema.revision).values(current=False))
        newest = {"article_id": article, "n": 1, "seen": END + HOUR, "current": True, "title": "Pier does not grow"}
        rest = {"summary": "", "body": "", "html": "", "author": "", "cut": [], "text_hash": b"1" * 16}
        conn.execute(insert(schema.revision).values(**newest, **rest))
    assert then(archive).sections[0].items[0].lead.title == "Pier grows"
    assert then(archive, END + 2 * HOUR).sections[0].items[0].lead.title == "Pier does not grow"


def test_what_was_judged_again_later_was_judged_then(archive: Archive) -> None:
    article = archive.article("Judged twice", judged=END + 5 * HOUR)
    verdict(archive, "origin", article, None, at=END - HOUR)
    assert [item.lead.title for item in then(archive).sections[0].items] == ["Judged twice"]
    assert then(archive, END - 2 * HOUR).stories == 0


def test_what_is_gone_now_was_there_then(archive: Archive) -> None:
    archive.article("Gone since")
    with archive.db.write() as conn:
        conn.execute(update(schema.article).values(gone=END + DAY))
    assert then(archive).stories == 1
    assert then(archive, NOW).stories == 0


@pytest.mark.parametrize("days", [0, 1, 5])
def test_the_past_edition_is_the_one_that_was_sent(archive: Archive, days: int) -> None:
    daily = replace(SPEC, days=(0, 1, 2, 3, 4, 5, 6))
    archive.digest(daily)
    sent = []
    for day in range(6):
        for n in range(3):
            archive.article(f"News {n} of day {day}", at=END + day * DAY - (n + 1) * HOUR)
        sent += compose_due(archive.db, now=END + day * DAY, options=OPTIONS)
    with archive.db.read() as conn:
        kept = conn.execute(select(schema.edition.c.text).order_by(schema.edition.c.id)).scalars().all()
    _, rendered = preview(archive.db, "sohae", at=END + days * DAY, options=OPTIONS, now=NOW)
    assert rendered.text == kept[days]


def test_a_digest_without_editions_is_previewed_with_a_whole_period(archive: Archive) -> None:
    archive.digest(replace(SPEC, slug="new", days=(0, 1, 2, 3, 4, 5, 6)), now=END)
    archive.article("Of yesterday", at=END - 30 * HOUR)
    archive.article("Of this period", at=END - 2 * HOUR)
    for at in (END - HOUR, END, END + HOUR):
        content, _ = preview(archive.db, "new", at=at, options=OPTIONS, now=END + 2 * HOUR)
        told = [item.lead.title for section in content.sections for item in section.items]
        assert told == ["Of this period"]
        assert content.start == END - DAY
