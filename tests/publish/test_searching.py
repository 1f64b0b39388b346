"""A digest that is a search: what the query finds, with its evidence, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.lang.tokens import index_text
from monitor.model.digest import SEARCH, DigestSpec, EditionContent
from monitor.model.options import Options
from monitor.model.topic import TopicSpec
from monitor.publish.composing import compose_due, preview
from monitor.store import editions, indexing, schema, topics
from monitor.store.database import Database
from tests.builders.editions import END, SPEC, START
from tests.builders.judged import Archive

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPTIONS = Options("sqlite://")
PIERS = replace(SPEC, slug="piers", name="Piers", topics=(), query="pier OR 부두")


@pytest.fixture
def archive(database: Database) -> Archive:
    made = Archive(database)
    made.digest(SPEC, PIERS)
    return made


def indexed(archive: Archive, title: str, body: str = "", **more: object) -> int:
    """An article that the index holds."""
    number = archive.article(title, match=False, **more)  # type: ignore[arg-type]
    with archive.db.write() as conn:
        mine = schema.revision.c.article_id == number
        conn.execute(update(schema.revision).where(mine).values(summary="", body=body))
        indexing.put(conn, [(number, (index_text(title), index_text(body)))])
    return number


def cut(archive: Archive, slug: str = "piers", now: object = END) -> EditionContent:
    made = compose_due(archive.db, now=now, options=OPTIONS)  # type: ignore[arg-type]
    with archive.db.read() as conn:
        contents = [editions.content_of(conn, one) for one in made]
    return next(content for content in contents if content.digest == slug)


def titles(content: EditionContent) -> list[str]:
    return [item.lead.title for section in content.sections for item in section.items]


def test_it_tells_what_the_query_finds_once_and_why(archive: Archive) -> None:
    indexed(archive, "Second pier at the site", body="The pier grows.")
    indexed(archive, "Nothing of the kind")
    indexed(archive, "서해에 부두 건설", at=END - 2 * HOUR)
    indexed(archive, "Pier of long ago", effective=END - 5 * DAY)
    made = cut(archive)
    assert titles(made) == ["Second pier at the site", "서해에 부두 건설"]
    (section,) = made.sections
    assert (section.topic, section.name) == (SEARCH, "Piers")
    assert [(hit.term, hit.field) for hit in section.items[0].evidence] == [("pier", "title"), ("pier", "body")]
    indexed(archive, "Pier again", at=END + HOUR)
    assert titles(cut(archive, now=END + DAY)) == ["Pier again"]


def test_what_the_index_can_not_answer_is_read(archive: Archive) -> None:
    archive.digest(SPEC, replace(PIERS, query='pier NEAR/4 "launch site"'))
    indexed(archive, "A pier by the launch site")
    indexed(archive, "A pier, and much else that has nothing to do with any launch site")
    assert titles(cut(archive)) == ["A pier by the launch site"]


def test_it_may_use_groups_of_topics(archive: Archive) -> None:
    spec = TopicSpec("ports", "Ports", "@port", aliases=(("port", ("pier", "quay")),))
    topics.declare(archive.db, [*archive.topics, spec], managed_by="config", now=START)
    archive.digest(SPEC, replace(PIERS, query="@port"))
    indexed(archive, "A quay")
    assert titles(cut(archive)) == ["A quay"]


def test_languages_narrow_it_down(archive: Archive) -> None:
    archive.digest(replace(SPEC, languages=("ko",)), replace(PIERS, languages=("en",)))
    indexed(archive, "English pier")
    number = indexed(archive, "부두")
    archive.article("English pier of the topic")
    with archive.db.write() as conn:
        conn.execute(update(schema.article).where(schema.article.c.id == number).values(lang="ko"))
    piers, sohae = (preview(archive.db, slug, at=END, options=OPTIONS)[0] for slug in ("piers", "sohae"))
    assert (titles(piers), titles(sohae)) == (["English pier"], [])


def test_what_a_first_poll_brings_is_counted(archive: Archive) -> None:
    indexed(archive, "Old pier", backfill=True, effective=END - 40 * DAY)
    indexed(archive, "New pier")
    made = cut(archive)
    assert (titles(made), made.sections[0].older) == (["New pier"], 1)


def test_the_volume_is_that_of_the_query(archive: Archive) -> None:
    indexed(archive, "The oldest of all", at=END - 29 * DAY)
    for back in (1, 25, 26, 24 * 7 + 1):
        indexed(archive, f"Pier {back}", at=END - back * HOUR)
    section = preview(archive.db, "piers", at=END, options=OPTIONS)[0].sections[0]
    assert (section.volume[-1], section.volume[-2], section.volume[-8]) == (1, 2, 1)


def test_the_past_is_searched_in_the_texts_of_then(archive: Archive) -> None:
    number = indexed(archive, "A pier")
    with archive.db.write() as conn:
        conn.execute(update(schema.revision).values(current=False))
    rest = {"summary": "", "body": "", "html": "", "author": "", "cut": [], "text_hash": b"1" * 16}
    archive.insert(schema.revision, article_id=number, n=1, seen=END + HOUR, current=True, title="A wall", **rest)
    past, _ = preview(archive.db, "piers", at=END, options=OPTIONS, now=END + DAY)
    assert titles(past) == ["A pier"]


def test_a_query_that_can_not_be_read_holds_up_no_other(archive: Archive) -> None:
    archive.digest(SPEC, DigestSpec("broken", "Broken", (), (), query="pier AND (", zone="Europe/Vienna"))
    archive.article("News")
    assert titles(cut(archive, "sohae")) == ["News"]
