"""What is fuzzed: one function of bytes for each target, which raises when something does not hold."""

import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from bench.fuzz import checks
from bench.fuzz.checks import Unsound
from monitor.collect import fetch_headers, guard
from monitor.collect import parse as parsing
from monitor.collect.dates import read_date
from monitor.collect.fetch_body import STEP, Inflated, decoder
from monitor.collect.fetch_fault import Fault
from monitor.collect.normalise import AUTHOR, CONTENT, GUID, SUMMARY, TITLE, Normaliser, shared_urls, told_apart
from monitor.collect.sources.limits import Unreadable
from monitor.errors import UsageError
from monitor.lang import opml, urls
from monitor.lang.outlets import OutletBook
from monitor.model.entry import Entry, ParsedFeed, RawEntry
from monitor.model.feed import DueFeed, FeedState, Rhythm
from monitor.model.fetching import Body, Failure, Outcome, Validators
from monitor.model.outlet import Outlet

CUT = b"\n~~~\n"  # between the parts of an input
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LIMIT = 20
_BOOK = OutletBook([Outlet("yonhap", "Yonhap", hosts=("yonhap.example",))])
_FEED = DueFeed(1, "f", "http://yonhap.example/rss", "yonhap.example", 1, Validators(), Rhythm(), FeedState.OK)
_MEDIA = ("application/xml", "text/xml", "application/rss+xml", "application/feed+json", "", "text/html")
_CHARSETS = (None, "utf-8", "iso-8859-1", "windows-1252", "shift_jis", "utf-16", "no-such", "us-ascii")


