"""Which topics an article is about, and why.

One automaton over all distinct terms of all topics reads a folded page once. A topic is looked at only when one of its
guard's terms was seen: terms of which at least one must be there for its query to hold. A decoy is a longer harmless
phrase: a hit that lies inside it does not count for that topic.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick

from monitor.curate.hinging import hinges
from monitor.curate.page import Found, Hit, Page, Terms
from monitor.curate.reading import TopicReading
from monitor.errors import ConfigurationError, NotFound, Problem, QueryError
from monitor.lang.operators.fields import Fact
from monitor.lang.operators.node import FIELDS, TITLE, Node, Place
from monitor.lang.operators.regex import Regex
from monitor.lang.operators.words import Group, Term, read_term, terms_of
from monitor.lang.query import parse_query, point
from monitor.model.topic import Document, Evidence, Explanation, Match, TopicSpec

MOST_EVIDENCE = 64
TITLE_WEIGHT, MOST_HITS = 3, 3  # of a term, in the score


class TopicBook:
    """All topics, ready to be asked about a document."""

    def __init__(
        self, specs: Sequence[TopicSpec], versions: Mapping[str, int] | None = None, mark: int | None = None
    ) -> None:
        """Compile the topics; raises ConfigurationError naming every query, group or decoy that can not be read.
        `versions` are theirs, by slug: each match carries one. `mark` is where the database's counter of changed topics
        stood when they were read; None: they are not a database's."""
        self.specs, self.versions, self.mark = tuple(specs), dict(versions or {}), mark
        self._terms = Terms()
        self._topics = _compile(self.specs, self._terms)
        self._automaton = AhoCorasick(self._terms.needles) if self._terms.needles else None
        self._watched: dict[int, tuple[int, ...]] = {}  # needle -> topics whose guard has it
        self._facts: list[tuple[Fact, int]] = []
        self._patterns: list[tuple[Regex, int]] = []  # of topics that nothing cheaper guards
        self._watch()

    def match(self, document: Document) -> tuple[Match, ...]:
        """The topics that the document is about, in the order of the specs."""
        found, topics = self._near(document)
        matches = (topic.match(found) for topic in topics)
        return tuple(self._of_version(match) for match in matches if match is not None)

    def holding(self, document: Document) -> frozenset[str]:
        """The slugs of the topics that the document is about. As `match`, without looking for evidence, which is most
        of its cost."""
        found, topics = self._near(document)
        return frozenset(topic.spec.slug for topic in topics if topic.holds(found))

    def hinges(self, slug: str, document: Document) -> tuple[frozenset[str], frozenset[str]]:
        """The terms that make the document a hit of a topic, and those without which it would be none. Empty for one
        that is no hit. Raises NotFound."""
        topic, page = self._topic(slug), Page(document)
        return topic.hinges(Found(page, self._hits(page), self._terms))

    def _near(self, document: Document) -> tuple[Found, list["_Topic"]]:
        """What was seen on the document, and the topics that may be about it."""
        page = Page(document)
        hits = self._hits(page)
        seen = {hit[0] for hit in hits}
        numbers = {topic for needle in seen for topic in self._watched.get(needle, ())}
        numbers.update(topic for fact, topic in self._facts if fact.true_of(getattr(document, fact.field)))
        texts = (document.title, document.summary, document.body)
        numbers.update(topic for regex, topic in self._patterns if topic not in numbers and regex.is_in(texts))
        topics = (self._topics[number] for number in sorted(numbers))
        return Found(page, hits if numbers else (), self._terms), [topic for topic in topics if topic.may_match(seen)]

    def _of_version(self, match: Match) -> Match:
        version = self.versions.get(match.topic)
        return replace(match, version=version) if version else match

    def explain(self, slug: str, document: Document) -> Explanation:
        """Why the document matches the topic, or which clause failed; raises NotFound for an unknown slug."""
        topic, page = self._topic(slug), Page(document)
        return topic.explain(Found(page, self._hits(page), self._terms))

    def query(self, slug: str) -> Node:
        """The query of a topic, read; raises NotFound."""
        return self._topic(slug).query

    def _topic(self, slug: str) -> "_Topic":
        for topic in self._topics:
            if topic.spec.slug == slug:
                return topic
        raise NotFound(f"there is no topic {slug}")

    def _hits(self, page: Page) -> list[Hit]:
        return self._automaton.find_matches_as_indexes(page.text, overlapping=True) if self._automaton else []

    def _watch(self) -> None:
        watched: dict[int, set[int]] = {}
        for number, topic in enumerate(self._topics):
            for node in topic.query.guard():
                if isinstance(node, Fact):
                    self._facts.append((node, number))
                elif isinstance(node, Regex):
                    self._patterns.append((node, number))
                elif isinstance(node, Term):
                    watched.setdefault(self._terms.needle_of[self._terms.add(node)], set()).add(number)
        self._watched = {needle: tuple(topics) for needle, topics in watched.items()}


