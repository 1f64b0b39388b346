"""The rows of the table of servers that need time: real sockets, real databases, and a clock that is moved by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import Row

from monitor.model.feed import FeedSpec
from monitor.model.fetching import Access, Outcome
from monitor.poll import Polled, poll_feed
from monitor.poll.line import Line
from monitor.store import claim, feeds, health
from monitor.store.schema import article, feed
from tests.builders.rss import item, rss
from tests.fakes.behaviours import answer, by_host, conditional, head, raw, redirect
from tests.fakes.clock import HandClock
from tests.fakes.feedserver import Behaviour, FeedServer
from tests.fakes.hazard_servers import CHALLENGE

pytestmark = pytest.mark.anyio
DAY_S, WEEK_S = 86_400, 7 * 86_400
ONE, TWO = rss(item(1)), rss(item(1), item(2))


@dataclass
class Desk:
    """A line whose fetcher speaks to a server that does what it is told; the feeds `a` and `b` live there."""

    line: Line
    server: FeedServer
    clock: HandClock

    def does(self, behaviour: Behaviour, path: str = "*") -> None:
        self.server.routes[path] = behaviour

    async def poll(self, slug: str = "a", **later: float) -> Polled:
        """One poll, due or not, so much `later` than the one before."""
        self.clock.forward(**later)
        ids = feeds.ids_of(self.line.db, [slug])
        options = self.line.options
        (due,) = claim.claim(
            self.line.db, now=self.clock.now(), options=options, holder="test", only=ids, everything=True
        )
        return await poll_feed(self.line, due)

    def due(self) -> list[str]:
        """The feeds that a daemon would poll now."""
        found = claim.claim(self.line.db, now=self.clock.now(), options=self.line.options, holder="test")
        claim.release(self.line.db, found, now=self.clock.now())
        return sorted(one.slug for one in found)

    def feed(self, slug: str = "a") -> Row[tuple[object, ...]]:
        with self.line.db.read() as conn:
            return conn.execute(select(feed).where(feed.c.slug == slug)).one()

    def pause_s(self) -> float:
        """Seconds from now until the feed is due."""
        return float((self.feed().next_poll_at - self.clock.now()).total_seconds())

    def articles(self) -> int:
        with self.line.db.read() as conn:
            return int(conn.execute(select(func.count()).select_from(article)).scalar_one())

    def sent(self, header: str) -> list[str | None]:
        return [call.headers.get(header) for call in self.server.calls]


@pytest.fixture
async def desk(line: Line, clock: HandClock) -> AsyncIterator[Desk]:
    async with FeedServer(routes={"*": answer(ONE)}).running() as server, server.fetcher() as fetcher:
        line.fetcher = fetcher
        yield Desk(line, server, clock)


# --- a move for good ---


async def test_three_sightings_of_a_permanent_move_a_day_apart_change_the_address(desk: Desk) -> None:
    new = desk.server.url("/new", "moved.example")
    for n in range(4):
        body = rss(*(item(k) for k in range(n + 1)))  # each time something new: a 304 tells nothing of the way
        desk.does(redirect("/b", 301), "/feed")
        desk.does(redirect(new, 308), "/b")
        desk.does(answer(body), "/new")
        before = desk.feed().url
        await desk.poll(hours=25 if n else 0)
        assert before == "http://a.example/feed" if n < 3 else before == new
    row = desk.feed()
    assert (row.url, row.host, row.declared_url) == (new, "moved.example", "http://a.example/feed")
    assert desk.articles() == 4


NO_MOVES = {
    "one hop is not for good": (302, 25.0, ONE),
    "three sightings within a day": (308, 7.0, ONE),
    "the target is no feed": (308, 25.0, b"<!DOCTYPE html><html>We moved"),
    "the target is empty": (308, 25.0, rss()),
}


@pytest.mark.parametrize(("second", "hours", "target"), NO_MOVES.values(), ids=NO_MOVES.keys())
async def test_what_is_no_move(second: int, hours: float, target: bytes, desk: Desk) -> None:
    desk.does(redirect("/b", 301), "/feed")
    desk.does(redirect("/new", second), "/b")
    for n in range(4 if hours > 24 else 3):
        desk.does(answer(target.replace(b"A feed", b"Feed %d" % n)), "/new")
        await desk.poll(hours=hours)
    assert desk.feed().url == "http://a.example/feed"


# --- what asks for patience ---


@pytest.mark.parametrize("status", [429, 503])
async def test_with_retry_after_the_whole_host_waits_across_a_restart(status: int, desk: Desk) -> None:
    with desk.line.db.write() as conn:
        conn.execute(update(feed).where(feed.c.slug == "b").values(host="a.example", url="http://a.example/other"))
    desk.does(answer(b"", status, Retry_After="7200"))
    polled = await desk.poll()
    assert (polled.event.outcome, str(status) in polled.event.detail) == (Outcome.RATE_LIMITED, True)
    desk.clock.forward(minutes=119)
    assert desk.due() == []  # b was due all the time; a new process would read the same
    desk.clock.forward(minutes=2)
    assert desk.due() == ["a", "b"]


@pytest.mark.parametrize("status", [429, 503])
async def test_without_retry_after_that_feed_backs_off_alone_and_is_never_given_up(status: int, desk: Desk) -> None:
    with desk.line.db.write() as conn:
        conn.execute(update(feed).where(feed.c.slug == "b").values(host="a.example", url="http://a.example/other"))
    desk.does(answer(b"", status))
    await desk.poll()
    assert desk.due() == ["b"]
    pauses = [desk.pause_s()]
    for _ in range(40):
        await desk.poll(seconds=desk.pause_s())
        pauses.append(desk.pause_s())
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1] <= WEEK_S
    assert desk.feed().paused is None


# --- what is gone, and what refuses ---


async def test_gone_is_believed_after_three_answers_over_48_hours_and_asked_again_each_month(desk: Desk) -> None:
    await desk.poll()
    desk.does(answer(b"", 410))
    for hours, state in ((1, "not yet"), (24, "not yet"), (25, "gone")):
        polled = await desk.poll(hours=hours)
        assert polled.event.outcome is Outcome.GONE
        assert (desk.feed().state == "gone") == (state == "gone")
    assert "410" in desk.feed().state_detail
    assert desk.pause_s() == pytest.approx(30 * DAY_S, rel=0.11)
    assert desk.articles() == 1
    coverage = told(desk)
    assert "gone" in coverage
    feeds.poll_now(desk.line.db, ["a"], now=desk.clock.now())  # one click
    assert "a" in desk.due()
    desk.does(answer(TWO))
    await desk.poll()
    assert (desk.feed().state, desk.articles()) == ("ok", 2)


async def test_gone_three_times_within_a_day_is_not_gone_yet(desk: Desk) -> None:
    desk.does(answer(b"", 410))
    for _ in range(6):
        await desk.poll(hours=7)
    assert desk.feed().state != "gone"


def told(desk: Desk) -> set[str]:
    """The states that a digest's coverage would tell of, for the last ten days."""
    now = desk.clock.now()
    with desk.line.db.read() as conn:
        coverage = health.coverage(conn, now - timedelta(days=10), now + timedelta(seconds=1))
    return {spell.state.value for spell in coverage.trouble}


