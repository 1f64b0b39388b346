"""Leaving and joining lists: links in mails that act without a login, and only when they are POSTed."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from monitor.model.letter import Standing
from monitor.model.options import WebOptions
from monitor.publish.addressing import addressed
from monitor.publish.signing import Claim, signer
from monitor.publish.web import site
from monitor.store import editions, people, subscribers
from monitor.store.database import Database
from monitor.store.schema import delivery, letter
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive

pytestmark = pytest.mark.anyio
BASE = "https://monitor.example"
LIST, MINA = "digests/sohae", "mina@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Still:
    at = END

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> Still:
    return Still()


@pytest.fixture
async def client(database: Database, clock: Still) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with no account at all, at a dashboard that asks for a login."""
    Archive(database).digest(replace(SPEC, recipients=(MINA, "b@example.org")))
    options = WebOptions(base_url=BASE)
    with database.write() as conn:
        people.add(conn, "admin", "admin", "x", END)
    app = site.build(database, options, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as opened:
        yield opened


def recipients(db: Database) -> tuple[str, ...]:
    with db.read() as conn:
        return addressed(conn, editions.by_slug(conn, "sohae")).spec.recipients


async def test_a_get_shows_and_a_post_acts(client: httpx.AsyncClient, database: Database) -> None:
    address = f"/u/{signer(database).leave(Claim(LIST, MINA))}"
    for _ in range(2):
        shown = await client.get(address)
        assert shown.status_code == 200
        assert "Stop Sohae" in shown.text
    assert (await client.head(address)).status_code == 200
    assert recipients(database) == (MINA, "b@example.org")
    done = await client.post(address, data={"act": "leave"})
    assert "is stopped" in done.text
    assert recipients(database) == ("b@example.org",)
    assert "is stopped" in (await client.get(address)).text
    undone = await client.post(address, data={"act": "undo"})
    assert "goes on" in undone.text
    assert recipients(database) == (MINA, "b@example.org")


@pytest.mark.parametrize("multipart", [False, True])
async def test_one_click_of_a_mail_program(client: httpx.AsyncClient, database: Database, multipart: bool) -> None:
    address = f"/u/{signer(database).leave(Claim(LIST, MINA))}"
    said = {"files": {"List-Unsubscribe": (None, "One-Click")}} if multipart else {"data": ONE_CLICK}
    for _ in range(2):
        done = await client.post(address, **said)
        assert (done.status_code, done.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert recipients(database) == ("b@example.org",)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded"])
async def test_a_broken_form_leaves_all_the_same(client: httpx.AsyncClient, database: Database, kind: str) -> None:
    address = f"/u/{signer(database).leave(Claim(LIST, MINA))}"
    done = await client.post(address, content=b"\xff" * 100, headers={"content-type": kind})
    assert done.status_code == 200
    assert recipients(database) == ("b@example.org",)


async def test_leaving_survives_a_new_declaration_and_holds_in_any_spelling(
    client: httpx.AsyncClient, database: Database
) -> None:
    await client.post(f"/u/{signer(database).leave(Claim(LIST, 'MINA@example.org'))}", data=ONE_CLICK)
    again = replace(SPEC, recipients=("Mina@Example.org",))
    editions.declare(database, [again], managed_by="config", now=END)
    assert recipients(database) == ()


async def test_a_wrong_token_says_the_same_whatever_is_wrong_with_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    seal = signer(database)
    good = seal.leave(Claim(LIST, MINA))
    join = seal.join(Claim(LIST, "nobody@example.org"), END)
    wrong = ["yours", "x", good[:-1], good + "A", good.replace(".", ".A"), join, "." * 3000, "%00", "한"]
    said = {(answer.status_code, answer.text) for token in wrong for answer in [await client.get(f"/u/{token}")]}
    assert [status for status, _ in said] == [404]
    assert {(await client.post(f"/u/{token}", data=ONE_CLICK)).status_code for token in wrong} == {404}
    assert (await client.get(f"/confirm/{good}")).status_code == 404
    assert recipients(database) == (MINA, "b@example.org")


async def test_who_never_was_on_it_learns_nothing(client: httpx.AsyncClient, database: Database) -> None:
    seal = signer(database)
    pages = [(await client.get(f"/u/{seal.leave(Claim(LIST, to))}")).text for to in (MINA, "never@example.org")]
    assert pages[0].replace(MINA, "X") == pages[1].replace("never@example.org", "X")


async def test_keys_of_two_databases_differ(database: Database, sqlite_database: Database) -> None:
    assert signer(database).leave(Claim(LIST, MINA)) == signer(database).leave(Claim(LIST, MINA))
    if database is not sqlite_database:
        assert signer(sqlite_database).may_leave(signer(database).leave(Claim(LIST, MINA))) is None


# --- joining


@pytest.fixture
async def desk(database: Database, clock: Still) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever sits at this machine."""
    Archive(database)
    app = site.build(database, WebOptions(), clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as opened:
        yield opened


async def send(desk: httpx.AsyncClient, act: str, address: str) -> str:
    page = await desk.get("/digests/sohae")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    form = {"csrf": csrf[1], "address": address}
    done = await desk.post(f"/digests/sohae/recipients/{act}", data=form, follow_redirects=True)
    return done.text


def letters(db: Database) -> list[tuple[str, str, str]]:
    with db.read() as conn:
        rows = conn.execute(letter.join(delivery, delivery.c.letter_id == letter.c.id).select().order_by(letter.c.id))
        return [(row.kind, row.recipient, row.text) for row in rows]


def link_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/confirm/\S+)", text)
    assert found
    return found[1]


async def test_an_address_joins_only_by_its_own_mail(desk: httpx.AsyncClient, database: Database) -> None:
    said = await send(desk, "subscribe", " new@example.org ")
    assert "asks whether it wants Sohae" in said
    assert "asked, has not confirmed" in said
    assert recipients(database) == (MINA,)
    ((kind, to, text),) = letters(database)
    assert (kind, to) == ("confirmation", "new@example.org")
    link = link_in(text)
    assert "Get Sohae?" in (await desk.get(link)).text
    assert recipients(database) == (MINA,)
    assert "on its way" in (await desk.post(link)).text
    assert recipients(database) == (MINA, "new@example.org")
    assert "is on Sohae already" in await send(desk, "subscribe", "NEW@example.org")
    assert "gets no further" in await send(desk, "remove", "new@example.org")
    assert (await desk.post(link)).status_code == 404  # the owner's word wins over an old link
    assert recipients(database) == (MINA,)


async def test_a_link_to_join_is_good_for_seven_days(desk: httpx.AsyncClient, database: Database, clock: Still) -> None:
    await send(desk, "subscribe", "new@example.org")
    link = link_in(letters(database)[0][2])
    clock.at = END + timedelta(days=7, seconds=1)
    assert (await desk.get(link)).status_code == 404
    assert (await desk.post(link)).status_code == 404
    assert recipients(database) == (MINA,)


async def test_asking_is_limited(desk: httpx.AsyncClient, database: Database, clock: Still) -> None:
    for n in range(3):
        clock.at = END + timedelta(minutes=n)
        await send(desk, "subscribe", "new@example.org")
    assert "Too many" in await send(desk, "subscribe", "new@example.org")
    for n in range(17):
        await send(desk, "subscribe", f"n{n}@example.org")
    assert "Too many" in await send(desk, "subscribe", "other@example.org")
    assert len(letters(database)) == 20
    clock.at = END + timedelta(days=1, hours=1)
    assert "asks whether" in await send(desk, "subscribe", "new@example.org")


@pytest.mark.parametrize("address", ["", "x", "a@b", "a@b.example\r\nBcc: c@d.example", "<a@b.example>",
                                     "a@b.example,c@d.example",
                                     "ü@b.example", "a b@c.example", "a@" + "b" * 300 + ".example"])  # fmt: skip
async def test_what_is_no_address_is_said_and_asked_nothing(
    desk: httpx.AsyncClient, database: Database, address: str
) -> None:
    assert "no mail address" in await send(desk, "subscribe", address)
    assert letters(database) == []


async def test_who_left_may_join_again_only_by_their_own_mail(desk: httpx.AsyncClient, database: Database) -> None:
    with database.write() as conn:
        subscribers.stop(conn, LIST, MINA, END, "left")
    assert recipients(database) == ()
    await send(desk, "subscribe", MINA)
    assert recipients(database) == ()
    await desk.post(link_in(letters(database)[0][2]))
    assert recipients(database) == (MINA,)
    with database.read() as conn:
        known = subscribers.one(conn, LIST, MINA)
    assert known is not None
    assert known.state is Standing.ACTIVE


async def test_a_forged_form_asks_nobody(desk: httpx.AsyncClient, database: Database) -> None:
    done = await desk.post("/digests/sohae/recipients/subscribe", data={"address": "new@example.org"})
    assert done.status_code == 403
    assert letters(database) == []


async def test_what_is_too_large_does_nothing(client: httpx.AsyncClient, database: Database) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 2**20

    address = f"/u/{signer(database).leave(Claim(LIST, MINA))}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"x" * 3 * 2**20, pieces()):
        assert (await client.post(address, content=body, headers=kind)).status_code == 413
    assert recipients(database) == (MINA, "b@example.org")


async def test_a_list_of_alerts_sends_alerts(client: httpx.AsyncClient, database: Database) -> None:
    address = f"/u/{signer(database).leave(Claim('alerts/now', MINA))}"
    shown = await client.get(address)
    assert f"{MINA} would get no further alerts of now." in shown.text
    assert "edition" not in shown.text
