"""Rows and views as pages, their twins and the CLI read them. Times are aware UTC datetimes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.model.entry import Details
from monitor.model.topic import Evidence
from monitor.model.verdict import MACHINE
from monitor.store.details import NOTHING, to_json


@dataclass(frozen=True, slots=True)
class TopicTag:
    """A topic on an article or a story, with the match that put it there (`revision` tells whose offsets they are)."""

    topic: str
    name: str
    slot: int
    version: int
    score: float
    evidence: tuple[Evidence, ...] = ()
    revision: int = 0

    @property
    def term(self) -> str | None:
        """The most telling term, as written in the query: from the title where it can be, the longest hit."""
        best = max(self.evidence, key=lambda hit: (hit.field == "title", hit.end - hit.start), default=None)
        return best.term if best else None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article in a list. `reprints` counts the copies folded under it; `snippet` only in search."""

    id: int
    external_id: str | None
    url: str | None
    title: str
    outlet: str
    outlet_name: str
    lang: str | None
    published: datetime | None
    first_seen: datetime
    effective: datetime
    reprint_of: int | None
    group: int
    story: int | None
    feeds: tuple[str, ...] = ()
    topics: tuple[TopicTag, ...] = ()
    reprints: int = 0
    summary: str = ""
    details: Details = NOTHING


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A story of the same event in another language."""

    story: int
    lang: str | None
    title: str
    p: float
    reason: Mapping[str, object] = field(default_factory=dict)
    author: str = MACHINE
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story in a list: its lead article's headline, and its counts."""

    id: int
    lead: int
    title: str
    url: str | None
    outlet: str
    outlet_name: str
    lang: str | None
    first_seen: datetime
    last_seen: datetime
    articles: int
    outlets: int
    origins: int
    topics: tuple[TopicTag, ...] = ()
    score: float = 0.0
    links: tuple[LinkRow, ...] = ()  # the same event in other languages, surest first


@dataclass(frozen=True, slots=True)
class Reason:
    """A verdict that holds now: how sure, why, by whom, since when."""

    kind: str
    p: float
    reason: Mapping[str, object]
    author: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision without its text."""

    n: int
    seen: datetime
    title: str


@dataclass(frozen=True, slots=True)
class SightingRow:
    """Where an article was seen."""

    feed: str
    title: str
    first_seen: datetime
    last_seen: datetime
    guid: str | None
    raw_url: str | None


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """Another article worth reading beside this one, and why: `group` is story | language | before | terms."""

    group: str
    id: int
    title: str
    outlet: str
    outlet_name: str
    lang: str | None
    effective: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A reprint, with the probability that the judge gave it."""

    row: ArticleRow
    p: float
    reason: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article with everything its page says."""

    row: ArticleRow
    n: int  # the revision shown; `title`, `summary` and `body` are its own
    title: str
    author: str
    summary: str
    body: str
    cut: tuple[str, ...]
    revisions: tuple[RevisionRow, ...]
    sightings: tuple[SightingRow, ...]
    reprints: tuple[CopyRow, ...]
    original: ArticleRow | None
    reasons: tuple[Reason, ...]
    origin: str | None
    origin_kind: str
    backfill: bool
    judged: bool
    story: StoryRow | None = None
    related: tuple[RelatedRow, ...] = ()
    details: Details = NOTHING  # of the revision shown


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article inside its story: its origin (outlet slug and name, None: unknown) and the verdicts' reasons."""

    row: ArticleRow
    origin: str | None
    origin_name: str | None
    origin_kind: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """A headline that changed inside a story."""

    article: int
    outlet_name: str
    at: datetime
    before: str
    after: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story with everything its page says. `linked` are stories of the same event in other languages."""

    row: StoryRow
    articles: tuple[StoryArticle, ...]
    headlines: tuple[HeadlineChange, ...]
    linked: tuple[StoryRow, ...]


def rfc3339(moment: datetime | None) -> str | None:
    """As machines read times: UTC, with Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def evidence_json(evidence: Sequence[Evidence]) -> list[dict[str, object]]:
    """Evidence as objects; offsets are code points of the stored plain text."""
    return [{"term": e.term, "field": e.field, "start": e.start, "end": e.end} for e in evidence]


def tag_json(tag: TopicTag) -> dict[str, object]:
    """A topic with its version and evidence."""
    return {"topic": tag.topic, "version": tag.version, "score": tag.score, "evidence": evidence_json(tag.evidence)}


def article_json(row: ArticleRow) -> dict[str, object]:
    """An article as `monitor articles --json` and the twins give it."""
    return {
        "article": row.id, "id": row.external_id, "url": row.url, "title": row.title, "outlet": row.outlet,
        "lang": row.lang, "published": rfc3339(row.published), "first_seen": rfc3339(row.first_seen),
        "effective": rfc3339(row.effective), "feeds": list(row.feeds), "reprint_of": row.reprint_of,
        "group": row.group, "reprints": row.reprints, "story": row.story,
        "topics": [tag_json(tag) for tag in row.topics], "details": to_json(row.details) or {},
    }  # fmt: skip


def link_json(link: LinkRow) -> dict[str, object]:
    """A link to a story in another language."""
    return {"story": link.story, "lang": link.lang, "p": link.p, "why": dict(link.reason), "author": link.author,
            "since": rfc3339(link.since)}  # fmt: skip


def story_json(row: StoryRow) -> dict[str, object]:
    """A story as `monitor stories --json` and the twins give it."""
    return {
        "story": row.id, "title": row.title, "lead": row.lead, "url": row.url, "outlet": row.outlet, "lang": row.lang,
        "first_seen": rfc3339(row.first_seen), "last_seen": rfc3339(row.last_seen), "articles": row.articles,
        "outlets": row.outlets, "origins": row.origins, "topics": [tag_json(tag) for tag in row.topics],
        "links": [link_json(link) for link in row.links],
    }  # fmt: skip


def as_json(row: ArticleRow | StoryRow) -> dict[str, object]:
    """A row as a JSON object, with the names that other things rely on."""
    return article_json(row) if isinstance(row, ArticleRow) else story_json(row)
