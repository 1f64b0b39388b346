"""Which of the stories that an edition may tell are one event in several languages."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from monitor.model.linking import SAME
from monitor.store import schema as s
from monitor.store.bulk import chunks
from monitor.store.views_then import held


def events(conn: Connection, stories: Iterable[int], window_end: datetime) -> dict[int, int]:
    """Stories that are linked, directly or by others of these, with the smallest number among them; as it was then."""
    wanted = sorted(set(stories))
    first: dict[int, int] = {}
    for a, b in _links(conn, wanted, window_end):
        one, other = sorted((first.get(a, a), first.get(b, b)))
        first |= {a: one, b: one}
        first |= dict.fromkeys([story for story, event in first.items() if event == other], one)
    return first


def _links(conn: Connection, wanted: list[int], then: datetime) -> list[tuple[int, int]]:
    k, mine = s.story_link.c, set(wanted)
    holds = k.p >= SAME, held(s.story_link, then)
    rows = (row for some in chunks(wanted) for row in conn.execute(select(k.a, k.b).where(k.a.in_(some), *holds)))
    return sorted((row.a, row.b) for row in rows if row.b in mine)
