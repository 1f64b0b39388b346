"""THE LINE, second half: from unjudged articles to verdicts, written once, top to bottom.

    take unjudged articles -> reprint -> story | origin -> store

In order of their ids, a batch at a time, under the lease `judge`. What is decided depends on the articles and their
order alone, not on where a batch ends; a batch is stored whole or not at all.
"""

import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from monitor.curate import clean, origin, reprint, sketch, story, story_terms
from monitor.lang.outlets import OutletBook
from monitor.lang.urls import host_of
from monitor.model.clock import Clock
from monitor.model.entry import OutletRef
from monitor.model.judging import Center, Group, Likeness, OriginFound, Piece, Regrouping, Ruling, Standing
from monitor.model.options import JudgeOptions
from monitor.model.outlet import OutletKind
from monitor.store import judging, leases, outlets
from monitor.store.database import Connection, Database
from monitor.store.judging_shelves import Shelves

DAY = 86_400
WAIT_S = 0.2  # for another judge, when all is to be judged before we return
MERGE_P = 0.97  # two groups become one only for a text that is surely both's
LISTED = 5  # similar articles that a verdict names


def judge_batch(db: Database, *, now: datetime, options: JudgeOptions, token: int, book: OutletBook) -> int:
    """Judge the next articles, at most `options.batch`. Returns how many; 0 when none waits. Raises LostLease."""
    with db.read() as conn:
        pieces = judging.unjudged(conn, options.batch)
        if not pieces:
            return 0
        bench = Bench(Shelves(conn, days=options.story_days), book, options)
        rulings = bench.judge(pieces)
    regroupings = bench.regroupings()

    def settle(conn: Connection) -> int:
        named = _with_outlets(conn, rulings, book)
        return judging.settle(conn, named, bench.shelves, regroupings, token=token, now=now)

    return db.run(settle)


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


@dataclass(slots=True)
class Brief:
    """A piece with what was read out of it before anything is decided."""

    piece: Piece
    sentences: tuple[clean.Sentence, ...]
    drawn: sketch.Print | None = None
    cleaned: str = ""