def parse(data: bytes) -> None:
    """A document is read or refused, in bounds; the fast path says the same or hands over."""
    if not data:
        return
    body = Body(
        "https://example.com/feeds/a.xml", data[1:], _MEDIA[data[0] % 6], _CHARSETS[data[0] // 6 % 8], Validators()
    )
    slow = parsing.parse(body, limit=LIMIT)
    if isinstance(slow, Failure):
        _refused(slow, body)
    else:
        _read(slow)
    fast = parsing.quick(body, limit=LIMIT) if hasattr(parsing, "quick") else None
    if fast is not None:
        _same(fast, slow)


def _refused(failure: Failure, body: Body) -> None:
    if failure.outcome in (Outcome.INTERNAL, Outcome.PARSE_LIMIT) or len(failure.detail) > 500:
        raise Unsound(f"{failure.outcome}: {failure.detail}")
    if failure.outcome is Outcome.UNREADABLE:
        _ours(body)


def _ours(body: Body) -> None:
    """A parser of others may raise whatever it likes on a broken document, our own code may not."""
    for kind in parsing.FEEDS:
        try:
            kind.read(body, limit=LIMIT)
        except (Unreadable, MemoryError):
            continue
        except Exception as exc:
            if "/monitor/" in traceback.extract_tb(exc.__traceback__)[-1].filename:
                raise


def _read(feed: ParsedFeed) -> None:
    if len(feed.entries) > LIMIT or len(feed.title) > 1000 or feed.left_out < 0:
        raise Unsound("beyond the limits")
    for entry in feed.entries:
        _normalised(entry)


def _same(fast: ParsedFeed, slow: ParsedFeed | Failure) -> None:
    if not isinstance(slow, ParsedFeed):
        raise Unsound(f"the fast path reads what the other refuses: {slow}")
    if fast.entries != slow.entries:
        pairs = list(zip(fast.entries, slow.entries, strict=False))
        first = next((pair for pair in pairs if pair[0] != pair[1]), None)
        raise Unsound(f"the fast path reads other entries: {len(fast.entries)}, {len(slow.entries)}: {first}")
    names = [name for name in ParsedFeed.__dataclass_fields__ if name not in ("entries", "notes")]
    if odd := [name for name in names if getattr(fast, name) != getattr(slow, name)]:
        raise Unsound(f"the fast path says otherwise: {[(n, getattr(fast, n), getattr(slow, n)) for n in odd]}")


def _parts(data: bytes, count: int) -> Iterator[str]:
    """So many texts; bytes that are no UTF-8 become lone surrogates, which is the worst that a parser may give."""
    parts = data.split(CUT, count - 1)
    for part in [*parts, *([b""] * (count - len(parts)))]:
        yield part.decode("utf-8", "surrogateescape")


def url(data: bytes) -> None:
    """One form, reached at once, which is a plain https address; no other question about an address raises."""
    text, base = _parts(data, 2)
    for asked in ([text, None], [text, base or None], [text, "https://example.com/a/b"]):
        form = urls.canonical_url(asked[0] or "", asked[1])
        if form is None:
            continue
        checks.address(form)
        if urls.canonical_url(form) != form or urls.canonical_url(form, asked[1]) != form:
            raise Unsound(f"{asked} → {form!r} → {urls.canonical_url(form)!r}, {urls.canonical_url(form, asked[1])!r}")
        if not urls.host_of(form):
            raise Unsound(f"{form!r} has no host")
        urls.is_root(form)
        urls.is_opaque(form)
        urls.display_url(form)
    urls.host_of(text)
    urls.display_url(text)
    urls.registrable_domain(text)


def normalise(data: bytes) -> None:
    """Whatever a parser hands over becomes an entry that may be stored and shown."""
    given = _parts(data, 12)
    raw = RawEntry(
        guid=next(given), link=next(given), title=next(given), summary=next(given), content=next(given),
        author=next(given), published=next(given), base=next(given), source_title=next(given), source_url=next(given),
        lang=next(given), canonical=next(given),
    )  # fmt: skip
    entry = _normalised(raw)
    told_apart(entry, shared_urls([raw, raw, RawEntry(link=raw.base)], _FEED.url))


def _normalised(raw: RawEntry) -> Entry:
    entry = Normaliser(_BOOK).entry(raw, feed=_FEED, position=0, now=NOW)
    for what, text, chars, lines in (
        ("guid", entry.guid or "", GUID, True),
        ("title", entry.title, TITLE, False),
        ("author", entry.author, AUTHOR, False),
        ("summary", entry.summary, SUMMARY, True),
        ("body", entry.body, CONTENT, True),
        ("outlet", entry.outlet.name, 10_000, False),
        ("raw address", entry.raw_url or "", 2048, False),
    ):
        checks.text(text, what, lines=lines)
        if len(text) > chars:
            raise Unsound(f"{what} has {len(text)} characters")
    checks.markup(entry.html)
    if entry.url is not None:
        checks.address(entry.url)
    _aware(entry.published)
    return entry


def _aware(date: datetime | None) -> None:
    if date is not None and date.utcoffset() != timedelta(0):
        raise Unsound(f"{date!r} is not in UTC")


def date(data: bytes) -> None:
    """Text names an instant in UTC, or none; what we write ourselves is read back."""
    found = read_date(data.decode("utf-8", "surrogateescape"))
    _aware(found)
    if found is not None and read_date(found.isoformat()) != found.replace(microsecond=0):
        raise Unsound(f"{found.isoformat()} is read as {read_date(found.isoformat())}")


def headers(data: bytes) -> None:
    """Headers mean something in bounds, or nothing."""
    lines = (line.partition(b":") for line in data.split(b"\n"))
    said = {name.decode("latin-1").strip().lower(): value.decode("latin-1").strip() for name, _, value in lines}
    kept = fetch_headers.validators(said)
    etag, last = kept.etag or "", kept.last_modified or ""
    if max(len(etag), len(last)) > 1024 or any(char < " " or char > "\xff" or char == "\x7f" for char in etag + last):
        raise Unsound(f"validators {kept}")
    if not 60 <= (fetch_headers.retry_after(said, NOW) or 60) <= 86_400:
        raise Unsound("a wait out of bounds")
    if not 0 <= (fetch_headers.max_age(said, NOW) or 0) <= 86_400:
        raise Unsound("an age out of bounds")
    fetch_headers.content_type(said)
    fetch_headers.kept(said)
    for value in said.values():
        _aware(fetch_headers.http_date(value))


def body(data: bytes) -> None:
    """A packed body comes out in small steps, or not at all; in one piece or in many, it is the same."""
    name = ("gzip", "deflate", "x-gzip")[data[0] % 3] if data else "gzip"
    whole, pieces = _unpacked(name, [data[1:]]), _unpacked(name, [data[at : at + 7] for at in range(1, len(data), 7)])
    if whole is not None and pieces is not None and whole != pieces:
        raise Unsound("in pieces the body is another")
    try:
        decoder(data.decode("latin-1"))
    except Fault:
        return


def _unpacked(name: str, chunks: list[bytes]) -> bytes | None:
    unpack, out = Inflated(name), bytearray()
    try:
        for chunk in chunks:
            for piece in unpack.feed(chunk):
                if len(piece) > STEP:
                    raise Unsound(f"a step of {len(piece)} bytes")
                out += piece
                if len(out) > 4 * 1024 * 1024:
                    return None
        unpack.finish()
    except Fault:
        return None
    return bytes(out)


def lists(data: bytes) -> None:
    """A list of feeds is read or refused; written and read again, it is the same."""
    try:
        found = opml.read(data)
    except UsageError:
        return
    if opml.read(opml.write(found, "t").encode()) != tuple(
        opml.Outline(one.url, one.title or one.url, one.lang, one.site_url) for one in found
    ):
        raise Unsound("written and read again, it is another list")


def exemption(data: bytes) -> None:
    """An exception of the address guard is one, or a ValueError; what the guard lets pass is a public address."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        hole = guard.exemption(text)
    except ValueError:
        hole = None
    if hole is not None and not (hole.port is None or 0 <= hole.port <= 65_535):
        raise Unsound(f"port {hole.port}")
    try:
        guard.Guard().check(text, 443)
    except guard.BlockedAddress:
        return
    parsed = ip_address(text)
    if not parsed.is_global or parsed.is_multicast or getattr(parsed, "ipv4_mapped", None) is not None:
        raise Unsound(f"{parsed} passes")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "parse": parse,
    "url": url,
    "normalise": normalise,
    "date": date,
    "headers": headers,
    "body": body,
    "lists": lists,
    "exemption": exemption,
}
