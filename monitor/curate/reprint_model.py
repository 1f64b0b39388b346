"""How sure it is that one text repeats another: measures of two sketches, and a small logistic model over them.

The model is `reprint_model.json`: a readable table of weights with its provenance. A copy covers the *beginning* of the
other text, and agrees in numbers and names; that tells it from a digest that quotes it and from a machine's template.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from itertools import compress
from typing import Any

from monitor.curate.sketch import GRAM_BITS
from monitor.model.judging import Sketch

RUN = 8  # shingles in a row that only copying explains
LEAST_SHARED = 0.08  # of the shorter text's shingles; with fewer the two are not compared further
HEAD = 60  # shingles that are a beginning
FEW_GRAMS = 4
LITTLE, HARDLY, ALIKE = 0.3, 0.1, 0.8  # of the shorter text, of it in runs; what such a likeness is worth at most
WHOLE, BEGINS, NAMED = 0.92, 0.02, 0.8  # shares of both texts; where the match begins; names: one text from its first
SURELY = 0.92  # word to its last, with all its numbers, is this at least, whatever headline stands above it
LEAST_RUNS = 0.25  # of a text without names: words of three characters are the same by chance, long runs are not
RARE = 40  # tokens: with fewer than one name among so many a script is one that does not show names


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares are 0…1. A is the shorter text, B the longer."""

    a_in_b: float = 0.0
    b_in_a: float = 0.0
    front: float = 0.0  # of B's beginning, as long as A, what stands in A
    a_head: float = 0.0  # of A's first 60 shingles
    b_head: float = 0.0
    late: float = 1.0  # where in B the match starts: shingles / 400
    title: float = 0.0  # of the shorter title
    numbers: float = 1.0
    names: float = 0.8
    length: float = 0.0  # A / B
    size: float = 0.0  # ln(1 + shingles of A) / 6
    shared: float = 0.0  # shingles shared / 100
    gap: float = 1.0  # longest stretch of A that is not in B, as a share of A
    gap_b: float = 1.0  # of the matched stretch of B
    density: float = 0.0  # of the stretch of B that is matched
    runs: float = 0.0  # of A in runs of at least 8
    grams: float = 0.0  # of the runs of characters at A's beginning, those at B's
    numbers_a: float = 0.8  # of A's numbers, those in B
    numbers_b: float = 0.8  # of B's numbers, those in A
    all_names: float = 0.0  # of the names of both, those in both

    def told(self) -> dict[str, float]:
        """What a person wants to know of it."""
        return {
            name: round(getattr(self, name), 2)
            for name in ("a_in_b", "b_in_a", "front", "late", "title", "numbers", "names")
        }


