"""A topic's spikes and firsts on its pages: band, marks, table, twins; silences of pairs; on both databases."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from monitor.model.spike import PairSpec
from monitor.publish import pairing
from monitor.publish.spiking import Scout
from monitor.publish.web import site
from monitor.store import topics
from monitor.store.database import Database
from tests.builders import newsroom
from tests.builders.press import HOUR, Press
from tests.web.conftest import OPTIONS, Still

pytestmark = pytest.mark.anyio
NOW = newsroom.NOW
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def pages(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A topic of 40 days with a story each half day, a burst of nine an hour ago, and a feed that owes an answer."""
    press = Press(database, NOW)
    press.regular(12 * HOUR, until=4 * HOUR)
    burst = press.articles(*({"at": NOW - (12 + 5 * turn) * MINUTE, "title": f"<b>{turn}</b>"} for turn in range(9)))
    press.article(NOW - 50 * HOUR, feed="one", match=False)
    pairing.look(database, [PairSpec("gazette", ("one", "two"), hours=24)], NOW - HOUR)
    press.article(NOW - 5 * MINUTE, feed="two", story=press.story_of(burst[0]))
    Scout(database).look(NOW)
    app = site.build(database, OPTIONS, Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        yield client


async def test_the_topics_page_shows_band_mark_and_table(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/topics/sohae?bin=hour")).text
    assert 'class="band"' in page
    assert "▲×" in page
    assert re.search(r'<td class="num">\d+–\d+</td>', page)  # the band, in the table beside
    assert "Spikes are told at sensitivity normal" in page
    assert "1 spike in the last 30 days" in page
    assert 'class="band"' not in (await pages.get("/topics/sohae?bin=week")).text
    twin = (await pages.get("/topics/sohae.json")).json()["pulse"]
    assert (twin["standing"], twin["spikes"][0]["stories"]) == ("ready", 9)


async def test_spikes_have_a_page_with_reason_and_stories(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/topics/sohae/spikes")).text
    assert "9 stories in an hour" in page
    assert "&lt;b&gt;3&lt;/b&gt;" in page
    twin = (await pages.get("/topics/sohae/spikes.json")).json()
    assert len(twin["spikes"][0]["story_ids"]) == 9
    table = (await pages.get("/topics/sohae/spikes.csv")).text
    assert table.startswith("id,topic,at,")


async def test_firsts_have_a_page(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/topics/sohae/first")).text
    assert "1 story of two outlets or more" in page
    assert "First for certain" in page
    assert (await pages.get("/topics/sohae/first.json")).json()["outlets"][0]["certain"] == 1
    odd = (await pages.get("/topics/sohae/first?since=%3Cscript%3E")).text
    assert "is not one of" in odd
    assert "<script>" not in odd.replace("<script src", "")
    assert (await pages.get("/topics/nothing/first")).status_code == 404


async def test_silences_are_told_on_feeds_and_system(pages: httpx.AsyncClient) -> None:
    for address in ("/feeds", "/system"):
        assert "Pair gazette" in (await pages.get(address)).text
    told = (await pages.get("/system.json")).json()["silences"]
    assert [(one["silent"], one["speaking"], one["until"]) for one in told] == [("two", "one", None)]


async def test_a_topic_out_of_use_has_no_pulse(pages: httpx.AsyncClient, database: Database) -> None:
    topics.declare(database, [], managed_by="config", now=NOW)
    assert (await pages.get("/topics/sohae")).status_code == 200
    assert "out of use" in (await pages.get("/topics/sohae/spikes")).text
    assert (await pages.get("/topics/sohae/spikes.json")).json() == {"topic": "sohae", "spikes": []}
