"""Verdicts: closed, never deleted; a person's wins for ever."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from monitor.model.verdict import MACHINE, Verdict
from monitor.store import schema as s


def put_verdicts(conn: Connection, verdicts: Sequence[Verdict], now: datetime) -> None:
    """Open these verdicts in place of the machine's present ones; what a person decided, and what says the same as
    before, stays."""
    open_now = _open(conn, sorted({verdict.article for verdict in verdicts}))
    fresh = []
    for verdict in verdicts:
        known = open_now.get((verdict.kind, verdict.article))
        if known is not None:
            author, target, number = known
            if author != MACHINE or target == verdict.target:
                continue
            conn.execute(update(s.verdict).where(s.verdict.c.id == number).values(valid_to=now))
        fresh.append(_row(verdict, now))
    if fresh:
        conn.execute(insert(s.verdict), fresh)


def _open(conn: Connection, articles: Sequence[int]) -> dict[tuple[str, int], tuple[str, int | None, int]]:
    v = s.verdict
    found: dict[tuple[str, int], tuple[str, int | None, int]] = {}
    for start in range(0, len(articles), 500):
        statement = select(v).where(v.c.article_id.in_(articles[start : start + 500]), v.c.valid_to.is_(None))
        found |= {(row.kind, row.article_id): (row.author, row.target, row.id) for row in conn.execute(statement)}
    return found


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
