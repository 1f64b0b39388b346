"""The judge's shelves: what it looks up while it works on a batch. Everything is read once, kept up to date in
memory as the batch goes on, and written at the end. There is one judge: what was read is still
true then.

Line memory (`dup_line`), fingerprints and sketches (`dup_fp`, `dup_sketch`), frequencies (`term_day`), stories.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

from monitor.store import schema as s
from monitor.store.bulk import Among, Bulk
from monitor.store.judging_groups import GroupShelf
from monitor.store.judging_prints import PrintShelf
from monitor.store.judging_stories import StoryShelf

CHUNK = 500  # values in one statement
ENOUGH = 300  # articles that frequencies are counted in at least, however long ago: fewer say nothing of what is rare


def chunks(values: Iterable[int]) -> Iterator[list[int]]:
    """Sorted and distinct, a few hundred at a time."""
    ordered = sorted(set(values))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


@dataclass(slots=True)
class Counts:
    """Counters of a table by key, read before use: what grew is updated, what is new inserted."""

    table: Table
    keys: tuple[str, ...]
    known: dict[tuple[Any, ...], int] = field(default_factory=dict)  # as stored
    grown: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def of(self, *key: Any) -> int:
        """The count now."""
        return self.known.get(key, 0) + self.grown.get(key, 0)

    def add(self, *key: Any) -> None:
        """One more."""
        self.grown[key] += 1

    def write(self, conn: Connection, **more: Mapping[tuple[Any, ...], Any]) -> None:
        """Store what grew. `more` are further columns by key."""
        columns = ("n", *more)
        told = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
        bulk = Bulk(self.table, (*self.keys, *columns), f"({', '.join(self.keys)}) DO UPDATE SET {told}")
        bulk.put(
            conn, [(*key, self.of(*key), *(values[key] for values in more.values())) for key in sorted(self.grown)]
        )


class LineMemory:
    """In how many articles of an outlet a sentence stood."""

    def __init__(self, conn: Connection) -> None:
        """Empty until `load`."""
        self._conn = conn
        self._counts = Counts(s.dup_line, ("outlet_id", "line_hash"))
        self._day: dict[tuple[Any, ...], int] = {}

    def load(self, lines: Mapping[int, Collection[int]]) -> None:
        """Read what is known of these sentences, by outlet."""
        for outlet in sorted(lines):
            rows = _LINES.get(self._conn, sorted(lines[outlet]), outlet)
            self._counts.known.update({(outlet, line): n for line, n in rows})

    def seen(self, outlet: int, line: int) -> int:
        """In how many articles of the outlet so far."""
        return self._counts.of(outlet, line)

    def learn(self, outlet: int, lines: Iterable[int], day: int) -> None:
        """These stood in one more."""
        for line in lines:
            self._counts.add(outlet, line)
            self._day[(outlet, line)] = max(day, self._day.get((outlet, line), day))

    def write(self, conn: Connection) -> None:
        """Store what was learned."""
        self._counts.write(conn, last_day=self._day)


class Frequencies:
    """In how many articles of a language a term stood, in the days before one."""

    DOCUMENTS = 0  # the term that every article has

    def __init__(self, conn: Connection, days: int) -> None:
        """Counts `days` days back, the day itself included; further where these brought few articles."""
        self._conn, self._days = conn, days
        self._counts = Counts(s.term_day, ("lang", "term", "day"))
        self._by_day: dict[str, dict[int, dict[int, int]]] = {}  # language, term, day
        self._added = 0
        self._reaches: dict[str, tuple[int, int, int]] = {}  # by language: asked for which day, when, and the answer

    def load(self, lang: str, terms: Iterable[int], day: int) -> None:
        """Read what is known of these terms, as far back as it counts for this day and later ones. Before anything is
        added."""
        self._read(lang, [self.DOCUMENTS], 0)
        self._read(lang, sorted(set(terms)), min(self._first(lang, day), day - 1))

    def _read(self, lang: str, terms: Sequence[int], since: int) -> None:
        known, by_term = self._counts.known, self._by_day.setdefault(lang, {})
        for term, day, n in _TERMS.get(self._conn, terms, lang, since):
            known[lang, term, day] = n
            by_term.setdefault(term, {})[day] = n

    def add(self, lang: str, day: int, terms: Iterable[int]) -> None:
        """One more article with these terms."""
        by_term, grown = self._by_day.setdefault(lang, {}), self._counts.grown
        self._added += 1
        for term in (self.DOCUMENTS, *terms):
            days = by_term.setdefault(term, {})
            days[day] = days.get(day, 0) + 1
            grown[lang, term, day] += 1

    def of(self, lang: str, day: int, term: int) -> int:
        """Articles with this term in the days up to this one."""
        return self.counter(lang, day)(term)

    def counter(self, lang: str, day: int) -> Callable[[int], int]:
        """What counts the articles with a term in the days up to this one; for now, until one is added."""
        by_term, first = self._by_day.get(lang, {}), self._first(lang, day)

        def count(term: int) -> int:
            days = by_term.get(term)
            if days is None:
                return 0
            return sum([n for one, n in days.items() if first < one <= day])

        return count

    def _first(self, lang: str, day: int) -> int:
        """The day before the first that counts: `days` back, or as far as it takes to have ENOUGH articles."""
        counted = self._by_day.get(lang, {}).get(self.DOCUMENTS, {})
        held = self._reaches.get(lang)
        if held is not None and held[:2] == (day, self._added):
            return held[2]
        first, total = day - self._days, 0
        for one in sorted((one for one in counted if one <= day), reverse=True):
            if total >= ENOUGH and one <= day - self._days:
                break
            total += counted[one]
            first = min(first, one - 1)
        self._reaches[lang] = (day, self._added, first)
        return first

    def write(self, conn: Connection) -> None:
        """Store what was counted."""
        self._counts.write(conn)


_LINES = Among("SELECT line_hash, n FROM dup_line WHERE outlet_id = ? AND", "line_hash")
_TERMS = Among("SELECT term, day, n FROM term_day WHERE lang = ? AND day > ? AND", "term")


class Shelves:
    """Everything that the judge looks things up in, for one batch."""

    def __init__(self, conn: Connection, *, days: int) -> None:
        """Reads through `conn`; `days` is how far stories and frequencies reach back."""
        self.lines = LineMemory(conn)
        self.prints = PrintShelf(conn)
        self.groups = GroupShelf(conn)
        self.frequencies = Frequencies(conn, days)
        self.stories = StoryShelf(conn, days)

    def write(self, conn: Connection) -> Mapping[int, int]:
        """Store what was learned. Returns the numbers of new stories by the negative ones they had until now."""
        self.lines.write(conn)
        self.prints.write(conn)
        self.frequencies.write(conn)
        return self.stories.write(conn)
