"""Our own HTTP/1.1 without a network: cut anywhere it reads the same, it never reads what h11 refuses, and where both
read they read the same."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import h11
import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_errand import Errand, Route
from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_http1 import Http1, written
from monitor.collect.fetch_target import target_of
from monitor.model.fetching import Body, Failure, NotModified, Outcome, Request, Validators
from monitor.model.options import FetchOptions
from tests.fakes.scripted_stream import ScriptedStream

ERRAND = Errand(b"GET", target_of("http://outlet.example/feed?x=1"), [(b"Host", b"outlet.example")], Route(), {})
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = (
    OK + b"Content-Length: 5\r\nETag: \"a, b\"\r\n\r\nhello",
    OK + b"X-A: b\r\n c\r\nX-A:\t d \r\n\r\nhello",
    OK + b"Content-Length: 5, 5\r\nConnection: keep-alive, Close\r\n\r\nhello",
    CHUNKED + b"3\r\nhel\r\n2;a=\"b\"\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 \r\n\r\n" + CHUNKED + b"5\r\nhello\r\n00\r\n\r\n",
    b"HTTP/1.0 404 Not there\nServer: old\n\nhello",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 700\r\nDate: today\r\n\r\n",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    clean: bool


async def ours(pieces: Sequence[bytes], *, last: bool = False) -> Read:
    stream = ScriptedStream(pieces)
    connection = Http1(stream, 10_000)
    head = await connection.ask(ERRAND, last=last)
    body = b""
    while piece := await connection.more():
        body += piece
    return Read(head.status, plain(head.headers), body, connection.clean and not stream.left)


def plain(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Without what tells the end of the body, which h11 writes anew; that shows in the body."""
    small = [(name.lower(), value) for name, value in headers]
    return [header for header in small if header[0] not in (b"content-length", b"transfer-encoding")]


def reference(raw: bytes) -> Read:
    """The same by h11. Raises h11.RemoteProtocolError."""
    parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=10_000)
    parser.send(h11.Request(method=b"GET", target=b"/", headers=[(b"Host", b"x")]))
    parser.send(h11.EndOfMessage())
    parser.receive_data(raw)
    parser.receive_data(b"")
    while isinstance(head := parser.next_event(), h11.InformationalResponse):
        pass
    if not isinstance(head, h11.Response):
        raise h11.RemoteProtocolError("no answer")
    body = b""
    while isinstance(piece := parser.next_event(), h11.Data):
        body += piece.data
    clean = parser.our_state is h11.DONE and parser.their_state is h11.DONE and not parser.trailing_data[0]
    return Read(head.status_code, plain(head.headers), body, clean)


def pieces(raw: bytes, cuts: Sequence[int]) -> list[bytes]:
    ends = sorted({cut % (len(raw) + 1) for cut in cuts} | {len(raw)})
    return [raw[a:b] for a, b in zip([0, *ends], ends, strict=False)]


CUTS = st.lists(st.integers(0, 400), max_size=8)


@given(st.sampled_from(WHOLE), CUTS, st.sampled_from([b"", b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n"]))
def test_cut_anywhere_an_answer_reads_the_same(raw: bytes, cuts: Sequence[int], behind: bytes) -> None:
    found = asyncio.run(ours(pieces(raw, cuts)))
    expected = reference(raw)
    assert (found.status, found.headers, found.body) == (expected.status, expected.headers, expected.body)
    assert expected.clean or not found.clean
    assert not asyncio.run(ours([raw + behind], last=True)).clean
    assert not behind or not asyncio.run(ours([raw + behind])).clean


BITS = st.sampled_from(
    [b"\r\n", b"\n", b"\r", b" ", b"\t", b"\x00", b":", b",", b";", b"0", b"5", b"-", b"+", b"g", b"\x0b", b"\x80",
     b"Content-Length: 5\r\n", b"Content-Length: 6\r\n", b"Transfer-Encoding: chunked\r\n",
     b"Transfer-Encoding: gzip\r\n",
     b"Connection: close\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"1\r\nx\r\n", b"0\r\n\r\n"]
)  # fmt: skip
CHANGES = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 4), BITS), min_size=1, max_size=3)


@given(st.sampled_from(WHOLE), CHANGES, CUTS)
def test_nothing_is_read_that_h11_refuses_or_reads_otherwise(
    raw: bytes, changes: Sequence[tuple[int, int, bytes]], cuts: Sequence[int]
) -> None:
    for at, lost, bit in changes:
        at %= len(raw) + 1
        raw = raw[:at] + bit + raw[at + lost :]
    try:
        found = asyncio.run(ours(pieces(raw, cuts)))
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException, Fault):
        return
    expected = reference(raw)
    assert (found.status, found.headers, found.body) == (expected.status, expected.headers, expected.body)
    assert expected.clean or not found.clean


