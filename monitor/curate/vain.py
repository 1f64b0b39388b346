"""Terms that can never count, because a decoy of their topic lies around them wherever they stand."""

from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.curate.page import Found, Page, Terms
from monitor.lang.fold import fold
from monitor.lang.operators.node import Node
from monitor.lang.operators.words import Group, Term, read_term, terms_of
from monitor.model.topic import Document

_LONGER = "zqx"  # how a beginning* may go on


class Vain(NamedTuple):
    """A term, and the decoy that takes every hit of it away. Both as written."""

    term: str
    decoy: str


def swallowed(query: Node, decoys: Sequence[str], *, every: bool = False) -> list[Vain]:
    """The terms of a query that a decoy swallows for ever. `every`: only when of one of its clauses, of which a term
    must be there, none can count: then the query can match nothing."""
    if not decoys:
        return []
    look = _Decoys(decoys)
    if not every:
        return [Vain(_shown(term), decoy) for term in _terms(query) if (decoy := look.around(term))]
    for clause in query.clauses():
        found = [Vain(_shown(term), decoy) for term in clause
                 if isinstance(term, Term) and (decoy := look.around(term))]  # fmt: skip
        if clause and len(found) == len(clause):
            return sorted(found)
    return []


class _Decoys:
    """The decoys of a topic, ready to be asked which of them lies around a term."""

    def __init__(self, decoys: Sequence[str]) -> None:
        self._terms, self._decoys = Terms(), tuple(decoys)
        self._numbers = {self._terms.add(read_term(decoy)): decoy for decoy in decoys}
        self._automaton = AhoCorasick(self._terms.needles)

    def around(self, term: Term) -> str:
        """A decoy that holds all of a term as it stands alone, however it goes on; empty when none does."""
        forms = [term.text.replace("*", "").replace("?", "e")]
        if term.prefix:
            forms.append(forms[0] + _LONGER)
        around = [self._holding(form) for form in forms]
        return around[0] if all(around) else ""

    def _holding(self, text: str) -> str:
        page = Page(Document(text))
        hits = self._automaton.find_matches_as_indexes(page.text, overlapping=True)
        found = Found(page, hits, self._terms)
        width = len(fold(text))
        spans = ((number, span) for number in found.seen(frozenset(self._numbers)) for span in found.spans(number))
        return next((self._numbers[number] for number, (start, end) in spans if end - start >= width), "")


def _terms(node: Node) -> list[Term]:
    if isinstance(node, Term | Group):
        return list(terms_of(node))
    return list(dict.fromkeys(term for part in node.parts() for term in _terms(part)))


def _shown(term: Term) -> str:
    return f"={term.text}" if term.exact else term.text
