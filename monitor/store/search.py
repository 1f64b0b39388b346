"""Full-text search: a plan of `lang.search` against the index, narrowed by facts and filters, on both databases alike.

FTS5's query language raises on ordinary punctuation and PostgreSQL's parsers cut words their own way, so neither ever
sees a person's text: tokens are quoted, phrases written out. The index holds current texts, also for a search as of a
time.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any as AnyColumn

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, not_, or_, select, tuple_

from monitor.lang.search import TITLE, All, Any, Clause, Phrase, Plan, Without
from monitor.store import dialect
from monitor.store.facts import condition
from monitor.store.filters import Filters, from_cursor, to_cursor
from monitor.store.instant import from_micros, to_micros
from monitor.store.schema import article
from monitor.store.terms import TOKEN_CHARS, quoted
from monitor.store.views_narrow import effective, narrow
from monitor.store.views_then import judged

WEIGHT = {None: "", "title": "A", "text": "D"}


@dataclass(frozen=True, slots=True)
class Found:
    """Articles in the order asked for; `total` of them in all; what it took in milliseconds; `next` continues."""

    ids: tuple[int, ...]
    total: int
    ms: int
    next: str | None = None


def search(conn: Connection, plan: Plan, filters: Filters, limit: int, after: str | None) -> Found:
    """Find articles. `filters.sort`: new, old, or relevance: those that say it in the title first, each newest first.
    `after` is the `next` of a former answer."""
    begun = time.monotonic()
    joined = judged(filters.as_of)
    moment = effective(filters)
    tier = _tier(conn, plan, filters.sort)
    tables = article.outerjoin(joined, joined.c.article_id == article.c.id)
    hits = narrow(
        conn, select(article.c.id, moment.label("moment"), tier.label("tier")).select_from(tables), filters, joined
    )
    hits = hits.where(*matching(conn, plan))
    total = conn.execute(select(func.count()).select_from(hits.subquery())).scalar_one()
    rows = conn.execute(_page(hits, (tier, moment, article.c.id), filters.sort, after).limit(limit + 1)).all()
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit and shown else None
    following = to_cursor(last.tier, to_micros(last.moment), last.id) if last else None
    return Found(tuple(row.id for row in shown), total, round((time.monotonic() - begun) * 1000), following)


def matching(conn: Connection, plan: Plan) -> list[ColumnElement[bool]]:
    """What must hold of `article`, as conditions for any SELECT that reads it."""
    facts = [condition(fact) for fact in plan.facts]
    return facts if plan.text is None else [_found(conn, plan.text), *facts]


def match_string(clause: Clause) -> str:
    """The clause for FTS5's MATCH."""
    match clause:
        case Phrase():
            return _fts_phrase(clause)
        case All(parts):
            return _joined(" AND ", map(match_string, parts))
        case Any(parts):
            return _joined(" OR ", map(match_string, parts))
        case Without(wanted, unwanted):
            return f"({match_string(_asked(wanted))} NOT {match_string(unwanted)})"


def tsquery(clause: Clause) -> str:
    """The clause as a tsquery literal."""
    match clause:
        case Phrase():
            return _ts_phrase(clause)
        case All(parts):
            return _joined(" & ", map(tsquery, parts))
        case Any(parts):
            return _joined(" | ", map(tsquery, parts))
        case Without(wanted, unwanted):
            return f"({tsquery(_asked(wanted))} & !{tsquery(unwanted)})"


def _found(conn: Connection, clause: Clause) -> ColumnElement[bool]:
    if isinstance(clause, Without) and clause.wanted is None:
        return not_(_found(conn, clause.unwanted))
    return dialect.found(conn, fts5=match_string(clause), tsquery=tsquery(clause), article_id=article.c.id)


def _asked(wanted: Clause | None) -> Clause:
    if wanted is None:
        raise ValueError("an exclusion alone stands only at the top of a plan")
    return wanted


def _joined(word: str, parts: Iterable[str]) -> str:
    return f"({word.join(parts)})"


def _fts_phrase(phrase: Phrase) -> str:
    """A token longer than the index keeps is asked for by its beginning."""
    tokens = " ".join(token[:TOKEN_CHARS].replace('"', '""') for token in phrase.tokens)
    open_end = phrase.prefix or len(phrase.tokens[-1]) > TOKEN_CHARS
    return f'{f"{phrase.field} : " if phrase.field else ""}"{tokens}"{" *" if open_end else ""}'


def _ts_phrase(phrase: Phrase) -> str:
    *first, last = (quoted(token[:TOKEN_CHARS]) for token in phrase.tokens)
    weight = WEIGHT[phrase.field]
    ends = [f"{token}:{weight}" if weight else token for token in first]
    mark = f"{'*' if phrase.prefix else ''}{weight}"
    return _joined(" <-> ", [*ends, f"{last}:{mark}" if mark else last])


def _tier(conn: Connection, plan: Plan, sort: str) -> ColumnElement[int]:
    """0 for what the title says when relevance counts; 1 for all the rest."""
    if sort != "relevance" or plan.text is None:
        return literal(1)
    return case((_found(conn, _in_title(plan.text)), 0), else_=1)


def _in_title(clause: Clause) -> Clause:
    match clause:
        case Phrase():
            return replace(clause, field=clause.field or TITLE)
        case All(parts) | Any(parts):
            return replace(clause, parts=tuple(map(_in_title, parts)))
        case Without(wanted, unwanted):
            return Without(_in_title(wanted) if wanted else None, unwanted)


def _page(
    hits: Select[AnyColumn], key: tuple[ColumnElement[AnyColumn], ...], sort: str, after: str | None
) -> Select[AnyColumn]:
    """Keyset paging on (tier, effective, id)."""
    tier, *rest = key
    old = sort == "old"
    if after:
        level, micros, number = from_cursor(after, 3)
        place = tuple_(from_micros(int(micros)), int(number), types=[column.type for column in rest])
        beyond = tuple_(*rest) > place if old else tuple_(*rest) < place
        hits = hits.where(or_(tier > int(level), and_(tier == int(level), beyond)))
    return hits.order_by(tier, *(column.asc() if old else column.desc() for column in rest))


__all__ = ["Found", "match_string", "matching", "search", "tsquery"]
