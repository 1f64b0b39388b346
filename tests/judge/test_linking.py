"""Stories of one event in several languages are linked, on both databases; links follow their stories, people win."""

from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import select

from monitor.demo.dates import fill
from monitor.demo.seeds import load
from monitor.errors import LostLease
from monitor.judge import judge_batch
from monitor.judge.linking import link_stories
from monitor.judge.repair import repair_stories
from monitor.lang.outlets import OutletBook
from monitor.model.options import JudgeOptions
from monitor.model.verdict import Verdict, VerdictKind
from monitor.store import judging, judging_links, leases
from monitor.store import schema as s
from monitor.store.candidates_events import events
from monitor.store.database import Database
from monitor.store.judging_stories import StoryShelf
from monitor.store.judging_verdicts import put_verdicts
from monitor.store.reading import Filters, stories
from monitor.store.reading import story as read_story
from monitor.store.views_rows import as_json
from tests.builders.pieces import START, Written, judgements, put_unjudged
from tests.curate.test_links import LAUNCH

OPTIONS = JudgeOptions()
OTHER = {
    "en": ("EU approves 22nd sanctions package", "European Union envoys in Brussels agreed to list 48 tankers."),
    "ko": ("EU, 22차 대러제재 패키지 합의", "유럽연합 대사들이 브뤼셀에서 유조선 48척을 명단에 올리는 데 합의했다."),
}


def judged(db: Database, written: list[Written]) -> tuple[list[int], int]:
    """The stories of these articles, and the judge's token."""
    articles = put_unjudged(db, written)
    token = leases.take(db, judging.LEASE, "test", 60)
    assert token is not None
    while judge_batch(db, now=START, options=OPTIONS, token=token, book=OutletBook(())):
        pass
    told = judgements(db)
    return [told[article][2] or 0 for article in articles], token


def launches(*langs: str) -> list[Written]:
    at = {"en": 0.0, "ko": 1.0, "es": 2.5, "ru": 3.0, "ar": 4.0}
    late = 8 * 24  # the builders' time is a week before the launch
    return [Written(*LAUNCH[lang], f"wire-{lang}", late + at[lang], lang) for lang in langs]


def linked(db: Database, token: int, *, hours: float = 0) -> int:
    return link_stories(db, now=START + timedelta(hours=hours), options=OPTIONS, token=token)


def rows(db: Database) -> list[tuple[int, int, str, bool]]:
    k = s.story_link.c
    with db.read() as conn:
        found = conn.execute(select(s.story_link).order_by(k.id)).all()
    return [(row.a, row.b, row.author, row.valid_to is None) for row in found]


def test_one_event_in_four_languages_is_linked(database: Database) -> None:
    (en, ko, es, ru), token = judged(database, launches("en", "ko", "es", "ru"))
    assert linked(database, token) == 6
    assert {(a, b) for a, b, _, _ in rows(database)} == {(en, ko), (en, es), (en, ru), (ko, es), (ko, ru), (es, ru)}
    assert linked(database, token) == 0  # nothing changed since
    with database.read() as conn:
        assert events(conn, [en, ko, es, ru, 99], START) == dict.fromkeys((en, ko, es, ru), en)
        assert events(conn, [en, ko], START - timedelta(hours=1)) == {}
        view = read_story(conn, en)
        listed = stories(conn, Filters()).items
    assert {row.id for row in view.linked} == {ko, es, ru}
    told = as_json(next(row for row in listed if row.id == ko))["links"]
    assert isinstance(told, list)
    assert {one["story"]: one["lang"] for one in told} == {en: "en", es: "es", ru: "ru"}
    assert all(one["p"] >= 0.5 and "deed:launch" in one["why"]["signs"] for one in told)


def test_the_sample_newsroom_speaks_of_four_events_in_three_and_four_languages(database: Database) -> None:
    seeds, langs = (
        load(),
        {"northline": "en", "hanbit": "ko", "asagiri": "ja", "la-ribera": "es", "minato-keizai": "ja"},
    )
    events = (
        ("northline/launch-notice", "hanbit/launch-notice", "asagiri/launch-notice", "la-ribera/aviso-lanzamiento"),
        ("northline/corvane-listing", "hanbit/corvane", "asagiri/corvane"),
        ("northline/un-it-workers", "hanbit/un-it-workers", "asagiri/un-it-workers"),
        ("northline/eu-steel-quota", "la-ribera/acero-cuota", "minato-keizai/steel-eu"),
    )
    written = []
    for name in (name for event in events for name in event):
        article, lang = seeds.articles[name], langs[name.partition("/")[0]]
        text = fill(seeds.text(article), START + timedelta(hours=article.at), lang)
        written.append(Written(article.title, text, article.outlet, article.at, lang))
    told, token = judged(database, written)
    linked(database, token)
    numbers = iter(told)
    wanted = {pair for event in events for pair in combinations(sorted(next(numbers) for _ in event), 2)}
    assert {(a, b) for a, b, _, _ in rows(database)} == wanted


