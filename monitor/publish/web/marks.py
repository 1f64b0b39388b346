"""Matches in a text: by stored offsets, never by searching again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.store.views_rows import TopicTag


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `tags` are the topics that matched it (none: plain text)."""

    text: str
    tags: tuple[TopicTag, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Which topics, and which term."""
        terms = ", ".join(f"“{term}”" for term in self.terms)
        return "; ".join(f"{tag.name} v{tag.version}" for tag in self.tags) + f": {terms}"


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit in a field."""

    start: int
    end: int
    tag: TopicTag
    term: str


def hits(tags: Iterable[TopicTag], field: str, revision: int) -> list[Hit]:
    """The hits in one field of one revision."""
    return [
        Hit(evidence.start, evidence.end, tag, evidence.term)
        for tag in tags
        if tag.revision == revision
        for evidence in tag.evidence
        if evidence.field == field
    ]


def pieces(text: str, found: Sequence[Hit], start: int = 0) -> list[Piece]:
    """`text`, which begins at code point `start` of its field, cut at the edges of the hits."""
    end = start + len(text)
    inside = [hit for hit in found if hit.start < end and hit.end > start and hit.start < hit.end]
    edges = sorted({start, end, *(min(max(edge, start), end) for hit in inside for edge in (hit.start, hit.end))})
    cut = [_piece(text[a - start : b - start], a, b, inside) for a, b in pairwise(edges)]
    return cut or [Piece(text)]


def _piece(text: str, start: int, end: int, inside: Sequence[Hit]) -> Piece:
    over = [hit for hit in inside if hit.start <= start and hit.end >= end]
    tags = {hit.tag.topic: hit.tag for hit in over}
    return Piece(text, tuple(tags.values()), tuple(dict.fromkeys(hit.term for hit in over)))


def paragraphs(text: str, found: Sequence[Hit]) -> list[list[Piece]]:
    """A text, cut at its line breaks, each paragraph in pieces."""
    cut, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            cut.append(pieces(line, found, at))
        at += len(line) + 1
    return cut


def why(tag: TopicTag) -> list[tuple[str, str]]:
    """The terms of a match with where they are: [("Sohae", "title, body ×4"), …], most telling first."""
    places: dict[str, dict[str, int]] = {}
    for evidence in tag.evidence:
        fields = places.setdefault(evidence.term, {})
        fields[evidence.field] = fields.get(evidence.field, 0) + 1
    order = {"title": 0, "summary": 1, "body": 2}
    return [
        (term, ", ".join(f"{field} ×{n}" if n > 1 else field for field, n in _in_order(fields, order)))
        for term, fields in places.items()
    ]


def _in_order(fields: dict[str, int], order: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(fields.items(), key=lambda pair: order.get(pair[0], 9))
