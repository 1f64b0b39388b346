"""One article that can not be judged does not keep the others from it."""

import asyncio
import logging
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from monitor.curate import origin
from monitor.daemon import judging as role
from monitor.daemon.shift import Shift
from monitor.judge import judge_batch
from monitor.lang.outlets import OutletBook
from monitor.model.judging import OriginFound, Piece
from monitor.model.options import JudgeOptions
from monitor.store import leases
from monitor.store import schema as s
from monitor.store.database import Database, is_away
from tests.builders.pieces import START, Written, judgements, put_unjudged, revise, verdict_rows
from tests.curate.test_reprint import HARBOUR, SLATE

BOOK = OutletBook(())
OPTIONS = JudgeOptions()
WORDS = [f"{first}{second}{third}o" for first in "bdfgklmn" for second in ("ara", "eli", "ost", "und") for third in
         ("bek", "dor", "fim", "gul", "hat", "jor", "kel", "mip", "nas", "pur", "qet", "ral", "sim")]  # fmt: skip
READ = origin.origin


def text(first: int, last: int) -> str:
    return ". ".join(" ".join(WORDS[start : min(start + 12, last)]) for start in range(first, last, 12))


def batch(db: Database, token: int, options: JudgeOptions = OPTIONS) -> int:
    return judge_batch(db, now=START, options=options, token=token, book=BOOK)


def waiting(db: Database) -> list[int]:
    with db.read() as conn:
        return list(conn.execute(select(s.unjudged.c.article_id).order_by(s.unjudged.c.article_id)).scalars())


def filed_under(db: Database, grp: int) -> set[int]:
    with db.read() as conn:
        return set(conn.execute(select(s.dup_fp.c.fp).where(s.dup_fp.c.grp == grp)).scalars())


def revised(db: Database, *texts: tuple[int, Written]) -> None:
    with db.write() as conn:
        for number, written in texts:
            revise(conn, number, 1, written, START)
            conn.execute(insert(s.unjudged), [{"article_id": number}])


@pytest.fixture
def token(database: Database) -> int:
    taken = leases.take(database, "judge", "test", 60)
    assert taken is not None
    return taken


def unreadable(monkeypatch: pytest.MonkeyPatch, *numbers: int, error: Exception | None = None) -> list[int]:
    """Deciding fails for these articles. Gives those that were asked about."""
    asked = []

    def find(piece: Piece, book: OutletBook) -> OriginFound:
        asked.append(piece.id)
        if piece.id in numbers:
            raise error or ValueError("odd \x00 " + "x" * 500)
        return READ(piece, book)

    monkeypatch.setattr(origin, "origin", find)
    return asked


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("kept", [20, 150])
def test_a_group_that_went_into_another_in_its_own_batch(
    database: Database, token: int, monkeypatch: pytest.MonkeyPatch, size: int, kept: int
) -> None:
    monkeypatch.setattr("monitor.judge.is_away", lambda error: True)  # no second try: it goes well at once
    old = Written("Two", text(100, 300))
    first, second = put_unjudged(database, [Written("One", text(0, 90)), old])
    batch(database, token)
    filed = filed_under(database, second)
    changed = replace(old, body=f"{text(100, 100 + kept)}. {text(300, 500 - kept)}")
    revised(database, (first, replace(old, title="One")), (second, changed))
    assert sum(batch(database, token, replace(OPTIONS, batch=size)) for _ in range(3)) == 2
    assert [found[:2] for found in judgements(database).values()] == [(first, None), (first, first)]
    assert filed_under(database, second) == filed  # what is new is its new group's
    with database.read() as conn:
        known = conn.execute(select(s.dup_sketch.c.article_id, s.dup_sketch.c.grp)).all()
    assert {tuple(row) for row in known} == {(first, first), (second, first)}


@pytest.mark.parametrize("at", [0, 3, 6])
def test_what_can_not_be_judged_stands_for_itself(
    database: Database, token: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, at: int
) -> None:
    numbers = put_unjudged(database, [Written(f"Quay {n}", (HARBOUR, SLATE)[n % 2], f"p{n}") for n in range(7)])
    odd = numbers[at]
    unreadable(monkeypatch, odd)
    with caplog.at_level(logging.ERROR, "monitor.judge"):
        assert batch(database, token) == 7
    assert f"article {odd} " in caplog.text
    assert waiting(database) == []
    found = judgements(database)
    assert found[odd][:2] == (odd, None)
    assert found[odd][2] not in {None, *(found[one][2] for one in numbers if one != odd)}
    assert len({found[one][0] for one in numbers}) == 3
    (why,) = [told for kind, one, _, holds, told in verdict_rows(database) if one == odd and holds]
    assert why["rule"] == "unreadable"
    assert str(why["error"]).startswith("ValueError('odd")
    assert len(str(why["error"])) <= 200


def test_it_is_judged_when_a_revision_can_be_read(
    database: Database, token: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, other = put_unjudged(database, [Written("Quay", SLATE), Written("Quay", HARBOUR, "lantern", hours=1)])
    with monkeypatch.context() as failing:
        unreadable(failing, odd)
        batch(database, token)
    revised(database, (odd, Written("Quay", HARBOUR)))
    assert batch(database, token) == 1
    assert judgements(database)[other][:2] == (odd, odd)
    assert judgements(database)[other][2] == judgements(database)[odd][2]


def test_what_was_judged_before_stays(database: Database, token: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, copy = put_unjudged(database, [Written("Quay", HARBOUR), Written("Quay", HARBOUR, "lantern", hours=1)])
    batch(database, token)
    before = judgements(database), verdict_rows(database)
    revised(database, (copy, Written("Quay", SLATE, "lantern")))
    unreadable(monkeypatch, copy)
    assert batch(database, token) == 1
    assert waiting(database) == []
    assert (judgements(database), verdict_rows(database)) == before
    assert before[0][copy][1] == first


def test_all_of_them_unreadable_is_no_standstill(
    database: Database, token: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = put_unjudged(database, [Written(f"Quay {n}", HARBOUR) for n in range(5)])
    unreadable(monkeypatch, *numbers)
    assert batch(database, token) == 5
    assert {found[0] for found in judgements(database).values()} == set(numbers)


def test_a_database_that_is_away_is_nobodys_fault(
    database: Database, token: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = put_unjudged(database, [Written("Quay", HARBOUR), Written("Slate", SLATE)])
    asked = unreadable(monkeypatch, numbers[0], error=OperationalError("SELECT", {}, Exception("gone")))
    with pytest.raises(OperationalError):
        batch(database, token)
    assert (asked, waiting(database), judgements(database)) == ([numbers[0]], numbers, {})


def test_what_is_the_databases_and_what_the_works() -> None:
    cause = Exception("broken")
    assert is_away(OSError())
    assert is_away(DataError("x", {}, cause, connection_invalidated=True))
    assert not any(
        is_away(error) for error in (ValueError(), DataError("x", {}, cause), IntegrityError("x", {}, cause))
    )


def test_the_role_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shift = Shift(SimpleNamespace())  # type: ignore[arg-type]
    tried: list[object] = []

    def take(app: object) -> int | None:
        tried.append(app)
        if len(tried) < 3:
            raise OSError("no route to the database")
        shift.stop.set()
        return None

    monkeypatch.setattr(role, "_take_judge_lease", take)
    monkeypatch.setattr(role, "STUMBLED_S", 0.01)
    asyncio.run(role.judge(shift))
    assert len(tried) == 3
