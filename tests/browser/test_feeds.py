"""The pages of feeds in a real browser: the buttons, the rhythm's picture, what is said when a poll has ended."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import insert, update

from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.store import change
from monitor.store import schema as s
from monitor.store.database import Database
from tests.browser.test_browser import CHROMIUM, SERIOUS, Tab, browser  # noqa: F401 - a fixture
from tests.builders import newsroom
from tests.web.conftest import Still

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("feeds") / "news.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = Database(f"sqlite:///{path}")
    newsroom.fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def url(database: Database) -> Iterator[str]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        app = site.build(database, WebOptions(port=port, base_url=f"http://127.0.0.1:{port}"), Still())
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = server.force_exit = True
        thread.join(10)


def polled(database: Database, slug: str) -> None:
    """What a poller leaves behind."""

    def work(conn: Any) -> None:
        number = conn.execute(
            update(s.feed)
            .where(s.feed.c.slug == slug)
            .values(last_polled=newsroom.NOW, next_poll_at=newsroom.NOW)
            .returning(s.feed.c.id)
        ).scalar_one()
        cost = {"status": 200, "wire_bytes": 900, "ms": 120, "entries": 20, "new": 2, "overlap": 18, "left_out": 0}
        conn.execute(insert(s.poll_event).values(feed_id=number, at=newsroom.NOW, outcome="ok", detail="", **cost))
        change.bump(conn)

    database.run(work)


def test_poll_now_and_the_page_says_when_it_was(browser: Any, url: str, database: Database) -> None:  # noqa: F811
    with Tab(browser, url) as tab:
        page = tab.open("/feeds/pacific")
        page.get_by_role("button", name="Poll now").click()
        page.wait_for_url("**/feeds/pacific")
        assert "pacific is due now" in page.locator(".said").inner_text()
        page.locator(".pulse.on").wait_for()
        polled(database, "pacific")
        line = page.locator("[data-feed] a")
        line.wait_for(timeout=15_000)
        assert "Polled just now: ok, 2 new" in page.locator("[data-feed]").inner_text()
        line.click()
        page.wait_for_url("**/feeds/pacific")
        assert page.locator(".polls tbody tr").first.locator(".num").nth(3).inner_text().startswith("2")
        assert not tab.said


def test_reviving_with_the_keyboard(browser: Any, url: str) -> None:  # noqa: F811
    with Tab(browser, url) as tab:
        page = tab.open("/feeds/treasury")
        page.get_by_role("button", name="Revive").focus()
        page.keyboard.press("Enter")
        page.locator(".said").wait_for()
        assert "failures of treasury are forgotten" in page.locator(".said").inner_text()
        assert not tab.said


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (390, "narrow")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_of_the_rhythm(browser: Any, url: str, width: int, shown: str, scheme: str) -> None:  # noqa: F811
    look = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    with Tab(browser, url, **look) as tab:
        page = tab.open("/feeds/wire-one")
        for drawing in ("heat", "polled"):
            assert [page.locator(f"svg.{drawing}.{size}").is_visible() for size in (shown, _other(shown))] == [
                True,
                False,
            ]
        box = page.locator(f"svg.heat.{shown}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        colours = "[...document.querySelectorAll('svg.heat rect')].map(one => getComputedStyle(one).fill)"
        assert len(set(page.evaluate(colours))) > 1  # full cells are told from empty ones
        page.locator(".rhythm summary").focus()
        page.keyboard.press("Enter")
        assert page.get_by_role("table").first.get_by_role("rowheader").count() == 7
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not tab.said


def test_axe_finds_nothing_serious_on_a_feed(browser: Any, url: str) -> None:  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    with Tab(browser, url) as tab:
        page = tab.open("/feeds/wire-one")
        page.locator(".rhythm summary").click()
        violations = axe.run(page).response["violations"]
    assert [one["id"] for one in violations if one["impact"] in SERIOUS] == []


def _other(size: str) -> str:
    return "narrow" if size == "wide" else "wide"
