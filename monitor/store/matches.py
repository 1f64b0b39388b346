"""Matches: which topic version matched which revision, and why. Closed, never deleted; the hours of topics follow."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from monitor.model.topic import Evidence, Match
from monitor.store import counters
from monitor.store.bulk import Bulk, Row
from monitor.store.lookups import AnyRow, chunks
from monitor.store.schema import article, revision, topic_match

_MATCHES = Bulk(
    topic_match,
    ("topic_id", "version", "article_id", "revision", "score", "evidence", "retag", "effective", "valid_from"),
)


@dataclass(frozen=True, slots=True)
class Tagged:
    """What matched one revision, and when that was known."""

    article: int
    revision: int
    effective: datetime
    seen: datetime
    matches: tuple[Match, ...]


def add(conn: Connection, tagged: Sequence[Tagged]) -> None:
    """File the matches of new articles."""
    if any(item.matches for item in tagged):
        _insert(conn, tagged, _topics(conn), retagged=frozenset())


def replace(conn: Connection, tagged: Sequence[Tagged]) -> None:
    """File the matches of revised articles; those of the former revision end. What only a retag had matched stays out
    of editions and alerts."""
    if not tagged:
        return
    ended = _end(conn, {item.article: item.seen for item in tagged})
    retagged = frozenset((row.article_id, row.topic_id) for row in ended if row.retag)
    topics = _topics(conn) if any(item.matches for item in tagged) else {}
    _insert(conn, tagged, topics, retagged=retagged)


def retag(
    conn: Connection, slug: str, found: Mapping[int, Match | None], *, now: datetime, version: int = 0
) -> tuple[int, int]:
    """Make the matches of one topic on these articles what a version of it says (0: the current one). Returns (opened,
    closed); those that match as before are only brought to that version. The articles must be locked, or new."""
    topics = _topics(conn)
    number, newest = topics[slug]
    version = version or newest
    held = _open(conn, list(found), number)
    gone = {n: now for n in held if found[n] is None or held[n].version != version}
    ended = _end(conn, gone, number)
    known = {row.article_id for row in ended if not row.retag}
    wanted = {n: match for n, match in found.items() if match and (n in gone or n not in held)}
    tagged = [
        Tagged(n, rev, at, now, (replaced(wanted[n], version=version),)) for n, rev, at in _places(conn, list(wanted))
    ]
    retagged = frozenset((item.article, number) for item in tagged if item.article not in known)
    _insert(conn, tagged, topics, retagged=retagged)
    return len(wanted.keys() - gone.keys()), len(gone.keys() - wanted.keys())


def evidence_json(evidence: Sequence[Evidence]) -> list[list[Any]]:
    """Evidence as its column: [[term, field, start, end], …]."""
    return [[item.term, str(item.field), item.start, item.end] for item in evidence]


def _topics(conn: Connection) -> dict[str, tuple[int, int]]:
    """(number, current version) by slug, of those in use."""
    rows = conn.exec_driver_sql(
        "SELECT slug, id, version FROM topic WHERE retired IS NULL"
    )  # for each feed with matches
    return {slug: (number, version) for slug, number, version in rows}


def _insert(
    conn: Connection,
    tagged: Sequence[Tagged],
    topics: Mapping[str, tuple[int, int]],
    *,
    retagged: frozenset[tuple[int, int]],
) -> None:
    """Each under the version that matched. A topic that the database does not know, or that was taken out a moment ago,
    is passed over."""
    found = [(item, *topics[match.topic], match) for item in tagged for match in item.matches if match.topic in topics]
    _MATCHES.put(conn, [_row(*one, retag=(one[0].article, one[1]) in retagged) for one in found])
    counters.add_topic_hours(conn, Counter((number, counters.hour(item.effective)) for item, number, _, _ in found))


def _row(item: Tagged, number: int, version: int, match: Match, *, retag: bool) -> Row:
    evidence = evidence_json(match.evidence)
    version = match.version or version
    return (number, version, item.article, item.revision, match.score, evidence, retag, item.effective, item.seen)


def _end(conn: Connection, when: Mapping[int, datetime], number: int | None = None) -> list[AnyRow]:
    """Close the open matches of these articles (of one topic), each at its time; returns them."""
    rows = list(_open_rows(conn, list(when), number))
    if rows:
        closing = update(topic_match).where(topic_match.c.id == bindparam("match"))
        conn.execute(
            closing.values(valid_to=bindparam("ended", type_=topic_match.c.valid_to.type)),
            [{"match": row.id, "ended": when[row.article_id]} for row in rows],
        )
        hours = Counter((row.topic_id, counters.hour(row.effective)) for row in rows)
        counters.add_topic_hours(conn, {key: -n for key, n in hours.items()})
    return rows


def _open(conn: Connection, articles: Sequence[int], number: int) -> dict[int, AnyRow]:
    return {row.article_id: row for row in _open_rows(conn, articles, number)}


def _open_rows(conn: Connection, articles: Sequence[int], number: int | None) -> list[AnyRow]:
    m = topic_match.c
    columns = select(m.id, m.article_id, m.topic_id, m.version, m.effective, m.retag).where(m.valid_to.is_(None))
    if number is not None:
        columns = columns.where(m.topic_id == number)
    return [row for chunk in chunks(articles) for row in conn.execute(columns.where(m.article_id.in_(chunk)))]


def _places(conn: Connection, articles: Sequence[int]) -> list[tuple[int, int, datetime]]:
    columns = select(article.c.id, revision.c.n, article.c.effective).join(revision).where(revision.c.current)
    return [
        (row.id, row.n, row.effective)
        for chunk in chunks(articles)
        for row in conn.execute(columns.where(article.c.id.in_(chunk)))
    ]
