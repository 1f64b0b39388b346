"""What the hits of a back-test say about its query: terms that seem to bring noise, terms that brought nothing, and
words that are frequent in hits and not asked for. Judged on a spread of hits beside a spread of other articles."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.curate.keywords import SHORTEST_RUN, keywords
from monitor.curate.kinship import Kin, Likeness, likenesses
from monitor.curate.match import TopicBook
from monitor.lang.bounds import upper
from monitor.lang.fold import fold
from monitor.lang.operators.logic import Not
from monitor.lang.operators.node import Node
from monitor.lang.operators.words import Term, terms_of
from monitor.lang.tokens import is_dense, pairs
from monitor.model.backtest import Advice, Noise, Sample, TermUse, Word
from monitor.model.topic import Document
from monitor.store import backtest as archive
from monitor.store.backtest import Placed
from monitor.store.database import Connection

HITS, OTHERS = 300, 300  # texts that are read, at most
LEAST_HITS, LEAST_OTHERS = 8, 40  # of a language
SPREAD = 6_000  # articles of the period among which the others are looked for
BEGINNING = 500  # characters of a text: what it is about stands there
TERMS, WORDS, WORDS_OF_LANG, NOISE, SAMPLES = 60, 12, 6, 5, 3  # that are shown
COMPARED = 12  # terms, those that most hits hinge on
ONE_OUTLET = 0.6  # of the hits with a word: it is the outlet's own


@dataclass(frozen=True, slots=True)
class Asker:
    """What is asked about: the query of a book under a slug, its hits, and where they are."""

    conn: Connection
    period: archive.Period
    outlets: archive.Outlets
    book: TopicBook
    slug: str
    rows: Mapping[int, Placed]
    sampled: Callable[[Collection[int]], tuple[Sample, ...]]

    def advice(self, hits: Collection[int]) -> Advice:
        """What may be mended."""
        query = self.book.query(self.slug)
        mine = [self._read(number, document) for number, document in self._documents(_some(self._own(hits), HITS))]
        others = list(self._others(hits, Counter(one.lang for one in mine)))
        uses = _uses(mine)
        noisy = [one for one in self._likenesses(mine, others, uses) if one.noisy]
        words = self._words(mine, others, query)
        return Advice(
            read=len(mine), background=len(others), terms=tuple(uses[:TERMS]),
            noise=tuple(self._noise(one, uses) for one in noisy[:NOISE]), words=tuple(words),
            silent=_silent(query, uses),
        )  # fmt: skip

    def _own(self, hits: Collection[int]) -> list[int]:
        """One hit of each group of reprints, oldest first."""
        groups: dict[int, int] = {}
        for number in sorted(hits):
            groups.setdefault(self.rows[number].group, number)
        return list(groups.values())

    def _others(self, hits: Collection[int], langs: Counter[str]) -> Iterator["_Text"]:
        """Articles that are no hits, in the languages of the hits."""
        spread = archive.spread(self.conn, self.period, SPREAD)
        wanted = {lang: count for lang, count in langs.items() if count >= LEAST_HITS}
        for lang, count in wanted.items():
            room = max(LEAST_OTHERS, OTHERS * count // sum(wanted.values()))
            free = [number for number in spread.get(lang, ()) if number not in hits]
            for number, document in self._documents(_some(free, room)):
                yield _Text(number, lang, "", _beginning(document))

    def _documents(self, numbers: Sequence[int]) -> Iterator[tuple[int, Document]]:
        return archive.documents(self.conn, numbers, frozenset({"author", "url", "feed"}), self.outlets)

    def _read(self, number: int, document: Document) -> "_Text":
        terms, hinges = self.book.hinges(self.slug, document)
        row = self.rows[number]
        outlet = self.outlets.of(row.outlet)[0]
        return _Text(number, row.lang, outlet, _beginning(document), row.line, terms, hinges)

    def _likenesses(
        self, mine: Sequence["_Text"], others: Sequence["_Text"], uses: Sequence[TermUse]
    ) -> Iterator[Likeness]:
        terms = sorted((use for use in uses if use.alone), key=lambda use: -use.alone)[:COMPARED]
        asked = frozenset(word for term in _terms(self.book.query(self.slug)) for word in _words(fold(term.text)))
        return likenesses(
            [one.kin(asked) for one in mine], [one.kin(asked) for one in others], [use.term for use in terms]
        )

    def _noise(self, one: Likeness, uses: Sequence[TermUse]) -> Noise:
        alone = next(use.alone for use in uses if use.term == one.term)
        return Noise(one.term, alone, one.judged, one.alike, one.usual, self.sampled(one.strange[:SAMPLES]))

    def _words(self, mine: Sequence["_Text"], others: Sequence["_Text"], query: Node) -> list[Word]:
        known = _Known.of(_terms(query), archive.names(self.conn))
        found: list[Word] = []
        for lang in dict.fromkeys(one.lang for one in others):
            hits = [one for one in mine if one.lang == lang]
            rest = [one.text for one in others if one.lang == lang]
            made = keywords([one.text for one in hits], rest, known=known.has)
            spread = (one for one in made if _is_spread(one.text, hits))
            found += [
                Word(one.text, lang, one.hits, len(hits), one.others, len(rest), round(one.score, 1))
                for one, _ in zip(spread, range(WORDS_OF_LANG), strict=False)
            ]
        best = sorted(found, key=lambda word: (-word.score, word.text))[:WORDS]
        return [replace(word, archive=self._stored(word.text)) for word in best]

    def _stored(self, text: str) -> int:
        """How many articles of the period have a word or phrase."""
        bound = upper(Term(text, phrase=True))
        return 0 if bound is None else len(archive.bounded(self.conn, bound, self.period, self.outlets))


@dataclass(frozen=True, slots=True)
class _Text:
    """The folded beginning of an article; of a hit its outlet, its story, and its terms."""

    article: int
    lang: str
    outlet: str
    text: str
    line: tuple[int, int] = (0, 0)
    terms: frozenset[str] = frozenset()
    hinges: frozenset[str] = frozenset()

    def kin(self, asked: Collection[str]) -> Kin:
        """To be compared by its words, but for those that are asked for."""
        return Kin(self.article, self.lang, frozenset(_words(self.text)) - frozenset(asked), self.hinges)


@dataclass(frozen=True, slots=True)
class _Known:
    """What needs no telling: what the query asks for, and names of outlets. Folded; rather once too often."""

    whole: frozenset[str]  # terms of words
    stems: tuple[str, ...]  # terms that may go on, and what stands anywhere in a run of letters
    parts: str
    names: frozenset[str]

    @classmethod
    def of(cls, terms: Iterable[Term], names: Iterable[str]) -> "_Known":
        texts = tuple(dict.fromkeys(term.text for term in terms))
        folded = [fold(re.split(r"[*?]", text)[0]) for text in texts]
        stems = (stem for text, stem in zip(texts, folded, strict=True) if stem and not _is_whole(text, stem))
        parts = " \n ".join(map(fold, texts))
        return cls(frozenset(folded), tuple(dict.fromkeys(stems)), f" {parts} ", frozenset(map(fold, names)))

    def has(self, unit: str) -> bool:
        """Whether it holds a term, is a part of one, or is an outlet's name."""
        if unit in self.names or (unit in self.parts if is_dense(unit) else f" {unit} " in self.parts):
            return True
        words = unit.split()
        inner = (" ".join(words[start:end]) for end in range(len(words) + 1) for start in range(end))
        if any(part in self.whole for part in inner):
            return True
        return any(f" {stem}" in f" {unit}" or (not stem.isascii() and stem in unit) for stem in self.stems)


