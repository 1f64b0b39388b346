"""Which terms an article hinges on: without one of these it would be no hit."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from monitor.lang.operators.node import FIELDS, Node, Place, Reading

T = TypeVar("T")


class Without:
    """A reading in which one term is not there."""

    __slots__ = ("_made", "_reading", "_term")

    def __init__(self, reading: Reading, term: str) -> None:
        self._reading, self._term = reading, term
        self._made: dict[Hashable, Any] = {}

    def find(self, leaf: Node, fields: Sequence[str]) -> Sequence[Place]:
        """The places of a term or group, but for those of the hidden term."""
        return [place for place in self._reading.find(leaf, fields) if place.term != self._term]

    def fact(self, field: str) -> str:
        """A fact about the document."""
        return self._reading.fact(field)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave the first time it was asked for here: what follows from the hidden term does not count."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def stride(self, start: int, end: int) -> int:
        """Twice the number of words between two places."""
        return self._reading.stride(start, end)

    def stored(self, field: str) -> str:
        """The text of a field as it is stored."""
        return self._reading.stored(field)

    def place(self, field: str, start: int, end: int, term: str) -> Place | None:
        """The place of a stretch of a stored field, unless it is of the hidden term."""
        return None if term == self._term else self._reading.place(field, start, end, term)

    def nearly(self, leaf: Node, fields: Sequence[str]) -> str:
        """What was seen that does not count."""
        return self._reading.nearly(leaf, fields)


def hinges(query: Node, reading: Reading, terms: Iterable[str]) -> frozenset[str]:
    """Those of the terms without which the query would not hold."""
    return frozenset(term for term in terms if not query.holds(Without(reading, term), FIELDS))
