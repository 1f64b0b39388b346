import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select, update

from monitor.cli import cli, examining
from monitor.cli.finding import Finding
from monitor.errors import DatabaseTooOld
from monitor.model.options import MailOptions
from monitor.store import schema
from monitor.store.database import Connection, Database
from tests.builders import newsroom


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    CliRunner().invoke(cli, ["init", str(tmp_path / "config")], catch_exceptions=False)
    return tmp_path / "config"


def findings(folder: Path, code: int, **environ: str) -> dict[str, Finding]:
    result = CliRunner().invoke(
        cli, ["--config", str(folder), "doctor", "--json"], env=environ, standalone_mode=False, catch_exceptions=False
    )
    assert result.return_value == code, result.output
    return {row["what"]: Finding(**row) for row in map(json.loads, result.output.splitlines())}


def test_init_copies_everything_and_overwrites_nothing(folder: Path) -> None:
    assert {"monitor.toml", "feeds.toml", "outlets.toml", "digests.toml"} <= {path.name for path in folder.iterdir()}
    (folder / "feeds.toml").write_text("mine")
    result = CliRunner().invoke(cli, ["init", str(folder)])
    assert "is not empty" in str(result.exception)
    assert (folder / "feeds.toml").read_text() == "mine"


def test_a_fresh_house_is_well_enough(folder: Path) -> None:
    found = findings(folder, 0)
    assert {"Python", "SQLite", "expat", "configuration", "data folder", "database"} <= set(found)
    assert found["database"].grade == "warn"
    assert not (folder.parent / "data").exists()  # looking makes nothing


def test_the_database_is_opened_and_its_version_said(folder: Path, database: Database) -> None:
    found = findings(folder, 0, MONITOR_DATABASE_URL=database.url.render_as_string(hide_password=False))
    assert found["database"].grade == "ok"
    assert "version 0" in found["database"].found


def test_a_file_that_is_no_database_fails_with_a_mend(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "not.db").write_text("this is not a database, not at all, and long enough to be looked at" * 20)
    found = findings(folder, 1, MONITOR_DATABASE_URL=f"sqlite:///{tmp_path}/not.db")
    assert found["database"].grade == "fail"
    assert found["database"].mend


def test_passwords_are_not_shown(folder: Path) -> None:
    url = "postgresql+psycopg://me:hush@127.0.0.1:1/none?connect_timeout=1"
    found = findings(folder, 1, MONITOR_DATABASE_URL=url)
    assert found["database"].grade == "fail"
    assert "hush" not in str(found)


def test_an_old_database_names_the_command(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "old.db").write_bytes(b"")
    found = findings(folder, 1, MONITOR_DATABASE_URL=f"sqlite:///{tmp_path}/old.db")
    assert found["database"].found == (DatabaseTooOld.__doc__ or "")


def test_every_configuration_problem_is_a_finding(folder: Path) -> None:
    (folder / "monitor.toml").write_text('[web]\nport = "x"\n')
    found = findings(folder, 1)
    assert found["configuration"].grade == "fail"
    assert found["configuration"].mend.endswith("monitor.toml:2")
    assert "database" not in found


def shown(folder: Path, database: Database, *words: str) -> tuple[object, dict[str, Finding]]:
    """The exit code, and the findings."""
    result = CliRunner().invoke(
        cli,
        ["--config", str(folder), "doctor", "--json", *words],
        env={"MONITOR_DATABASE_URL": database.url.render_as_string(hide_password=False)},
        standalone_mode=False,
        catch_exceptions=False,
    )
    return result.return_value, {row["what"]: Finding(**row) for row in map(json.loads, result.output.splitlines())}