def _is_whole(text: str, stem: str) -> bool:
    return stem.isascii() and "*" not in text and "?" not in text


def _beginning(document: Document) -> str:
    text = document.body or document.summary
    return fold(f"{document.title}\n{text[:BEGINNING]}")


def _words(text: str) -> Iterator[str]:
    """Words, and pairs of characters where a script sets none apart."""
    for word in text.split():
        if not word.isascii() and is_dense(word):
            yield from (pair for pair in pairs(word) if len(pair) == SHORTEST_RUN)
        else:
            yield word


def _some(numbers: Sequence[int], most: int) -> list[int]:
    """At most so many, evenly spread."""
    return list(numbers) if len(numbers) <= most else [numbers[at * len(numbers) // most] for at in range(most)]


def _terms(node: Node) -> Iterator[Term]:
    """The terms that can make the query hold: not those behind a NOT."""
    yield from terms_of(node)
    for part in node.parts():
        if not isinstance(part, Not):
            yield from _terms(part)


def _silent(query: Node, uses: Iterable[TermUse]) -> tuple[str, ...]:
    seen = {use.term for use in uses}
    shown = dict.fromkeys(f"={term.text}" if term.exact else term.text for term in _terms(query))
    return tuple(term for term in shown if term not in seen)


def _uses(texts: Sequence[_Text]) -> list[TermUse]:
    """Terms by the number of hits that have them."""
    there = Counter(term for one in texts for term in one.terms)
    alone = Counter(term for one in texts for term in one.hinges)
    return [
        TermUse(term, count, alone[term]) for term, count in sorted(there.items(), key=lambda one: (-one[1], one[0]))
    ]


def _is_spread(unit: str, hits: Sequence[_Text]) -> bool:
    """Whether several outlets write it, in several stories, and none of them most of the time."""
    having = [one for one in hits if (unit in one.text if is_dense(unit) else f" {unit} " in f" {one.text} ")]
    outlets: dict[str, int] = defaultdict(int)
    for one in having:
        outlets[one.outlet] += 1
    return len({one.line for one in having}) > 1 and max(outlets.values(), default=0) <= ONE_OUTLET * len(having)
