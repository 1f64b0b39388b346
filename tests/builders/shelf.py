"""Articles put on the shelf by plain inserts, for tests that ask the archive."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table, insert

from monitor.lang.tokens import index_text
from monitor.model.feed import FeedSpec
from monitor.model.outlet import Outlet, OutletKind
from monitor.prepare import NOTE
from monitor.store import dialect, feeds, outlets
from monitor.store import schema as s
from monitor.store.database import Connection, Database

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUTLETS = (("north-post", "North Post", "KR"), ("trade-lane", "Trade Lane", "US"), ("ofac", "Treasury Desk", None))


@dataclass(frozen=True)
class Text:
    """One article: `ago` hours before NOW; `copy_of` and `story` as the judge would say (0: not judged)."""

    title: str
    summary: str = ""
    body: str = ""
    lang: str | None = "en"
    outlet: str = "north-post"
    author: str = ""
    url: str | None = None
    feeds: tuple[str, ...] = ("north-post",)
    ago: float = 5.0
    story: int | None = None
    copy_of: int | None = None
    judged: bool = True
    cut: tuple[str, ...] = ()
    gone: bool = False


def shelve(db: Database, texts: Sequence[Text], now: datetime = NOW) -> list[int]:
    """Their numbers, from 1."""
    outlets.declare(db, [Outlet(slug, name, OutletKind.NEWSPAPER, country=land) for slug, name, land in OUTLETS])
    specs = [FeedSpec(slug, f"https://{slug}.example/feed", title=name) for slug, name, _ in OUTLETS]
    feeds.declare(db, specs, managed_by="config", now=now)
    return db.run(lambda conn: _put(conn, list(enumerate(texts, 1)), now))


def _put(conn: Connection, texts: list[tuple[int, Text]], now: datetime) -> list[int]:
    places = {row.slug: row.id for row in conn.execute(s.outlet.select())}
    sources = {row.slug: row.id for row in conn.execute(s.feed.select())}
    rows: dict[Table, list[dict[str, object]]] = defaultdict(list)
    for number, text in texts:
        at = now - text.ago * HOUR
        rows[s.article].append(
            {"id": number, "outlet_id": places[text.outlet], "url": text.url, "lang": text.lang, "published": at,
             "first_seen": at, "effective": at, "backfill": False, "gone": now if text.gone else None})  # fmt: skip
        rows[s.revision].append(
            {"article_id": number, "n": 0, "seen": at, "current": True, "title": text.title, "summary": text.summary,
             "body": text.body, "html": "", "author": text.author,
             "cut": list(text.cut), "text_hash": _hash(number)})  # fmt: skip
        rows[s.sighting] += [
            {"feed_id": sources[slug], "entry_hash": _hash(number), "article_id": number, "raw_hash": _hash(number),
             "first_seen": at + turn * HOUR, "last_seen": at + turn * HOUR}
            for turn, slug in enumerate(text.feeds)]  # fmt: skip
        rows[s.judgement] += [
            {"article_id": number, "judged": at, "grp": text.copy_of or number, "reprint_of": text.copy_of,
             "story_id": text.story}] if text.judged else []  # fmt: skip
    for table, values in rows.items():
        if values:
            conn.execute(insert(table), values)
    dialect.put_search(conn, [(number, *_tokens(text)) for number, text in texts])
    return [number for number, _ in texts]


def _tokens(text: Text) -> tuple[str, str]:
    return index_text(text.title), "" if NOTE in text.cut else index_text(f"{text.summary}\n{text.body}")


def _hash(number: int) -> bytes:
    return hashlib.blake2b(str(number).encode(), digest_size=16).digest()
