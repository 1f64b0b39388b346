"""RSS 0.9x–2.0, RDF and Atom through feedparser, which decides every doubt."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXParseException

import feedparser

from monitor.collect.assembling import Beside, details, literal, minutes, number, people, period, texts
from monitor.collect.dates import read_date
from monitor.collect.skips import skips
from monitor.collect.sources.encoding import in_utf8
from monitor.collect.sources.limits import Unreadable, capped
from monitor.collect.sources.outline import TooDeep, mended, narrowed, outlined, shortened
from monitor.collect.sources.repair import repaired
from monitor.lang.urls import LONGEST
from monitor.model.entry import Details, Enclosure, ParsedFeed, RawEntry
from monitor.model.fetching import Body

_ROOT = re.compile(rb"<(?:[a-z0-9]+:)?(rss|feed|rdf|channel|urlset)[\s>:]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:html|head|body)[\s>]", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(rb"<!doctype\s+html[\s>]", re.IGNORECASE)
_SNIFF = 4096
_KINDS = (("atom", "atom"), ("rss090", "rdf"), ("rss10", "rdf"), ("rss", "rss"), ("cdf", "rss"))
_WHOLE_DAY = re.compile(r"\s*\d{4}-\d\d-\d\d(?!\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ASIDE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<(/?)(media:description|itunes:summary)(?=[\s/>])[^<>]*?(/?)>",
    re.IGNORECASE | re.DOTALL,
)
# Mail addresses are looked for in these by a pattern that is quadratic, and attributes are many times their length.
_PERSON = re.compile(
    rb"(<(?:\w+:)?(?:author|creator|managingEditor|webMaster|contributor|publisher|owner|name|email)(?:\s[^<>]*)?>"
    rb"\s*+(?:<!\[CDATA\[)?)([^<]{1024,})",
    re.IGNORECASE,
)
_PERSON_BYTES, _ATTRIBUTES = 1024, 1000
_LONG_TAG = re.compile(rb"<([\w:.-]+)(\s[^<>]{8192,})>")
_MEDIA, _ITUNES = "monitor-media-description", "monitor-itunes-summary"
_SAYS = ("title", "link", "id", "summary", "content")
_REPAIRABLE = 4 << 20  # bytes: more is not worth being read twice
REPAIRED = "entries were closed where the next begins: a tag in them never closes"
_OTHERS = (_ITUNES, _MEDIA, "subtitle")


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
    content, notes = in_utf8(body)
    content = mended(content)
    try:
        outline = outlined(content)
    except TooDeep as exc:
        raise Unreadable(str(exc)) from exc
    short, left_out = shortened(content, outline, limit)
    headers = _headers(content, body.url)
    found = _parsed_by_feedparser(short, headers)
    if _is_broken(found) and _telling(found) < min(limit, len(outline.starts)) and len(short) <= _REPAIRABLE:
        again = _parsed_by_feedparser(repaired(short, outline, limit), headers)
        if _telling(again) > _telling(found):
            again["entries"] = [entry for entry in again["entries"] if any(map(entry.get, _SAYS))]
            found, notes = again, (*notes, REPAIRED)
    parsed = _feed(found, body, content, limit)
    return replace(parsed, left_out=parsed.left_out + left_out, notes=(*parsed.notes, *notes))


def _parsed_by_feedparser(content: bytes, headers: dict[str, str]) -> dict[str, Any]:
    parsed: dict[str, Any] = feedparser.parse(
        set_aside(content),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return parsed


def _is_broken(found: Mapping[str, Any]) -> bool:
    """Whether its tags, or something else of its XML, are wrong; in a sound document all entries were found."""
    return isinstance(found.get("bozo_exception"), SAXParseException)


def _telling(found: Mapping[str, Any]) -> int:
    """How many entries can be told from each other."""
    return sum(any(map(entry.get, _SAYS[:3])) for entry in found["entries"])


def set_aside(content: bytes) -> bytes:
    """Elements that feedparser would let replace an article's text get names that it does not know; what would take it
    too long is shortened."""
    return _ASIDE.sub(_renamed, _LONG_TAG.sub(_bare, _PERSON.sub(_cut, content)))


def _cut(found: re.Match[bytes]) -> bytes:
    """The beginning of a name, without half a character or half a reference at its end."""
    kept = found[2][:_PERSON_BYTES].decode("utf-8", "ignore").encode()
    end = kept.rfind(b"&")
    return found[1] + (kept[:end] if end > kept.rfind(b";") else kept)


def _bare(found: re.Match[bytes]) -> bytes:
    """A tag with absurdly many attributes, without them."""
    if found[2].count(b"=") < _ATTRIBUTES:
        return found[0]
    return b"<" + found[1] + (b"/>" if found[2].endswith(b"/") else b">")


def _renamed(found: re.Match[bytes]) -> bytes:
    if found[2] is None:
        return found[0]
    name = _ITUNES if found[2][:1] in b"iI" else _MEDIA
    return b"<%b%b%b>" % (found[1], name.encode(), found[3])


def _headers(content: bytes, url: str) -> dict[str, str]:
    """What is handed over is UTF-8. Feedparser is told no base: relative guids must not change when the feed moves;
    links are resolved later. But where a document sets bases of its own, it must know the outermost: it never leaves a
    base for none."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    return headers | {"content-location": url} if b"xml:base" in content else headers


