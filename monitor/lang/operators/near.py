"""NEAR/n and BEFORE/n: two things at most n words apart. Neighbours are one word apart."""

# ruff: noqa: D102 - Node says what each method is for

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.lang.operators.node import (
    Binds,
    Context,
    Node,
    Place,
    Reading,
    Rule,
    Why,
    likelihood,
    need_places,
    number_of,
)

LONGEST_LOOK = 2000  # characters back: no nested NEAR reaches farther
MOST_SECONDS = 20  # places that one place is said to meet; of a flood of them the nearest
MOST_STRETCHES = 2000  # that go on to another operator
MOST_NOTED = 50  # places of a part that are compared to say how near they came


def _build(context: Context, children: Sequence[Any]) -> Node:
    left, operator, right = children
    need_places(context, operator, left, right)
    return Near(number_of(context, operator), left, right, ordered=operator.startswith("BEFORE"))


@dataclass(frozen=True, slots=True)
class Near(Node):
    """Both parts, at most `words` apart, in the same field; `ordered`: the left one first. A place is the stretch from
    the one to the other, filed under the term that begins it."""

    words: int
    left: Node
    right: Node
    ordered: bool = False

    binds: ClassVar[Binds] = Binds.NEAR
    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("proximity", "proximity NEAR atom", _build, r'NEAR.3: /(NEAR|BEFORE)\/\d+(?![^\s()"])/'),
    )

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def write(self) -> str:
        name = "BEFORE" if self.ordered else "NEAR"
        left = self.left.write() if isinstance(self.left, Near) else self.left.inside(self.binds)
        return f"{left} {name}/{self.words} {self.right.inside(self.binds)}"

    def say(self) -> str:
        how = f"at most {self.words} words before" if self.ordered else f"within {self.words} words of"
        left, right = (part.say() if part.binds > Binds.NEAR else f"({part.say()})" for part in (self.left, self.right))
        return f"{left} {how} {right}"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return bool(self._meetings(reading, fields))

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return reading.once((id(self), "places", *fields), lambda: _few(self._meetings(reading, fields)))

    def evidence(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        met = sorted({place[:2] for meeting in self._meetings(reading, fields) for place in meeting})
        found = (place for part in self.parts() for place in part.evidence(reading, fields))
        return [place for place in found if _lies_in(place, met)]

    def positional(self) -> bool:
        return True

    def guard(self) -> frozenset[Node]:
        return min((part.guard() for part in self.parts()), key=likelihood)

    def clauses(self) -> tuple[frozenset[Node], ...]:
        return (*self.left.clauses(), *self.right.clauses())

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        """How near they came."""
        if self._meetings(reading, fields):
            return ""
        lefts, rights = self.left.places(reading, fields)[:MOST_NOTED], self.right.places(reading, fields)[:MOST_NOTED]
        pairs = [(a, b) for a in lefts for b in rights if a.field == b.field]
        if not pairs:
            return "never in the same field" if lefts and rights else ""
        apart = [(_gap(a, b, reading), a, b) for a, b in pairs]
        gap, a, b = min(apart, key=lambda one: one[0])
        if gap < 0:
            return f"“{a.term}” and “{b.term}” overlap in the {a.field}"
        words = f"{gap} {'word' if gap == 1 else 'words'}"
        order = ", and the other way round" if self.ordered and b.start < a.start else ""
        return f"at the nearest “{a.term}” and “{b.term}” are {words} apart in the {a.field}{order}"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        missing = "; ".join(part.why for part in parts if not part.holds)
        how = f"at most {self.words} apart" + (", in this order" if self.ordered else "")
        return missing or f"{self.write()}: {note or 'too far apart'}, wanted {how}"

    def _meetings(self, reading: Reading, fields: Sequence[str]) -> Sequence[tuple[Place, Place]]:
        return reading.once((id(self), *fields), lambda: list(self._meet(reading, fields)))

    def _meet(self, reading: Reading, fields: Sequence[str]) -> Iterator[tuple[Place, Place]]:
        lefts = self.left.places(reading, fields)
        rights = self.right.places(reading, fields) if lefts else ()
        yield from _follow(lefts, rights, 2 * self.words + 1, reading)
        if not self.ordered:
            yield from ((b, a) for a, b in _follow(rights, lefts, 2 * self.words + 1, reading))


def _follow(
    firsts: Sequence[Place], seconds: Sequence[Place], most: int, reading: Reading
) -> Iterator[tuple[Place, Place]]:
    """Pairs in which the second begins where the first has ended, at most so many half words later."""
    starts = [place.start for place in seconds]
    for first in firsts:
        begin = bisect_left(starts, first.end)
        for number in range(begin, min(begin + MOST_SECONDS, len(seconds))):
            second = seconds[number]
            if second.field != first.field or reading.stride(first.end, second.start) > most:
                break
            yield first, second


def _gap(a: Place, b: Place, reading: Reading) -> int:
    """How many words apart two places are; -1 where they overlap."""
    first, second = sorted((a, b))
    return -1 if second.start < first.end else reading.stride(first.end, second.start) // 2


def _few(meetings: Sequence[tuple[Place, Place]]) -> Sequence[Place]:
    """The stretches of meetings, in order. Of a flood of them, for each beginning only the shortest."""
    stretches = sorted({_stretch(a, b) for a, b in meetings})
    if len(stretches) <= MOST_STRETCHES:
        return stretches
    shortest = {(place.field, place.start): place for place in reversed(stretches)}
    return sorted(shortest.values())[:MOST_STRETCHES]


def _stretch(a: Place, b: Place) -> Place:
    return Place(min(a.start, b.start), max(a.end, b.end), a.field, a.term)


def _lies_in(place: Place, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the stretches, in order, holds the place: looked for from it backwards."""
    for number in range(bisect_right(stretches, (place.start, sys.maxsize)) - 1, -1, -1):
        start, end = stretches[number]
        if end >= place.end:
            return True
        if place.start - start > LONGEST_LOOK:
            return False
    return False
