"""Alerts as they are kept: declared, what they found, what they told. All that an alert writes at a time is one
transaction that begins with its turn: of several daemons one wins it, and the others find that it has moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select, update

from monitor.errors import ConfigurationError, NotFound, Problem
from monitor.model.alert import AlertContent, AlertKind, AlertSpec, Found, Hold, Pending
from monitor.store import change, dialect
from monitor.store.bulk import chunks
from monitor.store.instant import from_micros, to_micros
from monitor.store.schema import alert, alert_item, alert_letter, alert_taken, topic

_SPEC: TypeAdapter[AlertSpec] = TypeAdapter(AlertSpec)
_CONTENT: TypeAdapter[AlertContent] = TypeAdapter(AlertContent)
HEALTH = ""  # stands for a topic where an alert began to look at feeds


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as it stands in the database. `begun`: since when it looks at each topic, and at feeds."""

    id: int
    spec: AlertSpec
    managed_by: str
    begun: Mapping[str, datetime]
    looked: datetime
    turn: int
    letters: int
    retired: datetime | None = None


# --- declared -------------------------------------------------------------------------------------------------


def declare_in(conn: Connection, specs: Sequence[AlertSpec], *, managed_by: str, now: datetime) -> None:
    """Make the alerts of `managed_by` exactly `specs`: new ones begin now, as do new topics of known ones; missing ones
    are retired. Raises ConfigurationError when another owner has an alert of the same slug."""
    dialect.alone(conn, "declare")
    rows = {row.slug: row for row in conn.execute(select(alert))}
    foreign = [slug for spec in specs if _is_foreign(rows.get(slug := spec.slug), managed_by)]
    if foreign:
        why = "an alert of this name was made in the app: rename one, or remove that one"
        raise ConfigurationError(*(Problem(why, file="digests.toml", key=slug) for slug in foreign))
    for spec in specs:
        _put(conn, rows.get(spec.slug), spec, managed_by, now)
    wanted = {spec.slug for spec in specs}
    gone = [row.id for slug, row in rows.items() if row.managed_by == managed_by and slug not in wanted]
    still = alert.c.id.in_(gone), alert.c.retired.is_(None)
    conn.execute(update(alert).where(*still).values(retired=now, turn=alert.c.turn + 1))


def _is_foreign(row: Any, managed_by: str) -> bool:
    return row is not None and row.managed_by != managed_by and row.retired is None


def _put(conn: Connection, row: Any, spec: AlertSpec, managed_by: str, now: datetime) -> None:
    before = {} if row is None or row.retired is not None else row.begun
    watched = [*spec.topics, *([HEALTH] if spec.health else [])]
    values: dict[str, Any] = {
        "name": spec.name, "managed_by": managed_by, "spec": _SPEC.dump_python(spec, mode="json"), "retired": None,
        "begun": {one: min(before.get(one, to_micros(now)), to_micros(now)) for one in watched},
    }  # fmt: skip
    if row is None:
        conn.execute(insert(alert).values(slug=spec.slug, created=now, looked=now, **values))
    elif any(getattr(row, key) != value for key, value in values.items()):
        conn.execute(update(alert).where(alert.c.id == row.id).values(turn=alert.c.turn + 1, **values))


def active(conn: Connection) -> list[AlertRow]:
    """Every alert that is not retired, by slug."""
    return [_row(row) for row in conn.execute(select(alert).where(alert.c.retired.is_(None)).order_by(alert.c.slug))]


def by_slug(conn: Connection, slug: str) -> AlertRow:
    """One alert that is not retired. Raises NotFound."""
    row = conn.execute(select(alert).where(alert.c.slug == slug, alert.c.retired.is_(None))).one_or_none()
    if row is None:
        raise NotFound(f"there is no alert {slug!r}; `monitor alerts list` shows them")
    return _row(row)


def _row(row: Any) -> AlertRow:
    begun = {name: from_micros(micros) for name, micros in row.begun.items()}
    return AlertRow(row.id, _SPEC.validate_python(row.spec), row.managed_by, begun, row.looked, row.turn, row.letters,
                    row.retired)  # fmt: skip


# --- found and told -------------------------------------------------------------------------------------------


def pending(conn: Connection, number: int) -> tuple[Pending, ...]:
    """What was found and not told yet, oldest first."""
    k = alert_item.c
    rows = conn.execute(select(alert_item).where(k.alert_id == number, k.told.is_(None)).order_by(k.found, k.id))
    return tuple(
        Pending(row.id, row.found, AlertKind(row.kind), row.topic, row.article_id, row.detail, Hold(row.held))
        for row in rows
    )


def letters_since(conn: Connection, number: int, since: datetime) -> tuple[datetime, ...]:
    """When letters of an alert were composed, from `since` on."""
    k = alert_letter.c
    return tuple(conn.execute(select(k.at).where(k.alert_id == number, k.at >= since).order_by(k.at)).scalars())


