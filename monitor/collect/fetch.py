"""Fetching: one address in, a value out. Bounded in time and size, polite per host, guarded on every hop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from math import ceil
from time import monotonic
from typing import Protocol

import httpx

from monitor.collect import fetch_answer, fetch_request
from monitor.collect.budget import Account, Budget
from monitor.collect.fetch_errand import ROUTE, Asked, Route, by_name, headers_of
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_faults import failure_of
from monitor.collect.fetch_net import Transport
from monitor.collect.fetch_request import standing_headers
from monitor.collect.fetch_target import Target
from monitor.collect.fetch_tls import NoCertificate
from monitor.collect.fetch_trip import Limits, Trip
from monitor.collect.turns import Turns
from monitor.errors import ConfigurationError
from monitor.model.fetching import Failure, Fetched, Outcome, Request
from monitor.model.options import FetchOptions
from monitor.model.proxy import proxy_of

__all__ = ["Fetcher", "Fetches", "Limits", "feed_limits", "page_limits"]


class Fetches(Protocol):
    """What the line needs of a fetcher: the seam, with a fake in the tests."""

    def fetching(self, request: Request, *, limits: Limits | None = None) -> AbstractAsyncContextManager[Fetched]:
        """The body, "not modified", or why neither. The body counts as in flight until the block is left."""

    async def aclose(self) -> None:
        """Give back what it holds."""


def feed_limits(options: FetchOptions) -> Limits:
    """The bounds for a feed."""
    return Limits(options.deadline_s, options.wire_bytes, options.decoded_bytes)


def page_limits(options: FetchOptions) -> Limits:
    """The bounds for an article page."""
    return Limits(options.page_deadline_s, options.page_wire_bytes, options.page_decoded_bytes)


class Fetcher:
    """Fetches over HTTP. Never raises for anything that a server does."""

    def __init__(self, options: FetchOptions, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """One per process, inside its event loop. `transport` replaces the guarded one. Raises ConfigurationError for
        options that cannot be followed."""
        try:
            self._transport = transport or Transport(options)
            self._proxy = proxy_of(options.proxy) if options.proxy else None
        except (ValueError, NoCertificate) as exc:
            raise ConfigurationError(f"[fetch]: {exc}") from exc
        self._options = options
        self._limits = feed_limits(options)
        self._turns = Turns(options.at_once, options.per_host, options.host_gap_s)
        self._budget = Budget(options.in_flight_bytes)
        self._standing = standing_headers(options)
        self._pauses = {"connect": options.connect_s, "read": options.read_s, "write": options.read_s}

    async def fetch(self, request: Request, *, limits: Limits | None = None) -> Fetched:
        """The body, "not modified", or a failure. Raises nothing but cancellation."""
        async with self.fetching(request, limits=limits) as fetched:
            return fetched

    @asynccontextmanager
    async def fetching(self, request: Request, *, limits: Limits | None = None) -> AsyncIterator[Fetched]:
        """Like `fetch`, but the body counts as in flight until the block is left."""
        account = self._budget.open()
        try:
            yield await self._fetched(Trip(request, request.url, limits or self._limits), account)
        finally:
            account.close()

    @property
    def in_flight_bytes(self) -> int:
        """Bytes of bodies held now."""
        return self._budget.held

    def spare(self, host: str, seconds: float) -> None:
        """Leave `host` alone for so long: it asked for that before we were started."""
        self._turns.wait(host, seconds)

    async def aclose(self) -> None:
        """Closes what is open."""
        await self._transport.aclose()

    async def _fetched(self, trip: Trip, account: Account) -> Fetched:
        try:
            while True:
                fetched = await self._at_host(trip, self._place(trip).lane, account)
                if fetched is not None:
                    return fetched
        except Exception as exc:  # noqa: BLE001  every failure is a value here
            return failure_of(exc, trip.timing())

    def _place(self, trip: Trip) -> Target:
        """Where the trip is, if that can be fetched at all. Raises Fault."""
        if len(trip.url) > self._options.url_chars:
            raise Fault(Outcome.BAD_URL, f"the address is longer than {self._options.url_chars} characters")
        return trip.target

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
                while (fetched := await self._hop(trip, account)) is None and self._place(trip).lane == host:
                    pass
        finally:
            trip.spent_s += monotonic() - began
        return fetched

    def _asked_to_wait(self, trip: Trip, host: str) -> Failure | None:
        pause = self._turns.waiting(host)
        if not pause:
            return None
        detail = f"{host} asked us to wait"
        return Failure(Outcome.RATE_LIMITED, detail, None, ceil(pause), trip.timing(), host)

    def _noted(self, host: str, fetched: Fetched) -> Fetched:
        if not (isinstance(fetched, Failure) and fetched.retry_after):
            return fetched
        self._turns.wait(host, fetched.retry_after)
        return replace(fetched, host=host)

    async def _hop(self, trip: Trip, account: Account) -> Fetched | None:
        """One request and its answer; None when it was a redirect, which the trip has then followed."""
        response = await self._transport.handle_async_request(self._request(trip))
        try:
            headers = self._headers(response)
            if trip.redirect(response.status_code, headers, self._options.redirects):
                return None
            return await fetch_answer.read(trip, response, headers, account)
        finally:
            await response.aclose()

    def _request(self, trip: Trip) -> httpx.Request:
        target, asked = trip.target, trip.request
        route = Route(
            fetch_request.proxy(asked.access, self._proxy),
            fetch_request.papers(asked, target),
            lambda: self._options.keep_s > 0 and self._turns.queue(target.lane) > 0,
        )
        said = fetch_request.headers(asked, target, self._standing)
        return Asked(target, said, {"timeout": self._pauses, ROUTE: route})

    def _headers(self, response: httpx.Response) -> dict[str, str]:
        """By their names. The transport has its own limits while it reads; these are ours, whatever the transport."""
        headers = headers_of(response)
        size = sum([len(name) + len(value) + 4 for name, value in headers])
        if size > self._options.header_bytes:
            raise Fault(Outcome.TOO_LARGE, f"the header block is longer than {self._options.header_bytes / 1000:g} kB")
        return by_name(headers)
