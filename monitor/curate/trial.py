"""The tests that a topic carries: what it must and must not match, as headlines or as stored articles; and the count of
its terms."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.curate.blame import Reason, reasons
from monitor.curate.match import TopicBook, leaves
from monitor.lang import termlang
from monitor.lang.fold import fold
from monitor.lang.operators.node import Node
from monitor.lang.operators.words import Term, terms_of
from monitor.lang.tokens import script
from monitor.model.topic import Document, Explanation, TopicSpec

_STORED = re.compile(r"\s*article\s*:\s*(\d+)\s*", re.IGNORECASE)
LARGEST = 2**63 - 1  # what a database takes for a number
COMMON = 2  # headlines of must_not_match in a language, before it is expected of the terms
LATIN = ("en", "es", "fr", "de", "pt", "it", "nl", "sv", "pl", "tr", "id", "vi")


@dataclass(frozen=True, slots=True)
class Trial:
    """One test of a topic: what was wanted, what came, and, when it failed, why, clause by clause. `headline` is the
    title of a stored `article`, empty when that is not there."""

    topic: str
    headline: str
    wanted: bool
    matched: bool
    why: Explanation
    reasons: tuple[Reason, ...] = ()
    article: int | None = None
    trouble: str = ""  # why it could not be tried

    @property
    def passed(self) -> bool:
        """Whether it came out as wanted."""
        return not self.trouble and self.wanted == self.matched


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a topic has in one language (ISO 639-1, or "any" for acronyms and the like): distinct terms, those of them
    that no headline of must_match holds, and tests."""

    language: str
    terms: int
    untried: int
    must_match: int
    must_not_match: int


@dataclass(frozen=True, slots=True)
class Census:
    """What a topic is made of: distinct terms by script and by language, decoys, tests, and what looks forgotten."""

    topic: str
    name: str
    terms: int
    scripts: tuple[tuple[str, int], ...]
    languages: tuple[Spoken, ...]
    decoys: int
    must_match: int
    must_not_match: int
    articles: int  # tests that name a stored article
    unused: tuple[str, ...]  # groups that the query does not use
    untried: tuple[str, ...]  # terms that no headline of must_match uses
    idle: tuple[str, ...]  # decoys in which no term lies
    twice: tuple[str, ...]  # terms of a group that fold to the same as another of it


def article_of(test: str) -> int | None:
    """The number of the stored article that a test names (`article:123`), or None for a headline."""
    found = _STORED.fullmatch(test)
    return int(found[1]) if found else None


def articles_of(specs: Iterable[TopicSpec]) -> list[int]:
    """The stored articles that the tests of these topics name."""
    tests = (test for spec in specs for test in (*spec.must_match, *spec.must_not_match))
    return sorted({number for test in tests if (number := article_of(test)) is not None and number <= LARGEST})


def trials(book: TopicBook, spec: TopicSpec, stored: Mapping[int, Document] | None = None) -> Iterator[Trial]:
    """Run the tests of a topic, in order. `stored`: the articles that they name; one that is not there fails."""
    for wanted, tests in ((True, spec.must_match), (False, spec.must_not_match)):
        for test in tests:
            yield _tried(book, spec, test, wanted, stored or {})


def census(book: TopicBook, spec: TopicSpec) -> Census:
    """Count what a topic is made of."""
    query = book.query(spec.slug)
    terms = {term for leaf in leaves(query) for term in terms_of(leaf)}
    used = _used(spec, {leaf.write() for leaf in leaves(query)})
    probe = _probe(sorted({_written(term) for term in terms}))
    untried = _untried(spec, probe)
    return Census(
        spec.slug,
        spec.name,
        len(terms),
        _ranked(Counter(script(term.text) for term in terms)),
        _spoken(book, spec, frozenset(untried)),
        len(spec.decoys),
        len(spec.must_match),
        len(spec.must_not_match),
        sum(article_of(test) is not None for test in (*spec.must_match, *spec.must_not_match)),
        tuple(name for name, _ in spec.aliases if f"@{name}" not in used),
        untried,
        _idle(spec, probe),
        _twice(spec),
    )


