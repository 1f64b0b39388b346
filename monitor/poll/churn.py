"""A feed that gives its entries new guids and new addresses at every poll: its words say which they are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.curate import identity
from monitor.model.entry import Entry
from monitor.model.feed import DueFeed
from monitor.model.landing import EntryNames, Placement
from monitor.store import landing
from monitor.store.database import Connection

SPAN = timedelta(days=7)  # words that a feed had within it are known again under other names
SEVERAL = 3  # unknown entries beside known ones, below which a poll says nothing of churning
CHURNS = "guids and addresses change at every poll: {} entries known by their words"


def known_by_text(
    conn: Connection, due: DueFeed, news: Sequence[tuple[Entry, EntryNames]], now: datetime, *, among: bool
) -> tuple[list[tuple[Entry, EntryNames]], dict[bytes, int]]:
    """For entries none of whose names is known, `among` others that are: a busy feed, or one that churns? The entries,
    renamed where the feed gave their words lately, and the articles of the new names."""
    if due.first_poll:
        return list(news), {}
    hashes = [identity.text_hash(entry) for entry, _ in news]
    least = SEVERAL if among else 1
    return identity.known_by_text(news, landing.alike(conn, due.id, hashes, now - SPAN), due.slug, least=least)


def remark(placements: Sequence[Placement]) -> str:
    """What a person should know: how many entries have guids or addresses, and are known by neither."""
    churned = sum(
        item.article is not None and item.names.keys[:1] != () and item.names.keys[0].kind == "fallback"
        for item in placements
        if item.entry.guid or item.entry.url_is_key
    )
    return CHURNS.format(churned) if churned else ""
