"""Landing a poll: its entries, the feed's validators and all that follows go in together, or not at all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from monitor.errors import LostLease
from monitor.model.feed import DueFeed
from monitor.model.landing import Landed, Placement, PollResult
from monitor.store import articles, change, polls
from monitor.store.database import KeyRace
from monitor.store.lookups import alike, keys, seen, texts


def land(conn: Connection, due: DueFeed, result: PollResult, *, now: datetime) -> Landed:
    """Store all of one poll in the caller's transaction. Raises LostLease when somebody else claimed the feed since,
    KeyRace when another transaction stored one of the new articles first (look again, then land again)."""
    if not polls.held(conn, [(due, result)]):
        raise LostLease(f"The feed {due.slug!r} was claimed by somebody else; this poll of it is discarded.")
    landed = place(conn, due, result.placements, now)
    articles.touch(conn, due, result.touched, now)
    polls.finish(conn, [(due, result)])
    change.bump(conn)
    return Landed(landed.new, landed.revised, landed.known + len(result.touched))


def land_quiet(conn: Connection, results: Sequence[tuple[DueFeed, PollResult]]) -> frozenset[int]:
    """Store polls that brought no entries, however many, in a few statements. Returns the ids of the feeds whose lease
    was lost: nothing of theirs is stored."""
    held = polls.held(conn, results)
    polls.finish(conn, held)
    if held:
        change.bump(conn)
    return frozenset(due.id for due, _ in results) - {due.id for due, _ in held}


def place(conn: Connection, due: DueFeed, placements: Sequence[Placement], now: datetime) -> Landed:
    """Store entries under a feed, without the feed's own row."""
    fresh = [item for item in placements if item.article is None and item.same_as is None]
    new = articles.add_new(conn, due, fresh, now)
    revised = articles.add_revisions(conn, due, [item for item in placements if item.revise], now)
    by_position = {item.placement.entry.position: item.article for item in new}
    named = [(item, _article_of(item, by_position)) for item in placements]
    articles.add_keys(conn, named, frozenset(item.article for item in new))
    articles.sight(conn, due, named, now)
    articles.hint(conn, named)
    articles.publish(conn, new, revised)
    return Landed(
        tuple(item.article for item in new),
        tuple(item.article for item in revised),
        len(placements) - len(new) - len(revised),
    )


def _article_of(placement: Placement, by_position: dict[int, int]) -> int:
    if placement.article is not None:
        return placement.article
    return by_position[placement.entry.position if placement.same_as is None else placement.same_as]


__all__ = ["KeyRace", "alike", "keys", "land", "land_quiet", "place", "seen", "texts"]
