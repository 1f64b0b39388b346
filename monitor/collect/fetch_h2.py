"""HTTP/2, where the extra `h2` is installed: its errors in httpcore's words."""

from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import cast

import httpcore

from monitor.collect.fetch_errand import Errand
from monitor.collect.fetch_head import Head
from monitor.collect.fetch_stream import Stream
from monitor.collect.fetch_target import Target


@cache
def available() -> bool:
    """Whether we can speak it."""
    return find_spec("h2") is not None


class Http2:
    """httpcore's connection, asked one thing at a time."""

    http2 = True

    def __init__(self, target: Target, stream: Stream) -> None:
        """To the server of `target`."""
        self._connection = httpcore.AsyncHTTP2Connection(_origin(target), stream)
        self._answer: httpcore.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None

    @property
    def clean(self) -> bool:
        """Whether it takes another request."""
        return self._connection.is_available()

    async def ask(self, errand: Errand, *, last: bool) -> Head:
        """The head of an answer. Raises httpcore's errors."""
        origin = _origin(errand.target)
        url = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=errand.place_asked)
        asked = httpcore.Request(errand.method, url, headers=errand.said, extensions={"timeout": dict(errand.timeouts)})
        with _plainly(in_body=False):
            self._answer = answer = await self._connection.handle_async_request(asked)
        self._pieces = aiter(cast("AsyncIterable[bytes]", answer.stream))
        return Head(answer.status, b"2", answer.headers)

    async def more(self) -> bytes:
        """The next piece of its body; b"" at the end, which is told to the connection. Raises httpcore's errors."""
        if self._pieces is None or self._answer is None:
            return b""
        with _plainly(in_body=True):
            while (piece := await anext(self._pieces, None)) is not None:
                if piece:
                    return piece
        await self._answer.aclose()
        return b""


def _origin(target: Target) -> httpcore.Origin:
    return httpcore.Origin(target.scheme.encode("ascii"), target.host.encode("ascii"), target.port)


@contextmanager
def _plainly(*, in_body: bool) -> Iterator[None]:
    """Whatever breaks HTTP/2 inside is a RemoteProtocolError: our own side was looked at before. In a body it is a
    ReadError: the body is cut."""
    try:
        yield
    except Exception as exc:
        if (plain := _plain(exc, in_body=in_body)) is not None:
            raise plain from exc
        raise


def _plain(exc: Exception, *, in_body: bool) -> Exception | None:
    kind = httpcore.ReadError if in_body else httpcore.RemoteProtocolError
    if isinstance(exc, httpcore.RemoteProtocolError):
        return kind(_said(exc.args))
    if isinstance(exc, httpcore.LocalProtocolError) and exc.args and _is_ours(exc.args[0]):
        return kind(_said(exc.args))
    return kind(_said((exc,))) if _is_ours(exc) or isinstance(exc, ValueError) else None


def _is_ours(exc: object) -> bool:
    return type(exc).__module__.split(".")[0] in ("h2", "hpack", "hyperframe")


def _said(args: tuple[object, ...]) -> str:
    """What happened: httpcore hands h2's events and errors on as they are."""
    what = args[0] if args else None
    if isinstance(what, str):
        return what
    code = getattr(what, "error_code", None)
    return f"HTTP/2 was broken off: {type(what).__name__}" + ("" if code is None else f" {getattr(code, 'name', code)}")