def test_feeds_in_trouble_are_counted_and_the_worst_told(folder: Path, database: Database) -> None:
    newsroom.fill(database, datetime.now(UTC))
    code, found = shown(folder, database)
    assert code == 0  # they are in the output
    assert shown(folder, database, "--strict")[0] == 1
    assert found["feeds"].grade == "warn"
    assert all(f"1 {state}" in found["feeds"].found for state in ("failing", "blocked", "gone", "silent", "paused"))
    told = [what for what in found if what.startswith("feed ")]
    assert told[0] == "feed old-gazette"  # gone is worst
    assert len(told) == 5
    assert "answered 403 to every request" in found["feed treasury"].found
    assert found["feed treasury"].mend == "monitor feeds check treasury"


def test_a_newsroom_that_stands_still_is_told(folder: Path, database: Database) -> None:
    now = datetime.now(UTC)
    newsroom.fill(database, now)

    def halt(conn: Connection) -> None:
        conn.execute(update(schema.feed).values(next_poll_at=now - timedelta(hours=3), lease_until=0))
        conn.execute(update(schema.article).values(first_seen=now - timedelta(hours=4)))
        conn.execute(insert(schema.unjudged).values(article_id=1))
        conn.execute(insert(schema.host).values(host="a.example", wait_until=now + timedelta(hours=1), why=""))
        conn.execute(update(schema.edition).values(composed=now))
        conn.execute(update(schema.delivery).values(phase="refused", answer="550 no such box"))

    database.run(halt)
    _, found = shown(folder, database)
    assert (found["polling"].grade, found["judging"].grade) == ("warn", "warn")
    assert "the first for 3 h" in found["polling"].found
    assert "1 articles wait, the first for 4 h" in found["judging"].found
    assert found["hosts that wait"].found.startswith("1: a.example until ")
    assert "550 no such box" in found["editions"].found


def test_our_own_outage_is_told_as_ours(folder: Path, database: Database) -> None:
    now = datetime.now(UTC)
    newsroom.fill(database, now - timedelta(hours=1))
    event = {
        "outcome": "dns",
        "wire_bytes": 0,
        "ms": 1,
        "entries": 0,
        "new": 0,
        "overlap": 0,
        "left_out": 0,
        "detail": "",
    }
    with database.read() as conn:
        ids = conn.execute(select(schema.feed.c.id)).scalars().all()
    database.run(
        lambda conn: conn.execute(insert(schema.poll_event), [{**event, "feed_id": n, "at": now} for n in ids])
    )
    network = shown(folder, database)[1]["network"]
    assert (network.grade, "that is ours" in network.found) == ("warn", True)


def digest(folder: Path, channel: str = "mail") -> None:
    (folder / "topics.d").mkdir(exist_ok=True)
    (folder / "topics.toml").write_text('[[topic]]\nslug = "t"\nname = "T"\nquery = "tariff"\n')
    text = f'slug = "d"\nname = "D"\ntopics = ["t"]\nrecipients = ["a@example.org"]\nchannel = "{channel}"\n'
    (folder / "digests.toml").write_text(f"[[digest]]\n{text}")


def test_the_mail_server_is_asked_when_a_digest_needs_it(folder: Path) -> None:
    assert "mail server" not in findings(folder, 0)
    digest(folder)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    found = findings(folder, 1, MONITOR_MAIL_HOST="127.0.0.1", MONITOR_MAIL_PORT=port)
    assert found["mail server"].grade == "fail"


@pytest.mark.parametrize(("greeting", "grade"), [(b"220 here\r\n", "ok"), (b"554 go away\r\n", "fail"), (b"", "fail")])
def test_a_mail_server_is_known_by_its_greeting(greeting: bytes, grade: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.sendall(greeting)

        thread = threading.Thread(target=serve)
        thread.start()
        found = examining.mail_server(MailOptions(host="127.0.0.1", port=port))
        thread.join()
    assert found.grade == grade


def test_a_channel_that_is_not_there_is_said_with_its_line(folder: Path) -> None:
    digest(folder, channel="pigeon")
    assert "digests.toml:2" in findings(folder, 1)["digests"].found
