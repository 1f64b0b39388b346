"""How the judge sees the hard pairs of our domain: `python -m bench.curation.pairs [--pairs FOLDER] [--language LANG]`.

Prints a table by relation and language, and every miss with the reasons that the judge gave.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.curation import hard_pairs
from bench.curation.hard_pairs import RELATIONS, Article, Judged, Pair
from monitor.curate import clean, reprint, sketch

ONE = ("reprint", "story", "other")  # relations of articles in one language


def languages(pair: Pair, articles: Mapping[str, Article]) -> str:
    """The language of a pair, or both."""
    return "–".join(dict.fromkeys(sorted((articles[pair.a].lang, articles[pair.b].lang))))


def shares(pairs: Sequence[Pair], judged: Judged) -> dict[str, tuple[int, int]]:
    """Of each relation, how many pairs are what they should be, and how many there are."""
    found = dict.fromkeys(RELATIONS, (0, 0))
    for pair in pairs:
        right, every = found[pair.relation]
        found[pair.relation] = right + judged.holds(pair), every + 1
    return found


def precision(pairs: Sequence[Pair], judged: Judged, relation: str) -> tuple[int, int]:
    """Of the pairs that the judge puts into one group (`reprint`), into one story or group (`story`) or links (`link`),
    how many should be."""
    asked = {"reprint": ("reprint",), "story": ("reprint", "story"), "link": ("link",)}[relation]
    across = relation == "link"
    found = [pair for pair in pairs if (pair.relation not in ONE) == across and judged.relation(pair) in asked]
    return sum(pair.relation in asked for pair in found), len(found)


def table(pairs: Sequence[Pair], judged: Judged, articles: Mapping[str, Article]) -> Iterator[str]:
    """By relation: the languages one by one, and all."""
    by: dict[str, dict[str, list[Pair]]] = {relation: defaultdict(list) for relation in RELATIONS}
    for pair in pairs:
        by[pair.relation][languages(pair, articles)].append(pair)
    for relation, rows in by.items():
        for name, some in [*sorted(rows.items()), ("all", [pair for rest in rows.values() for pair in rest])]:
            right = sum(map(judged.holds, some))
            yield f"| {relation} | {name} | {len(some)} | {right} | {right / max(1, len(some)):.1%} |"
    for relation in ("reprint", "story", "link"):
        right, every = precision(pairs, judged, relation)
        yield f"| precision: {relation} | all | {every} | {right} | {right / max(1, every):.1%} |"


def miss(pair: Pair, judged: Judged, articles: Mapping[str, Article]) -> Iterator[str]:
    """What a pair was taken for, and why."""
    yield f"{pair.name}: should be {pair.relation}, is {judged.relation(pair)} ({pair.why})"
    for name in (pair.a, pair.b):
        yield f"    {name}: {articles[name].title}"
        for reason in judged.reasons.get(name, ()):
            yield "        " + ", ".join(f"{key} {value}" for key, value in reason.items())
    if pair.relation in ONE:
        yield f"    their texts: {_likeness(articles[pair.a], articles[pair.b])}"


def _likeness(one: Article, other: Article) -> str:
    drawn = [sketch.make(n, article.title, clean.clean(clean.sentences(article.text), lambda _: 0).text)
             for n, article in enumerate((one, other))]  # fmt: skip
    found = reprint.compare(drawn[0].sketch, drawn[1].sketch, 0)
    return f"p {found.p}, " + ", ".join(f"{key} {value}" for key, value in found.why.items() if key != "with")


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge, print."""
    parser = argparse.ArgumentParser(description="How the judge sees the hard pairs of our domain.")
    parser.add_argument("--pairs", type=Path, default=hard_pairs.PAIRS, help="folder of TOML files")
    parser.add_argument("--language", help="show the misses of this language only")
    wanted = parser.parse_args(arguments)
    articles, pairs = hard_pairs.read(wanted.pairs)
    with tempfile.TemporaryDirectory() as folder:
        judged = hard_pairs.judge(list(articles.values()), Path(folder))
    print(f"{len(articles)} articles, {len(pairs)} pairs\n")
    print("| relation | language | pairs | right | share |\n|---|---|---:|---:|---:|")
    print("\n".join(table(pairs, judged, articles)))
    missed = [pair for pair in pairs if not judged.holds(pair)]
    print(f"\n{len(missed)} misses")
    for pair in missed:
        if wanted.language in (None, *languages(pair, articles).split("–")):
            print("\n" + "\n".join(miss(pair, judged, articles)))


if __name__ == "__main__":
    main()
