"""Stories as the judge sees them: by the terms they are filed under, and as centres."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from monitor.model.judging import Center, Mark
from monitor.model.outlet import OutletKind
from monitor.store import dialect
from monitor.store import schema as s
from monitor.store.bulk import Among, Bulk, unpacked
from monitor.store.instant import from_micros, to_micros

Filed = dict[tuple[str | None, int], set[int]]


class StoryShelf:
    """Stories of the last days, read ahead for a batch or when first asked for; new ones have negative numbers."""

    def __init__(self, conn: Connection, days: int) -> None:
        """Reads through `conn`, `days` back."""
        self._conn, self._reach = conn, timedelta(days=days)
        self._under: Filed = {}
        self._centers: dict[int, Center] = {}
        self._leads: dict[int, int] = {}  # of new stories
        self._touched: set[int] = set()
        self._new_terms: set[tuple[int, int]] = set()

    def load(self, lang: str | None, terms: Iterable[int], since: datetime) -> None:
        """Read which stories of a language are filed under these terms."""
        wanted = sorted(set(terms))
        filed = [(term, story) for term, story in _UNDER.get(self._conn, wanted)]
        self._under.update({(lang, term): set() for term in wanted if (lang, term) not in self._under})
        near = self._near(lang, {story for _, story in filed}, since)
        for term, story in filed:
            if story in near:
                self._under[lang, term].add(story)

    def _near(self, lang: str | None, stories: Iterable[int], since: datetime) -> set[int]:
        """Those of a language that are young enough. Asked apart: joined, SQLite walks through every story there is."""
        least = to_micros(since - self._reach)
        return {number for number, one in _YOUNG.get(self._conn, sorted(stories), least) if one == lang}

    def load_centers(self, stories: Iterable[int]) -> None:
        """Read these stories."""
        wanted = sorted(story for story in set(stories) if story > 0 and story not in self._centers)
        for number, lang, kept in _CENTERS.get(self._conn, wanted):
            self._centers[number] = _center(number, lang, unpacked(kept))

    def under(self, lang: str | None, term: int) -> Collection[int]:
        """The stories under a term; its postings were loaded."""
        return self._under.get((lang, term), ())

    def center(self, story: int) -> Center:
        """A story."""
        if story not in self._centers:
            self.load_centers([story])
        return self._centers[story]

    def open(self, lead: int) -> int:
        """The number, for now, of a story that this article opens."""
        number = -1 - len(self._leads)
        self._leads[number] = lead
        return number

    def put(self, center: Center, terms: Iterable[int]) -> None:
        """The story as it is now, and the terms it is filed under."""
        self._centers[center.id] = center
        self._touched.add(center.id)
        for term in terms:
            stories = self._under.setdefault((center.lang, term), set())
            if center.id not in stories:
                stories.add(center.id)
                self._new_terms.add((term, center.id))

    def write(self, conn: Connection) -> Mapping[int, int]:
        """Store stories and terms. Returns the numbers of new stories by the negative ones."""
        opened = sorted(self._leads, reverse=True)
        numbers = dict(zip(opened, dialect.next_ids(conn, s.story, len(opened)), strict=True)) if opened else {}
        if opened:
            conn.execute(insert(s.story), [self._opened(number, numbers[number]) for number in opened])
        for number in sorted(self._touched - numbers.keys()):
            conn.execute(
                update(s.story).where(s.story.c.id == number).values(terms=told(self._centers[number]), settled=False)
            )
        _FILED.put(conn, sorted((term, numbers.get(story, story)) for term, story in self._new_terms))
        return numbers

    def _opened(self, number: int, stored: int) -> dict[str, Any]:
        center = self._centers[number]
        return {
            "id": stored, "lang": center.lang, "lead": self._leads[number], "first_seen": center.last,
            "last_seen": center.last, "articles": 0, "outlets": 0, "origins": 0, "terms": told(center),
        }  # fmt: skip

    def refresh(self, conn: Connection, stories: Sequence[int]) -> None:
        """Count these stories anew; one without articles goes, one whose lead left or is a reprint gets another."""
        counted = _counts(conn, stories)
        if counted:
            conn.execute(_COUNTED, [{name: getattr(row, name) for name in ("story_id", *_COUNTERS)} for row in counted])
        _drop(conn, sorted(set(stories) - {row.story_id for row in counted}))
        for number, lead in _new_leads(conn, stories):
            conn.execute(update(s.story).where(s.story.c.id == number).values(lead=lead))


_UNDER = Among("SELECT term, story_id FROM story_term WHERE", "term")
_YOUNG = Among("SELECT id, lang FROM story WHERE last_seen >= ? AND", "id")
_CENTERS = Among("SELECT id, lang, terms FROM story WHERE", "id")
_FILED = Bulk(s.story_term, ("term", "story_id"), "DO NOTHING")
_COUNTERS = ("articles", "outlets", "origins", "first_seen", "last_seen")
_COUNTED = (
    update(s.story)
    .where(s.story.c.id == bindparam("story_id"))
    .values({name: bindparam(name, type_=s.story.c[name].type) for name in _COUNTERS} | {"linked": False})
)


def _center(number: int, lang: str | None, kept: Mapping[str, Any]) -> Center:
    titles = tuple((frozenset(title), frozenset(numbers)) for title, numbers in kept["titles"])
    return Center(
        number, lang, kept["n"], from_micros(kept["last"]), kept["terms"], kept["names"],
        frozenset(Mark(*mark) for mark in kept["marks"]), titles, kept["norm"],
    )  # fmt: skip


def told(center: Center) -> dict[str, Any]:
    """A story as it is stored."""
    return {
        "n": center.n,
        "last": to_micros(center.last),  # of an original: what decay counts from
        "norm": center.norm,
        "terms": center.terms,
        "names": center.names,
        "marks": sorted([mark.kind, mark.value, mark.lead] for mark in center.marks),
        "titles": [[sorted(title), sorted(numbers)] for title, numbers in center.titles],
    }


def _counts(conn: Connection, stories: Sequence[int]) -> Sequence[Any]:
    a, j = s.article, s.judgement
    columns = (
        j.c.story_id, func.count().label("articles"), func.count(a.c.outlet_id.distinct()).label("outlets"),
        func.count(j.c.origin.distinct()).label("origins"), func.min(a.c.effective).label("first_seen"),
        func.max(a.c.effective).label("last_seen"),
    )  # fmt: skip
    statement = select(*columns).select_from(j.join(a, a.c.id == j.c.article_id)).where(j.c.story_id.in_(stories))
    return conn.execute(statement.group_by(j.c.story_id)).all()


def _drop(conn: Connection, stories: Sequence[int]) -> None:
    if stories:
        for table in (s.story_term, s.story_sign, s.story_reading):  # links are carried over: see judging_links
            conn.execute(delete(table).where(table.c.story_id.in_(stories)))
        conn.execute(delete(s.story).where(s.story.c.id.in_(stories)))


def _new_leads(conn: Connection, stories: Sequence[int]) -> list[tuple[int, int]]:
    """Stories whose lead is no original of theirs any more, with the earliest original that no aggregator published."""
    y, j, a, o = s.story, s.judgement, s.article, s.outlet
    joined = y.join(j, j.c.article_id == y.c.lead)
    astray = select(y.c.id).select_from(joined).where(y.c.id.in_(stories))
    ids = conn.execute(astray.where(j.c.reprint_of.is_not(None) | (j.c.story_id != y.c.id))).scalars().all()
    tables = j.join(a, a.c.id == j.c.article_id).join(o, o.c.id == a.c.outlet_id)
    originals = select(j.c.story_id, a.c.id, a.c.effective, o.c.kind).select_from(tables)
    best: dict[int, tuple[bool, datetime, int]] = {}
    for row in conn.execute(originals.where(j.c.story_id.in_(ids), j.c.reprint_of.is_(None))):
        rank = (row.kind == OutletKind.AGGREGATOR.value, row.effective, row.id)
        best[row.story_id] = min(rank, best.get(row.story_id, rank))
    return [(number, rank[2]) for number, rank in sorted(best.items())]
