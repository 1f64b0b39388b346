"""Why a text matches a topic or not, in a sentence and as a tree of clauses: for the command line and for pages."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.model.topic import Document, Evidence, Explanation

QUOTES = 3  # pieces of evidence shown for a clause
LONGEST = 100  # characters of a clause shown


class Twig(NamedTuple):
    """A clause: whether it holds, as written, what was found or nearly so, and the clauses it is made of."""

    holds: bool
    clause: str
    found: str
    parts: "tuple[Twig, ...]" = ()


def sentence(why: Explanation, document: Document) -> str:
    """What became of the whole query, in words."""
    if not why.holds:
        return f"It does not match: {why.why}."
    if not why.evidence:
        return f"It matches: {why.said}."
    terms = dict.fromkeys(f"“{quoted(document, one)}” in the {one.field}" for one in why.evidence)
    more = f" and {len(terms) - QUOTES} more" if len(terms) > QUOTES else ""
    return f"It matches, by {', '.join(list(terms)[:QUOTES])}{more}."


def tree(why: Explanation, document: Document, *, whole: bool = True) -> Twig:
    """The clauses of a query; below one of which nothing is there at all, no more."""
    parts = why.parts if whole or _tells(why) else ()
    inner = tuple(tree(part, document, whole=False) for part in parts)
    return Twig(why.holds, shortened(why.clause), _found(why, document), inner)


def branches(twig: Twig, depth: int = 0) -> Iterator[tuple[int, Twig]]:
    """The clauses with their depth, outermost first."""
    yield depth, twig
    for part in twig.parts:
        yield from branches(part, depth + 1)


def _tells(why: Explanation) -> bool:
    """Whether something was found in it, or nearly."""
    return bool(why.evidence or why.note) or any(map(_tells, why.parts))


def quoted(document: Document, one: Evidence) -> str:
    """What stands in the text at a piece of evidence."""
    return str(getattr(document, one.field)[one.start : one.end])


def shortened(clause: str) -> str:
    """A clause on one line, cut when it is long."""
    line = " ".join(clause.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + " … "


def _found(why: Explanation, document: Document) -> str:
    if why.parts or not why.evidence:
        return why.note
    return _quotes(document, why.evidence)


def _quotes(document: Document, evidence: Sequence[Evidence]) -> str:
    quotes = [f"{one.field} {one.start}–{one.end} “{quoted(document, one)}”" for one in evidence]
    more = f" and {len(quotes) - QUOTES} more" if len(quotes) > QUOTES else ""
    return f"{', '.join(quotes[:QUOTES])}{more}"
