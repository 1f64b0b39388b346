"""Topics and their versions: a changed spec is a new version, an old one stays for what it matched."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, and_, func, insert, select, update

from monitor.errors import ConfigurationError, NotFound, Problem, UsageError
from monitor.model.topic import TopicSpec
from monitor.store import change, dialect
from monitor.store.database import Database
from monitor.store.lookups import AnyRow
from monitor.store.schema import topic, topic_mark, topic_version

CONFIG, APP = "config", "app"
_SPEC: TypeAdapter[TopicSpec] = TypeAdapter(TopicSpec)


class Outdated(UsageError):
    """Somebody saved this topic while you edited it: nothing was overwritten. Look at both versions, then save."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The topics in force, and where the counter of their changes stood when they were read."""

    specs: tuple[TopicSpec, ...]
    versions: Mapping[str, int]
    mark: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the database has it, retired or not."""

    id: int
    spec: TopicSpec
    version: int
    slot: int
    managed_by: str
    created: datetime
    retired: datetime | None
    place: str  # file:line of one that the configuration declares
    trouble: str = ""  # why it is set aside: what is stored can not be read; `spec` has what could be


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who writes, for which side, when, and what they say about it."""

    managed_by: str
    author: str
    now: datetime
    note: str = ""
    place: str = ""


def declare(db: Database, specs: Sequence[TopicSpec], *, managed_by: str, now: datetime, author: str = "") -> None:
    """`declare_in` in a transaction of its own."""
    db.run(lambda conn: declare_in(conn, specs, managed_by=managed_by, now=now, author=author))


