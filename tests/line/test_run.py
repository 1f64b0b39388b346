"""`monitor run` as its user runs it: processes, signals, a crash, a broken reload."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from monitor.store.database import Database
from monitor.store.schema import article, judgement, topic
from tests.fakes.newsstand import newsstand, write_config

PATIENCE_S = 60.0


@contextmanager
def daemon(folder: Path, database: Database, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A running `monitor run`; whatever is left of it at the end is killed."""
    url = database.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(folder), "run", *words],
        env={**os.environ, "MONITOR_DATABASE_URL": url},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        for child in children(process):
            child.kill()
        process.kill()
        process.communicate(timeout=10)


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def role(process: subprocess.Popen[str], name: str) -> psutil.Process | None:
    return next((child for child in children(process) if name in _words(child)), None)


def _words(child: psutil.Process) -> list[str]:
    try:
        return child.cmdline()
    except psutil.NoSuchProcess:
        return []


def wait_for(condition: Callable[[], object], why: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited too long for {why}"
        time.sleep(0.05)


def count(database: Database, table: object) -> int:
    with database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_polls_and_judges_survives_a_crash_and_stops_when_asked(database: Database, tmp_path: Path) -> None:
    with newsstand(4, 5) as stand:
        folder = write_config(tmp_path / "config", stand)
        with daemon(folder, database, "--only", "ingest,judge") as process:
            wait_for(lambda: count(database, judgement) == 20, "every article to be judged")
            judge = role(process, "judge")
            assert judge is not None
            judge.kill()
            wait_for(lambda: (now := role(process, "judge")) and now.pid != judge.pid, "the judge to come back")
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert time.monotonic() - begun < 20
        assert count(database, article) == 20


def test_children_end_when_the_supervisor_is_killed(sqlite_database: Database, tmp_path: Path) -> None:
    with newsstand(1, 1) as stand:
        folder = write_config(tmp_path / "config", stand)
        with daemon(folder, sqlite_database, "--only", "ingest,judge") as process:
            wait_for(lambda: count(sqlite_database, judgement) == 1, "the article to be judged")
            orphans = children(process)
            process.kill()
            _, alive = psutil.wait_procs(orphans, timeout=20)
            assert not alive


def test_a_second_daemon_on_the_same_file_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    with newsstand(1, 1) as stand:
        folder = write_config(tmp_path / "config", stand)
        with daemon(folder, sqlite_database, "--only", "ingest", "--one-process"):
            wait_for(lambda: count(sqlite_database, article) == 1, "the first daemon to work")
            with daemon(folder, sqlite_database, "--only", "ingest", "--one-process") as second:
                assert second.wait(PATIENCE_S) == 78
                assert second.stderr is not None
                assert "Another monitor daemon" in second.stderr.read()


def test_a_broken_reload_keeps_the_old_configuration_and_says_so(sqlite_database: Database, tmp_path: Path) -> None:
    with newsstand(1, 1) as stand:
        folder = write_config(tmp_path / "config", stand)
        topics = folder / "topics.toml"
        with daemon(folder, sqlite_database, "--only", "ingest", "--one-process") as process:
            wait_for(lambda: count(sqlite_database, article) == 1, "the daemon to work")
            topics.write_text(topics.read_text() + '[[topic]]\nslug = "broken"\nname = "B"\nquery = "((("\n')
            process.send_signal(signal.SIGHUP)
            time.sleep(1.0)
            topics.write_text('[[topic]]\nslug = "ports"\nname = "Ports"\nquery = "port"\n')
            process.send_signal(signal.SIGHUP)
            wait_for(lambda: "ports" in slugs(sqlite_database), "the mended topic")
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert process.stderr is not None
            said = process.stderr.read()
        assert "broken" not in slugs(sqlite_database)
        assert "the old one stays in force" in said
        assert "topics.toml" in said


def slugs(database: Database) -> set[str]:
    with database.read() as conn:
        return set(conn.execute(select(topic.c.slug)).scalars())


@pytest.mark.parametrize("roles", ["poll", "ingest,fetch"])
def test_an_unknown_role_is_wrong_usage(roles: str, sqlite_database: Database, tmp_path: Path) -> None:
    with newsstand(1, 1) as stand:
        folder = write_config(tmp_path / "config", stand)
        with daemon(folder, sqlite_database, "--only", roles) as process:
            assert process.wait(PATIENCE_S) == 2
