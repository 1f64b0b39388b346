"""Links between stories of one event in several languages. They are verdicts: closed, never deleted; a person's wins.

A link names two stories, the smaller number first. When one of them goes into another, the machine's links follow it;
those of people follow from their decisions (`decisions_links`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, insert, or_, select, update

from monitor.model.linking import Link
from monitor.model.verdict import MACHINE, VerdictKind
from monitor.store import schema as s
from monitor.store.judging_shelves import chunks


def links_of(conn: Connection, stories: Collection[int]) -> list[Link]:
    """The links that hold of these stories, those of people too that say "two events"."""
    k, found = s.story_link.c, dict[int, Link]()
    for some in chunks(stories):
        mine = k.valid_to.is_(None), or_(k.a.in_(some), k.b.in_(some))
        found |= {row.id: _link(row) for row in conn.execute(select(s.story_link).where(*mine).order_by(k.id))}
    return list(found.values())


def put(conn: Connection, links: Iterable[Link], now: datetime) -> int:
    """Open these links in place of the machine's present ones between the same stories; what a person decided, and
    what is as sure as before, stays. Returns how many were opened."""
    opened = 0
    for link in links:
        known = _open(conn, *link.pair)
        if known is not None and (known.author != MACHINE or (link.author == MACHINE and known.p == link.p)):
            continue
        if known is not None:
            _close(conn, [known.id], now)
        conn.execute(insert(s.story_link), [_row(link, now)])
        opened += 1
    return opened


def close(conn: Connection, pairs: Iterable[tuple[int, int]], now: datetime) -> None:
    """The machine does not hold these any more."""
    rows = [_open(conn, min(pair), max(pair)) for pair in pairs]
    _close(conn, [row.id for row in rows if row is not None and row.author == MACHINE], now)


def any_lost(conn: Connection) -> bool:
    """Whether the machine has a link of a story that is gone."""
    return conn.execute(_lost().limit(1)).first() is not None


def follow(conn: Connection, now: datetime) -> int:
    """The machine's links of stories that are gone go where their articles went. Returns how many were closed."""
    rows = conn.execute(_lost().order_by(s.story_link.c.id)).all()
    if not rows:
        return 0
    ends = {end for row in rows for end in (row.a, row.b)}
    now_at = _whereabouts(conn, ends)
    langs = langs_of(conn, now_at.values())
    _close(conn, [row.id for row in rows], now)
    moved = [link for row in rows if (link := _moved(row, now_at, langs)) is not None]
    put(conn, sorted(moved, key=lambda link: (-link.p, link.pair)), now)
    return len(rows)


def _lost() -> Select[Any]:
    k, y = s.story_link.c, s.story.c
    gone = ~exists().where(y.id == k.a) | ~exists().where(y.id == k.b)
    return select(s.story_link).where(k.valid_to.is_(None), k.author == MACHINE, gone)


def _moved(row: Row[Any], now_at: Mapping[int, int], langs: Mapping[int, str | None]) -> Link | None:
    a, b = now_at.get(row.a), now_at.get(row.b)
    if a is None or b is None or a == b or langs.get(a) == langs.get(b):
        return None
    return Link(a, b, row.p, {**row.why, "before": [row.a, row.b]})


def _whereabouts(conn: Connection, stories: Collection[int]) -> dict[int, int]:
    """Stories that are there by themselves, others by the story that most of their articles are in now."""
    y, v, j = s.story.c, s.verdict.c, s.judgement.c
    found: dict[int, int] = {}
    tables = s.verdict.join(s.judgement, j.article_id == v.article_id)
    went = select(v.target, j.story_id, func.count().label("n")).select_from(tables)
    for some in chunks(stories):
        mine = v.kind == VerdictKind.STORY.value, v.target.in_(some), j.story_id.is_not(None)
        rows = conn.execute(went.where(*mine).group_by(v.target, j.story_id)).all()
        found |= {row.target: row.story_id for row in sorted(rows, key=lambda one: (one.n, -one.story_id))}
        found |= {number: number for number in conn.execute(select(y.id).where(y.id.in_(some))).scalars()}
    return found


def langs_of(conn: Connection, stories: Iterable[int]) -> dict[int, str | None]:
    """The languages of those that are still there."""
    y = s.story.c
    return {
        row.id: row.lang for some in chunks(stories) for row in conn.execute(select(y.id, y.lang).where(y.id.in_(some)))
    }


def _open(conn: Connection, a: int, b: int) -> Row[Any] | None:
    k = s.story_link.c
    return conn.execute(select(s.story_link).where(k.a == a, k.b == b, k.valid_to.is_(None))).first()


def _close(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    for some in chunks(ids):
        conn.execute(update(s.story_link).where(s.story_link.c.id.in_(some)).values(valid_to=now))


def _link(row: Row[Any]) -> Link:
    return Link(row.a, row.b, row.p, row.why, row.author)


def _row(link: Link, now: datetime) -> dict[str, object]:
    a, b = link.pair
    return {"a": a, "b": b, "p": link.p, "why": dict(link.why), "author": link.author, "valid_from": now,
            "valid_to": None}  # fmt: skip
