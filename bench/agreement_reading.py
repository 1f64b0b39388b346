"""One feed file as we read it and as feedparser reads it, in the same words. What runs here runs in a child process
with the limits of a parse worker."""

import re
import resource
import sys
import time
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser

from bench.real_feeds import media_type
from monitor.collect import fetch_headers, html
from monitor.collect import parse as parsing
from monitor.collect.dates import read_date
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.fetching import Body, Failure, Validators

FAST = ("same", "handed over")  # what the fast path may do
ADDRESS = "http://feeds.example/folder/feed.xml"
LIMIT = 100_000
_HEADER = re.compile(rb"^\s*Header:\s*(Content-Type|Content-Location)\s*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MB = 1e6 / 1024 if sys.platform != "darwin" else 1e6


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader says of one entry. Texts are plain, white space squeezed; links are whole."""

    title: str
    link: str
    id: str
    date: str
    author: str
    content: str
    written: str = ""  # the date, as the document has it


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of a document. `cost` is CPU seconds, `peak` resident MB of the process so far."""

    outcome: str
    title: str = ""
    link: str = ""
    lang: str = ""
    entries: tuple[Said, ...] = ()
    detail: str = ""
    cost: float = 0.0
    peak: float = 0.0
    quick: str = "handed over"  # same, handed over, or what differs between the fast path and the other


@dataclass(frozen=True, slots=True)
class File:
    """A file of a corpus with the headers that it asks to be served with."""

    path: Path
    project: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> Body:
        """As the fetcher hands it on."""
        kind, charset = fetch_headers.content_type(self.headers)
        place = self.headers["content-location"]
        return Body(place, self.path.read_bytes(), kind, charset, Validators(), self.headers)


def file(path: Path, project: str) -> File:
    """With the headers named in its comment (as feedparser's and the validator's files do), else those of a plain
    server; the address is known in any case."""
    content = path.read_bytes()
    asked = {name.decode().lower(): value.decode("latin-1").strip() for name, value in _HEADER.findall(content[:4096])}
    headers = {"content-type": asked.get("content-type") or media_type(content)}
    headers["content-location"] = urljoin(ADDRESS, asked.get("content-location", ""))
    if not headers["content-location"].startswith("http"):
        headers["content-location"] = ADDRESS
    return File(path, project, headers)


def limited(memory_bytes: int) -> None:
    """Begins a child: no more memory than that."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ours(one: File) -> Reading:
    """Through `parse`, as the workers call it, and beside it through the fast path."""
    body, begun = one.body(), time.process_time()
    parsed = parsing.parse(body, limit=LIMIT)
    cost, peak = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    if isinstance(parsed, Failure):
        return Reading(parsed.outcome.value, detail=parsed.detail, cost=cost, peak=peak, quick=_quick(body, parsed))
    return Reading(
        "ok" if parsed.entries else "no_entries",
        html.line(parsed.title),
        _whole(body.url, parsed.link),
        parsed.lang or "",
        tuple(_ours(raw) for raw in parsed.entries),
        "; ".join(parsed.notes),
        cost,
        peak,
        _quick(body, parsed),
    )


def _quick(body: Body, slow: ParsedFeed | Failure) -> str:
    """What the fast path makes of it, next to the other."""
    fast = parsing.quick(body, limit=LIMIT) if hasattr(parsing, "quick") else None
    if fast is None:
        return "handed over"
    if not isinstance(slow, ParsedFeed):
        return f"entries read where the other says {slow.outcome.value}"
    if len(fast.entries) != len(slow.entries):
        return f"{len(fast.entries)} entries, not {len(slow.entries)}"
    pairs: list[tuple[str, Any, Any]] = [("feed", fast, slow)]
    pairs += [(f"entry {at}", *pair) for at, pair in enumerate(zip(fast.entries, slow.entries, strict=True))]
    found = [
        f"{place} {name}: {getattr(one, name)!r:.200} not {getattr(other, name)!r:.200}"
        for place, one, other in pairs
        for name in type(one).__dataclass_fields__
        if name not in ("entries", "notes") and getattr(one, name) != getattr(other, name)
    ]
    return "\n".join(found) or "same"


def _ours(raw: RawEntry) -> Said:
    date = read_date(raw.published) or read_date(raw.updated) or raw.published_at
    return Said(
        html.line(raw.title),
        _whole(raw.base, raw.link),
        raw.guid or "",
        f"{date.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if date else "",
        html.line(raw.author),
        _plain(raw.content or raw.summary),
        raw.published or raw.updated or "",
    )


def theirs(one: File) -> Reading:
    """Through feedparser with its own settings."""
    begun = time.process_time()
    try:
        found = feedparser.parse(BytesIO(one.path.read_bytes()), response_headers=dict(one.headers))
    except Exception as exc:  # noqa: BLE001  what it raises is counted
        return Reading(f"raises {type(exc).__name__}", detail=str(exc)[:200])
    head, entries, base = found["feed"], found["entries"], one.headers["content-location"]
    return Reading(
        "ok" if entries else "no_entries" if found.get("version") else "not a feed",
        html.line(_text(head.get("title"))),
        _whole(base, _text(head.get("link"))),
        _text(head.get("language")),
        tuple(_theirs(entry, base) for entry in entries),
        str(found.get("bozo_exception", "")),
        time.process_time() - begun,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB,
    )


def _theirs(entry: Mapping[str, Any], base: str) -> Said:
    names = [name for person in entry.get("authors") or () if (name := _text(person.get("name")))]
    bodies = [_text(part.get("value")) for part in entry.get("content") or ()]
    dates = (entry[name] for name in ("published_parsed", "updated_parsed") if name in entry)
    date = next(filter(None, dates), None)
    return Said(
        html.line(_text(entry.get("title"))),
        _whole(base, _text(entry.get("link"))),
        _text(entry.get("id")),
        f"{_EPOCH + timedelta(seconds=timegm(date)):%Y-%m-%d %H:%M:%S}" if date else "",
        html.line(", ".join(names) or _text(entry.get("author"))),
        _plain(max(bodies, key=len, default="") or _text(entry.get("summary"))),
    )


def _plain(markup: str) -> str:
    return " ".join(html.plain(html.harmless(markup)).split())


def _whole(base: str | None, link: str | None) -> str:
    try:
        return urljoin(base or ADDRESS, (link or "").strip()) if link else ""
    except ValueError:
        return link or ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
