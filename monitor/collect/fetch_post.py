"""Handing something over: one POST to an address of the configuration, through the same guard, in bounded time and with
a bounded answer. Redirects are not followed: what is handed over is for this address."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import httpx

from monitor.collect.fetch_errand import ROUTE, Route, by_name, headers_of
from monitor.collect.fetch_faults import failure_of
from monitor.collect.fetch_headers import retry_after
from monitor.collect.fetch_net import Transport
from monitor.collect.fetch_target import target_of
from monitor.lang.text import squeeze
from monitor.model.fetching import Outcome, Timing
from monitor.model.options import FetchOptions
from monitor.model.proxy import proxy_of

ANSWER_BYTES = 16 * 1024  # of an answer that are read; the rest is left
WORDS_CHARS = 200  # of them that are kept


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over, and where to."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """An answer: its status, how it began, and how long it asks us to wait."""

    status: int
    words: str
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class NotHanded:
    """No answer. `sent`: it may have been received all the same."""

    outcome: Outcome
    detail: str
    sent: bool


class Courier:
    """Hands parcels over, one at a time, from a thread that has no event loop."""

    def __init__(self, options: FetchOptions) -> None:
        """Opens nothing yet. Raises ValueError for options that cannot be followed."""
        self._options = options
        self._proxy = proxy_of(options.proxy) if options.proxy else None
        self._transport: Transport | None = None

    def hand_over(self, parcel: Parcel, *, committed: Callable[[], None]) -> Received | NotHanded:
        """POST it, within `deadline_s` in all. `committed` is called at the last moment at which nothing was sent; what
        it raises passes through."""
        return asyncio.run(_Errand(self._opened(), self._options, parcel, committed, self._route()).run())

    def close(self) -> None:
        """Let go of what is held."""
        transport, self._transport = self._transport, None
        if transport is not None:
            asyncio.run(transport.aclose())

    def _opened(self) -> Transport:
        if self._transport is None:
            self._transport = Transport(self._options)
        return self._transport

    def _route(self) -> Route:
        return Route(self._proxy)


class _Spoken(Exception):
    """What `committed` raised."""

    def __init__(self, cause: BaseException) -> None:
        self.cause = cause


@dataclass(slots=True)
class _Errand:
    transport: Transport
    options: FetchOptions
    parcel: Parcel
    committed: Callable[[], None]
    route: Route
    sent: bool = False

    async def run(self) -> Received | NotHanded:
        try:
            async with asyncio.timeout(self.options.deadline_s):
                return await self._answer()
        except _Spoken as spoken:
            raise spoken.cause from None
        except Exception as error:  # noqa: BLE001 - every failure is a value here
            failure = failure_of(error, Timing())
            return NotHanded(failure.outcome, failure.detail, self.sent)

    async def _answer(self) -> Received:
        response = await self.transport.hand_over(self._request(), self._ready)
        try:
            headers = by_name(headers_of(response))
            words = await self._words(response)
            return Received(response.status_code, words, retry_after(headers, datetime.now(UTC)))
        finally:
            await response.aclose()

    def _request(self) -> httpx.Request:
        pauses = {"connect": self.options.connect_s, "read": self.options.deadline_s, "write": self.options.read_s}
        agent = {"User-Agent": self.options.user_agent.encode("ascii", "replace").decode()}
        target = target_of(self.parcel.url)  # refuses what cannot be asked for, and a password in the address
        return httpx.Request(
            "POST", str(target), content=self.parcel.body, headers={**agent, **self.parcel.headers},
            extensions={"timeout": pauses, ROUTE: self.route},
        )  # fmt: skip

    def _ready(self) -> None:
        try:
            self.committed()
        except BaseException as error:
            raise _Spoken(error) from error
        self.sent = True

    async def _words(self, response: httpx.Response) -> str:
        """How the answer's body begins, if it is text; a fault in it takes nothing back of the status."""
        begun = b""
        with contextlib.suppress(Exception):  # the status was read: that is the answer
            async for chunk in cast("httpx.AsyncByteStream", response.stream):
                begun += chunk
                if len(begun) > ANSWER_BYTES:
                    break
        return squeeze(begun[:ANSWER_BYTES].decode("utf-8", "replace"))[:WORDS_CHARS]
