"""Articles put straight into the store, unjudged: what the judge finds after a poll."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from sqlalchemy import Connection, insert, select

from monitor.model.entry import OutletRef
from monitor.store import dialect, outlets
from monitor.store import schema as s
from monitor.store.database import Database

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """An article as a test writes it. `hours` after the start it was published."""

    title: str
    body: str
    outlet: str = "kestrel-post"
    hours: float = 0.0
    lang: str = "en"
    url: str | None = None
    author: str = ""
    summary: str = ""


def put_unjudged(db: Database, written: Iterable[Written]) -> list[int]:
    """Store articles, unjudged, in this order. Returns their ids."""
    return db.run(lambda conn: [_put(conn, one) for one in written])


def _put(conn: Connection, one: Written) -> int:
    outlet = outlets.ensure(conn, OutletRef(one.outlet, one.outlet))
    (number,) = dialect.next_ids(conn, s.article, 1)
    at = START + timedelta(hours=one.hours)
    article = {"id": number, "outlet_id": outlet, "url": one.url, "lang": one.lang, "published": at, "first_seen": at,
               "effective": at, "backfill": False}  # fmt: skip
    conn.execute(insert(s.article), [article])
    revise(conn, number, 0, one, at)
    conn.execute(insert(s.unjudged), [{"article_id": number}])
    return number


def revise(conn: Connection, number: int, n: int, one: Written, at: datetime) -> None:
    """A revision of an article, current from now on."""
    conn.execute(s.revision.update().where(s.revision.c.article_id == number).values(current=False))
    text_hash = blake2b(f"{one.title}\n{one.summary}\n{one.body}".encode(), digest_size=16).digest()
    row = {"article_id": number, "n": n, "seen": at, "current": True, "title": one.title, "summary": one.summary,
           "body": one.body, "html": "", "author": one.author, "cut": [], "text_hash": text_hash}  # fmt: skip
    conn.execute(insert(s.revision), [row])


def judgements(db: Database) -> dict[int, tuple[int, int | None, int | None]]:
    """Group, original and story by article."""
    j = s.judgement
    with db.read() as conn:
        rows = conn.execute(select(j).order_by(j.c.article_id))
        return {row.article_id: (row.grp, row.reprint_of, row.story_id) for row in rows}


def verdict_rows(
    db: Database, kind: str | None = None
) -> Sequence[tuple[str, int, int | None, bool, dict[str, object]]]:
    """Kind, article, target, whether it holds, reason; in the order they were given."""
    v = s.verdict
    statement = select(v).order_by(v.c.id)
    if kind:
        statement = statement.where(v.c.kind == kind)
    with db.read() as conn:
        return [(r.kind, r.article_id, r.target, r.valid_to is None, r.reason) for r in conn.execute(statement)]
