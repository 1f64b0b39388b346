"""Fetching: one address in, a value out. Bounded in time and size, polite per host, guarded on every hop."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import httpx
import xxhash

from monitor.collect.budget import Account, Budget
from monitor.collect.fetch_body import Meter, read_body
from monitor.collect.fetch_challenge import SNIFF, is_challenge
from monitor.collect.fetch_faults import Fault, failure_of, refusal
from monitor.collect.fetch_headers import content_type, kept, max_age, validators
from monitor.collect.fetch_net import Backend, Transport
from monitor.collect.guard import Guard
from monitor.collect.turns import Turns
from monitor.errors import ConfigurationError
from monitor.lang.urls import host_of
from monitor.model.fetching import Body, Failure, Fetched, NotModified, Outcome, Request, Timing
from monitor.model.options import FetchOptions

_REDIRECTS = {301: True, 302: False, 303: False, 307: False, 308: True}  # status: is it permanent?
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_OK, _NON_AUTHORITATIVE, _UNCHANGED = 200, 203, 304


class Fetches(Protocol):
    """What the line needs of a fetcher: the seam, with a fake in the tests."""

    def fetching(self, request: Request, *, limits: "Limits | None" = None) -> AbstractAsyncContextManager[Fetched]:
        """The body, "not modified", or why neither. The body counts as in flight until the block is left."""

    async def aclose(self) -> None:
        """Give back what it holds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: seconds over all hops, bytes on the wire and decoded."""

    deadline_s: float
    wire_bytes: int
    decoded_bytes: int


def feed_limits(options: FetchOptions) -> Limits:
    """The bounds for a feed."""
    return Limits(options.deadline_s, options.wire_bytes, options.decoded_bytes)


def page_limits(options: FetchOptions) -> Limits:
    """The bounds for an article page."""
    return Limits(options.page_deadline_s, options.page_wire_bytes, options.page_decoded_bytes)


@dataclass(slots=True)
class Trip:
    """One fetch on its way: where it is, and what it has cost. Waiting for a turn does not count against it."""

    request: Request
    url: str
    limits: Limits
    began: float
    hops: int = 0
    permanent: bool = True
    spent_s: float = 0.0
    wire_bytes: int = 0

    @property
    def host(self) -> str:
        """The host to be polite to."""
        return host_of(self.url) or ""

    def timing(self) -> Timing:
        """What it has cost so far."""
        return Timing(round(self.spent_s * 1000), self.wire_bytes)


class Fetcher:
    """Fetches over HTTP. Never raises for anything that a server does."""

    def __init__(self, options: FetchOptions, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """One per process, inside its event loop. `transport` replaces the guarded one in tests."""
        if options.proxy:
            raise ConfigurationError("[fetch] proxy: not supported yet")
        self._options = options
        self._limits = feed_limits(options)
        self._turns = Turns(options.at_once, options.per_host, options.host_gap_s)
        self._budget = Budget(options.in_flight_bytes)
        self._transport = transport or Transport(Backend(Guard(options.allow), options.resolve))
        self._standing = _standing_headers(options)
        pauses = {"connect": options.connect_s, "read": options.read_s, "write": options.read_s}
        self._extensions = {"timeout": pauses}

    async def fetch(self, request: Request, *, limits: Limits | None = None) -> Fetched:
        """The body, "not modified", or a failure. Raises nothing but cancellation."""
        async with self.fetching(request, limits=limits) as fetched:
            return fetched

    @asynccontextmanager
    async def fetching(self, request: Request, *, limits: Limits | None = None) -> AsyncIterator[Fetched]:
        """Like `fetch`, but the body counts as in flight until the block is left."""
        account = self._budget.open()
        try:
            yield await self._fetched(Trip(request, request.url, limits or self._limits, monotonic()), account)
        finally:
            account.close()

    @property
    def in_flight_bytes(self) -> int:
        """Bytes of bodies held now."""
        return self._budget.held

    async def aclose(self) -> None:
        """Closes what is open."""
        await self._transport.aclose()

    async def _fetched(self, trip: Trip, account: Account) -> Fetched:
        try:
            while True:
                _acceptable(trip.url, self._options.url_chars)
                fetched = await self._at_host(trip, trip.host, account)
                if fetched is not None:
                    return fetched
        except Exception as exc:  # noqa: BLE001  every failure is a value here
            return failure_of(exc, trip.timing())

    async def _at_host(self, trip: Trip, host: str, account: Account) -> Fetched | None:
        """All hops on one host, in one turn; None when a redirect leads to another host."""
        if refused := self._asked_to_wait(trip, host):
            return refused
        async with self._turns.turn(host):
            if refused := self._asked_to_wait(trip, host):  # by the answer to somebody before us in the queue
                return refused
            fetched = await self._hops(trip, host, account)
            return None if fetched is None else self._noted(host, replace(fetched, timing=trip.timing()))

    async def _hops(self, trip: Trip, host: str, account: Account) -> Fetched | None:
        began = monotonic()
        try:
            async with asyncio.timeout(trip.limits.deadline_s - trip.spent_s):
                while (fetched := await self._hop(trip, account)) is None and trip.host == host:
                    _acceptable(trip.url, self._options.url_chars)
        finally:
            trip.spent_s += monotonic() - began
        return fetched

    def _asked_to_wait(self, trip: Trip, host: str) -> Failure | None:
        pause = self._turns.waiting(host)
        if not pause:
            return None
        return Failure(Outcome.RATE_LIMITED, f"{host} asked us to wait", None, round(pause), trip.timing())

    def _noted(self, host: str, fetched: Fetched) -> Fetched:
        if isinstance(fetched, Failure) and fetched.retry_after:
            self._turns.wait(host, fetched.retry_after)
        return fetched

    async def _hop(self, trip: Trip, account: Account) -> Fetched | None:
        """One request and its answer; None when it was a redirect, which the trip has then followed."""
        request = httpx.Request("GET", trip.url, headers=self._headers(trip), extensions=self._extensions)
        response = await self._transport.handle_async_request(request)
        try:
            if (permanent := _REDIRECTS.get(response.status_code)) is not None and "location" in response.headers:
                self._redirect(trip, response.headers["location"], permanent=permanent)
                return None
            return await _answer(trip, response, account)
        finally:
            await response.aclose()

    def _redirect(self, trip: Trip, location: str, *, permanent: bool) -> None:
        trip.hops += 1
        if trip.hops > self._options.redirects:
            raise Fault(Outcome.REDIRECTS, f"more than {self._options.redirects} redirects")
        target, scheme = _joined(trip.url, location.strip())
        if urlsplit(trip.url).scheme == "https" and scheme == "http":
            raise Fault(Outcome.REDIRECTS, "a redirect from https to http is not followed")
        trip.permanent = trip.permanent and permanent
        trip.url = target

    def _headers(self, trip: Trip) -> list[tuple[bytes, bytes]]:
        parts = urlsplit(trip.url)
        headers = [(b"Host", httpx.URL(trip.url).netloc), *self._standing]
        known = trip.request.validators
        if known.etag:
            headers.append((b"If-None-Match", known.etag.encode("latin-1", "replace")))
        if known.last_modified:
            headers.append((b"If-Modified-Since", known.last_modified.encode("latin-1", "replace")))
        if trip.request.headers and parts[:2] == urlsplit(trip.request.url)[:2]:  # they stay at their origin
            headers += [(n.encode("ascii"), v.encode("latin-1")) for n, v in trip.request.headers.items()]
        return headers


def _standing_headers(options: FetchOptions) -> list[tuple[bytes, bytes]]:
    agent = f"{options.user_agent} ({options.contact})" if options.contact else options.user_agent
    return [
        (b"User-Agent", agent.encode("ascii", "replace")),
        (b"Accept", _ACCEPT.encode()),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"close"),
    ]


def _joined(base: str, location: str) -> tuple[str, str]:
    """Where a redirect leads, and its scheme in small letters."""
    try:
        target = urljoin(base, location)
        return target, urlsplit(target).scheme
    except ValueError as exc:
        raise Fault(Outcome.BAD_URL, f"no address: {exc}") from exc


def _acceptable(url: str, chars: int) -> None:
    if len(url) > chars:
        raise Fault(Outcome.BAD_URL, f"the address is longer than {chars} characters")
    try:
        parts = urlsplit(url)
    except ValueError as exc:
        raise Fault(Outcome.BAD_URL, f"no address: {exc}") from exc
    if parts.scheme not in ("http", "https"):
        raise Fault(Outcome.BAD_URL, "only http and https are fetched")
    if host_of(url) is None:
        raise Fault(Outcome.BAD_URL, "the address names no host")
    if "@" in parts.netloc:
        raise Fault(Outcome.BAD_URL, "a user and password in the address are not supported: set a header instead")


async def _answer(trip: Trip, response: httpx.Response, account: Account) -> Fetched:
    status, headers = response.status_code, response.headers
    if status == _UNCHANGED:
        return _unchanged(trip, headers)
    meter = Meter(trip.limits.wire_bytes, trip.limits.decoded_bytes)
    if status not in (_OK, _NON_AUTHORITATIVE):
        return refusal(status, headers, trip.timing(), await _glance(response, account))
    try:
        content = await read_body(response, meter, account)
    finally:
        trip.wire_bytes = meter.wire
    return _body(trip, status, headers, content)


def _unchanged(trip: Trip, headers: Mapping[str, str]) -> Fetched:
    known = trip.request.validators
    if not (known.etag or known.last_modified):
        return Failure(Outcome.HTTP_ERROR, "HTTP 304: not modified, but nothing was asked", _UNCHANGED)
    fresh = validators(headers)
    return NotModified(
        replace(known, etag=fresh.etag or known.etag, last_modified=fresh.last_modified or known.last_modified),
        max_age(headers),
    )


def _body(trip: Trip, status: int, headers: Mapping[str, str], content: bytes) -> Fetched:
    if not content:
        return Failure(Outcome.EMPTY_BODY, "an empty body", status)
    if is_challenge(headers, content):
        return Failure(Outcome.BLOCKED, "a challenge page for browsers", status)
    media_type, charset = content_type(headers)
    return Body(
        url=trip.url,
        content=content,
        media_type=media_type,
        charset=charset,
        validators=validators(headers, xxhash.xxh3_128_hexdigest(content)),
        headers=kept(headers),
        moved_to=trip.url if trip.hops and trip.permanent else None,
        max_age=max_age(headers),
        status=status,
    )


async def _glance(response: httpx.Response, account: Account) -> bytes:
    """The beginning of a refusal, where it may be a challenge page."""
    if "html" not in response.headers.get("content-type", ""):
        return b""
    try:
        return await read_body(response, Meter(SNIFF, SNIFF), account)
    except Fault:
        return b""
