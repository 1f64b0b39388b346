"""An edition as words, ready for a template: every sentence is made here, once, for both parts of a mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.lang.urls import host_of
from monitor.model.digest import Correction, EditionContent, Seen, StoryItem, TopicSection
from monitor.model.feed import FeedState
from monitor.publish.coverage_words import CoverageWords, coverage_words
from monitor.publish.links import Links
from monitor.publish.words import (
    Wall,
    age,
    count,
    duration,
    figure,
    listed,
    one_line,
    shorten,
    sparkline,
    stories,
    web_link,
    why_matched,
)

TITLE_CHARS, NAME_CHARS, SUBJECT_NAME, PREHEADER = 240, 80, 40, 90
NAMED_OUTLETS, NAMED_FEEDS = 3, 5
LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


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


def letter_view(content: EditionContent, links: Links, why: str, unsubscribe: str | None) -> Letter:
    """The words of `content`."""
    wall = Wall(content.zone, content.end)
    items = [item for section in content.sections for item in section.items]
    cover = coverage_words(content.coverage, wall)
    return Letter(
        name=one_line(content.name, NAME_CHARS), day=wall.long_day(content.end),
        window=f"{wall.full(content.start)} to {wall.full(content.end)}, {content.zone}",
        counts=_counts(content, cover), catch_up=_catch_up(content, wall),
        preheader=one_line(items[0].lead.title if items else _counts(content, cover), PREHEADER),
        coverage=cover, sections=tuple(_section(section, content, wall, links) for section in content.sections),
        continuing=tuple(_continuing(item, wall, links) for item in items if item.continuing),
        corrected=tuple(_corrected(one, wall, links) for one in content.corrected),
        corrected_more=f"+{content.corrected_more} more that changed" if content.corrected_more else "",
        volumes=tuple(_volumes(content)), address=links.edition(content), why=why, unsubscribe=unsubscribe,
    )  # fmt: skip


# --- subject ------------------------------------------------------------------------------------------------


def subject(content: EditionContent) -> str:
    """The subject line: what is in it, before it is opened."""
    wall = Wall(content.zone, content.end)
    name = shorten(one_line(content.name, NAME_CHARS), SUBJECT_NAME)
    if content.catch_up:
        return f"[{name}] Catch-up: {_told(content, wall)}, {wall.span(content.start, content.end)}"
    return f"[{name}] {_told(content, wall)}, {wall.day(content.end)}"


def _told(content: EditionContent, wall: Wall) -> str:
    if content.stories:
        joined = sum(len(item.new_origins) for section in content.sections for item in section.items)
        return stories(content.stories) + (f" ({count(joined, 'new origin')})" if joined else "")
    broken = coverage_words(content.coverage, wall).broken
    if broken:
        return f"No stories, {count(broken, 'feed')} in trouble"
    coverage = content.coverage
    if coverage.healthy == coverage.feeds:
        return "Nothing new, all feeds healthy"
    return f"Nothing new, {coverage.healthy} of {count(coverage.feeds, 'feed')} healthy"


# --- head ---------------------------------------------------------------------------------------------------


def _counts(content: EditionContent, cover: CoverageWords) -> str:
    if content.stories:
        folded = f"; {count(content.reprints, 'reprint')} folded" if content.reprints else ""
        return f"{stories(content.stories)} from {count(content.articles, 'article')}{folded}."
    folded = f" {count(content.reprints, 'reprint')} of what was told before, folded." if content.reprints else ""
    if cover.broken:
        of = f"{cover.broken} of {count(content.coverage.feeds, 'feed')}"
        return f"No story matched. That is not a quiet day: {of} had trouble.{folded}"
    return f"No story matched.{folded}"


def _catch_up(content: EditionContent, wall: Wall) -> str:
    """Why this edition is longer than others."""
    if not content.catch_up:
        return ""
    whole = f"{wall.full(content.start)} to {wall.full(content.end)}"
    covers = f"This edition covers {whole} in one; the editions between are in it."
    down = [spell for spell in content.coverage.trouble if spell.state is FeedState.UNPOLLED]
    if not down:
        return covers
    first, last = min(spell.start for spell in down), max(spell.end or content.end for spell in down)
    return f"monitor was not running from {wall.full(first)} to {wall.full(last)}. {covers}{_lost(content, first)}"


def _lost(content: EditionContent, since: datetime) -> str:
    """Which feeds held the missed entries no longer: those with a gap since we went down."""
    holed = [spell for spell in content.coverage.trouble if spell.state is FeedState.GAP and spell.start >= since]
    names = dict.fromkeys(one_line(spell.title or spell.feed, 60) for spell in holed)
    return f" No longer held all that was missed: {listed(list(names), NAMED_FEEDS)}." if names else ""


# --- stories ------------------------------------------------------------------------------------------------


def _section(section: TopicSection, content: EditionContent, wall: Wall, links: Links) -> Section:
    fresh = [item for item in section.items if not item.continuing]
    more = f"+{section.more} more on the dashboard" if section.more else ""
    older = f"+{section.older} older, from feeds that are new here" if section.older else ""
    return Section(one_line(section.name, NAME_CHARS), tuple(_rows(fresh, content, wall, links)), more, older)


def _rows(items: Sequence[StoryItem], content: EditionContent, wall: Wall, links: Links) -> Iterator[Row]:
    day = ""
    for item in items:
        today = wall.day(item.lead.at) if content.catch_up else ""
        yield _row(item, wall, links, today if today != day else "")
        day = today


def _row(item: StoryItem, wall: Wall, links: Links, day: str) -> Row:
    lead = item.lead
    also = ", ".join(one_line(name, NAME_CHARS) for name in item.also)
    return Row(
        title=one_line(lead.title, TITLE_CHARS) or "(no headline)", lang=_lang(lead.lang), link=links.item(item),
        source=web_link(lead.url), host=_host(lead.url), outlet=_outlet(lead),
        when=f"{wall.short(lead.at)} ({age(lead.at, wall.end)})", gist=item.summary,
        others=_others(item, wall), copies=_copies(item), why=why_matched(item.evidence), also=also, day=day,
    )  # fmt: skip


def _host(url: str | None) -> str:
    return shorten((host_of(url) or "").removeprefix("www."), 60) if url else ""


def _lang(lang: str | None) -> str | None:
    return lang if lang and LANGUAGE.fullmatch(lang) else None


def _outlet(seen: Seen) -> str:
    return one_line(seen.name or seen.outlet, 60)


def _others(item: StoryItem, wall: Wall) -> str:
    """`+6 outlets: WSJ (1 h 10 later), Yonhap (first, 07:02), …, +3. 2 origins.`: every outlet but the lead's that has
    a text of its own."""
    if not item.others:
        return f"{_origins(item)}." if item.copies else ""
    first = min(item.others, key=lambda seen: seen.at)
    named = [_delay(seen, item.lead.at, wall, first=seen is first) for seen in _order(item.others)]
    return f"+{count(len(named), 'outlet')}: {listed(named, NAMED_OUTLETS)}. {_origins(item)}."


def _copies(item: StoryItem) -> str:
    """`Same text in MSN, Daily8, +3`: outlets that only carry it."""
    return f"Same text in {listed([_outlet(seen) for seen in item.copies], NAMED_OUTLETS)}" if item.copies else ""


def _order(others: Sequence[Seen]) -> list[Seen]:
    return sorted(others, key=lambda seen: (seen.at, seen.article))


def _delay(seen: Seen, lead: datetime, wall: Wall, *, first: bool) -> str:
    if seen.at < lead:
        return f"{_outlet(seen)} ({'first, ' if first else ''}{wall.short(seen.at)})"
    return f"{_outlet(seen)} ({duration(seen.at - lead)} later)"


def _origins(item: StoryItem) -> str:
    if item.origins == 0:
        return "Origin unknown"
    if item.origins == 1:
        return f"1 origin, {len(item.others) + len(item.copies) + 1} outlets"
    return count(item.origins, "origin")


def _continuing(item: StoryItem, wall: Wall, links: Links) -> Continuing:
    outlets = listed([_outlet(seen) for seen in _order(item.joined)], NAMED_OUTLETS)
    news = [f"since {wall.day(item.lead.at)}: {count(len(item.others), 'new article')}"]
    if item.joined:
        news.append(f"+{count(len(item.joined), 'outlet')} ({outlets})")
    if item.new_origins:
        names = listed([one_line(name, 60) for name in item.new_origins], NAMED_OUTLETS)
        news.append(f"new {'origin' if len(item.new_origins) == 1 else 'origins'} {names}")
    return Continuing(
        one_line(item.lead.title, TITLE_CHARS), _lang(item.lead.lang), links.item(item), ", ".join(news)
    )  # fmt: skip


# --- what changed ---


def _corrected(one: Correction, wall: Wall, links: Links) -> Corrected:
    words = [f"{count(one.came, 'word')} came"] if one.came else []
    words += [f"{count(one.went, 'word')} went"] if one.went else []
    return Corrected(
        title=one_line(one.seen.title, TITLE_CHARS) or "(no headline)", lang=_lang(one.seen.lang),
        link=links.changes(one), outlet=_outlet(one.seen), was=one_line(one.was, TITLE_CHARS),
        what=f"changed {wall.short(one.changed)}, after the edition of {wall.day(one.told)}", words=", ".join(words),
    )  # fmt: skip


# --- volume -------------------------------------------------------------------------------------------------


def _volumes(content: EditionContent) -> Iterator[Volume]:
    for section in content.sections:
        if section.volume:
            today = count(section.volume[-1], "article")
            usual = f"usual {figure(section.usual)}" if section.usual is not None else "usual not known yet"
            yield Volume(
                one_line(section.name, 40), f"{today} in the last 24 h, {usual}",
                f"last {len(section.volume)} days", sparkline(section.volume) if len(section.volume) > 1 else "",
            )  # fmt: skip
