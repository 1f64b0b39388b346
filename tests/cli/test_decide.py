"""`monitor decide`: stories in two languages are linked and parted from the command line, and that is undone."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.__main__ import run
from monitor.store import upgrade
from monitor.store.database import Database
from tests.builders import newsroom


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    address = f"sqlite:///{tmp_path}/data.db"
    db = Database(address)
    upgrade.create(db)
    numbers = newsroom.fill(db)
    db.close()
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("MONITOR_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("MONITOR_DATABASE_URL", address)
    return numbers


def test_links_are_cut_made_listed_and_undone(told: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    def ask(*words: object, code: int = 0) -> list[dict[str, Any]]:
        assert run([*map(str, words), "--json"]) == code
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    port, korean, spanish = (told[f"story:{name}"] for name in ("port", "port-ko", "vessels-es"))
    (cut,) = ask("decide", "not-same-event", port, korean)
    assert (cut["kind"], cut["article"], cut["undone"]) == ("not the same event", told["port"], None)
    assert run(["decide", "same-event", str(port), str(spanish)]) == 0
    assert "`monitor decide undo 2` takes it back." in capsys.readouterr().out
    assert [one["kind"] for one in ask("decide", "list")] == ["not the same event", "same event"]
    links = {one["story"]: [link["story"] for link in one["links"]] for one in ask("stories", "--limit", 100)}
    assert spanish in links[port]
    assert korean not in links[port]
    (undone,) = ask("decide", "undo", cut["decision"])
    assert undone["undone_by"]
    assert run(["decide", "same-event", str(port), str(told["story:vessels"])]) != 0
    assert "Both stories are in en" in capsys.readouterr().err
    assert run(["decide", "same-event", str(port), "9999"]) == 1
    assert "9999" in capsys.readouterr().err
