from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from monitor.errors import ConfigurationError, NotFound, UsageError
from monitor.model.digest import EditionContent, Phase
from monitor.model.options import Options
from monitor.publish.composing import compose_due, compose_now, preview
from monitor.store import deliveries, editions, schema
from monitor.store.candidates_volume import usual
from monitor.store.database import Database
from tests.builders.editions import END, SPEC, START
from tests.builders.judged import Archive

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
OPTIONS = Options("sqlite://")
FRIDAY = END - 3 * DAY


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def content(archive: Archive, edition: int) -> EditionContent:
    with archive.db.read() as conn:
        return editions.content_of(conn, edition)


def titles(content: EditionContent) -> list[str]:
    return [item.lead.title for section in content.sections for item in section.items]


def cut(archive: Archive, now: datetime = END) -> EditionContent:
    (edition,) = compose_due(archive.db, now=now, options=OPTIONS)
    return content(archive, edition)


def told(archive: Archive, now: datetime = END) -> list[str]:
    return titles(cut(archive, now))


def rows(archive: Archive, table: object) -> int:
    with archive.db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_a_due_edition_is_kept_whole(archive: Archive) -> None:
    article = archive.article("Pier grows")
    (edition,) = compose_due(archive.db, now=END + MINUTE, options=OPTIONS)
    made = content(archive, edition)
    assert titles(made) == ["Pier grows"]
    assert (made.period, made.start, made.end, made.taken) == (END, START, END, (article,))
    with archive.db.read() as conn:
        kept = editions.rendered_of(conn, edition)
        (delivery,) = deliveries.of_edition(conn, edition)
    assert kept.subject == "[Sohae] 1 story, Mon 23 Nov"
    assert "Pier grows" in kept.text
    assert (delivery.recipient, delivery.phase, delivery.channel) == ("mina@example.org", Phase.READY, "mail")


def test_an_edition_is_composed_once(archive: Archive) -> None:
    archive.article("Pier grows")
    assert len(compose_due(archive.db, now=END, options=OPTIONS)) == 1
    assert compose_due(archive.db, now=END, options=OPTIONS) == []
    assert compose_due(archive.db, now=END + 5 * HOUR, options=OPTIONS) == []


def test_an_edition_cut_while_the_clock_was_ahead_holds_up_none(archive: Archive) -> None:
    assert len(compose_due(archive.db, now=END + 365 * DAY, options=OPTIONS)) == 1
    archive.article("Pier grows")
    assert told(archive) == ["Pier grows"]
    assert compose_due(archive.db, now=END + MINUTE, options=OPTIONS) == []


def test_a_digest_declared_while_the_clock_was_ahead_begins_when_it_is_declared_again(archive: Archive) -> None:
    archive.digest(replace(SPEC, slug="new"), now=END + 365 * DAY)
    archive.digest(replace(SPEC, slug="new"), now=END - HOUR)
    assert cut(archive).start == END - HOUR


def test_what_was_told_is_not_told_again_and_late_verdicts_are_not_lost(archive: Archive) -> None:
    archive.article("One")
    archive.article("Judged late", at=END - 2 * MINUTE, judged=END + MINUTE)
    assert told(archive) == ["One"]
    archive.article("Committed late", at=END - 3 * MINUTE, judged=END - MINUTE)  # by a judge that was slow to commit
    assert sorted(told(archive, END + DAY)) == ["Committed late", "Judged late"]
    assert compose_due(archive.db, now=END + 2 * DAY, options=OPTIONS) != []  # a row, though nothing happened


def test_what_enters_no_edition(archive: Archive) -> None:
    archive.topic("tariffs", "Tariffs")
    archive.article("Old news", effective=END - 3 * DAY)
    archive.article("Retagged", retag=True)
    archive.article("Another topic", topic="tariffs")
    archive.article("No topic", match=False)
    archive.article("Before the first cut", at=START - HOUR)
    archive.article("News")
    assert told(archive) == ["News"]


def test_unjudged_articles_wait(archive: Archive) -> None:
    article = archive.article("Unjudged")
    with archive.db.write() as conn:
        conn.execute(schema.judgement.delete().where(schema.judgement.c.article_id == article))
    archive.article("Judged")
    assert told(archive) == ["Judged"]


def test_a_first_poll_of_100_old_entries_floods_nobody(archive: Archive) -> None:
    for n in range(100):
        archive.article(f"Old {n}", backfill=True, effective=END - (n % 20) * DAY)
    archive.article("News")
    made = cut(archive)
    assert titles(made) == ["News"]
    assert made.sections[0].older == 100
    assert len(made.taken) == 101
    archive.article("More news", at=END + HOUR)
    later = cut(archive, END + DAY)
    assert (titles(later), later.sections[0].older) == (["More news"], 0)


