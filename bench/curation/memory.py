"""The judge's rules for reprints on shelves in memory: the same decisions as in the product, without a database. Quick
enough to try a model in each fold of a cross-validation."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bench.curation.labelled import Labelled
from monitor.curate import clean, reprint, sketch
from monitor.curate.sketch import Print
from monitor.model.judging import Sketch

CROWDED, SKETCHES = 24, 4


class Shelves:
    """Postings and sketches, as `curate.reprint.Prints` wants them."""

    def __init__(self) -> None:
        """Nothing is filed."""
        self._filed: dict[int, set[int]] = defaultdict(set)
        self._drawn: dict[int, list[Sketch]] = defaultdict(list)
        self._into: dict[int, int] = {}

    def now(self, grp: int) -> int:
        """The group that a group has become."""
        while grp in self._into:
            grp = self._into[grp]
        return grp

    def postings(self, fingerprint: int) -> Collection[int]:
        """The groups under a fingerprint."""
        return self._filed.get(fingerprint, ())

    def sketches(self, grp: int) -> Sequence[Sketch]:
        """The sketches of a group."""
        return self._drawn[grp]

    def put(self, grp: int, drawn: Print, *, known: bool) -> None:
        """File an article under its group; `known`: its text is there word for word."""
        for fingerprint in drawn.lookups:
            groups = self.postings(fingerprint)
            if len(groups) < CROWDED and grp not in groups:
                self._filed[fingerprint].add(grp)
        if len(self._drawn[grp]) < SKETCHES and not known:
            self._drawn[grp].append(drawn.sketch)

    def merge(self, grp: int, other: int) -> int:
        """Make two groups one."""
        into, gone = sorted((grp, other))
        self._into[gone] = into
        for groups in self._filed.values():
            if gone in groups:
                groups.discard(gone)
                groups.add(into)
        self._drawn[into] += self._drawn.pop(gone, [])
        return into


def prints(docs: Sequence[Labelled], *, memory: bool = True, settled: bool = False) -> Iterator[Print]:
    """The print of each article, in order, with the sentence memory of its outlet; `settled`: with what that holds when
    all of them are known, themselves not counted."""
    seen: Counter[tuple[str | None, int]] = Counter()
    if settled:
        lines = {(doc.source, part.hash, at) for at, doc in enumerate(docs) for part in _sentences(doc.text)}
        seen.update((source, line) for source, line, _ in lines if line is not None)
        seen.subtract(dict.fromkeys(seen, 1))
        memory = True
    for number, doc in enumerate(docs):
        found = clean.clean(_sentences(doc.text), lambda line, doc=doc: seen[doc.source, line] if memory else 0)  # type: ignore[misc]
        seen.update(() if settled else ((doc.source, line) for line in found.learn))
        drawn = _drawn(doc.title, found.text)
        yield replace(drawn, sketch=replace(drawn.sketch, article=number))


@lru_cache(maxsize=10_000)
def _sentences(text: str) -> tuple[clean.Sentence, ...]:
    return clean.sentences(text)


@lru_cache(maxsize=10_000)
def _drawn(title: str, text: str) -> Print:
    """Once for all the orders in which an article comes."""
    return sketch.make(0, title, text)


def groups(
    docs: Sequence[Labelled], *, fold: float, merge: float, model: Callable[[int], reprint.Model] | None = None
) -> list[int]:
    """The group of each article. `model` gives the weights for a fold; without it those of the product are used."""
    shelves, found = Shelves(), []
    for number, (doc, drawn) in enumerate(zip(docs, prints(docs), strict=True)):
        weights = model(doc.fold) if model else None
        alike = [one for one in reprint.find(drawn, shelves, least=fold, model=weights) if one.p >= fold]
        grp = alike[0].grp if alike else number
        for one in alike[1:]:
            if one.p >= merge:
                grp = shelves.merge(grp, one.grp)
        shelves.put(grp, drawn, known=bool(alike) and alike[0].why.get("rule") == reprint.EXACT)
        found.append(grp)
    return [shelves.now(grp) for grp in found]
