"""Which stored articles a topic's query may be about, and what a back-test reads of them.

Numbers of articles are sets, and the parts of a bound are united and cut in Python: the index answers for words, small
tables for facts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any as AnyColumn
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, exists, func, select

from monitor.lang.bounds import Both, Bound, Either, Less
from monitor.lang.operators.fields import Fact
from monitor.lang.search import All, Any, Clause, Phrase
from monitor.model.topic import Document
from monitor.store import dialect
from monitor.store.bulk import Among, chunks
from monitor.store.instant import from_micros, to_micros
from monitor.store.schema import article, feed, outlet, outlet_name, revision, sighting
from monitor.store.search import match_string, tsquery

TOGETHER = 40  # words in one question to PostgreSQL
UNREAD = "unprepared"  # what monitor.prepare writes beside an entry whose text it could not read, nor index


@dataclass(frozen=True, slots=True)
class Period:
    """Articles effective in [since, until) that are not gone."""

    since: datetime
    until: datetime

    def holds(self) -> ColumnElement[bool]:
        """As a condition on `article`."""
        a = article.c
        return and_(a.effective >= self.since, a.effective < self.until, a.gone.is_(None))


class Placed(NamedTuple):
    """A hit: when (microseconds), where, and what the judge made of it. `line`: what it shares a line of a digest with,
    a story or else a group of reprints."""

    article: int
    effective: int
    outlet: int
    lang: str
    reprint: bool
    line: tuple[int, int]
    judged: bool
    group: int

    @property
    def at(self) -> datetime:
        """When, as everybody reads it."""
        return from_micros(self.effective)


@dataclass(frozen=True, slots=True)
class Outlets:
    """Outlets by number: (slug, name, country)."""

    rows: dict[int, tuple[str, str, str]]

    def of(self, number: int) -> tuple[str, str, str]:
        """Slug, name and country; empty when it is not known."""
        return self.rows.get(number, ("", "", ""))


def count(conn: Connection, period: Period) -> int:
    """How many articles the period holds."""
    return conn.execute(select(func.count()).select_from(article).where(period.holds())).scalar_one()


def begins(conn: Connection, period: Period) -> datetime | None:
    """When the first article of the period was; None without one."""
    first: datetime | None = conn.execute(select(func.min(article.c.effective)).where(period.holds())).scalar_one()
    return first


def outlets(conn: Connection) -> Outlets:
    """All outlets."""
    o = outlet.c
    return Outlets(
        {row[0]: (row[1], row[2], row[3] or "") for row in conn.execute(select(o.id, o.slug, o.name, o.country))}
    )


def everything(conn: Connection, period: Period) -> set[int]:
    """Every article of the period."""
    return _numbers(conn, period)


def unindexed(conn: Connection, period: Period) -> set[int]:
    """Articles of which the index may not know every word."""
    r = revision.c
    mine = r.article_id == article.c.id, r.current
    unread = and_(article.c.url.is_(None), exists().where(*mine, cast(r.cut, Text).contains(UNREAD)))
    overlong = dialect.overlong(conn, r.title, r.summary, r.body)
    found = _numbers(conn, period, unread)
    return found if overlong is None else found | _numbers(conn, period, exists().where(*mine, overlong))


def bounded(conn: Connection, bound: Bound, period: Period, known: Outlets) -> set[int]:
    """The articles that a bound holds of."""
    match bound:
        case Both(parts):
            return set.intersection(*(bounded(conn, part, period, known) for part in parts))
        case Either(parts):
            return set[int]().union(*(bounded(conn, part, period, known) for part in parts))
        case Less(wanted, unwanted):
            return bounded(conn, wanted, period, known) - bounded(conn, unwanted, period, known)
        case Fact():
            return _with_fact(conn, bound, period, known)
    return _numbers(conn, period, _said(conn, bound))


def placed(conn: Connection, numbers: Iterable[int]) -> Iterator[Placed]:
    """These articles with what the judge made of them."""
    for number, effective, where, lang, judged, copy, story, group in _PLACED.get(conn, numbers):
        line = (1, group or number) if story is None else (0, story)
        yield Placed(number, effective, where, lang or "", copy is not None, line, judged is not None, group or number)


def spread(conn: Connection, period: Period, most: int) -> dict[str, list[int]]:
    """About so many articles, evenly spread over the period, by language."""
    first, last = conn.execute(select(func.min(article.c.id), func.max(article.c.id)).where(period.holds())).one()
    found: dict[str, list[int]] = {}
    numbers = range(first, last + 1, -(-(last + 1 - first) // most)) if first is not None else ()
    for number, lang in _LANGS.get(conn, numbers, to_micros(period.since), to_micros(period.until)):
        found.setdefault(lang or "", []).append(number)
    return found


def names(conn: Connection) -> set[str]:
    """What outlets are called, as people write it."""
    given = conn.execute(select(outlet_name.c.name).where(outlet_name.c.kind != "host")).scalars()
    return {*given, *conn.execute(select(outlet.c.name)).scalars()}


def by_time(conn: Connection, numbers: Iterable[int]) -> list[int]:
    """These articles, newest first."""
    return [number for _, number in sorted(((at, number) for number, at in _TIMES.get(conn, numbers)), reverse=True)]


def documents(
    conn: Connection, numbers: Iterable[int], facts: frozenset[str], known: Outlets
) -> Iterator[tuple[int, Document]]:
    """The current texts of these articles, with the facts that a query asks for: the others are left empty."""
    columns = _TEXTS if facts <= {"outlet", "country", "lang"} else _WHOLE
    numbers = list(numbers)
    firsts = dict(_first_feeds(conn, numbers)) if "feed" in facts else {}
    for number, where, lang, title, summary, body, author, url in columns.get(conn, numbers):
        slug, _, country = known.of(where)
        yield number, Document(
            title, summary, body, outlet=slug, feed=firsts.get(number, ""), lang=lang or "", author=author or "",
            url=url or "", country=country,
        )  # fmt: skip


_PLACED = Among(
    "SELECT a.id, a.effective, a.outlet_id, a.lang, j.article_id, j.reprint_of, j.story_id, j.grp FROM article a "
    "LEFT JOIN judgement j ON j.article_id = a.id WHERE",
    "a.id",
)
_LANGS = Among("SELECT id, lang FROM article WHERE gone IS NULL AND effective >= ? AND effective < ? AND", "id")
_TIMES = Among("SELECT id, effective FROM article WHERE", "id")
_TEXTS = Among(
    "SELECT a.id, a.outlet_id, a.lang, r.title, r.summary, r.body, '', '' FROM article a "
    "JOIN revision r ON r.article_id = a.id AND r.current WHERE",
    "a.id",
)
_WHOLE = Among(  # an author stands behind the markup of an article: reading it costs as much as that
    "SELECT a.id, a.outlet_id, a.lang, r.title, r.summary, r.body, r.author, a.url FROM article a "
    "JOIN revision r ON r.article_id = a.id AND r.current WHERE",
    "a.id",
)
_FEEDS = Among(
    "SELECT g.article_id, g.first_seen, f.id, f.slug FROM sighting g JOIN feed f ON f.id = g.feed_id WHERE",
    "g.article_id",
)


def _first_feeds(conn: Connection, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The feed that had each of these first; what is given last for a number counts."""
    for number, _, _, slug in sorted(_FEEDS.get(conn, numbers), reverse=True):
        yield number, slug