@given(st.binary(max_size=300), CUTS)
def test_chunks_of_any_size_are_put_together(data: bytes, cuts: Sequence[int]) -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in pieces(data, cuts) if part)
    found = asyncio.run(ours(pieces(CHUNKED + chunks + b"0\r\n\r\n", cuts)))
    assert (found.body, found.clean) == (data, True)


@pytest.mark.anyio
async def test_a_great_body_comes_in_bounded_pieces() -> None:
    tiny = CHUNKED + b"1\r\nx\r\n" * 300_000 + b"0\r\n\r\n"
    sized = OK + b"Content-Length: 900000\r\n\r\n" + bytes(900_000)
    for raw, size in ((tiny, 300_000), (sized, 900_000)):
        connection = Http1(ScriptedStream([raw]), 10_000)
        await connection.ask(ERRAND, last=False)
        got = []
        while piece := await connection.more():
            got.append(len(piece))
        assert (sum(got), connection.clean) == (size, True)
        assert max(got) <= 64 * 1024


@pytest.mark.anyio
async def test_the_request_goes_out_in_one_piece() -> None:
    stream = ScriptedStream([WHOLE[0]])
    await Http1(stream, 10_000).ask(ERRAND, last=True)
    assert stream.sent == b"GET /feed?x=1 HTTP/1.1\r\nHost: outlet.example\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("odd", [b"a\r\nb", b"a\nb", b"a\x00b", b"a\rb", b"a\x7fb"])
def test_nothing_is_sent_that_would_be_another_header(odd: bytes) -> None:
    with pytest.raises(httpcore.LocalProtocolError):
        written(b"GET", b"/", [(b"X-A", odd)])
    with pytest.raises(httpcore.LocalProtocolError):
        written(b"GET", b"/" + odd, [])
    with pytest.raises(httpcore.LocalProtocolError):
        written(b"GET", b"/ HTTP/1.1", [])


@pytest.mark.anyio
async def test_any_transport_of_httpx_can_take_our_place() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        known = "if-none-match" in request.headers
        return httpx.Response(304) if known else httpx.Response(200, headers=[("A", "b"), ("a", "c")], content=b"<rss>")

    fetcher = Fetcher(FetchOptions(header_bytes=200), httpx.MockTransport(answer))
    url = "https://b\xfccher.example:8443/a%20b?c=\xe4"
    body = await fetcher.fetch(Request(url))
    known = await fetcher.fetch(Request(url, Validators('"x"')))
    await fetcher.aclose()
    assert isinstance(body, Body)
    assert isinstance(known, NotModified)
    assert str(asked[0].url) == "https://xn--bcher-kva.example:8443/a%20b?c=%C3%A4"
    assert (asked[0].method, asked[1].headers["if-none-match"]) == ("GET", '"x"')


@pytest.mark.anyio
async def test_the_headers_of_any_transport_are_bounded() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers={"X-A": "b" * 300}, content=b"<rss>"))
    found = await Fetcher(FetchOptions(header_bytes=200), transport).fetch(Request("http://outlet.example/"))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.TOO_LARGE
