"""What a topic would have found: the value behind `monitor topics backtest` and the panel of the editor."""

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model.topic import Evidence


@dataclass(frozen=True, slots=True)
class Quote:
    """One hit with the words around it: the three joined are a stretch of the stored text, on one line. `term` is as in
    the query."""

    term: str
    field: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One article of many. `evidence` has offsets into the stored text, by the version that matched; `quotes` are the
    first of it, cut out for reading. `why`: for an article that an edit loses, what the edited query lacks."""

    article: int
    title: str
    url: str | None
    outlet: str
    outlet_name: str
    lang: str
    effective: datetime
    reprint: bool
    evidence: tuple[Evidence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit gains or loses: how many articles, and some of them, newest first."""

    articles: int = 0
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: articles, how many of these the edit gains and how many others it loses, and the lines that a
    digest of this day would hold: stories, reprints folded."""

    day: date
    articles: int
    lines: int
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """The articles of one outlet or language. `value` is a slug or a code ("" when not known)."""

    value: str
    name: str
    articles: int
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term of the query in the hits that were read: in how many it stands, and how many would be no hit without it.
    `alike` of these `judged` look like the other hits; None: there was too little to judge by."""

    term: str
    articles: int
    alone: int
    judged: int = 0
    alike: int | None = None


@dataclass(frozen=True, slots=True)
class Noise:
    """A term that seems to bring noise: of `judged` articles that it alone brings, `alike` look like the rest of the
    hits; of the rest itself, `usual` of a hundred do. `samples`: some that do not."""

    term: str
    alone: int
    judged: int
    alike: int
    usual: int
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase that is frequent in hits and not in the query. In `hits` of `of_hits` articles of its language,
    reprints counted once, and in `others` of `of_others` that are no hits; `score` is the log-likelihood ratio of the
    two. `archive`: the articles of the period that have it, None when nobody counted."""

    text: str
    lang: str
    hits: int
    of_hits: int
    others: int
    of_others: int
    score: float
    archive: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the hits say about the query. `read`: hits that were looked at for it, spread over the period; `background`:
    other articles. `silent`: terms of the query that made none of these a hit."""

    read: int = 0
    background: int = 0
    terms: tuple[TermUse, ...] = ()
    noise: tuple[Noise, ...] = ()
    words: tuple[Word, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How a back-test is made. `texts`: the newest candidates whose text is read, None: all, and no hit is missed;
    `samples` of each list; `advice`: whether to look for noise and missing words; `version`: that of the version in
    force."""

    zone: str = "UTC"
    texts: int | None = None
    samples: int = 10
    advice: bool = True
    version: int | None = None


USUAL = Options()


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a query finds in [since, until) of the archive, beside what the version in force finds there.

    `archive`: articles of the period; `candidates` of these that the search index could not rule out; `read`: texts
    that were looked at. `cut`: in words, what a limit left out; None: nothing, no hit is missing. `current`: hits of
    the version in force, None without one. `lines`: the mean of a day, over the `archived` days of the
    period, those since its first stored article.
    """

    slug: str
    name: str
    query: str
    since: datetime
    until: datetime
    zone: str
    total: int
    days: tuple[Day, ...]
    outlets: tuple[Share, ...]
    langs: tuple[Share, ...]
    stories: int
    reprints: int
    unjudged: int
    lines: float
    archived: int
    busiest: int
    newest: tuple[Sample, ...]
    archive: int
    candidates: int
    read: int
    ms: int
    cut: str | None = None
    current: int | None = None
    version: int | None = None
    gained: Change = Change()
    lost: Change = Change()
    advice: Advice = Advice()

    @property
    def kept(self) -> int:
        """Hits of both versions."""
        return self.total - self.gained.articles

    @property
    def young(self) -> bool:
        """Whether the archive begins later than the period."""
        return self.archived < len(self.days)
