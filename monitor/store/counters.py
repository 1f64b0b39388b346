"""The counters of the pages: open matches of a topic by hour, articles of an outlet by day, both of the effective date.

The writer keeps them; at any time they equal what a recount gives.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, Table, delete, func, insert, select, type_coerce

from monitor.store.bulk import Bulk
from monitor.store.instant import to_micros
from monitor.store.schema import article, outlet_day, topic_hour, topic_match

HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR
Pairs = dict[tuple[int, int], int]
_MORE = {
    table: Bulk(
        table,
        (owner, period, "articles"),
        f"({owner}, {period}) DO UPDATE SET articles = {table.name}.articles + excluded.articles",
    )
    for table, owner, period in ((topic_hour, "topic_id", "hour"), (outlet_day, "outlet_id", "day"))
}
Where = ColumnElement[bool]
Tally = Mapping[tuple[int, int], int]  # (topic or outlet, hour or day) -> articles


def hour(moment: datetime) -> int:
    """Hours since 1970, UTC."""
    return to_micros(moment) // HOUR


def day(moment: datetime) -> int:
    """Days since 1970, UTC."""
    return to_micros(moment) // DAY


def add_topic_hours(conn: Connection, tally: Tally) -> None:
    """Add to the hours of topics; numbers may be negative."""
    _add(conn, topic_hour, tally)


def add_outlet_days(conn: Connection, tally: Tally) -> None:
    """Add to the days of outlets."""
    _add(conn, outlet_day, tally)


def recount(conn: Connection) -> tuple[Pairs, Pairs]:
    """(topic hours, outlet days) as the articles and matches say."""
    hours = _count(conn, topic_match.c.topic_id, topic_match.c.effective, HOUR, topic_match.c.valid_to.is_(None))
    return hours, _count(conn, article.c.outlet_id, article.c.effective, DAY)


def stored(conn: Connection) -> tuple[Pairs, Pairs]:
    """(topic hours, outlet days) as they are kept, without zeros."""
    return _stored(conn, topic_hour), _stored(conn, outlet_day)


def rebuild(conn: Connection) -> None:
    """Throw them away and count again."""
    for table, tally in zip((topic_hour, outlet_day), recount(conn), strict=True):
        conn.execute(delete(table))
        if tally:
            conn.execute(insert(table), _rows(table, tally))


def _stored(conn: Connection, table: Table) -> Pairs:
    return {(row[0], row[1]): row[2] for row in conn.execute(select(table).where(table.c.articles != 0))}


def _add(conn: Connection, table: Table, tally: Tally) -> None:
    # sorted, so that two writers never wait for each other in a circle
    _MORE[table].put(conn, [(owner, period, n) for (owner, period), n in sorted(tally.items()) if n])


def _rows(table: Table, tally: Tally) -> list[dict[str, int]]:
    who, when = _key(table)
    return [{who: owner, when: period, "articles": n} for (owner, period), n in sorted(tally.items()) if n]


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _count(conn: Connection, owner: Column[Any], moment: Column[Any], span: int, *where: Where) -> Pairs:
    micros = type_coerce(moment, BigInteger)
    period = (micros - (micros % span + span) % span) // span  # rounds down before 1970 too
    statement = select(owner, period, func.count()).where(*where).group_by(owner, period)
    return {(row[0], row[1]): row[2] for row in conn.execute(statement)}
