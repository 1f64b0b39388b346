"""What every operator of the query language can do. One file of this package holds one family of operators; whatever
has a class here with a `grammar` is part of the language."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from monitor.errors import QueryError
from monitor.lang.search import Clause, Restriction

T = TypeVar("T")
TITLE, SUMMARY, BODY = FIELDS = ("title", "summary", "body")
NEAREST, FARTHEST = 1, 100  # what the n of an operator may be


class Binds(IntEnum):
    """How tightly an operator holds its parts together; the looser one needs parentheses inside the tighter."""

    OR = 1
    AND = 2
    NOT = 3
    NEAR = 4
    ATOM = 5


class Place(NamedTuple):
    """Where a term was found: [start, end) in the folded page, the field, and the term as written. `source`: [start,
    end) in the stored field where that is known already."""

    start: int
    end: int
    field: str
    term: str
    source: tuple[int, ...] = ()


class Why(Protocol):
    """What became of a part of a query: whether it holds, and why not, in words."""

    @property
    def holds(self) -> bool:
        """Whether it holds."""

    @property
    def why(self) -> str:
        """Why not."""

    @property
    def parts(self) -> "Sequence[Why]":
        """What became of its parts."""


class Reading(Protocol):
    """A document as one topic sees it: decoys already taken away."""

    def find(self, leaf: "Node", fields: Sequence[str]) -> Sequence[Place]:
        """The places of a term or group within these fields, in order."""

    def fact(self, field: str) -> str:
        """A fact about the document."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave the first time it was asked for."""

    def stored(self, field: str) -> str:
        """The text of a field as it is stored."""

    def place(self, field: str, start: int, end: int, term: str) -> Place | None:
        """The place of [start, end) of the stored field; None where a decoy swallows it."""

    def nearly(self, leaf: "Node", fields: Sequence[str]) -> str:
        """What of a term or group was seen that does not count, in words."""

    def stride(self, start: int, end: int) -> int:
        """Twice the number of words from one place of the page to a later one; a Han, Kana or Thai character is half
        a word."""


Groups = Mapping[str, tuple[str, ...]] | None
Built = Callable[["Context", Sequence[Any]], "Node"]


@dataclass(frozen=True, slots=True)
class Context:
    """What the parser hands to a builder: the query, and the groups it may use (None: any)."""

    query: str
    groups: Groups

    def refuse(self, message: str, at: int, *expected: str) -> QueryError:
        """An error at a place in the query."""
        return QueryError(message, query=self.query, at=at, expected=expected)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write an operator: the level of the grammar it belongs to, its expansion, and what it builds. Empty
    terminals need no line of their own."""

    level: str
    expansion: str
    build: Built
    terminals: str = ""


class Node(ABC):
    """A part of a query. Frozen, comparable; holds no place in the text it came from."""

    __slots__ = ()
    binds: ClassVar[Binds] = Binds.ATOM
    grammar: ClassVar[tuple[Rule, ...]] = ()

    @abstractmethod
    def write(self) -> str:
        """The query language again."""

    @abstractmethod
    def say(self) -> str:
        """In words, for people."""

    @abstractmethod
    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        """Whether it is true of the document, looking at these fields."""

    def lack(self, parts: Sequence[Why], note: str) -> str:
        """Why it does not hold, in words; `parts` says what became of its parts, `note` is its own."""
        return "; ".join(part.why for part in parts if not part.holds) or note or f"{self.say()}: no"

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        """What was seen of it that does not count, or how little was missing, in words."""
        return ""

    def parts(self) -> "tuple[Node, ...]":
        """The parts it is made of."""
        return ()

    def narrow(self, fields: Sequence[str]) -> Sequence[str]:
        """The fields that its parts look at, when it looks at these."""
        return fields

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        """Where it was found. Only what has a place (`positional`) is asked."""
        return sorted(place for part in self.parts() for place in part.places(reading, fields))

    def evidence(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        """The places that made it true; asked only when it holds."""
        return [p for part in self.parts() if part.holds(reading, fields) for p in part.evidence(reading, fields)]

    def positional(self) -> bool:
        """Whether it stands at places in the text, so that NEAR, BEFORE and ATLEAST can use it."""
        return False

    def open(self) -> bool:
        """Whether it can hold without any term or fact being there: such a query would match nearly everything."""
        return False

    def guard(self) -> "frozenset[Node]":
        """Terms and facts of which at least one must be there for it to hold. Never empty unless `open`."""
        return frozenset[Node]().union(*(part.guard() for part in self.parts()))

    def likely(self) -> float:
        """How often it is there, roughly: what is short is there often."""
        return float(2.0 ** -min(len(self.write()), 10))

    def clauses(self) -> "tuple[frozenset[Node], ...]":
        """Guards that must all be met for it to hold: of each, one term or fact must be there."""
        return () if self.open() else (self.guard(),)

    def facts(self) -> tuple[Restriction, ...] | None:
        """The restrictions that it comes down to in a search, or None when it asks for text."""
        return None

    def conjuncts(self) -> "tuple[Node, ...]":
        """The parts that must all hold."""
        return (self,)

    def clause(self, field: str | None) -> Clause:
        """What a search asks of the index."""
        raise QueryError(
            f"“{self.write()}” works in topics; a search knows words, phrases, prefix*, AND, OR, NOT, title:"
        )

    def inside(self, binds: Binds) -> str:
        """Written as a part of something that binds so tightly."""
        return self.write() if self.binds > binds else f"({self.write()})"


def likelihood(guard: frozenset[Node]) -> float:
    """How often a guard fires, roughly: many terms, and short ones, fire often."""
    return sum(node.likely() for node in guard)


def number_of(context: Context, token: Any) -> int:
    """The n of `NEAR/n`, checked."""
    number = int(token.partition("/")[2])
    if not NEAREST <= number <= FARTHEST:
        raise context.refuse(f"{token}: the number goes from {NEAREST} to {FARTHEST}", token.start_pos)
    return number


def need_places(context: Context, operator: Any, *parts: Node) -> None:
    """Refuse parts that stand nowhere in the text."""
    for part in parts:
        if not part.positional():
            name = operator.partition("/")[0]
            raise context.refuse(
                f"{name} needs words, phrases or groups on both sides (OR between them is fine), not “{part.write()}”"
                if name != "ATLEAST"
                else f"ATLEAST counts words, phrases and groups (OR between them is fine), not “{part.write()}”",
                operator.start_pos,
            )
