"""What people decide about stories in two languages: one event, or two. It wins over the machine for ever, goes where
the articles go, and is undone; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.curate.decisions import NothingToDecide
from monitor.errors import UsageError
from monitor.judge.linking import link_stories
from monitor.judge.repair import repair_stories
from monitor.judge.weighing import weigh_anew
from monitor.model.decision import DecisionKind, Wish
from monitor.model.verdict import Verdict, VerdictKind
from monitor.publish.deciding import decide, undo
from monitor.store import change, decisions, judging, judging_links, leases
from monitor.store import schema as s
from monitor.store.candidates_events import events
from monitor.store.database import Database
from monitor.store.judging_stories import StoryShelf
from monitor.store.judging_verdicts import put_verdicts
from monitor.store.reading import story as read_story
from tests.builders.pieces import START, Written, judgements
from tests.curate.test_repair import QUAY as QUAYS
from tests.judge.test_linking import OPTIONS, judged, launches

LATER = START + timedelta(hours=1)
ONE, TWO = DecisionKind.SAME_EVENT, DecisionKind.OTHER_EVENT
QUAY = Written("Ferry quay opens in Kestrel", "A quay for ferries was opened.", "quay-desk", 193)
CHOIR = Written("합창단, 케스트렐에서 상을 받다", "합창단이 대회에서 상을 받았다.", "choir-desk", 194, "ko")


def lead(db: Database, story: int) -> int:
    with db.read() as conn:
        return int(conn.execute(select(s.story.c.lead).where(s.story.c.id == story)).scalar_one())


def say(db: Database, kind: DecisionKind, one: int, other: int, author: str = "ines") -> int:
    """Decide about two stories."""
    return decide(db, Wish(kind, lead(db, one), lead(db, other)), author=author, now=LATER)


def held(db: Database) -> dict[tuple[int, int], tuple[str, bool]]:
    """Who holds which two stories for one event, or for two."""
    k = s.story_link.c
    with db.read() as conn:
        rows = conn.execute(select(s.story_link).where(k.valid_to.is_(None)))
        return {(row.a, row.b): (row.author, row.p >= 0.5) for row in rows}


def shown(db: Database, story: int) -> set[int]:
    with db.read() as conn:
        return {row.id for row in read_story(conn, story).linked}


def hour(db: Database, token: int, hours: float = 2) -> None:
    """What the judge does every hour, with every story."""
    with db.write() as conn:
        conn.execute(s.story.update().values(linked=False, settled=False))
    weigh_anew(db, options=OPTIONS, token=token)
    repair_stories(db, now=START + timedelta(hours=hours), options=OPTIONS, token=token)
    link_stories(db, now=START + timedelta(hours=hours), options=OPTIONS, token=token)


MACHINE, INES = ("machine", True), ("ines", True)
CUT = ("ines", False)


def test_a_link_that_is_cut_stays_cut_and_comes_back_when_that_is_undone(database: Database) -> None:
    (en, ko, es), token = judged(database, launches("en", "ko", "es"))
    hour(database, token)
    with database.read() as conn:
        before = change.current(conn)
    number = say(database, TWO, ko, en)
    with database.read() as conn:
        assert change.current(conn) > before
    assert shown(database, en) == {es}
    for turn in (3, 4):
        hour(database, token, turn)
        assert held(database) == {(en, ko): CUT, (en, es): MACHINE, (ko, es): MACHINE}
    with pytest.raises(NothingToDecide, match="ines said so already"):
        say(database, TWO, en, ko, "jo")
    undo(database, number, author="jo", now=LATER)
    assert shown(database, en) == {ko, es}  # at once, not in an hour
    hour(database, token, 5)
    assert held(database) == dict.fromkeys([(en, ko), (en, es), (ko, es)], MACHINE)
    with pytest.raises(UsageError, match="already"):
        undo(database, number, author="jo", now=LATER)


def test_two_stories_that_the_machine_does_not_link_are_one_event(database: Database) -> None:
    (en, ko, quay, choir), token = judged(database, [*launches("en", "ko"), QUAY, CHOIR])
    hour(database, token)
    number = say(database, ONE, en, choir)
    assert held(database) == {(en, choir): INES}  # the machine's partner in that language gives way
    hour(database, token, 3)
    assert held(database) == {(en, choir): INES}
    assert shown(database, choir) == {en}
    undo(database, number, author="ines", now=LATER)
    assert held(database) == {(en, ko): MACHINE}
    hour(database, token, 4)
    assert held(database) == {(en, ko): MACHINE}
    assert shown(database, quay) == set()


def test_the_newer_word_counts_until_it_is_undone(database: Database) -> None:
    (en, ko), token = judged(database, launches("en", "ko"))
    hour(database, token)
    say(database, ONE, en, ko)
    newer = say(database, TWO, en, ko, "jo")
    assert held(database) == {(en, ko): ("jo", False)}
    hour(database, token)
    undo(database, newer, author="jo", now=LATER + timedelta(hours=1))
    assert held(database) == {(en, ko): INES}


def test_a_cut_follows_its_articles_into_another_story(database: Database) -> None:
    (en, ko, quay), token = judged(database, [*launches("en", "ko"), QUAY])
    hour(database, token)
    launch = lead(database, en)
    cut = say(database, TWO, en, ko)
    merged = decide(database, Wish(DecisionKind.ONE_STORY, lead(database, quay), launch), author="jo", now=LATER)
    pair = (min(ko, quay), max(ko, quay))
    assert held(database) == {pair: CUT}  # at once
    hour(database, token)
    assert held(database) == {pair: CUT}
    undo(database, merged, author="jo", now=LATER)
    parted = judgements(database)[launch][2] or 0
    hour(database, token)
    assert parted != quay
    assert held(database) == {(min(parted, ko), max(parted, ko)): CUT}
    undo(database, cut, author="jo", now=LATER)
    hour(database, token)
    assert held(database) == {(min(parted, ko), max(parted, ko)): MACHINE}


def test_a_link_follows_when_the_repair_or_a_later_article_moves_a_story(database: Database) -> None:
    (quay, choir, en), token = judged(database, [QUAY, CHOIR, *launches("en")])
    say(database, ONE, quay, choir)
    moved = lead(database, quay)
    with database.write() as conn:  # as the repair does it
        put_verdicts(conn, [Verdict(VerdictKind.STORY, moved, en, 1.0, {})], START)
        conn.execute(s.judgement.update().where(s.judgement.c.article_id == moved).values(story_id=en))
        StoryShelf(conn, 0).refresh(conn, [quay, en])
    link_stories(database, now=LATER, options=OPTIONS, token=token)
    assert held(database) == {(min(en, choir), max(en, choir)): INES}


def test_the_lead_that_leaves_its_story_takes_its_link_along(database: Database) -> None:
    written = [Written(*one, f"quay-{n}", 190 + n) for n, one in enumerate(QUAYS[:2])]
    (quay, again, ko), token = judged(database, [*written, *launches("ko")])
    assert quay == again
    article = lead(database, quay)
    say(database, ONE, quay, ko)
    decide(database, Wish(DecisionKind.NOT_STORY, article), author="jo", now=LATER)
    fresh = judgements(database)[article][2] or 0
    hour(database, token)
    assert fresh != quay
    assert held(database) == {(min(fresh, ko), max(fresh, ko)): INES}


def test_a_cut_parts_what_others_would_tie_together(database: Database) -> None:
    (en, ko, es), token = judged(database, launches("en", "ko", "es"))
    hour(database, token)
    say(database, TWO, en, ko)
    with database.read() as conn:
        told = events(conn, [en, ko, es], LATER + timedelta(hours=9))
    assert told.get(en, en) != told.get(ko, ko)
    assert es in told


def test_what_cannot_be_linked_is_refused(database: Database) -> None:
    (en, quay, ko), _ = judged(database, [*launches("en"), QUAY, *launches("ko")])
    with pytest.raises(NothingToDecide, match="Both stories are in en"):
        say(database, ONE, en, quay)
    for kind in (ONE, TWO):
        with pytest.raises(NothingToDecide, match="one story"):
            say(database, kind, ko, ko)
    assert held(database) == {}


def test_a_judge_that_read_before_writes_nothing_against_it(database: Database) -> None:
    (en, ko), _ = judged(database, launches("en", "ko"))
    with database.read() as conn:
        mark = decisions.mark(conn)
    say(database, TWO, en, ko)
    with database.read() as conn:
        assert decisions.mark(conn) != mark
    with database.write() as conn:
        judging_links.close(conn, [(en, ko)], LATER)
    assert held(database) == {(en, ko): CUT}
    assert leases.take(database, judging.LEASE, "somebody else", 60) is None
