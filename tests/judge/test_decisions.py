"""What people decide wins for ever: over later articles, revisions, regrouping and repair; on both databases."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from monitor.curate.decisions import NothingToDecide
from monitor.errors import NotFound, UsageError
from monitor.judge import judge_all
from monitor.lang.outlets import OutletBook
from monitor.model.clock import SystemClock
from monitor.model.decision import DecisionKind, Wish
from monitor.model.options import JudgeOptions
from monitor.model.outlet import Outlet, OutletKind
from monitor.publish.deciding import decide, undo
from monitor.publish.explaining import explained
from monitor.store import change, decisions, outlets
from monitor.store import schema as s
from monitor.store.database import Database
from monitor.store.reading import article as read_article
from tests.builders.pieces import START, Written, judgements, put_unjudged, revise, verdict_rows
from tests.curate.test_repair import QUAY, SLATE
from tests.curate.test_reprint import HARBOUR

OUTLETS = (
    Outlet("kestrel-post", "Kestrel Post", OutletKind.NEWSPAPER, (), ("kestrelpost.example",)),
    Outlet("lantern", "Lantern Herald", OutletKind.NEWSPAPER, (), ("lantern.example",)),
    Outlet("wire-nine", "Wire Nine", OutletKind.WIRE, (), ("wirenine.example",)),
)
BOOK = OutletBook(OUTLETS)
LATER = START + timedelta(days=1)
TITLE = "Harbour at Kelder Point doubles its berths"


@pytest.fixture
def db(database: Database) -> Database:
    outlets.declare(database, OUTLETS)
    return database


def judge(db: Database) -> None:
    judge_all(db, clock=SystemClock(), options=JudgeOptions(), holder="test", book=BOOK)


def put(db: Database, *written: Written) -> list[int]:
    """Store and judge."""
    articles = put_unjudged(db, written)
    judge(db)
    return articles


def say(db: Database, kind: DecisionKind, article: int, other: int | None = None, outlet: str | None = None) -> int:
    number = decide(db, Wish(kind, article, other, outlet), author="ines", now=LATER)
    sound(db)
    return number


def take_back(db: Database, number: int) -> None:
    undo(db, number, author="ines", now=LATER)
    sound(db)


def sound(db: Database) -> None:
    """The judgements are what the open verdicts say; groups and stories count what they hold."""
    found = judgements(db)
    opened = {(kind, article): target for kind, article, target, is_open, _ in verdict_rows(db) if is_open}
    for article, (grp, original, story) in found.items():
        assert opened.get(("reprint", article)) == original
        assert opened[("story", article)] == story
        members = [one for one, (other, *_) in found.items() if other == grp]
        assert grp == min(members)
        assert [one for one in members if found[one][1] is None] == [original or article]
        assert {found[one][2] for one in members} == {story}
    with db.read() as conn:
        rows = conn.execute(select(s.story.c.id, s.story.c.articles, s.story.c.lead)).all()
    counted = {row.id: sum(one[2] == row.id for one in found.values()) for row in rows}
    assert {row.id: row.articles for row in rows} == counted
    assert all(found[row.lead][1:] == (None, row.id) for row in rows)
    assert 0 not in counted.values()


def copies(db: Database, count: int = 2) -> list[int]:
    return put(db, *(Written(TITLE, HARBOUR, f"outlet-{n}", hours=n) for n in range(count)))


def events(db: Database) -> tuple[int, int]:
    """Two articles, of two stories."""
    one, other = put(db, Written(*QUAY[0]), Written(*SLATE, "lantern", hours=1))
    assert judgements(db)[one][2] != judgements(db)[other][2]
    return one, other


# --- not a duplicate ----------------------------------------------------------------------------------------


def test_not_a_duplicate_holds_for_later_copies_and_revisions(db: Database) -> None:
    first, copy = copies(db)
    assert judgements(db)[copy][:2] == (first, first)
    say(db, DecisionKind.NOT_DUPLICATE, copy)
    assert judgements(db)[copy][:2] == (copy, None)
    assert judgements(db)[copy][2] == judgements(db)[first][2]  # still the same event
    judge(db)
    (late,) = put(db, Written(TITLE, HARBOUR, "late", hours=9))
    found = judgements(db)
    assert found[copy][:2] == (copy, None)
    assert found[first][:2] == (first, None)
    assert found[late][1] in {first, copy}
    db.run(lambda conn: _revised(conn, copy, Written(TITLE, HARBOUR + " More is to come.", hours=10)))
    judge(db)
    sound(db)
    assert judgements(db)[copy][:2] == (copy, None)
    (early,) = put(db, Written(TITLE, HARBOUR, "early", hours=-9))  # as an original it would be better
    sound(db)
    assert judgements(db)[copy][:2] == (copy, None)
    assert judgements(db)[early][0] in {first, copy}


def _revised(conn: Connection, number: int, written: Written) -> None:
    revise(conn, number, 1, written, LATER)
    conn.execute(insert(s.unjudged), [{"article_id": number}])


def test_the_smallest_article_and_original_leaves_and_the_rest_stays_one_group(db: Database) -> None:
    first, second, third = copies(db, 3)
    say(db, DecisionKind.NOT_DUPLICATE, first)
    assert judgements(db)[first][:2] == (first, None)
    assert judgements(db)[second][:2] == (second, None)
    assert judgements(db)[third][:2] == (second, second)
    judge(db)
    (late,) = put(db, Written(TITLE, HARBOUR, "late", hours=9))
    sound(db)
    assert judgements(db)[late][1] in {first, second}


def test_not_a_duplicate_is_undone(db: Database) -> None:
    _, copy = copies(db)
    before = judgements(db)
    number = say(db, DecisionKind.NOT_DUPLICATE, copy)
    take_back(db, number)
    judge(db)
    sound(db)
    assert judgements(db) == before
    assert [row.author for row in _open(db, copy)] == ["machine"] * len(_open(db, copy))
    with pytest.raises(UsageError, match="already"):
        undo(db, number, author="ines", now=LATER)


def test_one_that_stands_alone_is_nobodys_duplicate(db: Database) -> None:
    one, _ = events(db)
    with pytest.raises(NothingToDecide):
        say(db, DecisionKind.NOT_DUPLICATE, one)
    with pytest.raises(NotFound):
        say(db, DecisionKind.NOT_DUPLICATE, 9999)


# --- a reprint ----------------------------------------------------------------------------------------------


def test_a_reprint_by_decision_moves_its_copies_and_stays(db: Database) -> None:
    one, other = events(db)
    (copy,) = put(db, Written(*SLATE, "wire-nine", hours=2))
    assert judgements(db)[copy][1] == other
    number = say(db, DecisionKind.REPRINT_OF, other, one)
    found = judgements(db)
    assert found[one][:2] == (one, None)
    assert found[other] == found[copy] == (one, one, found[one][2])
    judge(db)
    (early,) = put(db, Written(*QUAY[0], "wire-nine", hours=-5))
    sound(db)
    assert judgements(db)[early][:2] == (one, one)  # the original stays as it was said
    take_back(db, number)
    judge(db)
    sound(db)
    found = judgements(db)
    assert found[copy][:2] == (other, other)
    assert found[other][2] != found[one][2]


def test_of_two_copies_the_other_becomes_the_original(db: Database) -> None:
    first, copy, third = copies(db, 3)
    number = say(db, DecisionKind.REPRINT_OF, first, copy)
    assert [judgements(db)[one][1] for one in (first, copy, third)] == [copy, None, copy]
    with pytest.raises(NothingToDecide):
        say(db, DecisionKind.REPRINT_OF, first, copy)
    take_back(db, number)


# --- stories ------------------------------------------------------------------------------------------------


def quays(db: Database) -> list[int]:
    articles = put(db, *(Written(*one, f"outlet-{n}", hours=n) for n, one in enumerate(QUAY)))
    assert len({judgements(db)[one][2] for one in articles}) == 1
    return articles


def test_not_this_story_is_not_merged_again(db: Database) -> None:
    first, second, third = quays(db)
    story = judgements(db)[first][2]
    say(db, DecisionKind.NOT_STORY, third)
    apart = judgements(db)[third][2]
    assert apart != story
    judge(db)
    with db.write() as conn:
        conn.execute(update(s.story).values(settled=False))
    (both,) = put(db, Written("Quay for ferries opens at Kelder Point", QUAY[0][1] + " " + QUAY[2][1], "late", hours=5))
    (copy,) = put(db, Written(QUAY[2][0], QUAY[2][1], "copier", hours=6))
    sound(db)
    found = judgements(db)
    assert found[third][2] == found[copy][2] == apart
    assert found[first][2] == found[second][2] == story
    assert found[both][2] in {story, apart}


def test_not_this_story_is_undone(db: Database) -> None:
    first, _, third = quays(db)
    before = judgements(db)
    number = say(db, DecisionKind.NOT_STORY, third)
    judge(db)
    take_back(db, number)
    judge(db)
    assert judgements(db) == before
    assert before[first][2] == before[third][2]


def test_into_another_story(db: Database) -> None:
    first, second, third = quays(db)
    (slate,) = put(db, Written(*SLATE, "lantern", hours=4))
    say(db, DecisionKind.NOT_STORY, third, slate)
    judge(db)
    found = judgements(db)
    assert found[third][2] == found[slate][2] != found[first][2] == found[second][2]
    with pytest.raises(NothingToDecide):
        say(db, DecisionKind.NOT_STORY, third, slate)


def test_one_alone_in_its_story_can_not_leave_it(db: Database) -> None:
    one, _ = events(db)
    with pytest.raises(NothingToDecide):
        say(db, DecisionKind.NOT_STORY, one)


def test_two_stories_become_one_and_outlive_a_revision(db: Database) -> None:
    one, other = events(db)
    number = say(db, DecisionKind.ONE_STORY, one, other)
    assert judgements(db)[one][2] == judgements(db)[other][2]
    judge(db)
    db.run(lambda conn: _revised(conn, other, Written("Something else", "Of this nobody had heard. " * 8, hours=3)))
    judge(db)
    (late,) = put(db, Written(QUAY[1][0], QUAY[1][1], "late", hours=2))
    sound(db)
    assert len({judgements(db)[article][2] for article in (one, other, late)}) == 1
    take_back(db, number)
    judge(db)
    found = judgements(db)
    assert found[one][2] == found[late][2] != found[other][2]


def test_what_two_said_of_one_article_is_undone_from_the_last(db: Database) -> None:
    one, other = events(db)
    merged = say(db, DecisionKind.ONE_STORY, one, other)
    parted = say(db, DecisionKind.NOT_STORY, other)
    with pytest.raises(UsageError, match="since"):
        undo(db, merged, author="ines", now=LATER)
    take_back(db, parted)
    assert judgements(db)[one][2] == judgements(db)[other][2]
    assert {row.author for row in _open(db, other) if row.kind == "story"} == {"ines"}  # the first word counts again
    take_back(db, merged)
    assert judgements(db)[one][2] != judgements(db)[other][2]


# --- origins ------------------------------------------------------------------------------------------------


def test_an_origin_by_decision_outlives_a_revision_and_goes_to_copies(db: Database) -> None:
    first, copy = copies(db)
    number = say(db, DecisionKind.ORIGIN, first, outlet="wire-nine")
    judge(db)
    assert _origins(db) == {first: ("wire-nine", "carried"), copy: ("wire-nine", "carried")}
    db.run(lambda conn: _revised(conn, first, Written(TITLE, HARBOUR + " More is to come.", "outlet-0")))
    judge(db)
    assert _origins(db)[first] == ("wire-nine", "carried")
    take_back(db, number)
    judge(db)
    assert _origins(db)[first] != ("wire-nine", "carried")
    with pytest.raises(NotFound):
        say(db, DecisionKind.ORIGIN, first, outlet="nobody-knows")


# --- all ----------------------------------------------------------------------------------------------------


def test_pages_hear_of_it_and_nothing_is_judged_twice_for_an_edition(db: Database) -> None:
    _, copy = copies(db)
    with db.read() as conn:
        before, judged = change.current(conn), conn.execute(select(s.judgement.c.judged)).scalars().all()
    say(db, DecisionKind.NOT_DUPLICATE, copy)
    judge(db)
    with db.read() as conn:
        assert change.current(conn) > before
        assert conn.execute(select(s.judgement.c.judged)).scalars().all() == judged


def test_a_judge_that_read_before_reads_again(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _, copy = copies(db)
    import monitor.judge as line  # noqa: PLC0415 - to decide in the middle of it

    real = line.decide
    said: list[int] = []

    def slow(*given: Any) -> Any:
        found = real(*given)
        if not said:
            said.append(decide(db, Wish(DecisionKind.NOT_DUPLICATE, copy), author="ines", now=LATER))
        return found

    monkeypatch.setattr(line, "decide", slow)
    (late,) = put(db, Written(TITLE, HARBOUR, "late", hours=4))
    sound(db)
    assert judgements(db)[copy][:2] == (copy, None)
    assert judgements(db)[late][1] is not None


def _open(db: Database, article: int) -> Sequence[Any]:
    v = s.verdict.c
    with db.read() as conn:
        return conn.execute(select(v.kind, v.author).where(v.article_id == article, v.valid_to.is_(None))).all()


def _origins(db: Database) -> dict[int, tuple[str | None, str]]:
    j, o = s.judgement, s.outlet
    with db.read() as conn:
        tables = j.outerjoin(o, o.c.id == j.c.origin)
        rows = conn.execute(select(j.c.article_id, o.c.slug, j.c.origin_kind).select_from(tables))
        return {row.article_id: (row.slug, row.origin_kind) for row in rows}


def test_standing_decisions_carry_their_pairs(db: Database) -> None:
    first, copy = copies(db)
    number = say(db, DecisionKind.NOT_DUPLICATE, copy)
    with db.read() as conn:
        (one,) = decisions.standing(conn)
        assert (one.id, one.kind, one.apart) == (number, DecisionKind.NOT_DUPLICATE, (("text", first, copy),))
        assert one.other == first
        assert decisions.about(conn, [first]) == decisions.about(conn, [copy]) == [one]


def test_what_was_vetoed_is_in_the_reason(db: Database) -> None:
    text = "The office announced the {n} package of measures of the harbour board. " + HARBOUR
    first, other = put(
        db,
        Written("18th package of measures", text.format(n="18th")),
        Written("19th package of measures", text.format(n="19th"), "lantern", hours=1),
    )
    assert judgements(db)[other][:2] == (other, None)
    (reason,) = [row[4] for row in verdict_rows(db, "reprint") if row[1] == other]
    listed: Any = reason["vetoed"]
    (vetoed,) = listed
    assert vetoed["article"] == first
    assert vetoed["veto"][0] == "ordinal"
    with db.read() as conn:
        told = [line for one in explained(read_article(conn, other)) for line in one.evidence]
    assert any(line.startswith(f"not a reprint of article {first}, though p would be") for line in told)
    assert all(story is None or story > 0 for _, _, story in judgements(db).values())
    for row in verdict_rows(db, "story"):
        assert int(str(row[4].get("vetoed", 1))) > 0
