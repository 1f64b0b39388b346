"""Trains the model of reprints: `python -m bench.curation.training FOLDER [--write]`.

Pairs are what the product itself would compare: each article with the candidates that its fingerprints find among the
articles before it, filed under the groups that they really belong to. A logistic regression over the measures, with a
quadratic penalty, by Newton's method (iteratively reweighted least squares). What it is worth is told by a
cross-validation: each group of articles is judged by a model that has not seen it; and the probability from which two
groups become one is chosen on four fifths of the groups, for the fifth.
"""

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from bench.curation import memory
from bench.curation.labelled import FOLDS, Labelled, Score, articles, families, overlooked, pairwise
from monitor.curate import reprint, reprint_model, sketch
from monitor.curate.reprint_model import PRODUCTS, Measures
from monitor.model.options import JudgeOptions

FOLD = JudgeOptions().fold_p
MODEL = Path(reprint_model.__file__).with_name("reprint_model.json")
PENALTY = 0.5  # on standardised weights, over all pairs
STEPS = 25
MERGES = (0.85, 0.90, 0.93, 0.97)  # of which one is chosen
THRESHOLDS = ((0.70, 0.97), (0.75, 0.97), (0.80, 0.97), (0.85, 0.97), (0.90, 0.97))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that were compared, and whether they are of one group."""

    terms: tuple[float, ...]
    same: bool
    fold: int


def names() -> list[str]:
    """The terms of the model, in order."""
    return [*(field.name for field in fields(Measures)), *PRODUCTS]


def pairs(docs: Sequence[Labelled], skip: frozenset[tuple[str, str]]) -> list[Pair]:
    """Every comparison that the product would make, were all its judgements so far right."""
    shelves, group, found = memory.Shelves(), dict[str, int](), list[Pair]()
    for number, (doc, drawn) in enumerate(zip(docs, memory.prints(docs), strict=True)):
        for grp in reprint.candidates(drawn, shelves):
            for known in shelves.sketches(grp):
                other, measures = docs[known.article], reprint_model.measure(drawn.sketch, known)
                if measures.shared and tuple(sorted((doc.label, other.label))) not in skip:
                    values = reprint_model.terms(measures)
                    found.append(Pair(tuple(values[name] for name in names()), doc.label == other.label, doc.fold))
        shelves.put(group.setdefault(doc.label, number), drawn, known=False)
    return found


def decided(file: Path) -> list[Pair]:
    """The pairs of texts that people told apart or put together, of an export with texts. Those that share nothing the
    product would not compare."""
    export = json.loads(file.read_text("utf-8"))
    drawn = {
        name: sketch.make(number, told["title"], told["text"]).sketch
        for number, (name, told) in enumerate(export["articles"].items())
        if told.get("text")
    }
    found = []
    for decision in export["decisions"]:
        for kind, same in (("together", True), ("apart", False)):
            for scope, a, b in decision[kind]:
                if scope == "text" and a in drawn and b in drawn:
                    values = reprint_model.terms(reprint_model.measure(drawn[a], drawn[b]))
                    fold = int.from_bytes(f"{a} {b}".encode(), "big") % FOLDS
                    found.append(Pair(tuple(values[name] for name in names()), same, fold))
    return found


def fit(some: Sequence[Pair], penalty: float = PENALTY) -> dict[str, Any]:
    """A model as in reprint_model.json."""
    columns = list(zip(*(pair.terms for pair in some), strict=True))
    means = [math.fsum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(math.fsum((v - mean) ** 2 for v in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    rows = [[1.0, *((v - m) / s for v, m, s in zip(pair.terms, means, spreads, strict=True))] for pair in some]
    weights = _newton(rows, [float(pair.same) for pair in some], penalty)
    plain = [weight / spread for weight, spread in zip(weights[1:], spreads, strict=True)]
    bias = weights[0] - math.fsum(weight * mean for weight, mean in zip(plain, means, strict=True))
    return {"bias": round(bias, 3), "weights": dict(zip(names(), (round(w, 3) for w in plain), strict=True))}


def _newton(rows: Sequence[Sequence[float]], wanted: Sequence[float], penalty: float) -> list[float]:
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [0.0] + [penalty * weight for weight in weights[1:]]
        curve = [[penalty * (i == j and i > 0) for j in range(size)] for i in range(size)]
        for row, y in zip(rows, wanted, strict=True):
            p = _logistic(math.fsum(map(float.__mul__, weights, row)))
            error, steep = p - y, max(p * (1 - p), 1e-9)
            for i, value in enumerate(row):
                slope[i] += error * value
                heavy, line = steep * value, curve[i]
                for j in range(i + 1):
                    line[j] += heavy * row[j]
        step = _solve(curve, slope)
        weights = [weight - change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-4:
            break
    return weights


def _logistic(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def _solve(lower: list[list[float]], right: Sequence[float]) -> list[float]:
    """By Cholesky's decomposition; `lower` is the lower half of a positive definite matrix."""
    size, root = len(right), [[0.0] * len(right) for _ in right]
    for i in range(size):
        for j in range(i + 1):
            rest = lower[i][j] - math.fsum(root[i][k] * root[j][k] for k in range(j))
            root[i][j] = math.sqrt(max(rest, 1e-12)) if i == j else rest / root[j][j]
    half = [0.0] * size
    for i in range(size):
        half[i] = (right[i] - math.fsum(root[i][k] * half[k] for k in range(i))) / root[i][i]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (half[i] - math.fsum(root[k][i] * found[k] for k in range(i + 1, size))) / root[i][i]
    return found