def _numbers(conn: Connection, period: Period, *conditions: ColumnElement[bool]) -> set[int]:
    return set(conn.execute(select(article.c.id).where(period.holds(), *conditions)).scalars())


def _said(conn: Connection, clause: Clause) -> ColumnElement[bool]:
    return dialect.found_any(
        conn,
        fts5=lambda: match_string(clause),
        tsqueries=lambda: [tsquery(_loose(one)) for one in _alternatives(clause)],
        article_id=article.c.id,
    )


def _alternatives(clause: Clause) -> Iterator[Clause]:
    """What each is enough: single words by the dozen, everything else by itself."""
    parts = clause.parts if isinstance(clause, Any) else (clause,)
    words = [part for part in parts if isinstance(part, Phrase) and len(part.tokens) == 1]
    yield from (Any(tuple(some)) for some in chunks(words, TOGETHER))
    yield from (part for part in parts if not (isinstance(part, Phrase) and len(part.tokens) == 1))


def _loose(clause: Clause) -> Clause:
    """Phrases as their words, wherever they stand: PostgreSQL keeps no place of a word that comes often or late, and
    would lose phrases in long texts."""
    match clause:
        case Phrase(tokens, prefix, field) if len(tokens) > 1:
            words = (Phrase((token,), False, field) for token in dict.fromkeys(tokens[:-1]))
            return All((*words, Phrase(tokens[-1:], prefix, field)))
        case All(parts):
            return All(tuple(map(_loose, parts)))
        case Any(parts):
            return Any(tuple(map(_loose, parts)))
    return clause


def _with_fact(conn: Connection, fact: Fact, period: Period, known: Outlets) -> set[int]:
    a, r = article.c, revision.c
    match fact.field:
        case "outlet":
            return _numbers(conn, period, a.outlet_id.in_([n for n, row in known.rows.items() if fact.true_of(row[0])]))
        case "country":
            return _numbers(conn, period, a.outlet_id.in_([n for n, row in known.rows.items() if fact.true_of(row[2])]))
        case "lang":
            return _numbers(conn, period, a.lang.in_(_true(conn, fact, a.lang)))
        case "feed":
            feeds = select(feed.c.id).where(feed.c.slug.in_(_true(conn, fact, feed.c.slug)))
            seen = exists().where(sighting.c.article_id == a.id, sighting.c.feed_id.in_(feeds))
            return _numbers(conn, period, seen)
        case "author":
            written = select(r.article_id).where(r.author.in_(_true(conn, fact, r.author)), r.current)
            return _numbers(conn, period, a.id.in_(written))
        case "url":
            rows = conn.execute(select(a.id, a.url).where(period.holds(), a.url.is_not(None)))
            return {number for number, url in rows if fact.true_of(url)}
    return everything(conn, period)


def _true(conn: Connection, fact: Fact, column: ColumnElement[AnyColumn], *where: ColumnElement[bool]) -> list[str]:
    """The values of a column that the fact is true of."""
    values = conn.execute(select(column).where(column.is_not(None), *where).distinct()).scalars()
    return [value for value in values if fact.true_of(value)]
