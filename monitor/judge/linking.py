"""The judge's last desk: stories that changed are compared with those of other languages; one event is linked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial

from monitor.curate import links, sketch
from monitor.curate.link_signs import SignReader, together
from monitor.errors import QueryError
from monitor.judge.outdated import Outdated, refuse_outdated
from monitor.judge.stories import number
from monitor.judge.texts import day_of
from monitor.lang.operators.words import read_term
from monitor.model.linking import Link, Signs, Told
from monitor.model.options import JudgeOptions
from monitor.model.topic import TopicSpec
from monitor.store import decisions, decisions_links, judging, judging_links, judging_signs, leases, topics
from monitor.store.database import Connection, Database
from monitor.store.judging_shelves import Frequencies
from monitor.store.judging_signs import Reading, Unread

BATCH = 100  # stories in one transaction
ALL = 1_000_000_000
LANG = "signs"  # under which their frequencies are counted
FILED = 24  # rarest signs that a story is filed under, and looked up by
LOOKED_AT = 24  # stories near one that are compared


def link_stories(db: Database, *, now: datetime, options: JudgeOptions, token: int, most: int = ALL) -> int:
    """Compare every story that changed with those of other languages, about `most` of them at once. Returns how many
    links were opened. Raises LostLease."""
    opened = looked = 0
    _follow_lost(db, token=token, now=now)
    while True:
        with db.read() as conn:
            asked, mark = judging_signs.unlinked(conn, BATCH), decisions.mark(conn)
            if not asked or looked >= most:
                return opened
            specs = tuple(spec for spec, _, _ in topics.current_in(conn))
            found = _Round(conn, options.story_days, reader_of(specs)).look(asked)
        try:
            opened += db.run(partial(_settle, asked=asked, found=found, token=token, now=now, mark=mark))
        except Outdated:
            continue  # a person decided meanwhile: what follows from it is looked at again
        looked += len(asked)
        leases.renew(db, judging.LEASE, token, options.lease_s)


def anything_unlinked(db: Database) -> bool:
    """Whether stories wait for being compared."""
    with db.read() as conn:
        return bool(judging_signs.unlinked(conn, 1))


def _follow_lost(db: Database, *, token: int, now: datetime) -> None:
    """Links of stories that went into others go with them; those of people, with the articles that they named."""
    with db.read() as conn:
        lost = decisions_links.anything_astray(conn) or judging_links.any_lost(conn)
    if lost:
        db.run(partial(_follow, token=token, now=now))


def _follow(conn: Connection, *, token: int, now: datetime) -> None:
    leases.check(conn, judging.LEASE, token)
    decisions_links.heed(conn, now)
    judging_links.follow(conn, now)


@lru_cache(maxsize=2)
def reader_of(specs: tuple[TopicSpec, ...]) -> SignReader:
    """The reader that knows the alias groups of these topics; what can not be read of them is left out."""
    return SignReader(tuple(map(_readable, specs)))


def _readable(spec: TopicSpec) -> TopicSpec:
    return replace(spec, aliases=tuple((name, tuple(filter(_is_term, terms))) for name, terms in spec.aliases))


def _is_term(text: str) -> bool:
    try:
        return text.startswith("@") or bool(read_term(text))
    except QueryError:
        return False


@dataclass(frozen=True, slots=True)
class Found:
    """What a round found: what was read, under which signs it is filed, and the links."""

    read: Sequence[Reading]
    filed: Mapping[int, Collection[int]]
    settled: links.Settled
    frequencies: Frequencies


def _settle(
    conn: Connection, *, asked: Sequence[int], found: Found, token: int, now: datetime, mark: decisions.Mark
) -> int:
    leases.check(conn, judging.LEASE, token)
    refuse_outdated(conn, mark)
    found.frequencies.write(conn)
    judging_signs.keep(conn, found.read, found.filed)
    judging_signs.looked_at(conn, asked)
    judging_links.close(conn, found.settled.loose, now)
    return judging_links.put(conn, found.settled.opened, now)


class _Round:
    """Some stories at once: read them, find what is near, decide."""

    def __init__(self, conn: Connection, days: int, reader: SignReader) -> None:
        self._conn, self._reader = conn, reader
        self._frequencies = Frequencies(conn, days)
        self._loaded: set[int] = set()
        self._rarities: dict[str, float] = {}
        self._day = self._oldest = 0

    def look(self, asked: Sequence[int]) -> Found:
        """What these stories are linked with."""
        before = judging_signs.readings(self._conn, asked)
        read = [self._read(one, before.get(one.story)) for one in judging_signs.unread(self._conn, asked)]
        mine = {one.told.story: one.told for one in read}
        days = [day_of(told.first) for told in mine.values()]
        self._day, self._oldest = max(days, default=0), min(days, default=0)
        self._load(mine.values())
        filed = {story: self._rarest(told, FILED) for story, told in mine.items()}
        near = self._near(mine, filed)
        held = judging_links.links_of(self._conn, {*mine, *(other for some in near.values() for other in some)})
        everyone = self._told(mine, near, held)
        self._load(everyone.values())
        for one in read:
            if one.told.story not in before:
                self._frequencies.add(LANG, day_of(one.told.first), map(number, sorted(one.told.signs.weight)))
        self._rarities.clear()
        settled = links.settle(self._compared(mine, near, everyone), held, {n: one.lang for n, one in everyone.items()})
        changed = [one for one in read if one.told.story not in before or before[one.told.story].texts != one.texts]
        kept = {one.told.story: {number(sign) for sign in filed[one.told.story]} for one in changed}
        return Found(changed, kept, settled, self._frequencies)

    def _read(self, one: Unread, old: Reading | None) -> Reading:
        texts = sketch.hash63(one.revisions)
        signs = old.told.signs if old is not None and old.texts == texts else self._signs(one)
        return Reading(Told(one.story, one.lang, one.first, one.last, signs), texts)

    def _signs(self, one: Unread) -> Signs:
        return together([self._reader.read(text) for text in one.originals])

    def _load(self, stories: Iterable[Told]) -> None:
        """Read how often these stories' signs stood; each sign once, before anything is counted."""
        wanted = {number(sign) for told in stories for sign in told.signs.weight} - self._loaded
        self._frequencies.load(LANG, wanted, self._oldest)
        self._loaded |= wanted

    def _rare(self, sign: str) -> float:
        if sign not in self._rarities:
            count, day = self._frequencies.of, self._day
            documents = count(LANG, day, self._frequencies.DOCUMENTS)
            self._rarities[sign] = links.rarity(sign, count(LANG, day, number(sign)), documents)
        return self._rarities[sign]

    def _rarest(self, told: Told, most: int) -> list[str]:
        weighed = {sign: weight * self._rare(sign) for sign, weight in told.signs.weight.items()}
        return sorted(weighed, key=lambda sign: (-weighed[sign], sign))[:most]

    def _near(self, mine: Mapping[int, Told], filed: Mapping[int, Sequence[str]]) -> dict[int, list[int]]:
        """The stories that share the rarest signs with each of these, of the store and of this round."""
        if not mine:
            return {}
        begin = min(told.first for told in mine.values()) - links.REACH
        end = max(told.last for told in mine.values()) + links.REACH
        postings = judging_signs.under(self._conn, {number(s) for signs in filed.values() for s in signs}, begin, end)
        for story, signs in filed.items():
            for sign in signs:
                postings.setdefault(number(sign), set()).add(story)
        near: dict[int, list[int]] = {}
        for story, signs in filed.items():
            weight = defaultdict[int, float](float)
            for sign in signs:
                for other in postings[number(sign)] - {story}:
                    weight[other] += self._rare(sign)
            near[story] = sorted(weight, key=lambda other: (-round(weight[other], 6), other))[:LOOKED_AT]
        return near

    def _told(self, mine: Mapping[int, Told], near: Mapping[int, list[int]], held: Sequence[Link]) -> dict[int, Told]:
        """Every story that has a part in this: those asked for, those near, and partners of before."""
        for link in held:
            for story, other in (link.pair, link.pair[::-1]):
                if story in near and other not in near[story]:
                    near[story].append(other)
        others = {other for some in near.values() for other in some} | {end for link in held for end in link.pair}
        known = judging_signs.readings(self._conn, others - mine.keys())
        return {**{story: one.told for story, one in known.items()}, **mine}

    def _compared(
        self, mine: Mapping[int, Told], near: Mapping[int, list[int]], everyone: Mapping[int, Told]
    ) -> list[links.Linking]:
        pairs = {(min(a, b), max(a, b)) for a, some in near.items() for b in some if b in everyone}
        return [links.compare(everyone[a], everyone[b], self._rare) for a, b in sorted(pairs)]