def test_other_events_are_not(database: Database) -> None:
    written = [*launches("en", "ko"), *(Written(*OTHER[lang], f"desk-{lang}", 8 * 24 + 2, lang) for lang in OTHER)]
    (en, ko, eu_en, eu_ko), token = judged(database, written)
    linked(database, token)
    assert {(a, b) for a, b, _, _ in rows(database)} == {(en, ko), (eu_en, eu_ko)}


def test_a_story_that_comes_later_is_linked_with_those_of_before(database: Database) -> None:
    (en,), token = judged(database, launches("en"))
    assert linked(database, token) == 0
    leases.release(database, judging.LEASE, token)
    (ko,), token = judged(database, launches("ko"))
    assert linked(database, token) == 1
    assert rows(database) == [(en, ko, "machine", True)]


def test_links_follow_a_story_into_another(database: Database) -> None:
    quay = Written("Ferry quay opens in Kestrel", "A quay for ferries was opened.", hours=193)
    (en, ko, other), token = judged(database, [*launches("en", "ko"), quay])
    linked(database, token)
    with database.write() as conn:  # as the repair does it: the articles go, the story is counted, and is gone
        moved = conn.execute(select(s.judgement.c.article_id).where(s.judgement.c.story_id == en)).scalars().all()
        put_verdicts(conn, [Verdict(VerdictKind.STORY, one, other, 1.0, {}) for one in moved], START)
        conn.execute(s.judgement.update().where(s.judgement.c.story_id == en).values(story_id=other))
        StoryShelf(conn, 0).refresh(conn, [en, other])
    with database.write() as conn:
        assert judging_links.follow(conn, START + timedelta(hours=1)) == 1
    pair = (min(ko, other), max(ko, other))
    assert rows(database) == [(en, ko, "machine", False), (*pair, "machine", True)]
    with database.read() as conn:
        why = conn.execute(select(s.story_link.c.why).where(s.story_link.c.valid_to.is_(None))).scalar_one()
        assert why["before"] == [en, ko]
        assert [row.id for row in read_story(conn, ko).linked] == [other]


def test_the_repair_comes_first(database: Database) -> None:
    (en, ko), token = judged(database, launches("en", "ko"))
    assert repair_stories(database, now=START, options=OPTIONS, token=token) == 0
    assert linked(database, token) == 1
    assert [row[:2] for row in rows(database)] == [(en, ko)]


def test_a_link_that_changed_texts_deny_is_closed(database: Database) -> None:
    (en, ko), token = judged(database, launches("en", "ko"))
    linked(database, token)
    with database.write() as conn:
        title = "Choir wins a prize in Kestrel"
        mine = s.revision.c.title == LAUNCH["ko"][0]
        conn.execute(s.revision.update().where(mine).values(title=title, body=title, n=1))
        conn.execute(s.story.update().where(s.story.c.id == ko).values(linked=False))
    assert linked(database, token, hours=1) == 0
    assert rows(database) == [(en, ko, "machine", False)]


def test_old_signs_are_put_away(database: Database) -> None:
    _, token = judged(database, launches("en", "ko"))
    linked(database, token)
    with database.write() as conn:
        assert conn.execute(select(s.story_sign)).first() is not None
        judging.prune(conn, START + timedelta(days=60))
        assert conn.execute(select(s.story_sign)).first() is None
        assert conn.execute(select(s.story_reading)).first() is None
        assert conn.execute(select(s.story_link)).first() is not None


def test_without_the_lease_nothing_is_written(database: Database) -> None:
    _, token = judged(database, launches("en", "ko"))
    leases.release(database, judging.LEASE, token)
    leases.take(database, judging.LEASE, "somebody else", 60)
    with pytest.raises(LostLease):
        linked(database, token)
    assert rows(database) == []
