"""The table of servers: what one does, and what we make of it, over real sockets."""

import gzip
import time
import zlib

import httpx
import pytest

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_faults import UNSENDABLE
from monitor.model.fetching import Body, Failure, NotModified, Outcome, Request
from monitor.model.options import FetchOptions
from tests.fakes.behaviours import (
    FEED,
    answer,
    by_host,
    conditional,
    drips,
    endless,
    head,
    packed,
    raw,
    redirect,
    resets,
    stalls,
)  # fmt: skip
from tests.fakes.feedserver import Behaviour, FeedServer

BIG = b"x" * 500_000
CHUNKED = head(200, Transfer_Encoding="chunked")
HTML = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def fetched(behaviour: Behaviour, **options: object) -> Body | NotModified | Failure:
    async with FeedServer(routes={"/feed": behaviour}).running() as server, server.fetcher(**options) as fetcher:
        began = time.monotonic()
        found = await fetcher.fetch(Request(server.url("/feed", "outlet.example")))
        assert time.monotonic() - began < 2.5
        assert fetcher.in_flight_bytes == 0
        return found


FAILURES = {
    "never answers": (stalls(), Outcome.TIMEOUT, "nothing received"),
    "slow headers": (drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.1), Outcome.TIMEOUT, "deadline"),
    "slow body": (drips(head(200, Content_Length=9999), b"x", 0.1), Outcome.TIMEOUT, "deadline"),
    "stalls in the body": (stalls(head(200, Content_Length=9999), b"<rss>"), Outcome.TIMEOUT, "nothing received"),
    "endless 1xx": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Outcome.TIMEOUT, "deadline"),
    "endless body": (endless(head(200), BIG), Outcome.TOO_LARGE, "on the wire"),
    "endless chunks": (endless(CHUNKED, chunk(b"y" * 9000)), Outcome.TOO_LARGE, "on the wire"),
    "huge Content-Length": (stalls(head(200, Content_Length=10**14)), Outcome.TOO_LARGE, "on the wire"),
    "gzip bomb": (packed(bytes(50_000_000), "gzip"), Outcome.TOO_LARGE, "unpacked"),
    "deflate bomb": (packed(bytes(50_000_000), "deflate"), Outcome.TOO_LARGE, "unpacked"),
    "bomb in a bomb": (answer(gzip.compress(gzip.compress(BIG)), Content_Encoding="gzip, gzip"), Outcome.BAD_ENCODING,
                       "more than once"),
    "many gzip members": (answer(gzip.compress(bytes(99_000)) * 9, Content_Encoding="gzip"), Outcome.TOO_LARGE,
                          "unpacked"),
    "unknown encoding": (answer(FEED, Content_Encoding="br"), Outcome.BAD_ENCODING, "'br'"),
    "gzip that lies": (answer(FEED, Content_Encoding="gzip"), Outcome.BAD_ENCODING, "not what its encoding says"),
    "gzip that breaks": (packed(b"", "gzip",
                                gzip.compress(FEED)[:20] + b"\xff" * 300), Outcome.BAD_ENCODING, "not what"),
    "gzip that is cut": (packed(b"", "gzip", gzip.compress(FEED)[:-12]), Outcome.TRUNCATED, "ends too early"),
    "shorter than promised": (raw(head(200, Content_Length=999) + FEED), Outcome.TRUNCATED, "without sending"),
    "chunks that stop": (raw(CHUNKED + chunk(FEED)), Outcome.TRUNCATED, "incomplete chunked"),
    "bad chunks": (raw(CHUNKED + b"zz\r\n" + FEED), Outcome.PROTOCOL, "chunk"),
    "reset in the body": (resets(head(200, Content_Length=9999), b"<rss>"), Outcome.TRUNCATED, ""),
    "closes at once": (raw(b""), Outcome.PROTOCOL, "disconnected"),
    "garbage": (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Outcome.PROTOCOL, "status line"),
    "two lengths": (raw(head(200, Content_Length=5)[:-2] + b"Content-Length: 7\r\n\r\nabcde"), Outcome.PROTOCOL,
                    "Length"),
    "endless headers": (endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 9000 + b"\r\n"), Outcome.TOO_LARGE, "100 kB"),
    "empty body": (answer(b""), Outcome.EMPTY_BODY, "empty"),
    "204": (raw(head(204)), Outcome.EMPTY_BODY, "no content"),
    "206": (answer(FEED, 206), Outcome.TRUNCATED, "nobody asked"),
    "304 unasked": (raw(head(304)), Outcome.HTTP_ERROR, "304"),
    "401": (answer(b"", 401), Outcome.BLOCKED, "401"),
    "403": (answer(b"", 403), Outcome.BLOCKED, "403"),
    "404": (answer(b"", 404), Outcome.NOT_FOUND, "404"),
    "410": (answer(b"", 410), Outcome.GONE, "410"),
    "418": (answer(b"", 418), Outcome.HTTP_ERROR, "418"),
    "451": (answer(b"", 451), Outcome.BLOCKED, "451"),
    "500": (answer(b"", 500), Outcome.SERVER_ERROR, "500"),
    "502": (answer(b"", 502), Outcome.SERVER_ERROR, "502"),
    "503": (answer(b"", 503), Outcome.RATE_LIMITED, "503"),
    "challenge as 503": (answer(HTML.replace(b"</head>", b"<i>/cdn-cgi/challenge-platform</i>"), 503,
                                Content_Type="text/html"), Outcome.BLOCKED, "challenge"),
    "challenge as 200": (answer(HTML), Outcome.BLOCKED, "challenge"),
    "challenge by header": (answer(b"", 429, cf_mitigated="challenge"), Outcome.BLOCKED, "challenge"),
    "redirect to itself": (redirect("/feed"), Outcome.REDIRECTS, "more than 5"),
    "redirect to a file": (redirect("file:///etc/passwd"), Outcome.BAD_URL, "only http"),
    "redirect to nowhere": (redirect("http://..../"), Outcome.BAD_URL, "no host"),
    "redirect with a password": (redirect("http://u:p@outlet.example/"), Outcome.BAD_URL, "password"),
    "redirect to brackets": (redirect("http://[bad/"), Outcome.BAD_URL, "no address"),
    "redirect without address": (raw(head(302)), Outcome.HTTP_ERROR, "302"),
    "redirect too long": (redirect("/" + "a" * 3000), Outcome.BAD_URL, "2048"),
}  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize(("behaviour", "outcome", "words"), FAILURES.values(), ids=FAILURES.keys())
async def test_failure(behaviour: Behaviour, outcome: Outcome, words: str) -> None:
    found = await fetched(behaviour)
    assert isinstance(found, Failure)
    assert found.outcome is outcome
    assert words in found.detail
    assert 0 < len(found.detail) <= 500
    assert found.timing.ms < 2500


