"""Looks whether feeds that should agree do: when one speaks and another says nothing, that is kept until it is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.curate import silence
from monitor.curate.silence import Voice, Word
from monitor.model.spike import PairSpec, Silence
from monitor.store import silences
from monitor.store.database import Connection, Database
from monitor.store.silences import Finding, Member


def look(db: Database, pairs: Sequence[PairSpec], now: datetime) -> int:
    """One look at every pair. Returns how many silences are new; nothing is written where nothing happened."""
    with db.read() as conn:
        lasting = silences.open_now(conn)
        if not pairs and not lasting:
            return 0
        known = {pair.slug: (pair, silences.members(conn, pair.feeds, pair.topic, now)) for pair in pairs}
        held = {(one.pair, one.silent) for one in lasting}
        found = [new for pair, members in known.values() for new in _found(conn, pair, members, now)
                 if (pair.slug, _slug(members, new.silent)) not in held]  # fmt: skip
        ended = [one.id for one in lasting if _over(one, known.get(one.pair))]
    if not found and not ended:
        return 0
    return db.run(lambda conn: _kept(conn, found, ended, now))


def _kept(conn: Connection, found: Sequence[Finding], ended: Sequence[int], now: datetime) -> int:
    silences.close(conn, ended, now)
    return sum(silences.file(conn, one) for one in found)


def _over(one: Silence, known: tuple[PairSpec, Sequence[Member]] | None) -> bool:
    """Also when the pair, or the feed in it, is declared no more."""
    members = [] if known is None else [member for member in known[1] if member.slug == one.silent]
    return not members or silence.over(one.spoke, _voice(members[0]))


def _found(conn: Connection, pair: PairSpec, members: Sequence[Member], now: datetime) -> list[Finding]:
    found = []
    for silent in members:
        voice = _voice(silent)
        since = silence.since(voice, pair.hours, now)
        others = {member.id: member.slug for member in members if member is not silent}
        if since is None or not others:
            continue
        said = silences.words(conn, list(others), pair.topic, since, now - timedelta(hours=pair.hours))
        word = silence.unanswered([Word(one.slug, one.at, one.article) for one in said], voice, pair.hours, now)
        if word is not None:
            speaking = next(one.feed for one in said if one.slug == word.slug)
            topic = (pair.topic,) if pair.topic else ()
            why = silence.reason(word, voice, (pair.slug, topic, pair.hours), silent.state)
            found.append(
                Finding(pair.slug, silent.id, speaking, word.article, now, word.at, silent.heard, pair.hours, why)
            )
    return found


def _voice(member: Member) -> Voice:
    return Voice(member.slug, member.begun, member.heard, member.deaf, member.off)


def _slug(members: Sequence[Member], number: int) -> str:
    return next(member.slug for member in members if member.id == number)
