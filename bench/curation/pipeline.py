"""Labelled articles through the product: `python -m bench.curation.pipeline FOLDER [--only SET …] [--worst N]`.

FOLDER holds the files that the docstring of this package names. Each set goes into a fresh database by `monitor ingest
--backdate` of JSON lines and comes back from `monitor articles --json`; *mixed* is all of them in one database. Every
figure has its spread over five parts of the groups or events, and the errors that cost most pairs are told with the
judge's reasons.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.curation import labelled, product
from bench.curation.labelled import FOLDS, Labelled, Score
from bench.curation.worst import Error, describe, worst

REPRINTS, ECB, GVC, MIXED = SETS = ("reprints", "ecb", "gvc", "mixed")
FILES = {REPRINTS: "neardup_dev.jsonl", ECB: "ecbplus_dev.jsonl", GVC: "gvc_dev.jsonl"}
OVERLOOKED = "neardup_dev_dontcare.json"
NAMES = {REPRINTS: "reprints, pairwise", ECB: "stories of ECB+, BCubed", GVC: "stories of GVC, BCubed"}


@dataclass(frozen=True, slots=True)
class Result:
    """What a set came to. `parts` are the F1 of five parts of its groups; `made` the shares found by family."""

    name: str
    articles: int
    score: Score
    parts: Sequence[float]
    made: Mapping[str, float] = field(default_factory=dict)
    errors: Sequence[Error] = ()

    def line(self) -> str:
        """A row of a table."""
        spread = f"{statistics.mean(self.parts):.1%} ± {statistics.pstdev(self.parts):.1%}"
        made = ", ".join(f"{kind} {share:.1%}" for kind, share in self.made.items())
        score = f"{self.score.precision:.2%} | {self.score.recall:.2%} | {self.score.f1:.2%}"
        return f"| {self.name} | {self.articles} | {score} | {spread} | {made} |"


def line_of(doc: Labelled, *, timed: bool = True) -> str:
    """An article as `monitor ingest` reads it."""
    row = {"id": doc.id, "title": doc.title, "content": doc.text, "lang": doc.lang or "en"}
    if timed:
        row |= {key: value for key, value in (("published", doc.published), ("outlet", doc.source)) if value}
    return json.dumps(row, ensure_ascii=False)


def run(folder: Path, only: Sequence[str] = SETS, *, most: int = 10) -> Iterator[Result]:
    """Judge the sets one after the other. `most` errors of a kind are kept."""
    docs = {name: labelled.articles(folder / file) for name, file in FILES.items() if (folder / file).exists()}
    skip = labelled.overlooked(folder / OVERLOOKED)
    for name in (name for name in (REPRINTS, ECB, GVC) if name in only and name in docs):
        yield score(name, docs[name], _judged({name: docs[name]}), skip, most)
    if MIXED in only:
        found = _judged(docs)
        for name, some in docs.items():
            yield score(name, some, found, skip, most, prefix="mixed: ")


def _judged(docs: Mapping[str, Sequence[Labelled]]) -> product.Found:
    """All of these in one fresh database. ECB+ says no dates and no outlets."""
    lines = [line_of(doc, timed=name != ECB) for name, some in docs.items() for doc in some]
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        return product.judge(lines, Path(folder))


def score(
    name: str,
    docs: Sequence[Labelled],
    found: product.Found,
    skip: frozenset[tuple[str, str]],
    most: int,
    prefix: str = "",
) -> Result:
    """What these articles came to."""
    of: Mapping[str, int] = found.group if name == REPRINTS else found.story
    groups = [of[doc.id] for doc in docs]
    judge: Callable[[Sequence[Labelled], Sequence[object]], Score] = labelled.bcubed
    if name == REPRINTS:
        judge = lambda some, theirs: labelled.pairwise(some, theirs, skip)  # noqa: E731 - one of two
    parts = [judge(*part).f1 for part in _parts(docs, groups)]
    made = labelled.families(docs, groups) if name == REPRINTS else {}
    errors = worst(docs, groups, skip if name == REPRINTS else frozenset(), most, found.reasons)
    return Result(prefix + NAMES[name], len(docs), judge(docs, groups), parts, made, errors)


def _parts(docs: Sequence[Labelled], groups: Sequence[int]) -> Iterator[tuple[list[Labelled], list[int]]]:
    for fold in range(FOLDS):
        mine = [at for at, doc in enumerate(docs) if doc.fold == fold]
        if mine:
            yield [docs[at] for at in mine], [groups[at] for at in mine]


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--worst", type=int, default=10, metavar="N", help="errors of each kind that are told")
    asked = parser.parse_args(arguments)
    missing = [file for file in FILES.values() if not (asked.folder / file).exists()]
    if len(missing) == len(FILES):
        parser.error(f"{asked.folder} has none of {', '.join(missing)}")
    print("| set | articles | P | R | F1 | F1 of five parts | found by family |\n|---|---:|---:|---:|---:|---:|---|")
    told = []
    for result in run(asked.folder, asked.only, most=asked.worst):
        print(result.line(), flush=True)
        told += [result]
    for result in told:
        print(f"\n## {result.name}: the errors that cost most\n")
        print("\n".join(line for error in result.errors for line in describe(error)))


if __name__ == "__main__":
    main()
