"""What the query of a digest finds, with the evidence: the index narrows down, the matcher has the last word."""

from dataclasses import replace

from monitor.curate.match import TopicBook
from monitor.errors import QueryError
from monitor.lang.query import parse_query
from monitor.lang.search import Plan, plan
from monitor.model.digest import SEARCH, Candidate
from monitor.model.topic import TopicSpec
from monitor.store import topics
from monitor.store.candidates_asked import Asked, Sought
from monitor.store.candidates_search import Found, search_volume, searched
from monitor.store.database import Connection

Groups = dict[str, tuple[str, ...]]


def sought(conn: Connection, asked: Asked) -> Sought | None:
    """What the digest's query finds; None when it has topics instead. Raises QueryError, ConfigurationError."""
    query = asked.spec.query
    if not query:
        return None
    groups = {name: terms for spec, _, _ in topics.current_in(conn) for name, terms in spec.aliases}
    groups |= dict(asked.spec.aliases)
    book = TopicBook([TopicSpec(SEARCH, asked.spec.name, query, aliases=tuple(groups.items()))])
    asks = _plan(query, groups)
    found = (_candidate(book, one) for one in searched(conn, asked, asks))
    return Sought(tuple(one for one in found if one is not None), search_volume(conn, asked, asks))


def _plan(query: str, groups: Groups) -> Plan | None:
    """What the index is asked; None for what it can not answer (NEAR, …), which has to be read."""
    try:
        return plan(parse_query(query, groups))
    except QueryError:
        return None


def _candidate(book: TopicBook, found: Found) -> Candidate | None:
    candidate, document = found
    matches = book.match(document)
    return replace(candidate, score=matches[0].score, evidence=matches[0].evidence) if matches else None
