import json
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from bench import content, figures, ours, profiling, real_feeds
from bench.feeds_server import Shelf
from bench.figures import Figures

GET = b"GET /feed.xml HTTP/1.1\r\nhost: f00002.example\r\n%s\r\n"


def test_content_is_the_same_every_time_and_of_the_size_wanted() -> None:
    body = content.feed(7, entries=20, seed=1)
    assert body == content.feed(7, entries=20, seed=1) != content.feed(7, entries=20, seed=2)
    assert 24_000 < len(body) < 34_000
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert len({entry.id for entry in parsed.entries}) == 20


def test_fresh_entries_push_out_the_oldest() -> None:
    old, new = (feedparser.parse(content.feed(3, entries=5, seed=1, fresh=f)).entries for f in (0, 1))
    assert [entry.id for entry in new[1:]] == [entry.id for entry in old[:-1]]


def test_the_server_knows_feeds_by_host_and_path_and_its_validators() -> None:
    shelf = Shelf(3, 2, 1)
    etag, whole = shelf.answers[2]
    assert shelf.reply(GET % b"") == whole == shelf.reply(b"GET /f00002/feed.xml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert shelf.reply(GET % (b"If-None-Match: " + etag + b"\r\n")).startswith(b"HTTP/1.1 304")
    assert shelf.reply(b"GET /f00009/feed.xml HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 404")
    assert shelf.reply(b"POST /mode?validators=0&fresh=1 HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 200")
    assert b"ETag" not in shelf.reply(GET % (b"If-None-Match: " + etag + b"\r\n"))


def test_results_are_appended_under_one_heading(tmp_path: Path) -> None:
    row = Figures("monitor", "cold", 10, 200, 2.0, 1.0, 50.0, 20.0)
    run = figures.Run("2026-11-23T00:00Z", "abc", "here", 10, 20, 1)
    for _ in range(2):
        figures.keep(run, [row], tmp_path / "results.tsv")
    lines = (tmp_path / "results.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["at", "2026-11-23T00:00Z", "2026-11-23T00:00Z"]
    assert lines[1].split("\t")[-2:] == ["5.00", "100.00"]


def test_a_profile_is_read_by_function_and_by_room() -> None:
    raw = (
        "main (/x/monitor/poll.py:3);loads (/usr/lib/python3.11/json/__init__.py:9) 4\nmain (/x/monitor/poll.py:3) 1\n"
    )
    own, rooms = profiling.read(raw, judge=False)
    assert own.most_common(1) == [("lib/python3.11/json/__init__.py loads", 4)]
    assert rooms == {"monitor/poll.py main": 5}


def test_a_small_run_without_a_peer() -> None:
    command = [
        sys.executable,
        "-m",
        "bench.run",
        "--feeds",
        "10",
        "--entries",
        "3",
        "--no-peer",
        "--no-keep",
        "--phases",
        "cold",
        "unchanged",
    ]
    done = subprocess.run(command, cwd=ours.ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert all(phase in done.stdout for phase in ("cold", "unchanged", "judged"))


@pytest.mark.parametrize(
    ("body", "kind"), [(b"\xef\xbb\xbf {}", "application/feed+json"), (b"<rss/>", "application/xml")]
)
def test_files_are_served_as_what_they_are(body: bytes, kind: str) -> None:
    assert real_feeds.media_type(body) == kind


def test_a_folder_of_files_is_read_or_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes(content.feed(1, entries=2, seed=1))
    (tmp_path / "page.html").write_text("<!doctype html><title>x</title><p>no feed</p>")
    (tmp_path / "bad.json").write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": "none"}))
    command = [sys.executable, "-m", "bench.real_feeds", str(tmp_path), "--list"]
    done = subprocess.run(command, cwd=ours.ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    found = {line.split("\t")[3]: line.split("\t")[0] for line in done.stdout.splitlines() if "\t" in line}
    assert found["good.xml"] == "ok"
    assert "ok" not in (found["page.html"], found["bad.json"])
