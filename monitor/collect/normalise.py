"""Normalising: a raw entry becomes one with one form of URL, one clock, one text, one outlet. Never raises for what a
document holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urldefrag

import xxhash

from monitor.collect import details, html
from monitor.collect.dates import read_date
from monitor.lang import residue
from monitor.lang.language import detect
from monitor.lang.outlets import OutletBook, without_source
from monitor.lang.text import clean, squeeze
from monitor.lang.urls import LONGEST, canonical_url, host_of, is_headline_only, is_opaque, is_root
from monitor.lang.wrapping import unwrapped
from monitor.model.entry import Entry, OutletRef, RawEntry
from monitor.model.feed import DueFeed

TITLE, AUTHOR = 1_000, 255  # code points
SUMMARY, CONTENT, GUID = 64 * 1024, 512 * 1024, 2 * 1024  # code points
_NAME_CHARS = 100  # of a source behind a title
UNTITLED = 100  # code points of its text that an entry without a title is called by
RAW_FACTOR = 4  # markup may be so many times longer than the text that is kept


def raw_hash(raw: RawEntry) -> bytes:
    """16 bytes over everything that the document gave for an entry: equal means that there is nothing to do."""
    parts = (
        raw.guid, raw.link, raw.title, raw.summary, raw.content, raw.author, raw.published, raw.updated,
        raw.source_title, raw.outlet_name, raw.external_id, raw.lang, raw.canonical,
    )  # fmt: skip
    text = "\x1f".join([part or "" for part in parts])
    return xxhash.xxh3_128_digest(text.encode("utf-8", "surrogatepass"))


def shared_urls(raws: Iterable[RawEntry], feed_url: str) -> dict[str, bool]:
    """URLs that several entries of one document share: they are no key, unless (True) their fragments tell the entries
    apart. Asked of the whole document, so that an entry that joins others later is still told apart from them."""
    fragments: dict[str, list[str]] = {}
    for raw in _look_alike(raws):
        if url := _canonical(raw, raw.base or feed_url):
            fragments.setdefault(url, []).append(_fragment(raw.link))
    return {url: len(set(found)) == len(found) for url, found in fragments.items() if len(found) > 1}


def _look_alike(raws: Iterable[RawEntry]) -> list[RawEntry]:
    """Entries whose links are the same up to query and fragment: most documents have none, and are done with here."""
    alike: dict[str, list[RawEntry]] = {}
    for raw in raws:
        link = (raw.canonical or raw.link or "").strip().lower()
        alike.setdefault(link.partition("#")[0].partition("?")[0], []).append(raw)
    return [raw for same in alike.values() if len(same) > 1 for raw in same]


def told_apart(entry: Entry, shared: Mapping[str, bool]) -> Entry:
    """The entry with its fragment where that tells it apart, else with a URL that is no key, else as it is."""
    if entry.url is None or entry.url not in shared:
        return entry
    if not shared[entry.url]:
        return replace(entry, url_is_key=False)
    fragment = _fragment(entry.raw_url)
    return replace(entry, url=f"{entry.url}#{fragment}") if fragment else entry


@dataclass(slots=True)
class Cuts:
    """Shortens texts to their limits, and remembers which."""

    names: list[str]

    def short(self, name: str, text: str, chars: int) -> str:
        """`text` at most `chars` code points long."""
        if len(text) <= chars:
            return text
        self.names.append(name)
        return text[: chars - 1].rstrip() + "…"


class Normaliser:
    """Makes entries of raw ones. Needs to know the outlets."""

    def __init__(self, book: OutletBook) -> None:
        """`book` names who published."""
        self._book = book

    def entry(self, raw: RawEntry, *, feed: DueFeed, position: int, now: datetime) -> Entry:
        """The normalised entry; `position` in its document. `now` is not used for dates: they stay as declared."""
        cuts = Cuts(list(raw.cut))
        base = raw.base or feed.url
        url = _canonical(raw, base)
        markup = _markup(raw, cuts)
        markup_html = html.harmless(markup, base)
        body = cuts.short("content", _article_part(html.plain(markup_html), cuts), CONTENT)
        summary = cuts.short("summary", _summary(raw.summary, cuts), SUMMARY) if raw.content else ""
        title = cuts.short("title", html.line(raw.title[: TITLE * 20]), TITLE)
        source, outlet = self._published_by(raw, feed, url, title)
        title = title if raw.outlet_name else without_source(title, source)
        if body and _says_nothing_new(body, title, source, url):
            cuts.names.append("residue")
            body = ""
        return Entry(
            guid=_guid(raw.guid, cuts),
            raw_url=squeeze(raw.link)[:LONGEST] if raw.link else None,
            url=url,
            title=title or _called(body or summary),
            summary=summary,
            body=body,
            html=markup_html if len(markup_html) <= CONTENT else "",
            author=cuts.short("author", html.line(raw.author[: AUTHOR * 20]), AUTHOR),
            published=_date(raw),
            lang=_language(raw, feed, title, body or summary),
            outlet=outlet,
            position=position,
            raw_hash=raw_hash(raw),
            url_is_key=url is not None and not is_root(url) and not is_opaque(url),
            external_id=raw.external_id,
            first_seen=raw.first_seen,
            details=details.normalised(raw.details, base, cuts.names),
            cut=tuple(dict.fromkeys(cuts.names)),
        )

    def _published_by(self, raw: RawEntry, feed: DueFeed, url: str | None, title: str) -> tuple[str | None, OutletRef]:
        """The source that an entry names, and the outlet it is."""
        host = (host_of(url) if url else None) or host_of(feed.url)
        named = html.line(raw.outlet_name or raw.source_title or "") or self._book.by_title(title, host)
        source_host = host_of(raw.source_url) if raw.source_url else None
        outlet = self._book.resolve(name=named, host=host, feed_outlet=feed.outlet, source_host=source_host)
        return named or None, outlet


def _says_nothing_new(body: str, title: str, source: str | None, url: str | None) -> bool:
    """Whether what stands under a title is the title again, with the source behind it; or Google News' list of other
    headlines."""
    if url is not None and is_headline_only(url):
        return True
    if len(body) > len(title) + _NAME_CHARS:
        return False
    words = " ".join(body.split()).casefold()
    return words in (title.casefold(), f"{title} {source}".casefold(), f"{title} - {source}".casefold())


def _canonical(raw: RawEntry, base: str) -> str | None:
    return _url(raw.canonical, base) or _url(raw.link, base)


def _url(link: str | None, base: str) -> str | None:
    return canonical_url(link, base) if link and link.strip() else None


def _markup(raw: RawEntry, cuts: Cuts) -> str:
    """The longer of what there is; a summary alone is the body."""
    markup = raw.content or raw.summary
    if len(markup) > CONTENT * RAW_FACTOR:
        cuts.names.append("content")
        return markup[: CONTENT * RAW_FACTOR]
    return markup


def _article_part(text: str, cuts: Cuts) -> str:
    """The text without what a site hangs below it ("Related articles", "Comments") and wraps around it (buttons,
    advertisements, "Read more"). The HTML keeps it."""
    kept = unwrapped(text[: residue.end_of_text(text)].rstrip())
    if len(kept) < len(text.rstrip()):
        cuts.names.append("residue")
    return kept


def _summary(markup: str, cuts: Cuts) -> str:
    if len(markup) > SUMMARY * RAW_FACTOR:
        cuts.names.append("summary")
        markup = markup[: SUMMARY * RAW_FACTOR]
    return html.plain(html.harmless(markup)) if markup else ""


def _guid(guid: str | None, cuts: Cuts) -> str | None:
    """A long guid keeps its beginning and carries a hash of the whole, so that two long ones stay distinct."""
    if not guid or not (text := clean(guid).strip()):
        return None
    if len(text) <= GUID:
        return text
    cuts.names.append("guid")
    digest = xxhash.xxh3_128_hexdigest(guid.encode("utf-8", "surrogatepass"))
    return f"{text[: GUID - len(digest) - 1]}#{digest}"


def _called(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= UNTITLED else first[: UNTITLED - 1].rstrip() + "…"


def _date(raw: RawEntry) -> datetime | None:
    """As declared, silly or not; only what is no date at all is dropped."""
    date = read_date(raw.published) or read_date(raw.updated) or raw.published_at
    if date is None:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _language(raw: RawEntry, feed: DueFeed, title: str, body: str) -> str | None:
    return detect(f"{title}\n{body[:240]}", raw.lang or feed.lang)


def _fragment(link: str | None) -> str:
    return urldefrag((link or "").strip()).fragment
