"""What a machine that watches is told, on both databases."""

from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, update

from monitor.model.feed import FeedState
from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.store import people
from monitor.store import schema as s
from monitor.store.database import Connection, Database
from tests.builders import newsroom
from tests.web.conftest import Still

pytestmark = pytest.mark.anyio
EVENT = {"wire_bytes": 1_000, "ms": 5, "entries": 3, "new": 2, "overlap": 1, "left_out": 0, "detail": ""}


async def samples(client: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


async def test_feeds_by_state_as_the_dashboard_has_them(client: httpx.AsyncClient) -> None:
    found = await samples(client)
    states = {name[1]: value for name, value in found.items() if name[0] == "monitor_feeds"}
    assert set(states) == {state.value for state in FeedState}
    assert [states[state] for state in ("silent", "blocked", "failing", "gone", "paused", "new")] == [1] * 6
    listed = (await client.get("/feeds.json")).json()["items"]
    assert sum(states.values()) == len(listed)


async def test_no_label_holds_an_address_or_a_feed(client: httpx.AsyncClient) -> None:
    values = {value for name in await samples(client) for value in name[1:]}
    assert not any("/" in value or "example" in value for value in values)
    assert not values & {slug for slug, *_ in newsroom.FEEDS}


async def test_polls_backlog_and_hosts(database: Database, acting: httpx.AsyncClient) -> None:
    before, now = await samples(acting), newsroom.NOW
    rows = [{**EVENT, "feed_id": 1, "at": now - timedelta(minutes=n), "outcome": "dns"} for n in (1, 59, 61)]
    waiting = {"host": "a.example", "wait_until": now + timedelta(hours=1), "why": ""}

    def work(conn: Connection) -> None:
        conn.execute(insert(s.poll_event), rows)
        conn.execute(insert(s.host).values(waiting))
        conn.execute(update(s.feed).values(next_poll_at=now + timedelta(hours=1), lease_until=0))
        conn.execute(update(s.feed).where(s.feed.c.id == 1).values(next_poll_at=now - timedelta(minutes=5)))
        conn.execute(insert(s.unjudged).values(article_id=1))

    database.run(work)
    after = await samples(acting)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["monitor_polls_last_hour", "dns"] == 2
    assert grown["monitor_fetched_bytes_last_hour",] == 2_000
    assert grown["monitor_entries_new_last_hour",] == 4
    assert after["monitor_feeds_due",] == after["monitor_feeds_overdue",] == 1
    assert after["monitor_poll_lag_seconds",] == 300
    assert grown["monitor_hosts_waiting",] == grown["monitor_articles_unjudged",] == 1
    assert after["monitor_network_down",] == 0


async def test_deliveries_and_what_runs(client: httpx.AsyncClient, shelves: Database) -> None:
    found = await samples(client)
    assert found["monitor_deliveries", "sent"] > 0
    assert found["monitor_deliveries", "expired"] == 0  # told, though there is none
    assert found["monitor_editions", "composed"] == 2
    kind = "sqlite" if shelves.is_sqlite else "postgresql"
    assert any(name[0] == "monitor_build_info" and kind in name for name in found)


async def test_where_people_log_in_so_must_a_machine(database: Database, own_numbers: dict[str, int]) -> None:
    database.run(lambda conn: people.add(conn, "mina", "reader", None, newsroom.NOW))
    database.run(lambda conn: conn.execute(update(s.person).values(password="some hash")))
    app = site.build(database, WebOptions(auth="always"), Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        assert (await client.get("/metrics")).status_code == 401
