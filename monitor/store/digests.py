"""Digests: what the files declare and what people make in the dashboard, each with where its next edition begins.

What was stored and can not be read any more is set aside: it is listed with its trouble, and everything else goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from monitor.errors import ConfigurationError, NotFound, Problem, UsageError
from monitor.model.digest import DigestSpec
from monitor.store import change, dialect, topics
from monitor.store.database import Database
from monitor.store.schema import digest

CONFIG, APP = "config", "app"
_SPEC: TypeAdapter[DigestSpec] = TypeAdapter(DigestSpec)


class Outdated(UsageError):
    """Somebody saved this digest while you edited it: nothing was overwritten."""


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest as it stands in the database. `since` is the cut before its first edition. `trouble` says why it is set
    aside; `spec` then has what could be read of it."""

    id: int
    spec: DigestSpec
    managed_by: str
    since: datetime
    retired: datetime | None = None
    paused: datetime | None = None
    place: str = ""  # file:line of one that the configuration declares
    version: int = 1
    author: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who writes, for which side, and when."""

    managed_by: str
    now: datetime
    author: str = ""
    place: str = ""


# --- reading ------------------------------------------------------------------------------------------------


def active(conn: Connection) -> list[DigestRow]:
    """Every digest that is not retired nor set aside, by slug; paused ones too."""
    return [one for one in every(conn) if one.retired is None and not one.trouble]


def every(conn: Connection) -> list[DigestRow]:
    """All digests by slug: retired ones and those that are set aside too."""
    return [_digest(row) for row in conn.execute(select(digest).order_by(digest.c.slug))]


def by_slug(conn: Connection, slug: str) -> DigestRow:
    """One digest that is not retired nor set aside. Raises NotFound."""
    row = conn.execute(select(digest).where(digest.c.slug == slug, digest.c.retired.is_(None))).one_or_none()
    if row is None:
        raise NotFound(f"there is no digest {slug!r}; `monitor digest list` shows them")
    found = _digest(row)
    if found.trouble:
        raise NotFound(f"the digest {slug!r} is set aside: {found.trouble}. Edit it in the dashboard")
    return found


def whatever(conn: Connection, slug: str) -> DigestRow:
    """One digest, retired and set aside or not. Raises NotFound."""
    row = conn.execute(select(digest).where(digest.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound(f"there is no digest {slug!r}; `monitor digest list` shows them")
    return _digest(row)


def from_json(stored: Mapping[str, Any]) -> DigestSpec:
    """A stored spec. Raises ValueError for one that can not be read."""
    spec = _SPEC.validate_python(dict(stored))
    try:
        ZoneInfo(spec.zone)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"zone: {spec.zone[:60]!r} is no IANA zone here") from error
    return spec


def to_json(spec: DigestSpec) -> Any:
    """A spec as it is stored."""
    return _SPEC.dump_python(spec, mode="json")


def _digest(row: Row[Any]) -> DigestRow:
    try:
        spec, trouble = from_json(row.spec), ""
    except (ValueError, TypeError) as error:
        spec, trouble = _salvaged(row), topics.unread(error)
    return DigestRow(
        row.id, spec, row.managed_by, row.since, row.retired, row.paused, row.place, row.version, row.author, trouble
    )


def _salvaged(row: Row[Any]) -> DigestSpec:
    """What can be read of it, field by field; the rest is as usual."""
    spec = DigestSpec(row.slug, row.name, (), ())
    stored = row.spec if isinstance(row.spec, dict) else {}
    for name in (field.name for field in fields(DigestSpec) if field.name not in ("slug", "name")):
        if name in stored:
            try:
                told = from_json({**to_json(spec), name: stored[name]})
                spec = replace(spec, **{name: getattr(told, name)})
            except ValueError:
                continue
    return spec


# --- what the files declare ---------------------------------------------------------------------------------


def declare(db: Database, specs: Sequence[DigestSpec], *, managed_by: str, now: datetime) -> None:
    """`declare_in` in a transaction of its own."""
    db.run(lambda conn: declare_in(conn, specs, managed_by=managed_by, now=now))


def declare_in(
    conn: Connection, specs: Sequence[DigestSpec], *, managed_by: str, now: datetime,
    places: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Make the digests of `managed_by` exactly `specs`: new ones begin now, missing ones are retired. `places` says
    where each stands, file:line.

    Raises ConfigurationError when another owner has a digest of the same slug.
    """
    dialect.alone(conn, "declare")
    rows = {row.slug: row for row in conn.execute(select(digest))}
    for spec in specs:
        _put(conn, rows.get(spec.slug), spec, _Hand(managed_by, now, place=(places or {}).get(spec.slug, "")))
    wanted = {spec.slug for spec in specs}
    gone = [row.id for slug, row in rows.items() if row.managed_by == managed_by and slug not in wanted]
    conn.execute(update(digest).where(digest.c.id.in_(gone), digest.c.retired.is_(None)).values(retired=now))


