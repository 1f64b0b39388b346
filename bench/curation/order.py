"""Does it matter in which order articles come? `python -m bench.curation.order FILE [--shuffles 20] [--articles N]`.

The judge's rules for reprints, on shelves in memory, over the same articles in many orders. Told are the pairwise F1 of
any two orders, the least and the mean, and of the pairs that are surely one text (p ≥ 0.9, compared by themselves) how
many are together in some orders and not in others.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.curation import labelled, memory, writing
from bench.curation.labelled import Labelled
from monitor.curate import reprint
from monitor.curate.sketch import Print
from monitor.judge.texts import MERGE_P
from monitor.model.options import JudgeOptions

SURE = 0.90
FOLD = JudgeOptions().fold_p
ORDERS = 20


@dataclass(frozen=True, slots=True)
class Agreement:
    """Between orders. `torn`: pairs that are surely one text, and together in some orders only."""

    least: float
    mean: float
    sure: int
    torn: int


def shuffled(docs: Sequence[Labelled], orders: int, seed: int = 1) -> Iterator[list[int]]:
    """The group of each article, in the order of `docs`, for every order; a group's name is its first article there."""
    for order in range(orders):
        places = list(range(len(docs)))
        random.Random(f"{seed} {order}").shuffle(places)
        groups = memory.groups([docs[at] for at in places], fold=FOLD, merge=MERGE_P)
        found = [0] * len(docs)
        for at, grp in zip(places, groups, strict=True):
            found[at] = grp
        yield found


def agreement(docs: Sequence[Labelled], orders: int = ORDERS, seed: int = 1) -> Agreement:
    """How much the orders agree."""
    found = list(shuffled(docs, orders, seed))
    values = [between(a, b) for a, b in combinations(found, 2)]
    sure = list(sure_pairs(docs))
    torn = sum(len({groups[a] == groups[b] for groups in found}) > 1 for a, b in sure)
    return Agreement(min(values), sum(values) / len(values), len(sure), torn)


def between(a: Sequence[int], b: Sequence[int]) -> float:
    """The pairwise F1 of two groupings of the same articles."""
    mine, theirs, both = _pairs(a), _pairs(b), _pairs(list(zip(a, b, strict=True)))
    return 2 * both / (mine + theirs) if mine + theirs else 1.0


def _pairs(groups: Sequence[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups).values())


def sure_pairs(docs: Sequence[Labelled]) -> Iterator[tuple[int, int]]:
    """Pairs with a common fingerprint whose texts are one with p ≥ 0.9, whatever their outlets repeat: with all that is
    cleaned away when every article is known, and with all of it left in."""
    drawn, cleaned = list(memory.prints(docs, memory=False)), list(memory.prints(docs, settled=True))
    filed: dict[int, list[int]] = {}
    for number, one in enumerate(drawn):
        near = Counter(other for value in one.lookups for other in filed.get(value, ()))
        for other in sorted(near):
            if all(_p(some[number], some[other]) >= SURE for some in (drawn, cleaned)):
                yield other, number
        for value in one.lookups:
            filed.setdefault(value, []).append(number)


def _p(one: Print, other: Print) -> float:
    return reprint.compare(one.sketch, other.sketch, 0).p


def own(count: int) -> list[Labelled]:
    """Articles that nobody wrote, labelled by what they repeat."""
    return [
        Labelled(str(one.number), one.title, one.text, str(one.number if one.copy_of is None else one.copy_of),
                 one.published.isoformat(), one.outlet, "en")
        for one in writing.articles(0, count)
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Shuffle, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", help="labelled articles (JSON lines); without it our own")
    parser.add_argument("--shuffles", type=int, default=ORDERS)
    parser.add_argument("--articles", type=int, default=10_000, help="at most")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    docs = labelled.articles(asked.file)[: asked.articles] if asked.file else own(min(asked.articles, 1000))
    found = agreement(docs, asked.shuffles, asked.seed)
    print(
        f"{len(docs)} articles in {asked.shuffles} orders: pairwise F1 between two of them at least {found.least:.4f}, "
        f"{found.mean:.4f} on average; of {found.sure} pairs with p ≥ {SURE}, {found.torn} together in some orders only"
    )


if __name__ == "__main__":
    main()
