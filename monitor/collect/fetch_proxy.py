"""Through a proxy: names resolve there, where our guard cannot see. So what can be told from the name alone is refused
here, before a byte is sent to the proxy; the rest is for the proxy's own rules."""

import socket

import httpcore

from monitor.collect.fetch_connect import Connector, Unresolved
from monitor.collect.fetch_errand import credentials
from monitor.collect.fetch_http1 import Http1, written
from monitor.collect.fetch_stream import Stream
from monitor.collect.fetch_target import is_number
from monitor.collect.guard import BlockedAddress
from monitor.model.proxy import Proxy

_HOME = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")
WHO_ARE_YOU = 407
_OK = range(200, 300)
_HEADER_BYTES = 100_000


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


async def tunnelled(stream: Stream, proxy: Proxy, place: str, read_s: float | None) -> Stream:
    """The same connection, but its other end is the server at `place` (host:port). Raises ProxyTrouble and what the
    transport raises."""
    name = place.encode("ascii")
    connection = Http1(stream, _HEADER_BYTES)
    answer = await connection.told(written(b"CONNECT", name, [(b"Host", name), *credentials(proxy)]), read_s)
    if answer.status not in _OK:
        raise ProxyTrouble(refusal(answer.status))
    if stream.wire.waits or not connection.silent:
        raise ProxyTrouble("the proxy speaks before the server is asked")
    return stream


def refusal(status: int) -> str:
    """What a status of the proxy's means."""
    if status == WHO_ARE_YOU:
        return "the proxy wants a user and password, or refuses those that it got (HTTP 407)"
    return f"the proxy refuses to connect us (HTTP {status})"
