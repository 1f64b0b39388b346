"""Pages of digests and editions beyond what every page must do."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import insert

from monitor.model.digest import DigestSpec
from monitor.model.options import Options
from monitor.publish.composing import compose_due
from monitor.publish.words import period_name
from monitor.store import editions, schema
from monitor.store.database import Database
from tests.builders.newsroom import NOW

DAY = timedelta(days=1)
SEARCH = DigestSpec("uranium", "Uranium", (), ("desk@example.org",), query='yellowcake OR "uranium mine"')


@pytest.mark.anyio
async def test_a_digest_that_is_a_search_says_so(database: Database, acting: httpx.AsyncClient) -> None:
    editions.declare(database, [SEARCH], managed_by="config", now=NOW - DAY)
    for path in ("/digests", "/digests/uranium"):
        page = (await acting.get(path)).text
        assert "yellowcake OR &#34;uranium mine&#34;" in page
    twin = (await acting.get("/digests/uranium.json")).json()
    assert (twin["query"], twin["topics"], twin["order"], twin["language"]) == (SEARCH.query, [], "origins", "en")


@pytest.mark.anyio
async def test_every_edition_is_a_page_also_one_that_nobody_got(database: Database, acting: httpx.AsyncClient) -> None:
    editions.declare(database, [replace(SEARCH, every_hours=1)], managed_by="config", now=NOW - DAY)
    hour = NOW.replace(minute=0, second=0, microsecond=0)
    for back in (3, 2, 1):
        made = compose_due(database, now=hour - back * timedelta(hours=1), options=Options("sqlite://"))
        assert len(made) == 1
    first, middle, last = (f"/digests/uranium/editions/{period_name(hour - n * timedelta(hours=1))}" for n in (3, 2, 1))
    listed = (await acting.get("/digests/uranium")).text
    page = await acting.get(middle)
    assert page.status_code == 200
    assert all(f'href="{path}"' in listed for path in (first, middle, last))
    assert f'rel="prev" href="{first}"' in page.text
    assert f'rel="next" href="{last}"' in page.text
    assert (await acting.get(f"{middle}.json")).json()["content"]["digest"] == "uranium"


@pytest.mark.anyio
async def test_of_very_many_deliveries_those_that_failed_are_shown(
    database: Database, acting: httpx.AsyncClient
) -> None:
    with database.write() as conn:
        number = editions.listing(conn, "morning")[0]
        rows = [{"edition_id": number.id, "recipient": f"reader-{n}@example.org", "channel": "mail",
                 "message_id": f"<{n}@x>", "phase": "sent" if n else "refused"} for n in range(300)]  # fmt: skip
        conn.execute(insert(schema.delivery), rows)
    page = (await acting.get(f"/digests/morning/editions/{period_name(number.period)}")).text
    assert "reader-0@example.org" in page
    assert page.count("@example.org</th>") == 200
    assert "the first 200 are shown" in page
