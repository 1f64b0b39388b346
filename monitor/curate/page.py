"""A document folded once, and what the automaton saw on it."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from unicodedata import category

from monitor.lang.fold import Folded, fold, fold_map
from monitor.lang.operators.node import BODY, SUMMARY, TITLE
from monitor.lang.operators.words import Term
from monitor.lang.patterns import Pattern, pattern
from monitor.lang.tokens import HANGUL, is_dense
from monitor.model.topic import Document

_SEPARATOR = "\n"  # folding leaves none, so no term reaches from one field into the next

Hit = tuple[int, int, int]  # needle, start, end on the page


class Terms:
    """The distinct terms of all topics. A term has a pattern; patterns may share a needle."""

    def __init__(self) -> None:
        self.patterns: list[Pattern] = []
        self.needles: list[str] = []
        self.needle_of: list[int] = []
        self.of_needle: list[list[int]] = []
        self._numbers: dict[tuple[str, bool], int] = {}
        self._by_needle: dict[str, int] = {}

    def add(self, term: Term) -> int:
        """The number of a term."""
        key = (term.text, term.exact)
        if key not in self._numbers:
            self._numbers[key] = len(self.patterns)
            self._file(pattern(term.text, exact=term.exact))
        return self._numbers[key]

    def _file(self, made: Pattern) -> None:
        needle = self._by_needle.setdefault(made.needle, len(self.needles))
        if needle == len(self.needles):
            self.needles.append(made.needle)
            self.of_needle.append([])
        self.of_needle[needle].append(len(self.patterns))
        self.needle_of.append(needle)
        self.patterns.append(made)


class Page:
    """A document folded once: its fields in a row, a separator between them."""

    __slots__ = ("_begins", "_maps", "_strides", "document", "text")

    def __init__(self, document: Document) -> None:
        """Fold title, summary and body."""
        self.document = document
        title, summary, body = fold(document.title), fold(document.summary), fold(document.body)
        self.text = f" {title} {_SEPARATOR} {summary} {_SEPARATOR} {body} "
        after_title = len(title) + 4
        self._begins = {TITLE: 1, SUMMARY: after_title, BODY: after_title + len(summary) + 3}
        self._maps: dict[str, Folded] = {}
        self._strides: list[int] = []

    def field(self, at: int) -> str:
        """The field in which a place of the page lies."""
        if at >= self._begins[BODY]:
            return BODY
        return TITLE if at < self._begins[SUMMARY] else SUMMARY

    def source(self, field: str, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the page in code points of the stored field."""
        begin, text = self._begins[field], getattr(self.document, field)
        first, last = self._map(field).span(start - begin, end - begin)
        while last > first + 1 and category(text[last - 1]) == "Cf":  # a mark of direction behind a word is not of it
            last -= 1
        return first, last

    def _map(self, field: str) -> Folded:
        if field not in self._maps:
            self._maps[field] = fold_map(getattr(self.document, field))
        return self._maps[field]

    def folded(self, field: str, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the stored field as a stretch of the page; empty where nothing is left of it."""
        source, begin = self._map(field).source, self._begins[field]
        first = bisect_left(source, start)
        return begin + first, begin + max(first, min(bisect_left(source, end), len(source) - 1))

    def written(self, field: str, start: int, end: int) -> str:
        """What stands there in the stored field."""
        first, last = self.source(field, start, end)
        return str(getattr(self.document, field)[first:last])

    def stride(self, start: int, end: int) -> int:
        """Twice the number of words between two places; a Han, Kana or Thai character is half a word."""
        if not self._strides:
            self._strides = [0, *accumulate(self.text.translate(_HALF_WORDS).encode("latin-1"))]
        return self._strides[end] - self._strides[start]


class _HalfWords(dict[int, str]):
    """How many half words lie in a character: two in a space, one in a character of a script without spaces, none in
    any other (Hangul has spaces)."""

    def __missing__(self, point: int) -> str:
        dense = is_dense(chr(point)) and not HANGUL.match(chr(point))
        self[point] = value = "\x02" if point == ord(" ") else "\x01" if dense else "\x00"
        return value


_HALF_WORDS = _HalfWords()


class Found:
    """What the automaton saw on a page, by term; looked at closely only when asked for."""

    __slots__ = ("_by_term", "_sure", "_terms", "page")

    def __init__(self, page: Page, hits: Iterable[Hit], terms: Terms) -> None:
        """File the hits under the terms that have their needle."""
        self.page, self._terms = page, terms
        self._by_term: dict[int, list[tuple[int, int]]] = {}
        self._sure: dict[int, list[tuple[int, int]]] = {}
        for needle, start, end in hits:
            for term in terms.of_needle[needle]:
                self._by_term.setdefault(term, []).append((start, end))

    def seen(self, terms: frozenset[int]) -> list[int]:
        """Which of these terms may be there."""
        found = self._by_term
        few, many = (terms, found) if len(terms) < len(found) else (found, terms)
        return [term for term in few if term in many]

    def lacks(self, terms: frozenset[int]) -> bool:
        """Whether none of these terms can be there."""
        return terms.isdisjoint(self._by_term)

    def spans(self, term: int) -> list[tuple[int, int]]:
        """Where the term is, really."""
        if term not in self._sure:
            self._sure[term] = [span for hit in self._by_term.get(term, ()) if (span := self._check(term, hit))]
        return self._sure[term]

    def _check(self, term: int, hit: tuple[int, int]) -> tuple[int, int] | None:
        made = self._terms.patterns[term]
        span = made.span(self.page.text, *hit)
        if span is None or made.exact is None:
            return span
        return span if self.page.written(self.page.field(span[0]), *span) == made.exact else None
