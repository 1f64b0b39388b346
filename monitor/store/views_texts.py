"""Texts to compare: of an article today, and of its revisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from monitor.store.schema import revision

MOST = 12  # revisions that are read


@dataclass(frozen=True, slots=True)
class TextRow:
    """A revision with its text: the body, else the summary."""

    n: int
    seen: datetime
    title: str
    text: str


def texts(conn: Connection, article: int, as_of: datetime | None = None) -> tuple[TextRow, ...]:
    """The newest revisions of an article, oldest first."""
    mine = [revision.c.article_id == article] + ([revision.c.seen <= as_of] if as_of else [])
    rows = conn.execute(select(revision).where(*mine).order_by(revision.c.n.desc()).limit(MOST)).all()
    return tuple(_row(row) for row in reversed(rows))


def text_of(conn: Connection, article: int) -> TextRow | None:
    """What an article says today; None for one that is not there."""
    mine = revision.c.article_id == article, revision.c.current.is_(True)
    row = conn.execute(select(revision).where(*mine)).first()
    return None if row is None else _row(row)


def _row(row: Any) -> TextRow:
    return TextRow(row.n, row.seen, row.title, row.body if len(row.body) >= len(row.summary) else row.summary)
