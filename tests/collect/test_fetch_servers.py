"""How we fetch: patience, validators, redirects and headers, over real sockets. What servers do to us stands in
`tests.fakes.hazard_servers`, and is shown to the fetcher by test_hazard_servers."""

import time

import httpx
import pytest

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_request import UNSENDABLE
from monitor.model.fetching import Body, Failure, NotModified, Outcome, Request
from monitor.model.options import FetchOptions
from tests.fakes.behaviours import FEED, answer, by_host, conditional, redirect
from tests.fakes.feedserver import Behaviour, FeedServer


async def fetched(behaviour: Behaviour, **options: object) -> Body | NotModified | Failure:
    async with FeedServer(routes={"/feed": behaviour}).running() as server, server.fetcher(**options) as fetcher:
        began = time.monotonic()
        found = await fetcher.fetch(Request(server.url("/feed", "outlet.example")))
        assert time.monotonic() - began < 2.5
        assert fetcher.in_flight_bytes == 0
        return found


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
        found = await fetcher.fetch(Request(server.url("/feed", "outlet.example")))
        kept = await fetcher.fetch(Request(server.url("/feed", "outlet.example"), headers={"X-Key": "secret"}))
    assert isinstance(found, Body)
    assert found.url == server.url("/d", "other.example")
    assert found.moved_to == (found.url if moved else None)
    assert [("x-key" in call.headers) for call in server.calls[4:]] == [True, True, False, False]
    assert isinstance(kept, Body)
    assert kept.moved_to is None  # its header would not come along


@pytest.mark.anyio
@pytest.mark.parametrize(
    "location", ["http://b.example/", "HTTP://b.example/", " Http://a.example/", "ht\ttp://b.example/"]
)
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
