"""AND, OR, NOT."""

# ruff: noqa: D102 - Node says what each method is for

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.errors import QueryError
from monitor.lang.operators.node import Binds, Context, Node, Place, Reading, Rule, Why, likelihood
from monitor.lang.search import Any as AnyClause
from monitor.lang.search import Clause, Restriction, Without, join


def all_of(parts: Iterable[Node]) -> Node:
    """AND over the parts, flat."""
    flat = tuple(p for part in parts for p in (part.items if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: Iterable[Node]) -> Node:
    """OR over the parts, flat."""
    flat = tuple(p for part in parts for p in (part.items if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def negate(part: Node) -> Node:
    """NOT; twice is nothing."""
    return part.item if isinstance(part, Not) else Not(part)


def _build_and(_context: Context, children: Sequence[Any]) -> Node:
    return all_of(child for child in children if isinstance(child, Node))


def _build_or(_context: Context, children: Sequence[Any]) -> Node:
    return any_of(child for child in children if isinstance(child, Node))


def _build_not(_context: Context, children: Sequence[Any]) -> Node:
    return negate(children[-1])


FEW, NEAREST = 3, "nearest: "  # alternatives that are each spoken of; what goes before the best of more


def _share(node: Node, why: Why) -> float:
    """How much of what must be there is there: of alternatives the best one, of the rest the mean."""
    parts = [(part, said) for part, said in zip(node.parts(), why.parts, strict=True) if not isinstance(part, Not)]
    if not parts:
        return float(why.holds)
    shares = [_share(part, said) for part, said in parts]
    return max(shares) if isinstance(node, Or) else sum(shares) / len(shares)


@dataclass(frozen=True, slots=True)
class And(Node):
    """Every part holds."""

    items: tuple[Node, ...]

    binds: ClassVar[Binds] = Binds.AND
    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("conjunction", "conjunction negation", _build_and),
        Rule("conjunction", "conjunction AND negation", _build_and, r'AND.3: /AND(?![^\s()"])/'),
    )

    def parts(self) -> tuple[Node, ...]:
        return self.items

    def write(self) -> str:
        return " AND ".join(item.inside(self.binds) for item in self.items)

    def say(self) -> str:
        wanted = [_bracket(item, self.binds) for item in self.items if not isinstance(item, Not)]
        unwanted = [_bracket(item.item, Binds.NOT) for item in self.items if isinstance(item, Not)]
        return " and ".join(wanted) + "".join(f", but not {text}" for text in unwanted)

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return all(item.holds(reading, fields) for item in self.items)

    def open(self) -> bool:
        return all(item.open() for item in self.items)

    def guard(self) -> frozenset[Node]:
        return min((item.guard() for item in self.items if not item.open()), key=likelihood, default=frozenset())

    def clauses(self) -> tuple[frozenset[Node], ...]:
        return tuple(clause for item in self.items for clause in item.clauses())

    def conjuncts(self) -> tuple[Node, ...]:
        return self.items

    def clause(self, field: str | None) -> Clause:
        return _clause_of(self.items, field)


def _clause_of(items: Sequence[Node], field: str | None) -> Clause:
    clause = join(list(items), field)
    if clause is None or (isinstance(clause, Without) and clause.wanted is None):
        raise QueryError("nothing but exclusions: add a word that must be there")
    return clause


@dataclass(frozen=True, slots=True)
class Or(Node):
    """At least one part holds."""

    items: tuple[Node, ...]

    binds: ClassVar[Binds] = Binds.OR
    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("disjunction", "disjunction OR conjunction", _build_or, r'OR.3: /OR(?![^\s()"])/'),
    )

    def parts(self) -> tuple[Node, ...]:
        return self.items

    def write(self) -> str:
        return " OR ".join(item.inside(self.binds) for item in self.items)

    def say(self) -> str:
        return " or ".join(_bracket(item, Binds.AND) for item in self.items)

    def lack(self, parts: Sequence[Why], note: str) -> str:
        """Of few alternatives each; of many the nearest."""
        if len(parts) <= FEW and not any(part.parts for part in parts):
            return "; ".join(part.why for part in parts)
        shares = [_share(item, part) for item, part in zip(self.items, parts, strict=True)]
        nearest = parts[shares.index(max(shares))]
        if not max(shares):
            return f"none of {len(parts)} alternatives: {parts[0].why}; …"
        return f"of {len(parts)} alternatives none holds; {NEAREST}{nearest.why.rpartition(NEAREST)[2]}"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        for item in self.items:  # noqa: SIM110 - half the time of any(): most of all that is evaluated is here
            if item.holds(reading, fields):
                return True
        return False

    def open(self) -> bool:
        return any(item.open() for item in self.items)

    def positional(self) -> bool:
        return all(item.positional() for item in self.items)

    def facts(self) -> tuple[Restriction, ...] | None:
        """Facts about the same thing are one restriction: `lang:ko OR lang:ja`."""
        found = [item.facts() for item in self.items]
        if all(facts is None for facts in found):
            return None
        flat = [fact for facts in found for fact in facts or ()]
        if None in found or len(flat) != len(found) or any(f.negated for f in flat) or len({f.field for f in flat}) > 1:
            raise QueryError(
                f"“{self.write()}”: in a search, facts such as outlet: or lang: stand beside the words, not in OR"
            )
        return (Restriction(flat[0].field, tuple(value for fact in flat for value in fact.values)),)

    def clause(self, field: str | None) -> Clause:
        self.facts()
        return AnyClause(tuple(_clause_of(item.conjuncts(), field) for item in self.items))


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The part does not hold. Nothing of it is evidence."""

    item: Node

    binds: ClassVar[Binds] = Binds.NOT
    grammar: ClassVar[tuple[Rule, ...]] = (Rule("negation", "NOT negation", _build_not, r'NOT.3: /NOT(?![^\s()"])/'),)

    def parts(self) -> tuple[Node, ...]:
        return (self.item,)

    def write(self) -> str:
        return f"NOT {self.item.inside(self.binds)}"

    def say(self) -> str:
        return f"not {_bracket(self.item, self.binds)}"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"{self.item.say()} is there, and must not be"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return not self.item.holds(reading, fields)

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return ()

    evidence = places

    def open(self) -> bool:
        return True

    def guard(self) -> frozenset[Node]:
        return frozenset()

    def facts(self) -> tuple[Restriction, ...] | None:
        found = self.item.facts()
        if found is None:
            return None
        (fact,) = found
        return (Restriction(fact.field, fact.values, negated=not fact.negated),)

    def clause(self, field: str | None) -> Clause:
        return Without(None, _clause_of(self.item.conjuncts(), field))


def _bracket(item: Node, binds: Binds) -> str:
    return item.say() if item.binds > binds else f"({item.say()})"
