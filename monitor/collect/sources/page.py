"""An HTML page: its article, and the ones appended to it (an aggregator's "related" cards)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.collect import cutting
from monitor.collect.cutting import Line
from monitor.collect.html import is_excessive
from monitor.collect.sources.limits import Unreadable
from monitor.lang.text import squeeze
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.fetching import Body

_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([a-zA-Z0-9_-]{2,40})""", re.IGNORECASE)
_SILENT = "script style noscript template svg math iframe form button nav footer select textarea figcaption".split()
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr li "
    "main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


def sniff(body: Body) -> float:
    """How surely this is an HTML page."""
    start = body.content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return 0.8
    return 0.4 if start.startswith(b"<") and (b"<body" in start or b"<p" in start or b"<div" in start) else 0.0


def read(body: Body, *, limit: int) -> ParsedFeed:
    """Cut the page into its articles. Raises Unreadable when there are none, or when it is nested without end."""
    text = _decoded(body)
    if is_excessive(text):
        raise Unreadable("more markup than any page of articles needs")
    tree = LexborHTMLParser(text)
    tree.strip_tags(_SILENT)
    found = [one for one in cutting.cut(_lines(tree)) if len(one.text or one.title) >= cutting.LEAST]
    if not found:
        raise Unreadable("no article on this page")
    entries = [cutting.entry(one, body.url) for one in found[:limit]]
    lang = _attribute(tree, "html", "lang")
    return ParsedFeed(
        kind="page",
        entries=(_with_head(entries[0], tree), *entries[1:]),
        title=_meta(tree, "og:site_name") or _title(tree),
        lang=lang[:2].lower() if lang else None,
        left_out=max(0, len(found) - limit),
    )


def _decoded(body: Body) -> str:
    declared = _CHARSET.search(body.content[:4096])
    charset = body.charset or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        return body.content.decode(charset, "replace")
    except LookupError:
        return body.content.decode("utf-8", "replace")


def _with_head(main: RawEntry, tree: LexborHTMLParser) -> RawEntry:
    """The main article with what the page's head says of it."""
    canonical = _attribute(tree, 'link[rel="canonical"]', "href") or _meta(tree, "og:url")
    return replace(
        main,
        link=canonical,
        canonical=canonical,
        author=_meta(tree, "author") or _meta(tree, "article:author") or "",
        published=_meta(tree, "article:published_time"),
        source_title=_meta(tree, "og:site_name"),
    )


def _lines(tree: LexborHTMLParser) -> list[Line]:
    """The text of the page from its headline on, a line for every block."""
    lines = list(_blocks(tree.body)) if tree.body is not None else []
    heading = tree.css_first("article h1") or tree.css_first("main h1") or tree.css_first("h1")
    title = squeeze(heading.text()) if heading is not None else ""
    at = next((n for n, line in enumerate(lines) if title and squeeze(line.text) == title), None)
    if at is not None:
        return lines[at:]
    return [Line(_meta(tree, "og:title") or _title(tree) or title), *lines]


def _blocks(root: LexborNode) -> Iterator[Line]:
    parts: list[str] = []
    link: str | None = None
    block = -1
    for node in root.traverse(include_text=True):
        if node.tag == "br" or (node.tag == "-text" and _block(node) != block):
            yield Line("".join(parts), link)
            parts, link = [], None
        if node.tag == "-text":
            block = _block(node)
            parts.append(node.text_content or "")
            link = link or _link(node)
    yield Line("".join(parts), link)


def _block(node: LexborNode) -> int:
    above = node.parent
    while above is not None and above.tag not in _BLOCKS:
        above = above.parent
    return above.mem_id if above is not None else -1


def _link(node: LexborNode) -> str | None:
    above = node.parent
    while above is not None and above.tag not in _BLOCKS:
        if above.tag == "a":
            return above.attributes.get("href")
        above = above.parent
    return None


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    return _attribute(tree, f'meta[property="{name}"]', "content") or _attribute(
        tree, f'meta[name="{name}"]', "content"
    )


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get(name) if node is not None else None
    return squeeze(value) or None if value else None


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return squeeze(node.text()) if node is not None else ""
