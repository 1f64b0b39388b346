"""Links that people decided, in the table of all links.

A decision names two articles, and holds of the stories that these are in: what is open here follows from the decisions
that stand, whenever one is made or undone and before every round of the judge. Of two about the same two stories the
newer word counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from monitor.model.decision import LINKS, DecisionKind
from monitor.model.linking import SAME, Link
from monitor.model.verdict import MACHINE
from monitor.store import change, judging_links
from monitor.store import schema as s
from monitor.store.judging_shelves import chunks

Pair = tuple[int, int]
_KINDS = sorted(kind.value for kind in LINKS)


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of two stories, in two languages."""

    decision: int
    kind: DecisionKind
    author: str

    @property
    def same(self) -> bool:
        """Whether they tell one event."""
        return self.kind is DecisionKind.SAME_EVENT


@dataclass(frozen=True, slots=True)
class _Astray:
    """People's links that hold no more, and those that are not there yet."""

    gone: tuple[Row[Any], ...]
    fresh: Mapping[Pair, Said]


def said(conn: Connection, article: int, other: int) -> Said | None:
    """What a person said of the stories that these two articles are in."""
    j = s.judgement.c
    stories = select(j.story_id).where(j.article_id.in_((article, other)), j.story_id.is_not(None)).order_by(j.story_id)
    ends = conn.execute(stories).scalars().all()
    return _wanted(conn).get((ends[0], ends[1])) if len(ends) == 2 else None


def anything_astray(conn: Connection) -> bool:
    """Whether people's links are not what their decisions say: stories changed since."""
    found = _astray(conn)
    return bool(found.gone or found.fresh)


def heed(conn: Connection, now: datetime) -> None:
    """Make people's links what their decisions say. What the machine held against them is closed, and comes back when
    nobody says otherwise any more; it looks at these stories again."""
    found = _astray(conn)
    if not found.gone and not found.fresh:
        return
    _close(conn, [row.id for row in found.gone], now)
    touched = {end for row in found.gone for end in (row.a, row.b)} | {end for pair in found.fresh for end in pair}
    touched |= _brought_back(conn, found.gone, now)
    judging_links.close(conn, found.fresh, now)
    links = [_link(pair, one) for pair, one in sorted(found.fresh.items())]
    judging_links.put(conn, links, now)
    rivals = _rivals(conn, [pair for pair, one in _wanted(conn).items() if one.same])
    judging_links.close(conn, rivals, now)
    _look_again(conn, touched | {end for pair in rivals for end in pair})
    change.bump(conn)


def _link(pair: Pair, one: Said) -> Link:
    why = {"rule": "one event" if one.same else "two events", "decision": one.decision}
    return Link(*pair, 1.0 if one.same else 0.0, why, one.author)


def _astray(conn: Connection) -> _Astray:
    if conn.execute(select(s.decision.c.id).where(s.decision.c.kind.in_(_KINDS)).limit(1)).first() is None:
        return _Astray((), {})
    wanted = _wanted(conn)
    k = s.story_link.c
    rows = conn.execute(select(s.story_link).where(k.valid_to.is_(None), k.author != MACHINE).order_by(k.id)).all()
    right = {(row.a, row.b) for row in rows if _is(row, wanted.get((row.a, row.b)))}
    gone = tuple(row for row in rows if (row.a, row.b) not in right)
    return _Astray(gone, {pair: one for pair, one in wanted.items() if pair not in right})


def _is(row: Row[Any], one: Said | None) -> bool:
    return one is not None and row.why.get("decision") == one.decision


def _wanted(conn: Connection) -> dict[Pair, Said]:
    """What is said of which two stories, the newest word last. Stories of one language are not linked."""
    d, mine, theirs = s.decision, s.judgement.alias("mine"), s.judgement.alias("theirs")
    one, other = s.story.alias("one"), s.story.alias("other")
    tables = d.join(mine, mine.c.article_id == d.c.article_id).join(theirs, theirs.c.article_id == d.c.other_id)
    tables = tables.join(one, one.c.id == mine.c.story_id).join(other, other.c.id == theirs.c.story_id)
    holds = d.c.kind.in_(_KINDS), d.c.undone.is_(None), one.c.lang.is_distinct_from(other.c.lang)
    columns = (d.c.id, d.c.kind, d.c.author, one.c.id.label("a"), other.c.id.label("b"))
    rows = conn.execute(select(*columns).select_from(tables).where(*holds).order_by(d.c.id))
    return {(min(row.a, row.b), max(row.a, row.b)): Said(row.id, DecisionKind(row.kind), row.author) for row in rows}


def _brought_back(conn: Connection, gone: Iterable[Row[Any]], now: datetime) -> set[int]:
    """Open again what the machine held when these links were made, and was closed for them. Returns its stories."""
    k, touched = s.story_link.c, set[int]()
    for row in gone:
        ends = (row.a, row.b)
        near = k.author == MACHINE, k.valid_to == row.valid_from, or_(k.a.in_(ends), k.b.in_(ends))
        closed = conn.execute(select(s.story_link).where(*near).order_by(k.id)).all()
        there = judging_links.langs_of(conn, {end for one in closed for end in (one.a, one.b)})
        links = [Link(one.a, one.b, one.p, one.why) for one in closed if one.a in there and one.b in there]
        judging_links.put(conn, links, now)
        touched |= there.keys()
    return touched


def _rivals(conn: Connection, pairs: Collection[Pair]) -> set[Pair]:
    """The machine's links of these stories to another story in the language of their partner."""
    ends = {end for pair in pairs for end in pair}
    held = [one for one in judging_links.links_of(conn, ends) if one.author == MACHINE and one.p >= SAME]
    langs = judging_links.langs_of(conn, ends.union(*(one.pair for one in held)))
    taken = {place for a, b in pairs for place in ((a, langs.get(b)), (b, langs.get(a)))}
    return {one.pair for one in held if {(one.a, langs.get(one.b)), (one.b, langs.get(one.a))} & taken}


def _close(conn: Connection, ids: Iterable[int], now: datetime) -> None:
    for some in chunks(ids):
        conn.execute(update(s.story_link).where(s.story_link.c.id.in_(some)).values(valid_to=now))


def _look_again(conn: Connection, stories: Iterable[int]) -> None:
    for some in chunks(stories):
        conn.execute(update(s.story).where(s.story.c.id.in_(some)).values(linked=False))
