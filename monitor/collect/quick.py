"""Well-formed documents of common size, read in the process that fetched them, many times faster than by the careful
parser, and with the same result. Every doubt is handed over: `read` raises Doubt, and the careful parser decides.

The tree is expat's (it alone judges well-formedness, as it does there), built without a line of Python.
"""

import gc
import re
from dataclasses import replace
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, XMLParser

from monitor.collect.quick_entry import entry_of
from monitor.collect.quick_head import Head, head_of
from monitor.collect.quick_names import Doubt, prefixes
from monitor.collect.quick_text import Document
from monitor.collect.skips import skips
from monitor.collect.sources import jsonfeed
from monitor.collect.sources.encoding import MARK, in_utf8, is_plain_utf8, without_tail
from monitor.collect.sources.limits import Unreadable
from monitor.collect.sources.outline import rises
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body

_FAR = 4096
LARGEST = 256 * 1024  # bytes
_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*\?>\s*|<!--[^<>]*-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]")
_REFERENCE = re.compile(rb"&#([xX]?[0-9A-Fa-f]+)")
_ENTRIES = re.compile(rb"<(/?)(?:item|entry)[\s>/]")
_NAMESPACE = re.compile(rb"""xmlns(?::([\w.-]+))?\s*=\s*(?:"([^"<&]*)"|'([^'<&]*)')""")
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
# UTF-8 of two, three or four bytes that was read as Latin-1: the careful parser mends it, if the whole text allows
_MORE = rb"(?:\xc2[\xa0-\xbf]|&#(?:0*(?:1[6-8][0-9]|19[01])|[xX]0*[abAB][0-9a-fA-F]);)"
_TWICE = re.compile(rb"\xc3(?:[\x82-\x9f]%b|[\xa0-\xaf]%b{2}|[\xb0-\xb4]%b{3})" % (_MORE, _MORE, _MORE))
_TWICE_BY_NUMBER = re.compile(
    rb"&#(?:0*(?:19[4-9]|2[01][0-9]|22[0-3])|[xX]0*[c-dC-D][0-9a-fA-F]);%b|"
    rb"&#(?:0*(?:22[4-9]|23[0-9])|[xX]0*[eE][0-9a-fA-F]);%b{2}|&#(?:0*24[0-4]|[xX]0*[fF][0-4]);%b{3}"
    % (_MORE, _MORE, _MORE)
)


def read(body: Body, *, limit: int) -> ParsedFeed:
    """The feed, at most `limit` entries of it. Raises Doubt."""
    was = gc.isenabled()
    gc.disable()  # a tree has no cycles, but so many parts that looking for them takes a quarter of the time
    try:
        return _read(body, limit)
    finally:
        if was:
            gc.enable()


def _read(body: Body, limit: int) -> ParsedFeed:
    if len(body.content) > LARGEST:
        raise Doubt("size")
    if jsonfeed.sniff(body):
        return _json(body, limit)
    content = without_tail(body.content.removeprefix(MARK).lstrip()) if is_plain_utf8(body) else in_utf8(body)[0]
    _suspected(content)
    root, declared = _tree(content), _declared(content)
    doc = Document(body.url, prefixes(declared))
    if b"xml:base" in content:
        if not body.url.startswith(("http://", "https://")):
            raise Doubt("a base without an address")
        doc.base = body.url
    return _feed(head_of(root, doc, declared), content, limit)


def _json(body: Body, limit: int) -> ParsedFeed:
    try:
        return jsonfeed.read(body, limit=limit)
    except Unreadable as exc:
        raise Doubt("odd JSON") from exc


def _suspected(content: bytes) -> None:
    """Raises Doubt for what is seen without parsing."""
    if content.find(b"<!DOCTYPE", 0, _FAR) >= 0:
        raise Doubt("DOCTYPE")
    if not _START.match(content):
        raise Doubt("an odd beginning")
    if b"&#" in content:
        if not all(map(_is_plain, set(_REFERENCE.findall(content)))):
            raise Doubt("an odd reference")
        if _TWICE_BY_NUMBER.search(content):
            raise Doubt("what may have been encoded twice")
    if content.isascii():
        return
    if _C1.search(content):
        raise Doubt("control characters")
    if _TWICE.search(content):
        raise Doubt("what may have been encoded twice")


@lru_cache(4096)
def _is_plain(reference: bytes) -> bool:
    """Whether it names a character that needs no thought."""
    code = int(reference[1:], 16) if reference[:1] in b"xX" else int(reference) if reference.isdigit() else -1
    return code in (9, 10, 13) or 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF


def _tree(content: bytes) -> Element:
    parser = XMLParser()  # noqa: S314  there is no DOCTYPE, so no entity can grow, and 256 kB is the most
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as exc:
        raise Doubt("not well-formed") from exc
    return root


def _declared(content: bytes) -> list[tuple[str, str]]:
    """Prefixes and their namespaces in the order of the document. What only looks like one does no harm; one that is
    missed is found out by name."""
    found = _NAMESPACE.findall(content)
    return [(prefix.decode(), (uri or other).decode()) for prefix, uri, other in dict.fromkeys(found)]


def _feed(head: Head, content: bytes, limit: int) -> ParsedFeed:
    if not head.items:
        raise Doubt("no entries")
    if len(head.items) > limit and not _is_cut_alike(head, content):
        raise Doubt("entries beyond the limit")
    if len(head.items) > limit and rises(*(entry_of(head.items[at], head.doc).published_at for at in (0, -1))):
        raise Doubt("oldest first, beyond the limit")
    entries = [entry_of(item, head.doc) for item in head.items[:limit]]
    parsed = replace(head.feed, entries=tuple(entries), left_out=max(0, len(head.items) - limit))
    if not head.has_skips:
        return parsed
    hours, days = skips(content)
    return replace(parsed, skip_hours=hours, skip_days=days)


def _is_cut_alike(head: Head, content: bytes) -> bool:
    """Whether cutting the document after its first entries, as the careful parser does, leaves the rest as it is."""
    if head.is_mixed:
        return False
    tags = _ENTRIES.findall(content)
    return tags.count(b"") == tags.count(b"/") == len(head.items)
