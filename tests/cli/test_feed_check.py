# ruff: noqa: E501 - rows of data
"""Checking, discovering, adding and listing feeds, as people and programs see it, against a real server."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from monitor.__main__ import run
from monitor.cli import output
from monitor.cli.feed_desk import same_address
from monitor.model.clock import world_time
from monitor.model.fetching import Access
from monitor.store import schema as s
from monitor.store.database import Database
from tests.fakes.behaviours import FEED, answer, conditional, redirect
from tests.fakes.feedserver import FeedServer
from tests.fakes.feedthread import serving

HOSTILE = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Evil &#x9b;31m &#x202e;title [bold]</title>
<item><guid>1</guid><title>Workers finished a new pier beside the station</title><link>/1</link></item></channel></rss>"""
PAGE = b'<!doctype html><link rel=alternate type=application/rss+xml href=/feed><a href="/world.rss">World</a>'
ROUTES = {
    "/feed": conditional(), "/world.rss": answer(HOSTILE), "/page": answer(PAGE), "/old": redirect("/feed", 308), "/empty": answer(b" "),
    "/401": answer(b"no", 401), "/gone": answer(b"no", 410), "/limited": answer(b"", 429, Retry_After=600), "*": answer(b"no", 404),
}  # fmt: skip

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with serving(dict(ROUTES)) as opened:
        yield opened


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data.db"


@pytest.fixture(autouse=True)
def _configured(tmp_path: Path, database: Path, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "feeds.toml").write_text(f'[[feed]]\nslug = "mine"\nurl = "{server.url("/feed")}"\n')
    allow = f'allow = ["127.0.0.1:{server.port}"]\nresolve = [["*.example", "127.0.0.1:{server.port}"]]'
    (folder / "monitor.toml").write_text(f"[fetch]\nhost_gap_s = 0.0\n{allow}\n")
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{database}")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str, code: int = 0) -> list[dict[str, Any]]:
        assert run([*words, "--json"]) == code
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return asked


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(words) != 0
    return capsys.readouterr().err


def test_checking_says_what_is_there_and_makes_no_database(ask: Ask, server: FeedServer, database: Path) -> None:
    paths = ("/feed", "/page", "/old", "/empty", "/401", "/gone", "/nothing")
    rows = {row["url"]: row for row in ask("feeds", "check", *(server.url(path) for path in paths))}
    said = {path: rows[server.url(path)]["says"] for path in paths}
    assert said == {"/feed": "ok", "/page": "not a feed", "/old": "moved", "/empty": "empty body", "/401": "blocked",
                    "/gone": "gone", "/nothing": "not found"}  # fmt: skip
    assert rows[server.url("/feed")]["conditional"] == "304"
    assert rows[server.url("/feed")]["same_as"] == "mine"
    assert [lead["url"] for lead in rows[server.url("/page")]["feeds"]] == [
        server.url("/feed"),
        server.url("/world.rss"),
    ]
    assert rows[server.url("/401")]["mend"].startswith("401: it wants a login: set access = {")
    assert not database.exists()


def test_strict_is_for_scripts(ask: Ask, server: FeedServer) -> None:
    ask("feeds", "check", server.url("/old"), "--strict")
    ask("feeds", "check", server.url("/old"), server.url("/gone"), "--strict", code=1)


def test_checking_lists_and_feeds_of_ours(
    ask: Ask, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opml = tmp_path / "list.opml"
    opml.write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{server.url("/feed")}"/><outline xmlUrl="{server.url("/gone")}"/></body></opml>'
    )
    toml = tmp_path / "some.toml"
    toml.write_text(
        f'[[feed]]\nslug = "other"\nurl = "{server.url("/world.rss")}"\nheaders = {{ X-Key = "env:A_KEY" }}\n'
    )
    monkeypatch.setenv("A_KEY", "open sesame")
    assert {row["says"] for row in ask("feeds", "check", str(opml))} == {"ok", "gone"}
    (row,) = ask("feeds", "check", str(toml))
    assert (row["feed"], row["says"]) == ("other", "ok")
    assert server.calls[-1].headers["x-key"] == "open sesame"
    assert "open sesame" not in json.dumps(row)
    (row,) = ask("feeds", "check", "mine")
    assert (row["feed"], row["same_as"], row["mend"]) == (
        "mine",
        None,
        "No entry has a date: articles are dated by when they were first seen here.",
    )


def test_what_cannot_be_checked_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b")
    (tmp_path / "broken.toml").write_text("[[feed")
    assert "No feed is called 'nobody'" in refused(capsys, "feeds", "check", "nobody")
    assert "no file here, and no address" in refused(capsys, "feeds", "check", "north.example/feed")
    assert "neither an OPML file" in refused(capsys, "feeds", "check", str(tmp_path / "x.csv"))
    assert "cannot be read" in refused(capsys, "feeds", "check", str(tmp_path / "broken.toml"))
    said = refused(capsys, "feeds", "check", "https://me:hunter2@north.example/feed")
    assert "access = {" in said
    assert "hunter2" not in said


