"""Decisions of people as pages say them: who said what when, and whether it can be undone there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model.decision import LINKS, STILL, Decision, DecisionKind
from monitor.store import decisions
from monitor.store.database import Connection
from monitor.store.reading import ArticleRow
from monitor.store.views_articles import articles_by_id
from monitor.store.views_rows import rfc3339

WORDS = {
    DecisionKind.NOT_DUPLICATE: "not a reprint of",
    DecisionKind.REPRINT_OF: "a reprint of",
    DecisionKind.NOT_STORY: "not this story",
    DecisionKind.ONE_STORY: "one story with",
    DecisionKind.ORIGIN: "comes from",
    DecisionKind.SAME_EVENT: "the same event as",
    DecisionKind.OTHER_EVENT: "not the same event as",
}
SAID = {
    DecisionKind.NOT_DUPLICATE: "Kept as an article of its own. It stays so when copies of it come later.",
    DecisionKind.REPRINT_OF: "Listed as a reprint, with its own copies. It stays so.",
    DecisionKind.NOT_STORY: "Taken out of that story, with its copies. It does not come back by itself.",
    DecisionKind.ONE_STORY: "The two stories are one. They stay together, and no digest sends them again.",
    DecisionKind.ORIGIN: "The origin is kept, for its copies too.",
    DecisionKind.SAME_EVENT: "The two stories are linked as one event. They stay so, also where they are merged.",
    DecisionKind.OTHER_EVENT: "The two stories are not linked. The machine does not link them again.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One decision: “Mina: <article> <words> <other>”. `other` is missing where the words say it all."""

    id: int
    author: str
    at: datetime
    kind: str
    words: str
    article: ArticleRow | None
    other: ArticleRow | None
    last: bool  # it can be undone: nothing later builds on it


def told(conn: Connection, articles: Iterable[int]) -> list[Told]:
    """The standing decisions about these articles, newest first."""
    found = decisions.about(conn, articles)
    named = {one for decision in found for one in (decision.article, decision.other) if one is not None}
    rows = {row.id: row for row in articles_by_id(conn, sorted(named))}
    return [_told(decision, rows, found) for decision in reversed(found)]


def _told(decision: Decision, rows: Mapping[int, ArticleRow], found: Sequence[Decision]) -> Told:
    words = WORDS[decision.kind]
    if decision.kind is DecisionKind.ORIGIN:
        words = f"{words} {decision.outlet}" if decision.outlet else "origin unknown"
    elif decision.kind is DecisionKind.NOT_STORY and decision.other:
        words = "not that story, but this one:"
    mine = {decision.article, *decision.before}
    later = any(
        other.id > decision.id and other.kind not in STILL and mine & {other.article, *other.before} for other in found
    )
    return Told(
        decision.id, decision.author, decision.at, decision.kind.value, words, rows.get(decision.article),
        rows.get(decision.other or 0), decision.kind in LINKS or not later,
    )  # fmt: skip


def as_json(one: Told) -> dict[str, object]:
    """A decision for machines."""
    return {
        "decision": one.id, "kind": one.kind, "article": one.article.id if one.article else None,
        "other": one.other.id if one.other else None, "words": one.words, "author": one.author,
        "at": rfc3339(one.at),
    }  # fmt: skip
