"""Which of the stories that an edition may tell are one event in several languages."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from monitor.model.linking import SAME
from monitor.store import schema as s
from monitor.store.bulk import chunks
from monitor.store.views_then import held

Pair = tuple[int, int]


def events(conn: Connection, stories: Iterable[int], window_end: datetime) -> dict[int, int]:
    """Stories that are linked, directly or by others of these, with the smallest number among them; as it was then. Two
    that a person holds for two events are not tied together by others: there the surer links count."""
    links, parted = _links(conn, sorted(set(stories)), window_end)
    group: dict[int, set[int]] = {}
    for a, b in links:
        one, other = group.setdefault(a, {a}), group.setdefault(b, {b})
        if one is not other and not _across(one, other, parted):
            one |= other
            group |= dict.fromkeys(other, one)
    return {story: min(members) for story, members in group.items() if len(members) > 1}


def _across(one: set[int], other: set[int], parted: set[Pair]) -> bool:
    return any((a in one and b in other) or (a in other and b in one) for a, b in parted)


def _links(conn: Connection, wanted: list[int], then: datetime) -> tuple[list[Pair], set[Pair]]:
    """The links among these, surest first, and the pairs that people parted."""
    k, mine = s.story_link.c, set(wanted)
    columns, holds = (k.a, k.b, k.p), held(s.story_link, then)
    rows = [row for some in chunks(wanted) for row in conn.execute(select(*columns).where(k.a.in_(some), holds))
            if row.b in mine]  # fmt: skip
    linked = sorted((row for row in rows if row.p >= SAME), key=lambda row: (-row.p, row.a, row.b))
    return [(row.a, row.b) for row in linked], {(row.a, row.b) for row in rows if row.p < SAME}
