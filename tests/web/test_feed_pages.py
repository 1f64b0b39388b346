# ruff: noqa: E501 - rows of data
"""The pages of feeds: the reason of an interval, who waits, the rhythm, the polls, the buttons; on both databases."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from monitor.model.options import PollOptions
from monitor.publish.web import rhythm, site
from monitor.store import claim, views_reach
from monitor.store import schema as s
from monitor.store.database import Database
from monitor.store.instant import to_micros
from monitor.store.views_feed import PollLine
from tests.builders.newsroom import NOW
from tests.web.conftest import OPTIONS, Still
from tests.web.test_security import csrf_in

pytestmark = pytest.mark.anyio
WHY = "every 12 min: 8 of 20 entries were new at the last three polls"
VIENNA = ZoneInfo("Europe/Vienna")


@pytest.fixture
def told(database: Database, own_numbers: dict[str, int]) -> Database:
    """A newsroom whose feeds have something to say."""
    del own_numbers
    moved = [["https://new.example/feed", to_micros(NOW - timedelta(days=days))] for days in (2, 1)]
    memory = {"failures": 40.0, "asks": {"ttl_s": 900, "skip_hours": [1, 2]}, "moved": moved}

    def work(conn: Any) -> None:
        f = s.feed.c
        conn.execute(
            update(s.feed)
            .where(f.slug == "wire-one")
            .values(interval_why=WHY, priority="high", rhythm=memory, etag='"x"')
        )
        conn.execute(update(s.feed).where(f.slug.in_(["harbour", "pacific"])).values(title="The Same"))
        conn.execute(
            update(s.feed)
            .where(f.slug == "orbit")
            .values(title="<script>x</script>\u202e" + "long " * 250, interval_why="<b>why</b>")
        )
        conn.execute(
            insert(s.host).values(
                host="treasury.example", wait_until=NOW + timedelta(hours=2), why="HTTP 429: <i>later</i>"
            )
        )

    database.run(work)
    return database


async def test_the_list_says_why_and_who_waits(told: Database, acting: httpx.AsyncClient) -> None:
    page = (await acting.get("/feeds")).text
    assert WHY in page
    assert "host waits" in page
    assert "high priority" in page
    assert re.search(r'The Same</span> <span class="apart">(harbour|pacific)\.example</span>', page)
    assert page.count('class="apart"') == 2
    assert "<script>x" not in page
    assert "<b>why</b>" not in page
    assert "long " * 60 not in page  # clamped
    rows = {row["feed"]: row for row in (await acting.get("/feeds.json")).json()["items"]}
    assert rows["treasury"]["host_waits_until"] == (NOW + timedelta(hours=2)).isoformat().replace("+00:00", "Z")
    assert (rows["wire-one"]["priority"], rows["wire-one"]["interval_why"]) == ("high", WHY)


async def test_a_feed_says_what_it_asks_and_where_it_moves(told: Database, acting: httpx.AsyncClient) -> None:
    page = (await acting.get("/feeds/wire-one")).text
    for words in ("Polled " + WHY, "ttl 15 min", "Rest at 01, 02 h UTC", "seen 2 of 3 times", "https://new.example/feed", "ETag",
                  "When it publishes", "Show the numbers", "priority high"):  # fmt: skip
        assert words in page, words
    twin = (await acting.get("/feeds/wire-one.json")).json()
    assert twin["moves"][0]["url"] == "https://new.example/feed"
    assert len(twin["moves"][0]["seen"]) == 2
    assert twin["wishes"] == {"ttl_s": 900, "period_s": None, "skip_hours": [1, 2], "skip_days": []}
    assert twin["validators"] == {"etag": True, "last_modified": False}
    hours = twin["rhythm"]["hours"]
    assert [len(day) for day in hours] == [24] * 7
    assert sum(map(sum, hours)) > 0
    assert twin["rhythm"]["words"] in page.replace("About", "about")


async def test_the_picture_and_its_table_say_the_same(told: Database, acting: httpx.AsyncClient) -> None:
    page = (await acting.get("/feeds/wire-one")).text
    drawn = [
        int(n)
        for n in re.findall(r"<title>\w+day \d\d:00: (\d+) articles?</title>", page.split('class="heat narrow"')[0])
    ]
    table = page.split('aria-label="Articles by weekday and hour"')[1].split("</table>")[0]
    rows = [[int(n) for n in re.findall(r'<td class="num">(\d+)</td>', row)] for row in table.split("<tr>")[2:]]
    assert [n for row in rows for n in row[:-1]] == drawn
    assert [sum(row[:-1]) for row in rows] == [row[-1] for row in rows]
    assert len(drawn) == 7 * 24


async def test_pages_of_feeds_hold_no_inline_script_or_style(told: Database, acting: httpx.AsyncClient) -> None:
    for path in ("/feeds", "/feeds/wire-one", "/feeds/orbit", "/feeds/treasury"):
        text = (await acting.get(path)).text
        assert not re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), path
        assert "\u202e" not in text.split("<main")[1].split("</h1>")[0] or 'dir="auto"' in text


async def test_poll_now_makes_a_feed_due_and_says_when_it_cannot_be_polled(told: Database) -> None:
    app = site.build(told, OPTIONS, Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        token = csrf_in((await client.get("/feeds/wire-one")).text)
        answer = await client.post("/feeds/wire-one/poll", data={"csrf": token}, follow_redirects=True)
        assert "wire-one is due now" in answer.text
        assert "Next now: it is due" in answer.text
        answer = await client.post("/feeds/treasury/poll", data={"csrf": token}, follow_redirects=True)
        assert "asked us to wait until 11:41 UTC on 23 Nov" in answer.text
    site.close(app)


async def test_reviving_forgets_the_failures(told: Database, acting: httpx.AsyncClient) -> None:
    page = (await acting.get("/feeds/treasury")).text
    assert "Revive" in page
    assert "Revive" not in (await acting.get("/feeds/wire-one")).text
    token = csrf_in(page)
    answer = await acting.post("/feeds/wire-one/revive", data={"csrf": token}, follow_redirects=True)
    assert "failures of wire-one are forgotten" in answer.text
    with told.read() as conn:
        row = conn.execute(select(s.feed).where(s.feed.c.slug == "wire-one")).one()
    assert row.next_poll_at == NOW
    assert not row.rhythm.get("failures")
    assert row.rhythm["moved"]  # nothing else is forgotten
    assert (await acting.get("/feeds/wire-one/revive")).status_code == 405
    assert (await acting.post("/feeds/nobody/revive", data={"csrf": token})).status_code == 404


def test_why_a_feed_was_not_polled(told: Database) -> None:
    claimed = claim.claim(told, now=NOW, options=PollOptions(), holder="other:1", everything=True)
    held = next(due for due in claimed if due.slug == "pacific")
    with told.read() as conn:
        ids = dict(conn.execute(select(s.feed.c.slug, s.feed.c.id)).all())
        back = {one.slug: one for one in views_reach.held_back(conn, list(ids.values()), NOW)}
    assert (back["treasury"].why, back["treasury"].until) == ("host", NOW + timedelta(hours=2))
    assert back[held.slug].detail == "another process polls it now"
    assert {one.why for one in back.values()} == {"host", "held", "paused"}


# --- pictures, pure ---


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), max_size=50))  # noqa: DTZ001
async def test_every_article_stands_in_one_cell(times: list[datetime]) -> None:
    counts = rhythm.week_hours(times, VIENNA)
    for size in (rhythm.WIDE, rhythm.NARROW):
        drawn = rhythm.heat(counts, size)
        assert sum(cell.count for cell in drawn.cells) == len(times)
        assert all(cell.x + cell.width <= drawn.width and cell.y + cell.height <= drawn.height for cell in drawn.cells)
        assert all((cell.level > 0) == (cell.count > 0) for cell in drawn.cells)
    assert bool(rhythm.busiest(counts)) == bool(times)


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["ok", "timeout"])), max_size=60)
)
async def test_polls_stay_in_their_picture(numbers: list[tuple[int, int, str]]) -> None:
    lines = [PollLine(NOW, outcome, 200, 0, ms, new, new, 0, 0, "") for new, ms, outcome in numbers]
    for width in (960, 358):
        drawn = rhythm.polls(lines, width)
        assert len(drawn.bars) == len(lines)
        for bar in drawn.bars:
            assert -0.1 <= bar.x <= bar.x + bar.width <= width
            assert 0 <= bar.new_y <= drawn.new_base <= bar.ms_y + 0.01 <= drawn.height
            assert bar.failed == (bar.poll.outcome == "timeout")