def _feed(found: Mapping[str, Any], body: Body, content: bytes, limit: int) -> ParsedFeed:
    head, entries = found["feed"], found["entries"]
    version = str(found.get("version", ""))
    kind = _kind(version)
    if not kind and not entries:
        raise Unreadable(f"no feed in it: {found.get('bozo_exception') or 'no known root element'}")
    hours, days = skips(content) if "skiphours" in head or "skipdays" in head else (frozenset(), frozenset())
    return ParsedFeed(
        kind=kind or "rss",
        entries=tuple(_entry(entry, body.url, version) for entry in entries[:limit]),
        title=capped(_title(head, version), 1000),
        link=_text(head.get("link")) or None,
        lang=_text(head.get("language")) or None,
        ttl_minutes=minutes(head.get("ttl")),
        period_s=period(_text(head.get("sy_updateperiod")), head.get("sy_updatefrequency")),
        skip_hours=hours,
        skip_days=days,
        left_out=max(0, len(entries) - limit),
        notes=_notes(found),
    )


def _kind(version: str) -> str:
    return next((kind for prefix, kind in _KINDS if version.startswith(prefix)), "")


def _notes(found: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"bozo: {str(found.get('bozo_exception'))[:200]}",) if found.get("bozo") else ()


def _entry(entry: Mapping[str, Any], url: str, version: str) -> RawEntry:
    contents = [_text(part.get("value")) for part in entry.get("content") or ()]
    summary, content = texts(contents, _text(entry.get("summary")), (_text(entry.get(name)) for name in _OTHERS))
    published, updated = _text(_own(entry, "published")), _text(_own(entry, "updated"))
    source = entry.get("source") or {}
    return RawEntry(
        guid=_text(entry.get("id")) or None,
        link=_link(entry),
        base=_whole(url, _base(entry)),
        title=_title(entry, version),
        summary=summary,
        content=content,
        author=_author(entry),
        published=published or None,
        updated=updated or None,
        published_at=read_date(published) or read_date(updated) or _parsed(entry),
        source_title=_title(source, version) or None,
        source_url=_place(source) or None,
        lang=_lang(entry),
        canonical=_text(entry.get("feedburner_origlink")) or None,
        details=_details(entry),
    )


def _title(holder: Mapping[str, Any], version: str) -> str:
    """A title that may hold markup. Atom tells text from markup, and what it calls text is none."""
    title = _text(holder.get("title"))
    is_text = version.startswith("atom") and _dict(holder.get("title_detail")).get("type") == "text/plain"
    return literal(title) if is_text else title


def _details(entry: Mapping[str, Any]) -> Details:
    found = Beside(
        categories=[term for tag in entry.get("tags") or () if (term := _text(tag.get("term")))],
        enclosures=[
            Enclosure(url, _text(link.get("type")), number(link.get("length")))
            for link in entry.get("enclosures") or ()
            if (url := _text(link.get("href")))
        ],
        media=_dicts(entry.get("media_content")),
        thumbnails=_dicts(entry.get("media_thumbnail")),
        image=_text(_dict(entry.get("image")).get("href")),
        comments=_text(entry.get("comments")),
    )
    reply = _dict(entry.get("thr_in-reply-to"))
    found.replies_to = _text(reply.get("ref")) or _text(reply.get("href"))
    return details(found)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _place(source: Mapping[str, Any]) -> str:
    """The address of a source. `href` is what RSS says, or else the page of a person that Atom names in it."""
    persons = source.get("authors") or source.get("author_detail") or source.get("contributors")
    return _text((None if persons else source.get("href")) or source.get("link"))


def _own(entry: Mapping[str, Any], name: str) -> Any:
    """A value under its own name: feedparser answers for a missing one with another, and warns."""
    return entry[name] if name in entry else None  # noqa: SIM401  `get` is what answers with another


def _link(entry: Mapping[str, Any]) -> str | None:
    if link := _text(entry.get("link")):
        return link
    alternates = (_text(link.get("href")) for link in entry.get("links") or () if link.get("rel") == "alternate")
    return next((link for link in alternates if link), None)


def _author(entry: Mapping[str, Any]) -> str:
    names = [_text(person.get("name")) for person in (entry.get("authors") or ())[:20]]
    return people(names, _text(entry.get("author")))


def _base(entry: Mapping[str, Any]) -> str:
    for key in ("content", "summary_detail", "title_detail"):
        detail = entry.get(key)
        detail = detail[0] if isinstance(detail, list) and detail else detail
        if isinstance(detail, Mapping) and (base := _text(detail.get("base"))):
            return base
    return ""


def _whole(url: str, base: str) -> str:
    """The base as an address; that of the document when it is none, or longer than any."""
    try:
        return urljoin(url, base) if len(base) <= LONGEST else url
    except ValueError:
        return url


def _lang(entry: Mapping[str, Any]) -> str | None:
    parts = [*(entry.get("content") or ()), _dict(entry.get("title_detail")), _dict(entry.get("summary_detail"))]
    return _text(entry.get("language")) or next((lang for part in parts if (lang := _text(part.get("language")))), None)


def _parsed(entry: Mapping[str, Any]) -> datetime | None:
    """What feedparser reads where we cannot. Of days that do not exist (13-45, 02-30) it makes others."""
    for name in ("published", "updated"):
        try:
            if _WHOLE_DAY.match(_text(_own(entry, name))):
                continue
            if (parsed := _own(entry, f"{name}_parsed")) is not None:
                return _EPOCH + timedelta(seconds=calendar.timegm(parsed))
        except (OverflowError, ValueError, TypeError):
            continue
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