def measure(one: Sketch, other: Sketch, in_one: frozenset[int] | None = None) -> Measures:
    """Compare two sketches. Those that share hardly anything are not measured further. `in_one`: the shingles of the
    first as a set, for whom it is compared with many."""
    in_one = frozenset(one.shingles) if in_one is None else in_one
    a, b, in_a, in_b = one, other, in_one, frozenset(other.shingles)
    if len(one.shingles) > len(other.shingles):
        a, b, in_a, in_b = b, a, in_b, in_a
    if not a.shingles:
        return Measures()
    shared = len(in_a & in_b)
    if shared < LEAST_SHARED * len(in_a):
        return Measures(a_in_b=shared / len(in_a))
    nameless, hits_a = _nameless(a, b), bytes(map(in_b.__contains__, a.shingles))
    if nameless and _in_runs(hits_a) < LEAST_RUNS * len(hits_a):
        return Measures(a_in_b=hits_a.count(1) / len(hits_a))
    hits_b = bytes(map(in_a.__contains__, b.shingles))
    n_a, n_b, found_a = len(hits_a), len(hits_b), hits_a.count(1)
    at_b = tuple(compress(range(n_b), hits_b))
    start = at_b[len(at_b) // 20]
    first, last = at_b[int(len(at_b) * 0.03)], at_b[min(len(at_b) - 1, int(len(at_b) * 0.97))]
    middle = hits_b[first : last + 1]
    return Measures(
        a_in_b=found_a / n_a,
        b_in_a=len(at_b) / n_b,
        front=_share(hits_b[: max(8, int(n_a * 1.1) + 3)]),
        a_head=_share(hits_a[:HEAD]),
        b_head=_share(hits_b[:HEAD]),
        late=min(start, 400) / 400,
        title=_overlap(a.title, b.title, least=1, few=0.0),
        numbers=_numbers(a.numbers, b.numbers),
        names=found_a / n_a if nameless else _overlap(a.names, b.names, least=2, few=0.8),
        length=n_a / n_b,
        size=math.log1p(n_a) / 6,
        shared=min(found_a, 100) / 100,
        gap=_longest_gap(hits_a) / n_a,
        gap_b=(_longest_gap(middle) + 1) / len(middle),
        density=middle.count(1) / len(middle),
        runs=_in_runs(hits_a) / n_a,
        grams=_grams(a.grams, b.grams),
        numbers_a=_among(a.numbers, b.numbers),
        numbers_b=_among(b.numbers, a.numbers),
        all_names=found_a / (n_a + n_b - found_a) if nameless else _jaccard(a.names, b.names),
    )


def _nameless(a: Sketch, b: Sketch) -> bool:
    """Whether the script shows no names, for want of capitals: then all their words are asked instead."""
    heading = a.title | b.title
    capitals = sum(word.upper() != word for word in heading)
    return 2 * capitals <= len(heading) and RARE * max(len(a.names), len(b.names)) < min(a.tokens, b.tokens)


def _jaccard(these: frozenset[str], those: frozenset[str]) -> float:
    return len(these & those) / max(1, len(these | those))


def _share(hits: bytes) -> float:
    return hits.count(1) / len(hits) if hits else 0.0


def _overlap(a: frozenset[str], b: frozenset[str], *, least: int, few: float) -> float:
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller >= least else few


def _numbers(a: frozenset[str], b: frozenset[str]) -> float:
    smaller, common = min(len(a), len(b)), len(a & b)
    if smaller >= 2:
        return common / smaller
    return 1.0 if smaller == 0 else 0.7 + 0.3 * common


def _among(these: frozenset[str], those: frozenset[str]) -> float:
    return len(these & those) / len(these) if len(these) >= 2 else 0.8


def _grams(a: int, b: int) -> float:
    """The share of the shorter text's runs of characters, less what two crowded maps share by chance."""
    mine, theirs = a.bit_count(), b.bit_count()
    if mine < FEW_GRAMS:
        return 0.8
    chance = min(0.9, theirs / GRAM_BITS)
    return max(0.0, ((a & b).bit_count() / mine - chance) / (1 - chance))


def _longest_gap(hits: bytes) -> int:
    return max(map(len, hits.split(b"\1")))


def _in_runs(hits: bytes) -> int:
    return sum(size for size in map(len, hits.split(b"\0")) if size >= RUN)


def terms(measures: Measures) -> dict[str, float]:
    """The measures and their products that the model weighs: `a*b` by name."""
    values = {name: float(getattr(measures, name)) for name in _NAMES}
    values |= {name: values[a] * values[b] for name, a, b in _FACTORS}
    return values


def _one_text(found: Measures) -> bool:
    whole = min(found.a_in_b, found.b_in_a, found.front) >= WHOLE and found.late <= BEGINS
    return whole and found.numbers == 1.0 and found.names >= NAMED


PRODUCTS = (
    "a_in_b*front", "a_in_b*title", "a_in_b*numbers", "a_in_b*names", "a_in_b*gap", "a_in_b*a_in_b", "b_in_a*names",
    "b_in_a*length", "front*title", "front*runs", "b_head*title", "a_head*b_head", "numbers*length", "numbers*numbers",
    "names*names", "numbers*names", "late*length", "gap*numbers", "size*a_in_b", "size*numbers",
)  # fmt: skip


_NAMES = tuple(field.name for field in fields(Measures))
_FACTORS = tuple((name, *name.split("*")) for name in PRODUCTS)


def _load() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(files(__package__).joinpath("reprint_model.json").read_text("utf-8"))
    return table


MODEL = _load()


def probability(measures: Measures, model: Mapping[str, Any] = MODEL) -> float:
    """P that the two are one text. Where little of the shorter one stands in the other, and none of it in a row, they
    are alike at most: reports of one event by one hand read like that too."""
    if measures.shared == 0.0:
        return 0.0
    values, weights = terms(measures), model["weights"]
    z = model["bias"] + sum(weight * values[name] for name, weight in weights.items())
    p = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
    if _one_text(measures):
        return max(p, SURELY)
    return min(p, ALIKE) if measures.a_in_b < LITTLE and measures.runs < HARDLY else p
