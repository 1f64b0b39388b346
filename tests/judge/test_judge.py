from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from monitor.errors import LostLease
from monitor.judge import judge_all, judge_batch
from monitor.lang.outlets import OutletBook
from monitor.model.clock import SystemClock
from monitor.model.options import JudgeOptions
from monitor.model.outlet import Outlet, OutletKind
from monitor.store import judging, leases, outlets
from monitor.store import schema as s
from monitor.store.database import Database
from tests.builders.pieces import START, Written, judgements, put_unjudged, revise, verdict_rows
from tests.curate.test_reprint import HARBOUR, SLATE

OUTLETS = (
    Outlet("yonhap", "Yonhap", OutletKind.WIRE, (), ("yna.example",)),
    Outlet("kestrel-post", "Kestrel Post", OutletKind.NEWSPAPER, (), ("kestrelpost.example",)),
    Outlet("lantern", "Lantern Herald", OutletKind.NEWSPAPER, (), ("lantern.example",)),
    Outlet("daily9", "Daily9", OutletKind.AGGREGATOR, (), ("daily9.example",)),
)
BOOK = OutletBook(OUTLETS)
OPTIONS = JudgeOptions()
LATER = START + timedelta(days=2)
TITLE = "Harbour at Kelder Point doubles its berths"
WIRE = f"KELDER POINT, Nov. 20 (Yonhap) -- {HARBOUR}"


@pytest.fixture
def db(database: Database) -> Database:
    outlets.declare(database, OUTLETS)
    return database


def judge(db: Database, options: JudgeOptions = OPTIONS) -> int:
    return judge_all(db, clock=SystemClock(), options=options, holder="test", book=BOOK)


def put(db: Database, *written: Written) -> list[int]:
    return put_unjudged(db, written)


def stories(db: Database) -> Sequence[tuple[int, int, int, int]]:
    """Lead, articles, outlets, origins."""
    with db.read() as conn:
        y = s.story
        rows = conn.execute(select(y.c.lead, y.c.articles, y.c.outlets, y.c.origins).order_by(y.c.id))
        return [tuple(row) for row in rows]


def test_a_copy_points_at_its_original_and_shares_its_story(db: Database) -> None:
    first, copy, other = put(
        db,
        Written(TITLE, HARBOUR),
        Written("Berths doubled", HARBOUR, "lantern", hours=1),
        Written("Slate duty weighed", SLATE, "lantern", hours=2),
    )
    assert judge(db) == 3
    found = judgements(db)
    assert found[copy][:2] == (first, first)
    assert found[first][:2] == (first, None)
    assert found[copy][2] == found[first][2] != found[other][2]
    assert stories(db) == [(first, 2, 2, 1), (other, 1, 1, 1)]
    (verdict,) = verdict_rows(db, "reprint")
    assert verdict[1:4] == (copy, first, True)
    assert verdict[4]["rule"] == "exact text"


def test_the_credited_source_becomes_the_original_when_it_arrives(db: Database) -> None:
    (paper,) = put(db, Written(TITLE, WIRE, "kestrel-post"))
    judge(db)
    (other,) = put(db, Written(TITLE, WIRE, "lantern", hours=1))
    judge(db)
    (agency,) = put(db, Written(TITLE, HARBOUR, "yonhap", hours=2))
    judge(db)
    found = judgements(db)
    assert [found[one][:2] for one in (paper, other, agency)] == [(paper, agency), (paper, agency), (paper, None)]
    assert stories(db) == [(agency, 3, 3, 1)]
    kinds = [(article, target, holds) for _, article, target, holds, _ in verdict_rows(db, "reprint")]
    assert (other, paper, False) in kinds  # closed, not deleted
    assert (other, agency, True) in kinds
    assert (paper, agency, True) in kinds


def test_an_earlier_copy_that_arrives_later_is_the_original(db: Database) -> None:
    (late,) = put(db, Written(TITLE, HARBOUR, "lantern", hours=5))
    judge(db)
    (early,) = put(db, Written(TITLE, HARBOUR, "kestrel-post", hours=1))
    judge(db)
    assert judgements(db)[late][1] == early
    assert judgements(db)[early][1] is None


def test_an_aggregator_is_never_the_original(db: Database) -> None:
    hosted, own = put(
        db,
        Written(TITLE, f"{HARBOUR}\nRelated Articles\n{SLATE}", "daily9"),
        Written(TITLE, HARBOUR, "kestrel-post", hours=3),
    )
    judge(db)
    assert judgements(db)[hosted][1] == own


def test_a_copy_between_two_groups_makes_them_one(db: Database) -> None:
    sentences = HARBOUR.split(". ")
    first, second = ". ".join(sentences[:5]), ". ".join(sentences[4:])
    a, b = put(db, Written(TITLE, first), Written("Boatyard complains of swell", second, "lantern", hours=1))
    judge(db)
    before = judgements(db)
    assert before[a][0] != before[b][0]
    (c, d) = put(db, Written(TITLE, HARBOUR, "yonhap", hours=2), Written(TITLE, first, "daily9", hours=3))
    judge(db)
    found = judgements(db)
    assert found[d][0] == found[c][0] == found[a][0]
    assert {found[one][2] for one in (a, c, d)} == {found[a][2]}


def test_a_teaser_joins_when_its_whole_text_arrives(db: Database) -> None:
    other, teaser = put(db, Written(TITLE, HARBOUR), Written("New quay", "More soon.", "lantern", hours=1))
    judge(db)
    assert judgements(db)[teaser][0] == teaser
    with db.write() as conn:
        revise(conn, teaser, 1, Written("New quay", HARBOUR, "lantern"), LATER)
        conn.execute(insert(s.unjudged), [{"article_id": teaser}])
    assert judge(db) == 1
    assert judgements(db)[teaser][:2] == (other, other)
    assert len(stories(db)) == 1


