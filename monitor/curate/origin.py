"""Who said it: credits in author, dateline, byline, last line and attribution, read with the outlet book. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.curate import origin_credits as table
from monitor.lang.outlets import OutletBook
from monitor.model.judging import OriginFound, Piece
from monitor.model.outlet import Outlet, OutletKind

HEAD = 200  # characters in which a dateline stands
TAIL = 300  # in which a last line stands
LEAD = 600  # in which an attribution says whose news it is
CODE = 3  # letters of a name that may be anything: accepted in dateline and last line only, in capitals
LOWER_CODES = ("dpa", "sda")
DOCUMENTS = (OutletKind.OFFICIAL, OutletKind.THINK_TANK)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Credit:
    """A name that an outlet book knows, where it stands: [start, end) in code points of `place`'s text."""

    outlet: Outlet
    kind: str  # carried | cited
    place: str  # author | dateline | byline | last line | mail | attribution
    name: str
    start: int
    end: int

    def told(self) -> Mapping[str, object]:
        """The evidence of a verdict."""
        field = "author" if self.place == "author" else "text"
        return {"rule": self.place, "name": self.name, "field": field, "start": self.start, "end": self.end}


def origin(piece: Piece, book: OutletBook) -> OriginFound:
    """Where an article comes from. What it carries counts more than what it cites; an aggregator is never an origin."""
    found = [credit for credit in credits(piece, book) if credit.outlet.slug != piece.outlet_slug]
    carried = next((credit for credit in found if credit.kind == "carried"), None)
    if carried:
        return OriginFound(carried.outlet.slug, "carried", carried.told())
    if piece.outlet_kind in DOCUMENTS:
        return OriginFound(piece.outlet_slug, "document", {"rule": f"{piece.outlet_kind} outlet"})
    cited = next((credit for credit in found if credit.kind == "cited"), None)
    if cited:
        return OriginFound(cited.outlet.slug, "cited", cited.told())
    if piece.outlet_kind in (OutletKind.AGGREGATOR, OutletKind.UNKNOWN):
        return OriginFound(None, "unknown", {"rule": f"{piece.outlet_kind} outlet without a credit"})
    return OriginFound(piece.outlet_slug, "own", {"rule": "no other source named"})


def credits(piece: Piece, book: OutletBook) -> Iterator[Credit]:  # noqa: A001 - what they are called
    """Every credit, most trusted place first. Aggregators are no credit."""
    for credit in _all(piece, book):
        if credit.outlet.kind is not OutletKind.AGGREGATOR:
            yield credit


def _all(piece: Piece, book: OutletBook) -> Iterator[Credit]:
    text = piece.text
    yield from _author(piece.author, book)
    yield from _placed(text[:HEAD], 0, table.DATELINES, "dateline", book)
    yield from _placed(text[:HEAD], 0, table.BYLINES, "byline", book)
    tail = max(0, len(text) - TAIL)
    yield from _placed(_without_photo_line(text[tail:].rstrip()), tail, table.LAST_LINES, "last line", book)
    yield from mails(text, book)
    yield from _cited(text[:LEAD], book)


def _author(author: str, book: OutletBook) -> Iterator[Credit]:
    for part in re.finditer(r"[^,;/|&()\n]+", author):
        name = re.sub(r"^\s*(?:By|by|por|par|von)\s+", "", part.group()).strip()
        outlet = book.by_credit(name) if name else None
        if outlet is not None and _trusted(name, codes=True):
            yield Credit(outlet, "carried", "author", name, part.start(), part.end())


def _placed(text: str, offset: int, rules: Iterable[re.Pattern[str]], place: str, book: OutletBook) -> Iterator[Credit]:
    for rule in rules:
        for match in rule.finditer(text):
            group = "name" if "name" in rule.groupindex else "tail"
            if found := _known(match[group], book, joined=group == "tail"):
                outlet, name = found
                start = offset + match.start(group) + match[group].rfind(name)
                yield Credit(outlet, "carried", place, name, start, start + len(name))


def _known(text: str, book: OutletBook, *, joined: bool) -> tuple[Outlet, str] | None:
    """The outlet a credit names: whole, by its parts ("AP, Reuters"), or, where a place is joined to it, by its end."""
    parts = [text, *re.split(r"[,/·&]| and | y | und | et ", text)]
    ends = [text[at:] for at in range(1, len(text) - 1)] if joined else []
    for name in (part.strip() for part in (*parts, *ends)):
        if name and _trusted(name, codes=True) and (outlet := book.by_credit(name)):
            return outlet, name
    return None


def _trusted(name: str, *, codes: bool) -> bool:
    """Two and three letters may be anything: only where codes stand, and only in capitals."""
    if len(name) > CODE or _WIDE.search(name) or not name.isascii():
        return len(name) > 1
    return codes and (name.isupper() or name in LOWER_CODES)


def _without_photo_line(text: str) -> str:
    head, _, last = text.rpartition("\n")
    return head if table.PHOTO.search(last) and len(last) < HEAD else text


def mails(text: str, book: OutletBook) -> Iterator[Credit]:
    """The author's own mail address at the end outs the outlet."""
    tail = max(0, len(text) - TAIL)
    for match in table.MAIL.finditer(text, tail):
        if (outlet := book.by_host(match["host"].lower())) is not None:
            yield Credit(outlet, "carried", "mail", match.group(), match.start(), match.end())


def _cited(text: str, book: OutletBook) -> Iterator[Credit]:
    found = [credit for rule in table.CITED_BEFORE for credit in _names(text, rule, "after", book)]
    found += [credit for rule in table.CITED_AFTER for credit in _names(text, rule, "before", book)]
    yield from sorted(found, key=lambda credit: (credit.start, -credit.end))


def _names(text: str, rule: re.Pattern[str], group: str, book: OutletBook) -> Iterator[Credit]:
    for match in rule.finditer(text):
        start, end = match.span("after") if group == "after" else _before(text, match.start("verb"))
        if found := _beside(text[start:end], book, first=group == "after"):
            outlet, name, at = found
            yield Credit(outlet, "cited", "attribution", name, start + at, start + at + len(name))


def _before(text: str, end: int) -> tuple[int, int]:
    """The words of the clause before a verb."""
    start = max(0, end - table.BEFORE)
    return max(start, *(text.rfind(mark, start, end) + 1 for mark in "\n.;:,。、，「」")), end


def _beside(words: str, book: OutletBook, *, first: bool) -> tuple[Outlet, str, int] | None:
    """The longest known name at the beginning (or end) of a few words."""
    spans = [match.span() for match in re.finditer(r"[^\s,()“”\"]+", words)]
    if not spans:
        return None
    if _WIDE.search(words):
        return _beside_wide(words, book)
    for count in range(min(6, len(spans)), 0, -1):
        starts = (
            range(min(4, len(spans) - count + 1))
            if first
            else range(len(spans) - count, max(-1, len(spans) - count - 1), -1)
        )
        for at in starts:
            begin, end = spans[at][0], spans[at + count - 1][1]
            name = words[begin:end].removesuffix("'s").removesuffix("’s")
            if _names_somebody(name) and (outlet := book.by_credit(name)):
                return outlet, name, begin
    return None


def _names_somebody(name: str) -> bool:
    return _trusted(name, codes=False) and not name[0].islower()  # Arabic has no capitals


def _beside_wide(words: str, book: OutletBook) -> tuple[Outlet, str, int] | None:
    for size in range(min(12, len(words)), 1, -1):
        for at in range(len(words) - size + 1):
            if (outlet := book.by_credit(words[at : at + size])) is not None:
                return outlet, words[at : at + size], at
    return None
