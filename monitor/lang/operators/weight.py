"""WEIGHT/n( … ): alternatives of different weight; what is found of them must add up to n."""

# ruff: noqa: D102 - Node says what each method is for

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from monitor.lang.operators.logic import And, Or
from monitor.lang.operators.node import Binds, Context, Node, Place, Reading, Rule, Why, number_of

HEAVIEST = 100


def _build_share(context: Context, children: Sequence[Any]) -> Node:
    item, token = children
    if not token[1:].removeprefix("-").isdecimal():
        raise context.refuse(f"{token}: a weight is a whole number, like word^2", token.start_pos)
    weight = int(token[1:])
    if not 1 <= abs(weight) <= HEAVIEST:
        raise context.refuse(f"{token}: a weight goes from 1 to {HEAVIEST}, or from -1 to -{HEAVIEST}", token.start_pos)
    if isinstance(item, Share):
        raise context.refuse(f"{token}: this has a weight already", token.start_pos)
    if item.open():
        raise context.refuse(
            f"{token}: what is absent has no weight; give what speaks against the topic a negative one, like word^-2",
            token.start_pos,
        )
    return Share(item, weight, token.start_pos)


def _build_weight(context: Context, children: Sequence[Any]) -> Node:
    operator, inner = children
    least = number_of(context, operator)
    parts = inner.items if isinstance(inner, Or) else (inner,)
    for part in parts:
        if isinstance(part, And) or part.open():
            raise context.refuse(
                f"the parts of {operator} are joined by OR; put “{part.write()}” into parentheses and give it a weight",
                operator.start_pos,
            )
    weight = Weight(least, tuple(p if isinstance(p, Share) else Share(p, 1) for p in parts))
    most = sum(share.weight for share in weight.items if share.weight > 0)
    if most < least:
        raise context.refuse(f"{operator} can never hold: its weights add up to {most} at most", operator.start_pos)
    return weight


@dataclass(frozen=True, slots=True)
class Share(Node):
    """A part of WEIGHT with what it is worth; below zero it speaks against. It stands nowhere else."""

    item: Node
    weight: int
    at: int = field(default=0, compare=False, repr=False)  # in the query

    grammar: ClassVar[tuple[Rule, ...]] = (Rule("atom", "atom SHARE", _build_share, r"SHARE: /\^-?\d{1,4}([.,]\d+)?/"),)

    def parts(self) -> tuple[Node, ...]:
        return (self.item,)

    def write(self) -> str:
        if self.weight == 1 and self.item.binds > Binds.AND:
            return self.item.write()
        return f"{self.item.inside(Binds.NEAR)}^{self.weight}"

    def say(self) -> str:
        return f"{self.item.say()} ({self.weight:+})"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return self.item.holds(reading, fields)

    def misplaced(self) -> str:
        return f"^{self.weight}: a weight counts only inside WEIGHT/n( … ), like WEIGHT/3(sanction*^2 OR embargo*)"


@dataclass(frozen=True, slots=True)
class Weight(Node):
    """The weights of the parts that hold add up to `least` or more. A part counts once, however often it is found."""

    least: int
    items: tuple[Share, ...]

    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("atom", 'WEIGHT "(" disjunction ")"', _build_weight, r"WEIGHT.3: /WEIGHT\/\d+(?=\s*\()/"),
    )

    def parts(self) -> tuple[Node, ...]:
        return self.items

    def write(self) -> str:
        return f"WEIGHT/{self.least}({' OR '.join(item.write() for item in self.items)})"

    def say(self) -> str:
        return f"at least {self.least} together: {', '.join(item.say() for item in self.items)}"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return self._sum(reading, fields) >= self.least

    def _sum(self, reading: Reading, fields: Sequence[str]) -> int:
        return sum(share.weight for share in self.items if share.holds(reading, fields))

    def evidence(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        found = (share.item for share in self.items if share.weight > 0 and share.holds(reading, fields))
        return [place for item in found for place in item.evidence(reading, fields)]

    def guard(self) -> frozenset[Node]:
        return frozenset[Node]().union(*(share.item.guard() for share in self.items if share.weight > 0))

    def clauses(self) -> tuple[frozenset[Node], ...]:
        """Of the parts one, and each without which the others do not reach it."""
        most = sum(share.weight for share in self.items if share.weight > 0)
        needed = (share for share in self.items if share.weight > 0 and most - share.weight < self.least)
        return (self.guard(), *(clause for share in needed for clause in share.item.clauses()))

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        return f"the weights add up to {self._sum(reading, fields)} of {self.least}"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        there = [f"{item.write()}" for item, part in zip(self.items, parts, strict=True) if part.holds]
        return f"{note}: {', '.join(there) if there else 'none of the parts'} is there"
