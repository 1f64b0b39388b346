"""One topic: its head, and the tabs that are not lists of stories or articles."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from monitor.errors import NotFound
from monitor.store import schema as s
from monitor.store.views_tags import evidence_from

LOOKED_AT = 5000  # matches whose evidence is counted


@dataclass(frozen=True, slots=True)
class TopicHead:
    """A topic with its current version."""

    id: int
    slug: str
    name: str
    slot: int
    version: int
    managed_by: str
    query: str
    edited: datetime
    author: str
    retired: datetime | None
    last_match: datetime | None


@dataclass(frozen=True, slots=True)
class OutletCount:
    """Who wrote on a topic. How often they were first for certain, and their median lead, is the board's to say."""

    outlet: str
    name: str
    articles: int
    reprints: int
    first: int = 0
    lead_s: int | None = None


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term of the query: where it hit, in how many articles, and how many it alone brought."""

    term: str
    fields: tuple[tuple[str, int], ...]
    articles: int
    alone: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a topic."""

    version: int
    created: datetime
    author: str
    note: str
    query: str
    matches: int  # that it ever made
    open: int  # of these, that stand


def head(conn: Connection, slug: str) -> TopicHead:
    """A topic by slug. Raises NotFound."""
    t, v, m = s.topic, s.topic_version, s.topic_match
    last = select(func.max(m.c.effective)).where(m.c.topic_id == t.c.id, m.c.valid_to.is_(None)).scalar_subquery()
    statement = select(t, v.c.spec, v.c.created.label("edited"), v.c.author, last.label("last"))
    statement = statement.join(v, and_(v.c.topic_id == t.c.id, v.c.version == t.c.version), isouter=True)
    row = conn.execute(statement.where(t.c.slug == slug)).first()
    if row is None:
        raise NotFound(f"No topic is called {slug!r}.")
    query = _query(row.spec)
    return TopicHead(
        row.id, row.slug, row.name, row.slot, row.version, row.managed_by, query, row.edited or row.created,
        row.author or "config", row.retired, row.last,
    )  # fmt: skip


def _query(spec: Any) -> str:
    """The query of a version; empty where what is stored can not be read any more."""
    return str(spec.get("query", "")) if isinstance(spec, dict) else ""


def versions(conn: Connection, topic: int) -> tuple[VersionLine, ...]:
    """All versions, newest first."""
    v, m = s.topic_version, s.topic_match
    standing = func.count().filter(m.c.valid_to.is_(None))
    by_version = select(m.c.version, func.count(), standing).where(m.c.topic_id == topic).group_by(m.c.version)
    counts = {row[0]: (row[1], row[2]) for row in conn.execute(by_version)}
    rows = conn.execute(select(v).where(v.c.topic_id == topic).order_by(v.c.version.desc()))
    return tuple(
        VersionLine(r.version, r.created, r.author, r.note, _query(r.spec), *counts.get(r.version, (0, 0)))
        for r in rows
    )


def terms(conn: Connection, topic: int, start: datetime, end: datetime | None) -> tuple[TermCount, ...]:
    """Terms by the number of articles they hit; `alone` are those that no other term found."""
    fields: dict[str, Counter[str]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    m = s.topic_match
    for stored in conn.execute(_matches(topic, start, end, m.c.evidence)).scalars():
        evidence = evidence_from(stored)
        names = {one.term for one in evidence}
        whole.update(names)
        alone.update(names if len(names) == 1 else ())
        for one in evidence:
            fields[one.term][one.field] += 1
    return tuple(
        TermCount(term, tuple(fields[term].most_common()), count, alone[term]) for term, count in whole.most_common()
    )


def _matches(topic: int, start: datetime, end: datetime | None, *columns: Any) -> Select[Any]:
    m = s.topic_match
    statement = select(*columns).where(m.c.topic_id == topic, m.c.valid_to.is_(None), m.c.effective >= start)
    if end:
        statement = statement.where(m.c.effective < end)
    return statement.order_by(m.c.effective.desc()).limit(LOOKED_AT)


def outlets(conn: Connection, topic: int, start: datetime, end: datetime | None) -> tuple[OutletCount, ...]:
    """Outlets by the number of articles."""
    m, a, o, j = s.topic_match, s.article, s.outlet, s.judgement
    statement = _matches(topic, start, end, o.c.slug, o.c.name, j.c.reprint_of).select_from(
        m.join(a, a.c.id == m.c.article_id).join(o, o.c.id == a.c.outlet_id).outerjoin(j, j.c.article_id == a.c.id)
    )
    rows = conn.execute(statement).all()
    count: Counter[str] = Counter(row.slug for row in rows)
    copies: Counter[str] = Counter(row.slug for row in rows if row.reprint_of)
    names = {row.slug: row.name for row in rows}
    return tuple(OutletCount(slug, names[slug], n, copies[slug]) for slug, n in count.most_common())


@dataclass(frozen=True, slots=True)
class Share:
    """One value with its count of articles."""

    value: str
    name: str
    count: int


def shares(conn: Connection, topic: int, start: datetime, end: datetime | None) -> dict[str, tuple[Share, ...]]:
    """The articles of a period by outlet and by language, most first."""
    m, a, o = s.topic_match, s.article, s.outlet
    joined = m.join(a, a.c.id == m.c.article_id).join(o, o.c.id == a.c.outlet_id)
    held = (m.c.topic_id == topic, m.c.valid_to.is_(None), m.c.effective >= start)
    within = held if end is None else (*held, m.c.effective < end)
    by_outlet = select(o.c.slug, o.c.name, func.count()).select_from(joined).where(*within).group_by(o.c.slug, o.c.name)
    by_lang = select(a.c.lang, a.c.lang, func.count()).select_from(joined).where(*within, a.c.lang.is_not(None))
    return {"outlets": _shares(conn, by_outlet), "langs": _shares(conn, by_lang.group_by(a.c.lang))}


def _shares(conn: Connection, statement: Select[Any]) -> tuple[Share, ...]:
    return tuple(
        Share(row[0], row[1], row[2]) for row in conn.execute(statement.order_by(func.count().desc()).limit(30))
    )
