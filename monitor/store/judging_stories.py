"""Stories as the judge sees them: by the terms they are filed under, and as centres."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from monitor.model.judging import Center, Mark
from monitor.model.outlet import OutletKind
from monitor.store import dialect
from monitor.store import schema as s
from monitor.store.bulk import Among, Bulk, Update, unpacked
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
        _OPENED.put(conn, [self._opened(number, numbers[number]) for number in opened])
        known = sorted(self._touched - numbers.keys())
        _GROWN.put(conn, [(told(self._centers[number]), number) for number in known])
        _FILED.put(conn, sorted((term, numbers.get(story, story)) for term, story in self._new_terms))
        return numbers

    def _opened(self, number: int, stored: int) -> tuple[Any, ...]:
        center = self._centers[number]
        return (stored, center.lang, self._leads[number], center.last, center.last, 0, 0, 0, told(center))

    def refresh(self, conn: Connection, stories: Sequence[int]) -> None:
        """Count these stories anew; one without articles goes, one whose lead left or is a reprint gets another."""
        counted = list(_COUNTS.get(conn, stories))
        _COUNTED.put(conn, [(*n, from_micros(first), from_micros(last), story) for story, *n, first, last in counted])
        _drop(conn, sorted(set(stories) - {number for number, *_ in counted}))
        _LED.put(conn, [(lead, number) for number, lead in _new_leads(conn, stories)])


_UNDER = Among("SELECT term, story_id FROM story_term WHERE", "term")
_YOUNG = Among("SELECT id, lang FROM story WHERE last_seen >= ? AND", "id")
_CENTERS = Among("SELECT id, lang, terms FROM story WHERE", "id")
_FILED = Bulk(s.story_term, ("term", "story_id"), "DO NOTHING")
_OPENED = Bulk(
    s.story, ("id", "lang", "lead", "first_seen", "last_seen", "articles", "outlets", "origins", "terms")
)  # fmt: skip
_GROWN = Update(s.story, {"terms": "?", "settled": "false"}, "id")
_LED = Update(s.story, {"lead": "?"}, "id")
_COUNTS = Among(
    "SELECT j.story_id, count(*), count(DISTINCT a.outlet_id), count(DISTINCT j.origin), min(a.effective), "
    "max(a.effective) FROM judgement j JOIN article a ON a.id = j.article_id WHERE",
    "j.story_id",
    tail=" GROUP BY j.story_id",
)
_COUNTED = Update(
    s.story,
    {"articles": "?", "outlets": "?", "origins": "?", "first_seen": "?", "last_seen": "?", "linked": "false"},
    "id",
)
_DROPPED = tuple(  # links are carried over: see judging_links
    Among(f"DELETE FROM {table} WHERE", column)  # noqa: S608 - constants
    for table, column in (
        ("story_term", "story_id"),
        ("story_sign", "story_id"),
        ("story_reading", "story_id"),
        ("story", "id"),
    )
)
_ASTRAY = Among(
    "SELECT y.id FROM story y JOIN judgement j ON j.article_id = y.lead "
    "WHERE (j.reprint_of IS NOT NULL OR j.story_id <> y.id) AND",
    "y.id",
)
_ORIGINALS = Among(
    "SELECT j.story_id, a.id, a.effective, o.kind FROM judgement j JOIN article a ON a.id = j.article_id "
    "JOIN outlet o ON o.id = a.outlet_id WHERE coalesce(j.reprint_of, 0) = 0 AND",
    "j.story_id",
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


def _drop(conn: Connection, stories: Sequence[int]) -> None:
    for dropped in _DROPPED:
        dropped.run(conn, stories)


def _new_leads(conn: Connection, stories: Sequence[int]) -> list[tuple[int, int]]:
    """Stories whose lead is no original of theirs any more, with the earliest original that no aggregator published."""
    astray = [number for (number,) in _ASTRAY.get(conn, stories)]
    best: dict[int, tuple[bool, int, int]] = {}
    for story, article, effective, kind in _ORIGINALS.get(conn, astray):
        rank = (kind == OutletKind.AGGREGATOR.value, effective, article)
        best[story] = min(rank, best.get(story, rank))
    return [(number, rank[2]) for number, rank in sorted(best.items())]