GOOD = {
    "plain": answer(),
    "no length": raw(head(200) + FEED),
    "chunked": raw(CHUNKED + chunk(FEED[:7]) + chunk(FEED[7:]) + b"0\r\n\r\n"),
    "tiny chunks": raw(CHUNKED + b"".join(chunk(FEED[n : n + 1]) for n in range(len(FEED))) + b"0\r\n\r\n"),
    "slow but alive": raw(head(200, Content_Length=len(FEED)), FEED[:9], FEED[9:20], FEED[20:], pause=0.15),
    "gzip": packed(FEED, "gzip"),
    "x-gzip": packed(FEED, "x-gzip"),
    "deflate": packed(FEED, "deflate"),
    "raw deflate": packed(b"", "deflate", zlib.compress(FEED, wbits=-15)),
    "gzip in two members": packed(b"", "gzip", gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])),
    "gzip with a tail": packed(b"", "gzip", gzip.compress(FEED) + bytes(64)),
    "identity": answer(FEED, Content_Encoding="identity"),
    "odd type": answer(FEED, Content_Type="video/mp4; charset"),
    "203": answer(FEED, 203),
    "early hints": raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" + head(200, Content_Length=len(FEED)) + FEED),
    "HTTP/1.0": raw(b"HTTP/1.0 200 OK\r\n\r\n" + FEED),
}


