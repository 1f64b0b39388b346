"""HTTP/1.1 as httpcore and h11 speak it: the reference that our own is held against."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import cast

import h11
import httpcore

from monitor.collect.fetch_errand import Errand
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_head import Head
from monitor.collect.fetch_stream import Stream
from monitor.model.fetching import Outcome

MOST_HINTS = 20


class H11(httpcore.AsyncHTTP11Connection):
    """httpcore's connection, with a limit for heads and one for answers of the kind 1xx."""

    def __init__(self, origin: httpcore.Origin, stream: Stream, header_bytes: int) -> None:
        self.MAX_INCOMPLETE_EVENT_SIZE = header_bytes  # httpcore reads it when it makes its parser
        super().__init__(origin, stream)
        self._hints = 0

    async def _receive_event(self, timeout: float | None = None) -> h11.Event | type[h11.PAUSED]:  # noqa: ASYNC109
        try:
            event = await super()._receive_event(timeout)
        except httpcore.RemoteProtocolError as exc:
            if "buffer too long" in str(exc):
                raise Fault(Outcome.TOO_LARGE, "the header block is too long") from exc
            raise
        self._hints = self._hints + 1 if isinstance(event, h11.InformationalResponse) else 0
        if self._hints > MOST_HINTS:
            raise httpcore.ReadTimeout("answers of the kind 1xx without end")
        return event

    @property
    def clean(self) -> bool:
        return self.is_idle() and not self._h11_state.trailing_data[0]


class ReferenceHttp1:
    """In the place of Http1."""

    http2 = False

    def __init__(self, stream: Stream, header_bytes: int) -> None:
        self._stream, self._header_bytes = stream, header_bytes
        self._connection: H11 | None = None
        self._answer: httpcore.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None

    @property
    def clean(self) -> bool:
        return self._connection is None or self._connection.clean

    async def ask(self, errand: Errand, *, last: bool) -> Head:
        at = errand.target
        origin = httpcore.Origin(at.scheme.encode(), at.host.encode(), at.port)
        self._connection = self._connection or H11(origin, self._stream, self._header_bytes)
        url = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=errand.place_asked)
        extensions = {"timeout": dict(errand.timeouts)}
        asked = httpcore.Request(errand.method, url, headers=errand.headers(last=last), extensions=extensions)
        self._answer = answer = await self._connection.handle_async_request(asked)
        self._pieces = aiter(cast("AsyncIterable[bytes]", answer.stream))
        return Head(answer.status, b"1.1", answer.headers)

    async def more(self) -> bytes:
        assert self._pieces is not None
        assert self._answer is not None
        if piece := await anext(self._pieces, b""):
            return piece
        await self._answer.aclose()
        return b""