class _Topic:
    """One topic, compiled: its query, and for each leaf (by identity, quicker than by value) the numbers of its
    terms."""

    def __init__(self, spec: TopicSpec, query: Node, decoys: Iterable[Term], terms: Terms) -> None:
        self.spec, self.query = spec, query
        self.decoys = frozenset(terms.add(decoy) for decoy in decoys)
        self.members = {id(leaf): {terms.add(term): _shown(term) for term in terms_of(leaf)} for leaf in leaves(query)}
        self.clauses = tuple(_needles(clause, terms) for clause in query.clauses() if all(map(_is_term, clause)))
        self.numbers = {leaf: frozenset(members) for leaf, members in self.members.items()}

    def may_match(self, seen: set[int]) -> bool:
        """Whether, of each of its clauses, a needle was seen: cheap, and mostly no."""
        return not any(clause.isdisjoint(seen) for clause in self.clauses)

    def match(self, found: Found) -> Match | None:
        reading = TopicReading(self, found)
        if not self.query.holds(reading, FIELDS):
            return None
        places = sorted(set(self.query.evidence(reading, FIELDS)))
        return Match(self.spec.slug, _score(places), _evidence(places, found.page))

    def holds(self, found: Found) -> bool:
        return self.query.holds(TopicReading(self, found), FIELDS)

    def hinges(self, found: Found) -> tuple[frozenset[str], frozenset[str]]:
        reading = TopicReading(self, found)
        if not self.query.holds(reading, FIELDS):
            return frozenset(), frozenset()
        terms = frozenset(place.term for place in self.query.evidence(reading, FIELDS))
        return terms, hinges(self.query, reading, terms)

    def explain(self, found: Found) -> Explanation:
        return _explain(self.query, TopicReading(self, found), FIELDS, found.page)


def _compile(specs: Sequence[TopicSpec], terms: Terms) -> list[_Topic]:
    topics: list[_Topic] = []
    problems: list[Problem] = []
    for spec in specs:
        try:
            decoys = [read_term(decoy) for decoy in spec.decoys]
            topics.append(_Topic(spec, parse_query(spec.query, dict(spec.aliases)), decoys, terms))
        except QueryError as error:
            drawing = point(error)
            problems.append(Problem(f"topic {spec.slug}: {error}" + (f"\n{drawing}" if drawing else "")))
    if problems:
        raise ConfigurationError(*problems)
    return topics


def leaves(node: Node) -> Iterator[Node]:
    """The terms and groups of a query, as often as they stand there."""
    if isinstance(node, Term | Group):
        yield node
    for part in node.parts():
        yield from leaves(part)


def _is_term(node: Node) -> bool:
    return isinstance(node, Term)


def _needles(clause: Iterable[Node], terms: Terms) -> frozenset[int]:
    return frozenset(terms.needle_of[terms.add(node)] for node in clause if isinstance(node, Term))


def _shown(term: Term) -> str:
    return f"={term.text}" if term.exact else term.text


def _score(places: Iterable[Place]) -> float:
    """Three for a term in the title, the root of its other hits (at most three); for ranking only."""
    titles = {place.term for place in places if place.field == TITLE}
    others = Counter(place.term for place in places if place.field != TITLE)
    return TITLE_WEIGHT * len(titles) + sum(math.sqrt(min(MOST_HITS, n)) for n in others.values())


def _evidence(places: Iterable[Place], page: Page) -> tuple[Evidence, ...]:
    """The first places, each stretch of text once."""
    once = {(place.start, place.end, place.source): place for place in reversed(list(places))}
    first = sorted(once.values())[:MOST_EVIDENCE]
    return tuple(Evidence(p.term, p.field, *(p.source or page.source(p.field, p.start, p.end))) for p in first)


def _explain(node: Node, reading: TopicReading, fields: Sequence[str], page: Page) -> Explanation:
    holds, narrowed = node.holds(reading, fields), node.narrow(fields)
    parts = tuple(_explain(part, reading, narrowed, page) for part in node.parts())
    note = node.note(reading, fields)
    return Explanation(
        clause=node.write(),
        said=node.say(),
        holds=holds,
        evidence=_evidence(sorted(set(node.evidence(reading, fields))), page) if holds else (),
        parts=parts,
        note=note,
        why="" if holds else node.lack(parts, note),
    )
