"""Through a proxy: names resolve there, where our guard cannot see. So what can be told from the name alone is refused
here, before a byte is sent to the proxy; the rest is for the proxy's own rules."""

import base64
import socket

import httpcore

from monitor.collect.fetch_connect import Connector, Unresolved
from monitor.collect.fetch_stream import Stream
from monitor.collect.fetch_target import is_number
from monitor.collect.guard import BlockedAddress
from monitor.model.proxy import Proxy

_HOME = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")
WHO_ARE_YOU = 407
_OK = range(200, 300)


class ProxyTrouble(Exception):
    """The proxy cannot be reached, or refuses us."""


def check(connector: Connector, host: str, port: int) -> None:
    """Raises BlockedAddress for a target that may not be asked of a proxy: an address that the guard refuses, in any
    form; names that mean the proxy's own network (without a dot, localhost, .local, …); and names that the
    configuration answers itself."""
    if ":" in host:
        connector.guard.check(host, port)
    elif is_number(host):
        connector.guard.check(_as_resolvers_read(host), port)
    elif "." not in host or host.endswith(tuple(f".{name}" for name in _HOME)) or connector.mapped(host):
        raise BlockedAddress(BlockedAddress.__doc__)


def _as_resolvers_read(host: str) -> str:
    """Decimal, octal, hexadecimal and short forms as the address that they mean; "" when they mean none."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""


async def reached(connector: Connector, proxy: Proxy, timeout: float | None) -> Stream:  # noqa: ASYNC109
    """A connection to the proxy. Raises ProxyTrouble, httpcore.ConnectTimeout."""
    try:
        return await connector.connect_freely(proxy.host, proxy.port, timeout)
    except (Unresolved, httpcore.ConnectError) as exc:
        raise ProxyTrouble(f"the proxy cannot be reached: {exc}") from exc


def credentials(proxy: Proxy) -> list[tuple[bytes, bytes]]:
    """The header that says who we are to the proxy; none when it need not know."""
    if not (proxy.user or proxy.password):
        return []
    said = base64.b64encode(f"{proxy.user}:{proxy.password}".encode())
    return [(b"Proxy-Authorization", b"Basic " + said)]


async def tunnelled(stream: Stream, proxy: Proxy, place: str, timeouts: dict[str, float | None]) -> Stream:
    """The same connection, but its other end is the server at `place` (host:port). Raises ProxyTrouble and what the
    transport raises."""
    name = place.encode("ascii")
    origin = httpcore.Origin(b"http", proxy.host.encode("ascii"), proxy.port)
    url = httpcore.URL(scheme=b"http", host=origin.host, port=origin.port, target=name)
    request = httpcore.Request(
        b"CONNECT", url, headers=[(b"Host", name), *credentials(proxy)], extensions={"timeout": timeouts}
    )
    answer = await httpcore.AsyncHTTP11Connection(origin, stream).handle_async_request(request)
    if answer.status not in _OK:
        raise ProxyTrouble(refusal(answer.status))
    if stream.wire.waits:
        raise ProxyTrouble("the proxy speaks before the server is asked")
    return stream


def refusal(status: int) -> str:
    """What a status of the proxy's means."""
    if status == WHO_ARE_YOU:
        return "the proxy wants a user and password, or refuses those that it got (HTTP 407)"
    return f"the proxy refuses to connect us (HTTP {status})"
