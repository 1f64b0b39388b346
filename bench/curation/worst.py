"""The errors that cost most pairs: what was put together wrongly, and what was kept apart, with the judge's reasons."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from bench.curation.labelled import Labelled
from monitor.curate import clean, reprint, sketch

SHOWN = 90  # characters of a headline


@dataclass(frozen=True, slots=True)
class Error:
    """Two labels in one group ("joined"), or a label in two groups ("parted"): an article of each side, how many pairs
    it costs, and the reasons that the judge gave for both."""

    kind: str
    pairs: int
    one: Labelled
    other: Labelled
    reasons: Sequence[Mapping[str, Any]] = field(default=())


def worst(
    docs: Sequence[Labelled],
    groups: Sequence[object],
    skip: frozenset[tuple[str, str]],
    most: int,
    reasons: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> list[Error]:
    """The errors of both kinds that cost most pairs, at most `most` of each."""
    told = reasons or {}
    joined = _split([(grp, doc.label, doc) for doc, grp in zip(docs, groups, strict=True)])
    parted = _split([(doc.label, grp, doc) for doc, grp in zip(docs, groups, strict=True)])
    found = [_error("joined", pair, told) for pair in joined if _labels(pair) not in skip]
    found += [_error("parted", pair, told) for pair in parted]
    found.sort(key=lambda error: -error.pairs)
    return [*_first(found, "joined", most), *_first(found, "parted", most)]


Pair = tuple[list[Labelled], list[Labelled]]


def _split(rows: Sequence[tuple[object, object, Labelled]]) -> Iterator[Pair]:
    """For every first key, the pairs of its second keys with the articles under them."""
    under: dict[object, dict[object, list[Labelled]]] = defaultdict(lambda: defaultdict(list))
    for first, second, doc in rows:
        under[first][second].append(doc)
    for parts in under.values():
        yield from combinations(parts.values(), 2)


def _labels(pair: Pair) -> tuple[str, str]:
    low, high = sorted((pair[0][0].label, pair[1][0].label))
    return low, high


def _error(kind: str, pair: Pair, told: Mapping[str, Sequence[Mapping[str, Any]]]) -> Error:
    one, other = pair[0][0], pair[1][0]
    return Error(kind, len(pair[0]) * len(pair[1]), one, other, (*told.get(one.id, ()), *told.get(other.id, ())))


def _first(errors: Sequence[Error], kind: str, most: int) -> list[Error]:
    return [error for error in errors if error.kind == kind][:most]


def describe(error: Error) -> Iterator[str]:
    """For people: what, how dear, and why."""
    yield f"{error.kind}, {error.pairs} pairs: {_name(error.one)} / {_name(error.other)}"
    for doc in (error.one, error.other):
        yield f"    {doc.title[:SHOWN]}"
    yield f"    their texts: {likeness(error.one, error.other)}"
    for reason in error.reasons:
        yield "    judge: " + ", ".join(f"{key} {value}" for key, value in reason.items())


def _name(doc: Labelled) -> str:
    return f"{doc.id} ({doc.kind})" if doc.kind else doc.id


def likeness(one: Labelled, other: Labelled) -> str:
    """What the measures say of two texts, compared by themselves."""
    drawn = [sketch.make(n, doc.title, clean.clean(clean.sentences(doc.text), lambda _: 0).text)
             for n, doc in enumerate((one, other))]  # fmt: skip
    found = reprint.compare(drawn[0].sketch, drawn[1].sketch, 0)
    return f"p {found.p}, " + ", ".join(f"{key} {value}" for key, value in found.why.items() if key != "with")