@pytest.mark.anyio
@pytest.mark.parametrize("behaviour", GOOD.values(), ids=GOOD.keys())
async def test_no_false_alarm(behaviour: Behaviour) -> None:
    found = await fetched(behaviour)
    assert isinstance(found, Body)
    assert found.content == FEED
    assert found.validators.body_hash
    assert found.moved_to is None


@pytest.mark.anyio
async def test_high_but_honest_compression_is_fine() -> None:
    found = await fetched(packed(b" " * 390_000 + FEED[:100], "gzip"))
    assert isinstance(found, Body)
    assert found.timing.wire_bytes < 1000


RETRIES = {
    "seconds": ("120", 120),
    "too soon": ("1", 60),
    "too late": ("999999999", 86_400),
    "fixdate": ("Mon, 23 Nov 2026 02:10:00 GMT", 600),
    "rfc 850": ("Monday, 23-Nov-26 02:10:00 GMT", 600),
    "asctime": ("Mon Nov 23 02:10:00 2026", 600),
    "past": ("Mon, 23 Nov 2026 01:10:00 GMT", 60),
    "garbage": ("soon", None),
    "negative": ("-5", None),
}


@pytest.mark.anyio
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("value", "seconds"), RETRIES.values(), ids=RETRIES.keys())
async def test_retry_after(value: str, seconds: int | None, status: int) -> None:
    found = await fetched(answer(b"", status, Retry_After=value, Date="Mon, 23 Nov 2026 02:00:00 GMT"))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.RATE_LIMITED
    assert found.retry_after == seconds


@pytest.mark.anyio
async def test_a_host_that_asked_to_wait_is_not_asked_again() -> None:
    routes = {"/a": answer(b"", 429, Retry_After="600"), "/b": answer()}
    async with FeedServer(routes=routes).running() as server, server.fetcher() as fetcher:
        await fetcher.fetch(Request(server.url("/a", "outlet.example")))
        second = await fetcher.fetch(Request(server.url("/b", "outlet.example")))
        other = await fetcher.fetch(Request(server.url("/b", "other.example")))
    assert isinstance(second, Failure)
    assert second.outcome is Outcome.RATE_LIMITED
    assert second.retry_after
    assert 590 < second.retry_after <= 600
    assert isinstance(other, Body)
    assert len(server.calls) == 2


@pytest.mark.anyio
async def test_validators_make_the_next_fetch_short() -> None:
    behaviour = conditional(etag='"v1"', Last_Modified="Mon, 23 Nov 2026 02:00:00 GMT", Cache_Control="max-age=300")
    async with FeedServer(routes={"/feed": behaviour}).running() as server, server.fetcher() as fetcher:
        first = await fetcher.fetch(Request(server.url("/feed")))
        assert isinstance(first, Body)
        second = await fetcher.fetch(Request(server.url("/feed"), first.validators))
    assert first.max_age == 300
    assert isinstance(second, NotModified)
    assert second.validators == first.validators
    assert server.calls[1].headers["if-modified-since"] == "Mon, 23 Nov 2026 02:00:00 GMT"


@pytest.mark.anyio
@pytest.mark.parametrize("etag", ['"' + "a" * 1024 + '"', '"a\tb"'], ids=["long", "unprintable"])
async def test_a_silly_etag_is_not_kept(etag: str) -> None:
    found = await fetched(answer(FEED, ETag=etag))
    assert isinstance(found, Body)
    assert found.validators.etag is None


@pytest.mark.anyio
async def test_we_say_who_we_are() -> None:
    said = {"user_agent": "monitor/1 (+https://m.example)", "contact": "ops@m.example"}
    async with FeedServer(routes={"/feed": answer()}).running() as server, server.fetcher(**said) as fetcher:
        await fetcher.fetch(Request(server.url("/feed"), headers={"X-Key": "secret"}))
    assert server.calls[0].headers["user-agent"] == "monitor/1 (+https://m.example) (ops@m.example)"
    assert server.calls[0].headers["accept-encoding"] == "gzip, deflate"
    assert server.calls[0].headers["x-key"] == "secret"


REDIRECTS = {
    "temporary": ((302, 307, 303), False),
    "permanent": ((301, 308, 301), True),
    "one of them temporary": ((301, 302, 308), False),
}


