"""The board of firsts from the tables, on the command line, and on its page."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from monitor.__main__ import run
from monitor.model.leads import Board, Leader
from monitor.publish import leading
from monitor.store import schema
from monitor.store.database import Database
from tests.builders.press import DAY, HOUR, Press

NOW = datetime(2026, 11, 23, 12, 10, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NAMES = ("wire", "one", "two", "wanderer")


@pytest.fixture
def press(database: Database) -> Press:
    return Press(database, NOW, names=NAMES)


def board(press: Press, since: timedelta = 30 * DAY) -> Board:
    with press.db.read() as conn:
        return leading.board(conn, (1, "sohae"), NOW - since, NOW)


def leader(found: Board, outlet: str) -> Leader:
    return next(one for one in found.leaders if one.outlet == outlet)


def told(press: Press, *each: dict[str, object]) -> int:
    """One story, told by these articles; the first gives it its number."""
    first, *others = each
    article = press.article(**first)  # type: ignore[arg-type]
    story = press.story_of(article)
    press.articles(*({**one, "story": story} for one in others))
    return article


def test_dates_that_lie_between_two_polls_decide(press: Press) -> None:
    for day in (1, 2, 3):
        told(press, {"feed": "one", "at": NOW - day * DAY}, {"feed": "two", "at": NOW - day * DAY + 20 * MINUTE})
    press.article(NOW - 4 * DAY, feed="one")
    found = board(press)
    assert (found.stories, found.alone) == (3, 1)
    one, two = leader(found, "one"), leader(found, "two")
    assert (one.stories, one.certain, one.perhaps, one.lead_s, one.least_s, one.most_s) == (3, 3, 0, 1200, 1200, 1200)
    assert (two.stories, two.certain, two.perhaps, two.lead_s) == (3, 0, 0, None)
    (duel,) = found.duels
    assert (duel.ahead, duel.behind, duel.stories, duel.ahead_first, duel.median_s) == ("one", "two", 3, 3, 1200)
    assert [(one.first, one.second, one.certain) for one in found.led] == [("one", "two", True)] * 3


def test_without_dates_the_polls_leave_it_open(press: Press) -> None:
    told(press, {"feed": "one", "at": NOW - DAY, "published": None},
         {"feed": "two", "at": NOW - DAY + 10 * MINUTE, "published": None})  # fmt: skip
    found = board(press)
    one, two = leader(found, "one"), leader(found, "two")
    assert (one.certain, one.perhaps, two.certain, two.perhaps) == (0, 1, 0, 1)
    assert (one.lead_s, one.least_s, one.most_s) == (600, 0, 2400)


def test_a_reprint_makes_no_first_and_dates_its_source(press: Press) -> None:
    wire = press.article(NOW - DAY, feed="wire", published=None, seen=NOW - DAY + HOUR, absent=NOW - DAY - HOUR)
    story = press.story_of(wire)
    press.article(NOW - DAY - 30 * MINUTE, feed="two", story=story, reprint_of=wire)
    press.article(NOW - DAY - 20 * MINUTE, feed="one", story=story)
    found = board(press)
    assert [(row.outlet, row.certain) for row in found.leaders] == [("wire", 1), ("one", 0)]
    assert found.led[0].second == "one"


def test_a_carried_text_is_its_wires_also_when_we_do_not_read_the_wire(press: Press) -> None:
    told(press, {"feed": "two", "at": NOW - DAY, "origin": "wire", "kind": "carried"},
         {"feed": "one", "at": NOW - DAY + HOUR})  # fmt: skip
    found = board(press)
    assert [(row.outlet, row.certain) for row in found.leaders] == [("wire", 1), ("one", 0)]
    assert leader(found, "wire").most_s is None


def test_a_first_poll_gives_no_certainty(press: Press) -> None:
    told(press, {"feed": "one", "at": NOW - DAY, "seen": NOW - DAY + 3 * HOUR, "backfill": True},
         {"feed": "two", "at": NOW - DAY + HOUR})  # fmt: skip
    found = board(press)
    assert [leader(found, name).certain for name in ("one", "two")] == [0, 0]
    assert [leader(found, name).perhaps for name in ("one", "two")] == [1, 1]


def test_an_aggregator_tells_nothing_of_its_own(press: Press) -> None:
    with press.db.write() as conn:
        conn.execute(update(schema.outlet).where(schema.outlet.c.slug == "wanderer").values(kind="aggregator"))
    told(press, {"feed": "wanderer", "at": NOW - DAY}, {"feed": "one", "at": NOW - DAY + HOUR},
         {"feed": "two", "at": NOW - DAY + 2 * HOUR})  # fmt: skip
    assert {row.outlet for row in board(press).leaders} == {"one", "two"}


def test_one_event_in_two_languages_is_one_story(press: Press) -> None:
    a = press.story_of(press.article(NOW - DAY, feed="one"))
    b = press.story_of(press.article(NOW - DAY + HOUR, feed="two"))
    assert board(press).stories == 0
    with press.db.write() as conn:
        values = {"a": a, "b": b, "p": 0.9, "why": {}, "author": "machine", "valid_from": NOW}
        conn.execute(insert(schema.story_link).values(**values))
    assert (board(press).stories, board(press).led[0].first) == (1, "one")


def test_stories_without_a_match_are_not_the_topics(press: Press) -> None:
    told(press, {"feed": "one", "at": NOW - DAY, "match": False},
         {"feed": "two", "at": NOW - DAY + HOUR, "match": False})  # fmt: skip
    assert board(press).stories == 0
    told(press, {"feed": "one", "at": NOW - 9 * DAY}, {"feed": "two", "at": NOW - 9 * DAY + HOUR, "match": False})
    assert (board(press).stories, board(press, 7 * DAY).stories) == (1, 0)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_database: Database) -> Path:
    folder = tmp_path / "config"
    (folder / "topics.d").mkdir(parents=True)
    (folder / "topics.toml").write_text('[[topic]]\nslug = "sohae"\nname = "Sohae"\nquery = "sohae"\n', "utf-8")
    for name in ("feeds", "digests"):
        (folder / f"{name}.toml").write_text("", "utf-8")
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{sqlite_database.url.database}")
    monkeypatch.setenv("MONITOR_CLOCK", f"start={NOW.isoformat()};rate=0")
    press = Press(sqlite_database, NOW, names=NAMES)
    told(press, {"feed": "one", "at": NOW - DAY, "title": "A \x1b[31m launch"}, {"feed": "two", "at": NOW - DAY + HOUR})
    return folder


@pytest.mark.usefixtures("config")
def test_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["topics", "leads", "sohae", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == ["board", "outlet", "outlet", "pair", "story"]
    assert (lines[1]["outlet"], lines[1]["certain"], lines[1]["lead_s"]) == ("one", 1, 3600)
    assert run(["topics", "leads", "sohae"]) == 0
    said = capsys.readouterr().out
    assert "1 story of two outlets or more" in said
    assert "for certain" in said
    assert "\x1b" not in said
    assert run(["topics", "leads", "nothing"]) == 1
    assert "there is no topic nothing" in capsys.readouterr().err
    assert run(["topics", "spikes", "--standing", "--json"]) == 0
    (standing,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (standing["topic"], standing["sensitivity"]) == ("sohae", "normal")
    assert run(["topics", "spikes", "sohae"]) == 0
    assert "no spike since" in capsys.readouterr().out
    assert run(["topics", "spikes", "sohae", "--since", "soon"]) == 2
