"""THE LINE, second half: from unjudged articles to verdicts, written once, top to bottom.

    take unjudged articles -> reprint -> story | origin -> store

In order of their ids, a batch at a time, under the lease `judge`. What is decided depends on the articles and their
order alone, not on where a batch ends; a batch is stored whole or not at all. One that fails is halved down to the
article that can not be judged; this one becomes an original with a story of its own, and the rest goes on.
"""

import gc
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from monitor.errors import LostLease
from monitor.judge.linking import link_stories
from monitor.judge.outdated import Outdated, refuse_outdated
from monitor.judge.repair import repair_stories
from monitor.judge.stories import StoryDesk
from monitor.judge.texts import Brief, TextDesk
from monitor.judge.weighing import weigh_anew
from monitor.lang.outlets import OutletBook
from monitor.model.clock import Clock
from monitor.model.entry import OutletRef
from monitor.model.judging import Center, OriginFound, Piece, Regrouping, Ruling
from monitor.model.options import JudgeOptions
from monitor.store import decisions, judging, leases, outlets
from monitor.store.database import Connection, Database, is_away
from monitor.store.judging_shelves import Shelves

log = logging.getLogger("monitor.judge")
WAIT_S = 0.2  # for another judge, when all is to be judged before we return
TOLD = 200  # characters of an error that a verdict names


def judge_batch(db: Database, *, now: datetime, options: JudgeOptions, token: int, book: OutletBook) -> int:
    """Judge the next articles, at most `options.batch`. Returns how many; 0 when none waits. Raises LostLease."""
    weigh_anew(db, options=options, token=token)
    with db.read() as conn:
        pieces, mark = judging.unjudged(conn, options.batch), decisions.mark(conn)
    if not pieces:
        return 0
    try:
        return _judge(db, (pieces, mark), now=now, options=options, token=token, book=book)
    except LostLease:
        raise
    except Outdated:
        return judge_batch(db, now=now, options=options, token=token, book=book)
    except Exception as error:
        if is_away(error):
            raise
        if len(pieces) == 1:
            return _judge_plainly(db, pieces[0], error, now=now, token=token)
        log.warning("%d articles could not be judged at once (%s); trying halves", len(pieces), ascii(error)[:TOLD])
    half = len(pieces) // 2  # each half is read anew: what the first changes, the second builds on
    return sum(
        judge_batch(db, now=now, options=replace(options, batch=some), token=token, book=book)
        for some in (half, len(pieces) - half)
    )


def _judge(
    db: Database,
    taken: tuple[Sequence[Piece], decisions.Mark],
    *,
    now: datetime,
    options: JudgeOptions,
    token: int,
    book: OutletBook,
) -> int:
    pieces, mark = taken
    with db.read() as conn, _collector_resting():
        shelves = Shelves(conn, days=options.story_days)
        rulings, regroupings = decide(pieces, shelves, options, book)

    def settle(conn: Connection) -> int:
        leases.check(conn, judging.LEASE, token)
        refuse_outdated(conn, mark)
        named = _with_outlets(conn, rulings, book)
        return judging.settle(conn, named, shelves, regroupings, token=token, now=now)

    return db.run(settle)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """No search for cycles meanwhile: a batch makes none, but so many small parts that looking takes a tenth of it."""
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if worked:
            gc.enable()


def _judge_plainly(db: Database, piece: Piece, error: Exception, *, now: datetime, token: int) -> int:
    """An article that can not be judged becomes an original with a story of its own; judged before, it stays so."""
    log.error("article %d can not be judged and stands for itself", piece.id, exc_info=error)
    why = {"rule": "unreadable", "error": ascii(error)[:TOLD]}

    def settle(conn: Connection) -> int:
        if piece.grp is not None:
            return judging.leave(conn, piece, token=token)
        shelves = Shelves(conn, days=0)  # nothing is looked up
        story = shelves.stories.open(piece.id)
        shelves.stories.put(Center(story, piece.lang, 1, piece.effective), [])
        ruling = Ruling(piece, piece.id, OriginFound(None, "unknown"), story=story, story_why=why)
        return judging.settle(conn, [ruling], shelves, [], token=token, now=now)

    return db.run(settle)


def decide(
    pieces: Sequence[Piece], shelves: Shelves, options: JudgeOptions, book: OutletBook
) -> tuple[list[Ruling], list[Regrouping]]:
    """What becomes of these articles, and of the groups of others that they change. Nothing is written."""
    briefs = [Brief(piece) for piece in pieces]
    texts = TextDesk(shelves, book, options)
    rulings = texts.judge(briefs)
    told = StoryDesk(shelves, options).tell(rulings, {brief.piece.id: brief for brief in briefs})
    return told, texts.regroupings()


def judge_all(db: Database, *, clock: Clock, options: JudgeOptions, holder: str, book: OutletBook) -> int:
    """Judge until nothing is unjudged, then look at small stories again and link those of several languages; while
    another process judges, wait for it. Returns how many were judged here."""
    judged = 0
    while _waiting(db):
        token = leases.take(db, judging.LEASE, holder, options.lease_s)
        if token is None:
            time.sleep(WAIT_S)
            continue
        try:
            while count := judge_batch(db, now=clock.now(), options=options, token=token, book=book):
                judged += count
                leases.renew(db, judging.LEASE, token, options.lease_s)
            repair_stories(db, now=clock.now(), options=options, token=token)
            link_stories(db, now=clock.now(), options=options, token=token)
        finally:
            leases.release(db, judging.LEASE, token)
    return judged


def _waiting(db: Database) -> bool:
    with db.read() as conn:
        return judging.anything_unjudged(conn)


def _with_outlets(conn: Connection, rulings: Sequence[Ruling], book: OutletBook) -> list[Ruling]:
    """The rulings with the numbers of their origins; an outlet that was only credited until now is made."""
    known = {ruling.piece.outlet_slug: ruling.piece.outlet for ruling in rulings}
    slugs = {
        ruling.origin.outlet for ruling in rulings if ruling.origin.outlet and ruling.origin_id is None
    } - known.keys()
    refs = [OutletRef(slug, found.name) for slug in sorted(slugs) if (found := book.get(slug))]
    known |= outlets.ensure_all(conn, refs) if refs else {}
    known |= outlets.numbers(conn, slugs - known.keys())  # of originals whose outlet no book names
    return [replace(ruling, origin_id=ruling.origin_id or known.get(ruling.origin.outlet or "")) for ruling in rulings]
