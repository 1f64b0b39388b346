"""What a search query asks of the index: a small tree of token phrases, and the facts that narrow it down.

The index holds two columns, `title` and `text` (summary and body); `None` is both. Tokens are those of `index_text`.
"""

from dataclasses import dataclass
from typing import Protocol

from monitor.errors import QueryError
from monitor.lang.fold import fold
from monitor.lang.tokens import is_dense, pairs

TITLE, TEXT = "title", "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens next to each other, in order; `prefix`: the last one may go on. `field`: title, text or both (None)."""

    tokens: tuple[str, ...]
    prefix: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every part is there."""

    parts: "tuple[Clause, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part is there."""

    parts: "tuple[Clause, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """`wanted` is there and `unwanted` is not. `wanted` None: everything but the unwanted (only beside facts)."""

    wanted: "Clause | None"
    unwanted: "Clause"


@dataclass(frozen=True, slots=True)
class Restriction:
    """A fact that must hold (or must not): one of `values`, each an exact word or a beginning when it ends in `*`."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


Clause = Phrase | All | Any | Without


@dataclass(frozen=True, slots=True)
class Plan:
    """A search query read: what the index is asked (None: nothing), and the facts."""

    text: Clause | None
    facts: tuple[Restriction, ...] = ()


class Searchable(Protocol):
    """What a query must be able to say of itself."""

    def facts(self) -> tuple[Restriction, ...] | None:
        """The restrictions that this part comes down to, or None when it asks for text."""

    def clause(self, field: str | None) -> Clause:
        """What it asks of the index, within a field; raises QueryError for what an index can not answer."""

    def conjuncts(self) -> "tuple[Searchable, ...]":
        """The parts that must all hold; itself when there is only one."""


def plan(node: Searchable) -> Plan:
    """Split a query into what the index answers and what the facts answer.

    Raises:
        QueryError: facts inside an OR with words, or an operator that only topics have.
    """
    facts: list[Restriction] = []
    texts: list[Searchable] = []
    for part in node.conjuncts():
        found = part.facts()
        if found is None:
            texts.append(part)
        else:
            facts.extend(found)
    return Plan(join(texts, None), tuple(facts))


def join(parts: "list[Searchable]", field: str | None) -> Clause | None:
    """The clause in which every part holds. Negated parts are taken off the others."""
    clauses = [part.clause(field) for part in parts]
    wanted = tuple(c for c in clauses if not (isinstance(c, Without) and c.wanted is None))
    unwanted = tuple(c.unwanted for c in clauses if isinstance(c, Without) and c.wanted is None)
    kept = _one(wanted, All) if wanted else None
    return Without(kept, _one(unwanted, Any)) if unwanted else kept


def phrase(text: str, field: str | None) -> Phrase:
    """A term of a query as tokens. The last run of a dense script may go on; one character of it is a prefix.

    Raises:
        QueryError: a wildcard within the term, which an index can not answer.
    """
    prefix = text.endswith("*")
    if "*" in text[:-1] or "?" in text:
        raise QueryError(f"“{text}”: a search knows * only at the end of a term; ? and * inside it work in topics")
    *words, last = fold(text).split()
    tokens = [token for word in words for token in (pairs(word) if is_dense(word) else [word])]
    if not is_dense(last):
        return Phrase((*tokens, last), prefix, field)
    return Phrase((*tokens, *(pairs(last)[:-1] or [last])), len(last) == 1, field)


def _one(parts: tuple[Clause, ...], kind: type[All] | type[Any]) -> Clause:
    return parts[0] if len(parts) == 1 else kind(parts)
