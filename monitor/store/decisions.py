"""Decisions of people: kept, read back, undone. The judge's lease row is locked meanwhile, and a judge that read before
finds its mark changed and reads again: what a person said is never overwritten by what was thought before."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from monitor.errors import NotFound
from monitor.model.decision import LINKS, STILL, Decision, DecisionKind, Place, Plan, Wish, World
from monitor.model.outlet import OutletKind
from monitor.store import dialect, leases
from monitor.store import schema as s
from monitor.store.judging import LEASE
from monitor.store.judging_shelves import chunks

Mark = tuple[int, int]
MOST = 200  # decisions in one list


def mark(conn: Connection) -> Mark:
    """Grows with every decision and with every undoing."""
    d = s.decision.c
    row = conn.execute(select(func.coalesce(func.max(d.id), 0).label("last"), func.count(d.undone).label("gone"))).one()
    return row.last, row.gone


def alone(conn: Connection) -> None:
    """Keep the judge from writing until this transaction ends."""
    leases.hold(conn, LEASE)


def world(conn: Connection, articles: Iterable[int]) -> World:
    """Where every member of the groups and stories of these articles stands. Raises NotFound for one that is not
    judged."""
    wanted = sorted(set(articles))
    found = _places(conn, s.judgement.c.article_id.in_(wanted))
    if missing := [number for number in wanted if number not in found]:
        raise NotFound(f"Article {missing[0]} is not there, or was not judged yet.")
    stories = sorted({place.story for place in found.values() if place.story is not None})
    groups = sorted({place.grp for place in found.values()})
    near = or_(s.judgement.c.grp.in_(groups), s.judgement.c.story_id.in_(stories))
    return found | _places(conn, near)


def _places(conn: Connection, where: ColumnElement[bool]) -> dict[int, Place]:
    j, a, o, y = s.judgement, s.article, s.outlet, s.story
    tables = j.join(a, a.c.id == j.c.article_id).join(o, o.c.id == a.c.outlet_id).outerjoin(y, y.c.id == j.c.story_id)
    columns = (j.c.article_id, j.c.grp, j.c.reprint_of, j.c.story_id, a.c.effective, o.c.kind, y.c.lang)
    rows = conn.execute(select(*columns).select_from(tables).where(where))
    return {
        row.article_id: Place(*row[:5], row.kind == OutletKind.AGGREGATOR.value, row.lang) for row in rows
    }  # fmt: skip


def keep(conn: Connection, wish: Wish, plan: Plan, before: World, *, author: str, now: datetime) -> int:
    """Write down what was decided. Returns its number."""
    moved = {place.article: before[place.article] for place in plan.places}
    said = {
        "apart": [list(pair) for pair in plan.apart],
        "together": [list(pair) for pair in plan.together],
        "before": [[one.article, one.grp, one.reprint_of, one.story] for one in moved.values()],
    }
    outlet = outlet_of(conn, wish.outlet) if wish.outlet else None
    other = wish.other or next((a + b - wish.article for scope, a, b in plan.apart if scope == "text"), None)
    row = {"kind": wish.kind.value, "article_id": wish.article, "other_id": other, "outlet_id": outlet,
           "author": author, "at": now, "said": said}  # fmt: skip
    done = conn.execute(insert(s.decision).values(row))
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def outlet_of(conn: Connection, slug: str) -> int:
    """The number of an outlet. Raises NotFound."""
    number = conn.execute(select(s.outlet.c.id).where(s.outlet.c.slug == slug)).scalar()
    if number is None:
        raise NotFound(f"No outlet is called {slug}.")
    return int(number)


def close(conn: Connection, number: int, *, by: str, now: datetime) -> None:
    """It no longer holds."""
    conn.execute(update(s.decision).where(s.decision.c.id == number).values(undone=now, undone_by=by))


def one(conn: Connection, number: int) -> Decision:
    """A decision. Raises NotFound."""
    found = _read(conn, s.decision.c.id == number)
    if not found:
        raise NotFound(f"No decision has the number {number}.")
    return found[0]


def about(conn: Connection, articles: Iterable[int], *, standing: bool = True) -> list[Decision]:
    """The decisions that name one of these articles, oldest first; `standing`: only those that were not undone."""
    d = s.decision.c
    found: dict[int, Decision] = {}
    for some in chunks(articles):
        named = or_(d.article_id.in_(some), d.other_id.in_(some))
        where = named & d.undone.is_(None) if standing else named
        found |= {one.id: one for one in _read(conn, where)}
    return [found[number] for number in sorted(found)]


def standing(conn: Connection) -> list[Decision]:
    """Every decision that was not undone, oldest first."""
    return _read(conn, s.decision.c.undone.is_(None))


def later(conn: Connection, decision: Decision) -> Decision | None:
    """A later decision that moved what this one moved: it has to be undone first."""
    if decision.kind in LINKS:
        return None
    mine = {decision.article, *decision.before}
    for other in _read(conn, (s.decision.c.id > decision.id) & s.decision.c.undone.is_(None)):
        if other.kind not in STILL and mine & {other.article, *other.before}:
            return other
    return None


def _read(conn: Connection, where: ColumnElement[bool]) -> list[Decision]:
    d, o = s.decision, s.outlet
    tables = d.outerjoin(o, o.c.id == d.c.outlet_id)
    rows = conn.execute(select(d, o.c.slug).select_from(tables).where(where).order_by(d.c.id))
    return [_decision(row) for row in rows]


def _decision(row: Any) -> Decision:
    said = row.said or {}
    return Decision(
        row.id, DecisionKind(row.kind), row.article_id, row.other_id, row.slug, row.author, row.at, row.undone,
        row.undone_by, _pairs(said.get("apart")), _pairs(said.get("together")),
        {article: (grp, original, story) for article, grp, original, story in said.get("before", ())},
    )  # fmt: skip


def _pairs(told: Sequence[Sequence[Any]] | None) -> tuple[tuple[str, int, int], ...]:
    return tuple((str(scope), int(a), int(b)) for scope, a, b in told or ())


# --- what the judge has to do because of it -----------------------------------------------------------------


def refile(conn: Connection, articles: Iterable[int]) -> None:
    """Let the judge read these articles again: their groups are filed anew, and their origins found."""
    rows = [{"article_id": article} for article in sorted(set(articles))]
    if rows:
        conn.execute(dialect.insert(conn, s.unjudged).on_conflict_do_nothing(), rows)


def weigh_anew(conn: Connection, stories: Iterable[int]) -> None:
    """Let the judge weigh these stories anew: their articles are others now."""
    rows = [{"story_id": story} for story in sorted(set(stories))]
    if rows:
        conn.execute(dialect.insert(conn, s.unweighed).on_conflict_do_nothing(), rows)


def unweighed(conn: Connection, limit: int) -> list[int]:
    """The next stories to weigh anew."""
    u = s.unweighed.c.story_id
    return list(conn.execute(select(u).order_by(u).limit(limit)).scalars())


def weighed(conn: Connection, stories: Iterable[int]) -> None:
    """These are done."""
    conn.execute(delete(s.unweighed).where(s.unweighed.c.story_id.in_(sorted(stories))))
