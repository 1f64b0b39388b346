# ruff: noqa: E501 - rows of data
"""The pages in a real browser: nothing on the console, nothing that axe calls serious, nothing cut at 390 px."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
import uvicorn

from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.store.database import Database
from tests.builders import newsroom
from tests.web.conftest import Still

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}")
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def newsroom_url(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[str, dict[str, int]]]:
    path = tmp_path_factory.mktemp("browser") / "news.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    numbers = newsroom.fill(database)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        app = site.build(
            database, WebOptions(port=port, base_url=f"http://127.0.0.1:{port}", zone="Europe/Vienna"), Still()
        )
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}", numbers
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
    database.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


def paths(numbers: dict[str, int]) -> list[str]:
    return [
        "/", "/topics/sohae", "/topics/tariffs?tab=terms", "/topics/sanctions?tab=articles&bin=hour", "/stories",
        "/articles",         f"/stories/{numbers['story:port']}?fold=0", f"/articles/{numbers['port']}", f"/articles/{numbers['port-ko']}",
        "/search",
        "/search?q=sohae", "/search?q=(sohae", "/feeds", "/feeds/treasury", "/digests", "/digests/morning",
        "/digests/morning/editions/20261123T0630Z", "/system", "/help", "/me", "/login", "/nothing",
    ]  # fmt: skip


class Tab:
    """A browser tab that remembers what its console said."""

    def __init__(self, browser: Any, url: str, **how: Any) -> None:
        self.url, self.said = url, list[str]()
        self.context = browser.new_context(**how)
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda message: self._note(message.text) if message.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text: str) -> None:
        if "status of 404" not in text and "status of 400" not in text:
            self.said.append(text)

    def open(self, path: str) -> Any:
        self.page.goto(self.url + path, wait_until="load")
        return self.page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def test_no_page_says_anything_on_the_console(browser: Any, newsroom_url: tuple[str, dict[str, int]]) -> None:
    url, numbers = newsroom_url
    with Tab(browser, url) as tab:
        for path in paths(numbers):
            tab.open(path)
            assert not tab.said, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, newsroom_url: tuple[str, dict[str, int]], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    url, numbers = newsroom_url
    found: dict[str, list[str]] = {}
    with Tab(browser, url, color_scheme=scheme) as tab:
        for path in paths(numbers):
            violations = axe.run(tab.open(path)).response["violations"]
            bad = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations if one["impact"] in SERIOUS]
            found |= {path: bad} if bad else {}
    assert not found


@pytest.mark.parametrize("width", [390, 320])
def test_no_sideways_scroll_on_a_phone(browser: Any, newsroom_url: tuple[str, dict[str, int]], width: int) -> None:
    url, numbers = newsroom_url
    with Tab(browser, url, viewport={"width": width, "height": 844}) as tab:
        for path in paths(numbers):
            assert tab.open(path).evaluate("document.documentElement.scrollWidth") <= width, path


def test_twelve_stories_stand_on_one_screen(browser: Any, newsroom_url: tuple[str, dict[str, int]]) -> None:
    count = (
        "[...document.querySelectorAll('.row.story')].filter(row => row.getBoundingClientRect().bottom <= 800).length"
    )
    with Tab(browser, newsroom_url[0], viewport={"width": 1280, "height": 800}) as tab:
        assert tab.open("/stories").evaluate(count) >= 12


def test_keys_walk_and_open(browser: Any, newsroom_url: tuple[str, dict[str, int]]) -> None:
    with Tab(browser, newsroom_url[0]) as tab:
        page = tab.open("/stories")
        for key in "jjk":
            page.keyboard.press(key)
        first = page.locator("[data-row].here a.headline").get_attribute("href")
        assert first == page.locator("[data-row] a.headline").first.get_attribute("href")
        page.keyboard.press("o")
        page.wait_for_url(f"**{first}")
        page.keyboard.press("]")
        page.wait_for_url(lambda address: "/stories/" in address and not address.endswith(str(first)))
        page.keyboard.press("?")
        page.locator("dialog[open]").wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("f")
        page.wait_for_url("**/feeds")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "find"
        assert not tab.said


def test_without_script_pages_are_whole(browser: Any, newsroom_url: tuple[str, dict[str, int]]) -> None:
    with Tab(browser, newsroom_url[0], java_script_enabled=False) as tab:
        page = tab.open("/")
        assert page.locator(".row.story").count() == 25
        assert page.locator(".row.story .abs").first.is_visible()
        page.fill("#find", "seaport")
        page.press("#find", "Enter")
        page.wait_for_url("**/search?q=seaport")
        tab.open("/feeds/pacific")
        page.get_by_role("button", name="Pause").click()
        assert "is paused" in page.locator(".said").inner_text()
        page.get_by_role("button", name="Resume").click()
        assert "polled again" in page.locator(".said").inner_text()


def test_the_mail_in_its_frame_runs_nothing(browser: Any, newsroom_url: tuple[str, dict[str, int]]) -> None:
    with Tab(browser, newsroom_url[0]) as tab:
        page = tab.open("/digests/morning/editions/20261123T0630Z")
        page.locator("details.mail summary").click()
        heading = page.frame_locator("details.mail iframe").locator("h1")
        heading.wait_for()
        assert heading.inner_text() == "Sohae morning"
        assert page.frames[-1].title() == "m"  # its script would have changed it