@dataclass(slots=True)
class Bench:
    """One batch at work: decides in memory, on shelves that are kept up to date; nothing is written here."""

    shelves: Shelves
    book: OutletBook
    options: JudgeOptions
    changed: dict[int, Regrouping] = field(default_factory=dict)

    def judge(self, pieces: Sequence[Piece]) -> list[Ruling]:
        """Rulings, in the order of the pieces."""
        briefs = [Brief(piece, clean.sentences(piece.text)) for piece in pieces]
        self._look_up(briefs)
        rulings = [self._reprint(brief) for brief in briefs]
        rulings = [replace(ruling, grp=self._current(ruling.grp)) for ruling in rulings]
        rulings = self._sourced(rulings)
        return StoryDesk(self.shelves, self.options).tell(rulings, {brief.piece.id: brief for brief in briefs})

    def regroupings(self) -> list[Regrouping]:
        """Groups of the store that changed."""
        return [self.changed[grp] for grp in sorted(self.changed)]

    # --- reprint ---------------------------------------------------------------------------------------------------------

    def _look_up(self, briefs: Sequence[Brief]) -> None:
        """Read ahead what the batch will most likely ask for, in a few statements."""
        lines: dict[int, set[int]] = defaultdict(set)
        for brief in briefs:
            lines[brief.piece.outlet].update(part.hash for part in brief.sentences if part.hash is not None)
        self.shelves.lines.load(lines)
        for brief in briefs:
            self._draw(brief)
        drawn = [brief.drawn for brief in briefs if brief.drawn]
        self.shelves.prints.load(value for one in drawn for value in one.lookups)
        self.shelves.prints.load_sketches(grp for one in drawn for grp in reprint.candidates(one, self.shelves.prints))

    def _draw(self, brief: Brief) -> sketch.Print:
        """The print of a piece, drawn again only when its outlet's memory says something else than before."""
        piece = brief.piece
        cleaned = clean.clean(brief.sentences, lambda line: self.shelves.lines.seen(piece.outlet, line))
        if brief.drawn is None or cleaned.text != brief.cleaned:
            brief.cleaned, brief.drawn = cleaned.text, sketch.make(piece.id, piece.title, cleaned.text)
        return brief.drawn

    def _reprint(self, brief: Brief) -> Ruling:
        piece, drawn, day = brief.piece, self._draw(brief), _day(brief.piece.effective)
        alike = [one for one in reprint.find(drawn, self.shelves.prints, least=self.options.similar_p)
                 if one.grp != piece.grp]  # fmt: skip
        found = origin.origin(piece, self.book)
        folded = [one for one in alike if self._folds(one, piece)]
        similar = tuple(one for one in alike if one not in folded)[:LISTED]
        if piece.grp is None:
            ruling = self._place(piece, folded, similar, found)
        else:
            ruling = Ruling(piece, self._moved(piece.grp, folded), found, similar=similar)
        self.shelves.prints.file(ruling.grp, drawn.lookups, day)
        if not (ruling.copies and ruling.copies.why.get("rule") == reprint.EXACT):
            self.shelves.prints.draw(ruling.grp, drawn.sketch)
        if piece.grp is None:
            self.shelves.lines.learn(piece.outlet, {p.hash for p in brief.sentences if p.hash is not None}, day)
        return ruling

    def _folds(self, one: Likeness, piece: Piece) -> bool:
        hinted = one.article in piece.hints  # a key of its own named that article
        return one.p >= (self.options.similar_p if hinted else self.options.fold_p)

    def _place(
        self, piece: Piece, folded: Sequence[Likeness], similar: tuple[Likeness, ...], found: OriginFound
    ) -> Ruling:
        """Into the group of its likest text, or one of its own."""
        standing = _standing(piece)
        if not folded:
            self.shelves.groups.open(standing)
            self._credit(self.shelves.groups.group(piece.id), found)
            return Ruling(piece, piece.id, found, similar=similar)
        best = folded[0]
        grp = self._joined(best.grp, [one.grp for one in folded[1:] if one.p >= MERGE_P])
        group = self.shelves.groups.group(grp)
        self._credit(group, found)
        copies = self._chosen(group, standing, best)
        return Ruling(piece, grp, found, copies, similar)

    def _chosen(self, group: Group, standing: Standing, best: Likeness) -> Likeness | None:
        """The original that a newcomer copies; None when it is the original itself."""
        if why := reprint.better(standing, group, self._at_home):
            group.original = standing
            self._note(group, why)
            return None
        return replace(best, article=group.original.article)

    def _moved(self, grp: int, folded: Sequence[Likeness]) -> int:
        """Where a text that changed belongs now: the groups that it has come to repeat become one with its own."""
        return self._joined(grp, [one.grp for one in folded if one.p >= self.options.fold_p])

    def _joined(self, grp: int, others: Iterable[int]) -> int:
        """Make groups one, but for those about which a person decided."""
        for other in others:
            mine, theirs = self.shelves.groups.group(grp), self.shelves.groups.group(other)
            if other == grp or mine.held or theirs.held:
                continue
            into, gone = (mine, theirs) if mine.id < theirs.id else (theirs, mine)
            into.credited |= gone.credited
            into.story = into.story if into.story is not None else gone.story
            why = reprint.better(gone.original, into, self._at_home)
            into.original = gone.original if why else into.original
            self.shelves.prints.merge(gone.id, into.id)
            self.shelves.groups.drop(gone.id)
            self._note(into, why or "one text", absorbed=gone.id)
            grp = into.id
        return grp

    def _note(self, group: Group, why: str, absorbed: int | None = None) -> None:
        before = self.changed.get(group.id)
        gone = before.absorbed if before else ()
        if absorbed is not None:
            inner = self.changed.pop(absorbed, None)
            gone = (*gone, absorbed, *(inner.absorbed if inner else ()))
        self.changed[group.id] = Regrouping(group.id, group.original.article, why, gone)

    def _current(self, grp: int) -> int:
        return next((into.grp for into in self.changed.values() if grp in into.absorbed), grp)

    def _credit(self, group: Group, found: OriginFound) -> None:
        """Whom the group names as its source: that outlet's own text is the original, when it is there."""
        if found.kind == "carried" and found.outlet:
            group.credited.add(found.outlet)

    def _sourced(self, rulings: Sequence[Ruling]) -> list[Ruling]:
        """A copy without a credit of its own comes from where its original comes from."""
        found = {ruling.piece.id: ruling.origin for ruling in rulings}
        return [replace(ruling, origin=self._origin_of(ruling, found)) for ruling in rulings]

    def _origin_of(self, ruling: Ruling, found: Mapping[int, OriginFound]) -> OriginFound:
        group = self.shelves.groups.group(ruling.grp)
        original = group.original.article
        if original == ruling.piece.id or ruling.origin.kind == "carried":
            return ruling.origin
        source = found[original].outlet if original in found else group.origin
        kind = "unknown" if source is None else "own" if source == ruling.piece.outlet_slug else "carried"
        return OriginFound(source, kind, {"rule": "reprint", "of": original})

    def _at_home(self, standing: Standing) -> bool:
        outlet = self.book.by_host(host_of(standing.url) if standing.url else None)
        return outlet is not None and outlet.slug == standing.outlet_slug


def _standing(piece: Piece) -> Standing:
    aggregator = piece.outlet_kind is OutletKind.AGGREGATOR
    return Standing(piece.id, piece.outlet, piece.outlet_slug, piece.effective, piece.url, aggregator)


