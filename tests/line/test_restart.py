"""Killed at any moment, started again: nothing lost, nothing repeated. Real processes, real HTTP, both databases.

The feeds of the stand grow between two kills, so that there is always something to poll. A kill comes at a moment that
is drawn from a seed, which is printed: MONITOR_SEED and MONITOR_ROUNDS repeat a run, or make it as long as one likes.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select, text

from monitor.store import checking, counters
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

FEEDS, ENTRIES, LARGE = 12, 10, 12  # LARGE: entries of a document that are new at once
ROUNDS = int(os.environ.get("MONITOR_ROUNDS", "3"))
SEED = int(os.environ.get("MONITOR_SEED", "1"))
TOGETHER = 10  # kills before everything is looked at as a whole
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
        timeout=5 * PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, int] = json.loads(done.stdout.splitlines()[-1])["summary"]
    return summary


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Until the condition holds or the process has ended by itself."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def count(database: Database, table: object) -> int:
    with database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def free_the_leases(database: Database) -> None:
    """A killed process keeps its leases until they run out; tests do not wait for that."""
    with database.write() as conn:
        conn.execute(feed.update().values(lease_until=0))
        conn.execute(lease.update().values(until=0))


# --- what must hold after each kill ---


def assert_sound(database: Database, stand: Newsstand) -> None:
    """Nothing is half there: what the database itself says, and what no half-written poll may leave."""
    if database.is_sqlite:
        with database.read() as conn:
            assert conn.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert conn.execute(text("PRAGMA foreign_key_check")).all() == []
    assert [found for found in checking.check(database) if not found.ok] == []
    assert_once(database, stand)
    assert_validators_are_not_ahead(database, stand)
    assert count(database, judgement) + count(database, unjudged) == count(database, article)


def assert_once(database: Database, stand: Newsstand) -> None:
    """No article twice, none that nobody wrote, each with its text, its name and its sightings."""
    with database.read() as conn:
        urls = list(conn.execute(select(article.c.url)).scalars())
        assert len(urls) == len(set(urls))
        assert set(urls) <= stand.articles
        assert conn.execute(select(func.count()).select_from(revision)).scalar_one() == len(urls)
        for table in (article_key, sighting):
            known = conn.execute(select(func.count(table.c.article_id.distinct()))).scalar_one()
            assert known == len(urls)
        assert counters.stored(conn) == counters.recount(conn)


def assert_validators_are_not_ahead(database: Database, stand: Newsstand) -> None:
    """A feed whose validator is that of a document has all that the document held: it would not be sent again."""
    with database.read() as conn:
        seen = conn.execute(select(sighting.c.feed_id, func.count()).group_by(sighting.c.feed_id))
        held = {int(number): int(entries) for number, entries in seen}
        for row in conn.execute(select(feed.c.id, feed.c.slug, feed.c.etag).where(feed.c.etag.is_not(None))):
            length = stand.lengths[row.etag.strip('"')]
            assert held.get(row.id, 0) >= length, (row.slug, held.get(row.id), length)


def assert_whole(database: Database, stand: Newsstand) -> None:
    """Every article is there, with its match, and seen in each feed that had it."""
    with database.read() as conn:
        assert sorted(conn.execute(select(article.c.url)).scalars()) == sorted(stand.articles)
        twice = FEEDS * len(range(0, stand.entries, 5))
        assert conn.execute(select(func.count()).select_from(sighting)).scalar_one() == len(stand.articles) + twice
        matched = conn.execute(select(func.count()).select_from(topic_match)).scalar_one()
        assert matched == FEEDS * len(range(0, stand.entries, 3))


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


# --- the kills ---


def timed(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def test_killed_at_any_moment_of_a_poll(database: Database, tmp_path: Path) -> None:
    drawn = random.Random(SEED)
    print(f"\nMONITOR_SEED={SEED} MONITOR_ROUNDS={ROUNDS}", flush=True)  # noqa: T201  to repeat it
    with newsstand(FEEDS, ENTRIES) as stand:
        folder = write_config(tmp_path / "config", stand)
        finish(folder, database, "poll", "--all", "--json")  # the first one starts workers, and takes longer
        stand.entries += 1
        killed, usual_s = 0, timed(lambda: finish(folder, database, "poll", "--all", "--json"))
        for turn in range(1, ROUNDS + 1):
            stand.entries += drawn.randint(0, 2)
            killed += killed_after(drawn.uniform(0.2, 1.0) * usual_s, start(folder, database, "poll", "--all"))
            free_the_leases(database)
            assert_sound(database, stand)
            if turn % TOGETHER == 0 or turn == ROUNDS:
                finish(folder, database, "poll", "--all", "--json")
                assert_whole(database, stand)
                assert_judged(database, stand)
        print(f"{killed} of {ROUNDS} were killed before their end", flush=True)  # noqa: T201
        assert killed >= ROUNDS / 4
        again = finish(folder, database, "poll", "--all", "--json")
        assert (again["new"], again["revised"], again["judged"]) == (0, 0, 0)
        assert_sound(database, stand)


def test_killed_while_workers_prepare_a_large_landing(database: Database, tmp_path: Path) -> None:
    """Much that is new at once, in documents that only workers read: the first poll of a feed, or one after long."""
    drawn = random.Random(SEED)
    print(f"\nMONITOR_SEED={SEED} MONITOR_ROUNDS={ROUNDS}", flush=True)  # noqa: T201  to repeat it
    with newsstand(FEEDS, LARGE, prologue="<!DOCTYPE rss>") as stand:
        folder, landed, killed = write_config(tmp_path / "config", stand), 0, 0
        for _ in range(ROUNDS):
            process = start(folder, database, "poll", "--all")
            goal = min(landed + drawn.randint(0, FEEDS * LARGE // 2), len(stand.articles) - 1)
            wait_for(lambda goal=goal: count(database, article) > goal, process)  # type: ignore[misc]
            killed += killed_after(drawn.uniform(0.0, 0.3), process)
            free_the_leases(database)
            assert_sound(database, stand)
            landed = count(database, article)
            stand.entries += LARGE * (landed == len(stand.articles))
        finish(folder, database, "poll", "--all", "--json")
        assert_whole(database, stand)
        assert_judged(database, stand)
        print(f"{killed} of {ROUNDS} were killed before their end", flush=True)  # noqa: T201
        assert killed


def killed_after(seconds: float, process: subprocess.Popen[str]) -> bool:
    """Let it work for so long, if it needs so long, and kill it without a word. Whether it was still at work."""
    end = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() >= end, process)
    kill(process)
    return process.returncode == -signal.SIGKILL


def test_killed_in_the_middle_of_a_judge_batch(database: Database, tmp_path: Path) -> None:
    with newsstand(FEEDS, ENTRIES) as stand:
        folder = write_config(tmp_path / "config", stand, judge="batch = 5")
        for turn in range(ROUNDS):
            stand.entries += turn > 0
            before = count(database, judgement)
            process = start(folder, database, "poll", "--all")
            wait_for(lambda before=before, turn=turn: count(database, judgement) > before + 5 * (turn % 8), process)  # type: ignore[misc]
            kill(process)
            free_the_leases(database)
            assert_sound(database, stand)
        finish(folder, database, "poll", "--all", "--json")
        assert_whole(database, stand)
        assert_judged(database, stand)
