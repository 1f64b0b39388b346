"""Everything that can go wrong on the wire, in the words of `Outcome`. The detail helps, and says nothing about what
listens behind a refused address."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import httpcore
import httpx

from monitor.collect.fetch_challenge import is_challenge
from monitor.collect.fetch_connect import Unresolved
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_headers import retry_after
from monitor.collect.fetch_proxy import ProxyTrouble
from monitor.collect.fetch_request import UNSENDABLE
from monitor.collect.fetch_stream import HandshakeFailed
from monitor.collect.fetch_tls import NoCertificate
from monitor.collect.guard import BlockedAddress
from monitor.lang.text import squeeze
from monitor.model.fetching import Failure, Outcome, Timing

DETAIL_CHARS = 500
_KINDS: tuple[tuple[type[BaseException], Outcome], ...] = (
    (TimeoutError, Outcome.TIMEOUT),
    (httpcore.TimeoutException, Outcome.TIMEOUT),
    (httpx.TimeoutException, Outcome.TIMEOUT),
    (BlockedAddress, Outcome.BLOCKED_ADDRESS),
    (Unresolved, Outcome.DNS),
    (HandshakeFailed, Outcome.TLS),
    (NoCertificate, Outcome.TLS),
    (ProxyTrouble, Outcome.CONNECT),
    (httpcore.ConnectionNotAvailable, Outcome.PROTOCOL),
    (httpcore.ConnectError, Outcome.CONNECT),
    (httpx.ConnectError, Outcome.CONNECT),
    (httpcore.NetworkError, Outcome.TRUNCATED),
    (httpx.NetworkError, Outcome.TRUNCATED),
    (httpcore.UnsupportedProtocol, Outcome.BAD_URL),
    (httpx.InvalidURL, Outcome.BAD_URL),
    (httpcore.LocalProtocolError, Outcome.BAD_URL),
    (httpx.LocalProtocolError, Outcome.BAD_URL),
    (httpcore.ProtocolError, Outcome.PROTOCOL),
    (httpx.ProtocolError, Outcome.PROTOCOL),
)
_STATUS = {
    204: Outcome.EMPTY_BODY,
    205: Outcome.EMPTY_BODY,
    206: Outcome.TRUNCATED,
    401: Outcome.BLOCKED,
    402: Outcome.BLOCKED,
    403: Outcome.BLOCKED,
    404: Outcome.NOT_FOUND,
    407: Outcome.BLOCKED,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
    451: Outcome.BLOCKED,
    503: Outcome.RATE_LIMITED,
}
_MEANING = {
    Outcome.BLOCKED: "the server refuses us",
    Outcome.NOT_FOUND: "there is nothing at this address",
    Outcome.GONE: "the server says that it is gone for good",
    Outcome.RATE_LIMITED: "the server asks us to come less often, or is overloaded",
    Outcome.SERVER_ERROR: "the server failed",
    Outcome.EMPTY_BODY: "the server says that there is no content",
    Outcome.TRUNCATED: "the server sent a part that nobody asked for",
    Outcome.HTTP_ERROR: "an unexpected answer",
}
_OK, _SERVER = 200, 500


def failure_of(exc: BaseException, timing: Timing) -> Failure:
    """The failure that an exception means. An unknown one is our own fault: INTERNAL, with its name."""
    if isinstance(exc, Fault):
        return Failure(exc.outcome, detail(str(exc)), exc.status, timing=timing)
    for kind, outcome in _KINDS:
        if isinstance(exc, kind):
            return Failure(_refined(outcome, str(exc)), detail(_told(exc)), timing=timing)
    return Failure(Outcome.INTERNAL, detail(f"{type(exc).__name__}: {exc}"), timing=timing)


def refusal(status: int, headers: Mapping[str, str], timing: Timing, body: bytes = b"") -> Failure:
    """The failure that a status other than 200, 304 and redirects means."""
    outcome = _STATUS.get(status, Outcome.SERVER_ERROR if status >= _SERVER else Outcome.HTTP_ERROR)
    if is_challenge(headers, body):
        return Failure(Outcome.BLOCKED, f"HTTP {status}: a challenge page for browsers", status, timing=timing)
    pause = retry_after(headers, datetime.now(UTC)) if outcome is Outcome.RATE_LIMITED else None
    return Failure(outcome, f"HTTP {status}: {_MEANING[outcome]}", status, pause, timing)


def detail(text: str) -> str:
    """`text` on one clean line of at most 500 characters."""
    return squeeze(text)[:DETAIL_CHARS]


def _refined(outcome: Outcome, message: str) -> Outcome:
    """h11 tells a cut body and an endless header block only in its message."""
    if outcome is Outcome.PROTOCOL:
        if "without sending complete message body" in message or "incomplete chunked read" in message:
            return Outcome.TRUNCATED
        if "buffer too long" in message:
            return Outcome.TOO_LARGE
    return outcome


def _told(exc: BaseException) -> str:
    if isinstance(exc, httpcore.LocalProtocolError | httpx.LocalProtocolError):
        return UNSENDABLE  # its own words repeat the header, which may be a secret
    if isinstance(exc, asyncio.TimeoutError) and not str(exc):
        return "the whole fetch took longer than its deadline"
    if "buffer too long" in str(exc):
        return "the header block is longer than 100 kB"
    if isinstance(exc, httpcore.ConnectionNotAvailable):
        return "the server takes no requests on this connection"
    return str(exc) or type(exc).__name__
