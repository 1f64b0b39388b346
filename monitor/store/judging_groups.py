"""Reprint groups: what is known of them, and what follows when two become one or another original is found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from monitor.model.judging import Group, Regrouping, Standing
from monitor.model.outlet import OutletKind
from monitor.model.verdict import Verdict, VerdictKind
from monitor.store import schema as s
from monitor.store.bulk import Among, unpacked
from monitor.store.instant import from_micros
from monitor.store.judging_verdicts import put_verdicts

REPRINT_RULE = "reprint"  # an origin taken over from the original: no credit of the copy's own


class GroupShelf:
    """Groups as they are, read once and then kept up to date by the judge while it works on a batch."""

    def __init__(self, conn: Connection) -> None:
        """Reads through `conn` when a group is first asked for."""
        self._conn = conn
        self._groups: dict[int, Group] = {}

    def load(self, groups: Iterable[int]) -> None:
        """Read these groups, in a few statements."""
        wanted = sorted(set(groups) - self._groups.keys())
        if wanted:
            self._groups |= _read(self._conn, wanted)

    def group(self, grp: int) -> Group:
        """A group by its number."""
        if grp not in self._groups:
            self.load([grp])
        return self._groups[grp]

    def open(self, standing: Standing) -> Group:
        """A group of one."""
        self._groups[standing.article] = Group(standing.article, standing)
        return self._groups[standing.article]

    def drop(self, grp: int) -> None:
        """It went into another."""
        self._groups.pop(grp, None)


# `coalesce`, and CROSS JOIN with its condition under WHERE: else SQLite takes the index of all originals, or of all
# verdicts of a kind, and not that of the few groups
_ORIGINALS = Among(
    "SELECT j.grp, a.id, a.outlet_id, o.slug, o.kind, a.effective, a.url, j.story_id, source.slug "
    "FROM judgement j JOIN article a ON a.id = j.article_id JOIN outlet o ON o.id = a.outlet_id "
    "LEFT JOIN outlet source ON source.id = j.origin WHERE coalesce(j.reprint_of, 0) = 0 AND",
    "j.grp",
    tail=" ORDER BY a.id DESC",
)
_CREDITS = Among(
    "SELECT j.grp, o.slug, v.reason FROM judgement j CROSS JOIN verdict v CROSS JOIN outlet o "
    "WHERE v.article_id = j.article_id AND o.id = v.target AND j.origin_kind = 'carried' AND v.kind = 'origin' "
    "AND v.valid_to IS NULL AND",
    "j.grp",
)
_DECIDED = Among(
    "SELECT j.grp, v.kind FROM judgement j CROSS JOIN verdict v WHERE v.article_id = j.article_id "
    "AND v.kind IN ('reprint', 'story') AND v.author <> 'machine' AND v.valid_to IS NULL AND",
    "j.grp",
)


def _read(conn: Connection, groups: Sequence[int]) -> dict[int, Group]:
    """Groups with their originals, the outlets whose credit members carry themselves, and whether a person gave a
    verdict about the text, or the story, of a member."""
    found: dict[int, Group] = {}
    for grp, article, outlet, slug, kind, effective, url, story, origin in _ORIGINALS.get(conn, groups):
        aggregator = kind == OutletKind.AGGREGATOR.value
        standing = Standing(article, outlet, slug, from_micros(effective), url, aggregator)
        found[grp] = Group(grp, standing, origin, story)
    for grp, slug, reason in _CREDITS.get(conn, groups):
        if grp in found and unpacked(reason).get("rule") != REPRINT_RULE:
            found[grp].credited.add(slug)
    for grp, kind in _DECIDED.get(conn, found):
        found[grp].held |= kind == VerdictKind.REPRINT.value
        found[grp].kept |= kind == VerdictKind.STORY.value
    return found


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
