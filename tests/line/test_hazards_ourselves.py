"""What may befall ourselves while we poll: a database that is locked, cut off or full, and a stop at any moment. The
daemon lives through it, takes up its work again without a hand, and nothing is lost or doubled."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select, text

from monitor.model.feed import FeedSpec
from monitor.store import checking, feeds
from monitor.store.database import Database
from monitor.store.schema import article
from tests.fakes.growing import Growing, growing
from tests.fakes.newsstand import write_config

FEEDS, INTERVAL_S, PATIENCE_S = 4, 1, 60.0
FETCH = """allow = ["127.0.0.1:{port}"]
resolve = [["*.example", "127.0.0.1:{port}"]]
host_gap_s = 0.0
deadline_s = 2.0
page_deadline_s = 2.0"""
POLL = "tick_s = 0.2\njitter = 0.0\nfloor_s = 1\nlease_s = 10"


@dataclass
class Scene:
    """Feeds that grow, a database, and a daemon that polls them each second."""

    stand: Growing
    database: Database
    folder: Path

    @contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "monitor", "--config", str(self.folder), "run", "--only", "ingest"]
        url = self.database.url.render_as_string(hide_password=False)
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env={**os.environ, "MONITOR_DATABASE_URL": url}, stderr=log)
            try:
                yield process
            finally:
                for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else ():
                    child.kill()
                process.kill()
                process.wait(10)

    def requests(self) -> int:
        return sum(map(len, self.stand.asked.values()))

    def stored(self) -> list[str]:
        with self.database.read() as conn:
            return sorted(str(url) for url in conn.execute(select(article.c.url)).scalars())

    def works(self) -> None:
        """Wait until something new has been polled and stored."""
        before = self.stored() if self.requests() else []
        wait_for(lambda: len(self.stored()) > len(before), "something new to be stored")

    def ends_whole(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until everything is stored, once; stop; nothing is half written."""
        self.stand.frozen = True
        wait_for(lambda: self.stored() == self.stand.articles(), "everything to be stored")
        assert process.poll() is None
        stopped(process)
        assert [found for found in checking.check(self.database) if not found.ok] == []

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")


def wait_for(condition: Callable[[], object], why: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited too long for {why}"
        time.sleep(0.1)


def stopped(process: subprocess.Popen[bytes]) -> None:
    """A stop is heard at once and leaves in order."""
    begun = time.monotonic()
    process.terminate()
    assert process.wait(20) == 0
    assert time.monotonic() - begun < 20


@contextmanager
def scene_of(database: Database, folder: Path) -> Iterator[Scene]:
    with growing(FEEDS, window=90) as stand:  # so long that nothing falls out while the store is away
        write_config(folder, None, fetch=FETCH.format(port=stand.port), poll=POLL)
        specs = [FeedSpec(slug, f"http://{slug}.example/feed", interval_s=INTERVAL_S) for slug in stand.slugs]
        feeds.declare(database, specs, managed_by="app", now=datetime.now(UTC))
        yield Scene(stand, database, folder)


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene_of(database, tmp_path / "config") as scene:
        yield scene


@pytest.fixture
def sqlite_scene(sqlite_database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene_of(sqlite_database, tmp_path / "config") as scene:
        yield scene


@pytest.fixture
def postgres_scene(postgres_database: Database, tmp_path: Path) -> Iterator[Scene]:
    with scene_of(postgres_database, tmp_path / "config") as scene:
        yield scene


def test_a_database_that_somebody_else_locks_for_long(sqlite_scene: Scene) -> None:
    with sqlite_scene.daemon() as process:
        sqlite_scene.works()
        other = sqlite3.connect(str(sqlite_scene.database.url.database), isolation_level=None, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(12)  # longer than any writer waits
        other.execute("ROLLBACK")
        other.close()
        sqlite_scene.works()
        sqlite_scene.ends_whole(process)


def test_a_disk_that_is_full_for_a_while(sqlite_scene: Scene) -> None:
    with sqlite_scene.daemon() as process:
        sqlite_scene.works()
        writer = psutil.Process(process.pid)
        usual = writer.rlimit(resource.RLIMIT_FSIZE)
        writer.rlimit(resource.RLIMIT_FSIZE, (4096, usual[1]))  # no file may be written beyond its first page
        before = len(sqlite_scene.stored())
        heard = sqlite_scene.requests()
        time.sleep(6)
        assert len(sqlite_scene.stored()) <= before + 2 * FEEDS  # what was on its way
        assert process.poll() is None
        writer.rlimit(resource.RLIMIT_FSIZE, usual)
        sqlite_scene.works()
        assert sqlite_scene.requests() > heard
        sqlite_scene.ends_whole(process)


def test_a_server_of_databases_that_hangs_up_on_us(postgres_scene: Scene) -> None:
    hang_up = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                   "AND pid <> pg_backend_pid()")  # fmt: skip
    with postgres_scene.daemon() as process:
        postgres_scene.works()
        postgres_scene.database.close()  # not ours
        for _ in range(5):
            with postgres_scene.database.read() as conn:
                conn.execute(hang_up)
            postgres_scene.database.close()
            time.sleep(0.7)
        postgres_scene.works()
        postgres_scene.ends_whole(process)


MOMENTS = [random.Random(n).uniform(0.0, 3.0) for n in range(int(os.environ.get("MONITOR_ROUNDS", "2")))]


def test_a_stop_at_any_moment_leaves_in_order(scene: Scene) -> None:
    for moment in MOMENTS:
        heard = scene.requests()
        with scene.daemon() as process:
            wait_for(lambda heard=heard: scene.requests() > heard, "a request")  # type: ignore[misc]
            time.sleep(moment)
            stopped(process)
        assert [found for found in checking.check(scene.database) if not found.ok] == []
    heard = scene.requests()
    with scene.daemon() as process:
        wait_for(lambda: scene.requests() > heard, "a request")
        scene.ends_whole(process)
