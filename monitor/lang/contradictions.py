"""Queries that can match nothing, as far as that is cheap to see: what must be there and must not, and facts of which
an article has one."""

from collections.abc import Iterable, Iterator

from monitor.lang.fold import fold
from monitor.lang.operators.fields import Fact
from monitor.lang.operators.logic import And, Not, Or
from monitor.lang.operators.node import Node
from monitor.lang.operators.words import Group, Term

_SINGLE = frozenset({"lang", "country", "outlet"})  # an article has one of each


def impossible(node: Node) -> str:
    """What contradicts itself in a query, in words; empty when nothing does."""
    level = [node]
    while level:
        for one in level:
            if isinstance(one, And) and (why := _clash(one)):
                return why
        level = [part for parent in level for part in parent.parts()]
    return ""


def _clash(conjunction: And) -> str:
    unwanted = [leaf for item in conjunction.items if isinstance(item, Not) for leaf in _unwanted(item.item)]
    wanted = [item for item in conjunction.items if not item.open()]
    for item in wanted:
        for clause in item.clauses():
            if clause and all(any(_covers(no, leaf) for no in unwanted) for leaf in clause):
                return f"“{item.write()}” must be there, and NOT excludes it"
    return _facts(wanted)


def _unwanted(node: Node) -> Iterator[Node]:
    """The leaves of which none may be there at all, in whatever field."""
    if isinstance(node, Or):
        for item in node.items:
            yield from _unwanted(item)
    elif isinstance(node, Group):
        yield from node.terms
    elif isinstance(node, Term | Fact):
        yield node


def _covers(no: Node, leaf: Node) -> bool:
    """Whether the one is there wherever the other is."""
    if no == leaf:
        return True
    if not isinstance(no, Term) or not isinstance(leaf, Term) or no.exact:
        return False
    if any(sign in term.text[:-1] for term in (no, leaf) for sign in "*?"):
        return False
    shorter, longer = fold(no.text), fold(leaf.text)
    return longer.startswith(shorter) if no.prefix else longer == shorter and not leaf.prefix


def _facts(items: Iterable[Node]) -> str:
    """Facts of one kind that can not both be so."""
    seen: dict[str, tuple[set[str], Node]] = {}
    for item in items:
        facts = item.items if isinstance(item, Or) else (item,)
        values = {fact.value.casefold() for fact in facts if isinstance(fact, Fact)}
        kinds = {fact.field if isinstance(fact, Fact) else "" for fact in facts}
        kind = next(iter(kinds))
        if len(kinds) > 1 or kind not in _SINGLE or any("*" in value or "-" in value for value in values):
            continue
        known, first = seen.get(kind, (values, item))
        if not known & values:
            return f"“{first.write()}” and “{item.write()}” can not both be so"
        seen[kind] = known & values, item
    return ""
