"""How an outlet prints: the same articles as RSS, Atom, JSON Feed, and as a page of HTML. Pure."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from monitor.demo.seeds import SeedFeed, SeedOutlet


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as it stands at a moment."""

    slug: str
    url: str
    title: str
    text: str
    author: str
    published: datetime
    updated: datetime
    section: str | None


def to_html(text: str) -> str:
    """Paragraphs, `## headings` and `- lists` as HTML."""
    return "\n".join(_block(block) for block in text.split("\n\n") if block.strip())


def _block(block: str) -> str:
    lines = block.strip().splitlines()
    if lines[0].startswith("## "):
        return f"<h3>{escape(lines[0][3:])}</h3>" + "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(escape(line) for line in lines) + "</p>"


def lead(text: str) -> str:
    """The first paragraph, for feeds that keep the rest for their readers."""
    return text.split("\n\n", 1)[0].replace("\n", " ")


def rss(outlet: SeedOutlet, feed: SeedFeed, items: Sequence[Printed]) -> bytes:
    """An RSS 2.0 document, with `content:encoded` when the feed is full."""
    head = (
        f"<title>{escape(feed.title)}</title><link>http://{outlet.host}/</link>"
        f"<description>{escape(outlet.outlet.name)}</description><language>{outlet.outlet.lang}</language>"
    )
    body = "\n".join(_rss_item(item, feed) for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel>{head}\n{body}\n</channel></rss>\n"
    ).encode()


def _rss_item(item: Printed, feed: SeedFeed) -> str:
    parts = [
        f"<title>{escape(item.title)}</title>",
        f"<link>{escape(_link(item, feed))}</link>",
        f'<guid isPermaLink="false">{item.slug}</guid>',
        f"<pubDate>{format_datetime(item.published)}</pubDate>",
    ]
    if item.author:
        parts.append(f"<dc:creator>{escape(item.author)}</dc:creator>")
    parts.append(f"<description>{escape(lead(item.text))}</description>")
    if feed.full:
        parts.append(f"<content:encoded>{escape(to_html(item.text))}</content:encoded>")
    return "<item>" + "".join(parts) + "</item>"


def atom(outlet: SeedOutlet, feed: SeedFeed, items: Sequence[Printed]) -> bytes:
    """An Atom document."""
    updated = max((item.updated for item in items), default=None)
    when = f"<updated>{updated.isoformat()}</updated>" if updated else ""
    body = "\n".join(_atom_entry(item, feed) for item in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{outlet.outlet.lang}"><title>{escape(feed.title)}</title><id>tag:{outlet.host},2026:feed</id>'
        f'<link href="http://{outlet.host}/"/>{when}\n{body}\n</feed>\n'
    ).encode()


def _atom_entry(item: Printed, feed: SeedFeed) -> str:
    author = f"<author><name>{escape(item.author)}</name></author>" if item.author else ""
    content = f'<content type="html">{escape(to_html(item.text))}</content>' if feed.full else ""
    return (
        f"<entry><title>{escape(item.title)}</title><id>tag:{item.slug}</id>"
        f'<link rel="alternate" href="{escape(_link(item, feed))}"/>'
        f"<published>{item.published.isoformat()}</published><updated>{item.updated.isoformat()}</updated>{author}"
        f"<summary>{escape(lead(item.text))}</summary>{content}</entry>"
    )


def json_feed(outlet: SeedOutlet, feed: SeedFeed, items: Sequence[Printed]) -> bytes:
    """A JSON Feed 1.1 document."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"http://{outlet.host}/",
        "language": outlet.outlet.lang,
        "items": [_json_item(item, feed) for item in items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_item(item: Printed, feed: SeedFeed) -> dict[str, object]:
    row: dict[str, object] = {
        "id": item.slug,
        "url": _link(item, feed),
        "title": item.title,
        "date_published": item.published.isoformat(),
        "summary": lead(item.text),
    }
    if item.author:
        row["authors"] = [{"name": item.author}]
    row["content_html"] = to_html(item.text) if feed.full else f"<p>{escape(lead(item.text))}</p>"
    return row


def _link(item: Printed, feed: SeedFeed) -> str:
    return f"{item.url}?{feed.tracking}" if feed.tracking else item.url


def page(outlet: SeedOutlet, item: Printed) -> bytes:
    """The article's own page."""
    byline = f"<p class=byline>{escape(item.author)}</p>" if item.author else ""
    return (
        f'<!doctype html><html lang="{outlet.outlet.lang}"><head><meta charset="utf-8">'
        f'<title>{escape(item.title)} | {escape(outlet.outlet.name)}</title><link rel="canonical" href="{item.url}">'
        f'<meta property="article:published_time" content="{item.published.isoformat()}"></head><body><article>'
        f"<h1>{escape(item.title)}</h1>{byline}{to_html(item.text)}</article></body></html>\n"
    ).encode()


Printer = Callable[[SeedOutlet, SeedFeed, Sequence[Printed]], bytes]
PRINTERS: dict[str, tuple[str, Printer]] = {
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "json": ("application/feed+json; charset=utf-8", json_feed),
}
