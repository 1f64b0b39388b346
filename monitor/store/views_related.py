"""What else there is on the subject of an article: the same story, the same event in other languages, earlier stories,
and articles that matched the same terms. At most eight, reprints never, each with its reason."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.engine import Row

from monitor.store import schema as s
from monitor.store.views_rows import ArticleRow, RelatedRow
from monitor.store.views_story import linked
from monitor.store.views_tags import evidence_from
from monitor.store.views_then import current_text

MOST = 8
SAME_STORY = 4
TERMS = 3
REACH = timedelta(days=30)  # how far from this article's date the same terms are looked for
LOOKED_AT = 200


def related(conn: Connection, row: ArticleRow) -> tuple[RelatedRow, ...]:
    """Groups in a fixed order, first seen first in a group."""
    same = _of_stories(conn, [row.story], row) if row.story else []
    others = [other.id for other in linked(conn, row.story)] if row.story else []
    spoken = _of_stories(conn, others, row) if others else []
    found = [*_named("story", same[:SAME_STORY]), *_named("language", spoken[:2])]
    sharing = _sharing(conn, row, {other.id for other in same + spoken})
    before, terms = _split(sharing, row.effective)
    room = MOST - len(found)
    return (*found, *before[:room], *terms[: max(0, room - len(before))])[:MOST]


def _base() -> Select[Any]:
    a, o, r, j = s.article, s.outlet, s.revision, s.judgement
    tables = a.join(o, o.c.id == a.c.outlet_id).join(r, current_text(None)).join(j, j.c.article_id == a.c.id)
    columns = (a.c.id, r.c.title, o.c.slug, o.c.name, a.c.lang, a.c.effective, j.c.story_id)
    return select(*columns).select_from(tables).where(j.c.reprint_of.is_(None), a.c.gone.is_(None))


def _of_stories(conn: Connection, stories: Sequence[int], row: ArticleRow) -> list[Row[Any]]:
    mine = {row.id, row.reprint_of, row.group}
    statement = _base().where(s.judgement.c.story_id.in_(stories)).order_by(s.article.c.effective, s.article.c.id)
    return [other for other in conn.execute(statement.limit(SAME_STORY * 4)) if other.id not in mine]


def _named(group: str, rows: Iterable[Row[Any]], why: str = "") -> list[RelatedRow]:
    return [RelatedRow(group, r.id, r.title, r.slug, r.name, r.lang, r.effective, why) for r in rows]


@dataclass(frozen=True, slots=True)
class _Shared:
    row: Row[Any]
    terms: tuple[str, ...]


def _sharing(conn: Connection, row: ArticleRow, known: set[int]) -> list[_Shared]:
    """One article a story, most shared terms first, then the nearest in time."""
    wanted = _terms(row)
    if not wanted:
        return []
    found = [shared for shared in _candidates(conn, row, wanted) if shared.row.id not in known]
    found.sort(key=lambda shared: (-len(shared.terms), abs(shared.row.effective - row.effective)))
    best: dict[object, _Shared] = {}
    for shared in found:
        best.setdefault(shared.row.story_id or ("alone", shared.row.id), shared)
    return list(best.values())


def _terms(row: ArticleRow) -> set[str]:
    return {evidence.term for tag in row.topics for evidence in tag.evidence}


def _candidates(conn: Connection, row: ArticleRow, wanted: set[str]) -> Iterable[_Shared]:
    m, t = s.topic_match, s.topic
    slugs = [tag.topic for tag in row.topics]
    statement = _base().add_columns(m.c.evidence).join(m, m.c.article_id == s.article.c.id)
    statement = statement.join(t, t.c.id == m.c.topic_id).where(t.c.slug.in_(slugs), m.c.valid_to.is_(None))
    statement = statement.where(m.c.effective.between(row.effective - REACH, row.effective + REACH))
    for other in conn.execute(statement.order_by(m.c.effective.desc(), m.c.article_id.desc()).limit(LOOKED_AT)):
        counted = Counter(evidence.term for evidence in evidence_from(other.evidence))
        shared = tuple(term for term, _ in counted.most_common() if term in wanted)
        if shared and other.id not in {row.id, row.reprint_of} and (row.story is None or other.story_id != row.story):
            yield _Shared(other, shared)


def _split(sharing: Sequence[_Shared], at: datetime) -> tuple[list[RelatedRow], list[RelatedRow]]:
    """Earlier articles that share two terms or more come "before"; the rest shares terms."""
    close = [one for one in sharing if len(one.terms) > 1 and one.row.effective < at][:TERMS]
    taken = {one.row.id for one in close}
    rest = [one for one in sharing if one.row.id not in taken][:TERMS]
    return _reasoned("before", close), _reasoned("terms", rest)


def _reasoned(group: str, found: Iterable[_Shared]) -> list[RelatedRow]:
    ordered = sorted(found, key=lambda one: (one.row.effective, one.row.id))
    return [r for one in ordered for r in _named(group, [one.row], ", ".join(f"“{term}”" for term in one.terms[:2]))]
