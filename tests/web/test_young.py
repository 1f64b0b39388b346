"""Pages of a newsroom that has just begun: nothing stored, or stored and not judged yet."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import delete

from monitor.publish.web import site
from monitor.publish.web.site import PAGES
from monitor.store import schema as s
from monitor.store.database import Connection, Database
from tests.web.conftest import OPTIONS, Still

pytestmark = pytest.mark.anyio


@pytest.fixture
async def empty(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = site.build(database, OPTIONS, Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as opened:
        yield opened


async def test_an_empty_newsroom_says_what_to_do(empty: httpx.AsyncClient) -> None:
    for path in (path for path in PAGES if "{" not in path):
        answer = await empty.get(path)
        assert answer.status_code == 200, path
        assert (await empty.get(f"{path}.json")).status_code == 200, path
    assert "monitor demo" in (await empty.get("/")).text
    assert "monitor feeds add" in (await empty.get("/feeds")).text
    assert "A digest is topics + a time + people" in (await empty.get("/digests")).text


async def test_an_article_that_is_not_judged_yet_can_be_read(
    acting: httpx.AsyncClient, database: Database, own_numbers: dict[str, int]
) -> None:
    number = own_numbers["port-ko"]

    def unjudge(conn: Connection) -> None:
        for table in (s.judgement, s.verdict, s.sighting):
            conn.execute(delete(table).where(table.c.article_id == number))

    database.run(unjudge)
    page = await acting.get(f"/articles/{number}")
    assert page.status_code == 200
    assert "Not judged yet." in page.text
    assert "Taken from a document." in page.text
    assert number in [row["article"] for row in (await acting.get("/articles.json?limit=100")).json()["items"]]
