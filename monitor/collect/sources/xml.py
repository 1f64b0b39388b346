"""RSS 0.9x–2.0, RDF and Atom through feedparser, which decides every doubt."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.collect.sources.encoding import repaired
from monitor.collect.sources.limits import CATEGORIES, ENCLOSURES, Unreadable, capped
from monitor.collect.sources.outline import TooDeep, mended, narrowed, outlined, shortened
from monitor.model.entry import Details, Enclosure, ParsedFeed, RawEntry
from monitor.model.fetching import Body

_ROOT = re.compile(rb"<(?:[a-z0-9]+:)?(rss|feed|rdf|channel|urlset)[\s>:]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:html|head|body)[\s>]", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(rb"<!doctype\s+html[\s>]", re.IGNORECASE)
_SNIFF = 4096
_KINDS = (("atom", "atom"), ("rss090", "rdf"), ("rss10", "rdf"), ("rss", "rss"), ("cdf", "rss"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MEDIA_DESCRIPTION = re.compile(rb"<(/?)media:description\b(?:\s[^<>]{0,200}?)?(?=/?>)", re.IGNORECASE)
_RENAMED = b"monitor-media-description"
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
BROKEN = "not quite UTF-8: characters that had to be replaced: {}"


def sniff(body: Body) -> float:
    """How surely this is an XML feed: the root element says so."""
    start = narrowed(body.content[:_SNIFF]).lstrip(b"\xef\xbb\xbf \t\r\n")
    root, page = _ROOT.search(start), _HTML.search(start)
    if root is not None and (page is None or root.start() < page.start()):
        return 0.95
    if page is not None or _HTML_DOCTYPE.search(start):
        return 0.0
    return 0.3 if start.startswith((b"<?xml", b"<")) else 0.0


def read(body: Body, *, limit: int) -> ParsedFeed:
    """The feed, at most `limit` entries of it. Raises Unreadable, and whatever feedparser comes up with."""
    content, broken = repaired(narrowed(body.content), body.charset)
    content = mended(content)
    try:
        outline = outlined(content)
    except TooDeep as exc:
        raise Unreadable(str(exc)) from exc
    content, left_out = shortened(content, outline, limit)
    found = feedparser.parse(
        _MEDIA_DESCRIPTION.sub(rb"<\1" + _RENAMED, content),
        response_headers=_headers(body),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    parsed = _feed(found, body, limit, left_out)
    return replace(parsed, notes=(*parsed.notes, BROKEN.format(broken))) if broken else parsed


def _headers(body: Body) -> dict[str, str]:
    """Feedparser takes the encoding from the content type. It is told no base: relative guids must not change when the
    feed moves; links are resolved later. But where a document sets bases of its own, it must know the outermost: it
    never leaves a base for none."""
    headers: dict[str, str] = {"content-location": body.url} if b"xml:base" in body.content else {}
    if body.media_type and not body.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = f"; charset={body.charset}" if body.charset else ""
        headers["content-type"] = f"{_xml_type(body.media_type)}{charset}"
    return headers


def _xml_type(media_type: str) -> str:
    """text/* without a charset would mean US-ASCII, which nobody means."""
    return media_type if media_type.endswith("xml") and media_type.startswith("application/") else "application/xml"


def _feed(found: Mapping[str, Any], body: Body, limit: int, left_out: int) -> ParsedFeed:
    head, entries = found["feed"], found["entries"]
    kind = _kind(str(found.get("version", "")))
    if not kind and not entries:
        raise Unreadable(f"no feed in it: {found.get('bozo_exception') or 'no known root element'}")
    return ParsedFeed(
        kind=kind or "rss",
        entries=tuple(_entry(entry, body.url) for entry in entries[:limit]),
        title=capped(_text(head.get("title")), 1000),
        link=_text(head.get("link")) or None,
        lang=_text(head.get("language")) or None,
        ttl_minutes=_number(head.get("ttl")),
        period_s=_update_period(head),
        left_out=left_out + max(0, len(entries) - limit),
        notes=_notes(found),
    )


def _kind(version: str) -> str:
    return next((kind for prefix, kind in _KINDS if version.startswith(prefix)), "")


def _notes(found: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"bozo: {str(found.get('bozo_exception'))[:200]}",) if found.get("bozo") else ()


def _update_period(head: Mapping[str, Any]) -> int | None:
    """`sy:updatePeriod` over `sy:updateFrequency`, in seconds."""
    seconds = _PERIODS.get(_text(head.get("sy_updateperiod")).strip().lower())
    return None if seconds is None else max(60, seconds // (_number(head.get("sy_updatefrequency")) or 1))


def _entry(entry: Mapping[str, Any], url: str) -> RawEntry:
    summary, content = _texts(entry)
    source = entry.get("source") or {}
    return RawEntry(
        guid=_text(entry.get("id")) or None,
        link=_link(entry),
        base=urljoin(url, _base(entry)),
        title=_text(entry.get("title")),
        summary=summary,
        content=content,
        author=_author(entry),
        published=_text(_own(entry, "published")) or None,
        updated=_text(_own(entry, "updated")) or None,
        published_at=_instant(_own(entry, "published_parsed")) or _instant(_own(entry, "updated_parsed")),
        source_title=_text(source.get("title")) or None,
        source_url=_text(source.get("href") or source.get("link")) or None,
        lang=_lang(entry),
        details=_details(entry),
    )


def _details(entry: Mapping[str, Any]) -> Details:
    return Details(
        categories=tuple(c for tag in (entry.get("tags") or ())[:CATEGORIES] if (c := _text(tag.get("term")))),
        enclosures=tuple(
            Enclosure(url, _text(link.get("type")), _number(link.get("length")))
            for link in (entry.get("enclosures") or ())[:ENCLOSURES]
            if (url := _text(link.get("href")))
        ),
        comments=_text(entry.get("comments")) or None,
    )


def _own(entry: Mapping[str, Any], name: str) -> Any:
    """A value under its own name: feedparser answers for a missing one with another, and warns."""
    return entry[name] if name in entry else None  # noqa: SIM401  `get` is what answers with another


def _texts(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Summary and content; one of a media object only where there is nothing else."""
    contents = [_text(part.get("value")) for part in entry.get("content") or ()]
    content, summary = max(contents, key=len, default=""), _text(entry.get("summary"))
    if not content and not summary:
        summary = _text(entry.get(_RENAMED.decode())) or _text(entry.get("media_description"))
    return ("" if summary == content else summary), content


def _link(entry: Mapping[str, Any]) -> str | None:
    if link := _text(entry.get("link")):
        return link
    alternates = (_text(link.get("href")) for link in entry.get("links") or () if link.get("rel") == "alternate")
    return next((link for link in alternates if link), None)


def _author(entry: Mapping[str, Any]) -> str:
    names = [name for person in (entry.get("authors") or ())[:20] if (name := _text(person.get("name")))]
    return ", ".join(names) or _text(entry.get("author"))


def _base(entry: Mapping[str, Any]) -> str:
    for key in ("content", "summary_detail", "title_detail"):
        detail = entry.get(key)
        detail = detail[0] if isinstance(detail, list) and detail else detail
        if isinstance(detail, Mapping) and (base := _text(detail.get("base"))):
            return base
    return ""


def _lang(entry: Mapping[str, Any]) -> str | None:
    parts = [*(entry.get("content") or ()), entry.get("title_detail") or {}]
    return next((lang for part in parts if (lang := _text(part.get("language")))), None)


def _instant(parsed: struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=calendar.timegm(parsed))
    except (OverflowError, ValueError, TypeError):
        return None


def _number(value: object) -> int | None:
    text = _text(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
