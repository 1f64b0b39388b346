"""Addresses: one form for identity, one for people. Pure; by RFC 3986 and UTS 46, with our taste on top."""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import idna

from monitor.lang.hosts import registrable_domain, shown_host
from monitor.lang.tracking import is_tracking

__all__ = ["canonical_url", "display_url", "host_of", "is_opaque", "is_root", "registrable_domain"]

LONGEST = 2048
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\ufeff]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_AMP_TAIL = re.compile(r"(?:(?<=[^/])/amp(?P<slash>/?)|(?P<dot>\.amp)(?P<html>\.html?)?)$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/[a-z]+/(?:s/)?([^/]+\.[^/]+)(/.*)?$")
_AMP_VALUES = frozenset({"", "1", "true", "amp", "yes"})
_GOOGLE = re.compile(r"^(?:www\.)?google\.[a-z.]{2,6}$")
_OPAQUE = re.compile(r"^https://(?:news\.google\.com/(?:rss/)?(?:articles|read|stories)/|feedproxy\.google\.com/~r/)")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The one form under which an article's address is its identity; None when it is no http(s) address.

    Relative addresses are resolved against `base`. Written with https for both schemes, without user, default port,
    fragment (unless it looks like a route), tracking parameters and AMP dressing; redirectors that carry their target
    are opened. Idempotent. The order of the query and a trailing slash stay: sites mean something by them.
    """
    for _ in range(4):  # a redirector inside a redirector, an AMP cache of an AMP page
        form = _form(url, base)
        if form is None or form == url:
            return form
        url, base = form, None
        if not _wrapped(form):
            return form
    return form


def host_of(url: str) -> str | None:
    """The host of an http(s) address: lower case, IDNA in ASCII, no trailing dot. None when there is none."""
    try:
        parts = urlsplit(url.strip())
        return _host(parts.hostname or "") if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def is_root(url: str) -> bool:
    """Whether the address names a site, not a page: no key for an article."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def is_opaque(url: str) -> bool:
    """Whether the canonical address is a redirect that changes from poll to poll: no key for an article."""
    return _OPAQUE.match(url) is not None


def display_url(url: str) -> str:
    """`url` for people: the host in Unicode, but punycode where a label mixes scripts or only looks Latin."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return url
    if not host:
        return url
    return parts._replace(netloc=parts.netloc.lower().replace(host, shown_host(host), 1)).geturl()


def _form(url: str, base: str | None) -> str | None:
    text = _BLANKS.sub("", url) if base is None else _BLANKS.sub("", url).replace("\\", "/")
    if not text or len(text) > LONGEST:
        return None
    try:
        return _joined(text, base)
    except ValueError:  # urllib's word for brackets, ports and hosts that cannot be
        return None


def _joined(text: str, base: str | None) -> str | None:
    if base is not None:
        text = urljoin(base, text)
    elif text.startswith("//"):
        text = "https:" + text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https"):
        return None
    host = _host(parts.hostname or "")
    if host is None:
        return None
    path, query = _path(parts.path), parts.query
    if inner := _inner(host, path, query):
        return _form(inner, None)
    place = host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"
    address = f"https://{place}{path}{_query(query, host)}{_fragment(parts.fragment)}"
    return address if len(address) <= LONGEST else None


def _wrapped(url: str) -> bool:
    parts = urlsplit(url)
    return _inner(parts.hostname or "", parts.path, parts.query) is not None


@lru_cache(maxsize=4096)
def _host(host: str) -> str | None:
    """Lower case and ASCII; IPv6 in brackets; None for what can be no host."""
    host = host.strip().rstrip(".").lower()
    if ":" in host:
        return f"[{ip_address(host.partition('%')[0]).compressed}]"
    if _HOST.fullmatch(host):
        return host
    return _international(unquote(host))


_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}")


def _international(host: str) -> str | None:
    try:
        return idna.encode(host, uts46=True).decode("ascii").rstrip(".") or None
    except (idna.IDNAError, UnicodeError):
        return None


def _inner(host: str, path: str, query: str) -> str | None:
    """The address that a cache or a redirector carries."""
    if host.endswith(".cdn.ampproject.org") and (found := _AMP_CACHE.match(path)):
        return f"https://{found[1]}{found[2] or '/'}" + (f"?{query}" if query else "")
    if _GOOGLE.match(host):
        if path.startswith("/amp/") and (found := _AMP_CACHE.match(path)):
            return f"https://{found[1]}{found[2] or '/'}" + (f"?{query}" if query else "")
        return _carried(query, "url", "q") if path == "/url" else None
    if host.endswith("bing.com") and path.lower() == "/news/apiclick.aspx":
        return _carried(query, "url")
    return None


def _carried(query: str, *names: str) -> str | None:
    values = dict(parse_qsl(query, max_num_fields=50)) if query.count("&") < 50 else {}
    return next((values[n] for n in names if values.get(n, "").startswith(("http://", "https://"))), None)


def _path(path: str) -> str:
    path = _dots(_escapes(_SESSION.sub("", path))) or "/"
    while (found := _AMP_TAIL.search(path)) is not None:
        path = path[: found.start()] + (found["slash"] or found["html"] or "")
    return path


def _dots(path: str) -> str:
    """Dot segments removed, by RFC 3986 section 5.2.4."""
    if "/." not in path:
        return path if path.startswith("/") or not path else f"/{path}"
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    tail = "/" if segments[-1] in (".", "..") and kept else ""
    return "/" + "/".join(kept) + tail


def _escapes(text: str) -> str:
    """Percent-encoding in normal form: unreserved characters plain, hex in capitals, everything unsafe escaped."""
    if "%" in text:
        text = _ESCAPE.sub(_plain, _STRAY_PERCENT.sub("%25", text))
    return _UNSAFE.sub(_escaped, text)


def _plain(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else f"%{found[1].upper()}"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def _query(query: str, host: str) -> str:
    if not query:
        return ""
    kept = "&".join(pair for pair in query.split("&") if pair and not _dropped(pair, host))
    return f"?{_escapes(kept)}" if kept else ""


def _dropped(pair: str, host: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name == "amp" or (name == "outputtype" and value.lower() == "amp"):
        return value.lower() in _AMP_VALUES
    if name in ("ref", "source"):  # tracking only when it names the site itself
        return value.lower().removeprefix("www.") == host.removeprefix("www.") or value.lower() == "rss"
    return is_tracking(name) or (name == "partner" and value.lower() == "rss")


def _fragment(fragment: str) -> str:
    """Kept only when it is a route of a page that draws itself."""
    return f"#{_escapes(fragment)}" if fragment.startswith(("!", "/")) and len(fragment) > 1 else ""
