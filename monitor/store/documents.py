"""Documents taken in by hand: each source is a feed that is never polled, listed or counted in coverage. Its slug and
address are `ingest:NAME`, so that it can not meet a real feed; ids and guids mean something only within it."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from monitor.model.feed import DueFeed, FeedState, Rhythm
from monitor.model.fetching import Validators
from monitor.model.landing import Landed, Placement
from monitor.store import articles, change, landing, rhythm
from monitor.store.instant import EPOCH
from monitor.store.schema import feed

PREFIX = "ingest:"


def source(conn: Connection, name: str, *, now: datetime) -> DueFeed:
    """The feed of a source of documents, made when it is new."""
    slug = f"{PREFIX}{name}"
    number = conn.execute(select(feed.c.id).where(feed.c.slug == slug)).scalar()
    if number is None:
        values = {"slug": slug, "url": slug, "declared_url": slug, "host": "", "title": name, "headers": {},
                  "managed_by": "app", "created": now, "retired": EPOCH, "next_poll_at": now,
                  "rhythm": rhythm.to_json(Rhythm())}  # fmt: skip
        number = conn.execute(insert(feed).values(values).returning(feed.c.id)).scalar_one()
    return DueFeed(number, slug, slug, "", 0, Validators(), Rhythm(), FeedState.OK, name)


def land(
    conn: Connection, due: DueFeed, placed: tuple[tuple[Placement, ...], tuple[bytes, ...]], now: datetime
) -> Landed:
    """Store entries of a document. Raises KeyRace as the landing of a poll does."""
    placements, touched = placed
    landed = landing.place(conn, due, placements, now)
    articles.touch(conn, due, touched, now)
    change.bump(conn)
    return Landed(landed.new, landed.revised, landed.known + len(touched))
