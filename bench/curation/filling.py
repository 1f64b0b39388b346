"""A database with many judged articles in it, quickly: one block is written and judged for real, and laid down again
and again with other numbers, other fingerprints and at earlier times, by the database itself.

Of the terms that stories are filed under, half are those of the block again (the vocabulary that all days share), half
are other ones (names and words of the block's own events). So a million articles crowd the judge's indexes about as
news does, and no copy in them is anybody's.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Table,
    case,
    func,
    insert,
    inspect,
    literal,
    select,
    true,
    type_coerce,
)
from xxhash import xxh3_64_intdigest

from bench.curation import writing
from bench.curation.writing import Written
from monitor.judge import judge_all
from monitor.lang.outlets import OutletBook
from monitor.model.clock import SystemClock
from monitor.model.entry import OutletRef
from monitor.model.options import JudgeOptions
from monitor.store import dialect, outlets
from monitor.store import schema as s
from monitor.store.database import Database

BLOCK = 2_000
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
ORDER = (s.article, s.revision, s.judgement, s.verdict, s.story, s.story_term, s.story_reading, s.story_sign, s.dup_fp,
         s.dup_sketch, s.dup_line, s.term_day)  # fmt: skip
ARTICLES, STORIES = {"article_id", "grp", "reprint_of", "lead"}, {"story_id"}
TIMES, DAYS = {"published", "first_seen", "last_seen", "effective", "seen"}, {"day", "last_day"}
HASHES, TERMS = {"fp", "line_hash"}, {"term", "sign"}


def put(db: Database, written: Sequence[Written]) -> None:
    """Store articles, unjudged, in this order."""
    db.run(lambda conn: _put(conn, written))


def _put(conn: Connection, written: Sequence[Written]) -> None:
    names = sorted({one.outlet for one in written})
    numbers = outlets.ensure_all(conn, [OutletRef(name.lower().replace(" ", "-"), name) for name in names])
    articles, revisions = [], []
    for number, one in zip(dialect.next_ids(conn, s.article, len(written)), written, strict=True):
        at, outlet = one.published, numbers[one.outlet.lower().replace(" ", "-")]
        articles.append({"id": number, "outlet_id": outlet, "lang": "en", "published": at, "first_seen": at,
                         "effective": at, "backfill": False})  # fmt: skip
        text_hash = xxh3_64_intdigest(one.text.encode()).to_bytes(8, "little") * 2
        revisions.append({"article_id": number, "n": 0, "seen": at, "current": True, "title": one.title, "summary": "",
                          "body": one.text, "html": "", "author": "", "cut": [], "text_hash": text_hash})  # fmt: skip
    conn.execute(insert(s.article), articles)
    conn.execute(insert(s.revision), revisions)
    conn.execute(insert(s.unjudged), [{"article_id": row["id"]} for row in articles])


def judge(db: Database) -> int:
    """Judge all that waits."""
    book = OutletBook(())
    return judge_all(db, clock=SystemClock(), options=JudgeOptions(), holder="bench", book=book)


def fill(db: Database, count: int, *, days: float, seed: int = 1) -> int:
    """Have `count` judged articles (whole blocks), the newest of them real, spread over so many days. Goes on where an
    earlier call was stopped: a block is laid down whole or not at all."""
    minutes = days * 24 * 60 / count
    with db.read() as conn:
        held = conn.execute(select(func.max(s.article.c.id))).scalar() or 0
    if held < BLOCK:
        put(db, list(writing.articles(held, BLOCK - held, seed=seed, minutes=minutes)))
    judge(db)
    db.run(_set_aside)
    for block in range(max(1, held // BLOCK), count // BLOCK):
        db.run(lambda conn, block=block: lay(conn, block, timedelta(minutes=minutes * BLOCK)))  # type: ignore[misc]
    db.run(_count_on)
    return max(held, count)


ASIDE = {
    table: Table(f"bench_{table.name}", MetaData(), *(Column(one.name, one.type) for one in table.c))
    for table in (s.term_day, s.dup_line)
}


def _set_aside(conn: Connection) -> None:
    """Keep what the first block alone left in tables where the rows of blocks can not be told apart."""
    for table, aside in ASIDE.items():
        if not inspect(conn).has_table(aside.name):
            aside.create(conn)
            conn.execute(insert(aside).from_select([column.name for column in table.c], select(*table.c)))


def _count_on(conn: Connection) -> None:
    for table in (s.article, s.story, s.verdict):
        dialect.reset_ids(conn, table)


def lay(conn: Connection, block: int, span: timedelta) -> None:
    """The first block again, as the `block`-th, so much earlier."""
    stories = conn.execute(select(func.max(s.judgement.c.story_id)).where(s.judgement.c.article_id <= BLOCK)).scalar()
    moved = _Moved(block * BLOCK, block * (stories or 0), block * span, xxh3_64_intdigest(str(block).encode()) >> 2)
    for table in ORDER:
        names = [column.name for column in table.c if not (table is s.verdict and column.name == "id")]
        source = ASIDE.get(table, table)
        chosen = select(*(moved.column(table, source.c[name]) for name in names)).where(_first(source, stories or 0))
        statement = dialect.insert(conn, table).from_select(names, chosen)
        if table is s.term_day:
            keys, n = ["lang", "term", "day"], table.c.n + statement.excluded.n
            statement = statement.on_conflict_do_update(index_elements=keys, set_={"n": n})
        elif table in (s.story_term, s.story_sign, s.dup_line):
            statement = statement.on_conflict_do_nothing()
        conn.execute(statement)


def _first(table: Table, stories: int) -> Any:
    """What belongs to the first block."""
    if table is s.article:
        return table.c.id <= BLOCK
    if table is s.story:
        return table.c.id <= stories
    if table is s.dup_fp:
        return table.c.grp <= BLOCK
    if "article_id" in table.c:
        return table.c.article_id <= BLOCK
    return table.c.story_id <= stories if "story_id" in table.c else true()


class _Moved:
    """The columns of a block, moved by so many articles and stories, so far back, under other hashes."""

    def __init__(self, articles: int, stories: int, back: timedelta, other: int) -> None:
        self._articles, self._stories, self._back, self._other = articles, stories, back, other

    def column(self, table: Table, column: Column[Any]) -> Any:
        """What stands in it then."""
        name = column.name
        if table is s.verdict and name == "target":
            kinds = {"reprint": column + self._articles, "story": column + self._stories}
            return case(kinds, value=table.c.kind, else_=column)
        if name in ARTICLES or (table is s.article and name == "id"):
            return column + self._articles
        if name in STORIES or (table is s.story and name == "id"):
            return column + self._stories
        if name in TIMES:
            return type_coerce(column, BigInteger) - literal(self._back // MICROSECOND, BigInteger)
        if name in DAYS:
            return column - self._back // DAY
        if name in HASHES:
            return self._hashed(column)
        return case((column % 2 == 1, self._hashed(column)), else_=column) if name in TERMS else column

    def _hashed(self, column: Column[Any]) -> Any:
        """Exclusive or, which SQLite has not."""
        other = literal(self._other, BigInteger)
        return column.op("|", return_type=BigInteger())(other) - column.op("&", return_type=BigInteger())(other)
