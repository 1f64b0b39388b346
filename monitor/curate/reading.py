"""A document as one topic sees it: hits inside its decoys are not there."""

import re
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from typing import Any, Protocol, TypeVar

from monitor.curate.page import Found
from monitor.lang.fold import fold
from monitor.lang.operators.node import FIELDS, Node, Place
from monitor.lang.operators.words import Term, terms_of
from monitor.lang.tokens import is_dense

T = TypeVar("T")

MOST_PLACES = 1000  # of a term or group on a page; what a flood of them has beyond does not count
MOST_HINTS = 3  # of what a group nearly found
MOST_TRIED = 2000  # terms of it that are tried for that
_WILD = re.compile("[*?]")


class Compiled(Protocol):
    """What of a topic is needed to read for it."""

    @property
    def decoys(self) -> frozenset[int]:
        """The numbers of its decoys."""

    @property
    def members(self) -> Mapping[int, Mapping[int, str]]:
        """For each leaf, by identity, its terms by number, as they are shown."""

    @property
    def numbers(self) -> Mapping[int, frozenset[int]]:
        """For each leaf, by identity, the numbers of its terms."""


class TopicReading:
    """What one topic finds on a page (`lang.operators.node.Reading`)."""

    __slots__ = ("_decoyed", "_found", "_kept", "_made", "_topic")

    def __init__(self, topic: Compiled, found: Found) -> None:
        self._topic, self._found = topic, found
        self._kept: dict[int, list[Place]] = {}
        self._made: dict[Hashable, Any] = {}
        self._decoyed = _Swallowed(span for decoy in found.seen(topic.decoys) for span in found.spans(decoy))

    def find(self, leaf: Node, fields: Sequence[str]) -> Sequence[Place]:
        """The places of a term or group within these fields, in order."""
        places = self._kept.get(id(leaf))
        if places is None:
            places = self._kept[id(leaf)] = self._places(leaf)
        return places if not places or fields is FIELDS else [place for place in places if place.field in fields]

    def fact(self, field: str) -> str:
        """A fact about the document."""
        return str(getattr(self._found.page.document, field, ""))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave the first time it was asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def stored(self, field: str) -> str:
        """The text of a field as it is stored."""
        return str(getattr(self._found.page.document, field))

    def place(self, field: str, start: int, end: int, term: str) -> Place | None:
        """The place of [start, end) of the stored field; None where a decoy swallows it."""
        first, last = self._found.page.folded(field, start, end)
        swallowed = last > first and self._decoyed.around(first, last)
        return None if swallowed else Place(first, last, field, term, (start, end))

    def stride(self, start: int, end: int) -> int:
        """Twice the number of words between two places of the page."""
        return self._found.page.stride(start, end)

    def nearly(self, leaf: Node, fields: Sequence[str]) -> str:
        """What was seen of a leaf that does not count, in words: inside a decoy, in another field, in other capitals,
        going on, or with its words apart."""
        if decoyed := self.swallowed(leaf):
            return decoyed
        if self.find(leaf, fields):
            return ""
        if elsewhere := self.find(leaf, FIELDS):
            return f"“{elsewhere[0].term}” stands in the {elsewhere[0].field}"
        hints = (hint for term in terms_of(leaf)[:MOST_TRIED] if (hint := self._hint(term)))
        return "; ".join(hint for _, hint in zip(range(MOST_HINTS), hints, strict=False))

    def swallowed(self, leaf: Node) -> str:
        """Which hits of a leaf lie inside a decoy and do not count, in words."""
        page, members = self._found.page.text, self._topic.members[id(leaf)]
        inside = {
            (members[term], page[slice(*around)])
            for term, start, end in islice(self._spans(leaf), MOST_PLACES)
            if (around := self._decoyed.around(start, end))
        }
        return "; ".join(f"“{term}” lies inside the decoy “{decoy}”" for term, decoy in sorted(inside))

    def _hint(self, term: Term) -> str:
        """How near the text comes to a term that is not there."""
        page, folded = self._found.page.text, fold(_WILD.sub("", term.text))
        if term.exact:
            return f"the text has “{term.text}” in other capitals" if f" {folded} " in page else ""
        if _WILD.search(term.text) or is_dense(folded):
            return ""
        if f" {folded}" in page and (found := re.search(f" ({re.escape(folded)}[^ \n]+)", page)):
            return f"the text has “{found[1]}”, which {replace(term, text=f'{term.text}*').write()} would find"
        words = folded.split()
        if len(words) > 1 and all(f" {word} " in page for word in words):
            return f"the words of “{term.text}” are there, but not side by side"
        return ""

    def _places(self, leaf: Node) -> list[Place]:
        numbers = self._topic.numbers[id(leaf)]
        if self._found.lacks(numbers):
            return []
        members, found = self._topic.members[id(leaf)], self._found
        field, around = found.page.field, self._decoyed.around
        kept = [
            Place(start, end, field(start), members[term])
            for term in found.seen(numbers)
            for start, end in found.spans(term)
            if not around(start, end)
        ]
        kept.sort()
        return kept[:MOST_PLACES]

    def _spans(self, leaf: Node) -> Iterator[tuple[int, int, int]]:
        for term in self._found.seen(self._topic.numbers[id(leaf)]):
            for start, end in self._found.spans(term):
                yield term, start, end


class _Swallowed:
    """The places of decoys on a page. Asked for every hit, so in time that grows with the logarithm of their number."""

    __slots__ = ("_begins", "_farthest")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._begins = [start for start, _ in ordered]
        self._farthest: list[tuple[int, int]] = list(accumulate(ordered, _farther))  # of those up to here

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        """The decoy that holds all of [start, end), if one does."""
        if not self._begins:
            return None
        number = bisect_right(self._begins, start) - 1
        if number < 0 or self._farthest[number][1] < end:
            return None
        return self._farthest[number]


def _farther(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one if one[1] >= other[1] else other
