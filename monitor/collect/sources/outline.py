"""A linear look at an XML document before a parser sees it: what could make parsers slow, hungry or dangerous is
refused or cut here. Works on ASCII-compatible bytes; other encodings are brought into UTF-8 first."""

import codecs
import re
from dataclasses import dataclass
from datetime import datetime

from monitor.collect.dates import read_date
from monitor.collect.named import numbered

DEEPEST = 1000  # elements inside each other; broken markup that never closes anything must still pass
ATTRIBUTES = 20_000  # bytes of one tag
TAG = re.compile(rb"<(?:!\[CDATA\[|!--|\?|!DOCTYPE|(/?)([A-Za-z_][^\s/>\x00-\x1f]{0,80}))", re.IGNORECASE)
_ENTRY = frozenset({b"item", b"entry"})
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9A-Fa-f]{1,16})|0*([0-9]{1,20}));?")
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")
_LAST = 0x10FFFF
_DATE = re.compile(
    rb"<(?:pubDate|dc:date|published|updated|issued|modified)\b[^<>]*>\s{0,20}([^<]{4,60})", re.IGNORECASE
)
_FAR = 64 * 1024  # bytes of an entry in which its date is looked for
_ENDS = {b"<![": (b"]]>", 3), b"<!-": (b"-->", 3), b"<?": (b"?>", 2)}
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)


class TooDeep(ValueError):
    """Elements are nested deeper than any feed needs."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the entries begin (offsets), by the name of their element as written."""

    starts: tuple[int, ...]
    name: bytes


def narrowed(content: bytes) -> bytes:
    """UTF-16 and UTF-32 as UTF-8, without the declaration that would contradict it; anything else as it is."""
    for mark, codec in _WIDE:
        if content.startswith(mark):
            text = content.decode(codec, "replace").lstrip("\ufeff").encode("utf-8", "replace")
            return _DECLARATION.sub(b'<?xml version="1.0" encoding="utf-8"?>', text)
    return content


def mended(content: bytes) -> bytes:
    """Without an internal DTD subset, with references to characters that do not exist replaced by U+FFFD, and with
    HTML's names as numbers where a DOCTYPE would let them vanish."""
    content, subset = _without_subset(content)
    content = numbered(content, subset)
    return _REFERENCE.sub(_reference, content) if b"&#" in content else content


def outlined(content: bytes) -> Outline:
    """The entries of the document, in one pass. Raises TooDeep."""
    starts: list[int] = []
    name, depth, position = b"", 0, 0
    while (tag := TAG.search(content, position)) is not None:
        closing, element = tag.groups()
        if element is None:
            position = past(content, tag.start())
            continue
        position = tag.end()
        if closing:
            depth -= 1
            continue
        depth += opens(content, position)
        if depth > DEEPEST:
            raise TooDeep(TooDeep.__doc__)
        if element.rpartition(b":")[2].lower() in _ENTRY:
            starts.append(tag.start())
            name = name or element
    return Outline(tuple(starts), name)


def shortened(content: bytes, outline: Outline, limit: int) -> tuple[bytes, int]:
    """The document with `limit` entries only, and the number left out: its first ones; its last ones where its dates
    rise, so that what is new is taken whichever way it is written."""
    left_out = len(outline.starts) - limit
    if left_out <= 0:
        return content, 0
    if limit and rises(_date_of(content, outline.starts[0], outline.starts[1]), _date_of(content, outline.starts[-1])):
        return content[: outline.starts[0]] + content[outline.starts[-limit] :], left_out
    end = content.rfind(b"</" + outline.name)
    tail = content[content.find(b">", end) + 1 :] if end > 0 else b""
    return content[: outline.starts[limit]] + tail, left_out


def rises(first: datetime | None, last: datetime | None) -> bool:
    """Whether a document whose first and last entries have these dates is written oldest first."""
    return first is not None and last is not None and first < last


def _date_of(content: bytes, start: int, end: int | None = None) -> datetime | None:
    found = _DATE.search(content, start, min(len(content), start + _FAR) if end is None else min(end, start + _FAR))
    return read_date(found[1].decode("latin-1").strip()) if found else None


def opens(content: bytes, position: int) -> int:
    """1 for an opening tag, 0 for one that closes itself."""
    end = content.find(b">", position, position + ATTRIBUTES)
    return 0 if end > 0 and content[end - 1 : end] == b"/" else 1


def past(content: bytes, start: int) -> int:
    """The offset after a CDATA section, comment, instruction or DOCTYPE; the end when it never closes."""
    mark, size = _ENDS.get(content[start : start + 3], _ENDS.get(content[start : start + 2], (b">", 1)))
    end = content.find(mark, start)
    return len(content) if end < 0 else end + size


def _without_subset(content: bytes) -> tuple[bytes, bytes]:
    """Drops `[…]` of a DOCTYPE, so that there are no entities to expand or to fetch; and what was dropped."""
    start = content.find(b"<!DOCTYPE", 0, 4096)
    opening = content.find(b"[", start)
    if start < 0 or opening < 0 or 0 <= content.find(b">", start) < opening:
        return content, b""
    end = content.find(b"]>", opening)
    end = end if end >= 0 else content.find(b"]", opening)
    if end < 0:
        return content[:start], content[start:]
    return content[:opening] + content[end + 1 :], content[opening : end + 1]


def _reference(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16) if found[1] else int(found[2])
    legal = code in (9, 10, 13) or (0x20 <= code <= _LAST and not 0xD800 <= code <= 0xDFFF)
    return found[0] if legal else b"&#xFFFD;"