def test_a_hint_folds_what_is_only_similar(db: Database) -> None:
    loose = " ".join(word for n, word in enumerate(HARBOUR.split()) if n % 7)
    first, second = put(db, Written(TITLE, HARBOUR), Written(TITLE, loose, "lantern", hours=1))
    with db.write() as conn:
        conn.execute(insert(s.same_hint), [{"a": first, "b": second, "why": "guid and url"}])
    judge(db, replace(OPTIONS, fold_p=0.9999, similar_p=0.05))
    assert judgements(db)[second][1] == first


def test_a_persons_decision_stays(db: Database) -> None:
    first, copy = put(db, Written(TITLE, HARBOUR), Written(TITLE, SLATE, "lantern", hours=1))
    judge(db)
    with db.write() as conn:
        decided = {"kind": "reprint", "article_id": copy, "target": None, "p": 1.0, "reason": {}, "author": "ines",
                   "valid_from": LATER}  # fmt: skip
        conn.execute(insert(s.verdict), [decided])
        revise(conn, copy, 1, Written(TITLE, HARBOUR, "lantern"), LATER)
        conn.execute(insert(s.unjudged), [{"article_id": copy}])
    judge(db)
    found = judgements(db)
    assert found[copy][:2] == (copy, None)
    assert found[first][:2] == (first, None)


def test_a_revision_while_judging_is_judged_again(db: Database) -> None:
    (number,) = put(db, Written(TITLE, SLATE))
    token = leases.take(db, "judge", "test", 60)
    assert token is not None
    judge_batch(db, now=LATER, options=OPTIONS, token=token, book=BOOK)
    with db.write() as conn:
        revise(conn, number, 1, Written(TITLE, HARBOUR), LATER)
        conn.execute(insert(s.unjudged), [{"article_id": number}])
    assert judge_batch(db, now=LATER, options=OPTIONS, token=token, book=BOOK) == 1
    assert judge_batch(db, now=LATER, options=OPTIONS, token=token, book=BOOK) == 0


def test_a_lost_lease_leaves_nothing_behind(db: Database) -> None:
    (number,) = put(db, Written(TITLE, HARBOUR))
    token = leases.take(db, "judge", "one", 60)
    assert token is not None
    with db.write() as conn:
        conn.execute(update(s.lease).values(until=0))
    assert leases.take(db, "judge", "two", 60) != token
    with pytest.raises(LostLease):
        judge_batch(db, now=LATER, options=OPTIONS, token=token, book=BOOK)
    assert judgements(db) == {}
    with db.read() as conn:
        assert conn.execute(select(s.unjudged.c.article_id)).scalars().all() == [number]
        assert conn.execute(select(s.story.c.id)).all() == []


def written() -> list[Written]:
    """Copies and stories that depend on each other across batches."""
    papers = ("kestrel-post", "lantern", "daily9", "yonhap")
    found = []
    for n in range(24):
        text = (HARBOUR, SLATE, WIRE)[n % 3] if n % 4 else f"{HARBOUR.replace('Kelder', f'Port{n}')} {n * 37} boats."
        found.append(Written(f"{TITLE} {n // 5}", text, papers[n % 4], hours=(n * 7) % 30))
    return found


def outcome(db: Database, options: JudgeOptions) -> object:
    numbers = put(db, *written())
    judge(db, options)
    found = judgements(db)
    first = numbers[0]
    told = {one: (found[one][0] - first, (found[one][1] or first) - first) for one in numbers}
    grouped = [sorted(a - first for a in numbers if found[a][2] == found[one][2]) for one in numbers]
    return [told[one] for one in numbers], grouped


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_where_a_batch_ends_makes_no_difference(db: Database, batch: int) -> None:
    whole = outcome(db, OPTIONS)
    with db.write() as conn:
        for table in reversed(s.metadata.sorted_tables):
            if table.name in WIPED:
                conn.execute(table.delete())
    assert outcome(db, replace(OPTIONS, batch=batch)) == whole


WIPED = frozenset(
    "judgement verdict story story_term story_sign story_reading term_day dup_fp dup_sketch dup_line unjudged "
    "revision article".split()
)


def test_both_databases_have_their_counts_right(db: Database) -> None:
    put(db, *written())
    judge(db, replace(OPTIONS, batch=5))
    with db.read() as conn:
        j = s.judgement
        rows = conn.execute(select(j)).all()
        groups = {row.article_id: row.grp for row in rows}
        assert all(groups[row.grp] == row.grp for row in rows)
        assert all(sum(r.grp == row.grp and r.reprint_of is None for r in rows) == 1 for row in rows)
        for story in conn.execute(select(s.story)):
            mine = [row for row in rows if row.story_id == story.id]
            assert story.articles == len(mine) > 0
            assert story.lead in {row.article_id for row in mine if row.reprint_of is None}
            assert story.origins == len({row.origin for row in mine if row.origin is not None})


def test_old_look_ups_are_pruned_and_verdicts_stay(db: Database) -> None:
    put(db, *written())
    judge(db)
    before = judgements(db)
    with db.write() as conn:
        judging.prune(conn, START + timedelta(days=400))
    with db.read() as conn:
        for table in (s.dup_fp, s.term_day, s.story_term):
            assert conn.execute(select(table)).first() is None
    assert judgements(db) == before
