"""What the search index can say of a topic's query: a bound holds of every article that the query holds of, and of as
few others as an index can tell.

A term is asked for by what the matcher's automaton reports of it: its needle, as tokens. So whatever the matcher can
find, the index finds, also where the two cut texts differently (parts of a run of Hangul or Han, Arabic particles).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.lang.operators.fields import TEXT_FIELDS, Fact, Scope
from monitor.lang.operators.logic import And, Not, Or
from monitor.lang.operators.node import TITLE, Node
from monitor.lang.operators.words import Group, Term
from monitor.lang.patterns import pattern
from monitor.lang.search import TITLE as TITLE_COLUMN
from monitor.lang.search import All, Any, Clause, Phrase
from monitor.lang.tokens import is_dense, pairs

LONGEST = 100  # characters of a token: an index may keep no more of it


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: "tuple[Bound, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: "tuple[Bound, ...]"


Bound = Both | Either | Fact | Phrase | All | Any


def upper(node: Node, field: str | None = None) -> Bound | None:
    """What holds wherever the query does; None: nothing that an index knows of. `field` as in a search."""
    match node:
        case Term():
            return term_bound(node, field)
        case Group():
            return either(term_bound(term, field) for term in node.terms)
        case Fact():
            return node
        case Or():
            return either(upper(item, field) for item in node.items)
        case And():
            return both(upper(item, field) for item in node.items)
        case Not():
            return None
        case Scope():
            return upper(node.item, _column(node, field))
    return both(either(upper(member, field) for member in clause) for clause in node.clauses())


def both(parts: Iterable[Bound | None]) -> Bound | None:
    """All of the parts that say anything."""
    known = tuple(dict.fromkeys(part for part in parts if part is not None))
    if all(isinstance(part, Clause) for part in known):
        return _one(All, known)
    return _one(Both, known)


def either(parts: Iterable[Bound | None]) -> Bound | None:
    """One of the parts; None when one of them can be anything."""
    known: dict[Bound, None] = {}
    for part in parts:
        if part is None:
            return None
        known[part] = None
    if all(isinstance(part, Clause) for part in known):
        return _one(Any, tuple(known))
    texts = tuple(part for part in known if isinstance(part, Clause))
    rest = tuple(part for part in known if not isinstance(part, Clause))
    return _one(Either, (*((_one(Any, texts),) if texts else ()), *rest))  # type: ignore[arg-type]


def term_bound(term: Term, field: str | None = None) -> Clause | None:
    """The tokens that are there wherever the automaton reports the term."""
    made = pattern(term.text, exact=term.exact)
    words = made.needle.split()
    if not words:
        return None
    begins = [stem + words[0] for stem in sorted(made.glued)] if made.glued is not None else [words[0]]
    whole = made.needle.endswith(" ")
    return _one(Any, tuple(_phrase([begin, *words[1:]], whole, field) for begin in begins))  # type: ignore[return-value]


def _column(scope: Scope, field: str | None) -> str | None:
    """The index tells the title from the rest, and no more."""
    return TITLE_COLUMN if TEXT_FIELDS[scope.field] == (TITLE,) else field


def _phrase(words: Sequence[str], whole: bool, field: str | None) -> Clause:
    *first, last = words
    tokens = [token for word in first for token in (pairs(word) if is_dense(word) else [word])]
    prefix = not whole
    if is_dense(last):
        tokens += pairs(last) if whole else pairs(last)[:-1] or [last]
        prefix = not whole and len(last) == 1
    else:
        tokens.append(last)
    if max(map(len, tokens)) <= LONGEST:
        return Phrase(tuple(tokens), prefix, field)
    parts = [Phrase((token[:LONGEST],), len(token) > LONGEST, field) for token in tokens[:-1]]
    return All((*parts, Phrase((tokens[-1][:LONGEST],), prefix or len(tokens[-1]) > LONGEST, field)))


def _one(kind: type[Both | Either | All | Any], parts: tuple[Bound, ...]) -> Bound | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(parts)  # type: ignore[arg-type]
