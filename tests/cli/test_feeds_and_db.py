import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from monitor.__main__ import run
from monitor.model.feed import FeedSpec
from monitor.store import feeds, landing, upgrade
from monitor.store.database import Database
from tests.fakes.postgres import Postgres
from tests.store.make import NOW, claim_all, declare_topics, entry, placement, result

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>mine</title></head><body>
<outline text="Folder"><outline text="38 North &amp; co" type="rss" xmlUrl="https://north.example/feed"/>
<outline text="서해 소식" xmlUrl="https://north.example/ko"/><outline text="bad" xmlUrl="file:///etc/passwd"/></outline>
<outline text="again" xmlUrl="https://north.example/feed"/></body></opml>"""
FEEDS = '[[feed]]\nslug = "from-file"\nurl = "https://file.example/feed"\n'

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "feeds.toml").write_text(FEEDS)
    address = f"sqlite:///{tmp_path}/data.db"
    monkeypatch.setenv("MONITOR_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("MONITOR_DATABASE_URL", address)
    return address


@pytest.fixture
def ask(url: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str, code: int = 0) -> list[dict[str, Any]]:
        assert run([*words, "--json"]) == code
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return asked


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(words) != 0
    return capsys.readouterr().err


def test_adding_pausing_and_removing(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = ask("feeds", "add", "https://www.north.example/feed", "--interval", "600")
    assert (row["slug"], row["managed_by"], row["state"]) == ("www-north-example", "app", "new")
    assert "polled already" in refused(capsys, "feeds", "add", "https://www.north.example/feed")
    assert "no address" in refused(capsys, "feeds", "add", "javascript:alert(1)")
    assert "no slug" in refused(capsys, "feeds", "add", "https://b.example/", "--slug", "Not A Slug")
    assert run(["feeds", "pause", "from-file", "www-north-example"]) == 0
    assert {row["state"] for row in ask("feeds", "list")} == {"paused"}
    assert run(["feeds", "resume", "from-file"]) == 0
    assert run(["feeds", "remove", "www-north-example"]) == 0
    assert [row["slug"] for row in ask("feeds", "list")] == ["from-file"]
    assert len(ask("feeds", "list", "--retired")) == 2
    assert "feeds.toml" in refused(capsys, "feeds", "remove", "from-file")
    assert "No feed is called 'nobody'" in refused(capsys, "feeds", "pause", "nobody")


def test_opml_goes_in_and_out(ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.opml"
    file.write_text(OPML, encoding="utf-8")
    rows = ask("feeds", "import", str(file))
    taken = [(row["feed"], row["what"]) for row in rows if row["feed"]]
    assert taken == [("38-north-co", "added"), ("north-example", "added")]
    assert [row["what"].partition(":")[0] for row in rows if not row["feed"]] == ["left out"]
    assert {row["what"] for row in ask("feeds", "import", str(file)) if row["feed"]} == {"there already"}
    assert run(["feeds", "export", str(tmp_path / "out.opml")]) == 0
    assert ask("feeds", "import", str(tmp_path / "out.opml")) == [
        {"feed": slug, "url": address, "what": "there already"}
        for slug, address in [
            ("38-north-co", "https://north.example/feed"),
            ("from-file", "https://file.example/feed"),
            ("north-example", "https://north.example/ko"),
        ]
    ]
    file.write_text("<html></html>")
    assert "no OPML" in refused(capsys, "feeds", "import", str(file))


def test_what_people_configured_is_exported_and_imported(
    ask: Ask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ask("feeds", "add", "https://www.north.example/feed")
    file = tmp_path / "export.json"
    assert run(["export", str(file)]) == 0
    assert [feed["url"] for feed in json.loads(file.read_text("utf-8"))["feeds"]] == ["https://www.north.example/feed"]
    [counted] = ask("import", str(file))
    assert counted.pop("topics").keys() == {"known"}  # those of the files are written out too
    assert counted == {"feeds": {"known": 1}, "digests": {}, "subscribers": {}, "decisions": {}}
    file.write_text("[]", "utf-8")
    assert "no export" in refused(capsys, "import", str(file))


def test_upgrading_and_backing_up(ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version = upgrade.versions()[-1]
    assert ask("db", "upgrade") == [{"version": version, "was": None, "backup": None}]
    assert ask("db", "upgrade") == [{"version": version, "was": version, "backup": None}]
    (row,) = ask("db", "backup", str(tmp_path / "copy.db"))
    assert row == {"backup": str(tmp_path / "copy.db"), "bytes": (tmp_path / "copy.db").stat().st_size}
    assert "nothing is overwritten" in refused(capsys, "db", "backup", str(tmp_path / "copy.db"))
    assert Path(ask("db", "backup")[0]["backup"]).exists()


def filled(url: str) -> Database:
    db = Database(url)
    upgrade.create(db)
    declare_topics(db, "sohae")

    feeds.declare(db, [FeedSpec("feed-1", "https://a.example/")], managed_by="app", now=NOW)
    (due,) = claim_all(db)
    items = [placement(entry(n, title=f"서해 위성 {n}"), topics=["sohae"]) for n in range(30)]
    db.run(lambda conn: landing.land(conn, due, result(*items), now=NOW))
    return db


def test_a_whole_database_checks_and_a_broken_one_is_told(url: str, ask: Ask) -> None:
    db = filled(url)
    assert {row["ok"] for row in ask("db", "check")} == {True}
    with db.write() as conn:
        conn.execute(text("UPDATE topic_hour SET articles = 7"))
        conn.execute(text("UPDATE revision SET current = 0 WHERE article_id = 3"))
    db.close()
    wrong = {row["name"]: row["wrong"] for row in ask("db", "check", code=1) if not row["ok"]}
    assert wrong["one current text an article"] == "articles 3"
    assert "recount" in wrong["counters"]
    assert "counters" not in {row["name"] for row in ask("db", "check", "--repair", code=1) if not row["ok"]}


def test_pruning(ask: Ask) -> None:
    assert ask("db", "prune") == [{"poll_events": 0}]


def test_copying_from_sqlite_to_postgresql_and_back(
    url: str, ask: Ask, postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(url).close()
    with postgres.fresh() as address:
        there = address.render_as_string(hide_password=False)
        rows = {row["table"]: row["rows"] for row in ask("db", "copy", there)}
        assert (rows["article"], rows["topic_match"], rows["article_key"]) == (30, 30, 60)
        assert "holds articles already" in refused(capsys, "db", "copy", there)
        db = Database(address)
        with db.read() as conn:
            found = conn.execute(text("SELECT count(*) FROM article_search WHERE doc @@ CAST('''위성''' AS tsquery)"))
            assert found.scalar() == 30
        with db.write() as conn:  # numbers go on from the greatest
            conn.execute(text("INSERT INTO outlet (slug, name, managed_by) VALUES ('new', 'new', 'seen')"))
        db.close()