def declare_in(
    conn: Connection, specs: Sequence[TopicSpec], *, managed_by: str, now: datetime, author: str = "",
    places: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Make these the topics of `managed_by`: a new one gets a slot, a changed one a version; one of the configuration
    that is gone is retired, its matches kept. `places` says where each stands, file:line. Raises ConfigurationError for
    a slug that the other side has; a retired one changes sides."""
    dialect.alone(conn, "declare")
    for spec in specs:
        place = (places or {}).get(spec.slug, "")
        _put(conn, spec, _Hand(managed_by, author or managed_by, now, place=place))
    if managed_by == CONFIG:
        kept = [spec.slug for spec in specs]
        gone = topic.c.managed_by == CONFIG, topic.c.slug.not_in(kept), topic.c.retired.is_(None)
        if conn.execute(update(topic).where(*gone).values(retired=now)).rowcount:
            _changed(conn)


def save(
    db: Database, spec: TopicSpec, *, now: datetime, author: str, note: str = "", base: int | None = None
) -> tuple[int, bool]:
    """Save a topic that a person made. `base` is the version that was edited (0: a new topic), None whatever there is.
    Returns (version, whether anything changed).

    Raises:
        ConfigurationError: the files declare this slug.
        Outdated: the version in force is not `base`.
    """

    def work(conn: Connection) -> tuple[int, bool]:
        dialect.alone(conn, "declare")
        row = conn.execute(select(topic).where(topic.c.slug == spec.slug)).one_or_none()
        if row is not None:
            _refuse_other(row, APP)
        if base is not None and base != (row.version if row is not None else 0):
            raise _outdated(conn, row, spec.slug)
        return _put(conn, spec, _Hand(APP, author, now, note))

    return db.run(work)


def current(db: Database) -> list[tuple[TopicSpec, int, int]]:
    """(spec, version, slot) of the topics that are not retired nor set aside, in order of their slots."""
    with db.read() as conn:
        return current_in(conn)


def current_in(conn: Connection) -> list[tuple[TopicSpec, int, int]]:
    """`current` inside a transaction."""
    return [(one.spec, one.version, one.slot) for one in every(conn) if one.retired is None and not one.trouble]


def every(conn: Connection) -> list[Topic]:
    """All topics, retired ones and those that are set aside too, in order of their slots."""
    return [_topic(row) for row in conn.execute(_newest().order_by(topic.c.slot))]


def by_slug(conn: Connection, slug: str) -> Topic:
    """One topic, retired or not. Raises NotFound."""
    row = conn.execute(_newest().where(topic.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound(f"No topic is called {slug!r}.")
    return _topic(row)


def shelf(conn: Connection) -> Shelf:
    """The topics in force, for a book of them."""
    mark = mark_of(conn)  # first: what changes after it is noticed
    found = current_in(conn)
    return Shelf(tuple(spec for spec, _, _ in found), {spec.slug: version for spec, version, _ in found}, mark)


def mark_of(conn: Connection, *, hold: bool = False) -> int:
    """Where the counter of changed topics stands. `hold`: no topic changes before this transaction ends."""
    statement = select(topic_mark.c.n).where(topic_mark.c.id == 1)
    return conn.execute(statement.with_for_update(read=True) if hold else statement).scalar() or 0


def version_of(conn: Connection, number: int, version: int) -> TopicSpec:
    """A version of a topic, by the topic's number. Raises NotFound."""
    where = topic_version.c.topic_id == number, topic_version.c.version == version
    stored = conn.execute(select(topic_version.c.spec).where(*where)).scalar()
    if stored is None:
        raise NotFound(f"This topic has no version {version}.")
    return from_json(stored)


def readable(stored: Any, slug: str, name: str) -> TopicSpec:
    """A stored version, or what can be read of it."""
    try:
        return from_json(stored)
    except (ValueError, TypeError):
        return _salvaged(stored, slug, name)


def retire(db: Database, slug: str, *, now: datetime) -> None:
    """Take an `app` topic out of use; its matches stay. Raises NotFound, or ConfigurationError for one that the files
    declare."""
    _set_retired(db, slug, now)


def restore(db: Database, slug: str) -> datetime | None:
    """Put an `app` topic to use again; since when it was retired, None if it was not. Raises as `retire`."""
    return _set_retired(db, slug, None)


def to_json(spec: TopicSpec) -> dict[str, Any]:
    """A spec as its version's JSON."""
    return asdict(spec)


def from_json(stored: Mapping[str, Any]) -> TopicSpec:
    """The spec of a version; fields that a version of before did not know have their defaults."""
    return _SPEC.validate_python(dict(stored))


def unread(error: Exception) -> str:
    """Why something that is stored can not be read, in one line that repeats no value."""
    if not isinstance(error, ValidationError):
        return str(error)[:300]
    said = (f"{'.'.join(map(str, one['loc'])) or 'spec'}: {one['msg']}" for one in error.errors(include_url=False)[:3])
    return "; ".join(said)[:300]


def _set_retired(db: Database, slug: str, retired: datetime | None) -> datetime | None:
    def work(conn: Connection) -> datetime | None:
        dialect.alone(conn, "declare")
        row = conn.execute(select(topic).where(topic.c.slug == slug)).one_or_none()
        if row is None:
            raise NotFound(f"No topic is called {slug!r}.")
        if row.managed_by != APP:
            place = row.place or "the files of the configuration"
            raise ConfigurationError(Problem(f"the topic is declared in {place}: edit it there", key=slug))
        if (row.retired is None) != (retired is None):
            conn.execute(update(topic).where(topic.c.id == row.id).values(retired=retired))
            _changed(conn)
        was: datetime | None = row.retired
        return was

    return db.run(work)


def _put(conn: Connection, spec: TopicSpec, hand: _Hand) -> tuple[int, bool]:
    row = conn.execute(select(topic).where(topic.c.slug == spec.slug)).one_or_none()
    if row is None:
        _add_version(conn, _insert(conn, spec, hand), 1, spec, hand)
        return 1, True
    _refuse_other(row, hand.managed_by)
    changed = _stored(conn, row) != spec
    version = row.version + changed
    if changed:
        _add_version(conn, row.id, version, spec, hand)
    values = {"name": spec.name, "version": version, "retired": None, "managed_by": hand.managed_by,
              "place": hand.place}  # fmt: skip
    if any(getattr(row, name) != value for name, value in values.items()):
        conn.execute(update(topic).where(topic.c.id == row.id).values(values))
        _changed(conn)
    return version, changed or row.retired is not None


def _insert(conn: Connection, spec: TopicSpec, hand: _Hand) -> int:
    slot = conn.execute(select(func.coalesce(func.max(topic.c.slot), 0) + 1)).scalar_one()
    values = {"slug": spec.slug, "name": spec.name, "managed_by": hand.managed_by, "version": 1, "slot": slot,
              "created": hand.now, "place": hand.place}  # fmt: skip
    return int(conn.execute(insert(topic).values(values).returning(topic.c.id)).scalar_one())


def _add_version(conn: Connection, number: int, version: int, spec: TopicSpec, hand: _Hand) -> None:
    row = {"topic_id": number, "version": version, "spec": to_json(spec), "created": hand.now, "author": hand.author,
           "note": hand.note}  # fmt: skip
    conn.execute(insert(topic_version), row)
    _changed(conn)


def _changed(conn: Connection) -> None:
    """Pages look anew; who tags reads the topics again, at the latest when it stores something."""
    fresh = dialect.insert(conn, topic_mark).values(id=1, n=1)
    conn.execute(fresh.on_conflict_do_update(index_elements=["id"], set_={"n": topic_mark.c.n + 1}))
    change.bump(conn)


def _newest() -> Any:
    newest = and_(topic_version.c.topic_id == topic.c.id, topic_version.c.version == topic.c.version)
    return select(topic, topic_version.c.spec).join(topic_version, newest)


def _topic(row: AnyRow) -> Topic:
    try:
        spec, trouble = from_json(row.spec), ""
    except (ValueError, TypeError) as error:
        spec, trouble = _salvaged(row.spec, row.slug, row.name), unread(error)
    return Topic(row.id, spec, row.version, row.slot, row.managed_by, row.created, row.retired, row.place,
                 trouble)  # fmt: skip


def _stored(conn: Connection, row: AnyRow) -> TopicSpec | None:
    """The version in force; None for one that can not be read."""
    try:
        return version_of(conn, row.id, row.version)
    except (ValueError, TypeError):
        return None


def _salvaged(stored: Any, slug: str, name: str) -> TopicSpec:
    """What can be read of it, field by field; the rest is as usual."""
    kept: dict[str, Any] = {"slug": slug, "name": name, "query": ""}
    for key, value in (stored if isinstance(stored, dict) else {}).items():
        try:
            from_json({**kept, key: value})
        except (ValueError, TypeError):
            continue
        kept[key] = value
    return from_json({**kept, "slug": slug, "name": name})


def _refuse_other(row: AnyRow, managed_by: str) -> None:
    if row.managed_by != managed_by and row.retired is None:
        owner = row.place or "the configuration" if row.managed_by == CONFIG else "the database (web or command line)"
        message = f"the topic {row.slug!r} is declared in {owner} already: rename one"
        raise ConfigurationError(Problem(message, key=row.slug))


def _outdated(conn: Connection, row: AnyRow | None, slug: str) -> Outdated:
    if row is None:
        return Outdated(f"There is no topic {slug} any more.")
    where = topic_version.c.topic_id == row.id, topic_version.c.version == row.version
    last = conn.execute(select(topic_version.c.author).where(*where)).scalar() or "somebody"
    return Outdated(
        f"{last} saved version {row.version} of {slug} while you edited: nothing was overwritten. "
        "Look at what changed, bring it into your draft, and save again."
    )
