"""Alerts, from judged articles to the outbox: each is told once, and nothing that is no news."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from monitor.model.alert import AlertContent, AlertSpec, Hold, Trigger
from monitor.model.options import Options
from monitor.model.spike import Burst, Sensitivity
from monitor.model.topic import TopicSpec
from monitor.publish import alerting
from monitor.publish.alerting import alert_due, preview, standing
from monitor.publish.retagging import Retagger
from monitor.store import alerts, retags, schema, spikes, subscribers, topics
from monitor.store.database import Database
from tests.builders.editions import END, START
from tests.builders.judged import Archive

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
OPTIONS = Options("sqlite://")
SPEC = AlertSpec("now", "At once", ("sohae",), recipients=("mina@example.org", "jo@example.org"), batch_minutes=0)


class Desk:
    """An archive with alerts."""

    def __init__(self, db: Database) -> None:
        self.archive = Archive(db)
        self.db = db
        self.declare(SPEC)

    def declare(self, *specs: AlertSpec, now: datetime = START) -> None:
        self.db.run(lambda conn: alerts.declare_in(conn, specs, managed_by="config", now=now))

    def story(self, title: str, **more: Any) -> tuple[int, int]:
        """(story, article): a story begun by an article."""
        article = self.archive.article(title, **more)
        story = self.archive.story(article)
        self.join(article, story)
        return story, article

    def join(self, article: int, story: int) -> None:
        with self.db.write() as conn:
            k = schema.judgement
            conn.execute(update(k).where(k.c.article_id == article).values(story_id=story))

    def more(self, story: int, title: str, **more: Any) -> int:
        article = self.archive.article(title, **more)
        self.join(article, story)
        return article

    def tick(self, now: datetime) -> list[str]:
        return alert_due(self.db, now=now, options=OPTIONS)

    def told(self, now: datetime) -> list[tuple[str, str]]:
        """(kind, headline) of what was told at `now`."""
        return [(row.kind.value, row.lead.title) for one in self.letters(self.tick(now)) for row in one.rows]

    def letters(self, keys: Sequence[str]) -> list[AlertContent]:
        with self.db.read() as conn:
            rows = conn.execute(select(schema.letter.c.data).where(schema.letter.c.key.in_(keys))).scalars()
            return [alerts.content(row) for row in rows]

    def subjects(self) -> list[str]:
        with self.db.read() as conn:
            return list(conn.execute(select(schema.letter.c.subject).order_by(schema.letter.c.id)).scalars())

    def texts(self) -> list[str]:
        with self.db.read() as conn:
            rows = conn.execute(select(schema.letter.c.text).order_by(schema.letter.c.id)).scalars()
            return [" ".join(text.split()) for text in rows]

    def stands(self, now: datetime) -> alerting.Standing:
        with self.db.read() as conn:
            return standing(conn, "now", now)

    def story_of(self, article: int) -> None:
        self.join(article, self.archive.story(article))

    def deliveries(self) -> int:
        with self.db.read() as conn:
            return len(conn.execute(select(schema.delivery.c.id)).all())


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_the_first_article_of_a_story_then_only_a_new_origin(desk: Desk) -> None:
    story, _ = desk.story("Pier at Sohae")
    assert desk.told(END) == [("first", "Pier at Sohae")]
    assert desk.subjects() == ["[Sohae] Alert: Pier at Sohae"]
    assert desk.deliveries() == 2
    assert desk.tick(END) == []
    desk.more(story, "Pier again", at=END + MINUTE)  # the same outlet, the same origin
    assert desk.tick(END + 2 * MINUTE) == []
    desk.more(story, "Seoul says so too", at=END + 3 * MINUTE, outlet="Yonhap")
    assert desk.told(END + 4 * MINUTE) == [("origin", "Pier at Sohae")]
    assert desk.subjects()[1] == "[Sohae] Alert: new origin – Pier at Sohae"
    assert desk.tick(END + DAY) == []


def test_several_at_once_are_one_letter(desk: Desk) -> None:
    for n in range(30):
        desk.story(f"Story {n}", at=END - n * MINUTE)
    (key,) = desk.tick(END)
    (content,) = desk.letters([key])
    assert len(content.rows) == 30
    assert desk.subjects() == ["[Sohae] Alert: Story 0, +29 more"]


def test_copies_of_what_was_told_are_no_news(desk: Desk) -> None:
    story, first = desk.story("Pier at Sohae")
    assert desk.told(END) == [("first", "Pier at Sohae")]
    for n in range(20):
        copy = desk.archive.article(
            f"Pier {n}", at=END + n * MINUTE, outlet=f"Paper {n}", reprint_of=first, group=first
        )
        desk.join(copy, story)
    lone = desk.archive.article("Pier, elsewhere", at=END + HOUR, outlet="Far", reprint_of=first, group=first)
    desk.story_of(lone)
    assert desk.tick(END + 2 * HOUR) == []


def test_named_outlets_are_told_when_they_join_or_begin(desk: Desk) -> None:
    desk.declare(replace(SPEC, on=(), outlets=("kcna",)))
    story, _ = desk.story("Pier at Sohae")
    desk.story("On the western port", outlet="KCNA")
    assert desk.told(END) == [("outlet", "On the western port")]
    desk.more(story, "Yonhap too", at=END + MINUTE, outlet="Yonhap")
    assert desk.tick(END + 2 * MINUTE) == []
    desk.more(story, "KCNA too", at=END + 3 * MINUTE, outlet="KCNA")
    assert desk.told(END + 4 * MINUTE) == [("outlet", "Pier at Sohae")]
    assert desk.subjects()[-1] == "[Sohae] Alert: KCNA too – Pier at Sohae"


def test_only_origins_are_told_where_that_is_wanted(desk: Desk) -> None:
    desk.declare(replace(SPEC, on=(Trigger.ORIGIN,)))
    story, _ = desk.story("Pier at Sohae")
    assert desk.tick(END) == []
    desk.more(story, "Yonhap too", at=END + MINUTE, outlet="Yonhap")
    assert desk.told(END + 2 * MINUTE) == [("origin", "Pier at Sohae")]


def test_an_origin_that_joins_without_the_words_of_the_topic_counts(desk: Desk) -> None:
    story, _ = desk.story("Pier at Sohae")
    desk.tick(END)
    desk.more(story, "A dock in the north", at=END + MINUTE, outlet="Yonhap", match=False)
    assert desk.told(END + 2 * MINUTE) == [("origin", "Pier at Sohae")]


# --- nobody is flooded --------------------------------------------------------------------------------------


def test_a_first_poll_of_a_hundred_old_entries_floods_nobody(desk: Desk) -> None:
    for n in range(100):
        desk.story(f"Old {n}", at=END - n * MINUTE, backfill=True)
    for n in range(20):  # found late, and dated long ago
        desk.story(f"Dated {n}", at=END - n * MINUTE, effective=END - 50 * HOUR)
    assert desk.tick(END) == []
    desk.story("News", at=END + MINUTE)
    assert desk.told(END + 2 * MINUTE) == [("first", "News")]


def test_a_retag_floods_nobody(desk: Desk) -> None:
    for n in range(100):
        desk.story(f"Pier {n}", at=END - n * MINUTE, match=False)
    assert desk.tick(END) == []
    desk.archive.topics[0] = TopicSpec("sohae", "Sohae", "Sohae OR pier")
    topics.declare(desk.db, desk.archive.topics, managed_by="config", now=END + HOUR)
    retags.wish(desk.db, ["sohae"], since=None, author="mina", now=END + HOUR)
    retagger = Retagger(desk.db, lambda: END + 2 * HOUR)
    while retagger.step() is not None:
        pass
    assert desk.tick(END + 3 * HOUR) == []


@pytest.mark.parametrize(
    "changed",
    [
        replace(SPEC, quiet=(time(1), time(2)), zone="Asia/Seoul"),
        replace(SPEC, daily_cap=1, name="Other", recipients=("new@example.org",)),
        replace(SPEC, on=(Trigger.FIRST,), outlets=("38-north", "kcna")),
    ],
)
def test_a_changed_alert_tells_nothing_again(desk: Desk, changed: AlertSpec) -> None:
    for n in range(10):
        desk.story(f"Story {n}", at=END - n * MINUTE)
    assert len(desk.told(END)) == 10
    desk.declare(changed, now=END + MINUTE)
    assert [desk.tick(END + n * HOUR) for n in (1, 24, 47)] == [[]] * 3


def test_a_topic_that_is_added_and_an_alert_that_comes_back_bring_what_comes(desk: Desk) -> None:
    desk.archive.topic("tariffs", "Tariffs")
    for n in range(30):
        desk.story(f"Tariff {n}", at=END - n * MINUTE, topic="tariffs")
    assert desk.tick(END) == []
    desk.declare(replace(SPEC, topics=("sohae", "tariffs")), now=END + MINUTE)
    assert desk.tick(END + 2 * MINUTE) == []
    desk.declare(now=END + 3 * MINUTE)
    desk.story("While it was away", at=END + 4 * MINUTE)
    desk.declare(SPEC, now=END + 5 * MINUTE)
    assert desk.tick(END + 6 * MINUTE) == []
    desk.story("News", at=END + 7 * MINUTE)
    assert desk.told(END + 8 * MINUTE) == [("first", "News")]


# --- stories that change ------------------------------------------------------------------------------------


def test_stories_that_merge_and_split_are_not_told_twice(desk: Desk) -> None:
    story, first = desk.story("Pier at Sohae")
    second = desk.more(story, "Pier again", at=END - HOUR)
    assert desk.told(END) == [("first", "Pier at Sohae")]
    apart = desk.archive.story(second)
    desk.join(second, apart)
    desk.more(apart, "Pier, once more", at=END + MINUTE)
    assert desk.tick(END + 2 * MINUTE) == []
    other, third = desk.story("Dock at Sohae", at=END + 3 * MINUTE, outlet="38 North")
    assert desk.told(END + 4 * MINUTE) == [("first", "Dock at Sohae")]
    desk.join(first, other)
    desk.more(other, "All of it", at=END + 5 * MINUTE)
    assert desk.tick(END + 6 * MINUTE) == []
    assert third


def test_a_story_that_is_merged_while_it_waits_is_told_as_what_it_is(desk: Desk) -> None:
    desk.declare(replace(SPEC, batch_minutes=5))
    story, _ = desk.story("Pier at Sohae")
    assert desk.tick(END) == []
    assert desk.told(END + 6 * MINUTE) == [("first", "Pier at Sohae")]
    _, same = desk.story("The same by us", at=END + 7 * MINUTE)
    _, new = desk.story("The same by Yonhap", at=END + 7 * MINUTE, outlet="Yonhap")
    assert desk.tick(END + 8 * MINUTE) == []
    desk.join(same, story)
    desk.join(new, story)
    assert desk.told(END + 14 * MINUTE) == [("origin", "Pier at Sohae")]
    _, late = desk.story("Once more by us", at=END + 15 * MINUTE)
    assert desk.tick(END + 16 * MINUTE) == []
    desk.join(late, story)
    assert desk.tick(END + 25 * MINUTE) == []
    assert desk.stands(END + 25 * MINUTE).pending == ()


# --- when ---------------------------------------------------------------------------------------------------


def test_quiet_hours_hold_back_and_one_letter_says_so(desk: Desk) -> None:
    desk.declare(replace(SPEC, quiet=(time(6), time(9))))
    for n in range(3):
        desk.story(f"Night {n}", at=END - n * MINUTE)
        assert desk.tick(END + n * MINUTE) == []  # 06:30
    stands = desk.stands(END + 5 * MINUTE)
    assert (len(stands.pending), stands.decision.hold, stands.decision.until) == (3, Hold.QUIET, END + 2.5 * HOUR)
    (key,) = desk.tick(END + 2.5 * HOUR)
    (content,) = desk.letters([key])
    assert len(content.rows) == 3
    assert "Quiet from 06:00 to 09:00: 3 alerts waited for the end of it." in desk.texts()[-1]
    assert desk.tick(END + 3 * HOUR) == []


def test_the_cap_says_what_it_held_back(desk: Desk) -> None:
    desk.declare(replace(SPEC, daily_cap=2))
    for n in range(5):
        desk.story(f"Story {n}", at=END + n * MINUTE)
        assert len(desk.tick(END + n * MINUTE)) == (n < 2)
    assert "That was letter 2 of 2 today." in desk.texts()[-1]
    desk.story("Tomorrow's", at=END + 18 * HOUR)
    (key,) = desk.tick(END + 18 * HOUR)
    (content,) = desk.letters([key])
    assert sorted((row.held, row.lead.title) for row in content.rows) == [
        (Hold.NOT, "Tomorrow's"), (Hold.CAP, "Story 2"), (Hold.CAP, "Story 3"), (Hold.CAP, "Story 4"),
    ]  # fmt: skip
    text = desk.texts()[-1]
    assert "3 alerts held back by the cap of 2 a day" in text
    assert all(f"Story {n}" in text for n in (2, 3, 4))
    assert desk.subjects()[-1] == "[Sohae] Alert: Tomorrow's, +3 more"


def test_what_comes_within_the_batch_goes_together(desk: Desk) -> None:
    desk.declare(replace(SPEC, batch_minutes=10))
    story, _ = desk.story("Pier at Sohae")
    assert desk.tick(END) == []
    desk.story("Another", at=END + 4 * MINUTE)
    desk.more(story, "Yonhap too", at=END + 4 * MINUTE, outlet="Yonhap")
    assert desk.tick(END + 5 * MINUTE) == []
    assert sorted(desk.told(END + 10 * MINUTE)) == [("first", "Another"), ("first", "Pier at Sohae")]
    assert "2 origins" in desk.texts()[-1]


# --- spikes, changes, the past -------------------------------------------------------------------------------


def test_a_spike_is_told_once(desk: Desk) -> None:
    story, _ = desk.story("Pier at Sohae")
    desk.tick(END)
    with desk.db.read() as conn:
        topic = conn.execute(select(schema.topic.c.id)).scalar_one()
    burst = Burst(END - 6 * HOUR, END, 6, 9, 2.0, 1e-6)
    found = spikes.Finding(topic, END + MINUTE, burst, Sensitivity.NORMAL, False, "9 where 2 are usual", (story,))
    assert desk.db.run(lambda conn: spikes.file(conn, found, 6 * HOUR))
    assert len(desk.tick(END + 2 * MINUTE)) == 1
    assert desk.subjects()[-1] == "[Sohae] Alert: 9 stories in 6 h, usual 2"
    assert "Pier at Sohae" in desk.texts()[-1]
    assert desk.tick(END + 3 * MINUTE) == []


def test_an_article_that_changed_is_marked_in_the_next_alert_once(desk: Desk) -> None:
    _, first = desk.story("Pier at Sohae")
    desk.tick(END)
    with desk.db.write() as conn:
        conn.execute(update(schema.revision).where(schema.revision.c.article_id == first).values(current=False))
    desk.archive.insert(
        schema.revision, article_id=first, n=1, seen=END + MINUTE, current=True, title="No pier at Sohae",
        summary="No.", body="", html="", author="", cut=[], text_hash=b"1" * 16,
    )  # fmt: skip
    assert desk.tick(END + 2 * MINUTE) == []
    for n in range(2):
        desk.story(f"Next {n}", at=END + HOUR + n * MINUTE)
        (key,) = desk.tick(END + HOUR + n * MINUTE)
        assert [one.was for one in desk.letters([key])[0].corrected] == ["Pier at Sohae"] * (n == 0)


def test_a_preview_of_the_past_keeps_nothing(desk: Desk) -> None:
    desk.story("Pier at Sohae")
    desk.tick(END)
    content, letter = preview(desk.db, "now", at=END, options=OPTIONS)
    assert [row.lead.title for row in content.rows] == ["Pier at Sohae"]
    assert "Pier at Sohae" in letter.rendered.text
    assert preview(desk.db, "now", at=END - 3 * HOUR, options=OPTIONS)[0].rows == ()
    assert desk.deliveries() == 2


# --- several, killed, who left --------------------------------------------------------------------------------


def test_several_daemons_tell_once(desk: Desk) -> None:
    for n in range(4):
        desk.story(f"Story {n}", at=END - n * MINUTE)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: desk.tick(END), range(8)))
    assert sum(map(len, done)) <= 2  # one may look between two others
    desk.tick(END)
    contents = desk.letters([f"alert/now/{n}" for n in (1, 2)])
    assert sorted(row.lead.title for one in contents for row in one.rows) == [f"Story {n}" for n in range(4)]


class Killed(BaseException):
    """As kill -9 would: nothing after it runs, the transaction is rolled back."""


@pytest.mark.parametrize("step", ["take_turn", "write", "told"])
@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_step_neither_doubles_nor_loses(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, step: str, call: int, after: bool
) -> None:
    desk = Desk(sqlite_database)
    desk.story("Pier at Sohae")
    plain, calls = getattr(alerts, step), [0]

    def deadly(*args: object, **more: object) -> object:
        calls[0] += 1
        if calls[0] == call and not after:
            raise Killed
        result = plain(*args, **more)
        if calls[0] == call:
            raise Killed
        return result

    monkeypatch.setattr(alerts, step, deadly)
    died = 0
    try:
        desk.tick(END)
    except Killed:
        died = 1
    monkeypatch.setattr(alerts, step, plain)
    desk.tick(END + MINUTE)
    desk.tick(END + 2 * MINUTE)
    assert desk.subjects() == ["[Sohae] Alert: Pier at Sohae"]
    assert desk.deliveries() == 2
    assert died == (step != "told" or call == 1)


def test_who_left_gets_nothing_more(desk: Desk) -> None:
    desk.db.run(lambda conn: subscribers.stop(conn, "alerts/now", "mina@example.org", END, "test"))
    desk.story("Pier at Sohae")
    desk.tick(END)
    assert desk.deliveries() == 1
