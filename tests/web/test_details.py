# ruff: noqa: E501 - rows of data
"""What a document says of an entry beside its text, on the page of the article and in its twin; on both databases."""

import httpx
import pytest
from sqlalchemy import update

from monitor.model.entry import Details, Enclosure
from monitor.store.database import Database
from monitor.store.details import to_json
from monitor.store.schema import revision

pytestmark = pytest.mark.anyio
DETAILS = Details(
    ("Sohae <b>", "위성"),
    (Enclosure("https://o.example/talk.mp3?a=1&b=2", "audio/mpeg", 23_400_000), Enclosure("javascript:alert(1)")),
    "https://pictures.example/pad.jpg",
    "https://o.example/1#comments",
    "tag:o.example,2026:1",
)


async def test_the_page_links_files_and_loads_nothing(
    acting: httpx.AsyncClient, own_numbers: dict[str, int], database: Database
) -> None:
    number = own_numbers["port"]
    with database.write() as conn:
        conn.execute(update(revision).where(revision.c.article_id == number).values(details=to_json(DETAILS)))
    page = (await acting.get(f"/articles/{number}")).text
    for words in ("Filed under", "Sohae &lt;b&gt;", "위성", "talk.mp3", "audio/mpeg, 23.4 MB", "Comments", "In reply to",
                  'href="https://o.example/talk.mp3?a=1&amp;b=2"', "at pictures.example", "tag:o.example,2026:1"):  # fmt: skip
        assert words in page, words
    assert "<img" not in page.partition("<main")[2]
    assert "javascript:" not in page
    told = (await acting.get(f"/articles/{number}.json")).json()["details"]
    assert told["categories"] == ["Sohae <b>", "위성"]
    assert told["enclosures"][0] == {"url": DETAILS.enclosures[0].url, "type": "audio/mpeg", "length": 23_400_000}


async def test_an_article_without_them_says_nothing_of_them(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    page = (await client.get(f"/articles/{numbers['port']}")).text
    assert not any(words in page for words in ("Filed under", "Attached", "Discussion"))
    assert (await client.get(f"/articles/{numbers['port']}.json")).json()["details"] == {}
