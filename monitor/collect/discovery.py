"""Where the feeds of a site may be: what its page links to, and the addresses that are usual. Pure, and bounded: pages
are written by strangers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.collect.html import is_excessive
from monitor.lang.hosts import registrable_domain
from monitor.lang.text import cut, squeeze
from monitor.lang.urls import LONGEST, canonical_url, host_of

MOST_LEADS, MOST_LINKS = 20, 2000
TITLE = 200
TYPES = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/feed+json": "json",
         "application/rdf+xml": "rdf"}  # fmt: skip
_DOUBTFUL = frozenset({"application/json", "application/xml", "text/xml", ""})  # a feed only where the address says so
_FEEDLIKE = re.compile(
    r"(?:^|[/_.-])(?:feeds?|rss2?|atom|rdf)(?:[/_.?=&-]|$)|\.(?:rss|atom|rdf)$|feed=|format=(?:rss|atom)", re.IGNORECASE
)
_FEED_HOSTS = ("feeds.", "feed.", "rss.")
_ENDPOINT = re.compile(r"/wp-json|oembed|xmlrpc|opensearch|\.(?:css|js|png|jpe?g|gif|svg|ico|woff2?)$", re.IGNORECASE)
_ASIDE = re.compile(r"comment|kommentar|comentario", re.IGNORECASE)  # feeds of comments come last
_LINK = re.compile(r"<(?:link|base)\b[^<>]{1,2000}>", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([a-zA-Z0-9_-]{2,40})""", re.IGNORECASE)
USUAL = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/rss", "/index.xml", "/feed.json")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address where a feed may be, and who says so: declared (rel=alternate), linked (in the text), usual."""

    url: str
    title: str = ""
    via: str = "declared"


def leads(content: bytes, url: str, charset: str | None = None) -> tuple[Lead, ...]:
    """The feeds that the page at `url` names, likeliest first: what it declares, then links of its text that look like
    feeds and stay with its owner. At most 20, each address once."""
    text = _decoded(content, charset)
    tree = _tree(text)
    base = _base(tree, url)
    found = [*_declared(tree, base), *_linked(tree, base, url)]
    found.sort(key=lambda lead: (lead.via != "declared", bool(_ASIDE.search(f"{lead.title} {lead.url}"))))
    return tuple(_once(found, url))[:MOST_LEADS]


def usual(url: str) -> tuple[Lead, ...]:
    """The usual addresses of feeds on the host of `url`."""
    parts = urlsplit(url)
    return tuple(Lead(f"{parts.scheme}://{parts.netloc}{path}", "", "usual") for path in USUAL)


def is_near(url: str, site: str) -> bool:
    """Whether both addresses belong to one owner: the same host, or the same registrable domain."""
    here, there = host_of(url), host_of(site)
    return here is not None and there is not None and registrable_domain(here) == registrable_domain(there)


def is_feedlike(url: str) -> bool:
    """Whether an address looks like that of a feed."""
    parts = urlsplit(url)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    told_by_host = parts.netloc.lower().startswith(_FEED_HOSTS) and parts.path not in ("", "/")
    return (told_by_host or bool(_FEEDLIKE.search(address))) and not _ENDPOINT.search(address)


def _tree(text: str) -> LexborHTMLParser:
    """The page; of one with more markup than a tree should be made of, only its <link> and <base>."""
    return LexborHTMLParser("".join(_LINK.findall(text)[:MOST_LINKS]) if is_excessive(text) else text)


def _declared(tree: LexborHTMLParser, base: str) -> Iterator[Lead]:
    for node in tree.css("link[rel][href]")[:MOST_LINKS]:
        said = _said(node, "rel").lower().split()
        kind = _said(node, "type").partition(";")[0].strip().lower()
        target = _target(node, base)
        if target is None or not {"alternate", "feed"} & set(said) or "stylesheet" in said:
            continue
        if kind in TYPES or (kind in _DOUBTFUL and ("feed" in said or (kind and is_feedlike(target)))):
            yield Lead(target, _title(_said(node, "title")))


def _linked(tree: LexborHTMLParser, base: str, url: str) -> Iterator[Lead]:
    for node in tree.css("a[href]")[:MOST_LINKS]:
        target = _target(node, base)
        if target and is_feedlike(target) and is_near(target, url):
            yield Lead(target, _title(node.text(deep=True)[: TITLE * 5] or _said(node, "title")), "linked")


def _target(node: LexborNode, base: str) -> str | None:
    """Where a link leads, without its fragment; None for what is no address on the web, holds a password, or hides
    something."""
    href = "".join(_said(node, "href").split())
    if not href or len(href) > LONGEST or not href.isprintable():
        return None
    try:
        target = urljoin(base, href).partition("#")[0]
        parts = urlsplit(target)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and "@" not in parts.netloc and host_of(target) is not None
    return target if usable and len(target) <= LONGEST else None


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (_target(node, url) if node else None) or url


def _once(found: Iterable[Lead], page: str) -> Iterator[Lead]:
    seen = {canonical_url(page)}
    for lead in found:
        form = canonical_url(lead.url)
        if form not in seen:
            seen.add(form)
            yield lead


def _said(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _title(text: str) -> str:
    return cut(squeeze(text), TITLE)


def _decoded(content: bytes, charset: str | None) -> str:
    declared = _CHARSET.search(content[:4096])
    try:
        return content.decode(charset or (declared[1].decode("ascii") if declared else "utf-8"), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")
