"""JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.collect.assembling import CATEGORIES, ENCLOSURES
from monitor.collect.dates import read_date
from monitor.collect.sources.limits import Unreadable, capped
from monitor.collect.sources.outline import rises
from monitor.collect.values import escaped, identity, items, paragraphs, text
from monitor.model.entry import Details, Enclosure, ParsedFeed, RawEntry
from monitor.model.fetching import Body

_SNIFF = 4096
_HEAD: dict[str, type] = {
    **dict.fromkeys(("title", "home_page_url", "language"), str),
    "author": dict,
    "authors": list,
}
_ITEM: dict[str, Any] = {
    **dict.fromkeys("url external_url title summary content_html content_text image language".split(), str),
    **dict.fromkeys(("date_published", "date_modified"), str),
    **dict.fromkeys(("tags", "attachments", "authors"), list),
    "author": dict,
    "id": str | int | float,
}
_BLANK = b"\xef\xbb\xbf \t\r\n"


def sniff(body: Body) -> float:
    """How surely this is a JSON Feed: an object that names its version near the top, or says it has items."""
    start = body.content[:_SNIFF].lstrip(_BLANK)
    if not start.startswith(b"{"):
        return 0.0
    return 0.95 if b"jsonfeed.org/version" in start else 0.4 + 0.2 * (b'"items"' in body.content)


def read(body: Body, *, limit: int) -> ParsedFeed:
    """The feed, at most `limit` entries of it. Raises Unreadable."""
    feed, notes = _loaded(body.content)
    given = feed.get("items")
    if not isinstance(given, list):
        raise Unreadable("a JSON object without a list of items")
    taken = given[-limit:] if len(given) > limit and rises(_date(given[0]), _date(given[-1])) else given[:limit]
    entries = [_entry(item, feed, body.url) for item in taken if isinstance(item, dict)]
    if strange := len(taken) - len(entries):
        notes = (*notes, f"items that are no objects: {strange}")
    if wrong := _mistyped(feed, taken):
        notes = (*notes, f"of another type than the format says: {wrong}")
    return ParsedFeed(
        kind="json",
        entries=tuple(entries),
        title=capped(text(feed.get("title")), 1000),
        link=text(feed.get("home_page_url")) or None,
        lang=text(feed.get("language")) or None,
        left_out=max(0, len(given) - limit) + strange,
        notes=notes,
    )


def _date(item: object) -> datetime | None:
    return read_date(text(item.get("date_published"))) if isinstance(item, dict) else None


def _loaded(content: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The object, and what is odd about it: words after its end are no reason to lose it."""
    text = content.lstrip(_BLANK).decode("utf-8", "replace")
    try:
        feed, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as exc:
        raise Unreadable(f"not JSON: {exc}") from exc
    if not isinstance(feed, dict):
        raise Unreadable("JSON, but no object")
    return feed, ("something follows the end of the feed",) if text[end:].strip() else ()


def _mistyped(feed: Mapping[str, Any], taken: Sequence[Any]) -> str:
    """Names of the fields that are not what the format says, each once; what they say is left out."""
    names = [name for name, kind in _HEAD.items() if not isinstance(feed.get(name), kind | None)]
    objects = [item for item in taken if isinstance(item, dict)]
    names += [
        name for name, kind in _ITEM.items() if any(not isinstance(item.get(name), kind | None) for item in objects)
    ]
    return ", ".join(dict.fromkeys(names))


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], url: str) -> RawEntry:
    html, words = text(item.get("content_html")), text(item.get("content_text"))
    return RawEntry(
        guid=identity(item.get("id")),
        link=text(item.get("url")) or text(item.get("external_url")) or None,
        base=url,
        title=escaped(text(item.get("title"))),
        summary=escaped(text(item.get("summary"))),
        content=html or paragraphs(words),
        author=_author(item) or _author(feed),
        published=text(item.get("date_published")) or None,
        updated=text(item.get("date_modified")) or None,
        lang=text(item.get("language")) or text(feed.get("language")) or None,
        details=Details(
            categories=tuple(tag for tag in items(item.get("tags"))[:CATEGORIES] if isinstance(tag, str)),
            enclosures=tuple(_enclosures(item.get("attachments"))[:ENCLOSURES]),
            image=text(item.get("image")) or None,
        ),
    )


def _author(holder: Mapping[str, Any]) -> str:
    people = items(holder.get("authors")) or [holder.get("author")]
    names = [text(person.get("name")) for person in people[:20] if isinstance(person, dict)]
    return ", ".join(name for name in names if name)


def _enclosures(value: object) -> list[Enclosure]:
    parts = [part for part in items(value) if isinstance(part, dict) and text(part.get("url"))]
    return [
        Enclosure(text(part["url"]), text(part.get("mime_type")), _size(part.get("size_in_bytes"))) for part in parts
    ]


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62 else None