def report(docs: Sequence[Labelled], models: Mapping[int, Mapping[str, Any]], skip: frozenset[tuple[str, str]]) -> None:
    """What models that have not seen an article make of it, at several thresholds."""
    for fold, merge in THRESHOLDS:
        found = memory.groups(docs, fold=fold, merge=merge, model=lambda number: models[number])
        made = "  ".join(f"{kind} {share:.1%}" for kind, share in families(docs, found).items())
        print(f"fold ≥ {fold:.2f}, merge ≥ {merge:.2f}: {pairwise(docs, found, skip)}  {made}", flush=True)


def validated(
    docs: Sequence[Labelled], models: Mapping[int, Mapping[str, Any]], skip: frozenset[tuple[str, str]]
) -> list[tuple[float, Score]]:
    """For each fifth of the groups: the MERGE that did best on the other four, and what it is worth on this one. The
    weights, too, are those of a model that has not seen it."""
    made = {merge: memory.groups(docs, fold=FOLD, merge=merge, model=lambda number: models[number]) for merge in MERGES}

    def worth(merge: float, folds: frozenset[int]) -> Score:
        pairs = [(doc, grp) for doc, grp in zip(docs, made[merge], strict=True) if doc.fold in folds]
        return pairwise([doc for doc, _ in pairs], [grp for _, grp in pairs], skip)

    everyone, found = frozenset(range(FOLDS)), list[tuple[float, Score]]()
    for fold in sorted(everyone):
        best = max(MERGES, key=lambda merge: worth(merge, everyone - {fold}).f1)
        found.append((best, worth(best, frozenset({fold}))))
    return found


def main() -> None:
    """Train, tell what it is worth, and write the model when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds neardup_dev.jsonl and neardup_dev_dontcare.json")
    parser.add_argument("--penalty", type=float, default=PENALTY)
    parser.add_argument("--write", action="store_true", help="replace the model of the product")
    parser.add_argument(
        "--decisions", type=Path, metavar="FILE", help="what people decided: an export of `monitor export --texts`"
    )
    asked = parser.parse_args()
    docs = articles(asked.folder / "neardup_dev.jsonl")
    skip = overlooked(asked.folder / "neardup_dev_dontcare.json")
    known = pairs(docs, skip)
    if asked.decisions:
        people = decided(asked.decisions)
        told = sum(pair.same for pair in people)
        print(f"{len(people)} pairs that people decided about, {told} of them of one group")
        known += people
    print(f"{len(known)} pairs of {len(docs)} articles, {sum(pair.same for pair in known)} of them of one group")
    models = {fold: fit([pair for pair in known if pair.fold != fold], asked.penalty) for fold in range(FOLDS)}
    report(docs, models, skip)
    scores = validated(docs, models, skip)
    print("merge chosen on four fifths, worth on the fifth:", *(f"{merge:.2f}: {score};" for merge, score in scores))
    values = [score.f1 for _, score in scores]
    print(f"F1 {fmean(values):.2%} ± {stdev(values):.2%}", flush=True)
    if asked.write:
        said = (
            f"Logistic regression (quadratic penalty {asked.penalty:g} on standardised terms) on {len(known):,} "
            "candidate pairs of synthetic copies and hard negatives, by `python -m bench.curation.training`; terms are "
            "the measures of reprint_model.py, a*b their products"
        )
        MODEL.write_text(json.dumps({"provenance": said, **fit(known, asked.penalty)}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
