"""Numbers of stories: verdicts name stories that are gone, so none comes again."""

from pathlib import Path

from sqlalchemy import Connection, delete, insert

from monitor.store import dialect, transfer
from monitor.store.database import Database
from monitor.store.schema import article, outlet, story, verdict
from tests.store.make import NOW

TOLD = {"lead": 1, "first_seen": NOW, "last_seen": NOW, "articles": 1, "outlets": 1, "origins": 1, "terms": {}}


def opened(conn: Connection, count: int = 1) -> list[int]:
    numbers = list(dialect.next_ids(conn, story, count))
    conn.execute(insert(story), [{"id": number, **TOLD} for number in numbers])
    return numbers


def gone(conn: Connection, number: int) -> None:
    """A story that a verdict names is no more."""
    conn.execute(insert(outlet).values(id=1, slug="o", name="O", managed_by="seen"))
    conn.execute(insert(article).values(id=1, outlet_id=1, first_seen=NOW, effective=NOW, backfill=False))
    said = {"kind": "story", "article_id": 1, "target": number, "p": 1.0, "reason": {}, "author": "", "valid_from": NOW}
    conn.execute(insert(verdict).values(said))
    conn.execute(delete(story).where(story.c.id == number))


def test_the_number_of_the_newest_story_does_not_come_again(database: Database) -> None:
    with database.write() as conn:
        assert opened(conn, 2) == [1, 2]
        gone(conn, 2)
    with database.write() as conn:
        assert opened(conn) == [3]


def test_nor_does_it_in_a_copy(database: Database, tmp_path: Path) -> None:
    with database.write() as conn:
        opened(conn, 2)
        gone(conn, 2)
    target = Database(f"sqlite:///{tmp_path}/copy.db")
    transfer.copy(database, target)
    with target.write() as conn:
        assert opened(conn) == [3]
    target.close()


def test_nor_in_a_copy_on_postgresql(sqlite_database: Database, postgres_database: Database) -> None:
    with sqlite_database.write() as conn:
        opened(conn, 2)
        gone(conn, 2)
    transfer.copy(sqlite_database, postgres_database)
    with postgres_database.write() as conn:
        assert opened(conn) == [3]
