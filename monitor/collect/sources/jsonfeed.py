"""JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Mapping
from typing import Any

from monitor.collect.sources.limits import CATEGORIES, ENCLOSURES, Unreadable, capped
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.fetching import Body

_SNIFF = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"


def sniff(body: Body) -> float:
    """How surely this is a JSON Feed: an object that names its version near the top, or says it has items."""
    start = body.content[:_SNIFF].lstrip(_BLANK)
    if not start.startswith(b"{"):
        return 0.0
    return 0.95 if b"jsonfeed.org/version" in start else 0.4 + 0.2 * (b'"items"' in body.content)


def read(body: Body, *, limit: int) -> ParsedFeed:
    """The feed, at most `limit` entries of it. Raises Unreadable."""
    feed = _loaded(body.content)
    items = feed.get("items")
    if not isinstance(items, list):
        raise Unreadable("a JSON object without a list of items")
    entries = [_entry(item, feed, body.url) for item in items[:limit] if isinstance(item, dict)]
    return ParsedFeed(
        kind="json",
        entries=tuple(entries),
        title=capped(_text(feed.get("title")), 1000),
        link=_text(feed.get("home_page_url")) or None,
        lang=_text(feed.get("language")) or None,
        left_out=max(0, len(items) - limit),
    )


def _loaded(content: bytes) -> dict[str, Any]:
    try:
        feed = json.loads(content.lstrip(_BLANK).decode("utf-8", "replace"))
    except (ValueError, RecursionError) as exc:
        raise Unreadable(f"not JSON: {exc}") from exc
    if not isinstance(feed, dict):
        raise Unreadable("JSON, but no object")
    return feed


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], url: str) -> RawEntry:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    return RawEntry(
        guid=_identity(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")) or None,
        base=url,
        title=_escaped(_text(item.get("title"))),
        summary=_escaped(_text(item.get("summary"))),
        content=html or _paragraphs(text),
        author=_author(item) or _author(feed),
        published=_text(item.get("date_published")) or None,
        updated=_text(item.get("date_modified")) or None,
        lang=_text(item.get("language")) or _text(feed.get("language")) or None,
        categories=tuple(tag for tag in _list(item.get("tags"))[:CATEGORIES] if isinstance(tag, str)),
        enclosures=tuple(_addresses(item.get("attachments"))[:ENCLOSURES]),
    )


def _identity(value: object) -> str | None:
    """Ids are to be strings, and are numbers often enough."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) or None


def _author(holder: Mapping[str, Any]) -> str:
    people = _list(holder.get("authors")) or [holder.get("author")]
    names = [_text(person.get("name")) for person in people[:20] if isinstance(person, dict)]
    return ", ".join(name for name in names if name)


def _addresses(value: object) -> list[str]:
    return [url for part in _list(value) if isinstance(part, dict) and (url := _text(part.get("url")))]


def _escaped(text: str) -> str:
    """Plain text as HTML, since every other kind of source gives HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _paragraphs(text: str) -> str:
    parts = _escaped(text).replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts if part.strip())


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