def test_an_article_that_matches_after_an_edit_is_news(archive: Archive) -> None:
    article = archive.article("Edited", at=START - 2 * HOUR, match=False)
    archive.match(article, END - HOUR, effective=START - 2 * HOUR)
    assert told(archive) == ["Edited"]


def test_a_changed_schedule_begins_after_the_last_cut(archive: Archive) -> None:
    archive.article("Told")
    assert told(archive) == ["Told"]
    archive.digest(replace(SPEC, at=time(6, 0)))
    assert compose_due(archive.db, now=END + HOUR, options=OPTIONS) == []
    archive.article("Next", at=END + 2 * HOUR)
    made = cut(archive, END + DAY)
    assert (titles(made), made.start, made.end) == (["Next"], END, END + DAY - 90 * MINUTE)


def test_after_an_outage_one_edition_covers_the_whole_span(archive: Archive) -> None:
    daily = replace(SPEC, days=(0, 1, 2, 3, 4, 5, 6))
    archive.digest(replace(daily, slug="daily", name="Daily"), now=FRIDAY)
    for n in range(3):
        archive.article(f"Of day {n}", at=FRIDAY + n * DAY + HOUR, judged=END - HOUR)
    made = cut(archive, END + MINUTE)
    assert titles(made) == ["Of day 0", "Of day 1", "Of day 2"]
    assert (made.start, made.end, made.catch_up) == (FRIDAY, END, True)
    archive.article("A straggler of day 0", at=FRIDAY + HOUR, judged=END + HOUR)
    assert told(archive, END + DAY) == ["A straggler of day 0"]


def test_down_at_the_period_the_edition_waits_for_feeds_and_judge(archive: Archive) -> None:
    feed = archive.feed(next_poll_at=END - 2 * HOUR, last_polled=END - 5 * HOUR)
    back = END + 30 * MINUTE
    archive.insert(schema.feed_state, feed_id=feed, state="unpolled", start=END - 5 * HOUR, end=back, detail="")
    assert compose_due(archive.db, now=back + MINUTE, options=OPTIONS) == []
    article = archive.article("Came after we were back", at=back + 2 * MINUTE, effective=END - HOUR)
    archive.insert(schema.unjudged, article_id=article)
    with archive.db.write() as conn:
        conn.execute(update(schema.feed).values(last_polled=back + MINUTE, next_poll_at=back + HOUR))
    assert compose_due(archive.db, now=back + 3 * MINUTE, options=OPTIONS) == []
    with archive.db.write() as conn:
        conn.execute(schema.unjudged.delete())
    made = cut(archive, back + 4 * MINUTE)
    assert titles(made) == ["Came after we were back"]
    assert (made.period, made.end) == (END, back + 4 * MINUTE)


def test_waiting_ends_after_twenty_minutes(archive: Archive) -> None:
    feed = archive.feed(next_poll_at=END - 2 * HOUR, last_polled=END - 5 * HOUR)
    archive.insert(schema.feed_state, feed_id=feed, state="unpolled", start=END - 5 * HOUR, end=END + HOUR, detail="")
    assert compose_due(archive.db, now=END + HOUR + 19 * MINUTE, options=OPTIONS) == []
    assert len(compose_due(archive.db, now=END + HOUR + 21 * MINUTE, options=OPTIONS)) == 1


def test_an_empty_edition_is_a_row_but_no_mail(archive: Archive) -> None:
    (edition,) = compose_due(archive.db, now=END, options=OPTIONS)
    with archive.db.read() as conn:
        (row,) = editions.listing(conn, "sohae")
        assert row.skipped
        assert deliveries.of_edition(conn, edition) == []
        assert editions.newest(conn, "sohae") is None


def test_a_story_is_told_once_then_only_what_is_new(archive: Archive) -> None:
    lead = archive.article("Second pier")
    story = archive.story(lead, origins=2)
    with archive.db.write() as conn:
        conn.execute(update(schema.judgement).where(schema.judgement.c.article_id == lead).values(story_id=story))
    first = cut(archive)
    assert [item.continuing for item in first.sections[0].items] == [False]
    archive.article("KCNA says so too", at=END + HOUR, outlet="KCNA", story=story)
    archive.article("A copy", at=END + HOUR, outlet="MSN", story=story, group=lead, reprint_of=lead)
    second = cut(archive, END + DAY)
    (item,) = second.sections[0].items
    assert (item.continuing, item.lead.title, item.new_origins) == (True, "Second pier", ("KCNA",))
    assert [other.title for other in item.others] == ["KCNA says so too"]
    assert second.reprints == 1


