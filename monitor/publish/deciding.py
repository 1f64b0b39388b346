"""A person decides: what is there is read, what follows is planned, and both are written in one transaction."""

from dataclasses import replace
from datetime import datetime

from monitor.curate import decisions as planning
from monitor.errors import UsageError
from monitor.model.decision import LINKS, Decision, DecisionKind, Wish
from monitor.store import decisions, decisions_links, decisions_moves
from monitor.store.database import Connection, Database
from monitor.store.decisions_moves import Deed


def decide(db: Database, wish: Wish, *, author: str, now: datetime) -> int:
    """Keep what a person decided, and make it true. Returns the number of the decision.

    Raises:
        NotFound: an article is not there, or not judged.
        NothingToDecide: it is so already.
    """
    return db.run(lambda conn: decide_in(conn, wish, author=author, now=now))


def decide_in(conn: Connection, wish: Wish, *, author: str, now: datetime, said: datetime | None = None) -> int:
    """`decide` inside a transaction. `said`: when the person said it, where that was before now."""
    decisions.alone(conn)
    articles = [wish.article] if wish.other is None else [wish.article, wish.other]
    before = decisions.world(conn, [*articles, *wish.apart])
    plan = planning.plan(wish, before)
    if wish.kind in LINKS and not wish.anyway:
        _refuse_repeated(conn, wish)
    number = decisions.keep(conn, wish, plan, before, author=author, now=said or now)
    deed = Deed(number, author, now, {"rule": wish.kind.value})
    if wish.kind is DecisionKind.ORIGIN:
        decisions_moves.put_origin(conn, wish.article, wish.outlet, deed)
        return number
    if wish.kind not in LINKS:
        decisions_moves.move(conn, plan, before, deed)
    decisions_links.heed(conn, now)
    return number


def _refuse_repeated(conn: Connection, wish: Wish) -> None:
    said = decisions_links.said(conn, wish.article, wish.other or 0)
    if said and said.kind is wish.kind:
        raise planning.NothingToDecide(f"{said.author} said so already, of these two stories.")


def undo(db: Database, number: int, *, author: str, now: datetime) -> Decision:
    """A decision no longer holds; what it moved goes back, as far as that is still there. Returns the decision.

    Raises:
        NotFound: there is no such decision.
        UsageError: it was undone already, or a later one builds on it.
    """
    return db.run(lambda conn: _undo(conn, number, author, now))


def _undo(conn: Connection, number: int, author: str, now: datetime) -> Decision:
    decisions.alone(conn)
    decision = decisions.one(conn, number)
    if decision.undone is not None:
        raise UsageError("That decision was undone already.")
    if later := decisions.later(conn, decision):
        raise UsageError(f"{later.author} decided about the same articles since (“{later.kind}”): undo that first.")
    deed = Deed(number, author, now, {})
    if decision.kind is DecisionKind.ORIGIN:
        decisions.close(conn, number, by=author, now=now)
        decisions_moves.origin_undone(conn, decision.article, deed)
        return replace(decision, undone=now, undone_by=author)
    named = {decision.article, *decision.before, *(one for _, *pair in decision.apart for one in pair)}
    before = decisions.world(conn, named | ({decision.other} if decision.other else set()))
    decisions.close(conn, number, by=author, now=now)
    if decision.kind not in LINKS:
        decisions_moves.take_back(conn, planning.undoing(decision, before), before, deed)
    decisions_links.heed(conn, now)
    return replace(decision, undone=now, undone_by=author)
