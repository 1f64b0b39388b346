"""What the sample outlets answer at a moment of news time: only what is published by then, faults included. Pure."""

import gzip
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from monitor.demo import press
from monitor.demo.dates import fill
from monitor.demo.http import Ask, Reply
from monitor.demo.press import Printed
from monitor.demo.seeds import Fault, SeedArticle, SeedFeed, SeedOutlet, Seeds

HTML = "text/html; charset=utf-8"
BROKEN = {
    "error": Reply(500, b"<h1>Internal Server Error</h1>", {"Content-Type": HTML}),
    "forbidden": Reply(403, b"<h1>Forbidden</h1>", {"Content-Type": HTML}),
    "page": Reply(200, b"<!doctype html><title>Back soon</title><h1>Back soon</h1>", {"Content-Type": HTML}),
}


class Newsroom:
    """All outlets at once; the Host header says which is meant."""

    def __init__(self, seeds: Seeds, start: datetime) -> None:
        """Hour 0 is `start`, aware."""
        self.seeds, self.start = seeds, start
        self.by_host = {outlet.host: outlet for outlet in seeds.outlets.values()}

    def answer(self, ask: Ask, now: datetime) -> Reply:
        """The reply to one request at news time `now`."""
        outlet = self.by_host.get(ask.host)
        if outlet is None:
            return Reply(404, b"no such outlet\n")
        for feed in outlet.feeds:
            if feed.path == ask.path:
                return self._feed(outlet, feed, ask, now)
        return self._page(outlet, ask, now)

    def published(self, outlet: SeedOutlet, feed: SeedFeed, now: datetime) -> list[Printed]:
        """What the feed holds now, newest first, as the articles read now."""
        hour = self._hour(now)
        mine = [
            a
            for a in self.seeds.articles.values()
            if a.outlet == outlet.outlet.slug and a.at <= hour and feed.section in (None, a.section)
        ]
        mine.sort(key=lambda article: (article.at, article.slug), reverse=True)
        return [self.printed(outlet, article, now) for article in mine[: feed.window]]

    def printed(self, outlet: SeedOutlet, article: SeedArticle, now: datetime) -> Printed:
        """The article with the edits made by `now`, and its datelines filled in."""
        title, text, updated = article.title, self._text(article), article.at
        for edit in article.edits:
            if edit.at <= self._hour(now):
                title, updated = edit.title or title, edit.at
                text = f"{text}\n\n{edit.append}" if edit.append else text
        day, lang = self._moment(article.at), outlet.outlet.lang or "en"
        return Printed(
            slug=article.slug,
            url=f"http://{outlet.host}/news/{article.slug}",
            title=fill(title, day, lang),
            text=fill(text, day, lang),
            author=article.author,
            published=day,
            updated=self._moment(updated),
            section=article.section,
        )

    def _text(self, article: SeedArticle) -> str:
        """The text; what was copied keeps the datelines of its own day."""
        if article.copy is None:
            return article.body
        source = self.seeds.articles[article.copy]
        lang = self.seeds.outlets[source.outlet].outlet.lang or "en"
        return fill(self.seeds.text(article), self._moment(source.at), lang)

    def _feed(self, outlet: SeedOutlet, feed: SeedFeed, ask: Ask, now: datetime) -> Reply:
        fault = self._fault(feed, now)
        if fault in BROKEN:
            return BROKEN[fault]
        items = [] if fault == "empty" else self.published(outlet, feed, now)
        media_type, write = press.PRINTERS[feed.kind]
        body = write(outlet, feed, items)
        if fault == "truncated":
            return Reply(200, body[: len(body) * 2 // 5], {"Content-Type": media_type})
        newest = max((item.updated for item in items), default=now)
        return conditional(ask, body, media_type, newest if feed.validators else None)

    def _page(self, outlet: SeedOutlet, ask: Ask, now: datetime) -> Reply:
        article = self.seeds.articles.get(f"{outlet.outlet.slug}/{ask.path.removeprefix('/news/')}")
        if article is None or article.at > self._hour(now):
            return Reply(404, b"<h1>Not found</h1>", {"Content-Type": HTML})
        printed = self.printed(outlet, article, now)
        return conditional(ask, press.page(outlet, printed), HTML, printed.updated)

    def _fault(self, feed: SeedFeed, now: datetime) -> str | None:
        return _in_force(feed.faults, self._hour(now))

    def _hour(self, now: datetime) -> float:
        return (now - self.start) / timedelta(hours=1)

    def _moment(self, hour: float) -> datetime:
        return (self.start + timedelta(hours=hour)).astimezone(UTC).replace(microsecond=0)


def _in_force(faults: tuple[Fault, ...], hour: float) -> str | None:
    return next((fault.kind for fault in faults if fault.start <= hour < fault.end), None)


def conditional(ask: Ask, body: bytes, media_type: str, changed: datetime | None) -> Reply:
    """200 with validators, or 304 when the reader has these bytes already; gzip for those who read it. With `changed`
    None, a server that knows no validators.
    """
    headers: dict[str, str] = {"Content-Type": media_type}
    if changed is not None:
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers |= {"ETag": etag, "Last-Modified": format_datetime(changed, usegmt=True)}
        if ask.headers.get("if-none-match") == etag:
            return Reply(304, b"", _without_type(headers))
    if "gzip" in ask.headers.get("accept-encoding", ""):
        return Reply(200, gzip.compress(body, 5, mtime=0), {**headers, "Content-Encoding": "gzip"})
    return Reply(200, body, headers)


def _without_type(headers: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key != "Content-Type"}
