"""What the search index can say of a topic's query: an upper bound holds of every article that the query holds of, a
lower one only of such. Between the two the text must be read.

A term is asked for by what the matcher's automaton reports of it: its needle, as tokens. So whatever the matcher can
find, the index finds, also where the two cut texts differently (parts of a run of Hangul or Han, Arabic particles).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.lang.fold import fold
from monitor.lang.operators.fields import TEXT_FIELDS, Fact, Scope
from monitor.lang.operators.logic import And, Not, Or
from monitor.lang.operators.node import TITLE, Node
from monitor.lang.operators.words import Group, Term
from monitor.lang.patterns import Pattern, pattern, words_of
from monitor.lang.search import TEXT, All, Any, Clause, Phrase
from monitor.lang.search import TITLE as TITLE_COLUMN
from monitor.lang.tokens import is_dense, pairs

LONGEST = 100  # characters of a token: an index may keep no more of it
KEPT = 8_192  # terms: an edit has nearly all of the version before
MANY = 1_500  # terms of a list
MOST_TERMS = 400  # of a lower bound: with more, telling which are sure costs more than reading


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: "tuple[Bound, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: "tuple[Bound, ...]"


@dataclass(frozen=True, slots=True)
class Less:
    """`wanted` holds and `unwanted` does not."""

    wanted: "Bound"
    unwanted: "Bound"


Bound = Both | Either | Less | Fact | Clause


def upper(node: Node, field: str | None = None) -> Bound | None:
    """What holds wherever the query does; None: nothing that an index knows of. `field` as in a search."""
    match node:
        case Term():
            return _asked(node.text, node.exact, field)
        case Group():
            return either(upper(term, field) for term in node.terms)
        case Fact():
            return node
        case Or():
            return either(upper(item, field) for item in node.items)
        case And():
            return both(_worth_asking([upper(item, field) for item in node.items]))
        case Not():
            return None
        case Scope():
            return upper(node.item, _column(node, field))
    return both(_worth_asking([either(_member(member, field) for member in clause) for clause in node.clauses()]))


def lower(node: Node, decoys: Sequence[str], field: str | None = None) -> Bound | None:
    """What holds only where the query does; None: the index is never sure. It is of single words in one or no field,
    joined by AND, OR and NOT, as far as no decoy can swallow them, and of most facts."""
    match node:
        case Term():
            return _sure(node, decoys, field)
        case Group():
            terms = node.terms if len(node.terms) <= MOST_TERMS else ()
            return _any_of(lower(term, decoys, field) for term in terms)
        case Fact():
            return None if node.field == "feed" else node
        case Or():
            return _any_of(lower(item, decoys, field) for item in node.items)
        case And():
            return _lower_and(node, decoys, field)
        case Scope() if TEXT_FIELDS[node.field] == (TITLE,) or node.field == TEXT:
            return lower(node.item, decoys, _column(node, field))
    return None


def both(parts: Iterable[Bound | None]) -> Bound | None:
    """All of the parts that say anything."""
    known = tuple(dict.fromkeys(part for part in parts if part is not None))
    texts = tuple(part for part in known if isinstance(part, Clause))
    rest = tuple(part for part in known if not isinstance(part, Clause))
    text = (texts[0] if len(texts) == 1 else All(texts),) if texts else ()
    return _joined(Both, (*text, *rest))


def _worth_asking(parts: Sequence[Bound | None]) -> Sequence[Bound | None]:
    """Without lists so long that asking the index costs more than reading what they would rule out, where a shorter one
    narrows already."""
    sizes = [_size(part) if part is not None else MANY + 1 for part in parts]
    short = [part for part, size in zip(parts, sizes, strict=True) if size <= MANY]
    return short or parts


def _size(part: Bound) -> int:
    return sum(map(_size, part.parts)) if isinstance(part, All | Any | Both | Either) else 1


def either(parts: Iterable[Bound | None]) -> Bound | None:
    """One of the parts; None when one of them can be anything."""
    known: dict[Bound, None] = {}
    for part in parts:
        if part is None:
            return None
        known[part] = None
    return _any_of(known)


def _any_of(parts: Iterable[Bound | None]) -> Bound | None:
    """One of the parts that say anything."""
    flat = tuple(dict.fromkeys(_flat(parts)))
    wide = {part for part in flat if not _titled(part)}
    texts = tuple(part for part in flat if isinstance(part, Clause) and not (_titled(part) and _untitled(part) in wide))
    rest = tuple(part for part in flat if not isinstance(part, Clause))
    text = (texts[0] if len(texts) == 1 else Any(texts),) if texts else ()
    return _joined(Either, (*text, *rest))


def _flat(parts: Iterable[Bound | None]) -> Iterator[Bound]:
    for part in parts:
        if isinstance(part, Any | Either):
            yield from _flat(part.parts)
        elif part is not None:
            yield part


def _titled(part: Bound) -> bool:
    """Whether something in it is asked of the title only."""
    if isinstance(part, All | Any):
        return any(map(_titled, part.parts))
    return isinstance(part, Phrase) and part.field is not None


def _untitled(part: Clause) -> Clause:
    """The same, asked of the whole text."""
    match part:
        case Phrase(tokens, prefix):
            return Phrase(tokens, prefix)
        case All(parts):
            return All(tuple(map(_untitled, parts)))
        case Any(parts):
            return Any(tuple(map(_untitled, parts)))
    return part


def _joined(kind: type[Both] | type[Either], parts: tuple[Bound, ...]) -> Bound | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(parts)


def _lower_and(node: And, decoys: Sequence[str], field: str | None) -> Bound | None:
    wanted = [lower(item, decoys, field) for item in node.items if not isinstance(item, Not)]
    unwanted = [upper(item.item, field) for item in node.items if isinstance(item, Not)]
    if None in wanted or None in unwanted:
        return None
    held, excluded = both(wanted), either(unwanted)
    return held if held is None or excluded is None else Less(held, excluded)


def _member(member: Node, field: str | None) -> Bound | None:
    """One of a guard: what is no word and no fact has to be looked for in every text."""
    return upper(member, field) if isinstance(member, Term | Group | Fact) else None


def _column(scope: Scope, field: str | None) -> str | None:
    """The index tells the title from the rest, and no more."""
    return TITLE_COLUMN if TEXT_FIELDS[scope.field] == (TITLE,) else field


@lru_cache(maxsize=KEPT)
def _pattern(text: str, exact: bool) -> Pattern:
    return pattern(text, exact=exact)


@lru_cache(maxsize=KEPT)
def _asked(text: str, exact: bool, field: str | None) -> Clause:
    """The tokens that are there wherever the automaton reports the term, and those of the words behind a wildcard."""
    made = _pattern(text, exact)
    words = made.needle.split()
    begins = [particle + words[0] for particle in sorted(made.glued)] if made.glued is not None else words[:1]
    phrases = tuple(_phrase([begin, *words[1:]], field, whole=made.needle.endswith(" ")) for begin in begins)
    first = phrases[0] if len(phrases) == 1 else Any(phrases)
    behind = () if made.rest is None else tuple(_behind(words_of(text)[len(words) :], field))
    return All((first, *behind)) if behind else first


def _behind(words: Sequence[tuple[str, bool]], field: str | None) -> Iterator[Clause]:
    """The words of a term from some word on: in a row up to one that may go on."""
    row: list[str] = []
    for number, (word, wild) in enumerate(words, 1):
        last = number == len(words)
        row += [word] if word else []
        if row and (wild or last):
            yield _phrase(row, field, whole=not wild and not (last and is_dense(word)))
        row = [] if wild else row


def _phrase(words: Sequence[str], field: str | None, *, whole: bool) -> Clause:
    *first, last = words
    tokens = [token for word in first for token in (pairs(word) if is_dense(word) else [word])]
    if is_dense(last) and not whole:
        tokens += pairs(last)[:-1] or [last]
        prefix = len(last) == 1
    else:
        tokens += pairs(last) if is_dense(last) else [last]
        prefix = not whole
    if max(map(len, tokens)) <= LONGEST:
        return Phrase(tuple(tokens), prefix, field)
    return All(tuple(Phrase((token[:LONGEST],), len(token) > LONGEST or prefix, field) for token in tokens))


def _sure(term: Term, decoys: Sequence[str], field: str | None) -> Bound | None:
    made = _pattern(term.text, term.exact)
    asked = _asked(term.text, term.exact, field)
    single = all(
        isinstance(one, Phrase) and len(one.tokens) == 1
        for one in (asked.parts if isinstance(asked, Any) else (asked,))
    )
    if not single or made.rest is not None or made.exact is not None:
        return None
    return None if any(_may_swallow(decoy, made) for decoy in decoys) else asked


def _may_swallow(decoy: str, made: Pattern) -> bool:
    """Whether a hit of the term can lie inside a hit of the decoy: rather once too often."""
    stem, folded = made.needle.strip(), fold(decoy)
    if made.glued is not None or stem in folded:
        return True
    open_words = (re.split(r"[*?]", word)[0] for word in decoy.split() if "*" in word or "?" in word)
    begins = [(fold(word).split() or [""])[-1] for word in open_words]
    return any(stem.startswith(begin) or begin.startswith(stem) for begin in begins)
