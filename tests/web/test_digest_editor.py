"""The pages on which digests are made: filled in, looked at, saved, paused, retired; on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from monitor.model.digest import DigestSpec
from monitor.model.letter import LetterKind, Standing, list_of
from monitor.model.options import Destination, Options, WebOptions
from monitor.model.topic import TopicSpec
from monitor.publish.composing import compose_due
from monitor.publish.web import site
from monitor.publish.web.passwords import hashed
from monitor.settings import forming
from monitor.store import digests, editions, people, schema, subscribers, topics
from monitor.store.database import Database
from tests.builders.newsroom import NOW
from tests.web.conftest import OPTIONS, Still
from tests.web.test_security import csrf_in

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
WAYS = (Destination("newsroom", "webhook", "https://hooks.example/x"), Destination("desk", "file", "/tmp/x"))
RULES = partial(forming.digest, destinations=WAYS)
CHANNELS = {one.slug: one.channel for one in WAYS}
EVENING: dict[str, Any] = {
    "name": "Evening brief", "topics": ["sohae", "tariffs"], "query": "", "at": "18:00, 21:30", "zone": "Asia/Seoul",
    "days": ["mon", "fri"], "every_hours": "", "order": "newest", "length": "5",
    "language": "ko", "languages": "en, ko",
}  # fmt: skip


@pytest.fixture
async def desk(database: Database, own_numbers: dict[str, int]) -> AsyncIterator[httpx.AsyncClient]:
    app = site.build(database, OPTIONS, Still(), rules=RULES, destinations=CHANNELS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as opened:
        yield opened


async def send(
    client: httpx.AsyncClient, path: str, todo: str = "save", page: str = "", **fields: Any
) -> httpx.Response:
    shown = (await client.get(page or path)).text
    return await client.post(path, data={"csrf": csrf_in(shown), "do": todo, **fields})


async def said(client: httpx.AsyncClient, sent: httpx.Response) -> str:
    assert sent.status_code == 303, sent.text
    return " ".join((await client.get(sent.headers["location"])).text.split())


def stored(database: Database, slug: str = "evening-brief") -> digests.DigestRow:
    with database.read() as conn:
        return digests.whatever(conn, slug)


async def test_a_digest_is_made_taken_up_and_edited(desk: httpx.AsyncClient, database: Database) -> None:
    page = await said(desk, await send(desk, "/digests/new", **EVENING, base="0", invite="me@example.org"))
    assert "Saved. A running monitor takes it up within seconds" in page
    assert "A mail goes to me@example.org and asks" in page
    assert "made here by local" in page
    row = stored(database)
    assert (row.spec.recipients, row.spec.channel, row.spec.topics) == ((), "mail", ("sohae", "tariffs"))
    assert (row.spec.days, row.spec.languages, row.spec.order, row.spec.length) == ((0, 4), ("en", "ko"), "newest", 5)
    with database.read() as conn:
        asked = subscribers.one(conn, list_of(LetterKind.EDITION, "evening-brief"), "me@example.org")
    assert asked is not None
    assert asked.state is Standing.PENDING
    form = (await desk.get("/digests/evening-brief/edit")).text
    assert 'value="18:00, 21:30"' in form
    assert '<option value="ko" selected>' in form
    hourly = EVENING | {"at": "", "every_hours": "1", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
    await said(desk, await send(desk, "/digests/evening-brief/edit", **hourly, base="1"))
    made = compose_due(database, now=NOW + HOUR, options=Options("sqlite://"))
    with database.read() as conn:
        assert {editions.row_of(conn, one).digest for one in made} >= {"evening-brief"}
    twin = (await desk.get("/digests.json")).json()["items"]
    assert {one["digest"]: one["managed_by"] for one in twin}["evening-brief"] == "app"
    late = await send(desk, "/digests/evening-brief/edit", **hourly, base="1")
    assert (late.status_code, "nothing was overwritten" in late.text) == (409, True)
    assert "Nothing was changed" in await said(
        desk, await send(desk, "/digests/evening-brief/edit", **hourly, base="2")
    )


async def test_the_edition_is_shown_before_anything_is_saved(desk: httpx.AsyncClient, database: Database) -> None:
    shown = await send(desk, "/digests/new", "preview", **EVENING | {"languages": "", "query": ""})
    assert shown.status_code == 200
    assert "Nothing is kept, nothing is sent." in shown.text
    assert '<section class="told-of">' in shown.text
    assert 'class="headline"' in shown.text
    searched = await send(desk, "/digests/new", "preview", **EVENING | {"topics": [], "query": "harbour OR port"})
    assert '<section class="told-of">' in searched.text
    with database.read() as conn:
        assert "evening-brief" not in {row.spec.slug for row in digests.every(conn)}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"at": "25:00"}, "at", "must be a time of day like"),
        ({"every_hours": "3"}, "at", "goes with every_hours: give one of them"),
        ({"zone": "Mars/Base"}, "zone", "is no IANA zone"),
        ({"days": []}, "days", "must not be empty"),
        ({"length": "many"}, "length", "must be a whole number"),
        ({"query": "harbour AND ("}, "query", "Line 1, column 14"),
        ({"topics": ["none"]}, "topics", "there is no topic none in force"),
        ({"topics": []}, "topics", "needs topics, or a query of its own"),
        ({"to": ["newsroom", "desk"]}, "to", "must all go the same way"),
        ({"to": ["me@example.org"]}, "to", "must be of the configuration"),
        ({"to": ["newsroom"], "invite": "a@example.org"}, "invite", "Only digests that go by mail ask"),
        ({"invite": "nobody"}, "invite", "That is no mail address"),
        ({"name": "Morning", "slug": "morning"}, "slug", "There is a digest morning already"),
        ({"slug": "new"}, "slug", "is an address of its own"),
        ({"languages": "Korean"}, "languages", "must be a language code"),
        ({"order": "best"}, "order", "must be one of"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    young: httpx.AsyncClient, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    refused = await send(young, "/digests/new", **EVENING | {"topics": ["sohae"]} | wrong, base="0")
    assert refused.status_code == 400
    assert f'id="{field}-wrong-1"' in refused.text
    assert f'href="#{field}"' in refused.text
    assert sentence in refused.text
    assert 'value="18:00, 21:30"' in refused.text or "at" in wrong


@pytest.fixture
async def young(sqlite_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A house with one digest and one topic."""
    topics.save(sqlite_database, TopicSpec("sohae", "Sohae", "sohae"), now=NOW, author="tom")
    spec = DigestSpec("morning", "Morning", ("sohae",), ())
    editions.declare(sqlite_database, [spec], managed_by="config", now=NOW)
    app = site.build(sqlite_database, OPTIONS, Still(), rules=RULES, destinations=CHANNELS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as opened:
        yield opened


async def test_a_destination_of_the_configuration(young: httpx.AsyncClient, sqlite_database: Database) -> None:
    fields = EVENING | {"topics": ["sohae"], "to": ["newsroom"]}
    assert "by webhook" in await said(young, await send(young, "/digests/new", **fields, base="0"))
    row = stored(sqlite_database)
    assert (row.spec.channel, row.spec.recipients) == ("webhook", ("newsroom",))
    page = (await young.get("/digests/evening-brief/edit")).text
    assert 'value="newsroom" checked' in page
    assert "hooks.example" not in page


async def test_paused_resumed_retired_restored(young: httpx.AsyncClient, sqlite_database: Database) -> None:
    hourly = EVENING | {"topics": ["sohae"], "at": "", "every_hours": "1", "days": ["mon", "tue"]}
    await send(young, "/digests/new", **hourly, base="0")
    page = "/digests/evening-brief/edit"
    assert "Paused since" in await said(young, await send(young, "/digests/evening-brief/pause", page=page))
    options = Options("sqlite://")
    slug = "evening-brief"
    with sqlite_database.read() as conn:
        assert not editions.listing(conn, slug)
    compose_due(sqlite_database, now=NOW + HOUR, options=options)
    with sqlite_database.read() as conn:
        assert not editions.listing(conn, slug)
    assert "goes on: nothing was left out" in await said(young, await send(young, f"/digests/{slug}/resume", page=page))
    compose_due(sqlite_database, now=NOW + HOUR, options=options)
    with sqlite_database.read() as conn:
        assert len(editions.listing(conn, slug)) == 1
    assert "is retired" in await said(young, await send(young, f"/digests/{slug}/retire", page=page))
    assert "<h2>Retired</h2>" in (await young.get("/digests")).text
    assert "is in use again" in await said(young, await send(young, f"/digests/{slug}/restore", page=page))
    assert stored(sqlite_database).since == NOW
    config = await said(young, await send(young, "/digests/morning/retire", page=page))
    assert "Not retired." in config
    assert "Paused since" in await said(young, await send(young, "/digests/morning/pause", page=page))
    refused = await send(young, "/digests/morning/edit", **hourly, base="1")
    assert "Not saved: this digest is declared in" in refused.text


async def test_readers_look_and_do_not_save(sqlite_database: Database, young: httpx.AsyncClient) -> None:
    sqlite_database.run(lambda conn: people.add(conn, "rita", "reader", hashed("harbour-lamp-quay"), NOW))
    options = WebOptions(auth="always", base_url="http://127.0.0.1:8000")
    app = site.build(sqlite_database, options, Still(), rules=RULES)
    fields = EVENING | {"topics": ["sohae"]}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        form = (await client.get("/login")).text
        await client.post("/login", data={"csrf": csrf_in(form), "name": "rita", "password": "harbour-lamp-quay"})
        assert "Saving needs the role editor" in (await client.get("/digests/new")).text
        assert (await send(client, "/digests/new", "preview", **fields)).status_code == 200
        assert (await send(client, "/digests/new", **fields, base="0")).status_code == 403
        assert (await send(client, "/digests/morning/pause", page="/digests/new")).status_code == 403
        assert (await client.post("/digests/new", data={"do": "save", **fields})).status_code == 403


async def test_what_can_not_be_read_any_more_is_set_aside(young: httpx.AsyncClient, sqlite_database: Database) -> None:
    await send(young, "/digests/new", **EVENING | {"topics": ["sohae"]}, base="0")
    broken = {**digests.to_json(stored(sqlite_database).spec), "order": "by moon", "length": 7}
    d = schema.digest
    sqlite_database.run(lambda conn: conn.execute(update(d).where(d.c.slug == "evening-brief").values(spec=broken)))
    for path in ("/", "/digests", "/digests/morning", "/digests/evening-brief/edit", "/system"):
        assert (await young.get(path)).status_code == 200, path
    shown = (await young.get("/digests")).text
    assert "<h2>Set aside</h2>" in shown
    assert "order" in shown
    form = (await young.get("/digests/evening-brief/edit")).text
    assert "set aside" in form
    assert 'value="7"' in form
    compose_due(sqlite_database, now=NOW + 24 * HOUR, options=Options("sqlite://"))
    with sqlite_database.read() as conn:
        assert editions.listing(conn, "morning")
    await said(young, await send(young, "/digests/evening-brief/edit", **EVENING | {"topics": ["sohae"]}, base="1"))
    assert stored(sqlite_database).trouble == ""
