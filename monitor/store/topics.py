"""Topics and their versions: a changed spec is a new version, an old one stays for what it matched."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from monitor.errors import ConfigurationError, NotFound, Problem
from monitor.model.topic import TopicSpec
from monitor.store import change, dialect
from monitor.store.database import Database
from monitor.store.schema import topic, topic_version


def declare(db: Database, specs: Sequence[TopicSpec], *, managed_by: str, now: datetime, author: str = "") -> None:
    """`declare_in` in a transaction of its own."""
    db.run(lambda conn: declare_in(conn, specs, managed_by=managed_by, now=now, author=author))


def declare_in(
    conn: Connection, specs: Sequence[TopicSpec], *, managed_by: str, now: datetime, author: str = ""
) -> None:
    """Make these the topics of `managed_by`: a new one gets a slot, a changed one a version; one of the configuration
    that is gone is retired, its matches kept. Raises ConfigurationError for a slug that the other side has."""
    dialect.alone(conn, "declare")
    author = author or managed_by
    for spec in specs:
        row = conn.execute(select(topic).where(topic.c.slug == spec.slug)).one_or_none()
        if row is None:
            number = _insert(conn, spec, managed_by, now)
            _add_version(conn, number, 1, spec, now=now, author=author)
            continue
        _refuse_other(row.managed_by, managed_by, spec.slug)
        version = row.version + (_spec(conn, row.id, row.version) != spec)
        if version > row.version:
            _add_version(conn, row.id, version, spec, now=now, author=author)
        if version > row.version or row.retired:
            values = {"name": spec.name, "version": version, "retired": None}
            conn.execute(update(topic).where(topic.c.id == row.id).values(values))
            change.bump(conn)
    if managed_by == "config":
        kept = [spec.slug for spec in specs]
        gone = topic.c.managed_by == "config", topic.c.slug.not_in(kept), topic.c.retired.is_(None)
        if conn.execute(update(topic).where(*gone).values(retired=now)).rowcount:
            change.bump(conn)


def current(db: Database) -> list[tuple[TopicSpec, int, int]]:
    """(spec, version, slot) of the topics that are not retired, in order of their slots."""
    with db.read() as conn:
        return current_in(conn)


def current_in(conn: Connection) -> list[tuple[TopicSpec, int, int]]:
    """`current` inside a transaction."""
    newest = and_(topic_version.c.topic_id == topic.c.id, topic_version.c.version == topic.c.version)
    statement = select(topic_version.c.spec, topic.c.version, topic.c.slot).join(topic, newest)
    rows = conn.execute(statement.where(topic.c.retired.is_(None)).order_by(topic.c.slot))
    return [(from_json(row.spec), row.version, row.slot) for row in rows]


def retire(db: Database, slug: str, *, now: datetime) -> None:
    """Take an `app` topic out of use. Raises NotFound, or ConfigurationError for one that the files declare."""

    def work(conn: Connection) -> None:
        row = conn.execute(select(topic).where(topic.c.slug == slug)).one_or_none()
        if row is None:
            raise NotFound(f"No topic is called {slug!r}.")
        _refuse_other(row.managed_by, "app", slug)
        conn.execute(update(topic).where(topic.c.id == row.id).values(retired=now))
        change.bump(conn)

    db.run(work)


def to_json(spec: TopicSpec) -> dict[str, Any]:
    """A spec as its version's JSON."""
    return asdict(spec)


def from_json(stored: Mapping[str, Any]) -> TopicSpec:
    """The spec of a version."""
    return TopicSpec(
        slug=stored["slug"],
        name=stored["name"],
        query=stored["query"],
        aliases=tuple((name, tuple(words)) for name, words in stored["aliases"]),
        decoys=tuple(stored["decoys"]),
        must_match=tuple(stored["must_match"]),
        must_not_match=tuple(stored["must_not_match"]),
        note=stored["note"],
    )


def _insert(conn: Connection, spec: TopicSpec, managed_by: str, now: datetime) -> int:
    slot = conn.execute(select(func.coalesce(func.max(topic.c.slot), 0) + 1)).scalar_one()
    values = {
        "slug": spec.slug,
        "name": spec.name,
        "managed_by": managed_by,
        "version": 1,
        "slot": slot,
        "created": now,
    }
    return int(conn.execute(insert(topic).values(values).returning(topic.c.id)).scalar_one())


def _add_version(conn: Connection, number: int, version: int, spec: TopicSpec, *, now: datetime, author: str) -> None:
    row = {"topic_id": number, "version": version, "spec": to_json(spec), "created": now, "author": author}
    conn.execute(insert(topic_version), row)
    change.bump(conn)


def _spec(conn: Connection, number: int, version: int) -> TopicSpec:
    where = topic_version.c.topic_id == number, topic_version.c.version == version
    return from_json(conn.execute(select(topic_version.c.spec).where(*where)).scalar_one())


def _refuse_other(owner: str, managed_by: str, slug: str) -> None:
    if owner != managed_by:
        place = "the configuration" if owner == "config" else "the database (web or command line)"
        raise ConfigurationError(Problem(f"the topic {slug!r} is declared in {place} already: rename one", key=slug))
