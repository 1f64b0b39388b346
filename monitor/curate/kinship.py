"""Which terms bring what does not belong: articles that hinge on one term and share few words with the other hits.

An article looks like the other hits when it shares more with them (rare words weigh more) than nine of ten articles of
its language do that are no hits. Only languages with enough of everything are compared.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST_ALONE, LEAST_OTHERS, LEAST_BACKGROUND = 3, 8, 20  # articles of a language
LEAST_JUDGED = 5
USUAL = 0.4  # share of the other hits that must look alike, or nothing can be said
FAR = 0.34  # a term's share of look-alikes, of the usual one: less is noise
COMPARED = 100  # of the other hits, and of the background, at most
FOREIGN = 0.9  # of the background lies below the line


@dataclass(frozen=True, slots=True)
class Kin:
    """An article to compare: the words of its text that no term of the query found, and the terms that it hinges
    on (of a background article: none)."""

    article: int
    lang: str
    words: frozenset[str]
    hinges: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How the articles that hinge on a term look beside the other hits; `strange`: those that do not look alike, the
    least alike first. `usual`: of a hundred other hits so many look alike."""

    term: str
    judged: int
    alike: int
    usual: int
    strange: tuple[int, ...]

    @property
    def noisy(self) -> bool:
        """Whether it brings what does not belong, as far as can be told."""
        enough = self.judged >= LEAST_JUDGED and self.usual >= 100 * USUAL
        return enough and 100 * self.alike < FAR * self.usual * self.judged


def likenesses(hits: Sequence[Kin], background: Sequence[Kin], terms: Iterable[str]) -> Iterator[Likeness]:
    """For each of the terms, as far as anything can be compared."""
    worlds = dict(_worlds(hits, background))
    for term in terms:
        seen = [part for world in worlds.values() if (part := world.beside(term)) is not None]
        if seen:
            yield _joined(term, seen)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One language."""

    scores: tuple[tuple[float, int], ...]
    line: float
    usual: float
    others: int


def _joined(term: str, seen: Sequence[_Seen]) -> Likeness:
    judged = [(score - part.line, article) for part in seen for score, article in part.scores]
    strange = sorted(one for one in judged if one[0] <= 0)
    usual = sum(part.usual * part.others for part in seen) / sum(part.others for part in seen)
    return Likeness(
        term, len(judged), len(judged) - len(strange), round(100 * usual), tuple(article for _, article in strange)
    )


def _worlds(hits: Sequence[Kin], background: Sequence[Kin]) -> "Iterator[tuple[str, _World]]":
    by_lang: dict[str, tuple[list[Kin], list[Kin]]] = defaultdict(lambda: ([], []))
    for side, articles in enumerate((hits, background)):
        for one in articles:
            by_lang[one.lang][side].append(one)
    for lang, (mine, others) in by_lang.items():
        if len(mine) >= LEAST_OTHERS and len(others) >= LEAST_BACKGROUND:
            yield lang, _World(mine, others)


class _World:
    """The hits and the background of one language."""

    def __init__(self, hits: Sequence[Kin], background: Sequence[Kin]) -> None:
        self.hits, self.background = hits, background
        self.counts = Counter(word for one in hits for word in one.words)
        known = Counter(word for one in background for word in one.words)
        self.weight = {word: math.log((len(background) + 1) / (known[word] + 0.5)) ** 2 for word in self.counts | known}

    def beside(self, term: str) -> _Seen | None:
        """The articles that hinge on the term, beside the other hits; None where there are too few of either, or the
        others are fewer: what most hits hinge on is the topic."""
        alone = [one for one in self.hits if term in one.hinges]
        others = [one for one in self.hits if term not in one.hinges]
        if len(alone) < LEAST_ALONE or len(others) < max(LEAST_OTHERS, len(alone)):
            return None
        counts = self.counts - Counter(word for one in alone for word in one.words)
        foreign = sorted(self._score(one.words, counts, len(others)) for one in _some(self.background))
        line = foreign[int(FOREIGN * len(foreign))]
        own = [self._score(one.words, counts, len(others), itself=1) > line for one in _some(others)]
        scores = tuple((self._score(one.words, counts, len(others)), one.article) for one in alone)
        return _Seen(scores, line, sum(own) / len(own), len(own))

    def _score(self, words: Collection[str], counts: Mapping[str, int], of: int, itself: int = 0) -> float:
        """The weight that it shares with the others: a cosine with their mean, itself left out."""
        weight = self.weight
        total = sum(weight[word] for word in words)
        shared = sum(weight[word] * (counts[word] - itself) for word in words if counts.get(word, 0) > itself)
        return shared / (max(of - itself, 1) * math.sqrt(total)) if total > 0 else 0.0


def _some(articles: Sequence[Kin]) -> Sequence[Kin]:
    """At most so many, evenly spread."""
    return articles[:: -(-len(articles) // COMPARED)]
