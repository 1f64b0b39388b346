"""Stories that are looked at again: which ones, and what follows when some become one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text, update

from monitor.model.judging import Center
from monitor.model.verdict import MACHINE, Verdict, VerdictKind
from monitor.store import change
from monitor.store import schema as s
from monitor.store.bulk import Among, Bulk, Update
from monitor.store.judging_stories import StoryShelf, told
from monitor.store.judging_verdicts import put_verdicts

_FILED = Bulk(s.story_term, ("term", "story_id"), "DO NOTHING")
_CHUNK = 500
Reason = Mapping[str, object]


def unsettled(conn: Connection, limit: int) -> list[int]:
    """The next stories that changed since they were looked at, oldest first. In the words of the index."""
    y = s.story.c
    return list(conn.execute(select(y.id).where(text("NOT settled")).order_by(y.id).limit(limit)).scalars())


def headlines(conn: Connection, stories: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """The headlines of the originals of stories, in the order of the articles."""
    j, r = s.judgement.c, s.revision.c
    tables = s.judgement.join(s.revision, (r.article_id == j.article_id) & r.current.is_(True))
    statement = select(j.story_id, r.title).select_from(tables).where(func.coalesce(j.reprint_of, 0) == 0)
    found: dict[int, list[str]] = defaultdict(list)
    for some in _chunks(stories):
        for row in conn.execute(statement.where(j.story_id.in_(some)).order_by(j.article_id)):
            found[row.story_id].append(row.title)
    return {number: tuple(titles) for number, titles in found.items()}


def decided(conn: Connection, stories: Collection[int]) -> set[int]:
    """Those about whose articles a person decided."""
    return {number for (number,) in _DECIDED.get(conn, sorted(stories), VerdictKind.STORY.value, MACHINE)}


def settle(conn: Connection, stories: Sequence[int]) -> None:
    """These were looked at."""
    for some in _chunks(stories):
        conn.execute(update(s.story).where(s.story.c.id.in_(some)).values(settled=True))


@dataclass(frozen=True, slots=True)
class Merged:
    """A story as it is when others went into it, the terms it is filed under then, and why."""

    center: Center
    gone: Sequence[int]
    terms: Collection[int]
    why: Reason


def merge(conn: Connection, merged: Sequence[Merged], now: datetime) -> None:
    """Put the articles of the stories that are gone into those that they went into."""
    if not merged:
        return
    into = {number: one for one in merged for number in one.gone}
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for article, story in _MEMBERS.get(conn, sorted(into)):
        members[into[story].center.id].append((article, story))
    verdicts = [
        Verdict(VerdictKind.STORY, article, one.center.id, 1.0, {**one.why, "before": story})
        for one in merged
        for article, story in sorted(members[one.center.id])
    ]
    put_verdicts(conn, verdicts, now)
    _MOVED.put(conn, [(one.center.id, number) for number, one in sorted(into.items())])
    _GROWN.put(conn, [(told(one.center), one.center.id) for one in merged])
    _FILED.put(conn, sorted({(term, one.center.id) for one in merged for term in one.terms}))
    StoryShelf(conn, 0).refresh(conn, sorted({*into, *(one.center.id for one in merged)}))
    change.bump(conn)


_DECIDED = Among(  # CROSS JOIN: else SQLite goes through all verdicts of the kind
    "SELECT DISTINCT j.story_id FROM judgement j CROSS JOIN verdict v WHERE v.article_id = j.article_id "
    "AND v.kind = ? AND v.author <> ? AND v.valid_to IS NULL AND",
    "j.story_id",
)
_MEMBERS = Among("SELECT article_id, story_id FROM judgement WHERE", "story_id")
_MOVED = Update(s.judgement, {"story_id": "?"}, "story_id")
_GROWN = Update(s.story, {"terms": "?"}, "id")


def _chunks(values: Collection[int]) -> list[list[int]]:
    ordered = sorted(values)
    return [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
