# ruff: noqa: E501 - rows of data
"""The doors: hosts, proxies, headers, forms, hostile content."""

import re
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update
from starlette.applications import Starlette

from monitor.errors import ConfigurationError
from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.publish.web.frame import cell
from monitor.publish.web.pages.me import relative
from monitor.publish.web.passwords import hashed
from monitor.publish.web.security import HEADERS
from monitor.publish.web.sessions import MOST_TRIES, masked, proves
from monitor.publish.web.sessions import log_in as log_in_as
from monitor.store import people
from monitor.store import schema as s
from monitor.store.database import Database
from tests.builders import newsroom
from tests.web.conftest import OPTIONS, Still

pytestmark = pytest.mark.anyio
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202egpj'


def csrf_in(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found
    return found[1]


async def test_every_answer_has_the_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/feeds.json", "/nothing", "/static/monitor.css", "/login", "/api/openapi.json"):
        headers = (await client.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


async def test_a_fault_of_ours_has_the_headers_too(database: Database, own_numbers: dict[str, int]) -> None:
    def broken(_slug: str) -> str:
        raise RuntimeError("out of order")

    app = site.build(database, OPTIONS, Still(), poll_now=broken)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        token = csrf_in((await client.get("/feeds/pacific")).text)
        answer = await client.post("/feeds/pacific/poll", data={"csrf": token})
    assert answer.status_code == 500
    assert "This page could not be made." in answer.text
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    site.close(app)


async def test_pages_hold_no_inline_script_or_style(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    for path in ("/", "/topics/sohae", "/feeds", "/help", f"/articles/{numbers['port']}", "/login"):
        text = (await client.get(path)).text
        assert not re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), path


async def test_a_strange_host_is_refused(client: httpx.AsyncClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[::1]:80@evil.example", "[bad", "[::g]"):
        answer = await client.get("/", headers={"host": host})
        assert answer.status_code == 421, host
        assert answer.headers["x-frame-options"] == "DENY"
    assert (await client.get("/", headers={"host": "localhost:8000"})).status_code == 200


@pytest.mark.parametrize("header", ["forwarded", "x-forwarded-for", "X-Forwarded-Host"])
async def test_a_proxy_in_front_of_an_unlocked_dashboard_is_refused_with_the_mend(
    client: httpx.AsyncClient, header: str
) -> None:
    answer = await client.get("/", headers={header: "for=10.1.2.3"})
    assert answer.status_code == 403
    assert 'auth = "always"' in answer.text
    assert "monitor users add" in answer.text


async def test_a_form_needs_its_secret_and_its_origin(acting: httpx.AsyncClient) -> None:
    token = csrf_in((await acting.get("/feeds/pacific")).text)
    for data, headers in (
        ({}, {}), ({"csrf": "AAAA"}, {}), ({"csrf": masked("guess")}, {}),
        ({"csrf": token}, {"sec-fetch-site": "cross-site"}), ({"csrf": token}, {"sec-fetch-site": "same-site"}),
        ({"csrf": token}, {"origin": "https://evil.example"}),
    ):  # fmt: skip
        answer = await acting.post("/feeds/pacific/pause", data=data, headers=headers)
        assert answer.status_code == 403, (data, headers)
    assert (await acting.get("/feeds.json")).json()["items"][-2]["state"] == "ok"
    answer = await acting.post(
        "/feeds/pacific/pause", data={"csrf": token}, headers={"sec-fetch-site": "same-origin", "origin": "null"}
    )
    assert answer.status_code == 303


async def test_get_never_acts(client: httpx.AsyncClient) -> None:
    for path in ("/feeds/pacific/pause", "/feeds/pacific/poll", "/logout", "/me/theme"):
        assert (await client.get(path)).status_code == 405


async def test_a_feed_is_paused_resumed_and_polled(acting: httpx.AsyncClient) -> None:
    token = csrf_in((await acting.get("/feeds/pacific")).text)
    for deed, words in (("pause", "is paused"), ("resume", "polled again"), ("poll", "pacific: ok, 2 new")):
        answer = await acting.post(f"/feeds/pacific/{deed}", data={"csrf": token}, follow_redirects=True)
        assert answer.url.path == "/feeds/pacific"
        assert words in answer.text
    assert "pacific: ok" not in (await acting.get("/feeds/pacific")).text  # said once


async def test_the_theme_is_the_servers(acting: httpx.AsyncClient) -> None:
    token = csrf_in((await acting.get("/me")).text)
    answer = await acting.post("/me/theme", data={"csrf": token, "theme": "dark"}, follow_redirects=True)
    assert '<html lang="en" data-theme="dark">' in answer.text
    assert (await acting.post("/me/theme", data={"csrf": token, "theme": "pink"})).status_code == 400


async def test_too_much_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/me/theme", content=b"x" * (1024 * 1024 + 1))).status_code == 413


async def test_hostile_content_is_inert(
    acting: httpx.AsyncClient, database: Database, own_numbers: dict[str, int]
) -> None:
    port = own_numbers["port"]

    def poison(conn: object) -> None:
        run = conn.execute  # type: ignore[attr-defined]
        run(
            update(s.revision)
            .where(s.revision.c.article_id == port)
            .values(title=SCRIPT, body=SCRIPT, html=SCRIPT, author=SCRIPT)
        )
        run(update(s.article).where(s.article.c.id == port).values(url="javascript:alert(1)", lang='"><i>x'))
        run(update(s.outlet).where(s.outlet.c.slug == "northwatch").values(name=SCRIPT))
        run(
            update(s.feed)
            .where(s.feed.c.slug == "treasury")
            .values(title=SCRIPT, state_detail=SCRIPT, site_url="data:text/html,x")
        )

    database.run(poison)
    for path in ("/", "/articles", f"/articles/{port}", f"/stories/{own_numbers['story:port']}", "/feeds", "/feeds/treasury",
                 "/search?q=seaport", "/topics/sohae", f"/search?q={SCRIPT}"):  # fmt: skip
        text = (await acting.get(path)).text
        assert "<script>" not in text, path
        assert "<img" not in text, path
        assert not re.search(r'href="(javascript|data):', text), path
        assert "<i>x" not in text, path
    machine = await acting.get(f"/articles/{port}.json")
    assert machine.headers["content-type"] == "application/json"


async def test_a_mail_is_shown_but_runs_nothing(client: httpx.AsyncClient) -> None:
    text = (await client.get("/digests/morning/editions/20261123T0630Z")).text
    frame = re.search(r'<iframe src="(/editions/\d+/mail)"[^>]*sandbox=""', text)
    assert frame
    mail = await client.get(frame[1])
    assert mail.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert "<script>" in mail.text  # as it was sent; the policy and the sandbox keep it still


@pytest.fixture
async def locked(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    database.run(lambda conn: people.add(conn, "mina", "reader", hashed("correct horse"), newsroom.NOW))
    app = site.build(database, WebOptions(auth="always", base_url="https://news.example"), Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://news.example") as opened:
        yield opened


async def log_in(client: httpx.AsyncClient, name: str, password: str, onward: str = "/feeds") -> httpx.Response:
    token = csrf_in((await client.get("/login")).text)
    return await client.post("/login", data={"csrf": token, "name": name, "password": password, "next": onward})


async def test_without_a_login_nothing_is_told(locked: httpx.AsyncClient) -> None:
    answer = await locked.get("/feeds?sort=name")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Ffeeds%3Fsort%3Dname")
    for path in ("/feeds.json", "/live", "/live/new", "/stories.csv"):
        assert (await locked.get(path)).status_code == 401, path
    assert (await locked.get("/editions/1/mail")).status_code == 401
    assert (await locked.get("/nothing")).status_code in (303, 404)


async def test_a_person_logs_in_and_out(locked: httpx.AsyncClient) -> None:
    answer = await log_in(locked, "mina", "correct horse")
    assert (answer.status_code, answer.headers["location"]) == (303, "/feeds")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("__Host-monitor_session=", "HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    page = await locked.get("/me")
    assert "mina" in page.text
    token = csrf_in(page.text)
    assert (await locked.post("/feeds/pacific/pause", data={"csrf": token})).status_code == 403  # a reader only reads
    assert (await locked.post("/logout", data={"csrf": token})).status_code == 303
    assert (await locked.get("/me")).status_code == 303


async def test_wrong_name_and_wrong_password_say_the_same_and_tries_are_limited(locked: httpx.AsyncClient) -> None:
    wrong, nobody = await log_in(locked, "mina", "wrong horse"), await log_in(locked, "nobody", "wrong horse")
    assert wrong.status_code == nobody.status_code == 401
    assert "Name or password is wrong." in wrong.text
    for _ in range(3):
        await log_in(locked, "mina", "wrong horse")
    last = await log_in(locked, "mina", "correct horse")
    assert last.status_code == 429
    assert "Too many tries" in last.text


def test_many_tries_at_once_are_counted_one_by_one(database: Database) -> None:
    web = site.build(database, OPTIONS, Still()).state.web
    gate = threading.Barrier(12)

    def guess(_number: int) -> object:
        gate.wait()
        return log_in_as(web, "mina", "wrong horse", "192.0.2.1")

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(guess, range(12)))
    assert found.count(None) == MOST_TRIES
    assert all(isinstance(one, timedelta) for one in found if one is not None)


async def test_login_is_safe_from_forgery_and_open_redirects(locked: httpx.AsyncClient) -> None:
    assert (await locked.post("/login", data={"name": "mina", "password": "correct horse"})).status_code == 403
    answer = await log_in(locked, "mina", "correct horse", "//evil.example/")
    assert answer.headers["location"] == "/"


def test_next_is_a_path_of_ours() -> None:
    for bad in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:x",
        "/a\nb",
        "",
        None,
        "\\/evil",
    ):
        assert relative(bad) == "/"
    assert relative("/feeds?sort=name") == "/feeds?sort=name"


def test_nobody_can_log_in_is_a_configuration_error(sqlite_database: Database) -> None:
    for options in (WebOptions(host="0.0.0.0"), WebOptions(auth="always"), WebOptions(base_url="https://news.example")):
        with pytest.raises(ConfigurationError, match="monitor users add NAME --role admin"):
            site.build(sqlite_database, options, Still())


def test_the_first_admin_comes_from_a_file(sqlite_database: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("secret") / "password"
    path.write_text("a long password\n")
    options = WebOptions(auth="always", admin_password_file=str(path))
    for _ in range(2):
        assert isinstance(site.build(sqlite_database, options, Still()), Starlette)
    with sqlite_database.read() as conn:
        assert [(one.name, one.role) for one in people.everyone(conn)] == [("admin", "admin")]


def test_masks_hide_and_prove() -> None:
    one, two = masked("secret"), masked("secret")
    assert one != two
    assert proves("secret", one)
    assert proves("secret", two)
    assert not any(proves("secret", bad) for bad in ("", "AAAA", "ÄÖ", masked("other"), one[:-4]))
    assert not proves("", masked(""))


def test_cells_never_start_a_formula() -> None:
    for bad in ("=1+1", "+1", "-1", "@x", "\t=1"):
        assert cell(bad).startswith("'")
    assert cell(-1) == "-1"
