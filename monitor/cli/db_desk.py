"""What `monitor db` does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.app import App
from monitor.errors import UsageError
from monitor.store import checking, counters, health, transfer, upgrade
from monitor.store.checking import Check
from monitor.store.database import Database
from monitor.store.transfer import Copied

NOT_SQLITE = (
    "Only a SQLite file is backed up here. For PostgreSQL use pg_dump, or `monitor db copy` into a SQLite file."
)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Where an upgrade went; `backup` is the file of before, where one was made."""

    version: str
    was: str | None
    backup: Path | None


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written."""

    backup: Path
    bytes: int


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was thrown away."""

    poll_events: int


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of `monitor db check`."""

    name: str
    ok: bool
    wrong: str


def upgraded(url: str) -> Upgraded:
    """Upgrade, and say from where to where."""
    with _opened(url) as db:
        was = upgrade.stored_version(db)
        backup = upgrade.upgrade(db)
        return Upgraded(upgrade.versions()[-1], was, backup)


def backed_up(url: str, target: Path | None) -> BackedUp:
    """Write a backup. Raises UsageError on PostgreSQL, or when the file is there already."""
    with _opened(url) as db:
        upgrade.check_version(db)
        path = upgrade.backup_file(db, upgrade.versions()[-1], target)
    if path is None:
        raise UsageError(NOT_SQLITE)
    return BackedUp(path, path.stat().st_size)


def copied(url: str, target: str) -> list[Copied]:
    """Copy everything into the database at `target`."""
    with _opened(url) as old, _opened(target) as new:
        return transfer.copy(old, new)


def pruned(app: App) -> Pruned:
    """Throw away what nobody looks at any more."""
    return Pruned(health.sweep(app.db, app.clock.now()))


def checked(url: str, *, repair: bool) -> list[Looked]:
    """Look at everything; `repair` counts the counters again first."""
    with _opened(url) as db:
        if repair:
            upgrade.check_version(db)
            db.run(counters.rebuild)
        return [_looked(found) for found in checking.check(db)]


def _looked(found: Check) -> Looked:
    return Looked(found.name, found.ok, found.wrong)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    db = Database(url)
    try:
        yield db
    finally:
        db.close()
