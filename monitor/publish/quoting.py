"""Hits cut out of a text with the words around them, on one line; what stood between them and the hit is kept."""

import re
from collections.abc import Iterable, Iterator

from monitor.model.backtest import Quote
from monitor.model.topic import Document, Evidence

AROUND = 60  # characters on each side
MOST = 3
LONGEST_WORD = 20  # characters: beyond, a text is cut where it is
_GAPS = re.compile(r"\s+")


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
    if one.start > AROUND:
        before = f"…{before[_first_gap(before) :]}"
    if one.end + AROUND < len(text):
        after = f"{after[: len(after) - _first_gap(after[::-1])]}…"
    return Quote(
        one.term, one.field, _GAPS.sub(" ", before), _GAPS.sub(" ", text[one.start : one.end]), _GAPS.sub(" ", after)
    )


def _first_gap(text: str) -> int:
    """Where the first whole word begins; nowhere near in scripts that set no words apart: then at once."""
    gap = text.find(" ") + 1
    return gap if gap <= LONGEST_WORD else 0
