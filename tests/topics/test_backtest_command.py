"""`monitor topics backtest`, called as people call it."""

import json
from pathlib import Path

import pytest

from monitor.__main__ import run
from monitor.cli import backtest_chart
from monitor.cli.backtest_chart import chart
from monitor.model.backtest import Day
from monitor.model.topic import TopicSpec
from monitor.store import topics
from monitor.store.database import Database
from tests.builders.shelf import NOW, Text, shelve

TOPICS = """
[[topic]]
slug = "duties"
name = "Duties"
query = "duty"

[aliases]
metals = ["steel", "copper"]
"""
DRAFT = """
slug = "duties"
name = "Duties"
query = "duty NOT care OR @metals"
"""
TWO = """
topic = [{ slug = "a", name = "A", query = "first" }, { slug = "b", name = "B", query = "second" }]
"""
SINCE = ("--since", "2026-11-16", "--until", "2026-11-24")


@pytest.fixture
def config(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "topics.toml").write_text(TOPICS, "utf-8")
    for name in ("digests.toml", "feeds.toml", "outlets.toml"):
        (folder / name).write_text("", "utf-8")
    (tmp_path / "monitor.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path}/monitor.db")
    return folder


@pytest.fixture
def filled(config: Path, tmp_path: Path) -> Path:
    database = Database(f"sqlite:///{tmp_path}/monitor.db")
    shelve(database, [
        Text("Import duty on almonds", ago=2, story=1), Text("Duty of care, inquest told", ago=30, story=2),
        Text("Copper \x1b[31mfalls", ago=50, story=3, outlet="trade-lane"), Text("Weather", ago=3),
    ])  # fmt: skip
    topics.declare(database, [TopicSpec("duties", "Duties", "duty")], managed_by="config", now=NOW)
    database.close()
    return config


def _draft(folder: Path, text: str = DRAFT, name: str = "draft.toml") -> str:
    (folder.parent / name).write_text(text, "utf-8")
    return str(folder.parent / name)


def test_a_draft_is_held_against_the_version_in_force(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "backtest", _draft(filled), *SINCE]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "Duties (duties), against version 1\n2026-11-16 00:00 – 2026-11-24 00:00 (UTC): 4 articles, 3"
    )
    assert "2 hits (2 now; +1 -1): 2 stories" in out
    assert "1 gained\n+ Copper [31mfalls\n    11-21 07:00 Trade Lane, article 3\n    title: Copper [31mfalls" in out
    assert "1 lost\n- Duty of care, inquest told\n" in out
    assert "\n    now " in out
    assert "█" in out


def test_a_draft_is_never_put_in_force(filled: Path, tmp_path: Path) -> None:
    (filled / "topics.toml").write_text(TOPICS.replace('"duty"', '"duty OR copper"'), "utf-8")
    assert run(["topics", "backtest", "duties", *SINCE]) == 0
    database = Database(f"sqlite:///{tmp_path}/monitor.db")
    assert [(spec.query, version) for spec, version, _ in topics.current(database)] == [("duty", 1)]
    database.close()


def test_json_is_one_object(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "backtest", _draft(filled), *SINCE, "--json", "--zone", "Asia/Seoul"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["total"], found["current"], found["version"], found["kept"]) == (2, 2, 1, 1)
    assert [day["articles"] for day in found["days"]][-4:] == [1, 0, 1, 0]
    assert found["gained"]["samples"][0]["evidence"] == [{"term": "copper", "field": "title", "start": 0, "end": 6}]
    assert found["cut"] is None


def test_a_topic_that_nobody_has_yet(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "backtest", _draft(filled, DRAFT.replace("duties", "new")), *SINCE]) == 0
    out = capsys.readouterr().out
    assert "which has no version in force" in out
    assert "the newest hits" in out


def test_a_topic_of_the_database(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(f"sqlite:///{tmp_path}/monitor.db")
    topics.declare(database, [TopicSpec("weather", "Weather", "weather")], managed_by="app", now=NOW)
    database.close()
    assert run(["topics", "backtest", "weather", *SINCE]) == 0
    assert "1 hit (1 now; +0 -0): 1 story" in capsys.readouterr().out


def test_an_empty_archive_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "backtest", "duties", *SINCE]) == 0
    assert "holds no article of this period" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "code", "says"),
    [
        ("nowhere", None, 1, "there is no topic nowhere, and no such file; topics: duties"),
        ("nowhere.toml", None, 78, "nowhere.toml: cannot be read: No such file"),
        (None, "slug = ", 78, "draft.toml: is not TOML"),
        (None, 'slug = "a"\nname = "A"\n', 78, "query"),
        (None, DRAFT.replace("@metals", "@wood"), 78, "there is no group @wood"),
        (None, DRAFT.replace("NOT care", "NOT ("), 78, "                      ^"),
        (None, TWO, 2, "holds 2 topics (a, b)"),
    ],
)  # fmt: skip
def test_what_can_not_be_tested(
    filled: Path, capsys: pytest.CaptureFixture[str], name: str | None, text: str | None, code: int, says: str
) -> None:
    assert run(["topics", "backtest", name or _draft(filled, text or ""), *SINCE]) == code
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--since", "2026-11-24", "--until", "2026-11-23"), "is not before"),
        (("--since", "yesterday"), "is no time"),
        (("--zone", "Mars"), "there is no zone"),
        (("--samples", "-1"), "samples"),
    ],
)
def test_wrong_usage(filled: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str) -> None:
    assert run(["topics", "backtest", "duties", *options]) == 2
    assert says in capsys.readouterr().err


def _days(*articles: int) -> list[Day]:
    return [
        Day(NOW.date().replace(day=1 + n % 28), count, count, min(count, n % 2)) for n, count in enumerate(articles)
    ]


def test_the_chart_fits_its_room() -> None:
    for count in (1, 2, 30, 40, 400):
        lines = list(chart(_days(*range(count)), 80))
        assert max(map(len, lines)) <= 80
        assert len(lines) in (backtest_chart.ROWS + 2, backtest_chart.ROWS + 3)
    assert "days to a column" in list(chart(_days(*range(400)), 80))[-1]


def test_a_single_hit_is_seen_beside_many() -> None:
    assert "▁" in list(chart(_days(5000, 0, 1), 80))[backtest_chart.ROWS - 1]


def test_a_quiet_time_is_drawn_flat() -> None:
    assert not any("█" in line or "▁" in line for line in chart(_days(0, 0, 0), 80))
