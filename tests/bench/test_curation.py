"""The bench of curating, small: on articles that nobody wrote, and on our own hard pairs."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.curation import filling, hard_pairs, order, pipeline, throughput, writing
from bench.curation.labelled import Labelled
from bench.curation.worst import describe
from monitor.store import schema as s
from monitor.store.database import Database
from tests.builders.pieces import judgements

ARTICLES = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Labelled articles of our own, as files of the names that the pipeline wants."""
    place = tmp_path_factory.mktemp("labelled")
    rows = []
    for one in writing.articles(0, ARTICLES, words=120):
        copied = one.number if one.copy_of is None else one.copy_of
        kind, name = ("wire", f"{one.number}~wire") if one.copy_of is not None else ("base", str(one.number))
        rows.append({"id": name, "title": one.title, "text": one.text, "label": str(copied), "kind": kind,
                     "base": str(copied), "source": one.outlet, "published": one.published.isoformat()})  # fmt: skip
    _write(place / "neardup_dev.jsonl", rows)
    articles, pairs = hard_pairs.read()
    event = {name: pair.a for pair in reversed(pairs) if pair.relation == "story" for name in (pair.a, pair.b)}
    english = [one for one in articles.values() if one.lang == "en" and one.id in event][:12]
    _write(place / "ecbplus_dev.jsonl", [
        {"id": one.id, "title": one.title, "text": one.text, "label": event[one.id]} for one in english
    ])  # fmt: skip
    return place


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_labelled_articles_go_through_the_product(folder: Path) -> None:
    copies, events = pipeline.run(folder, (pipeline.REPRINTS, pipeline.ECB), most=3)
    assert copies.articles == ARTICLES
    assert copies.score.f1 >= 0.95
    assert copies.made.keys() == {"wire"}
    assert events.score.f1 > 0.5
    assert len(copies.parts) == 5
    assert len(events.parts) > 1
    assert all(told.pairs > 0 and list(describe(told)) for told in (*copies.errors, *events.errors))
    assert copies.line().startswith("| reprints, pairwise | 60 | ")


def test_the_whole_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.main([str(folder), "--only", "ecb", "--worst", "1"])
    said = capsys.readouterr().out
    assert "| stories of ECB+, BCubed | 12 |" in said
    assert "the errors that cost most" in said
    with pytest.raises(SystemExit):
        pipeline.main([str(folder / "nowhere")])


def test_the_order_of_arrival_does_not_matter() -> None:
    found = order.agreement(order.own(120), orders=4)
    assert found.least >= 0.99
    assert found.sure > 15
    assert found.torn == 0


def test_hard_pairs_are_the_same_texts_in_every_order() -> None:
    articles, _ = hard_pairs.read()
    docs = [Labelled(one.id, one.title, one.text, one.id, one.published, one.outlet, one.lang)
            for one in articles.values() if one.lang == "en"]  # fmt: skip
    found = order.agreement(docs, orders=4)
    assert (found.least >= 0.99, found.torn) == (True, 0)


def test_throughput_counts_what_it_measures() -> None:
    found = throughput.measure(throughput.written(80, words=100))
    assert found.articles == 80
    assert 100 < found.words < 130
    assert min(found.reprints_s, found.stories_s) > 0
    assert 5 < found.folded < 40


def test_articles_are_the_same_each_time_and_follow_others() -> None:
    some = list(writing.articles(500, 100, words=50))
    assert some == list(writing.articles(500, 100, words=50))
    copies = [one for one in some if one.copy_of is not None]
    assert 12 < len(copies) < 45
    assert all(one.copy_of is not None and writing.article(one.copy_of).copy_of is None for one in copies)
    assert Counter(one.event == one.number for one in some)[True] > 20


def test_blocks_are_laid_down_as_the_first_was_judged(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "BLOCK", 20)
    assert filling.fill(database, 40, days=1) == 40
    assert filling.fill(database, 60, days=1) == 60
    found = judgements(database)
    assert len(found) == 60
    for number, (grp, of, story) in [(n, found[n]) for n in range(1, 21)]:
        stories = max(one for _, _, one in list(found.values())[:20] if one is not None)
        moved = (grp + 40, None if of is None else of + 40, story + 2 * stories if story else None)
        assert found[number + 40] == moved
    filling.put(database, list(writing.articles(20, 5)))
    assert filling.judge(database) == 5
    with database.read() as conn:
        assert conn.execute(s.unjudged.select()).all() == []
