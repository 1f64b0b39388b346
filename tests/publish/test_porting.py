"""What people configured and decided goes out in one file and comes in elsewhere, once; on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bench.curation import training
from monitor.errors import UsageError
from monitor.judge import judge_all
from monitor.lang.outlets import OutletBook
from monitor.model.clock import SystemClock
from monitor.model.decision import DecisionKind, Wish
from monitor.model.feed import FeedSpec
from monitor.model.fetching import Access
from monitor.model.options import JudgeOptions
from monitor.model.topic import TopicSpec
from monitor.publish.deciding import decide
from monitor.publish.porting import exported, imported
from monitor.store import editions, feeds, topics, upgrade
from monitor.store import schema as s
from monitor.store.database import Database
from tests.builders.editions import SPEC
from tests.builders.pieces import START, Written, judgements, put_unjudged
from tests.curate.test_repair import QUAY, SLATE
from tests.curate.test_reprint import HARBOUR
from tests.store.make import digest

TITLE = "Harbour at Kelder Point doubles its berths"
WRITTEN = (
    Written(TITLE, HARBOUR, "one"), Written(TITLE, HARBOUR, "two", hours=1), Written(*QUAY[0], "three", hours=2),
    Written(*SLATE, "four", hours=3),
)  # fmt: skip


@pytest.fixture
def other(tmp_path: Path) -> Any:
    made = Database(f"sqlite:///{tmp_path}/other.db")
    upgrade.create(made)
    yield made
    made.close()


def judge(db: Database) -> None:
    judge_all(db, clock=SystemClock(), options=JudgeOptions(), holder="test", book=OutletBook(()))


def fill(db: Database, written: tuple[Written, ...] = WRITTEN) -> list[int]:
    """Articles, each with a key of its title and outlet, judged."""
    articles = put_unjudged(db, written)
    with db.write() as conn:
        for number, one in zip(articles, written, strict=True):
            key = digest("key", one.title, one.outlet)
            conn.execute(insert(s.article_key).values(hash=key, kind="url", scope="", article_id=number))
    judge(db)
    return articles


def say(db: Database, kind: DecisionKind, article: int, other: int | None = None) -> None:
    decide(db, Wish(kind, article, other), author="ines", now=START)


def decided(db: Database) -> list[int]:
    articles = fill(db)
    _, copy, quay, slate = articles
    say(db, DecisionKind.NOT_DUPLICATE, copy)
    say(db, DecisionKind.ONE_STORY, quay, slate)
    return articles


def test_decisions_hold_in_another_database(database: Database, other: Database) -> None:
    decided(database)
    document = json.loads(json.dumps(exported(database, now=START)))
    fill(other, (Written("First of all", "Nothing else is known of it. " * 9, "zero"), *WRITTEN[::-1]))
    done = imported(other, document, now=START)
    assert done["decisions"] == {"applied": 2}
    found = judgements(other)
    zero, slate, quay, copy, first = sorted(found)
    assert found[copy][1] is found[first][1] is None
    assert found[quay][2] == found[slate][2] != found[zero][2]
    assert imported(other, document, now=START)["decisions"] == {"known": 2}
    assert judgements(other) == found
    again = exported(other, now=START)
    assert [one["at"] for one in again["decisions"]] == [one["at"] for one in document["decisions"]]


def test_what_is_not_here_yet_is_counted_and_applied_later(database: Database, other: Database) -> None:
    decided(database)
    document = exported(database, now=START)
    fill(other, WRITTEN[:1])
    assert imported(other, document, now=START)["decisions"] == {"not applied": 2}
    fill(other, WRITTEN[1:])
    assert imported(other, document, now=START)["decisions"] == {"applied": 2}


def test_what_is_so_already_is_kept_and_stays(database: Database, other: Database) -> None:
    decided(database)
    document = exported(database, now=START)
    _, copy, _, _ = fill(other)
    say(other, DecisionKind.NOT_DUPLICATE, copy)
    assert imported(other, document, now=START)["decisions"] == {"applied": 1, "known": 1}


def test_feeds_topics_and_digests_of_people_without_secrets(database: Database, other: Database) -> None:
    spec = FeedSpec(
        "north", "https://mina:pass@north.example/feed", headers={"X-Key": "env:NORTH", "X-Plain": "hunter2"},
        access=Access(token="file:/run/token"),
    )  # fmt: skip
    feeds.add(database, spec, now=START)
    feeds.declare(database, [FeedSpec("filed", "https://file.example/feed")], managed_by="config", now=START)
    topics.declare(database, [TopicSpec("quays", "Quays", "quay*")], managed_by="app", now=START)
    editions.declare(database, [SPEC], managed_by="app", now=START)
    document = json.loads(json.dumps(exported(database, now=START)))
    text = json.dumps(document)
    assert "hunter2" not in text
    assert "pass@" not in text
    assert [feed["slug"] for feed in document["feeds"]] == ["north"]
    assert document["feeds"][0]["headers"] == {"X-Key": "env:NORTH"}
    done = imported(other, document, now=START)
    assert (done["feeds"], done["topics"], done["digests"]) == ({"added": 1}, {"added": 1}, {"added": 1})
    copied = json.loads(json.dumps(exported(other, now=START)))
    assert {name: copied[name] for name in ("feeds", "topics", "digests")} == {
        name: document[name] for name in ("feeds", "topics", "digests")
    }
    done = imported(other, document, now=START)
    assert (done["feeds"], done["topics"], done["digests"]) == ({"known": 1}, {"known": 1}, {"known": 1})
    with other.read() as conn:
        assert conn.execute(select(s.feed.c.access)).scalar() == {"token": "file:/run/token"}


def test_topics_travel_whole_and_those_of_the_files_are_marked(database: Database, other: Database) -> None:
    filed = TopicSpec("filed", "Filed", "file*")
    whole = TopicSpec(
        "quays", "Quays", "@quay NEAR/5 build*", (("quay", ("quay*", "부두")),), ("pier review",), ("Quay builds",),
        ("Pier review",), "note", "high", ("quay",),
    )  # fmt: skip
    topics.declare(database, [filed], managed_by="config", now=START)
    topics.save(database, TopicSpec("quays", "Quays", "quay"), now=START, author="ines")
    topics.save(database, whole, now=START, author="ines")
    topics.save(database, TopicSpec("gone", "Gone", "gone"), now=START, author="ines")
    topics.retire(database, "gone", now=START)
    document = json.loads(json.dumps(exported(database, now=START)))
    assert [(one["slug"], one["managed_by"], one["version"]) for one in document["topics"]] == [
        ("filed", "config", 1),
        ("quays", "app", 2),
    ]
    assert imported(other, document, now=START)["topics"] == {"added": 1, "left to the files": 1}
    assert [spec for spec, _, _ in topics.current(other)] == [whole]
    topics.declare(other, [filed], managed_by="config", now=START)
    assert imported(other, document, now=START)["topics"] == {"known": 2}
    document["topics"][1]["query"] = "@quay"
    assert imported(other, document, now=START)["topics"] == {"changed": 1, "known": 1}
    assert topics.current(other)[0][1] == 2


def test_another_file_is_refused(sqlite_database: Database) -> None:
    with pytest.raises(UsageError, match="no export"):
        imported(sqlite_database, {"format": "opml"}, now=START)
    broken = {"format": "monitor-export", "version": 1, "decisions": [{"kind": "reprint of"}]}
    with pytest.raises(UsageError, match="cannot be read"):
        imported(sqlite_database, broken, now=START)


def test_decisions_are_training_data(sqlite_database: Database, tmp_path: Path) -> None:
    _, copy, quay, _ = articles = decided(sqlite_database)
    say(sqlite_database, DecisionKind.REPRINT_OF, quay, articles[0])
    file = tmp_path / "export.json"
    file.write_text(json.dumps(exported(sqlite_database, now=START, texts=True)), "utf-8")
    assert copy
    found = training.decided(file)
    assert sorted(pair.same for pair in found) == [False, True]
    assert {len(pair.terms) for pair in found} == {len(training.names())}


def test_decisions_about_stories_in_two_languages_travel(database: Database, other: Database) -> None:
    korean = Written("기러기 부두 개장", "페리 부두가 문을 열었다. 시장이 참석했다.", "five", hours=4, lang="ko")
    written = (*WRITTEN[2:], korean)
    quay, slate, ko = fill(database, written)
    say(database, DecisionKind.SAME_EVENT, quay, ko)
    say(database, DecisionKind.OTHER_EVENT, ko, slate)
    document = json.loads(json.dumps(exported(database, now=START, texts=True)))
    assert [(one["kind"], one["together"], one["apart"]) for one in document["decisions"]] == [
        ("same event", [["event", str(quay), str(ko)]], []),
        ("not the same event", [], [["event", str(slate), str(ko)]]),
    ]
    assert document["articles"][str(ko)]["text"] == korean.body
    fill(other, written[::-1])
    assert imported(other, document, now=START)["decisions"] == {"applied": 2}
    assert imported(other, document, now=START)["decisions"] == {"known": 2}
    with other.read() as conn:
        links = conn.execute(select(s.story_link).where(s.story_link.c.valid_to.is_(None))).all()
    assert sorted((row.author, row.p) for row in links) == [("ines", 0.0), ("ines", 1.0)]
