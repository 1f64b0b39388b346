"""JSON lines, one article a line, as `monitor ingest` takes and `monitor articles --json` gives."""

import json
from datetime import datetime
from typing import Any

from monitor.collect.dates import read_date
from monitor.collect.sources.limits import Unreadable
from monitor.collect.values import escaped, identity, paragraphs, text
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.fetching import Body

_NOTES = 20


def sniff(body: Body) -> float:
    """How surely these are JSON lines: the first line is an object with a title."""
    start = body.content.lstrip(b"\xef\xbb\xbf \t\r\n")
    line = start.partition(b"\n")[0].rstrip()
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return 0.0
    return 0.9 if b'"title"' in line and b"jsonfeed.org/version" not in line else 0.2


def read(body: Body, *, limit: int) -> ParsedFeed:
    """Every line as an entry. Lines that cannot be read are left out, counted and noted. Raises Unreadable when none
    can."""
    entries: list[RawEntry] = []
    notes: list[str] = []
    lines = [line for line in body.content.decode("utf-8-sig", "replace").split("\n") if line.strip()]
    for number, line in enumerate(lines[:limit], 1):
        try:
            entries.append(_entry(json.loads(line), body.url))
        except (ValueError, RecursionError) as exc:
            notes.append(f"line {number}: {exc}"[:200])
    if lines and not entries:
        raise Unreadable(notes[0] if notes else "no lines")
    left_out = max(0, len(lines) - limit) + len(notes)
    return ParsedFeed(kind="jsonl", entries=tuple(entries), left_out=left_out, notes=tuple(notes[:_NOTES]))


def _entry(row: Any, url: str) -> RawEntry:
    if not isinstance(row, dict):
        raise ValueError("not an object")
    if not text(row.get("title")) and not text(row.get("content")):
        raise ValueError("neither title nor content")
    published = text(row.get("published"))
    return RawEntry(
        link=text(row.get("url")) or None,
        base=url or None,
        title=escaped(text(row.get("title"))),
        content=paragraphs(text(row.get("content"))),
        author=escaped(text(row.get("author"))),
        published=published or None,
        published_at=read_date(published),
        outlet_name=text(row.get("outlet")) or None,
        external_id=identity(row.get("id")),
        lang=text(row.get("lang")) or None,
        first_seen=_seen(row),
    )


def _seen(row: dict[str, Any]) -> datetime | None:
    return read_date(text(row.get("first_seen")))
