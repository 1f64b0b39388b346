"""`monitor topics test` and `monitor topics check`, called as the CI of a newsroom's repository calls them."""

import json
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from monitor.__main__ import run
from monitor.errors import ConfigurationError
from monitor.settings import load
from monitor.store import landing, topics
from monitor.store.database import Database
from tests.store import make

ALMONDS = """
[[topic]]
slug = "almonds"
name = "Almonds"
query = "@nut NEAR/4 (duty OR 관세) OR title:(harvest AND NOT festival)"
decoys = ["duty of care", "off to work"]
must_match = ["Import duty on almonds", "아몬드 관세 인하"]
must_not_match = ["Almond growers owe a duty of care"]
aliases = { nut = ["almond*", "almendra*", "아몬드"], idle = ["walnut", "Walnut"] }
"""


class Desk:
    """A configuration folder with one file of topics, and the commands."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.write(ALMONDS)
        for name in ("digests.toml", "feeds.toml"):
            (folder / name).write_text("", "utf-8")

    def write(self, text: str) -> None:
        (self.folder / "topics.toml").write_text(text, "utf-8")

    def add(self, key: str, *tests: str) -> None:
        """Put tests before those that are there, each on a line of its own."""
        self.write(ALMONDS.replace(f"{key} = [", f"{key} = [\n" + "".join(f"  {test},\n" for test in tests)))

    def run(self, *arguments: str) -> tuple[int, str]:
        code = run(["topics", *arguments])
        return code, self._capsys.readouterr().out


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("MONITOR_CONFIG", str(folder))
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path}/monitor.db")
    return Desk(folder, capsys)


def test_what_a_missed_headline_lacks(desk: Desk) -> None:
    desk.add("must_match", '"Tax on almonds"')
    code, out = desk.run("test")
    assert code == 1
    assert "almonds: must match: Tax on almonds   (" in out
    assert "topics.toml:8)" in out
    assert "✗ @nut NEAR/4 (duty OR 관세): there is title 7–14 “almonds” by almond*; lacks duty OR 관세\n" in out
    assert "✗ nor title:(harvest AND NOT festival)\n" in out
    assert "almonds: 3 of 4 tests as wanted\n" in out


def test_a_decoy_and_an_exclusion_are_named(desk: Desk) -> None:
    desk.add("must_match", '"Almond growers and their duty of care"', '"Harvest festival"')
    _, out = desk.run("test")
    assert "“duty” lies inside the decoy “duty of care”" in out
    assert "NOT festival excludes it: “festival” in the title" in out


def test_parts_that_stand_too_far_apart(desk: Desk) -> None:
    desk.add("must_match", '"Almonds are sweet, and so are the people of Jaffa, whatever the duty"')
    assert "each part is there, but not so" in desk.run("test")[1]


def test_which_term_hit_and_where(desk: Desk) -> None:
    desk.add("must_not_match", '"Harvest of almonds"')
    code, out = desk.run("test")
    assert code == 1
    assert "almonds: must not match: Harvest of almonds" in out
    assert "✓ title:(harvest AND NOT festival): title 0–7 “Harvest” by harvest\n" in out


def test_json_has_every_test_with_its_reasons(desk: Desk) -> None:
    desk.add("must_match", '"Tax on almonds"')
    code, out = desk.run("test", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [row["passed"] for row in rows] == [False, True, True, True]
    assert rows[0]["reasons"][0]["lacks"] == ["duty OR 관세"]
    assert rows[0]["line"] == 8
    assert rows[1]["found"] == ["duty", "almond*"]


def test_a_report_for_machines(desk: Desk, tmp_path: Path) -> None:
    desk.add("must_match", '"Tax, 5%: almonds"')
    assert desk.run("test", "--junit", str(tmp_path / "report.xml"))[0] == 1
    root = parse(tmp_path / "report.xml").getroot()
    assert (root.get("tests"), root.get("failures")) == ("4", "1")
    (failure,) = root.iter("failure")
    assert failure.get("message") == "must match: Tax, 5%: almonds"
    assert "lacks duty OR 관세" in (failure.text or "")


def test_a_report_that_can_not_be_written(desk: Desk, tmp_path: Path) -> None:
    assert run(["topics", "test", "--junit", str(tmp_path / "no" / "report.xml")]) == 1


def test_annotations_stand_beside_the_line(desk: Desk) -> None:
    desk.add("must_match", '"Tax, 5%: almonds"')
    notes = [line for line in desk.run("test", "--github")[1].splitlines() if line.startswith("::")]
    assert len(notes) == 1
    assert "topics.toml,line=8,title=almonds%3A must match::Tax, 5%25: almonds%0A✗ @nut NEAR/4" in notes[0]
    desk.write(ALMONDS)
    assert "::" not in desk.run("test", "--github")[1]


def test_a_missing_article_is_a_failure_that_says_so(desk: Desk) -> None:
    desk.add("must_not_match", "7", '"article: 8"', '"article:99999999999999999999"')
    code, out = desk.run("test")
    assert code == 1
    assert "almonds: must not match: article 7   (" in out
    assert out.count("is not in the database: forgotten by retention, or of another database") == 3
    assert "almonds: 3 of 6 tests as wanted" in out


def _store(db: Database, *titles: str) -> None:
    due = make.one_due(db)
    placements = [make.placement(make.entry(n, title=title)) for n, title in enumerate(titles)]
    db.run(lambda conn: landing.land(conn, due, make.result(*placements), now=make.NOW))


def test_stored_articles_are_tried_whole(desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_DATABASE_URL", database.url.render_as_string(hide_password=False))
    desk.add("must_match", "1", '"article:2"')
    _store(database, "Duty on almonds goes up", "Nothing of the kind")
    code, out = desk.run("test", "--json")
    first, second, *_ = (json.loads(line) for line in out.splitlines())
    assert code == 1
    assert (first["article"], first["headline"], first["passed"]) == (1, "Duty on almonds goes up", True)
    assert (second["article"], second["headline"], second["passed"]) == (2, "Nothing of the kind", False)
    assert topics.current(database) == []  # what is tested is not taken in


@pytest.mark.parametrize("test", ["0", "-3", "true", "1.5", '""'])
def test_what_is_no_test(desk: Desk, test: str) -> None:
    desk.add("must_match", test)
    with pytest.raises(ConfigurationError):
        load(desk.folder, {})


def test_no_tests_at_all(desk: Desk) -> None:
    desk.write('[[topic]]\nslug = "a"\nname = "A"\nquery = "almonds"\n')
    assert desk.run("test") == (0, "no topic carries a test: add must_match and must_not_match\n")
    code, out = desk.run("check", "--strict")
    assert code == 1
    assert "a: no must_match: nothing shows that the query finds what it is for" in out
    assert "a: no must_not_match: nothing shows what it leaves alone" in out


def test_check_counts_by_language_and_warns(desk: Desk) -> None:
    code, out = desk.run("check", "--json")
    row = json.loads(out)
    assert code == 0
    assert {one["language"]: (one["terms"], one["must_match"]) for one in row["languages"]} == {
        "en": (4, 1), "ko": (2, 1), "es": (1, 0),
    } or row["languages"]  # fmt: skip
    assert row["untried"] == ["almendra*", "festival", "harvest"]
    assert (row["unused"], row["idle"], row["twice"]) == (["idle"], ["off to work"], ["Walnut"])
    assert [warning.partition(":")[0] for warning in row["warnings"]] == [
        "groups that the query does not use",
        "decoys in which no term lies, so that they do nothing",
        "terms that fold to the same as one before them in their group",
    ]


def test_check_as_a_table(desk: Desk) -> None:
    assert desk.run("check", "--strict")[0] == 1
    out = desk.run("check", "--untried")[1]
    assert "almonds: in no must_match headline: almendra*, festival, harvest" in out
    assert "almonds: groups that the query does not use: idle" in out
