"""Alerts and their letters as pages and commands read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.errors import NotFound
from monitor.model.alert import AlertContent
from monitor.model.digest import Phase
from monitor.store import alerts
from monitor.store import schema as s
from monitor.store.bulk import chunks
from monitor.store.deliveries import DeliveryRow


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list, with how its deliveries stand: ((phase, count), …)."""

    alert: str  # slug
    name: str
    number: int
    at: datetime
    subject: str
    phases: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter with everything its page says."""

    line: LetterLine
    content: AlertContent
    deliveries: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert told of a story."""

    alert: str
    name: str
    number: int
    at: datetime


def _heads() -> Any:
    a, n, k = s.alert, s.alert_letter, s.letter
    columns = (a.c.slug, a.c.name, n.c.number, n.c.at, n.c.letter_id, k.c.subject)
    return select(*columns).select_from(n.join(a, a.c.id == n.c.alert_id).join(k, k.c.id == n.c.letter_id))


def letters(conn: Connection, slug: str | None = None, limit: int = 100) -> tuple[LetterLine, ...]:
    """The newest letters, of one alert or of all."""
    wanted = _heads() if slug is None else _heads().where(s.alert.c.slug == slug)
    rows = conn.execute(
        wanted.order_by(s.alert_letter.c.at.desc(), s.alert_letter.c.letter_id.desc()).limit(limit)
    ).all()
    phases = _phases(conn, [row.letter_id for row in rows])
    return tuple(_line(row, phases.get(row.letter_id, ())) for row in rows)


def _line(row: Any, phases: tuple[tuple[str, int], ...]) -> LetterLine:
    return LetterLine(row.slug, row.name, row.number, row.at, row.subject, phases)


def _phases(conn: Connection, ids: Sequence[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    d = s.delivery.c
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    counts = select(d.letter_id, d.phase, func.count()).group_by(d.letter_id, d.phase)
    for some in chunks(ids):
        for number, phase, count in conn.execute(counts.where(d.letter_id.in_(some))):
            found[number] = (*found.get(number, ()), (phase, int(count)))
    return found


def letter(conn: Connection, slug: str, number: int) -> LetterView:
    """One letter. Raises NotFound."""
    k = s.alert_letter.c
    row = conn.execute(_heads().add_columns(k.content).where(s.alert.c.slug == slug, k.number == number)).first()
    if row is None:
        raise NotFound(f"The alert {slug!r} has no letter {number}.")
    sent = tuple(_deliveries(conn, row.letter_id))
    phases = _phases(conn, [row.letter_id]).get(row.letter_id, ())
    return LetterView(_line(row, phases), alerts.content(row.content), sent)


def _deliveries(conn: Connection, letter_id: int) -> list[DeliveryRow]:
    d = s.delivery.c
    columns = (d.id, d.recipient, d.channel, d.phase, d.tries, d.answer, d.message_id, d.next_try, d.sent)
    rows = conn.execute(select(*columns).where(d.letter_id == letter_id).order_by(d.recipient))
    return [
        DeliveryRow(row.id, None, row.recipient, row.channel, Phase(row.phase), row.tries, row.answer, row.message_id,
                    row.next_try, row.sent)
        for row in rows
    ]  # fmt: skip


def mail_of(conn: Connection, slug: str, number: int) -> str:
    """The HTML of a letter as it was sent. Raises NotFound."""
    html = conn.execute(select(s.letter.c.html).where(s.letter.c.key == f"alert/{slug}/{number}")).scalar_one_or_none()
    if html is None:
        raise NotFound(f"The alert {slug!r} has no letter {number}.")
    return str(html)


def alerted(conn: Connection, articles: Collection[int]) -> tuple[Alerted, ...]:
    """The letters that told of a story by one of these articles, oldest first."""
    i, a = s.alert_item.c, s.alert.c
    wanted = select(a.slug, a.name, i.letter, func.max(i.told, type_=i.told.type).label("told")).join(
        s.alert, a.id == i.alert_id
    )
    found = {}
    for some in chunks(sorted(articles)):
        mine = i.article_id.in_(some), i.told.is_not(None), i.kind != "changed"
        for row in conn.execute(wanted.where(*mine).group_by(a.slug, a.name, i.letter)):
            found[row.slug, row.letter] = Alerted(row.slug, row.name, row.letter, row.told)
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.alert)))


def titles(conn: Connection, articles: Collection[int]) -> dict[int, str]:
    """The headlines of articles."""
    r = s.revision.c
    wanted = select(r.article_id, r.title).where(r.current.is_(True))
    rows = [row for some in chunks(sorted(articles)) for row in conn.execute(wanted.where(r.article_id.in_(some)))]
    return {row.article_id: row.title for row in rows}
