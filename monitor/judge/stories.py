"""The judge's second desk: stories."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from monitor.curate import sketch, story, story_terms
from monitor.judge.texts import Brief, day_of
from monitor.lang import residue
from monitor.model.judging import Center, Piece, Ruling, Sketch
from monitor.model.options import JudgeOptions
from monitor.store.judging_shelves import Shelves


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
            some = [piece for piece in entering if _lang(piece) == lang]
            first = min(day_of(piece.effective) for piece in some)
            frequencies.load(lang, {number(term) for piece in some for term in bags[piece.id].terms}, first)
        for piece in entering:
            self.told[piece.id] = self._weighed(piece, bags[piece.id], briefs[piece.id])
        self._look_up(entering)

    def _enters(self, ruling: Ruling) -> bool:
        group = self.shelves.groups.group(ruling.grp)
        return group.story is None and group.original.article == ruling.piece.id

    def _weighed(self, piece: Piece, bag: story_terms.Bag, brief: Brief) -> story.Told:
        lang, day, frequencies = _lang(piece), day_of(piece.effective), self.shelves.frequencies
        frequencies.add(lang, day, [number(term) for term in sorted(bag.terms)])
        count = frequencies.counter(lang, day)
        weighed = story_terms.weigh(
            bag, documents=count(frequencies.DOCUMENTS), frequency=lambda term: count(number(term))
        )
        if residue.is_roundup(piece.title):  # it tells of many events: nothing joins it, it joins nothing
            weighed = replace(weighed, all={}, names={}, top=())
        return told_of(piece, weighed, brief.drawn.sketch if brief.drawn else None)

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
            first = self.told[group.original.article]  # a group without a story has its original in the batch
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


def told_of(piece: Piece, weighed: story_terms.Weighed, drawn: Sketch | None) -> story.Told:
    """A piece as stories see it."""
    if drawn is None:
        return story.Told(piece.id, piece.effective, frozenset(), weighed, frozenset(), frozenset(), piece.title)
    return story.Told(piece.id, piece.effective, drawn.title, weighed, drawn.marks, drawn.numbers, piece.title)


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
