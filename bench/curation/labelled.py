"""Labelled articles, and what a grouping of them is worth."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with the group that it belongs to. `kind` says how a copy was made, `base` of which article."""

    id: str
    title: str
    text: str
    label: str
    published: str | None = None
    source: str | None = None
    lang: str | None = None
    kind: str = ""
    base: str | None = None

    @property
    def fold(self) -> int:
        """0–4, the same for all articles of a group."""
        return int(hashlib.md5(self.label.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Score:
    """Shares, 0…1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.2%}  R {self.recall:.2%}  F1 {self.f1:.2%}"


def articles(file: Path) -> list[Labelled]:
    """The articles of a file, in its order."""
    names = Labelled.__dataclass_fields__
    rows = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    return [Labelled(**{name: row[name] for name in names if name in row}) for row in rows]


def overlooked(file: Path) -> frozenset[tuple[str, str]]:
    """Pairs of labels that are neither right nor wrong."""
    return frozenset((a, b) for a, b in json.loads(file.read_text("utf-8"))) if file.exists() else frozenset()


def pairwise(
    docs: Sequence[Labelled], found: Sequence[object], skip: frozenset[tuple[str, str]] = frozenset()
) -> Score:
    """Over all pairs: of those put together, how many belong together; and the other way round."""
    right = wrong = 0
    for _, labels in _by_group(docs, found):
        right += sum(n * (n - 1) // 2 for n in labels.values())
        wrong += sum(labels[a] * labels[b] for a, b in _different(labels) if (a, b) not in skip)
    wanted = sum(n * (n - 1) // 2 for n in Counter(doc.label for doc in docs).values())
    return Score(right / (right + wrong) if right + wrong else 1.0, right / wanted if wanted else 1.0)


def bcubed(docs: Sequence[Labelled], found: Sequence[object]) -> Score:
    """BCubed (Bagga, Baldwin: "Entity-based cross-document coreferencing using the vector space model", 1998)."""
    gold, ours = Counter(doc.label for doc in docs), Counter(found)
    both = Counter(zip((doc.label for doc in docs), found, strict=True))
    precision = sum(n * n / ours[group] for (_, group), n in both.items()) / len(docs)
    recall = sum(n * n / gold[label] for (label, _), n in both.items()) / len(docs)
    return Score(precision, recall)


def families(docs: Sequence[Labelled], found: Sequence[object]) -> Mapping[str, float]:
    """The share of copies, by the way they were made, that are in one group with what they copy."""
    group = {doc.id: grp for doc, grp in zip(docs, found, strict=True)}
    hits: dict[str, list[bool]] = defaultdict(list)
    for doc in docs:
        if doc.base is not None and "~" in doc.id:
            hits[doc.kind].append(group[doc.base] == group[doc.id])
    return {kind: sum(found) / len(found) for kind, found in sorted(hits.items())}


def mistakes(
    docs: Sequence[Labelled], found: Sequence[object], skip: frozenset[tuple[str, str]]
) -> Iterator[tuple[str, Labelled, Labelled]]:
    """Pairs put together wrongly ("joined") and kept apart wrongly ("parted"), in the order of the articles."""
    first: dict[object, list[Labelled]] = defaultdict(list)
    for doc, grp in zip(docs, found, strict=True):
        for other in first[grp]:
            low, high = sorted((other.label, doc.label))
            if low != high and (low, high) not in skip:
                yield "joined", other, doc
        first[grp].append(doc)
    group = {doc.id: grp for doc, grp in zip(docs, found, strict=True)}
    by_label: dict[str, list[Labelled]] = defaultdict(list)
    for doc in docs:
        if by_label[doc.label] and all(group[other.id] != group[doc.id] for other in by_label[doc.label]):
            yield "parted", by_label[doc.label][0], doc
        by_label[doc.label].append(doc)


def _by_group(docs: Sequence[Labelled], found: Sequence[object]) -> Iterator[tuple[object, Counter[str]]]:
    groups: dict[object, Counter[str]] = defaultdict(Counter)
    for doc, grp in zip(docs, found, strict=True):
        groups[grp][doc.label] += 1
    yield from groups.items()


def _different(labels: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    ordered = sorted(labels)
    return ((a, b) for at, a in enumerate(ordered) for b in ordered[at + 1 :])
