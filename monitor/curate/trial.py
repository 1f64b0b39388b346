"""The tests that a topic carries: headlines that it must and must not match, and the count of its terms."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.curate.match import TopicBook, leaves, terms_of
from monitor.lang.tokens import script
from monitor.model.topic import Document, Explanation, TopicSpec


@dataclass(frozen=True, slots=True)
class Trial:
    """One headline of a topic's tests: what was wanted, what came, and why."""

    topic: str
    headline: str
    wanted: bool
    matched: bool
    why: Explanation

    @property
    def passed(self) -> bool:
        """Whether it came out as wanted."""
        return self.wanted == self.matched


@dataclass(frozen=True, slots=True)
class Census:
    """What a topic is made of: distinct terms by script, decoys, tests."""

    topic: str
    name: str
    terms: int
    scripts: tuple[tuple[str, int], ...]
    decoys: int
    must_match: int
    must_not_match: int
    unused: tuple[str, ...]  # groups that the query does not use


def trials(book: TopicBook, spec: TopicSpec) -> Iterator[Trial]:
    """Run the tests of a topic, in order."""
    for wanted, headlines in ((True, spec.must_match), (False, spec.must_not_match)):
        for headline in headlines:
            why = book.explain(spec.slug, Document(headline))
            yield Trial(spec.slug, headline, wanted, why.holds, why)


def census(book: TopicBook, spec: TopicSpec) -> Census:
    """Count what a topic is made of."""
    query = book.query(spec.slug)
    terms = {term for leaf in leaves(query) for term in terms_of(leaf)}
    scripts = Counter(script(term.text) for term in terms)
    used = {leaf.write() for leaf in leaves(query)}
    return Census(
        spec.slug,
        spec.name,
        len(terms),
        tuple(sorted(scripts.items(), key=lambda item: (-item[1], item[0]))),
        len(spec.decoys),
        len(spec.must_match),
        len(spec.must_not_match),
        tuple(name for name, _ in spec.aliases if f"@{name}" not in used),
    )
