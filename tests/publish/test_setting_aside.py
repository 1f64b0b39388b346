"""Topics and digests that are stored and can not be read any more, and digests of the files that take topics of the
dashboard: on both databases."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from monitor.app import App, take_in
from monitor.errors import ConfigurationError
from monitor.judge.linking import reader_of
from monitor.model.clock import SystemClock
from monitor.model.digest import DigestSpec
from monitor.model.options import Options
from monitor.model.topic import TopicSpec
from monitor.poll.topicbook import read_book
from monitor.publish import porting
from monitor.publish.composing import compose_due
from monitor.publish.pausing import resume
from monitor.publish.setting_aside import set_aside
from monitor.settings import load
from monitor.store import digests, editions, topics
from monitor.store import schema as s
from monitor.store.database import Database
from tests.store.make import NOW

HOUR = timedelta(hours=1)
CLOCK = SystemClock()


def configured(folder: Path, digest: str = "") -> Any:
    for name in ("feeds", "topics", "outlets"):
        (folder / f"{name}.toml").write_text("", "utf-8")
    (folder / "digests.toml").write_text(digest, "utf-8")
    return load(folder, {})


def spoil(db: Database, slug: str, **broken: object) -> None:
    def work(conn: Any) -> None:
        one = topics.by_slug(conn, slug)
        spec = {**topics.to_json(one.spec), **broken}
        conn.execute(update(s.topic_version).where(s.topic_version.c.topic_id == one.id).values(spec=spec))

    db.run(work)


def test_one_that_can_not_be_read_stops_nothing_else(database: Database, tmp_path: Path) -> None:
    for slug in ("good", "query", "group", "shape"):
        spec = TopicSpec(slug, slug.title(), "@g", aliases=(("g", ("harbour",)),))
        topics.save(database, spec, now=NOW, author="tom")
    for slug in ("one", "two", "three"):
        whole = DigestSpec(slug, slug.title(), ("good", "query"), (), every_hours=1, send_empty=True)
        digests.save(database, whole, now=NOW, author="tom")
    spoil(database, "query", query="(((")
    spoil(database, "group", aliases=[["g", ["(("]]])
    spoil(database, "shape", must_match=5, spikes=["what"])
    d = s.digest
    database.run(lambda conn: conn.execute(
        update(d).where(d.c.slug == "three").values(spec={"slug": "three", "zone": "No/Where", "length": 3})
    ))  # fmt: skip
    database.run(lambda conn: conn.execute(
        update(d).where(d.c.slug == "two").values(spec=digests.to_json(DigestSpec("two", "Two", (), (), query="((")))
    ))  # fmt: skip
    take_in(configured(tmp_path), database, CLOCK)
    with database.read() as conn:
        assert [spec.slug for spec in read_book(conn).specs] == ["good"]
        said = {(one.kind, one.slug): one for one in set_aside(conn)}
        reader_of(tuple(spec for spec, _, _ in topics.current_in(conn)))
        assert digests.whatever(conn, "three").spec.length == 3
    assert set(said) == {("topic", "query"), ("topic", "group"), ("topic", "shape"), ("digest", "one"),
                         ("digest", "two"), ("digest", "three")}  # fmt: skip
    assert "set aside" in said["digest", "three"].said
    assert said["digest", "one"].said.startswith("It tells nothing of query")
    assert not said["digest", "one"].bad
    made = compose_due(database, now=NOW + HOUR, options=Options("sqlite://"))
    with database.read() as conn:
        assert [editions.row_of(conn, one).digest for one in made] == ["one"]


TAKES = '[[digest]]\nslug = "d"\nname = "D"\ntopics = ["mine"]\n'


def test_a_digest_of_the_files_takes_a_topic_of_the_dashboard(database: Database, tmp_path: Path) -> None:
    settings = configured(tmp_path, TAKES)
    with pytest.raises(ConfigurationError) as caught:
        take_in(settings, database, CLOCK)
    (problem,) = caught.value.problems
    assert (Path(str(problem.file)).name, problem.line) == ("digests.toml", 4)
    assert "nor was one made in the dashboard" in problem.message
    take_in(settings, database, CLOCK, strict=False)
    topics.save(database, TopicSpec("mine", "Mine", "harbour"), now=NOW, author="tom")
    take_in(settings, database, CLOCK)
    with database.read() as conn:
        assert digests.by_slug(conn, "d").place.endswith("digests.toml:1")
        assert set_aside(conn) == []
    topics.retire(database, "mine", now=NOW)
    take_in(settings, database, CLOCK)
    with database.read() as conn:
        (one,) = set_aside(conn)
    assert "tells nothing of mine" in one.said


def test_the_same_slug_here_and_in_the_files(database: Database, tmp_path: Path) -> None:
    digests.save(database, DigestSpec("d", "Mine", (), (), query="harbour"), now=NOW, author="tom")
    settings = configured(tmp_path, TAKES.replace('topics = ["mine"]', 'query = "pier"'))
    with pytest.raises(ConfigurationError, match="monitor digest retire d") as caught:
        take_in(settings, database, CLOCK)
    assert caught.value.problems[0].line is not None
    digests.retire(database, "d", now=NOW)
    take_in(settings, database, CLOCK)
    with database.read() as conn:
        assert digests.by_slug(conn, "d").managed_by == "config"
    with pytest.raises(ConfigurationError, match="already: rename one"):
        digests.save(database, DigestSpec("d", "Mine", (), (), query="harbour"), now=NOW, author="tom")


def test_what_fell_due_while_it_was_paused_is_left_out(sqlite_database: Database) -> None:
    spec = DigestSpec("d", "D", (), (), query="harbour", every_hours=6)
    digests.save(sqlite_database, spec, now=NOW, author="tom")
    digests.pause(sqlite_database, "d", now=NOW)
    assert "left out would have ended" in resume(sqlite_database, "d", now=NOW + 30 * HOUR)
    with sqlite_database.read() as conn:
        row = digests.by_slug(conn, "d")
    assert NOW + 24 * HOUR <= row.since < NOW + 30 * HOUR
    assert row.paused is None


def test_export_and_import_carry_them(sqlite_database: Database, tmp_path: Path) -> None:
    spec = DigestSpec("d", "D", (), ("newsroom",), query="harbour", channel="webhook", every_hours=6)
    digests.save(sqlite_database, spec, now=NOW, author="tom")
    digests.pause(sqlite_database, "d", now=NOW)
    told = porting.exported(sqlite_database, now=NOW)
    (tmp_path / "config").mkdir()
    app = App.open(configured(tmp_path / "config"))
    try:
        assert porting.imported(app.db, told, now=NOW)["digests"] == {"added": 1}
        assert porting.exported(app.db, now=NOW)["digests"] == told["digests"]
        assert porting.imported(app.db, told, now=NOW)["digests"] == {"known": 1}
        with app.db.read() as conn:
            row = digests.by_slug(conn, "d")
        assert (row.spec, row.managed_by, row.paused) == (spec, "app", NOW)
    finally:
        app.close()
