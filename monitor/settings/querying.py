"""Queries of the files: each is read with the groups it may use, and what is wrong is said with line, column and a
caret under the place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.curate.vain import swallowed
from monitor.errors import Problem, QueryError
from monitor.lang.operators.words import read_term, unfolded_group
from monitor.lang.query import parse_query, point
from monitor.model.digest import DigestSpec
from monitor.model.topic import TopicSpec
from monitor.settings.building import Declared
from monitor.settings.documents import Place


def topics(declared: Declared) -> Iterator[Problem]:
    """What is wrong with the topics and the shared groups."""
    for name, first, place in declared.groups_twice:
        yield place.problem(f"the group @{name} is defined at {first} already; a shared group is defined once", name)
    for name, terms in declared.groups.items():
        yield from _terms(declared.group_places[name], (name,), terms, f"the group @{name}")
        yield from _inner_groups(declared.group_places[name], name, declared.groups)
    for topic in declared.topics:
        yield from _topic(topic, declared)


def _topic(topic: TopicSpec, declared: Declared) -> Iterator[Problem]:
    place = declared.places["topic", topic.slug]
    own = {name: terms for name, terms in topic.aliases if name not in topic.shared}
    found = [problem for name, terms in own.items() for problem in _group(topic, name, terms, declared)]
    found += _terms(place, ("decoys",), topic.decoys, "a decoy")
    try:
        node = parse_query(topic.query, {**declared.groups, **own})
    except QueryError as error:
        if not (found and "in the group @" in str(error)):
            found.append(query_problem(topic, error, place))
    else:
        if not found and (vain := swallowed(node, topic.decoys, every=True)):
            term, decoy = vain[0]
            why = f"{topic.slug}: the query can match nothing: the decoy “{decoy}” holds every “{term}”"
            found.append(place.problem(why, "decoys"))
    yield from found


def _group(topic: TopicSpec, name: str, terms: Sequence[str], declared: Declared) -> Iterator[Problem]:
    place = declared.places["topic", topic.slug]
    if name in declared.groups:
        shared = declared.group_places[name]
        yield place.problem(
            f"{topic.slug}: @{name} is a shared group already, at {shared.at(name)}; give this one another name",
            "aliases", name,
        )  # fmt: skip
    yield from _terms(place, ("aliases", name), terms, f"{topic.slug}: the group @{name}")


def _terms(place: Place, path: tuple[str, ...], terms: Sequence[str], what: str) -> Iterator[Problem]:
    """Terms that can never match, each with its own line where its text stands so."""
    for term in terms:
        try:
            if not term.startswith("@") or path == ("decoys",):
                read_term(term)
        except QueryError as error:
            problem = place.problem(f"{what}: {error}", *path)
            yield replace(problem, line=place.line_with(term, *path) or problem.line)


def _inner_groups(place: Place, name: str, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    try:
        unfolded_group(groups, name)
    except QueryError as error:
        yield place.problem(str(error), name)


def query_problem(spec: TopicSpec | DigestSpec, error: QueryError, place: Place) -> Problem:
    """The problem, on the line and column of the query that it is about, with the line drawn: a query may span many."""
    problem = place.problem(f"{spec.slug}: {error}", "query")
    if problem.line is None:
        return problem
    before = error.query[: error.at]
    line = problem.line + before.count("\n") + place.opens_below("query")
    said = error.query.split("\n")[before.count("\n")]
    column = place.column_of(line, said)
    drawn = "\n".join((problem.message, *("    " + row for row in point(error).split("\n"))))
    inside = len(before) - before.rfind("\n") - 1
    return replace(problem, message=drawn, line=line, column=column + inside if column else None)