def _used(spec: TopicSpec, named: Iterable[str]) -> set[str]:
    """The groups that the query names (`@name`), and those in them."""
    groups, used, waiting = dict(spec.aliases), set[str](), list(named)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += [term for term in groups.get(name.removeprefix("@"), ()) if term.startswith("@")]
    return used


def _tried(book: TopicBook, spec: TopicSpec, test: str, wanted: bool, stored: Mapping[int, Document]) -> Trial:
    number = article_of(test)
    document = Document(test) if number is None else stored.get(number)
    if document is None:
        missing = f"article {number} is not in the database"
        nothing = Explanation(spec.query, "", holds=False, note=missing)
        return Trial(spec.slug, "", wanted, False, nothing, article=number, trouble=missing)
    match = next((found for found in book.match(document) if found.topic == spec.slug), None)
    if wanted == (match is not None):  # explaining costs much more
        short = Explanation(spec.query, "", holds=wanted, evidence=match.evidence if match else ())
        return Trial(spec.slug, document.title, wanted, wanted, short, article=number)
    why = book.explain(spec.slug, document)
    return Trial(spec.slug, document.title, wanted, why.holds, why, reasons(book.query(spec.slug), why), number)


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _spoken(book: TopicBook, spec: TopicSpec, untried: frozenset[str]) -> tuple[Spoken, ...]:
    """Terms and tests by language, the one with the most terms first."""
    tests = headlines(spec.must_match), headlines(spec.must_not_match)
    must, must_not = (Counter(termlang.languages(lines)) for lines in tests)
    expected = [code for code in LATIN if must[code] or must_not[code] >= COMMON]
    must, must_not = (Counter(termlang.languages(lines, expected)) for lines in tests)
    codes = _languages(book.query(spec.slug), expected)
    terms, rest = Counter(codes.values()), Counter(code for term, code in codes.items() if term in untried)
    ranked = [code for code, _ in _ranked({code: terms[code] for code in (*terms, *must, *must_not)})]
    return tuple(Spoken(code, terms[code], rest[code], must[code], must_not[code]) for code in ranked)


def headlines(tests: Sequence[str]) -> list[str]:
    """The tests that are headlines."""
    return [test for test in tests if article_of(test) is None]


def _languages(query: Node, expected: Sequence[str]) -> dict[str, str]:
    """The language of each term: of those in a group beside their neighbours in it, of the rest by themselves."""
    found: dict[str, str] = {}
    for leaf in leaves(query):
        texts = [_written(term) for term in terms_of(leaf)]
        for text, code in zip(texts, termlang.languages(texts, expected), strict=True):
            found.setdefault(text, code)
    return found


def _written(term: Term) -> str:
    """As `read_term` reads it; bare, a term that begins with @ would be the name of a group."""
    text = f'"{term.text}"' if term.text.startswith("@") else term.text
    return f"={text}" if term.exact else text


def _probe(terms: Sequence[str]) -> TopicBook:
    """A book of topics of one term each: which of them a text holds."""
    return TopicBook([TopicSpec(term, "", "@term", (("term", (term,)),)) for term in terms])


def _untried(spec: TopicSpec, probe: TopicBook) -> tuple[str, ...]:
    seen = {match.topic for test in headlines(spec.must_match) for match in probe.match(Document(test))}
    return tuple(one.slug for one in probe.specs if one.slug not in seen)


def _idle(spec: TopicSpec, probe: TopicBook) -> tuple[str, ...]:
    return tuple(decoy for decoy in spec.decoys if not (probe.match(Document(decoy)) or _may_hold(decoy, probe)))


def _may_hold(decoy: str, probe: TopicBook) -> bool:
    """Whether a word of a decoy may go on to be the word of a term."""
    stems = [fold(word) for word in decoy.split() if word.endswith("*")]
    words = [word for one in probe.specs for word in fold(one.slug).split()]
    return any(word.startswith(stem) for stem in stems for word in words)


def _twice(spec: TopicSpec) -> tuple[str, ...]:
    """Terms that fold to the same as one before them in their group."""
    found: list[str] = []
    for _, terms in spec.aliases:
        seen: set[str] = set()
        for term in terms:
            key = (
                term
                if term.startswith("=")
                else " ".join(fold(word) + "*" * word.endswith("*") for word in term.split())
            )
            if key in seen:
                found.append(term)
            seen.add(key)
    return tuple(found)
