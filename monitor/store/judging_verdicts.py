"""Verdicts: closed, never deleted; a person's wins for ever."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from monitor.model.verdict import MACHINE, Verdict
from monitor.store import schema as s
from monitor.store.bulk import Among, Bulk
from monitor.store.instant import to_micros


def put_verdicts(conn: Connection, verdicts: Sequence[Verdict], now: datetime) -> None:
    """Open these verdicts in place of the machine's present ones; what a person decided, and what says the same as
    before, stays."""
    open_now = _open(conn, sorted({verdict.article for verdict in verdicts}))
    fresh, closed = [], []
    for verdict in verdicts:
        known = open_now.get((verdict.kind, verdict.article))
        if known is not None:
            author, target, number = known
            if author != MACHINE or target == verdict.target:
                continue
            closed.append(number)
        fresh.append(_row(verdict, now))
    _CLOSE.run(conn, closed, to_micros(now))
    _PUT.put(conn, [tuple(row[name] for name in _COLUMNS) for row in fresh])


def _open(conn: Connection, articles: Sequence[int]) -> dict[tuple[str, int], tuple[str, int | None, int]]:
    return {(kind, article): (author, target, number) for kind, article, author, target, number in
            _OPEN.get(conn, articles)}  # fmt: skip


_COLUMNS = ("kind", "article_id", "target", "p", "reason", "author", "valid_from", "valid_to")
_PUT = Bulk(s.verdict, _COLUMNS)
_OPEN = Among("SELECT kind, article_id, author, target, id FROM verdict WHERE valid_to IS NULL AND", "article_id")
_CLOSE = Among("UPDATE verdict SET valid_to = ? WHERE", "id")


def _row(verdict: Verdict, now: datetime) -> dict[str, object]:
    return {
        "kind": verdict.kind.value,
        "article_id": verdict.article,
        "target": verdict.target,
        "p": verdict.p,
        "reason": dict(verdict.reason),
        "author": verdict.author,
        "valid_from": now,
        "valid_to": None,
    }


def decide_verdicts(conn: Connection, verdicts: Sequence[Verdict], now: datetime) -> None:
    """Open a person's verdicts in place of whatever holds: the newest word of a person counts."""
    for verdict in verdicts:
        conn.execute(update(s.verdict).where(*_held(verdict.kind.value, verdict.article)).values(valid_to=now))
    if verdicts:
        conn.execute(insert(s.verdict), [_row(verdict, now) for verdict in verdicts])


def withdraw(conn: Connection, decision: int, now: datetime) -> list[tuple[str, int]]:
    """Close the verdicts that people gave by a decision. Returns their kinds and articles."""
    v = s.verdict.c
    people = conn.execute(select(v.id, v.kind, v.article_id, v.reason).where(v.author != MACHINE, v.valid_to.is_(None)))
    mine = [row for row in people.all() if row.reason.get("decision") == decision]
    for row in mine:
        conn.execute(update(s.verdict).where(v.id == row.id).values(valid_to=now))
    return sorted((row.kind, row.article_id) for row in mine)


def before_that(conn: Connection, kind: str, article: int) -> tuple[str, Mapping[str, object]] | None:
    """Who judged this before, and why, by a decision that still stands; None when only the machine did."""
    v, d = s.verdict.c, s.decision.c
    people = select(v.author, v.reason).where(v.kind == kind, v.article_id == article, v.author != MACHINE)
    stands = set(conn.execute(select(d.id).where(d.undone.is_(None))).scalars())
    found = conn.execute(people.order_by(v.id.desc())).all()
    return next(((row.author, row.reason) for row in found if row.reason.get("decision") in stands), None)


def _held(kind: str, article: int) -> tuple[ColumnElement[bool], ...]:
    return s.verdict.c.kind == kind, s.verdict.c.article_id == article, s.verdict.c.valid_to.is_(None)
