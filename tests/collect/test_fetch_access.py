"""Credentials, certificates and proxies: to whom they go, and to whom they never go."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.collect.fetch import Fetcher
from monitor.collect.fetch_request import UNSENDABLE
from monitor.errors import ConfigurationError
from monitor.model.fetching import NO_PROXY, Access, Body, Failure, Outcome, Request
from monitor.model.options import FetchOptions
from monitor.model.proxy import Proxy, proxy_of
from tests.fakes.behaviours import answer, by_path, redirect
from tests.fakes.feedserver import FeedServer
from tests.fakes.proxy import FakeProxy
from tests.fakes.wires import AUTHORITY, TLS, WireServer, good

HUSH = "hush-hush"
BASIC = "Basic " + base64.b64encode(f"désk:{HUSH}:x".encode()).decode()
DESK = Access(user="désk", password=f"{HUSH}:x")


@asynccontextmanager
async def fetcher_for(server: WireServer, **changed: object) -> AsyncIterator[Fetcher]:
    place = f"{server.host}:{server.port}"
    settings: dict[str, object] = {
        "allow": (place,), "resolve": (("*.example", place),), "authorities": AUTHORITY, "host_gap_s": 0.0,
        "connect_s": 2.0, "read_s": 2.0, "deadline_s": 4.0,
    }  # fmt: skip
    fetcher = Fetcher(FetchOptions(**{**settings, **changed}))  # type: ignore[arg-type]
    try:
        yield fetcher
    finally:
        await fetcher.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize(("access", "said"), [(DESK, BASIC), (Access(token=HUSH), f"Bearer {HUSH}"),
                                              (Access(user="key"), "Basic a2V5Og==")])  # fmt: skip
async def test_credentials_are_sent_as_people_gave_them(access: Access, said: str) -> None:
    async with FeedServer(routes={"/": answer()}).running() as server, server.fetcher() as fetcher:
        await fetcher.fetch(Request(server.url("/", "a.example"), access=access))
        await fetcher.fetch(Request(server.url("/", "a.example")))
    assert [call.headers.get("authorization") for call in server.calls] == [said, None]


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_they_follow_a_redirect_within_their_origin_and_none_to_another(status: int) -> None:
    async with FeedServer().running() as server, server.fetcher() as fetcher:
        there = server.url("/c", "b.example")
        server.routes = {
            "*": by_path({"/a": redirect("/b", status), "/b": redirect(there, status), "/c": answer(b"", 401)})
        }
        asked = Request(server.url("/a", "a.example"), access=DESK, headers={"X-Key": HUSH, "Cookie": HUSH})
        found = await fetcher.fetch(asked)
    assert [("authorization" in call.headers, "x-key" in call.headers, "cookie" in call.headers)
            for call in server.calls] == [(True,) * 3, (True,) * 3, (False,) * 3]  # fmt: skip
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BLOCKED
    assert f"http://a.example:{server.port} and were not sent to http://b.example:{server.port}" in found.detail
    assert HUSH not in repr(found)


@pytest.mark.anyio
async def test_another_port_is_another_origin() -> None:
    async with FeedServer(routes={"*": answer()}).running() as other, FeedServer().running() as server:
        server.routes = {"*": redirect(f"http://127.0.0.1:{other.port}/")}
        allow = (f"127.0.0.1:{server.port}", f"127.0.0.1:{other.port}")
        async with server.fetcher(allow=allow) as fetcher:
            found = await fetcher.fetch(Request(server.url("/"), access=DESK))
    assert isinstance(found, Body)
    assert "authorization" in server.calls[0].headers
    assert "authorization" not in other.calls[0].headers


@pytest.mark.anyio
async def test_a_feed_that_has_moved_is_asked_without_them() -> None:
    """What was declared for one origin is not sent to the one where the feed lives now."""
    async with FeedServer(routes={"*": answer()}).running() as server, server.fetcher() as fetcher:
        moved = Request(server.url("/", "new.example"), access=DESK, home=server.url("/", "old.example"))
        same = Request(server.url("/new", "old.example"), access=DESK, home=server.url("/", "OLD.example"))
        await fetcher.fetch(moved)
        await fetcher.fetch(same)
    assert [call.headers.get("authorization") for call in server.calls] == [None, BASIC]


@pytest.mark.anyio
async def test_a_move_that_would_leave_them_behind_is_not_remembered() -> None:
    async with FeedServer().running() as server, server.fetcher() as fetcher:
        away, near = server.url("/new", "b.example"), "/new"
        server.routes = {"*": by_path({"/away": redirect(away, 301), "/near": redirect(near, 308), "/new": answer()})}
        found = [
            await fetcher.fetch(Request(server.url(path, "a.example"), access=access))
            for path in ("/away", "/near")
            for access in (DESK, Access())
        ]
    moved = [one.moved_to if isinstance(one, Body) else one for one in found]
    assert moved == [None, away, server.url("/new", "a.example"), server.url("/new", "a.example")]


@pytest.mark.anyio
async def test_a_fragment_is_no_part_of_an_address() -> None:
    routes = {"/a": redirect("/b#top", 301), "/b": answer()}
    async with FeedServer(routes=routes).running() as server, server.fetcher() as fetcher:
        found = await fetcher.fetch(Request(server.url("/a#x", "a.example")))
    assert isinstance(found, Body)
    assert found.moved_to == found.url == server.url("/b", "a.example")
    assert [call.path for call in server.calls] == ["/a", "/b"]


@pytest.mark.anyio
async def test_a_feeds_own_agent_replaces_ours() -> None:
    async with FeedServer(routes={"/": answer()}).running() as server, server.fetcher() as fetcher:
        await fetcher.fetch(Request(server.url("/"), headers={"user-agent": "Desk/1", "ACCEPT": "text/xml"}))
    heard = server.calls[0].headers
    assert (heard["user-agent"], heard["accept"]) == ("Desk/1", "text/xml")


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [{"Host": "x"}, {"Content-Length": "5"}, {"Transfer-Encoding": "chunked"},
                                     {"X A": "b"}, {"X-A": "b\r\nX-B: c"}, {"X-A": "\u2026"}, {"": "b"},
                                     {"Connection": "x"}, {"X-\xe4": "b"}])  # fmt: skip
async def test_a_header_that_cannot_be_sent_is_a_word_and_not_our_fault(headers: dict[str, str]) -> None:
    async with FeedServer(routes={"/": answer()}).running() as server, server.fetcher() as fetcher:
        found = await fetcher.fetch(Request(server.url("/"), headers=headers))
    assert isinstance(found, Failure)
    assert (found.outcome, found.detail) == (Outcome.BAD_URL, UNSENDABLE)
    assert server.connections == 0


def test_nothing_of_it_is_printed() -> None:
    access = Access(user="u", password=HUSH, token=HUSH, proxy=f"http://u:{HUSH}@p:1")
    request = Request("http://a.example/", headers={"X-Key": HUSH}, access=access)
    options = FetchOptions(proxy=f"http://u:{HUSH}@p:1")
    assert HUSH not in f"{access!r} {request!r} {options!r} {proxy_of(options.proxy or '')!r}"


# --- certificates ---


@pytest.mark.anyio
@pytest.mark.parametrize(("certificate", "host", "words"), [
    ("elsewhere", "outlet.example", "Hostname mismatch"), ("good", "a.example", "Hostname mismatch"),
    ("expired", "outlet.example", "expired"), ("localhost", "localhost.example", "self-signed"),
])  # fmt: skip
async def test_a_certificate_that_proves_nothing_is_refused_in_plain_words(
    certificate: str, host: str, words: str
) -> None:
    server = WireServer(good(), certificate)
    async with server.running(), fetcher_for(server) as fetcher:
        found = await fetcher.fetch(Request(server.url("/", host), access=DESK))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.TLS
    assert found.detail.startswith("its certificate is not accepted: ")
    assert words.replace("-", " ") in found.detail.replace("-", " ")
    assert server.calls == []


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["outlet.example", "b\xfccher.example", "BÜCHER.example."])
async def test_a_certificate_of_an_authority_is_believed_for_its_names(host: str) -> None:
    server = WireServer(good(), "good")
    async with server.running(), fetcher_for(server) as fetcher:
        found = await fetcher.fetch(Request(server.url("/", host)))
    assert isinstance(found, Body), found
    name = "outlet.example" if host.startswith("o") else "xn--bcher-kva.example"
    assert server.names == [name]
    assert server.calls[0].headers["host"] == f"{name}:{server.port}"


@pytest.mark.anyio
async def test_without_the_authority_it_is_not() -> None:
    server = WireServer(good(), "good")
    async with server.running(), fetcher_for(server, authorities=None) as fetcher:
        found = await fetcher.fetch(Request(server.url("/")))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.TLS


@pytest.mark.anyio
@pytest.mark.parametrize(
    "access",
    [
        Access(certificate=str(TLS / "desk.pem")),
        Access(certificate=str(TLS / "desk-alone.pem"), key=str(TLS / "desk-key.pem")),
    ],
)
async def test_our_certificate_is_shown_to_its_origin_only(access: Access) -> None:  # fmt: skip
    server = WireServer(good(), "good", asks=True)
    async with server.running(), fetcher_for(server) as fetcher:
        shown = await fetcher.fetch(Request(server.url("/"), access=access))
        away = await fetcher.fetch(Request(server.url("/"), access=access, home=server.url("/", "other.example")))
    assert isinstance(shown, Body)
    assert len(server.subjects) == 1
    assert isinstance(away, Failure)
    assert away.outcome in (Outcome.TLS, Outcome.TRUNCATED, Outcome.PROTOCOL)  # an alert, a reset or end overtaking it
    assert len(server.calls) == 1


@pytest.mark.anyio
async def test_a_certificate_that_is_gone_or_broken_is_a_word(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no PEM")
    server = WireServer(good(), "good")
    async with server.running(), fetcher_for(server) as fetcher:
        for path in (broken, tmp_path / "gone.pem"):
            found = await fetcher.fetch(Request(server.url("/"), access=Access(certificate=str(path))))
            assert isinstance(found, Failure)
            assert (found.outcome, "our certificate cannot be used" in found.detail) == (Outcome.TLS, True)
        broken.write_bytes((TLS / "desk.pem").read_bytes())  # mended: read again
        assert isinstance(await fetcher.fetch(Request(server.url("/"), access=Access(certificate=str(broken)))), Body)


# --- proxies ---


@asynccontextmanager
async def proxied(certificate: str | None, login: str | None = None, **changed: object) -> AsyncIterator[
    tuple[WireServer, FakeProxy, Fetcher]
]:  # fmt: skip
    server = WireServer(good(), certificate)
    async with server.running(), FakeProxy((server.host, server.port), login).running() as proxy:
        settings = {"proxy": proxy.url(login), "resolve": (), **changed}
        async with fetcher_for(server, **settings) as fetcher:
            yield server, proxy, fetcher


@pytest.mark.anyio
@pytest.mark.parametrize("certificate", [None, "good"], ids=["passed on", "tunnel"])
async def test_a_proxy_learns_its_own_password_and_the_server_the_feeds(certificate: str | None) -> None:
    async with proxied(certificate, "us:hush") as (server, proxy, fetcher):
        found = await fetcher.fetch(Request(server.url("/x?y=1", "outlet.test"), access=Access(token="theirs")))
    assert isinstance(found, Body), found
    first = (
        f"CONNECT outlet.test:{server.port} HTTP/1.1" if certificate else f"GET http://outlet.test:{server.port}/x?y=1"
    )
    assert proxy.heads[0].startswith(first)
    assert ("theirs" in proxy.heads[0]) is (certificate is None)
    (call,) = server.calls
    assert (call.path, call.headers["authorization"]) == ("/x?y=1", "Bearer theirs")
    assert "proxy-authorization" not in call.headers


@pytest.mark.anyio
@pytest.mark.parametrize("certificate", [None, "good"], ids=["passed on", "tunnel"])
async def test_a_proxy_that_refuses_says_so(certificate: str | None) -> None:
    async with proxied(certificate) as (server, proxy, fetcher):
        proxy.refuses = 407
        found = await fetcher.fetch(Request(server.url("/", "outlet.test")))
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.CONNECT
    assert "the proxy wants a user and password" in found.detail


@pytest.mark.anyio
async def test_a_proxy_that_is_not_there_says_so() -> None:
    async with proxied(None, proxy="http://127.0.0.1:9") as (server, _, fetcher):
        found = await fetcher.fetch(Request(server.url("/", "outlet.test")))
    assert isinstance(found, Failure)
    assert (found.outcome, "the proxy cannot be reached" in found.detail) == (Outcome.CONNECT, True)


PRIVATE = """127.0.0.2 10.0.0.1 169.254.169.254 [::1] [::ffff:127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] 2130706433
    0177.0.0.1 0x7f.1 0x7f000001 127.1 017700000001 1.2.3.4.5 999.1.1.1 localhost LOCALHOST. x.localhost printer a.local
    metadata.google.internal nas.lan router.home.arpa mapped.example 127.0.0.2. %31%32%37.0.0.2""".split()


@pytest.mark.anyio
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", PRIVATE)
async def test_a_proxy_is_never_asked_for_what_the_name_alone_forbids(host: str, scheme: str) -> None:
    async with proxied(None, resolve=(("*.example", "127.0.0.1:1"),), allow=()) as (_, proxy, fetcher):
        found = await fetcher.fetch(Request(f"{scheme}://{host}:8080/"))
    assert isinstance(found, Failure)
    assert found.outcome in (Outcome.BLOCKED_ADDRESS, Outcome.BAD_URL), found
    assert proxy.connections == 0


@pytest.mark.anyio
async def test_a_redirect_through_a_proxy_is_looked_at_again() -> None:
    server = WireServer(redirect("http://127.0.0.2/"))
    async with server.running(), FakeProxy((server.host, server.port)).running() as proxy:
        async with fetcher_for(server, proxy=proxy.url()) as fetcher:
            found = await fetcher.fetch(Request(server.url("/", "outlet.test")))
        assert proxy.connections == 1
    assert isinstance(found, Failure)
    assert found.outcome is Outcome.BLOCKED_ADDRESS


@pytest.mark.anyio
async def test_a_feed_may_have_a_proxy_of_its_own_or_none() -> None:
    async with proxied(None, resolve=(), proxy=None) as (server, proxy, fetcher):
        own = Request(server.url("/", "outlet.test"), access=Access(proxy=proxy.url()))
        assert isinstance(await fetcher.fetch(own), Body)
        assert proxy.connections == 1
    async with proxied(None) as (server, proxy, fetcher):
        direct = Request(server.url("/", "127.0.0.1"), access=Access(proxy=NO_PROXY))
        assert isinstance(await fetcher.fetch(direct), Body)
        assert proxy.connections == 0


@pytest.mark.anyio
async def test_a_proxy_that_is_no_address_is_a_word() -> None:
    async with FeedServer(routes={"/": answer()}).running() as server, server.fetcher() as fetcher:
        found = await fetcher.fetch(Request(server.url("/"), access=Access(proxy=f"socks://{HUSH}@p")))
    assert isinstance(found, Failure)
    assert (found.outcome, HUSH in found.detail) == (Outcome.BAD_URL, False)
    with pytest.raises(ConfigurationError) as caught:
        Fetcher(FetchOptions(proxy=f"socks://{HUSH}@p"))
    assert HUSH not in str(caught.value)


@pytest.mark.parametrize(("text", "proxy"), [
    ("http://proxy:8080", Proxy("proxy", 8080)), ("http://proxy", Proxy("proxy", 3128)),
    ("http://u%40x:p%3A@p.example:1/", Proxy("p.example", 1, "u@x", "p:")), ("http://[::1]:80", Proxy("::1", 80)),
])  # fmt: skip
def test_addresses_of_proxies(text: str, proxy: Proxy) -> None:
    assert proxy_of(text) == proxy


@pytest.mark.parametrize(
    "text", ["proxy:80", "https://proxy", "socks5://p:1", "http://", "http://p:x", "http://p/x", ""]
)
def test_what_is_no_proxy(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        proxy_of(text)
