import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from monitor.__main__ import run
from monitor.store.database import Database
from tests.curate.test_reprint import HARBOUR, SLATE

PAGES = Path(__file__).parent.parent / "data" / "pages"
OUTLETS = """
[[outlet]]
slug = "kestrel-post"
name = "Kestrel Post"
kind = "newspaper"
hosts = ["kestrelpost.example"]

[[outlet]]
slug = "morning-ledger"
name = "Morning Ledger"
kind = "newspaper"
"""
KEYS = {"article", "id", "url", "title", "outlet", "lang", "published", "first_seen", "effective", "feeds",
"reprint_of",
        "group", "story", "topics"}  # fmt: skip

Call = Callable[..., list[dict[str, object]]]


@pytest.fixture
def monitor(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """The command line on a fresh database; gives the JSON lines that a command says."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "outlets.toml").write_text(OUTLETS, "utf-8")
    for name in ("feeds", "topics", "digests"):
        (folder / f"{name}.toml").write_text("", "utf-8")
    monkeypatch.setenv("MONITOR_DATABASE_URL", database.url.render_as_string(hide_password=False))

    def call(*words: object, code: int = 0) -> list[dict[str, object]]:
        capsys.readouterr()
        assert run(["--config", str(folder), *map(str, words), "--json"]) == code, capsys.readouterr().err
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call


def lines(path: Path, *rows: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_a_page_gives_its_articles(monitor: Call) -> None:
    taken, summary = monitor("ingest", PAGES / "aggregator.txt")
    assert (taken["new"], summary["summary"]) == (4, {"files": 1, "new": 4, "revised": 0, "judged": 4})
    found = {str(row["title"])[:10]: row for row in monitor("articles")}
    assert {row["outlet"] for row in found.values()} == {
        "kestrel-post", "lantern-herald", "morning-ledger", "harbour-example",
    }  # fmt: skip
    assert found["Ministry w"]["published"] == found["Ministry w"]["effective"]
    assert found["Harbour at"]["published"] is None
    assert all(row.keys() >= KEYS for row in found.values())


def test_the_same_page_again_is_nothing_new(monitor: Call) -> None:
    monitor("ingest", PAGES / "aggregator.txt")
    taken, _ = monitor("ingest", PAGES / "aggregator.txt")
    assert (taken["new"], taken["revised"]) == (0, 0)
    assert len(monitor("articles")) == 4


@pytest.mark.parametrize("own_first", [True, False])
def test_the_papers_own_text_is_the_original_in_either_order(monitor: Call, tmp_path: Path, *, own_first: bool) -> None:
    text = (PAGES / "aggregator.txt").read_text("utf-8").partition("\nTry Our")[0].strip()
    title, _, body = text.partition("\n")
    article = {
        "id": "k1",
        "title": title,
        "content": body.strip(),
        "url": "https://kestrelpost.example/quay",
        "outlet": "Kestrel Post",
    }
    own = lines(tmp_path / "own.jsonl", article)
    for document in (own, PAGES / "aggregator.txt") if own_first else (PAGES / "aggregator.txt", own):
        monitor("ingest", document)
    rows = monitor("articles")
    original = next(row for row in rows if row["id"] == "k1")
    copies = [row for row in rows if row["group"] == original["group"] and row is not original]
    assert original["reprint_of"] is None
    assert [row["reprint_of"] for row in copies] == [original["article"]]
    assert len(rows) == 5


def test_backdated_lines_are_taken_in_the_order_of_their_dates(monitor: Call, tmp_path: Path) -> None:
    document = lines(
        tmp_path / "past.jsonl",
        {"id": "late", "title": "Quay copied", "content": HARBOUR, "published": "2025-08-02T09:00:00Z", "outlet": "B"},
        {"id": "early", "title": "Quay opens", "content": HARBOUR, "published": "2025-08-01T09:00:00Z", "outlet": "A"},
        {"id": "none", "title": "Slate duty", "content": SLATE},
    )
    monitor("ingest", document, "--backdate")
    rows = {row["id"]: row for row in monitor("articles")}
    assert rows["early"]["first_seen"] == rows["early"]["published"] == "2025-08-01T09:00:00Z"
    assert rows["late"]["reprint_of"] == rows["early"]["article"]
    assert rows["early"]["article"] < rows["late"]["article"] < rows["none"]["article"]  # type: ignore[operator]
    assert rows["none"]["published"] is None
    assert rows["early"]["feeds"] == ["ingest:past"]


def test_ids_mean_something_within_their_source(monitor: Call, tmp_path: Path) -> None:
    document = lines(tmp_path / "a.jsonl", {"id": "1", "title": "Quay opens", "content": HARBOUR})
    monitor("ingest", document, "--source", "one")
    taken, _ = monitor("ingest", document, "--source", "two")
    assert taken["new"] == 1
    taken, _ = monitor("ingest", document, "--source", "one")
    assert (taken["new"], taken["known"]) == (0, 1)


def test_what_cannot_be_read_is_told_and_the_rest_is_taken(monitor: Call, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(bytes(range(32)) * 20)
    copy = shutil.copy(PAGES / "aggregator.html", tmp_path / "page.html")
    refused, taken, summary = monitor("ingest", broken, copy, code=1)
    assert refused["error"]
    assert (taken["new"], summary["summary"]) == (2, {"files": 2, "new": 2, "revised": 0, "judged": 2})


def test_lists_are_filtered(monitor: Call, tmp_path: Path) -> None:
    monitor("ingest", PAGES / "aggregator.txt")
    assert len(monitor("articles", "--limit", 2)) == 2
    assert [row["outlet"] for row in monitor("articles", "--outlet", "kestrel-post")] == ["kestrel-post"]
    assert len(monitor("articles", "--query", "slate")) == 2
    assert monitor("articles", "--until", "2020-01-01") == []
    assert len(monitor("stories")) == len({row["story"] for row in monitor("articles")})
    assert {"story", "title", "lead", "articles", "outlets", "origins"} <= monitor("stories")[0].keys()


def test_verdicts_are_explained(monitor: Call, tmp_path: Path) -> None:
    rows = [{"id": str(n), "title": "Quay opens", "content": HARBOUR, "outlet": f"Paper {n}"} for n in range(2)]
    monitor("ingest", lines(tmp_path / "two.jsonl", *rows))
    original, copy = sorted(int(str(row["article"])) for row in monitor("articles"))
    (told,) = monitor("explain", copy)
    assert told["reprint_of"] == original
    assert {one["kind"] for one in told["verdicts"]} == {"reprint", "story"}  # type: ignore[attr-defined]
    monitor("explain", 999, code=1)


def test_verdicts_are_told_in_words(monitor: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = {"id": "b", "title": "Quay", "content": " ".join(HARBOUR.split()[:70]), "outlet": "Lantern Herald"}
    whole = {"id": "a", "title": "Quay opens", "content": HARBOUR, "outlet": "Kestrel Post"}
    monitor("ingest", lines(tmp_path / "two.jsonl", whole, cut))
    copy = next(row["article"] for row in monitor("articles") if row["id"] == "b")
    assert run(["--config", str(tmp_path / "config"), "explain", str(copy)]) == 0
    said = capsys.readouterr().out
    assert "a reprint of article" in said
    assert "of the shorter text stands in the longer" in said
    assert "Origin: Kestrel Post (carried)" in said
