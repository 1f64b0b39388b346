"""What of stories other languages share: read once for each set of texts, and filed so that others are found by it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from monitor.model.judging import Mark
from monitor.model.linking import Signs, Text, Told
from monitor.store import schema as s
from monitor.store.bulk import Bulk
from monitor.store.judging_shelves import chunks

READ = 6  # originals of a story that are read
CROWDED = 400  # stories under one sign: it says nothing then
_FILED = Bulk(s.story_sign, ("sign", "story_id"), "DO NOTHING")
_KEPT = Bulk(
    s.story_reading, ("story_id", "texts", "signs"),
    '(story_id) DO UPDATE SET "texts" = excluded."texts", "signs" = excluded."signs"',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A story with what was read of it, and a hash of the revisions that it was read from."""

    told: Told
    texts: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A story with its texts, to be read, and the names of their revisions."""

    story: int
    lang: str
    first: datetime
    last: datetime
    originals: tuple[Text, ...]
    revisions: str


def unlinked(conn: Connection, limit: int) -> list[int]:
    """The next stories that changed since they were looked at for links, oldest first. In the words of the index."""
    y = s.story.c
    return list(conn.execute(select(y.id).where(text("NOT linked")).order_by(y.id).limit(limit)).scalars())


def looked_at(conn: Connection, stories: Iterable[int]) -> None:
    """These were looked at."""
    for some in chunks(stories):
        conn.execute(update(s.story).where(s.story.c.id.in_(some)).values(linked=True))


def unread(conn: Connection, stories: Collection[int]) -> list[Unread]:
    """These stories with their first originals. Those of no known language are left out."""
    originals = _originals(conn, stories)
    y, found = s.story.c, list[Unread]()
    for some in chunks(stories):
        rows = conn.execute(select(y.id, y.lang, y.first_seen, y.last_seen).where(y.id.in_(some), y.lang.is_not(None)))
        for row in rows.all():
            mine = originals[row.id][:READ]
            texts = tuple(Text(one.title, _longer(one.summary, one.body), row.lang, one.effective) for one in mine)
            revisions = " ".join(f"{one.article_id}:{one.n}" for one in mine)
            found.append(Unread(row.id, row.lang, row.first_seen, row.last_seen, texts, revisions))
    return sorted(found, key=lambda one: one.story)


def _originals(conn: Connection, stories: Collection[int]) -> Mapping[int, list[Any]]:
    j, r, a = s.judgement.c, s.revision.c, s.article.c
    tables = s.judgement.join(s.article, a.id == j.article_id).join(
        s.revision, (r.article_id == j.article_id) & r.current.is_(True)
    )
    columns = (j.story_id, j.article_id, r.n, r.title, r.summary, r.body, a.effective)
    found: dict[int, list[Any]] = defaultdict(list)
    for some in chunks(stories):
        mine = j.story_id.in_(some), func.coalesce(j.reprint_of, 0) == 0  # IS NULL: SQLite would take that index
        for row in conn.execute(select(*columns).select_from(tables).where(*mine).order_by(j.article_id)):
            if len(found[row.story_id]) < READ:
                found[row.story_id].append(row)
    return found


def _longer(summary: str, body: str) -> str:
    return body if len(body) >= len(summary) else summary


def readings(conn: Connection, stories: Collection[int]) -> dict[int, Reading]:
    """What was read of these stories before."""
    y, g, found = s.story.c, s.story_reading.c, dict[int, Reading]()
    columns = (y.id, y.lang, y.first_seen, y.last_seen, g.texts, g.signs)
    for some in chunks(stories):
        statement = select(*columns).join_from(s.story, s.story_reading, g.story_id == y.id).where(y.id.in_(some))
        for row in conn.execute(statement):
            told = Told(row.id, row.lang, row.first_seen, row.last_seen, _signs(row.signs))
            found[row.id] = Reading(told, row.texts)
    return found


def keep(conn: Connection, readings: Sequence[Reading], filed: Mapping[int, Collection[int]]) -> None:
    """What was read of stories, and the signs that they are filed under."""
    _KEPT.put(conn, [(one.told.story, one.texts, _stored(one.told.signs)) for one in readings])
    for some in chunks(one.told.story for one in readings):
        conn.execute(delete(s.story_sign).where(s.story_sign.c.story_id.in_(some)))
    _FILED.put(conn, sorted((sign, story) for story, signs in filed.items() for sign in signs))


def under(conn: Connection, signs: Iterable[int], since: datetime, until: datetime) -> dict[int, set[int]]:
    """The stories between two times that are filed under these signs, but for signs that everybody has."""
    g, filed = s.story_sign.c, defaultdict[int, set[int]](set)
    for some in chunks(signs):
        for row in conn.execute(select(g.sign, g.story_id).where(g.sign.in_(some))):
            filed[row.sign].add(row.story_id)
    few = {sign: stories for sign, stories in filed.items() if len(stories) <= CROWDED}
    near = _between(conn, {story for stories in few.values() for story in stories}, since, until)
    return {sign: stories & near for sign, stories in few.items()}


def _between(conn: Connection, stories: Collection[int], since: datetime, until: datetime) -> set[int]:
    y, found = s.story.c, set[int]()
    for some in chunks(stories):
        near = y.last_seen >= since, y.first_seen <= until
        found.update(conn.execute(select(y.id).where(y.id.in_(some), *near)).scalars())
    return found


def _stored(signs: Signs) -> dict[str, Any]:
    return {
        "weight": dict(sorted(signs.weight.items())),
        "marks": sorted([mark.kind, mark.value, mark.lead] for mark in signs.marks),
        "days": sorted(day.isoformat() for day in signs.days),
        "all_days": sorted(day.isoformat() for day in signs.all_days),
    }


def _signs(stored: Mapping[str, Any]) -> Signs:
    return Signs(
        stored["weight"],
        frozenset(Mark(*mark) for mark in stored["marks"]),
        frozenset(map(date.fromisoformat, stored["days"])),
        frozenset(map(date.fromisoformat, stored["all_days"])),
    )


def around(told: Iterable[Told], reach: timedelta) -> tuple[datetime, datetime]:
    """The times between which stories near these lie."""
    stories = list(told)
    return min(one.first for one in stories) - reach, max(one.last for one in stories) + reach