SOFT, HARD, PASSING = 0.5, 1.0, 0.25
REFUSALS = {
    "401": (answer(b"", 401), HARD, "blocked"),
    "403": (answer(b"", 403), HARD, "blocked"),
    "451": (answer(b"", 451), HARD, "blocked"),
    "challenge as 200": (answer(CHALLENGE), HARD, "blocked"),
    "challenge as 503": (answer(CHALLENGE.replace(b"</head>", b"/cdn-cgi/challenge-platform"), 503,
                                Content_Type="text/html"), HARD, "blocked"),
    "404": (answer(b"", 404), HARD, "dead"),
    "418": (answer(b"", 418), SOFT, "dead"),
    "500": (answer(b"", 500), PASSING, "failing"),
    "garbage": (raw(b"SSH-2.0\r\n\r\n"), SOFT, "dead"),
    "page": (answer(b"<!DOCTYPE html><html>Hi"), HARD, "dead"),
    "no entries": (answer(rss()), PASSING, "empty"),
}  # fmt: skip


@pytest.mark.parametrize(("behaviour", "points", "state"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_what_fails_is_asked_ever_less_but_never_given_up(
    behaviour: Behaviour, points: float, state: str, desk: Desk
) -> None:
    await desk.poll()
    desk.does(behaviour)
    await desk.poll(seconds=desk.pause_s())
    assert desk.feed().rhythm["failures"] == points
    pauses = [desk.pause_s()]
    for _ in range(34):
        await desk.poll(seconds=desk.pause_s())
        pauses.append(desk.pause_s())
    assert all(first <= second for first, second in pairwise(pauses))
    assert pauses[0] < pauses[-1] <= WEEK_S
    assert desk.feed().state == state
    assert (desk.feed().paused, desk.articles()) == (None, 1)
    desk.does(answer(TWO))
    await desk.poll(seconds=desk.pause_s())
    assert (desk.feed().state, "failures" in desk.feed().rhythm and desk.feed().rhythm["failures"]) == ("ok", 0)
    assert desk.pause_s() <= DAY_S


NOTHINGS = {
    "a page": (answer(b"<!DOCTYPE html><html>Hi", ETag='"page"'), Outcome.NOT_A_FEED, "HTML"),
    "an empty body": (answer(b"", ETag='"empty"'), Outcome.EMPTY_BODY, "empty"),
    "white space": (answer(b"\n \n", ETag='"blank"'), Outcome.EMPTY_BODY, "white space"),
    "no entries": (answer(rss(), ETag='"none"'), Outcome.NO_ENTRIES, "without entries"),
    "half a document": (raw(head(200, ETag='"half"', Content_Length=9999) + ONE), Outcome.TRUNCATED, "without sending"),
    "garbage": (answer(b'{"error": 1}', ETag='"other"'), Outcome.UNREADABLE, "items"),
}


@pytest.mark.parametrize(("behaviour", "outcome", "words"), NOTHINGS.values(), ids=NOTHINGS.keys())
async def test_nothing_under_200_is_a_failure_that_clears_nothing(
    behaviour: Behaviour, outcome: Outcome, words: str, desk: Desk
) -> None:
    desk.does(answer(ONE, ETag='"good"'))
    await desk.poll()
    before = desk.feed()
    desk.does(behaviour)
    for _ in range(2):
        event = (await desk.poll(hours=1)).event
        assert (event.outcome, words in event.detail) == (outcome, True), event
    row = desk.feed()
    assert (row.etag, row.body_hash) == (before.etag, before.body_hash)
    assert (desk.articles(), row.last_good) == (1, before.last_good)
    assert desk.sent("if-none-match")[-1] == '"good"'


async def test_not_modified_that_nobody_asked_for_is_a_failure(desk: Desk) -> None:
    desk.does(raw(head(304, ETag='"x"')))
    event = (await desk.poll()).event
    assert (event.outcome, event.status) == (Outcome.HTTP_ERROR, 304)
    assert (desk.feed().etag, desk.feed().last_good) == (None, None)


# --- validators and caches ---


async def test_a_server_that_says_not_modified_for_ever_is_asked_plainly_once_a_day(desk: Desk) -> None:
    desk.does(conditional(ONE, etag='"stuck"'))
    await desk.poll()
    desk.does(conditional(TWO, etag='"stuck"'))  # news, under the same validator
    assert (await desk.poll(hours=2)).event.outcome is Outcome.NOT_MODIFIED
    assert (await desk.poll(hours=23)).event.outcome is Outcome.OK
    assert desk.articles() == 2
    assert desk.sent("if-none-match") == [None, '"stuck"', None]


async def test_validators_that_churn_over_the_same_bytes_cost_one_look(desk: Desk) -> None:
    outcomes = []
    for n in range(3):
        desk.does(answer(ONE, ETag=f'"{n}"', Last_Modified=f"Mon, 23 Nov 2026 0{n}:00:00 GMT"))
        outcomes.append((await desk.poll(hours=1)).event.outcome)
    assert outcomes == [Outcome.OK, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert (desk.feed().etag, desk.feed().last_modified) == ('"2"', "Mon, 23 Nov 2026 02:00:00 GMT")


async def test_validators_that_roll_on_304_are_replaced(desk: Desk) -> None:
    desk.does(answer(ONE, ETag='"0"', Last_Modified="Mon, 23 Nov 2026 00:00:00 GMT"))
    await desk.poll()
    desk.does(raw(head(304, ETag='"1"', Last_Modified="Mon, 23 Nov 2026 01:00:00 GMT")))
    await desk.poll(hours=1)
    await desk.poll(hours=1)
    assert desk.sent("if-none-match") == [None, '"0"', '"1"']
    assert desk.sent("if-modified-since")[-1] == "Mon, 23 Nov 2026 01:00:00 GMT"
    assert desk.feed().body_hash


async def test_a_validator_that_went_away_is_not_sent_again(desk: Desk) -> None:
    desk.does(answer(ONE, ETag='"0"'))
    await desk.poll()
    desk.does(answer(TWO, Last_Modified="Mon, 23 Nov 2026 00:00:00 GMT"))
    await desk.poll(hours=1)
    await desk.poll(hours=1)
    assert (desk.sent("if-none-match")[-1], desk.sent("if-modified-since")[-1] is None) == (None, False)


ABSURD = {
    "ten years of max-age": {"Cache_Control": "max-age=315360000"},
    "more seconds than a number holds": {"Cache_Control": f"max-age={'9' * 400}"},
    "less than nothing": {"Cache_Control": "max-age=-5"},
    "an Age of ages": {"Cache_Control": "max-age=600", "Age": "99999999999"},
    "Expires in 2099": {"Expires": "Thu, 31 Dec 2099 23:59:59 GMT", "Date": "Mon, 23 Nov 2026 02:00:00 GMT"},
    "Expires that is no date": {"Expires": "0", "Date": "yesterday"},
    "nothing absurd": {},
}


@pytest.mark.parametrize("headers", ABSURD.values(), ids=ABSURD.keys())
@pytest.mark.parametrize("ttl", ["", "<ttl>999999999</ttl>", "<ttl>-3</ttl>", "<ttl>soon</ttl>"])
async def test_absurd_wishes_keep_the_interval_within_its_bounds(headers: dict[str, str], ttl: str, desk: Desk) -> None:
    desk.does(answer(ONE.replace(b"<channel>", f"<channel>{ttl}".encode()), 200, **headers))
    assert (await desk.poll()).event.outcome is Outcome.OK
    assert desk.line.options.floor_s <= desk.pause_s() <= DAY_S


# --- whose secrets, whose network ---


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_credentials_stay_at_their_origin(status: int, desk: Desk) -> None:
    other = desk.server.url("/there", "other.example")
    desk.does(by_host({"a.example": redirect(other, status), "other.example": answer(ONE)}))
    desk.line.headers = {"a": {"X-Key": "hush"}}
    desk.line.access = {"a": Access(token="hush-hush")}
    assert (await desk.poll()).event.outcome is Outcome.OK
    here, there = desk.server.calls
    assert (here.headers["x-key"], here.headers["authorization"]) == ("hush", "Bearer hush-hush")
    assert not {"x-key", "authorization", "cookie"} & set(there.headers)


async def test_when_most_hosts_cannot_be_reached_it_is_our_own_network(desk: Desk) -> None:
    await desk.poll()
    before = desk.feed().rhythm["interval_s"]
    for n in range(5):
        feeds.add(desk.line.db, spec(n), now=desk.clock.now())
    closed = FeedServer()
    async with closed.running():
        nobody = f"127.0.0.1:{closed.port}"
    async with desk.server.fetcher(allow=(nobody,), resolve=(("*.example", nobody),)) as cut_off:
        desk.line.fetcher = cut_off
        polls = [await desk.poll(f"n{n}", seconds=1) for n in range(5)]
        polls.append(await desk.poll(seconds=1))
    assert {polled.event.outcome for polled in polls} == {Outcome.CONNECT}
    row = desk.feed()
    assert (row.rhythm["failures"], row.rhythm["interval_s"], row.state) == (0.0, before, "unpolled")
    assert "our own network" in row.state_detail
    assert "unpolled" in told(desk)


def spec(n: int) -> FeedSpec:
    return FeedSpec(f"n{n}", f"http://n{n}.example/feed")
