"""Killed at any moment, started again: nothing lost, nothing repeated. Real processes, real HTTP, both databases."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from monitor.store import counters
from monitor.store.database import Database
from monitor.store.schema import (
    article,
    article_key,
    feed,
    judgement,
    lease,
    revision,
    sighting,
    topic_match,
    unjudged,
    verdict,
)
from tests.fakes.newsstand import Newsstand, newsstand, write_config

FEEDS, ENTRIES = 12, 10
ROUNDS = int(os.environ.get("MONITOR_ROUNDS", "2"))
PATIENCE_S = 60.0


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "monitor", "--config", str(folder), *words]


def environment(database: Database) -> dict[str, str]:
    url = database.url.render_as_string(hide_password=False)
    return {**os.environ, "MONITOR_DATABASE_URL": url}


def start(folder: Path, database: Database, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(folder, *words), env=environment(database), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(folder: Path, database: Database, *words: str) -> dict[str, int]:
    """Run to the end; the summary line."""
    done = subprocess.run(
        command(folder, *words),
        env=environment(database),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, int] = json.loads(done.stdout.splitlines()[-1])["summary"]
    return summary


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)


def count(database: Database, table: object) -> int:
    with database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.005)


def assert_whole(database: Database, stand: Newsstand) -> None:
    """Every article once, with its key, match, search row and judgement; the counters equal a recount."""
    with database.read() as conn:
        urls = list(conn.execute(select(article.c.url)).scalars())
        assert sorted(urls) == sorted(stand.articles)
        assert conn.execute(select(func.count()).select_from(revision)).scalar_one() == len(urls)
        twice = FEEDS * len(range(0, ENTRIES, 5))
        assert conn.execute(select(func.count()).select_from(sighting)).scalar_one() == len(urls) + twice
        keyed = conn.execute(select(func.count(article_key.c.article_id.distinct()))).scalar_one()
        assert keyed == len(urls)
        matched = conn.execute(select(func.count()).select_from(topic_match)).scalar_one()
        assert matched == FEEDS * len(range(0, ENTRIES, 3))
        assert counters.stored(conn) == counters.recount(conn)


def assert_judged(database: Database, stand: Newsstand) -> None:
    """Every article judged once, with one open verdict of a kind."""
    assert count(database, unjudged) == 0
    assert count(database, judgement) == len(stand.articles)
    with database.read() as conn:
        rows = conn.execute(
            select(verdict.c.kind, verdict.c.article_id)
            .where(verdict.c.valid_to.is_(None))
            .group_by(verdict.c.kind, verdict.c.article_id)
            .having(func.count() > 1)
        ).all()
    assert rows == []


def free_the_leases(database: Database) -> None:
    """A killed process keeps its leases until they run out; tests do not wait for that."""
    with database.write() as conn:
        conn.execute(feed.update().values(lease_until=0))
        conn.execute(lease.update().values(until=0))


def test_killed_in_the_middle_of_a_poll(database: Database, tmp_path: Path) -> None:
    with newsstand(FEEDS, ENTRIES) as stand:
        folder = write_config(tmp_path / "config", stand)
        for turn in range(ROUNDS):
            reached = threading.Event()
            target = len(stand.asked) + 2 + 3 * (turn % 8)
            stand.on_request = lambda asked, target=target, reached=reached: reached.set() if asked >= target else None  # type: ignore[misc]
            process = start(folder, database, "poll", "--all")
            wait_for(reached.is_set, process)
            kill(process)
            free_the_leases(database)
        stand.on_request = lambda asked: None
        finish(folder, database, "poll", "--all", "--json")
        assert_whole(database, stand)
        assert_judged(database, stand)
        again = finish(folder, database, "poll", "--all", "--json")
        assert (again["new"], again["revised"], again["judged"]) == (0, 0, 0)
        assert_whole(database, stand)


def test_killed_in_the_middle_of_a_judge_batch(database: Database, tmp_path: Path) -> None:
    with newsstand(FEEDS, ENTRIES) as stand:
        folder = write_config(tmp_path / "config", stand, judge="batch = 5")
        for turn in range(ROUNDS):
            before = count(database, judgement)
            process = start(folder, database, "poll", "--all")
            wait_for(lambda before=before, turn=turn: count(database, judgement) > before + 5 * (turn % 8), process)  # type: ignore[misc]
            kill(process)
            free_the_leases(database)
            assert count(database, judgement) + count(database, unjudged) == count(database, article)
        finish(folder, database, "poll", "--all", "--json")
        assert_whole(database, stand)
        assert_judged(database, stand)
