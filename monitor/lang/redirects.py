"""Addresses inside addresses: caches, archives and redirectors that carry the page they lead to, and redirects that
change from poll to poll and lead nowhere without being followed. Tables; pure."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

_AMP_CACHE = re.compile(r"^/[a-z]+/(?:s/)?([^/]+\.[^/]+)(/.*)?$")
_GOOGLE = re.compile(r"^(?:(?:www|news|news\.url|plus\.url|amp|translate)\.)?google\.[a-z.]{2,6}$")
_ARCHIVED = re.compile(
    r"^/web/\d{1,14}(?:[a-z]{2}_)?/((?:https?(?::|%3A)/*)?[\w%-]+(?:\.[\w%-]+)+(?:[:/].*)?)$", re.IGNORECASE
)
_SNAPSHOT = re.compile(r"^/(?:newest|oldest|o/\w{4,6}|\d{4,14})/(https?:/.+)$")
_SNAPSHOTS = frozenset(f"archive.{end}" for end in "fo is li md ph today vn".split())
_STARRED = re.compile(r"/\*(https?:/{1,2}.+)$")  # Yahoo's: /…/*http://…
_YAHOO_SEARCH = re.compile(r"/RU=([^/]+)/")
_ONE_SLASH = re.compile(r"^(https?):/+")
MOST = 50  # parameters of a redirector that are read
_CARRIERS: Mapping[tuple[str, str], tuple[str, ...]] = {  # host and path (without a trailing slash): parameters
    ("bing.com", "/news/apiclick.aspx"): ("url",),
    ("facebook.com", "/l.php"): ("u",),
    ("facebook.com", "/flx/warn"): ("u",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("linkedin.com", "/redir/redirect"): ("url",),
    ("linkedin.com", "/safety/go"): ("url",),
    ("t.umblr.com", "/redirect"): ("z",),
    ("youtube.com", "/redirect"): ("q",),
    ("slack-redir.net", "/link"): ("url",),
    ("vk.com", "/away.php"): ("to",),
    ("away.vk.com", "/away.php"): ("to",),
    ("duckduckgo.com", "/l"): ("uddg",),
    ("flipboard.com", "/redirect"): ("url",),
    ("getpocket.com", "/redirect"): ("url",),
    ("smartnews.com", "/redirect"): ("url",),
    ("feeds.feedburner.com", "/~r/redirect"): ("url",),
}
_ONLY_CARRY: Mapping[str, tuple[str, ...]] = {  # hosts that do nothing else: parameters
    "exit.sc": ("url",),
    "go.skimresources.com": ("url",),
    "l.instagram.com": ("u",),
    "l.threads.net": ("u",),
    "out.reddit.com": ("url",),
    "redirect.viglink.com": ("u", "url"),
}
_OPAQUE = re.compile(
    r"^https?://(?:"
    r"news\.google\.com/(?:(?:rss|__i/rss/rd)/)?(?:articles|read|stories)/"
    r"|feedproxy\.google\.com/~|feeds\.feedburner\.com/~(?:r|ff)/"
    r"|(?:[a-z0-9-]+\.)?feedsportal\.com/"
    r"|(?:www\.)?baidu\.com/link\?|(?:www\.)?bing\.com/ck/a\?|ct\.moreover\.com/)"
)


def is_opaque(url: str) -> bool:
    """Whether the canonical address is a redirect that changes from poll to poll: no key for an article."""
    return _OPAQUE.match(url) is not None


def is_headline_only(url: str) -> bool:
    """Whether what comes with a canonical address is never the article's text: Google News lists other headlines."""
    return url.startswith("https://news.google.com/") and is_opaque(url)


def carried(host: str, path: str, query: str) -> str | None:
    """The address that an address of this host carries, as written there; None for an ordinary page."""
    bare = host.removeprefix("www.")
    if names := _ONLY_CARRY.get(bare) or _CARRIERS.get((bare, path.rstrip("/").lower())):
        return _parameter(query, *names)
    if _GOOGLE.match(host):
        return _of_google(path, query)
    if bare.endswith(".cdn.ampproject.org"):
        return _amp(path, query)
    if bare.endswith(".safelinks.protection.outlook.com"):
        return _parameter(query, "url")
    return _archived(bare, path, query)


def _of_google(path: str, query: str) -> str | None:
    if path.startswith("/amp/"):
        return _amp(path, query)
    if path in ("/url", "/news/url"):
        return _parameter(query, "url", "q")
    return _parameter(query, "u") if path == "/translate" else None


def _amp(path: str, query: str) -> str | None:
    found = _AMP_CACHE.match(path)
    return f"https://{found[1]}{found[2] or '/'}" + (f"?{query}" if query else "") if found else None


def _archived(bare: str, path: str, query: str) -> str | None:
    rest = f"?{query}" if query else ""
    if bare == "web.archive.org" and (found := _ARCHIVED.match(path)):
        return _whole(found[1] + rest)
    if bare in _SNAPSHOTS and (found := _SNAPSHOT.match(path)):
        return _whole(found[1] + rest)
    if bare.endswith((".yahoo.com", ".yahoo.co.jp")):
        if found := _STARRED.search(path):
            return _whole(found[1] + rest)
        if bare == "r.search.yahoo.com" and (found := _YAHOO_SEARCH.search(path)):
            return unquote(found[1])
    return None


def _whole(address: str) -> str:
    """With scheme and two slashes, whatever a server's tidying left of them."""
    if address.startswith(("http%3A", "https%3A", "http%3a", "https%3a")):
        address = unquote(address)
    return _ONE_SLASH.sub(r"\1://", address) if _ONE_SLASH.match(address) else f"https://{address}"


def _parameter(query: str, *names: str) -> str | None:
    values = dict(parse_qsl(query, max_num_fields=MOST)) if query.count("&") < MOST else {}
    return next((values[n] for n in names if values.get(n, "").startswith(("http://", "https://"))), None)