# --- what people make ---------------------------------------------------------------------------------------


def save(db: Database, spec: DigestSpec, *, now: datetime, author: str, base: int | None = None) -> bool:
    """Save a digest that a person made; whether anything changed. `base` is the version that was edited (0: a new one),
    None whatever there is. One that is retired is in force again.

    Raises:
        ConfigurationError: the files declare this slug.
        Outdated: the version in force is not `base`.
    """
    return db.run(lambda conn: save_in(conn, spec, now=now, author=author, base=base))


def save_in(conn: Connection, spec: DigestSpec, *, now: datetime, author: str, base: int | None = None) -> bool:
    """`save` inside a transaction."""
    dialect.alone(conn, "declare")
    row = conn.execute(select(digest).where(digest.c.slug == spec.slug)).one_or_none()
    if base is not None and base != (row.version if row is not None else 0):
        said = f"{row.author or 'Somebody'} saved {spec.slug}" if row is not None else f"{spec.slug} was removed"
        raise Outdated(f"{said} while you edited: nothing was overwritten. Look at it, then save again to go over it.")
    return _put(conn, row, spec, _Hand(APP, now, author))


def retire(db: Database, slug: str, *, now: datetime) -> None:
    """Take an `app` digest out of use; its editions stay. Raises NotFound, or ConfigurationError for one of the
    files."""
    _change(db, slug, lambda row: {"retired": row.retired or now}, own=True)


def restore(db: Database, slug: str, *, now: datetime) -> None:
    """Put an `app` digest to use again: what came meanwhile is not its news. Raises as `retire`."""
    _change(db, slug, lambda row: {"retired": None, "since": now} if row.retired else {}, own=True)


def pause(db: Database, slug: str, *, now: datetime) -> None:
    """Compose no edition of it until somebody resumes it; of one of the files too. Raises NotFound."""
    _change(db, slug, lambda row: {"paused": row.paused or now})


def resume(db: Database, slug: str, *, since: datetime | None = None) -> None:
    """Compose its editions again. `since`: what came before is not told any more. Raises NotFound."""
    _change(db, slug, lambda row: {"paused": None, **({"since": max(since, row.since)} if since else {})})


def _change(db: Database, slug: str, values: Any, *, own: bool = False) -> None:
    def work(conn: Connection) -> None:
        dialect.alone(conn, "declare")
        row = conn.execute(select(digest).where(digest.c.slug == slug)).one_or_none()
        if row is None:
            raise NotFound(f"there is no digest {slug!r}")
        if own and row.managed_by != APP:
            place = row.place or "the files of the configuration"
            raise ConfigurationError(Problem(f"the digest is declared in {place}: edit it there", key=slug))
        if changed := values(row):
            conn.execute(update(digest).where(digest.c.id == row.id).values(**changed))
            change.bump(conn)

    db.run(work)


# --- writing ------------------------------------------------------------------------------------------------


def _put(conn: Connection, row: Row[Any] | None, spec: DigestSpec, hand: _Hand) -> bool:
    values: dict[str, Any] = {"name": spec.name, "managed_by": hand.managed_by, "spec": to_json(spec), "retired": None,
                              "place": hand.place}  # fmt: skip
    if row is None:
        new = {"slug": spec.slug, "created": hand.now, "since": hand.now, "author": hand.author}
        conn.execute(insert(digest).values(**new, **values))
        change.bump(conn)
        return True
    _refuse_other(row, hand.managed_by)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if row.retired is not None or row.since > hand.now:
        values["since"] = hand.now  # what came while it was retired is not its news; nor did it begin in the future
    if not changed and "since" not in values:
        return False
    if changed != ["place"]:
        values |= {"version": row.version + 1, "author": hand.author}
    conn.execute(update(digest).where(digest.c.id == row.id).values(**values))
    change.bump(conn)
    return bool(changed)


def _refuse_other(row: Row[Any], managed_by: str) -> None:
    if row.managed_by != managed_by and row.retired is None:
        owner = row.place or "the configuration" if row.managed_by == CONFIG else "the dashboard"
        raise ConfigurationError(
            Problem(f"the digest {row.slug!r} is made in {owner} already: rename one", key=row.slug)
        )
