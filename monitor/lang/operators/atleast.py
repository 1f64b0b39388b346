"""ATLEAST/n: something is there n times."""

# ruff: noqa: D102 - Node says what each method is for

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.lang.operators.node import Context, Node, Place, Reading, Rule, Why, need_places, number_of


def _build(context: Context, children: Sequence[Any]) -> Node:
    operator, part = children
    need_places(context, operator, part)
    return AtLeast(number_of(context, operator), part)


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """The part is found at `times` places of one field that do not overlap: one field, since a summary often repeats
    the beginning of the body."""

    times: int
    item: Node

    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("atom", 'ATLEAST "(" disjunction ")"', _build, r"ATLEAST.3: /ATLEAST\/\d+(?=\s*\()/"),
    )

    def parts(self) -> tuple[Node, ...]:
        return (self.item,)

    def write(self) -> str:
        return f"ATLEAST/{self.times}({self.item.write()})"

    def say(self) -> str:
        return f"at least {self.times} times in one field: ({self.item.say()})"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return bool(self.places(reading, fields))

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        enough = self._fields(reading, fields)
        return [place for place in self.item.places(reading, fields) if place.field in enough] if enough else ()

    def evidence(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        """The terms themselves, where the part is a stretch from one to another."""
        enough = self._fields(reading, fields)
        return [place for place in self.item.evidence(reading, fields) if place.field in enough]

    def _fields(self, reading: Reading, fields: Sequence[str]) -> set[str]:
        """The fields in which there is enough of it."""
        return reading.once((id(self), *fields), lambda: self._enough(self.item.places(reading, fields)))

    def _enough(self, found: Sequence[Place]) -> set[str]:
        if len(found) < self.times:
            return set()
        by_field: dict[str, list[Place]] = {}
        for place in found:
            by_field.setdefault(place.field, []).append(place)
        return {field for field, places in by_field.items() if _apart(places) >= self.times}

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        """How often it is there."""
        found = self.item.places(reading, fields)
        counts = {field: _apart([place for place in found if place.field == field]) for field in fields}
        said = [f"{n} {'time' if n == 1 else 'times'} in the {field}" for field, n in counts.items() if n]
        return f"found {', '.join(said)}" if said and max(counts.values()) < self.times else ""

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"{self.write()}: {note}, wanted {self.times} in one field" if note else parts[0].why

    def clauses(self) -> tuple[frozenset[Node], ...]:
        return self.item.clauses()

    def positional(self) -> bool:
        return True


def _apart(places: Sequence[Place]) -> int:
    """How many of the places can be taken so that none overlap: greedily, by their ends."""
    count, free = 0, -1
    for place in sorted(places, key=lambda place: place.end):
        if place.start >= free:
            count, free = count + 1, place.end
    return count
