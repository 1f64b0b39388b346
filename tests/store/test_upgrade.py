from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text, update

from monitor.errors import DatabaseTooNew, DatabaseTooOld
from monitor.store import schema, upgrade
from monitor.store.database import Database


def _not_search(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    return not (kind == "table" and str(name).startswith("article_search"))


def test_the_migrations_make_exactly_the_tables_of_the_schema(database: Database) -> None:
    with database.read() as conn:
        options = {"include_object": _not_search, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(conn, opts=options), schema.metadata) == []


def test_a_fresh_database_is_of_todays_version(database: Database) -> None:
    upgrade.check_version(database)
    assert upgrade.stored_version(database) == upgrade.versions()[-1]
    assert upgrade.upgrade(database) is None


def _pretend(database: Database, version: str) -> None:
    with database.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    _pretend(database, "9999")
    with pytest.raises(DatabaseTooNew, match="newer monitor"):
        upgrade.check_version(database)
    with pytest.raises(DatabaseTooNew):
        upgrade.upgrade(database)
    assert upgrade.stored_version(database) == "9999"


def test_an_empty_database_is_too_old_until_it_is_upgraded(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/folder/monitor.db")
    with pytest.raises(DatabaseTooOld, match="db upgrade"):
        upgrade.check_version(database)
    upgrade.create(database)
    upgrade.check_version(database)
    database.close()


def test_a_sqlite_database_is_copied_before_an_upgrade(sqlite_database: Database) -> None:
    with sqlite_database.write() as conn:
        conn.execute(update(schema.change).values(n=42))
    copy = upgrade.backup_file(sqlite_database, "0001")
    assert copy is not None
    found = Database(f"sqlite:///{copy}")
    upgrade.check_version(found)
    with found.read() as conn:
        assert conn.execute(text("SELECT n FROM change")).scalar() == 42
    found.close()


def test_an_upgrade_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path}/half.db")

    def broken(_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("monitor.store.dialect.create_search", broken)
        with pytest.raises(RuntimeError, match="power cut"):
            upgrade.upgrade(database)
    assert upgrade.stored_version(database) is None
    upgrade.upgrade(database)
    upgrade.check_version(database)
    database.close()