def _day(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp()) // DAY


# --- story ---------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class StoryDesk:
    """Tells which story each ruling belongs to: originals join or open one, reprints follow their original."""

    shelves: Shelves
    options: JudgeOptions
    told: dict[int, story.Told] = field(default_factory=dict)

    def tell(self, rulings: Sequence[Ruling], briefs: Mapping[int, Brief]) -> list[Ruling]:
        """The rulings with their stories."""
        self._read(rulings, briefs)
        return [self._placed(ruling) for ruling in rulings]

    def _read(self, rulings: Sequence[Ruling], briefs: Mapping[int, Brief]) -> None:
        """Weigh the originals of groups that have no story yet, in order, and read ahead what they may join."""
        entering = [ruling.piece for ruling in rulings if self._enters(ruling)]
        bags = {piece.id: story_terms.bag(piece.title, briefs[piece.id].cleaned, piece.lang) for piece in entering}
        frequencies = self.shelves.frequencies
        for lang in sorted({_lang(piece) for piece in entering}):
            read = [bags[piece.id] for piece in entering if _lang(piece) == lang]
            frequencies.load(lang, {number(term) for bag in read for term in bag.terms})
        for piece in entering:
            self.told[piece.id] = self._weighed(piece, bags[piece.id], briefs[piece.id])
        self._look_up(entering)

    def _enters(self, ruling: Ruling) -> bool:
        group = self.shelves.groups.group(ruling.grp)
        return group.story is None and group.original.article == ruling.piece.id

    def _weighed(self, piece: Piece, bag: story_terms.Bag, brief: Brief) -> story.Told:
        lang, day, frequencies = _lang(piece), _day(piece.effective), self.shelves.frequencies
        frequencies.add(lang, day, [number(term) for term in sorted(bag.terms)])
        weighed = story_terms.weigh(
            bag,
            documents=frequencies.of(lang, day, frequencies.DOCUMENTS),
            frequency=lambda term: frequencies.of(lang, day, number(term)),
        )
        assert brief.drawn is not None
        drawn = brief.drawn.sketch
        return story.Told(piece.id, piece.effective, drawn.title, weighed, drawn.marks, drawn.numbers, piece.title)

    def _look_up(self, entering: Sequence[Piece]) -> None:
        by_lang: dict[str | None, list[Piece]] = defaultdict(list)
        for piece in entering:
            by_lang[piece.lang].append(piece)
        for lang, pieces in by_lang.items():
            terms = {number(term) for piece in pieces for term in self.told[piece.id].weighed.top}
            self.shelves.stories.load(lang, terms, min(piece.effective for piece in pieces))
        near = Near(self.shelves)
        self.shelves.stories.load_centers(
            number for piece in entering for number in story.likely(self.told[piece.id], near.of(piece.lang))
        )

    def _placed(self, ruling: Ruling) -> Ruling:
        group = self.shelves.groups.group(ruling.grp)
        if group.story is None:
            first = self.told.get(group.original.article)
            assert first is not None, "a group without a story has its original in the batch"
            joining = story.join(first, Near(self.shelves).of(ruling.piece.lang), days=self.options.story_days)
            group.story = self._entered(first, joining, ruling.piece.lang)
            if first.article == ruling.piece.id:
                return replace(ruling, story=group.story, story_p=_sure(joining), story_why=joining.why)
        why = {"rule": "reprint", "of": group.original.article}
        return replace(ruling, story=group.story, story_why=why)

    def _entered(self, told: story.Told, joining: story.Joining, lang: str | None) -> int:
        stories = self.shelves.stories
        if joining.story is None:
            center = story.opened(told, stories.open(told.article), lang)
        else:
            center = story.grown(stories.center(joining.story), told)
        stories.put(center, [number(term) for term in told.weighed.top])
        return center.id


@dataclass(frozen=True, slots=True)
class Near:
    """The stories of one language, as `curate.story` asks for them."""

    shelves: Shelves
    lang: str | None = None

    def of(self, lang: str | None) -> "Near":
        """Those of a language."""
        return replace(self, lang=lang)

    def under(self, terms: Sequence[str]) -> Mapping[str, Collection[int]]:
        """Stories by the terms they are filed under."""
        return {term: self.shelves.stories.under(self.lang, number(term)) for term in terms}

    def center(self, number: int) -> Center:
        """A story."""
        return self.shelves.stories.center(number)


@lru_cache(maxsize=200_000)
def number(term: str) -> int:
    """The number that a term is stored under."""
    return sketch.hash63(term)


def _lang(piece: Piece) -> str:
    return piece.lang or ""


def _sure(joining: story.Joining) -> float:
    """A score as a probability: one half at the threshold."""
    if joining.story is None:
        return 1.0
    return round(1 / (1 + math.exp(-12 * (joining.score - story.JOIN))), 3)
