"""An edition in words: what the templates of a mail are given."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.publish.coverage_words import CoverageWords


@dataclass(frozen=True, slots=True)
class Row:
    """A story as the mail shows it."""

    title: str
    lang: str | None
    link: str
    source: str | None  # the article itself
    host: str  # where that is
    outlet: str
    when: str
    gist: str
    others: str
    copies: str
    why: str
    also: str
    day: str = ""  # heading before it, in a catch-up


@dataclass(frozen=True, slots=True)
class Section:
    """A topic as the mail shows it."""

    name: str
    rows: tuple[Row, ...]
    more: str
    older: str


@dataclass(frozen=True, slots=True)
class Continuing:
    """A story told of before, with what is new."""

    title: str
    lang: str | None
    link: str
    news: str
    latest: str  # the headline of its newest article, from a new origin where there is one
    latest_lang: str | None
    latest_by: str  # outlet and time


@dataclass(frozen=True, slots=True)
class Corrected:
    """An article that changed since an edition told of it."""

    title: str
    lang: str | None
    link: str
    outlet: str
    what: str  # "corrected since Monday's edition, 09:12"
    was: str  # the headline of then; empty when it is the same
    words: str  # of the text: "12 words came, 3 went"


@dataclass(frozen=True, slots=True)
class Volume:
    """How much there was, in words, with the blocks that draw it."""

    name: str
    words: str
    days: str
    blocks: str  # empty where there is only one day


@dataclass(frozen=True, slots=True)
class Letter:
    """All the words of an edition."""

    name: str
    day: str
    told: bool  # there is a story; else what is wrong with the feeds comes first
    window: str
    counts: str
    catch_up: str
    preheader: str
    coverage: CoverageWords
    sections: tuple[Section, ...]
    continuing: tuple[Continuing, ...]
    corrected: tuple[Corrected, ...]
    corrected_more: str
    volumes: tuple[Volume, ...]
    address: str
    why: str
    unsubscribe: str | None
    lang: str  # of our own words
    labels: Mapping[str, str]  # headings and the like
