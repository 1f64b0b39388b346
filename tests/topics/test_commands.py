"""`monitor topics` and `monitor search`, called as people call them."""

import json
from pathlib import Path

import pytest

from monitor.__main__ import run

TOPICS = """
[[topic]]
slug = "duties"
name = "Duties"
query = "@duty NEAR/3 import*"
decoys = ["duty of care"]
must_match = ["Import duty on almonds"]
must_not_match = ["Duty of care", "Imports rise"]
aliases = { duty = ["duty", "duties", "관세"], idle = ["x"] }
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "topics.toml").write_text(TOPICS, "utf-8")
    (folder / "digests.toml").write_text("", "utf-8")
    (folder / "feeds.toml").write_text("", "utf-8")
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path}/monitor.db")
    return folder


def test_test_passes_and_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "test"]) == 0
    assert capsys.readouterr().out == "duties: 3 of 3 tests as wanted\n"


def test_test_fails_and_says_why(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (config / "topics.toml").write_text(TOPICS.replace('"Imports rise"', '"Duties on imports"'), "utf-8")
    assert run(["topics", "test", "duties"]) == 1
    out = capsys.readouterr().out
    assert "duties: must not match: Duties on imports" in out
    assert "✓ @duty NEAR/3 import*: title 0–6 “Duties” by duties, title 10–17 “imports” by import*" in out
    assert "duties: 2 of 3 tests as wanted" in out


def test_test_as_json(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "test", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["passed"] for row in rows] == [True] * 3
    assert rows[0]["found"] == ["import*", "duty"]


def test_test_needs_no_database(config: Path, tmp_path: Path) -> None:
    run(["topics", "test"])
    run(["topics", "check"])
    run(["topics", "explain", "duties", "Duty free"])
    assert not (tmp_path / "monitor.db").exists()


def test_no_such_topic(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "test", "tax"]) == 1
    assert "there is no topic tax; there are: duties" in capsys.readouterr().err
    assert run(["topics", "test", "dutiez"]) == 1
    assert "did you mean duties?" in capsys.readouterr().err


def test_check_counts_by_script_and_finds_idle_groups(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "check", "--json"]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["terms"], row["scripts"], row["decoys"]) == (4, {"Latin": 3, "Hangul": 1}, 1)
    assert row["unused"] == ["idle"]


def test_explain_draws_a_tree(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "explain", "duties", "Duty of care for imports"]) == 0
    assert capsys.readouterr().out == (
        "It does not match: nothing of @duty is there (“duty” lies inside the decoy “duty of care”).\n"
        "✗ @duty NEAR/3 import*\n"
        "  ✗ @duty   “duty” lies inside the decoy “duty of care”\n"
        "  ✓ import*   title 17–24 “imports”\n"
    )


def test_explain_a_file(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("A title\n\nThe import duty stays.", "utf-8")
    assert run(["topics", "explain", "duties", str(tmp_path / "a.txt"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is True
    assert [evidence["field"] for evidence in found["evidence"]] == ["body", "body"]


def test_list_shows_versions(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "list", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["topic"], row["version"], row["managed_by"], row["terms"]) == ("duties", 1, "config", 4)


def test_a_query_that_can_not_be_read_is_pointed_at(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "sanctions", "OR"]) == 2
    assert "sanctions OR\n              ^" in capsys.readouterr().err


def test_search_says_how_it_read(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "sanction*", "lang:ko"]) == 0
    assert capsys.readouterr().out == "0 articles with words beginning with “sanction” and in the language ko\n"
