"""Where we do not agree with feedparser, by what it comes from: each class has a rule that knows it and a sentence that
says why ours is right, or what was chosen on purpose. A disagreement belongs to the first class whose rule holds."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from bench.agreement_reading import Reading, Said
from monitor.collect.dates import read_date

_HALF = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_NOT_SHOWN = re.compile(rb"iframe|object|math|script|style|&lt;title|<svg", re.IGNORECASE)
_REFUSED = frozenset({"unreadable", "not_a_feed", "empty_body"})
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


@dataclass(frozen=True, slots=True)
class Case:
    """One disagreement: the field, what both say, and where it comes from."""

    field: str  # entries, title, link, id, date, author, content; feed title, feed link, feed language
    ours: str
    theirs: str
    content: bytes
    our: Reading
    their: Reading
    entry: Said | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A class of disagreements."""

    name: str
    why: str
    holds: Callable[[Case], bool]


def _json(case: Case) -> bool:
    return case.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and case.their.outcome == "not a feed"


def _refused(case: Case) -> bool:
    return case.our.outcome in _REFUSED and not case.their.entries


def _pasted(case: Case) -> bool:
    return case.our.outcome == "not_a_feed" and b"<html" in case.content[:1000].lower()


def _wide(case: Case) -> bool:
    return case.content.startswith(_WIDE) and not case.their.entries


def _media(case: Case) -> bool:
    return case.field == "content" and b"media:description" in case.content and bool(case.theirs)


def _as_written(case: Case) -> bool:
    text = case.content.decode("utf-8", "replace")
    return case.field == "id" and any(form in text for form in (case.ours, html.escape(case.ours, quote=False)))


def _broken_bytes(case: Case) -> bool:
    try:
        case.content.decode("utf-8")
    except UnicodeDecodeError:
        return "\ufffd" in case.ours
    return False


def _alphabet(case: Case) -> bool:
    return any(mark in case.our.detail for mark in ("declared as", "no word on its encoding"))


def _written(case: Case) -> str:
    return case.entry.written if case.field == "date" and case.entry else ""


def _silent(case: Case) -> bool:
    left_out = len(case.ours) < len(case.theirs) and _NOT_SHOWN.search(case.content) is not None
    return left_out and case.field in ("content", "title", "feed title")


CAUSES = (
    Cause("JSON Feed", "feedparser 6 reads none.", _json),
    Cause(
        "not a feed",
        "feedparser makes a feed of whatever markup it finds (pages, channel definitions, roots that nobody knows); "
        "without one entry in it we say what the document is instead.",
        _refused,
    ),
    Cause("a page", "A page of HTML with a feed pasted into its body is a page, and said to be one.", _pasted),
    Cause("UTF-16", "UTF-16 is read although the declaration inside contradicts it; feedparser gives up.", _wide),
    Cause(
        "entities",
        "Entities that a document declares are never expanded: what stands there stays.",
        lambda case: b"<!ENTITY" in case.content and "&" in case.ours,
    ),
    Cause(
        "id as written",
        "An id is compared letter by letter, so it stays as the publisher wrote it; feedparser joins it to the feed's "
        "address and tidies it, and it changes when the feed moves.",
        _as_written,
    ),
    Cause(
        "a film's description",
        "feedparser lets the description of a picture or film replace the article's text; we take it only where there "
        "is no other, and then the first.",
        _media,
    ),
    Cause(
        "broken bytes",
        "UTF-8 with a few broken bytes stays UTF-8; feedparser reads all of it as Windows-1252.",
        _broken_bytes,
    ),
    Cause(
        "another alphabet",
        "Bytes that cannot be what is declared, or of which nothing is said, are read as what they look like; "
        "feedparser takes them for Windows-1252. (One Hebrew text of these looks Cyrillic to us: both are wrong.)",
        lambda case: _alphabet(case) and not case.theirs.isascii(),
    ),
    Cause(
        "an ampersand in a link",
        "feedparser leaves half of a reference in the address.",
        lambda case: case.field.endswith("link") and "&amp" in case.theirs,
    ),
    Cause(
        "forbidden reference",
        "A reference to a character that XML forbids leaves a mark; feedparser loses it without one.",
        lambda case: "\ufffd" in case.ours and b"&#" in case.content,
    ),
    Cause(
        "am and pm",
        "feedparser reads 8:19 pm as 8:19 am, or not at all.",
        lambda case: bool(_HALF.search(_written(case))),
    ),
    Cause(
        "a day that does not exist",
        "feedparser rolls 32 August on to another day; we take the date of the last change, which is one.",
        lambda case: bool(_written(case)) and read_date(_written(case)) is None,
    ),
    Cause(
        "the hour",
        "feedparser finds a day in it, not always the right one, and loses the time.",
        lambda case: bool(_written(case)) and case.theirs.endswith("00:00:00"),
    ),
    Cause(
        "a date of another shape",
        "Months in other languages, misspelt zones, the last second of a minute: feedparser reads no date there.",
        lambda case: bool(_written(case)) and not case.theirs,
    ),
    Cause(
        "unfinished markup",
        "Declarations and comments inside a text that never end are shown or left out as a browser would, not by "
        "feedparser's patterns.",
        lambda case: any(mark in text for mark in ("<!", "<?") for text in (case.ours, case.theirs)),
    ),
    Cause(
        "a name twice",
        "Who is named under two elements is one person; feedparser names them twice.",
        lambda case: case.field == "author" and set(case.ours.split(", ")) == set(case.theirs.split(", ")),
    ),
    Cause(
        "a name in brackets",
        "“desk (Name)” is a name with something before it, whether that is a mail address or not.",
        lambda case: case.field == "author" and bool(case.ours) and "(" in case.theirs,
    ),
    Cause(
        "a subtitle",
        "An entry that has nothing else than a subtitle has that as its text.",
        lambda case: case.field == "content" and not case.theirs and b"subtitle" in case.content,
    ),
    Cause(
        "an attribute without a value",
        "feedparser gives it its own name as its value: a picture described as “alt”.",
        lambda case: "[Image: alt]" in case.theirs and "[Image: alt]" not in case.ours,
    ),
    Cause(
        "content without text",
        "The content names a file; the summary stays the summary.",
        lambda case: case.field == "content" and not case.ours and b"<content" in case.content,
    ),
    Cause(
        "what is not shown",
        "What stands inside frames, objects, formulas, scripts and the titles of pages is no part of an article.",
        _silent,
    ),
    Cause(
        "an empty link",
        "A link that says nothing is none; feedparser makes it the feed's own address.",
        lambda case: case.field.endswith("link") and not case.ours and b'href=""' in case.content,
    ),
    Cause(
        "a link of another type",
        "An entry whose only alternate is no page is still found by it.",
        lambda case: case.field == "link" and not case.theirs and case.ours.encode() in case.content,
    ),
)


def cause(case: Case) -> Cause | None:
    """The class of a disagreement; None when nobody has explained it yet."""
    return next((known for known in CAUSES if known.holds(case)), None)
