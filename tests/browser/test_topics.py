"""The topic editor in a real browser: an edit is tried, back-tested, saved as version 2; with and without scripts."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from monitor.model.options import WebOptions
from monitor.model.topic import TopicSpec
from monitor.publish.retagging import Retagger
from monitor.publish.web import site
from monitor.store import retags, topics
from monitor.store.database import Database
from tests.browser.test_browser import CHROMIUM, SERIOUS, Tab, browser  # noqa: F401 - a fixture
from tests.builders import newsroom
from tests.web.conftest import Still

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}")
SPEC = TopicSpec("harbours", "Harbours", "harbour", (), (), ("Harbour grows", "북한 harbour 확장"), ("Port wine",))
PAGES = ("/topics", "/topics/new", "/topics/harbours/edit", "/topics/sohae/edit", "/topics/harbours?tab=versions",
         "/topics/harbours/versions/1")  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("topics") / "news.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = Database(f"sqlite:///{path}")
    newsroom.fill(opened)
    topics.save(opened, SPEC, now=newsroom.NOW, author="ines")
    retags.wish(opened, ["harbours"], since=None, author="ines", now=newsroom.NOW)
    work_off(opened)
    yield opened
    opened.close()


def work_off(database: Database) -> None:
    """What the daemon does."""
    worker = Retagger(database, lambda: newsroom.NOW)
    while worker.step() is not None:
        pass


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


def test_an_edit_is_back_tested_and_saved_as_version_2(browser: Any, url: str, database: Database) -> None:  # noqa: F811
    with Tab(browser, url) as tab:
        page = tab.open("/topics/harbours")
        page.get_by_role("link", name="Edit and back-test").click()
        page.wait_for_url("**/topics/harbours/edit")
        page.get_by_label("Query").fill("harbour NOT 36\nOR sohae OR OR quay")
        page.get_by_role("button", name="Run").click()
        place = page.locator("#query-wrong-1")
        place.wait_for()
        assert "Line 2, column" in place.inner_text()
        page.get_by_label("Query").fill("harbour NOT 36\nOR sohae AND quay*")
        page.get_by_label("Must not match").fill("Port wine\nHarbour festival")
        page.get_by_role("button", name="Run").click()
        panel = page.locator(".backtested")
        panel.wait_for()
        assert "against version 1" in panel.inner_text()
        assert page.locator("svg.backtest.wide rect.stories").count() >= 29
        assert page.locator("section[aria-labelledby=gained] mark").count() >= 1
        assert page.locator("section[aria-labelledby=lost] li").count() >= 1
        page.get_by_role("button", name="Save as v2").click()
        page.locator(".said.bad").wait_for()
        assert "Not saved: 1 test of its own fails." in page.locator(".said.bad").inner_text()
        page.get_by_label("Must not match").fill("Port wine")
        page.get_by_label("Why").fill("quays of Sohae too")
        page.get_by_label("Match again").select_option("all")
        page.get_by_role("button", name="Save as v2").click()
        page.wait_for_url("**/topics/harbours?tab=versions")
        assert "Saved as version 2." in page.locator(".said").inner_text()
        assert page.locator("progress").count() == 1
        page.locator(".pulse.on").wait_for()
        work_off(database)
        page.get_by_role("link", name="It is done: look again").click()
        assert "was matched again with v2" in page.locator("#retag").inner_text()
        page.get_by_role("link", name="v2", exact=True).last.click()
        page.wait_for_url("**/versions/2")
        assert page.locator("ins").first.inner_text().strip()
        assert "quays of Sohae too" in page.locator("main").inner_text()
        assert [one for one in tab.said if "status of 400" not in one] == []
    assert topics.current(database)[-1][1] == 2


def test_by_keyboard_and_without_scripts(browser: Any, url: str, database: Database) -> None:  # noqa: F811
    with Tab(browser, url, java_script_enabled=False, viewport={"width": 390, "height": 844}) as tab:
        page = tab.open("/topics/new")
        page.get_by_label("Name", exact=True).focus()
        page.keyboard.type("Berths")
        page.keyboard.press("Enter")  # checks, and saves nothing
        page.keyboard.press("Tab")
        page.get_by_label("Query").focus()
        page.keyboard.type("berth*")
        page.get_by_role("button", name="Run").press("Enter")
        page.locator(".backtested").wait_for()
        page.get_by_role("button", name="Save as v1").press("Enter")
        page.wait_for_url("**/topics/berths?tab=versions")
    assert "berths" in [spec.slug for spec, _, _ in topics.current(database)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_and_phones_find_nothing(browser: Any, url: str, scheme: str) -> None:  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    found: dict[str, list[str]] = {}
    with Tab(browser, url, color_scheme=scheme, viewport={"width": 390, "height": 844}) as tab:
        for path in PAGES if scheme == "light" else PAGES[2:4]:
            page = tab.open(path)
            if path.endswith("/edit"):
                page.get_by_role("button", name="Run").click()
                page.locator(".backtested").wait_for()
            violations = axe.run(page).response["violations"]
            bad = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations if one["impact"] in SERIOUS]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found |= {path: [*bad, *([f"{wide} px wide"] if wide > 390 else [])]} if bad or wide > 390 else {}
        assert not tab.said
    assert not found
