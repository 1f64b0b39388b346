"""The judge's first desk: reprints and origins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from monitor.curate import clean, origin, reprint, sketch
from monitor.lang.outlets import NOBODY, OutletBook
from monitor.lang.urls import host_of
from monitor.model.judging import Group, Likeness, OriginFound, Piece, Regrouping, Ruling, Standing
from monitor.model.options import JudgeOptions
from monitor.model.outlet import OutletKind
from monitor.store.judging_shelves import Shelves

DAY_S = 86_400
MERGE_P = 0.90  # two groups become one for a text that is surely both's: whatever came first, it would have joined them
LISTED = 5  # similar articles that a verdict names


@dataclass(slots=True)
class Brief:
    """A piece with what was read out of it before anything is decided."""

    piece: Piece
    sentences: tuple[clean.Sentence, ...] = ()
    drawn: sketch.Print | None = None
    cleaned: str = ""

    def __post_init__(self) -> None:
        """Cut the text into its sentences."""
        self.sentences = self.sentences or clean.sentences(self.piece.text)

    @property
    def lines(self) -> set[int]:
        """The sentences that its outlet may repeat, by their hashes."""
        return {part.hash for part in self.sentences if part.hash is not None}


@dataclass(slots=True)
class TextDesk:
    """Whose text is it, and where does it come from? Decides in memory, on shelves that are kept up to date."""

    shelves: Shelves
    book: OutletBook
    options: JudgeOptions
    changed: dict[int, Regrouping] = field(default_factory=dict)

    def judge(self, briefs: Sequence[Brief]) -> list[Ruling]:
        """Rulings without stories, in the order of the briefs."""
        self._look_up(briefs)
        rulings = [self._reprint(brief) for brief in briefs]
        return self._sourced([replace(ruling, grp=self._current(ruling.grp)) for ruling in rulings])

    def regroupings(self) -> list[Regrouping]:
        """Groups of the store that changed."""
        return [self.changed[grp] for grp in sorted(self.changed)]

    def _look_up(self, briefs: Sequence[Brief]) -> None:
        """Read ahead what the batch asks for, in a few statements. What outlets repeat is learned on the way: it does
        not hang on what is decided, and each text is drawn as it will be compared."""
        lines: dict[int, set[int]] = defaultdict(set)
        for brief in briefs:
            lines[brief.piece.outlet] |= brief.lines
        self.shelves.lines.load(lines)
        for brief in briefs:
            self._draw(brief)
        drawn = [brief.drawn for brief in briefs if brief.drawn]
        prints = self.shelves.prints
        prints.load(value for one in drawn for value in one.lookups)
        near = {grp for one in drawn for grp in reprint.candidates(one, prints)}
        prints.load_sketches(near)
        self.shelves.groups.load(near | {brief.piece.grp for brief in briefs if brief.piece.grp is not None})

    def _draw(self, brief: Brief) -> None:
        """Clean a piece by what its outlet repeated until now, and draw its print."""
        piece, lines = brief.piece, self.shelves.lines
        cleaned = clean.clean(brief.sentences, partial(lines.seen, piece.outlet))
        brief.cleaned, brief.drawn = cleaned.text, sketch.make(piece.id, piece.title, cleaned.text)
        if piece.grp is None and piece.outlet_slug != NOBODY.slug:  # unknown outlets have nothing in common
            lines.learn(piece.outlet, brief.lines, day_of(piece.effective))

    def _reprint(self, brief: Brief) -> Ruling:
        piece, drawn, day = brief.piece, brief.drawn, day_of(brief.piece.effective)
        assert drawn is not None  # noqa: S101 - all were drawn before the first is judged
        own = None if piece.grp is None else self._current(piece.grp)  # it may have gone into another in this batch
        close = (one for one in reprint.looked_at(drawn, self.shelves.prints) if one.grp != own)
        alike, vetoed = reprint.split(close, least=self.options.similar_p)
        found = _origin_of(piece, self.book)
        folded = [one for one in alike if self._folds(one, piece)]
        similar = tuple(one for one in alike if one not in folded)[:LISTED]
        if own is None:
            ruling = self._place(piece, folded, similar, found)
        else:
            ruling = Ruling(piece, self._moved(own, folded), found, similar=similar)
        ruling.vetoed = tuple(vetoed[:LISTED])
        self.shelves.prints.file(ruling.grp, drawn.lookups, day)
        if not (ruling.copies and ruling.copies.why.get("rule") == reprint.EXACT):
            self.shelves.prints.draw(ruling.grp, drawn.sketch)
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
        if not group.held and (why := reprint.better(standing, group, self._at_home)):
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
            if other == grp or mine.held or theirs.held or _told_apart(mine, theirs):
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
        if original == ruling.piece.id or ruling.origin.kind == "carried" or ruling.piece.said:
            return ruling.origin
        source = found[original].outlet if original in found else group.origin
        kind = "unknown" if source is None else "own" if source == ruling.piece.outlet_slug else "carried"
        return OriginFound(source, kind, {"rule": "reprint", "of": original})

    def _at_home(self, standing: Standing) -> bool:
        outlet = self.book.by_host(host_of(standing.url) if standing.url else None)
        return outlet is not None and outlet.slug == standing.outlet_slug


def _origin_of(piece: Piece, book: OutletBook) -> OriginFound:
    return OriginFound(*piece.said, {"rule": "decided"}) if piece.said else origin.origin(piece, book)


def _told_apart(mine: Group, theirs: Group) -> bool:
    """A group whose story a person chose goes into no group of another story, nor that into it."""
    return (mine.kept or theirs.kept) and mine.story != theirs.story


def _standing(piece: Piece) -> Standing:
    aggregator = piece.outlet_kind is OutletKind.AGGREGATOR
    return Standing(piece.id, piece.outlet, piece.outlet_slug, piece.effective, piece.url, aggregator)


def day_of(moment: datetime) -> int:
    """Days since 1970, UTC."""
    return int(moment.astimezone(UTC).timestamp()) // DAY_S
