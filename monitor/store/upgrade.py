"""Making the tables, and bringing an older database to today's. Versions are the files of `migrations/versions`."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from monitor.errors import DatabaseTooNew, DatabaseTooOld, UsageError
from monitor.store import dialect
from monitor.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"


def versions() -> tuple[str, ...]:
    """The versions that this monitor knows, oldest first: 0001, 0002 and so on."""
    return tuple(sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def create(db: Database) -> None:
    """Make the tables of a fresh database; the same as `upgrade`."""
    upgrade(db)


def upgrade(db: Database) -> Path | None:
    """Bring the database to today's version, in one transaction. An older SQLite database is copied first; returns that
    copy. Raises DatabaseTooNew."""
    version = stored_version(db)
    if version == versions()[-1]:
        return None
    _refuse_newer(version)
    backup = backup_file(db, version) if version else None
    with db.write() as conn:
        dialect.lock_upgrade(conn)
        _migrate(conn)
    return backup


def check_version(db: Database) -> None:
    """Raises DatabaseTooOld or DatabaseTooNew unless the database is of today's version."""
    version = stored_version(db)
    _refuse_newer(version)
    if version != versions()[-1]:
        raise DatabaseTooOld(DatabaseTooOld.__doc__ or "")


def stored_version(db: Database) -> str | None:
    """The version that the database says it is; None for an empty one."""
    file = dialect.file_of(db.url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    with db.read() as conn:
        if not inspect(conn).has_table(VERSION_TABLE):
            return None
        found = conn.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
        return None if found is None else str(found)


def backup_file(db: Database, version: str, target: Path | None = None) -> Path | None:
    """Copy a SQLite database to `target`, or beside itself, named by its version and the time. None on PostgreSQL or in
    memory. Raises UsageError when the file is there already."""
    file = dialect.file_of(db.url)
    if file is None:
        return None
    target = target or file.with_name(f"{file.name}.{version}.{datetime.now(UTC):%Y%m%dT%H%M%S}.backup")
    if target.exists():
        raise UsageError(f"{target} is there already; nothing is overwritten.")
    with db.read() as conn:
        dialect.backup_to(conn, target)
    return target


def _refuse_newer(version: str | None) -> None:
    if version is not None and version not in versions():
        raise DatabaseTooNew(DatabaseTooNew.__doc__ or "")


def _migrate(conn: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - 0.2 s that only an upgrade should pay
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