def test_a_person_reads_lines_that_move_no_cursor(capsys: pytest.CaptureFixture[str], server: FeedServer) -> None:
    assert run(["feeds", "check", server.url("/world.rss"), server.url("/page")]) == 0
    said = capsys.readouterr().out
    assert "31m title [bold]”, rss, 1 entry" in said
    assert "sends no validators" in said
    assert "→ This is a page; its feeds:" in said
    assert "2 looked at: 1 ok, 1 not a feed" in said
    assert not [char for char in said if char in "\x9b\x1b\u202e"]


def test_checking_an_existing_database_changes_nothing_and_spares_who_asked_for_it(
    ask: Ask, server: FeedServer, database: Path
) -> None:
    ask("feeds", "list")
    db, until = Database(f"sqlite:///{database}"), world_time() + timedelta(hours=1)
    with db.write() as conn:
        conn.execute(insert(s.host).values(host="slow.example", wait_until=until, why="HTTP 429"))
    before = {table.name: _rows(db, table) for table in s.metadata.sorted_tables}
    (row,) = ask("feeds", "check", "http://slow.example/feed")
    assert (row["outcome"], row["state"]) == ("rate_limited", "slow")
    assert f"asked us to wait until {until:%Y-%m-%d %H:%M}" in row["detail"]
    assert server.calls == []
    ask("feeds", "check", "mine", server.url("/gone"))
    assert {table.name: _rows(db, table) for table in s.metadata.sorted_tables} == before
    db.close()


def _rows(db: Database, table: Any) -> list[tuple[Any, ...]]:
    with db.read() as conn:
        return [tuple(row) for row in conn.execute(select(table))]


