"""Why a query came out as it did, in few words: for a match the alternatives that held and what they hit; for none what
each alternative lacks, nearest first. `explain` shows the whole tree; this is what one needs to mend a query."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.lang.operators.fields import Scope
from monitor.lang.operators.logic import And, Not, Or
from monitor.lang.operators.node import Node
from monitor.lang.operators.words import Group
from monitor.model.topic import Evidence, Explanation


@dataclass(frozen=True, slots=True)
class Reason:
    """One alternative of a query. `found`: what it hit; `lacks`: its parts that do not hold; `note`: what else is to
    be known of it, in words."""

    clause: str
    found: tuple[Evidence, ...] = ()
    lacks: tuple[str, ...] = ()
    note: str = ""


def reasons(query: Node, why: Explanation) -> tuple[Reason, ...]:
    """Why the query holds, or why it does not: `why` is its explanation of a document."""
    alternatives = list(_alternatives(query, why))
    if why.holds:
        return tuple(Reason(said.clause, said.evidence) for _, said in alternatives if said.holds)
    near, far = [], []
    for node, said in alternatives:
        reason = _lack(node, said)
        if reason.found or reason.note:
            near.append(reason)
        else:
            far.append(_sized(node, said))
    near.sort(key=lambda reason: (len(reason.lacks), -len(reason.found)))
    return (*near, *([Reason("", lacks=tuple(dict.fromkeys(far)))] if far else ()))


def _alternatives(node: Node, why: Explanation) -> Iterator[tuple[Node, Explanation]]:
    """What any one of would be enough: OR, also inside a field, and where it is all that an AND still lacks."""
    if isinstance(node, And) and not why.holds:
        lacking = [(part, said) for part, said in zip(node.items, why.parts, strict=True) if not said.holds]
        if len(lacking) == 1 and isinstance(lacking[0][0], Or | Scope | And):
            yield from _alternatives(*lacking[0])
            return
    inner = node.item if isinstance(node, Scope) else node
    if isinstance(inner, Or):
        parts = why.parts[0].parts if isinstance(node, Scope) else why.parts
        for part, said in zip(inner.items, parts, strict=True):
            yield from _alternatives(part, said)
    else:
        yield node, why


def _lack(node: Node, why: Explanation) -> Reason:
    """What keeps one alternative from holding."""
    if isinstance(node, Scope) and why.parts[0].parts:
        inner = _lack(node.item, why.parts[0])
        return Reason(why.clause, inner.found, inner.lacks, inner.note)
    if not node.parts() or isinstance(node, Scope):
        leaf = why.parts[0] if isinstance(node, Scope) else why
        return Reason(why.clause, lacks=(_sized(node, why),), note=leaf.note)
    parts = tuple(zip(node.parts(), why.parts, strict=True))
    found = tuple(evidence for _, part in parts if part.holds for evidence in part.evidence)
    lacks = tuple(_sized(inner, part) for inner, part in parts if not part.holds and not isinstance(inner, Not))
    notes = [note for inner, part in parts if not part.holds and (note := _note(inner, part))]
    if all(part.holds for _, part in parts):
        notes.append("each part is there, but not so")
    return Reason(why.clause, found, lacks, "; ".join(notes))


def _note(node: Node, why: Explanation) -> str:
    if isinstance(node, Not):
        hits = ", ".join(f"“{evidence.term}” in the {evidence.field}" for evidence in why.parts[0].evidence[:3])
        return f"{why.clause} excludes it{f': {hits}' if hits else ''}"
    return "; ".join(part.note for part in _walk(why) if part.note)


def _walk(why: Explanation) -> Iterator[Explanation]:
    yield why
    for part in why.parts:
        yield from _walk(part)


def _sized(node: Node, why: Explanation) -> str:
    inner = node.item if isinstance(node, Scope) else node
    return f"{why.clause} ({len(inner.terms)} terms)" if isinstance(inner, Group) and inner.terms else why.clause
