"""Whose text is it? Finds the articles whose text this one repeats, and how sure that is. Pure: candidates are asked
for through `Prints`, whose fake is two dicts."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from monitor.curate import reprint_model
from monitor.curate.headline_signs import COURT, SIGNS
from monitor.curate.sketch import Print
from monitor.curate.sketch_marks import conflict
from monitor.model.judging import Group, Likeness, Mark, Sketch, Standing

CROWDED = 24  # a fingerprint with as many postings is everybody's
BEST = 12  # groups that are looked at
SHARE = 0.05  # of the best group's count of shared fingerprints; more would leave out a noisy copy beside a clean one
FEW_PRINTS = 12  # with fewer fingerprints of its own, one shared is enough
EXACT = "exact text"
SHINGLES = "shingles"
Model = Mapping[str, Any]  # as in reprint_model.json


class Prints(Protocol):
    """What is filed: groups by fingerprint, sketches by group (at most four each)."""

    def postings(self, fingerprint: int) -> Collection[int]:
        """The groups under a fingerprint; at least `CROWDED` of them when it is everybody's."""

    def sketches(self, grp: int) -> Sequence[Sketch]:
        """The sketches that a group is known by."""


def find(fresh: Print, prints: Prints, *, least: float, model: Model | None = None) -> list[Likeness]:
    """The likest article of every group that repeats this text with p ≥ `least`, surest first. `model`: other weights
    than the product's."""
    return split(looked_at(fresh, prints, model=model), least=least)[0]


def looked_at(fresh: Print, prints: Prints, *, model: Model | None = None) -> list[Likeness]:
    """The likest article of every group that is worth comparing."""
    shingles = frozenset(fresh.sketch.shingles)
    return [likest(fresh, grp, prints, model or reprint_model.MODEL, shingles) for grp in candidates(fresh, prints)]


def split(close: Iterable[Likeness], *, least: float) -> tuple[list[Likeness], list[Likeness]]:
    """(those with p ≥ `least`, surest first; those that would be among them but for a mark that differs)."""
    seen = sorted(close, key=lambda likeness: (-likeness.p, likeness.grp))
    found = [likeness for likeness in seen if likeness.p >= least]
    return found, [likeness for likeness in seen if float(str(likeness.why.get("without veto", 0))) >= least]


def candidates(fresh: Print, prints: Prints) -> list[int]:
    """The groups that share most fingerprints, best first; the same whole text always counts."""
    shared: Counter[int] = Counter()
    for fingerprint in fresh.fingerprints:
        groups = prints.postings(fingerprint)
        if len(groups) < CROWDED:
            shared.update(groups)
    need = 2 if len(fresh.fingerprints) >= FEW_PRINTS else 1
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:BEST]
    same = sorted(prints.postings(fresh.exact))[:2] if fresh.exact is not None else []
    near = [grp for grp, count in ranked if count >= need and count >= SHARE * ranked[0][1]]
    return [*same, *(grp for grp in near if grp not in same)]


def likest(
    fresh: Print,
    grp: int,
    prints: Prints,
    model: Model = reprint_model.MODEL,
    shingles: frozenset[int] | None = None,
) -> Likeness:
    """How much the text repeats a group: its likest sketch decides. `shingles`: those of the text as a set."""
    found = (compare(fresh.sketch, known, grp, model, shingles) for known in prints.sketches(grp))
    return max(found, key=lambda likeness: likeness.p, default=Likeness(grp, grp, 0.0))


def compare(
    fresh: Sketch,
    known: Sketch,
    grp: int,
    model: Model = reprint_model.MODEL,
    shingles: frozenset[int] | None = None,
) -> Likeness:
    """Two sketches. Marks that differ veto whatever the words say, but for what a headline says: copies have others."""
    if fresh.shingles == known.shingles and fresh.tokens == known.tokens and fresh.tokens > 0:
        p, why = 1.0, {"rule": EXACT, "with": known.article}
    else:
        measures = reprint_model.measure(fresh, known, shingles)
        p, why = (
            reprint_model.probability(measures, model),
            {"rule": SHINGLES, "with": known.article, **measures.told()},
        )
    if p > 0 and (mark := conflict(_of_texts(fresh), _of_texts(known))):
        return Likeness(known.article, grp, 0.0, {**why, "veto": list(mark[:2]), "without veto": round(p, 3)})
    return Likeness(known.article, grp, round(p, 4), why)


def _of_texts(drawn: Sketch) -> list[Mark]:
    return [mark for mark in drawn.marks if mark.kind not in (*SIGNS, COURT)]


def better(fresh: Standing, group: Group, at_home: Callable[[Standing], bool]) -> str | None:
    """Why `fresh` and not the present original is the original of the group; None when it is not. The credited source
    comes first, then the copy on its outlet's own host, then the earliest."""
    known = group.original
    if (fresh.outlet_slug in group.credited) != (known.outlet_slug in group.credited):
        return "credited source" if fresh.outlet_slug in group.credited else None
    if fresh.outlet == known.outlet and at_home(fresh) != at_home(known):
        return "on its outlet's own host" if at_home(fresh) else None
    if fresh.aggregator != known.aggregator:
        return "not an aggregator" if known.aggregator else None
    return "earliest" if (fresh.effective, fresh.article) < (known.effective, known.article) else None