def test_discovering_and_adding_what_was_found(
    ask: Ask, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ask("feeds", "discover", server.url("/page"))
    assert [(row["url"], row["same_as"]) for row in rows] == [
        (server.url("/feed"), "mine"),
        (server.url("/world.rss"), None),
    ]
    assert run(["feeds", "discover", server.url("/page"), "--add", "2"]) == 0
    assert "Added as evil-31m-title-bold" in capsys.readouterr().out
    assert {row["feed"] for row in ask("feeds", "list")} == {"mine", "evil-31m-title-bold"}
    assert "polled already" in refused(capsys, "feeds", "discover", server.url("/page"), "--add", "1")
    assert "no feed number 9" in refused(capsys, "feeds", "discover", server.url("/page"), "--add", "9")
    for path in ("/feed", "/world.rss", "/old"):
        server.routes[path] = answer(b"no", 404)
    assert "No feed found" in refused(capsys, "feeds", "discover", server.url("/gone"))


def test_secrets_are_named_by_reference(
    capsys: pytest.CaptureFixture[str], ask: Ask, server: FeedServer, database: Path
) -> None:
    url = server.url("/world.rss")
    for words in (
        ("--user", "me", "--password", "hunter2"), ("--token", "hunter2"), ("--header", "X-Key: hunter2"),
        ("--user", "me", "--password", "env:HOME"), ("--password", "env:MONITOR_FEED_P"), ("--header", "Host: env:MONITOR_FEED_P"),
    ):  # fmt: skip
        assert "hunter2" not in refused(capsys, "feeds", "add", url, *words)
    (row,) = ask(
        "feeds",
        "add",
        url,
        "--user",
        "me",
        "--password",
        "env:MONITOR_FEED_P",
        "--header",
        "X-Key: file:key",
        "--priority",
        "high",
    )
    assert row["slug"] == "127-0-0-1"
    db = Database(f"sqlite:///{database}")
    with db.read() as conn:
        stored = conn.execute(select(s.feed).where(s.feed.c.slug == "127-0-0-1")).one()
    db.close()
    assert Access(**stored.access) == Access("me", "env:MONITOR_FEED_P")
    assert (stored.headers, stored.priority) == ({"X-Key": "file:key"}, "high")
    listed = next(row for row in ask("feeds", "list") if row["feed"] == "127-0-0-1")
    assert "MONITOR_FEED_P" not in json.dumps(listed)
    assert server.calls == []  # adding asks nobody


def test_a_feed_is_added_unseen_unless_a_look_is_asked_for(
    capsys: pytest.CaptureFixture[str], ask: Ask, server: FeedServer
) -> None:
    assert "not added: gone" in refused(capsys, "feeds", "add", server.url("/gone"), "--check")
    (row,) = ask("feeds", "add", server.url("/world.rss"), "--check")
    assert row["slug"] == "evil-31m-title-bold"
    (row,) = ask("feeds", "add", server.url("/gone"), "--slug", "later")
    assert row["state"] == "new"


def test_listing_tells_state_reason_and_who_waits(
    ask: Ask, server: FeedServer, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask("feeds", "add", server.url("/gone"), "--slug", "later")
    ask("feeds", "add", server.url("/world.rss").replace("127.0.0.1", "slow.example"), "--slug", "slow")
    ask("poll")
    db, until = Database(f"sqlite:///{database}"), world_time() + timedelta(hours=9)
    with db.write() as conn:
        conn.execute(insert(s.host).values(host="slow.example", wait_until=until, why="HTTP 429"))
    db.close()
    rows = {row["feed"]: row for row in ask("feeds", "list")}
    assert rows["later"]["state"] == "failing"
    assert (rows["later"]["last_outcome"], rows["later"]["last_status"]) == ("gone", 410)
    assert rows["later"]["interval_why"].startswith("every ")
    assert rows["later"]["slug"] == "later"
    assert rows["slow"]["host_waits_until"] == until.isoformat().replace("+00:00", "Z")
    assert rows["mine"]["host_waits_until"] is None
    assert [row["feed"] for row in ask("feeds", "list", "--trouble")] == ["later"]
    assert [row["feed"] for row in ask("feeds", "list", "--state", "failing")] == ["later"]
    assert ask("feeds", "list", "--state", "dead") == []
    capsys.readouterr()
    assert run(["feeds", "list"]) == 0
    said = capsys.readouterr().out
    assert "host waits" in said
    assert "gone 410" in said


def test_a_poll_says_whom_it_left_alone(
    ask: Ask, server: FeedServer, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask("feeds", "add", server.url("/limited").replace("127.0.0.1", "slow.example"), "--slug", "slow")
    ask("feeds", "add", server.url("/world.rss"), "--slug", "rest")
    assert ask("poll", "slow")[0]["outcome"] == "rate_limited"  # its host asks for patience
    assert run(["feeds", "pause", "rest"]) == 0
    db = Database(f"sqlite:///{database}")
    with db.write() as conn:
        far = conn.execute(select(s.feed.c.lease_until)).scalars().first() or 0
        conn.execute(
            update(s.feed).where(s.feed.c.slug == "mine").values(lease_until=far + 10**17, lease_holder="other:1")
        )
    db.close()
    before = len(server.calls)
    *left, summary = ask("poll", "slow", "mine", "rest", "--strict", code=1)
    told = {row["feed"]: row for row in left}
    assert (told["slow"]["outcome"], told["slow"]["why"], told["slow"]["polled"]) == ("rate_limited", "host", False)
    assert "asked us to wait until" in told["slow"]["detail"]
    assert (told["mine"]["outcome"], told["mine"]["why"]) == (None, "held")
    assert told["rest"]["why"] == "paused"
    assert (summary["summary"]["polls"], summary["summary"]["not_polled"], summary["summary"]["failed"]) == (0, 3, 1)
    assert len(server.calls) == before
    assert run(["poll", "slow"]) == 0
    assert "slow: not polled: its host asked us to wait until" in capsys.readouterr().err


def test_lines_of_json_hold_nothing_that_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    tricky = "a\x1b[2J\x9b31m\u202eb\ud800\u2028c"
    output.json_line({"title": tricky})
    line = capsys.readouterr().out
    assert json.loads(line) == {"title": tricky}
    assert not [char for char in line.rstrip("\n") if not char.isprintable()]
    assert output.safe(tricky) == "a[2J31mb\ufffd\nc"


def test_feed_itself(server: FeedServer, ask: Ask) -> None:
    (row,) = ask("feeds", "discover", server.url("/feed"))
    assert (row["url"], row["bytes"]) == (server.url("/feed"), len(FEED))


def test_a_list_tells_what_it_left_out_and_why(ask: Ask, tmp_path: Path) -> None:
    addresses = ("javascript:alert(1)", "file:///etc/passwd", "https://a.example/feed", "HTTPS://b.example/feed")
    lines = "".join(f'<outline text="t" xmlUrl="{address}"/>' for address in addresses)
    (tmp_path / "l.opml").write_text(f'<opml version="2.0"><body>{lines}<outline text="folder"/></body></opml>')
    told = {line["url"]: line["what"] for line in ask("feeds", "import", str(tmp_path / "l.opml"))}
    assert list(told) == list(addresses)
    assert [what.partition(":")[0] for what in told.values()] == ["left out", "left out", "added", "added"]
    assert "https://" in told["file:///etc/passwd"]


@pytest.mark.parametrize(
    "again",
    ["HTTP://A.Example/feed", "http://a.example/feed#top", "http://a.example:80/feed", "http://a.example./feed"],
)
def test_another_writing_of_an_address_is_no_other_feed(
    again: str, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    ask("feeds", "add", "http://a.example/feed", "--slug", "first")
    assert run(["feeds", "add", again]) == 2
    assert "polled already, as 'first'" in capsys.readouterr().err


def test_ways_to_write_an_ipv4_address() -> None:
    forms = {same_address(f"http://{host}:7801/feed") for host in ("127.0.0.1", "0x7f.1", "2130706433", "127.1")}
    assert len(forms) == 1
    assert same_address("http://a.example/feed") != same_address("https://a.example/feed")
