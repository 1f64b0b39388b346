"""How long a person waits for the back-test of an edit on the page of the topic editor, in a real browser.

python -m bench.editor [--articles N] [--keep FILE] [--runs N]

A dashboard on an archive of `bench.archive` (100,000 articles of a month), Debian's Chromium through playwright: each
of the shipped topics is opened, edited, and "Run" is pressed; what is shown is the time from the click to the panel
that can be read, beside what the back-test itself says, and the CPU time of the dashboard.
"""

import argparse
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn

from bench import archive
from bench.pictures import CHROMIUM
from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.settings import Settings, load
from monitor.store import topics, upgrade
from monitor.store.database import Database


class Still:
    """The moment at which the archive ends."""

    def now(self) -> datetime:
        """That moment."""
        return archive.NOW


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", help="a SQLite file to fill, or to use when it is there")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    settings = load(None, {})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(asked.keep or f"{folder}/bench.db")
        fresh, db = not path.exists(), Database(f"sqlite:///{path}")
        upgrade.upgrade(db)
        if fresh:
            archive.fill(db, asked.articles, settings.topics)
        topics.declare(db, settings.topics, managed_by="config", now=archive.NOW)
        with _dashboard(db, settings) as url:
            _measure(url, [spec.slug for spec in settings.topics], asked.runs)
        db.close()


@contextmanager
def _dashboard(db: Database, settings: Settings) -> Iterator[str]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        options = WebOptions(port=port, base_url=f"http://127.0.0.1:{port}")
        app = site.build(db, options, Still(), shared=settings.groups)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = server.force_exit = True
        thread.join(10)


def _measure(url: str, slugs: list[str], runs: int) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy

    print("| edit | articles | gained | click to panel, s | back-test, s | CPU of the dashboard, s |")
    print("|---|---|---|---|---|---|")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(120_000)
        for slug in slugs:
            page.goto(f"{url}/topics/{slug}/edit")
            page.fill("#query", f"({page.input_value('#query')}) OR quay*")
            _show(
                slug, [_run(page) for _ in range(runs + 1)][1:], page.locator(".backtested .lead b").all_inner_texts()
            )
        browser.close()


def _run(page: Any) -> tuple[float, float, float]:
    begun, worked = time.perf_counter(), os.times()
    page.get_by_role("button", name="Run").click()
    page.locator(".backtested").wait_for()
    wall, now = time.perf_counter() - begun, os.times()
    return (
        wall,
        int(page.get_attribute(".backtested", "data-ms")) / 1000,
        now.user + now.system - worked.user - worked.system,
    )


def _show(slug: str, times: list[tuple[float, float, float]], bold: list[str]) -> None:
    wall, own, cpu = (median(column) for column in zip(*times, strict=True))
    print(f"| `{slug}` OR quay* | {bold[0]} | {bold[1].split()[0]} | {wall:.2f} | {own:.2f} | {cpu:.2f} |", flush=True)


if __name__ == "__main__":
    main()
