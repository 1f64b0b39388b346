"""Entries for tests, with everything unimportant filled in."""

from datetime import UTC, datetime
from typing import Any

from monitor.model.entry import Entry, OutletRef, RawEntry

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def raw(guid: str | None = "g1", link: str | None = "https://a.example/1", **fields: Any) -> RawEntry:
    """A raw entry."""
    return RawEntry(guid=guid, link=link, **fields)


def entry(guid: str | None = "g1", url: str | None = "https://a.example/1", **fields: Any) -> Entry:
    """A normalised entry."""
    usual: dict[str, Any] = {
        "raw_url": url,
        "title": "A pier grows at the launch site",
        "summary": "",
        "body": "Barges came in the night, and cranes by day.",
        "html": "",
        "author": "",
        "published": NOON,
        "lang": "en",
        "outlet": OutletRef("a-example", "a.example", "a.example"),
        "position": 0,
        "raw_hash": b"0" * 16,
    }
    return Entry(guid=guid, url=url, **{**usual, **fields})
