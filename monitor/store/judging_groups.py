"""Reprint groups: what is known of them, and what follows when two become one or another original is found."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update
from sqlalchemy.engine import Row

from monitor.model.judging import Group, Regrouping, Standing
from monitor.model.outlet import OutletKind
from monitor.model.verdict import MACHINE, Verdict, VerdictKind
from monitor.store import schema as s
from monitor.store.judging_verdicts import put_verdicts

REPRINT_RULE = "reprint"  # an origin taken over from the original: no credit of the copy's own


class GroupShelf:
    """Groups as they are, read once and then kept up to date by the judge while it works on a batch."""

    def __init__(self, conn: Connection) -> None:
        """Reads through `conn` when a group is first asked for."""
        self._conn = conn
        self._groups: dict[int, Group] = {}

    def group(self, grp: int) -> Group:
        """A group by its number."""
        if grp not in self._groups:
            self._groups[grp] = _read(self._conn, grp)
        return self._groups[grp]

    def open(self, standing: Standing) -> Group:
        """A group of one."""
        self._groups[standing.article] = Group(standing.article, standing)
        return self._groups[standing.article]

    def drop(self, grp: int) -> None:
        """It went into another."""
        self._groups.pop(grp, None)


_origin = s.outlet.alias("origin")


def _standings() -> Select[Any]:
    a, o, j = s.article, s.outlet, s.judgement
    columns = (
        a.c.id,
        a.c.outlet_id,
        o.c.slug,
        o.c.kind,
        a.c.effective,
        a.c.url,
        j.c.story_id,
        _origin.c.slug.label("origin"),
    )
    tables = a.join(o, o.c.id == a.c.outlet_id).join(j, j.c.article_id == a.c.id)
    return select(*columns).select_from(tables.outerjoin(_origin, _origin.c.id == j.c.origin))


def _standing(row: Row[Any]) -> Standing:
    return Standing(row.id, row.outlet_id, row.slug, row.effective, row.url, row.kind == OutletKind.AGGREGATOR.value)


def _read(conn: Connection, grp: int) -> Group:
    j = s.judgement
    statement = _standings().where(j.c.grp == grp, j.c.reprint_of.is_(None)).order_by(s.article.c.id)
    row = conn.execute(statement.limit(1)).one()
    return Group(grp, _standing(row), row.origin, row.story_id, _credited(conn, grp),
                 *(_decided(conn, grp, kind) for kind in (VerdictKind.REPRINT, VerdictKind.STORY)))  # fmt: skip


def _credited(conn: Connection, grp: int) -> set[str]:
    """The outlets whose credit members carry themselves."""
    j, v, o = s.judgement, s.verdict, s.outlet
    tables = j.join(v, v.c.article_id == j.c.article_id).join(o, o.c.id == v.c.target)
    carried = (
        j.c.grp == grp,
        j.c.origin_kind == "carried",
        v.c.kind == VerdictKind.ORIGIN.value,
        v.c.valid_to.is_(None),
    )
    rows = conn.execute(select(o.c.slug, v.c.reason).select_from(tables).where(*carried))
    return {row.slug for row in rows if row.reason.get("rule") != REPRINT_RULE}


def _decided(conn: Connection, grp: int, kind: VerdictKind) -> bool:
    """Whether a person gave a verdict of that kind about a member."""
    j, v = s.judgement, s.verdict
    decided = (v.c.kind == kind.value, v.c.author != MACHINE, v.c.valid_to.is_(None))
    tables = j.join(v, v.c.article_id == j.c.article_id)
    return conn.execute(select(v.c.id).select_from(tables).where(j.c.grp == grp, *decided).limit(1)).first() is not None


def regroup(conn: Connection, regrouping: Regrouping, now: datetime) -> set[int]:
    """Make a group true: absorbed groups are its members, everyone points at its original, all are in its story.
    Returns the stories that changed."""
    j = s.judgement
    grp, original = regrouping.grp, regrouping.original
    absorbed = list(regrouping.absorbed)
    if absorbed:
        conn.execute(update(s.dup_sketch).where(s.dup_sketch.c.grp.in_(absorbed)).values(grp=grp))
        conn.execute(update(j).where(j.c.grp.in_(absorbed)).values(grp=grp))
    members = conn.execute(select(j).where(j.c.grp == grp).order_by(j.c.article_id)).all()
    story = next(row.story_id for row in members if row.article_id == grp)
    put_verdicts(conn, [v for row in members for v in _verdicts(row, regrouping, story)], now)
    conn.execute(update(j).where(j.c.grp == grp).values(reprint_of=original, story_id=story))
    conn.execute(update(j).where(j.c.article_id == original).values(reprint_of=None))
    return {row.story_id for row in members if row.story_id is not None}


def _verdicts(row: Row[Any], regrouping: Regrouping, story: int | None) -> Iterable[Verdict]:
    target = None if row.article_id == regrouping.original else regrouping.original
    if row.reprint_of != target:
        why = {"rule": regrouping.why, "before": row.reprint_of}
        yield Verdict(VerdictKind.REPRINT, row.article_id, target, 1.0, why)
    if row.story_id != story:
        why = {"rule": "reprint", "of": regrouping.original, "before": row.story_id}
        yield Verdict(VerdictKind.STORY, row.article_id, story, 1.0, why)
