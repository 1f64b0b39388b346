"""What is sent: who we are, what we know already, and what a feed's owner proves to its own origin and to nobody
else."""

import base64

from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_target import Target, target_of
from monitor.collect.fetch_tls import Papers
from monitor.lang import headers as rules
from monitor.model.fetching import NO_PROXY, Access, Outcome, Request
from monitor.model.options import FetchOptions
from monitor.model.proxy import Proxy, proxy_of

UNSENDABLE = "the request cannot be sent: its address, its access or one of its headers holds what HTTP does not allow"
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
Header = tuple[bytes, bytes]


def standing_headers(options: FetchOptions) -> tuple[Header, ...]:
    """What every request says."""
    agent = f"{options.user_agent} ({options.contact})" if options.contact else options.user_agent
    return (
        (b"User-Agent", agent.encode("ascii", "replace")),
        (b"Accept", _ACCEPT.encode()),
        (b"Accept-Encoding", b"gzip, deflate"),
    )


def headers(request: Request, target: Target, standing: tuple[Header, ...]) -> list[Header]:
    """The headers of one request. What the feed's owner says replaces what we say. Raises Fault."""
    said: list[Header] = [(b"Host", target.place.encode("ascii")), *standing]
    known = request.validators
    if known.etag:
        said.append((b"If-None-Match", known.etag.encode("latin-1", "replace")))
    if known.last_modified:
        said.append((b"If-Modified-Since", known.last_modified.encode("latin-1", "replace")))
    if not (_has_secrets(request) and is_home(request, target)):
        return said
    own = _own(request)
    replaced = {name.lower() for name, _ in own}
    return [header for header in said if header[0].lower() not in replaced] + own


def is_home(request: Request, target: Target) -> bool:
    """Whether `target` is of the origin (scheme, host, port) that headers and access were declared for."""
    return target.origin == target_of(request.home or request.url).origin


def left_behind(request: Request, target: Target) -> bool:
    """Whether the request has something that `target` may not get."""
    return (_has_secrets(request) or request.access.certificate is not None) and not is_home(request, target)


def papers(request: Request, target: Target) -> Papers | None:
    """Our certificate for this target."""
    access = request.access
    if access.certificate is None or not is_home(request, target):
        return None
    return Papers(access.certificate, access.key)


def proxy(access: Access, general: Proxy | None) -> Proxy | None:
    """The proxy that the feed wants, or the general one. Raises Fault."""
    if access.proxy is None:
        return general
    try:
        return None if access.proxy == NO_PROXY else proxy_of(access.proxy)
    except ValueError as exc:
        raise Fault(Outcome.BAD_URL, f"its proxy {exc}") from None


def _has_secrets(request: Request) -> bool:
    access = request.access
    return bool(request.headers) or (access.user, access.password, access.token) != (None, None, None)


def _own(request: Request) -> list[Header]:
    said = dict(request.headers)
    if (authorization := _authorization(request.access)) is not None:
        said = {name: value for name, value in said.items() if name.lower() != "authorization"}
        said["Authorization"] = authorization
    if not rules.all_sendable(said):
        raise Fault(Outcome.BAD_URL, UNSENDABLE)
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in said.items()]


def _authorization(access: Access) -> str | None:
    """By RFC 7617 (in UTF-8) and RFC 6750."""
    if access.token is not None:
        return f"Bearer {access.token}"
    if access.user is None and access.password is None:
        return None
    login = f"{access.user or ''}:{access.password or ''}"
    return f"Basic {base64.b64encode(login.encode('utf-8', 'replace')).decode('ascii')}"