def known(conn: Connection, number: int, keys: Iterable[str]) -> set[str]:
    """Those of these keys that were found before."""
    k = alert_item.c
    wanted = select(k.key).where(k.alert_id == number)
    return {key for some in chunks(sorted(keys)) for key in conn.execute(wanted.where(k.key.in_(some))).scalars()}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A feed's trouble, or an open silence, that was found and is not over."""

    id: int
    key: str
    detail: Mapping[str, Any]


def troubles(conn: Connection, number: int) -> tuple[Trouble, ...]:
    """What was found about feeds and is not over."""
    k = alert_item.c
    lasting = k.kind.in_((AlertKind.FEED.value, AlertKind.SILENCE.value)), k.over.is_(None)
    rows = conn.execute(select(k.id, k.key, k.detail).where(k.alert_id == number, *lasting).order_by(k.id))
    return tuple(Trouble(row.id, row.key, row.detail) for row in rows)


# --- written --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What one turn of an alert writes, on top of `row`. `taken` are (topic, article); `held` says of pending things
    why they wait; `over` are troubles that ended."""

    row: AlertRow
    now: datetime
    found: tuple[Found, ...] = ()
    taken: frozenset[tuple[str, int]] = frozenset()
    over: tuple[int, ...] = ()


def take_turn(conn: Connection, row: AlertRow, now: datetime, **values: Any) -> bool:
    """Whether it is still this turn. Whoever gets it writes alone; who comes second waits, and finds it gone."""
    mine = alert.c.id == row.id, alert.c.turn == row.turn, alert.c.retired.is_(None)
    moved = update(alert).where(*mine).values(turn=alert.c.turn + 1, looked=now, **values)
    return conn.execute(moved).rowcount == 1


def write(conn: Connection, step: Step) -> list[int]:
    """File what was found and what was dealt with; returns the numbers of what is new, in the order of `found`."""
    numbers = [_file(conn, step, one) for one in step.found]
    topics = {row.slug: row.id for row in conn.execute(select(topic.c.slug, topic.c.id))}
    rows = [
        {"alert_id": step.row.id, "topic_id": topics[slug], "article_id": article}
        for slug, article in sorted(step.taken)
        if slug in topics
    ]
    for some in chunks(rows):
        conn.execute(dialect.insert(conn, alert_taken).values(some).on_conflict_do_nothing())
    for over in chunks(step.over):
        conn.execute(update(alert_item).where(alert_item.c.id.in_(over)).values(over=step.now))
    if numbers:
        change.bump(conn)
    return numbers


def _file(conn: Connection, step: Step, one: Found) -> int:
    statement = insert(alert_item).values(
        alert_id=step.row.id, kind=one.kind.value, key=one.key, topic=one.topic, article_id=one.article,
        detail=dict(one.detail), found=step.now,
    )  # fmt: skip
    return int(conn.execute(statement.returning(alert_item.c.id)).scalar_one())


def hold(conn: Connection, items: Sequence[int], why: Hold) -> None:
    """Say why these wait."""
    for some in chunks(list(items)):
        conn.execute(update(alert_item).where(alert_item.c.id.in_(some)).values(held=why.value))


def told(conn: Connection, row: AlertRow, items: Sequence[int], kept: tuple[int, AlertContent]) -> None:
    """These were told by the next letter of the alert, which is `kept`: the letter's number in the outbox, and what it
    says. Raises IntegrityError where that letter was written before."""
    letter, content = kept
    for some in chunks(list(items)):
        conn.execute(update(alert_item).where(alert_item.c.id.in_(some)).values(told=content.at, letter=content.number))
    conn.execute(insert(alert_letter).values(
        alert_id=row.id, number=content.number, letter_id=letter, at=content.at, content=as_json(content),
    ))  # fmt: skip
    conn.execute(update(alert).where(alert.c.id == row.id).values(letters=content.number))


def drop(conn: Connection, items: Sequence[int], now: datetime) -> None:
    """These are nothing new any more: no letter tells them."""
    for some in chunks(list(items)):
        conn.execute(update(alert_item).where(alert_item.c.id.in_(some)).values(told=now))


def told_of(conn: Connection, number: int, articles: Iterable[int]) -> dict[str, set[int]]:
    """Those of these articles that a letter was about, by topic."""
    k = alert_item.c
    wanted = select(k.topic, k.article_id).where(k.alert_id == number, k.letter.is_not(None), k.topic != "")
    found: dict[str, set[int]] = {}
    for some in chunks(sorted(articles)):
        for row in conn.execute(wanted.where(k.article_id.in_(some))):
            found.setdefault(row.topic, set()).add(row.article_id)
    return found


def as_json(content: AlertContent) -> Any:
    """A letter as plain JSON values: times are RFC 3339."""
    return _CONTENT.dump_python(content, mode="json")


def content(value: Any) -> AlertContent:
    """The same back."""
    return _CONTENT.validate_python(value)


def counted(conn: Connection) -> dict[int, int]:
    """How many things each alert holds back now."""
    k = alert_item.c
    rows = conn.execute(select(k.alert_id, func.count()).where(k.told.is_(None)).group_by(k.alert_id))
    return {row[0]: int(row[1]) for row in rows}
