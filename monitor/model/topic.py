"""Topics: named boolean queries with their own tests, in versions; and what matched, with the evidence."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Fields of a revision that text terms can look at."""

    TITLE = "title"
    SUMMARY = "summary"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit: the term as written in the query, the field, and [start, end) in code points of the stored plain
    text."""

    term: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as declared: its query, the alias groups and decoys it may use, and its tests. `shared` names those of
    its groups that are defined once for many topics."""

    slug: str
    name: str
    query: str
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (group, terms)
    decoys: tuple[str, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    note: str = ""
    spikes: str = "normal"  # model.spike.Sensitivity
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The text and the facts that a topic is asked about."""

    title: str
    summary: str = ""
    body: str = ""
    outlet: str = ""
    feed: str = ""
    lang: str = ""
    author: str = ""
    url: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A topic that matched: by slug, with a score for ranking only and at most 64 pieces of evidence. `version` is that
    of the topic as it was compiled; 0: the one in force when the match is filed."""

    topic: str
    score: float
    evidence: tuple[Evidence, ...]
    version: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a clause of a query holds or not: as written, in words, with what was found, and the same for its parts.
    `note` tells of hits that did not count and of what was nearly found; `why`, in words, why it does not hold."""

    clause: str
    said: str
    holds: bool
    evidence: tuple[Evidence, ...] = ()
    parts: "tuple[Explanation, ...]" = ()
    note: str = ""
    why: str = ""
