"""Now and then: the same tables as they are, or rebuilt from verdicts, revisions and matches as they were at a time."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, null, or_, select
from sqlalchemy.sql.expression import Subquery

from monitor.store import schema as s

KEPT = 16  # statements for so many different "as of" times are kept: building one costs more than running it


def current_text(as_of: datetime | None) -> ColumnElement[bool]:
    """Joins the revision that is, or was, current."""
    mine = s.revision.c.article_id == s.article.c.id
    if as_of is None:
        return and_(mine, s.revision.c.current.is_(True))
    other = s.revision.alias("other")
    newest = select(func.max(other.c.n)).where(other.c.article_id == s.article.c.id, other.c.seen <= as_of)
    return and_(mine, s.revision.c.n == newest.scalar_subquery())


def held(table: FromClause, as_of: datetime | None) -> ColumnElement[bool]:
    """Rows of a table with valid_from and valid_to that hold, or held."""
    if as_of is None:
        return table.c.valid_to.is_(None)
    return and_(table.c.valid_from <= as_of, or_(table.c.valid_to.is_(None), table.c.valid_to > as_of))


@lru_cache(maxsize=KEPT)
def judged(as_of: datetime | None) -> FromClause:
    """What is, or was, judged: article_id, grp, reprint_of, story_id, origin, origin_kind."""
    return s.judgement if as_of is None else _judged_then(as_of)


def _judged_then(as_of: datetime) -> Subquery:
    reprint, story, origin = (s.verdict.alias(kind) for kind in ("reprint", "story", "origin"))
    a = s.article
    joined = a
    for verdict in (reprint, story, origin):
        joined = joined.outerjoin(verdict, _of(verdict, a, as_of))  # type: ignore[assignment]
    columns = (
        a.c.id.label("article_id"),
        func.coalesce(reprint.c.target, a.c.id).label("grp"),
        reprint.c.target.label("reprint_of"),
        story.c.target.label("story_id"),
        origin.c.target.label("origin"),
        null().label("origin_kind"),
    )
    return select(*columns).select_from(joined).where(a.c.first_seen <= as_of).subquery("judged")


def _of(verdict: Any, article: FromClause, as_of: datetime) -> ColumnElement[bool]:
    return and_(verdict.c.article_id == article.c.id, verdict.c.kind == verdict.name, held(verdict, as_of))
