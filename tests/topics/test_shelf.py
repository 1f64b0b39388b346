"""Topics of the database from the command line: saved, looked back at, retired, matched again; moved into the files."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.__main__ import run
from monitor.cli import topic_shelf_desk
from monitor.errors import NotFound
from monitor.model.topic import TopicSpec
from monitor.publish.topic_toml import to_toml
from monitor.settings import load
from monitor.settings.topic_file import topics_of
from monitor.store import landing, retags, topics
from monitor.store.database import Database
from tests.store import make
from tests.topics.packs import FOLDER

TOPIC = """
slug = "duties"
name = "Duties"
query = "duty"
decoys = ["duty of care"]
must_match = ["Import duty on almonds"]
must_not_match = ["Duty of care"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    for name in ("topics.toml", "digests.toml", "feeds.toml"):
        (made / name).write_text("", "utf-8")
    (tmp_path / "duties.toml").write_text(TOPIC, "utf-8")
    monkeypatch.setenv("MONITOR_CONFIG", str(made))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path}/monitor.db")
    return tmp_path


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    opened = Database(os.environ["MONITOR_DATABASE_URL"])
    yield opened
    opened.close()


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_file_is_saved_and_its_past_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "duties.toml"
    assert run(["topics", "add", str(file), "--json"]) == 0
    assert rows(capsys) == [{"topic": "duties", "version": 1, "outcome": "added", "failed": 0}]
    file.write_text(TOPIC.replace('"duty"\n', '"duty OR tax"\n'), "utf-8")
    assert run(["topics", "add", str(file), "--note", "taxes too", "--json"]) == 0
    assert rows(capsys)[0]["outcome"] == "changed"
    assert run(["topics", "add", str(file), "--json"]) == 0
    assert rows(capsys)[0]["outcome"] == "known"
    assert run(["topics", "versions", "duties", "--json"]) == 0
    told = rows(capsys)
    assert [(row["version"], row["note"], row["changed"]) for row in told] == [(2, "taxes too", ["Query"]), (1, "", [])]
    assert run(["topics", "show", "duties", "--version", "1"]) == 0
    assert 'query = "duty"\n' in capsys.readouterr().out
    assert run(["topics", "show", "duties", "--version", "9"]) == 1


def test_tests_of_its_own_keep_it_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "duties.toml"
    file.write_text(TOPIC.replace("Duty of care", "Duty free"), "utf-8")
    assert run(["topics", "add", str(file), "--json"]) == 1
    assert rows(capsys) == [{"topic": "duties", "version": 0, "outcome": "refused", "failed": 1}]
    assert run(["topics", "add", str(file), "--anyway", "--json"]) == 0
    capsys.readouterr()
    assert run(["topics", "versions", "duties"]) == 0
    assert "saved although 1 of its tests" in " ".join(capsys.readouterr().out.split())


def test_from_the_database_into_the_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One slug is on one side; what is retired goes over with its versions."""
    run(["topics", "add", str(folder / "duties.toml")])
    capsys.readouterr()
    run(["topics", "show", "duties"])
    (folder / "config" / "topics.d").mkdir()
    (folder / "config" / "topics.d" / "duties.toml").write_text(capsys.readouterr().out, "utf-8")
    assert run(["topics", "list"]) == 78
    said = capsys.readouterr().err
    assert "duties.toml:1" in said
    assert "`monitor topics remove duties`" in said


def test_the_shipped_topics_are_what_their_files_would_say(tmp_path: Path) -> None:
    settings = load(None, {"MONITOR_CONFIG": str(FOLDER.parent)})
    for spec in settings.topics:
        file = tmp_path / f"{spec.slug}.toml"
        file.write_text(to_toml(spec), "utf-8")
        assert topics_of(file, settings) == (spec,)


def test_retired_and_restored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["topics", "add", str(folder / "duties.toml")])
    assert run(["topics", "remove", "duties"]) == 0
    assert run(["topics", "restore", "duties"]) == 0
    assert "monitor topics retag duties --since" in capsys.readouterr().out
    assert run(["topics", "restore", "duties"]) == 0
    assert "in use already" in capsys.readouterr().out
    assert run(["topics", "remove", "none"]) == 1


def app_of(db: Database) -> Any:
    def now() -> datetime:
        return make.NOW

    return SimpleNamespace(db=db, clock=SimpleNamespace(now=now))


def save(db: Database, query: str) -> None:
    topics.save(db, TopicSpec("t", "T", query), now=make.NOW, author="ines")


def tagged(db: Database, *slugs: str) -> list[tuple[int, int, int]]:
    found = topic_shelf_desk.retagged(app_of(db), slugs, since=None)
    return [(row.articles, row.new, row.ended) for row in found]


def land(db: Database, count: int) -> None:
    due = make.one_due(db)
    items = [make.placement(make.entry(n, title=f"Import duty {n}")) for n in range(count)]
    db.run(lambda conn: landing.land(conn, due, make.result(*items), now=make.NOW))


def test_retag_matches_the_archive_again(database: Database) -> None:
    save(database, "nothing")
    land(database, 3)
    save(database, "duty")
    assert tagged(database) == [(3, 3, 0)]
    assert tagged(database, "t") == [(3, 0, 0)]
    save(database, "title:duty body:1")
    assert tagged(database) == [(3, 0, 2)]
    with pytest.raises(NotFound):
        tagged(database, "none")


CHILD = """
import sys
from monitor.publish.retagging import Retagger
from monitor.store.database import Database
from tests.store.make import NOW
worker = Retagger(Database(sys.argv[1]), lambda: NOW, batch=1)
while worker.step() is not None:
    print(flush=True)
"""


def test_killed_and_started_again_it_goes_on(folder: Path, db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    run(["topics", "add", str(folder / "duties.toml")])
    land(db, 150)
    retags.wish(db, ["duties"], since=None, author="ines", now=make.NOW)
    command = [sys.executable, "-c", CHILD, os.environ["MONITOR_DATABASE_URL"]]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    before = looked(db)
    assert 0 < before < 150
    capsys.readouterr()
    assert run(["topics", "retag", "duties", "--json"]) == 0
    (row,) = rows(capsys)
    assert (row["articles"], row["new"], row["outcome"]) == (150, 150, "done")
    with db.read() as conn:
        assert len(retags.unfinished(conn)) == 0


def looked(db: Database) -> int:
    with db.read() as conn:
        one = retags.last_of(conn, "duties")
    return one.looked if one else 0