@pytest.mark.anyio
@pytest.mark.parametrize(("statuses", "moved"), REDIRECTS.values(), ids=REDIRECTS.keys())
async def test_three_redirects_are_followed(statuses: tuple[int, int, int], moved: bool) -> None:
    routes = {
        "/feed": redirect("b?x=1", statuses[0]),
        "/b": redirect("//other.example:{port}/c", statuses[1]),
        "/c": redirect("../d", statuses[2]),
        "/d": answer(),
    }
    async with FeedServer().running() as server, server.fetcher() as fetcher:
        routes["/b"] = redirect(f"//other.example:{server.port}/c", statuses[1])
        server.routes = routes
        found = await fetcher.fetch(Request(server.url("/feed", "outlet.example"), headers={"X-Key": "secret"}))
    assert isinstance(found, Body)
    assert found.url == server.url("/d", "other.example")
    assert found.moved_to == (found.url if moved else None)
    assert [("x-key" in call.headers) for call in server.calls] == [True, True, False, False]


@pytest.mark.anyio
@pytest.mark.parametrize("location", ["http://b.example/", "HTTP://b.example/", " Http://a.example/"])
async def test_a_redirect_from_https_to_http_is_not_followed(location: str) -> None:
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(301, headers={"Location": location})

    fetcher = Fetcher(FetchOptions(host_gap_s=0.0), httpx.MockTransport(serve))
    found = await fetcher.fetch(Request("HTTPS://a.example/"))
    assert isinstance(found, Failure)
    assert (found.outcome, found.detail) == (Outcome.REDIRECTS, "a redirect from https to http is not followed")
    assert len(asked) == 1


@pytest.mark.anyio
async def test_a_redirect_between_hosts_ends_after_five() -> None:
    async with FeedServer().running() as server, server.fetcher() as fetcher:
        there, back = server.url("/feed", "b.example"), server.url("/feed", "a.example")
        server.routes = {"/feed": by_host({"a.example": redirect(there, 301), "b.example": redirect(back, 301)})}
        found = await fetcher.fetch(Request(back))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.REDIRECTS
    assert len(server.calls) == 6


@pytest.mark.anyio
@pytest.mark.parametrize("value", ["Bearer hush-hush ", "Bearer hush\nhush", "hush\x00"])
async def test_a_header_that_cannot_be_sent_is_not_repeated(value: str) -> None:
    async with FeedServer(routes={"/": answer()}).running() as server, server.fetcher() as fetcher:
        found = await fetcher.fetch(Request(server.url("/"), headers={"Authorization": value}))
    assert isinstance(found, Failure)
    assert (found.outcome, found.detail) == (Outcome.BAD_URL, UNSENDABLE)


@pytest.mark.anyio
async def test_nobody_listens() -> None:
    async with FeedServer().running() as server:
        options = server.options()
        url = server.url("/")
    fetcher = Fetcher(options)
    found = await fetcher.fetch(Request(url))
    await fetcher.aclose()
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.CONNECT


@pytest.mark.anyio
async def test_no_such_name() -> None:
    async with FeedServer().running() as server, server.fetcher(deadline_s=8.0, connect_s=8.0) as fetcher:
        found = await fetcher.fetch(Request("http://no-such-name.invalid/feed"))
    assert isinstance(found, Failure)
    assert found.outcome in (Outcome.DNS, Outcome.TIMEOUT)


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["ftp://a.example/", "http://", "nonsense", "http://[::1", "http://a b.example/", ""])
async def test_bad_addresses(url: str) -> None:
    async with FeedServer().running() as server, server.fetcher() as fetcher:
        found = await fetcher.fetch(Request(url))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BAD_URL
    assert server.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize(("greeting", "outcome"), [(b"220 mail\r\n", Outcome.TLS), (None, Outcome.TIMEOUT)])
async def test_a_server_that_speaks_no_tls(greeting: bytes | None, outcome: Outcome) -> None:
    async with FeedServer(greeting=greeting).running() as server, server.fetcher() as fetcher:
        found = await fetcher.fetch(Request(server.url("/").replace("http:", "https:")))
    assert isinstance(found, Failure)
    assert found.outcome is outcome
