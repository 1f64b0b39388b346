"""The twins as their readers may rely on them: shapes for the OpenAPI document. Tests hold the answers to these."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Nothing but what is written here."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EvidenceShape(Shape):
    """One hit; [start, end) in code points of the stored plain text."""

    term: str
    field: str
    start: int
    end: int


class TopicShape(Shape):
    """A topic with the match that put it there."""

    topic: str
    version: int
    score: float
    evidence: list[EvidenceShape]


class ArticleShape(Shape):
    """An article in a list; times are RFC 3339, UTC."""

    article: int
    id: str | None
    url: str | None
    title: str
    outlet: str
    lang: str | None
    published: str | None
    first_seen: str
    effective: str
    feeds: list[str]
    reprint_of: int | None
    group: int
    reprints: int
    story: int | None
    topics: list[TopicShape]
    details: dict[str, object]  # categories, enclosures, image, comments, replies_to: those that there are


class LinkShape(Shape):
    """A link to a story of the same event in another language."""

    story: int
    lang: str | None
    p: float
    why: dict[str, Any]
    author: str
    since: str | None


class StoryShape(Shape):
    """A story in a list."""

    story: int
    title: str
    lead: int
    url: str | None
    outlet: str
    lang: str | None
    first_seen: str
    last_seen: str
    articles: int
    outlets: int
    origins: int
    topics: list[TopicShape]
    links: list[LinkShape]


class Articles(Shape):
    """A page of articles."""

    items: list[ArticleShape]
    next: str | None


class Found(Articles):
    """A page of search results."""

    total: int | None
    ms: int | None


class Stories(Shape):
    """A page of stories."""

    items: list[StoryShape]
    next: str | None


class TroubleShape(Shape):
    """A feed that is not to be trusted."""

    feed: str
    state: str
    since: str
    detail: str


class CoverageShape(Shape):
    """How the feeds are now."""

    feeds: int
    healthy: int
    trouble: list[TroubleShape]


class TopicLineShape(Shape):
    """A topic on the overview."""

    topic: str
    name: str
    today: int
    usual: float | None
    spike: float | None
    days: list[int]
    origins: int
    latest: int | None


class Overview(Shape):
    """What changed."""

    topics: list[TopicLineShape]
    stories: list[StoryShape]
    next: str | None
    coverage: CoverageShape


class FeedShape(Shape):
    """A feed in the list."""

    feed: str
    id: int
    title: str
    url: str
    state: str
    since: str | None
    detail: str
    new_a_day: int
    interval_s: int
    interval_why: str
    priority: str
    next_poll_at: str
    last_polled: str | None
    last_outcome: str | None
    host_waits_until: str | None
    managed_by: str
    outlet: str | None
    lang: str | None


class Feeds(Shape):
    """All feeds."""

    items: list[FeedShape]
    next: str | None


class Thing(BaseModel):
    """One thing with everything its page says; fields are added freely."""

    model_config = ConfigDict(extra="allow")


class Things(Shape):
    """A list of things."""

    items: list[Thing]
    next: str | None


class Error(Shape):
    """What went wrong."""

    error: str
    status: int
    request: str | None
