"""THE LINE, second half: from unjudged articles to verdicts, written once, top to bottom.

    take unjudged articles -> reprint -> story | origin -> store

In order of their ids, a batch at a time, under the lease `judge`. What is decided depends on the articles and their
order alone, not on where a batch ends; a batch is stored whole or not at all.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.judge.stories import StoryDesk
from monitor.judge.texts import Brief, TextDesk
from monitor.lang.outlets import OutletBook
from monitor.model.clock import Clock
from monitor.model.entry import OutletRef
from monitor.model.judging import Piece, Regrouping, Ruling
from monitor.model.options import JudgeOptions
from monitor.store import judging, leases, outlets
from monitor.store.database import Connection, Database
from monitor.store.judging_shelves import Shelves

WAIT_S = 0.2  # for another judge, when all is to be judged before we return


def judge_batch(db: Database, *, now: datetime, options: JudgeOptions, token: int, book: OutletBook) -> int:
    """Judge the next articles, at most `options.batch`. Returns how many; 0 when none waits. Raises LostLease."""
    with db.read() as conn:
        pieces = judging.unjudged(conn, options.batch)
        if not pieces:
            return 0
        shelves = Shelves(conn, days=options.story_days)
        rulings, regroupings = decide(pieces, shelves, options, book)

    def settle(conn: Connection) -> int:
        named = _with_outlets(conn, rulings, book)
        return judging.settle(conn, named, shelves, regroupings, token=token, now=now)

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
    """Judge until nothing is unjudged; while another process judges, wait for it. Returns how many were judged here."""
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
    return [replace(ruling, origin_id=ruling.origin_id or known.get(ruling.origin.outlet or "")) for ruling in rulings]
