# ruff: noqa: E501 - rows of data
"""What a look means, over a table; and the looks themselves against a real server."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from monitor.collect import mending
from monitor.collect.discovery import Lead
from monitor.collect.findings import Desk, Finding, Known, told_apart
from monitor.collect.probing import MOST_REQUESTS, Probe, Prober
from monitor.collect.workers import InlineParser
from monitor.lang.outlets import OutletBook
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.feed import FeedState
from monitor.model.fetching import Access, Body, Failure, NotModified, Outcome, Request, Validators
from monitor.model.outlet import Outlet, OutletKind
from tests.fakes.behaviours import FEED, answer, conditional, redirect
from tests.fakes.feedserver import FeedServer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://www.north.example/feed"
BOOK = OutletBook([Outlet("north-watch", "North Watch", OutletKind.NEWSPAPER, hosts=("north.example",))])
DESK = Desk.of(NOW, BOOK, [Known("north", (URL, "https://old.example/feed"))])


def entries(count: int, every: timedelta, newest: datetime = NOW, **said: str) -> tuple[RawEntry, ...]:
    title = "Workers finished a new pier beside the launch station this week"
    return tuple(
        RawEntry(title=title, link=f"/n/{n}", published_at=newest - n * every, **said)  # type: ignore[arg-type]
        for n in range(count)
    )


def look(parsed: ParsedFeed, url: str = "https://other.example/feed", moved_to: str | None = None) -> Probe:
    fetched = Body(url, b"", "", None, Validators(), moved_to=moved_to)
    return Probe(url, fetched, parsed, final=fetched.url, size=4321)


@pytest.mark.parametrize(
    ("failure", "state", "says", "words"),
    [
        (Failure(Outcome.DNS, "no such name"), "failing", "dns", "is www.north.example spelt right?"),
        (Failure(Outcome.CONNECT, "refused"), "failing", "connect", "Nobody answers at www.north.example"),
        (Failure(Outcome.TLS, "certificate verify failed: certificate has expired"), "failing", "tls", "expired"),
        (Failure(Outcome.TLS, "Hostname mismatch, certificate is not valid for 'x'"), "failing", "tls", "another name"),
        (Failure(Outcome.TLS, "self-signed certificate"), "failing", "tls", "signed by nobody"),
        (Failure(Outcome.TLS, "wrong version number"), "failing", "tls", "broken or too old"),
        (
            Failure(Outcome.TLS, "our certificate cannot be used: no such file"),
            "failing",
            "tls",
            "mend the certificate",
        ),
        (
            Failure(Outcome.TLS, "tlsv13 alert certificate required"),
            "failing",
            "tls",
            'access = { certificate = "PATH" }',
        ),
        (Failure(Outcome.CONNECT, "the proxy cannot be reached"), "failing", "connect", "mend [fetch] proxy"),
        (Failure(Outcome.BLOCKED, "HTTP 407", 407), "blocked", "blocked", "the proxy wants a login"),
        (Failure(Outcome.TIMEOUT, "too long"), "failing", "timeout", "No whole answer in time"),
        (Failure(Outcome.BLOCKED_ADDRESS, "refused"), "failing", "blocked address", "[fetch] allow"),
        (Failure(Outcome.BLOCKED, "HTTP 401", 401), "blocked", "blocked", "access = {"),
        (Failure(Outcome.BLOCKED, "HTTP 403", 403), "blocked", "blocked", "[fetch] contact"),
        (Failure(Outcome.BLOCKED, "a challenge page for browsers", 403), "blocked", "blocked", "403 with a challenge"),
        (Failure(Outcome.BLOCKED, "HTTP 451", 451), "blocked", "blocked", "legal"),
        (
            Failure(Outcome.NOT_FOUND, "HTTP 404", 404),
            "failing",
            "not found",
            "monitor feeds discover https://www.north",
        ),
        (Failure(Outcome.GONE, "HTTP 410", 410), "gone", "gone", "Gone for good"),
        (Failure(Outcome.RATE_LIMITED, "HTTP 429", 429, 600), "slow", "rate limited", "come again in 10 min"),
        (Failure(Outcome.EMPTY_BODY, "an empty body", 200), "empty", "empty body", "An empty document"),
        (Failure(Outcome.NOT_A_FEED, "an HTML page", 200), "failing", "not a feed", "tries the usual addresses"),
        (Failure(Outcome.UNREADABLE, "mismatched tag: line 3", 200), "failing", "unreadable", "mismatched tag: line 3"),
    ],
)
def test_what_to_do_about_a_failure(failure: Failure, state: str, says: str, words: str) -> None:
    finding = DESK.finding(Probe(URL, failure))
    assert (finding.state, finding.says, finding.outcome, finding.bad) == (state, says, failure.outcome, True)
    assert words in finding.mend


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in Outcome if outcome not in ("ok", "not_modified", "unchanged")]
)
def test_every_failure_has_a_mend(outcome: Outcome) -> None:
    sentence = mending.of_failure(Failure(outcome, "detail"), URL)
    assert sentence
    assert sentence != "An unexpected answer: try again later." or outcome is Outcome.HTTP_ERROR


def test_a_page_names_its_feeds_and_a_shell_reads_them_as_they_are() -> None:
    leads = tuple(Lead(f"https://a.example/feed?x={n}&y='$(reboot)'") for n in range(5))
    mend = mending.of_failure(Failure(Outcome.NOT_A_FEED, "an HTML page"), URL, leads)
    assert "and 2 more" in mend
    assert "`monitor feeds add 'https://a.example/feed?x=0&y=%27$(reboot)%27'`" in mend


def judged(**changed: object) -> Finding:
    parsed = ParsedFeed(**{"kind": "rss", "entries": entries(30, timedelta(hours=2)), **changed})  # type: ignore[arg-type]
    return DESK.finding(look(parsed))


def test_a_good_feed_says_everything() -> None:
    finding = judged(title=" North\u202e\x1b[31m  news ", lang="ko", ttl_minutes=60, skip_hours=frozenset({3, 1}))
    assert (finding.state, finding.says, finding.mend, finding.bad) == ("ok", "ok", "", False)
    assert (finding.title, finding.kind, finding.entries) == ("North[31m news", "rss", 30)
    assert (finding.lang, finding.lang_found) == ("ko", "en")
    assert (finding.rhythm, finding.newest, finding.age_s) == ("about 12 a day", NOW, 0)
    assert (finding.ttl_s, finding.skip_hours, finding.bytes) == (3600, (1, 3), 4321)
    assert finding.outlet == "other.example"


def test_states_of_feeds_that_answer() -> None:
    old = entries(30, timedelta(hours=2), NOW - timedelta(days=9))
    silent = judged(entries=old)
    assert (silent.state, silent.bad) == (FeedState.SILENT, False)
    assert "Nothing new for 9 days; usual is one every 2 h" in silent.mend
    empty = judged(entries=())
    assert (empty.state, empty.outcome, empty.bad) == (FeedState.EMPTY, Outcome.NO_ENTRIES, True)
    assert judged(entries=(RawEntry(title="no date"),)).mend.startswith("No entry has a date")


def test_moves_and_doubles() -> None:
    parsed = ParsedFeed("rss", entries(3, timedelta(hours=1)))
    probe = Probe(
        "https://a.example/x", look(parsed, "https://b.example/y", moved_to="https://b.example/y").fetched, parsed
    )
    assert (DESK.finding(probe).says, DESK.finding(probe).moved_to) == ("moved", "https://b.example/y")
    assert "`monitor feeds add https://b.example/y`" in DESK.finding(probe).mend
    assert "three sightings" in DESK.finding(probe, "mine").mend
    double = DESK.finding(look(parsed, "http://www.north.example/feed#x"))
    assert (double.same_as, double.mend) == ("north", "Polled already, as north: there is nothing to add.")
    assert "leave one of the two out" in DESK.finding(look(parsed, URL), "mine").mend
    assert DESK.finding(look(parsed, URL), "north").same_as is None
    assert DESK.finding(look(parsed, URL)).outlet == "north-watch"


def test_two_addresses_of_one_feed_in_a_list() -> None:
    parsed, seen = ParsedFeed("rss", entries(3, timedelta(hours=1))), dict[str, str]()
    first, again, gone = (
        told_apart(DESK.finding(probe), seen)
        for probe in (
            look(parsed, "https://a.example/x"), look(parsed, "http://a.example/x#y"),
            Probe("https://a.example/x?", Failure(Outcome.GONE, "410")),
        )
    )  # fmt: skip
    assert (first.doubles, again.doubles, gone.doubles) == (None, "https://a.example/x", None)
    assert again.mend == "The same feed as https://a.example/x: leave one of the two out."


@pytest.mark.parametrize(
    ("again", "words"),
    [
        (NotModified(Validators()), "304"),
        (Failure(Outcome.TIMEOUT, "late"), "failed: timeout"),
        (Body(URL, b"", "", None, Validators(body_hash="a")), "same bytes"),
        (Body(URL, b"", "", None, Validators(body_hash="b")), "other bytes"),
    ],
)
def test_the_second_request(again: Body | Failure | NotModified, words: str) -> None:
    first = Body(URL, b"", "", None, Validators('"x"', None, "a"))
    probe = Probe(URL, first, ParsedFeed("rss", entries(3, timedelta(hours=1))), again, final=URL)
    assert DESK.finding(probe).conditional == words


# --- the looks ---

PAGE = b"""<!doctype html><html><head><link rel=alternate type=application/rss+xml href=/feed>
<link rel=alternate type=application/rss+xml href=/broken></head></html>"""


@pytest.mark.anyio
async def test_a_look_asks_twice_where_there_are_validators() -> None:
    async with (
        FeedServer(routes={"/a": conditional(), "/b": answer(FEED)}).running() as server,
        server.fetcher() as fetcher,
    ):
        prober = Prober(fetcher, InlineParser())
        first, second = await prober.probe(Request(server.url("/a"))), await prober.probe(Request(server.url("/b")))
        assert isinstance(first.again, NotModified)
        assert (second.again, second.size) == (None, len(FEED))
        assert [call.path for call in server.calls] == ["/a", "/a", "/b"]


@pytest.mark.anyio
async def test_a_site_is_searched_in_a_few_requests() -> None:
    routes = {"/": answer(PAGE), "/feed": answer(FEED), "/broken": answer(b"no", 404), "/bare": answer(b"<html></html>"),
              "/rss.xml": answer(FEED), "*": answer(b"no", 404)}  # fmt: skip
    async with FeedServer(routes=routes).running() as server, server.fetcher() as fetcher:
        prober = Prober(fetcher, InlineParser())
        page, *found = await prober.discover(Request(server.url("/")))
        assert page.failure is not None
        assert [bool(probe.parsed) for probe in found] == [True, False]
        _, *guessed = await prober.discover(Request(server.url("/bare")))
        assert [probe.url for probe in guessed if probe.parsed] == [server.url("/feed")]
        (itself,) = await prober.discover(Request(server.url("/feed")))
        assert itself.parsed is not None


@pytest.mark.anyio
async def test_never_more_than_eight_requests_and_secrets_stay_at_home() -> None:
    links = "".join(
        f'<link rel=alternate type=application/rss+xml href="http://n{n}.example:PORT/">' for n in range(20)
    )
    async with FeedServer(routes={"*": answer(b"no", 404)}).running() as server, server.fetcher() as fetcher:
        server.routes["/page"] = answer(f"<!doctype html><html>{links}".replace("PORT", str(server.port)).encode())
        access, headers = Access(user="me", password="secret"), {"X-Key": "secret"}
        probes = await Prober(fetcher, InlineParser()).discover(
            Request(server.url("/page"), headers=headers, access=access)
        )
        assert len(probes) == len(server.calls) == MOST_REQUESTS
        assert server.calls[0].headers["x-key"] == "secret"
        assert not [call for call in server.calls[1:] if "x-key" in call.headers or "authorization" in call.headers]


@pytest.mark.anyio
async def test_a_host_that_cannot_be_reached_is_asked_once() -> None:
    async with FeedServer().running() as server, server.fetcher(allow=()) as fetcher:
        (only,) = await Prober(fetcher, InlineParser()).discover(Request(server.url("/")))
        assert only.failure is not None
        assert only.failure.outcome is Outcome.BLOCKED_ADDRESS
        assert server.connections == 0


@pytest.mark.anyio
async def test_a_redirect_for_good_is_told() -> None:
    dated = FEED.replace(b"</title><link>", f"</title><pubDate>{format_datetime(NOW)}</pubDate><link>".encode())
    routes = {"/old": redirect("/new", 301), "/new": answer(dated)}
    async with FeedServer(routes=routes).running() as server, server.fetcher() as fetcher:
        finding = DESK.finding(await Prober(fetcher, InlineParser()).probe(Request(server.url("/old"))))
    assert (finding.says, finding.moved_to, finding.newest) == ("moved", server.url("/new"), NOW)