def test_a_story_that_was_only_counted_as_older_is_new(archive: Archive) -> None:
    old = archive.article("Old", backfill=True)
    archive.article("Something else")
    story = archive.story(old)
    with archive.db.write() as conn:
        conn.execute(update(schema.judgement).where(schema.judgement.c.article_id == old).values(story_id=story))
    cut(archive)
    archive.article("New", at=END + HOUR, story=story)
    (item,) = cut(archive, END + DAY).sections[0].items
    assert not item.continuing


def test_the_volume_counts_the_last_24_hours_and_knows_what_is_usual(archive: Archive) -> None:
    archive.article("The oldest", at=END - 40 * DAY)
    archive.article("News")
    hour = int(END.timestamp()) // 3600
    with archive.db.write() as conn:
        topic = conn.execute(select(schema.topic.c.id)).scalar_one()
        hours = [(hour, 2), (hour - 20, 3), *((hour - 24 * 7 * week, 10 * week) for week in range(1, 5))]
        conn.execute(insert(schema.topic_hour), [{"topic_id": topic, "hour": h, "articles": n} for h, n in hours])
    section = cut(archive).sections[0]
    assert (section.volume[-1], section.volume[-8], len(section.volume)) == (5, 10, 14)
    assert section.usual == 25.0


def test_usual_is_unknown_where_the_archive_is_young() -> None:
    days = [4] * 28 + [9]
    assert usual(days, 29) == 4.0
    assert usual(days, 5) == 4.0
    assert usual(days, 3) is None
    assert usual(days, 0) is None


def test_several_composers_make_one_edition(archive: Archive) -> None:
    for n in range(5):
        archive.article(f"News {n}")
    with ThreadPoolExecutor(4) as pool:
        made = [edition for some in pool.map(lambda _: compose_due(archive.db, now=END, options=OPTIONS), range(4))
                for edition in some]  # fmt: skip
    assert len(made) == 1
    assert (rows(archive, schema.edition), rows(archive, schema.edition_item), rows(archive, schema.delivery)) == (
        1,
        5,
        1,
    )


def test_one_that_can_not_be_composed_leaves_the_others_alone(archive: Archive) -> None:
    archive.digest(SPEC, replace(SPEC, slug="a-bad-one", zone="Mars/Olympus"))
    archive.article("News")
    assert len(compose_due(archive.db, now=END, options=OPTIONS)) == 1


def test_now_cuts_whatever_the_schedule_says_and_the_schedule_goes_on(archive: Archive) -> None:
    archive.article("Morning", at=END - 5 * HOUR)
    made = content(archive, compose_now(archive.db, "sohae", now=END - 4 * HOUR, options=OPTIONS))
    assert titles(made) == ["Morning"]
    archive.article("Later")
    assert told(archive) == ["Later"]
    with pytest.raises(UsageError):
        compose_now(archive.db, "sohae", now=END, options=OPTIONS)
    with pytest.raises(NotFound):
        compose_now(archive.db, "nothing", now=END, options=OPTIONS)


def test_a_preview_of_any_moment_keeps_nothing(archive: Archive) -> None:
    archive.article("Told")
    cut(archive)
    archive.article("Later", at=END + HOUR)
    past, _ = preview(archive.db, "sohae", at=END, options=OPTIONS)
    now, rendered = preview(archive.db, "sohae", at=END + 2 * HOUR, options=OPTIONS)
    assert (titles(past), titles(now)) == (["Told"], ["Later"])
    assert "Later" in rendered.text
    assert rows(archive, schema.edition) == 1


def test_declaring_again_changes_retires_and_brings_back(archive: Archive) -> None:
    def slugs() -> Iterator[str]:
        with archive.db.read() as conn:
            yield from (row.spec.slug for row in editions.active(conn))

    archive.digest(SPEC, replace(SPEC, slug="other"))
    assert list(slugs()) == ["other", "sohae"]
    archive.digest(replace(SPEC, slug="other", name="Changed"))
    assert list(slugs()) == ["other"]
    archive.article("While it was gone", at=START + HOUR)
    archive.digest(SPEC, now=END - 2 * HOUR)
    archive.article("News")
    assert told(archive) == ["News"]


def test_a_slug_has_one_owner(archive: Archive) -> None:
    with pytest.raises(ConfigurationError, match="sohae"):
        editions.declare(archive.db, [SPEC], managed_by="app", now=END)
