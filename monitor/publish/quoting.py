"""Hits cut out of a text with the words around them."""

from collections.abc import Iterable, Iterator

from monitor.model.backtest import Quote
from monitor.model.topic import Document, Evidence

AROUND = 60  # characters on each side
MOST = 3


def quotes(document: Document, evidence: Iterable[Evidence], most: int = MOST) -> tuple[Quote, ...]:
    """The first hits, each in its surroundings; a term once, and stretches that do not overlap what was shown."""
    return tuple(_cut(document, one) for one in _telling(evidence, most))


def _telling(evidence: Iterable[Evidence], most: int) -> Iterator[Evidence]:
    terms: set[str] = set()
    last: dict[str, int] = {}
    for one in evidence:
        if len(terms) == most:
            return
        if one.term not in terms and one.start >= last.get(one.field, 0):
            terms.add(one.term)
            last[one.field] = one.end
            yield one


def _cut(document: Document, one: Evidence) -> Quote:
    text = str(getattr(document, one.field))
    before, after = text[max(0, one.start - AROUND) : one.start], text[one.end : one.end + AROUND]
    before = before if one.start <= AROUND else "…" + before.partition(" ")[2]
    after = after if one.end + AROUND >= len(text) else after.rpartition(" ")[0] + "…"
    return Quote(one.term, one.field, " ".join(before.split()), text[one.start : one.end], " ".join(after.split()))
