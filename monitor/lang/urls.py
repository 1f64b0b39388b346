"""Addresses: one form for identity, one for people. Pure; by RFC 3986 and UTS 46, with our taste on top."""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import unquote, urljoin, urlsplit

import idna

from monitor.lang.hosts import registrable_domain, shown_host
from monitor.lang.redirects import carried, is_headline_only, is_opaque
from monitor.lang.tracking import says_nothing
from monitor.lang.twins import is_plain_only, one_site

__all__ = [
    "absolute_url", "canonical_url", "display_url", "host_of", "is_headline_only", "is_opaque", "is_root",
    "registrable_domain",
]  # fmt: skip

LONGEST, LONGEST_HOST = 2048, 253
_FOLDS = re.compile(
    r" *[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+ *"
)  # a link over two lines
_AMPERSAND = re.compile(r"&(?:amp|#0?38|#x26);", re.IGNORECASE)  # escaped once too often
_BARE = re.compile(r"www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#:]|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_SLASHES = re.compile(r"(?<![:/])/{2,}")
_INDEX = re.compile(r"(?<=/)index\.html?$", re.IGNORECASE)
_AMP_TAIL = re.compile(r"(?:(?<=[^/])/amp(?P<slash>/?)|(?<=[^/.])(?P<dot>\.amp)(?P<html>\.html?)?)$", re.IGNORECASE)


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The one form under which an article's address is its identity; None when it is no http(s) address.

    Relative addresses are resolved against `base`. Written with https for both schemes (http where a site knows no
    other), without user, default port, fragment (unless it looks like a route), tracking parameters, AMP and telephone
    dressing, `index.html`; redirectors and archives that carry their target are opened. Idempotent. The order of the
    query and a trailing slash stay: sites mean something by them.
    """
    for _ in range(4):  # a redirector inside a redirector, an AMP cache of an AMP page
        form = _form(url, base)
        if form is None or form == url:
            return form
        url, base = form, None
        if not _wrapped(form):
            return form
    return form


def absolute_url(url: str | None, base: str) -> str | None:
    """`url` as it may be linked: resolved, http(s), ASCII, without user, everything else as it was published. None
    when it is no address."""
    text = _tidy(url or "")
    if not text or len(text) > LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, text))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or host is None:
        return None
    place = host if port is None else f"{host}:{port}"
    query = f"?{_escapes(parts.query)}" if parts.query else ""
    fragment = f"#{_escapes(parts.fragment)}" if parts.fragment else ""
    whole = f"{parts.scheme}://{place}{_escapes(parts.path)}{query}{fragment}"
    return whole if len(whole) <= LONGEST else None


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


def _tidy(url: str) -> str:
    """Without what hides in a link: folds of lines, zero width, ampersands escaped twice; backslashes are slashes."""
    text = _FOLDS.sub("", url.strip())
    if "&" in text:
        text = _AMPERSAND.sub("&", text)
    if "\\" in text:
        place, mark, query = text.partition("?")
        text = place.replace("\\", "/") + mark + query
    return "https://" + text if _BARE.match(text) else text


def _form(url: str, base: str | None) -> str | None:
    text = _tidy(url)
    if not text or len(text) > LONGEST:
        return None
    try:
        return _joined(text, base)
    except ValueError:  # urllib's word for brackets, ports and hosts that cannot be
        return None


def _joined(text: str, base: str | None) -> str | None:
    if base is not None and not text.startswith(("https://", "http://")):
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
    if (inner := carried(host, path, query)) and (form := _form(inner, None)):
        return form
    host, path, query = one_site(host, path, query)
    query = _query(query, host)
    path = path if query else _INDEX.sub("", path)
    address = f"{_place(parts.scheme, host, parts.port)}{path}{query}{_fragment(parts.fragment)}"
    return address if len(address) <= LONGEST else None


def _place(scheme: str, host: str, port: int | None) -> str:
    """Scheme and host: https for both schemes, but where a site has none, or a port of its own."""
    if port in (None, 80, 443):
        return f"{'http' if is_plain_only(host) else 'https'}://{host}"
    return f"{scheme}://{host}:{port}"


def _wrapped(url: str) -> bool:
    parts = urlsplit(url)
    return carried(parts.hostname or "", parts.path, parts.query) is not None


@lru_cache(maxsize=4096)
def _host(host: str) -> str | None:
    """Lower case and ASCII; IPv6 in brackets; None for what can be no host."""
    host = host.strip().rstrip(".").lower()
    if ":" in host:
        return f"[{ip_address(host.partition('%')[0]).compressed}]"
    if _HOST.fullmatch(host):
        return host if len(host) <= LONGEST_HOST else None
    return _international(unquote(host))


_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}")


def _international(host: str) -> str | None:
    try:
        return idna.encode(host, uts46=True).decode("ascii").rstrip(".") or None
    except (idna.IDNAError, UnicodeError):
        return None


def _path(path: str) -> str:
    path = _SLASHES.sub("/", _dots(_escapes(_SESSION.sub("", path)))) or "/"
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
    return says_nothing(unquote(name), value, host)


def _fragment(fragment: str) -> str:
    """Kept only when it is a route of a page that draws itself."""
    return f"#{_escapes(fragment)}" if fragment.startswith(("!", "/")) and len(fragment) > 1 else ""
