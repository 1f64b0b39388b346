"""Parsing: bytes in, a feed or a failure out. The bytes decide what they are, not the media type. Never raises."""

from types import ModuleType

from monitor.collect import quick as quickly
from monitor.collect.sources import jsonfeed, xml
from monitor.collect.sources.limits import Unreadable
from monitor.lang.text import squeeze
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Failure, Outcome

FEEDS: tuple[ModuleType, ...] = (xml, jsonfeed)  # kinds that a poll understands; each has `sniff` and `read`
_DOUBT = 0.2
_DETAIL = 500
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_PAGE = (b"<!doctype html", b"<html")


def parse(body: Body, *, limit: int, kinds: tuple[ModuleType, ...] = FEEDS) -> ParsedFeed | Failure:
    """The document read, with at most `limit` entries; or why it cannot be."""
    start = body.content[:4096].lstrip(_BLANK).lower()
    if not start and not body.content.strip(_BLANK):
        return Failure(Outcome.EMPTY_BODY, "nothing but white space", body.status)
    kind = max(kinds, key=lambda module: float(module.sniff(body)))
    if kind.sniff(body) < _DOUBT:
        return Failure(Outcome.NOT_A_FEED, _nature(start, body.media_type), body.status)
    return _read(kind, body, limit)


def quick(body: Body, *, limit: int) -> ParsedFeed | None:
    """What `parse` would say of a small, plain document, much sooner; None where there is any doubt. Never raises."""
    try:
        return quickly.read(body, limit=limit)
    except Exception:  # noqa: BLE001  what it cannot read is the careful parser's to judge
        return None


def _read(kind: ModuleType, body: Body, limit: int) -> ParsedFeed | Failure:
    try:
        parsed: ParsedFeed = kind.read(body, limit=limit)
    except Unreadable as exc:
        return Failure(Outcome.UNREADABLE, squeeze(str(exc))[:_DETAIL], body.status)
    except MemoryError:
        return Failure(Outcome.PARSE_LIMIT, "reading it needs more memory than allowed", body.status)
    except Exception as exc:  # noqa: BLE001  a parser's exception is the document's fault
        return Failure(Outcome.UNREADABLE, squeeze(f"{type(exc).__name__}: {exc}")[:_DETAIL], body.status)
    return parsed


def _nature(start: bytes, media_type: str) -> str:
    if start.startswith(_PAGE) or b"<html" in start:
        return "an HTML page, not a feed"
    return f"neither RSS, Atom, RDF nor JSON Feed (the server calls it {media_type or 'nothing'})"
