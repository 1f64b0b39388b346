"""Fingerprints and sketches of reprint groups: one posting per (fingerprint, group), at most four sketches a group.

A posting names the group that it had when it was filed: an article, whose group today its judgement knows. So two
groups become one without a row of `dup_fp` being touched.
"""

import array
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete

from monitor.model.judging import Mark, Sketch
from monitor.store import schema as s
from monitor.store.bulk import Among, Bulk, Row, unpacked

CROWDED = 24  # no more postings than this are filed under a fingerprint
SKETCHES = 4


class PrintShelf:
    """Groups by fingerprint, sketches by group: read when first asked for, or ahead for many."""

    def __init__(self, conn: Connection) -> None:
        """Reads through `conn`."""
        self._conn = conn
        self._postings: dict[int, set[int]] = {}
        self._sketches: dict[int, list[Sketch]] = {}
        self._filed: list[tuple[int, int, int]] = []
        self._drawn: list[tuple[int, Sketch]] = []
        self._into: dict[int, int] = {}  # groups of this batch that went into others

    def load(self, fingerprints: Iterable[int]) -> None:
        """Read the postings of these fingerprints."""
        wanted = sorted(set(fingerprints) - self._postings.keys())
        self._postings.update((fingerprint, set()) for fingerprint in wanted)
        for fingerprint, grp in _POSTINGS.get(self._conn, wanted):
            self._postings[fingerprint].add(self._now(grp))

    def load_sketches(self, groups: Iterable[int]) -> None:
        """Read the sketches of these groups."""
        wanted = sorted(set(groups) - self._sketches.keys())
        self._sketches.update((grp, []) for grp in wanted)
        for grp, *row in _SKETCHES.get(self._conn, wanted):
            self._sketches[grp].append(_sketch(row))

    def postings(self, fingerprint: int) -> Collection[int]:
        """The groups under a fingerprint."""
        if fingerprint not in self._postings:
            self.load([fingerprint])
        return self._postings[fingerprint]

    def sketches(self, grp: int) -> Sequence[Sketch]:
        """The sketches that a group is known by."""
        if grp not in self._sketches:
            self.load_sketches([grp])
        return self._sketches[grp]

    def file(self, grp: int, fingerprints: Iterable[int], day: int) -> None:
        """File a group under fingerprints that it is not under yet."""
        for fingerprint in fingerprints:
            groups = self.postings(fingerprint)
            if grp not in groups and len(groups) < CROWDED:
                self._postings[fingerprint].add(grp)
                self._filed.append((fingerprint, grp, day))

    def draw(self, grp: int, sketch: Sketch) -> None:
        """Keep a sketch for a group, unless it has enough; an article's newer one takes the place of its older one."""
        known = self.sketches(grp)
        others = [one for one in known if one.article != sketch.article]
        if len(others) < SKETCHES:
            self._sketches[grp] = [*others, sketch]
            self._drawn.append((grp, sketch))

    def merge(self, grp: int, into: int) -> None:
        """Two groups are one from now on."""
        self._sketches[into] = [*self.sketches(into), *self.sketches(grp)]
        self._into[grp] = into
        for groups in self._postings.values():
            if grp in groups:
                groups.discard(grp)
                groups.add(into)

    def _now(self, grp: int) -> int:
        while grp in self._into:
            grp = self._into[grp]
        return grp

    def write(self, conn: Connection) -> None:
        """Store what was filed and drawn."""
        _FILED.put(conn, self._filed)
        latest = {sketch.article: (grp, sketch) for grp, sketch in self._drawn}
        if latest:
            conn.execute(delete(s.dup_sketch).where(s.dup_sketch.c.article_id.in_(sorted(latest))))
            _DRAWN.put(conn, [_row(self._now(grp), sketch) for grp, sketch in latest.values()])


_POSTINGS = Among("SELECT f.fp, j.grp FROM dup_fp f JOIN judgement j ON j.article_id = f.grp WHERE", "f.fp")
_SKETCHES = Among(
    "SELECT grp, article_id, tokens, shingles, nums, caps, title, marks, grams FROM dup_sketch WHERE",
    "grp",
    tail=" ORDER BY article_id",
)
_FILED = Bulk(s.dup_fp, ("fp", "grp", "day"), "DO NOTHING")
_DRAWN = Bulk(s.dup_sketch, ("article_id", "tokens", "shingles", "nums", "caps", "title", "marks", "grp", "grams"))


def _row(grp: int, sketch: Sketch) -> Row:
    return (
        sketch.article,
        sketch.tokens,
        _packed(sketch.shingles),
        sorted(sketch.numbers),
        sorted(sketch.names),
        sorted(sketch.title),
        sorted([mark.kind, mark.value, mark.lead] for mark in sketch.marks),
        grp,
        sketch.grams.to_bytes((sketch.grams.bit_length() + 7) // 8, "little"),
    )


def _sketch(row: Sequence[Any]) -> Sketch:
    article, tokens, shingles, nums, caps, title, marks, grams = row
    return Sketch(
        article,
        tokens,
        _unpacked(shingles),
        frozenset(unpacked(nums)),
        frozenset(unpacked(caps)),
        frozenset(unpacked(title)),
        frozenset(Mark(*mark) for mark in unpacked(marks)),
        int.from_bytes(grams, "little"),
    )


def _packed(shingles: Sequence[int]) -> bytes:
    values = array.array("I", shingles)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def _unpacked(data: bytes) -> tuple[int, ...]:
    values = array.array("I")
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return tuple(values)
