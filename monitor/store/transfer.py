"""Copying a whole database into an empty one, of the same kind or the other, and proving that nothing was lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from monitor.errors import UsageError
from monitor.lang.tokens import index_text
from monitor.model.verdict import VerdictKind
from monitor.store import dialect, upgrade
from monitor.store.database import Database
from monitor.store.schema import article, metadata, revision, story, verdict

BATCH = 1000  # rows


@dataclass(frozen=True, slots=True)
class Copied:
    """One table that was copied and compared."""

    table: str
    rows: int


class CopyDiffers(UsageError):
    """The copy is not what the source is: was something written meanwhile? Stop the daemons and copy again."""


def copy(source: Database, target: Database, note: Callable[[Copied], None] = lambda _: None) -> list[Copied]:
    """Copy everything, rebuild the search index, and compare every row. All in one transaction of the target: it stays
    empty when anything goes wrong. Raises UsageError when the target holds articles, CopyDiffers when rows differ."""
    upgrade.check_version(source)
    upgrade.upgrade(target)
    done = []
    with source.read() as old, target.write() as new:
        _refuse_full(new)
        for table in metadata.sorted_tables:
            new.execute(delete(table))
            done.append(Copied(table.name, _copy_table(old, new, table)))
            note(done[-1])
        _index(new)
        for table in metadata.sorted_tables:
            dialect.reset_ids(new, table, _story_named(new) if table is story else 0)
            _compare(old, new, table)
    return done


def _refuse_full(conn: Connection) -> None:
    if conn.execute(select(func.count()).select_from(article)).scalar_one():
        raise UsageError("The target holds articles already: copy into an empty database.")


def _copy_table(old: Connection, new: Connection, table: Table) -> int:
    copied = 0
    for rows in _batches(old, table):
        new.execute(insert(table), rows)
        copied += len(rows)
    return copied


def _compare(old: Connection, new: Connection, table: Table) -> None:
    for ours, theirs in zip_longest(_batches(old, table), _batches(new, table)):
        if ours != theirs:
            raise CopyDiffers(f"{table.name}: rows differ. {CopyDiffers.__doc__}")


def _batches(conn: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows in the order of their keys."""
    rows = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    with conn.execute(rows) as result:
        for part in result.mappings().partitions(BATCH):
            yield [dict(row) for row in part]


def _story_named(conn: Connection) -> int:
    """The greatest number of a story that a verdict names; the story itself may be gone."""
    v = verdict.c
    return conn.execute(select(func.max(v.target)).where(v.kind == VerdictKind.STORY.value)).scalar() or 0


def _index(conn: Connection) -> None:
    """The search index of all current texts, from scratch."""
    r, last = revision.c, 0
    texts = select(r.article_id, r.title, r.summary, r.body).where(r.current).order_by(r.article_id).limit(BATCH)
    while rows := conn.execute(texts.where(r.article_id > last)).all():
        tokens = [(row.article_id, index_text(row.title), index_text(f"{row.summary}\n{row.body}")) for row in rows]
        dialect.put_search(conn, tokens)
        last = rows[-1].article_id
