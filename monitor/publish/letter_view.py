"""An edition as words, ready for a template: every sentence is made here, once, for both parts of a mail."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor.lang.urls import host_of
from monitor.model.digest import Correction, EditionContent, Seen, StoryItem, TopicSection
from monitor.model.feed import FeedState
from monitor.publish.coverage_words import CoverageWords, coverage_words
from monitor.publish.letter import Continuing, Corrected, Letter, Row, Section, Volume
from monitor.publish.links import Links
from monitor.publish.tongues import speech
from monitor.publish.words import Wall, listed, one_line, shorten, sparkline, web_link, why_matched

TITLE_CHARS, NAME_CHARS, SUBJECT_NAME, PREHEADER = 240, 80, 40, 90
NAMED_OUTLETS, NAMED_FEEDS = 3, 5
LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def letter_view(content: EditionContent, links: Links, why: str, unsubscribe: str | None) -> Letter:
    """The words of `content`."""
    wall = wall_of(content)
    say = wall.speech.say
    items = [item for section in content.sections for item in section.items]
    cover = coverage_words(content.coverage, wall)
    counts = _counts(content, cover, wall)
    return Letter(
        name=one_line(content.name, NAME_CHARS), day=wall.long_day(content.end), told=bool(content.stories),
        window=say("window", start=wall.full(content.start), end=wall.full(content.end), zone=content.zone),
        counts=counts, catch_up=_catch_up(content, wall),
        preheader=one_line(items[0].lead.title if items else counts, PREHEADER), coverage=cover,
        sections=tuple(_section(section, content, wall, links) for section in content.sections),
        continuing=tuple(_continuing(item, wall, links) for item in items if item.continuing),
        corrected=tuple(_corrected(one, wall, links) for one in content.corrected),
        corrected_more=say("changed_more", n=content.corrected_more) if content.corrected_more else "",
        volumes=tuple(_volumes(content, wall)), address=links.edition(content), why=why, unsubscribe=unsubscribe,
        lang=wall.speech.lang, labels=wall.speech.says,
    )  # fmt: skip


def wall_of(content: EditionContent) -> Wall:
    """The times and words of an edition's readers."""
    return Wall(content.zone, content.end, speech(content.language))


# --- subject ------------------------------------------------------------------------------------------------


def subject(content: EditionContent) -> str:
    """The subject line: what is in it, before it is opened."""
    wall = wall_of(content)
    told, say = _told(content, wall), wall.speech.say
    if content.catch_up:
        line = say("subject_catch_up", told=told, span=wall.span(content.start, content.end))
    else:
        line = say("subject", told=told, day=wall.day(content.end))
    return f"[{shorten(one_line(content.name, NAME_CHARS), SUBJECT_NAME)}] {line}"


def _told(content: EditionContent, wall: Wall) -> str:
    say, count = wall.speech.say, wall.speech.count
    coverage = content.coverage
    if content.stories:
        joined = sum(len(item.new_origins) for section in content.sections for item in section.items)
        told = count(content.stories, "story")
        return say("told_origins", stories=told, origins=count(joined, "new_origin")) if joined else told
    broken = coverage_words(coverage, wall).broken
    if broken:
        return say("told_trouble", feeds=count(broken, "feed"))
    if coverage.feeds == 0:
        return say("told_unpolled")
    if coverage.healthy == coverage.feeds:
        return say("told_healthy")
    return say("told_some", healthy=coverage.healthy, feeds=count(coverage.feeds, "feed"))


# --- head ---------------------------------------------------------------------------------------------------


def _counts(content: EditionContent, cover: CoverageWords, wall: Wall) -> str:
    say, count = wall.speech.say, wall.speech.count
    reprints = count(content.reprints, "reprint")
    if content.stories:
        told, articles = count(content.stories, "story"), count(content.articles, "of_articles")
        form = "counts_folded" if content.reprints else "counts"
        return say(form, stories=told, articles=articles, reprints=reprints)
    retold = f" {say('retold', reprints=reprints)}" if content.reprints else ""
    if cover.broken:
        feeds = count(content.coverage.feeds, "feed")
        return say("no_story_trouble", broken=cover.broken, feeds=feeds) + retold
    return say("no_story") + retold


def _catch_up(content: EditionContent, wall: Wall) -> str:
    """Why this edition is longer than others. We went down at the earliest after the last poll that there was."""
    if not content.catch_up:
        return ""
    say = wall.speech.say
    covers = say("covers", start=wall.full(content.start), end=wall.full(content.end))
    down = [spell for spell in content.coverage.trouble if spell.state is FeedState.UNPOLLED and spell.end]
    if not down:
        return covers
    first, last = max(spell.start for spell in down), max(spell.end for spell in down if spell.end)
    was_down = say("down", start=wall.full(first), end=wall.full(last))
    return " ".join(filter(None, (was_down, covers, _lost(content, wall, first))))


def _lost(content: EditionContent, wall: Wall, since: datetime) -> str:
    """Which feeds held the missed entries no longer: those with a gap since we went down."""
    holed = [spell for spell in content.coverage.trouble if spell.state is FeedState.GAP and spell.start >= since]
    names = list(dict.fromkeys(one_line(spell.title or spell.feed, 60) for spell in holed))
    return wall.speech.say("lost", feeds=listed(names, NAMED_FEEDS)) if names else ""


# --- stories ------------------------------------------------------------------------------------------------


def _section(section: TopicSection, content: EditionContent, wall: Wall, links: Links) -> Section:
    fresh = [item for item in section.items if not item.continuing]
    more = wall.speech.say("more", n=section.more) if section.more else ""
    older = wall.speech.say("older", n=section.older) if section.older else ""
    return Section(one_line(section.name, NAME_CHARS), tuple(_rows(fresh, content, wall, links)), more, older)


def _rows(items: Sequence[StoryItem], content: EditionContent, wall: Wall, links: Links) -> Iterator[Row]:
    day = ""
    for item in items:
        today = wall.day(item.lead.at) if content.catch_up else ""
        yield _row(item, wall, links, today if today != day else "")
        day = today


def _row(item: StoryItem, wall: Wall, links: Links, day: str) -> Row:
    lead, say = item.lead, wall.speech.say
    also = ", ".join(one_line(name, NAME_CHARS) for name in item.also)
    why, host = why_matched(item.evidence, speech=wall.speech), _host(lead.url)
    return Row(
        title=one_line(lead.title, TITLE_CHARS) or say("no_headline"), lang=_lang(lead.lang), link=links.item(item),
        source=web_link(lead.url), host=say("read_at", host=host), outlet=_outlet(lead),
        when=say("story_when", time=wall.short(lead.at), age=wall.age(lead.at)), gist=item.summary,
        others=_others(item, wall), copies=_copies(item, wall), why=say("why", terms=why) if why else "",
        also=say("also", topics=also) if also else "", day=day,
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
    say, origins = wall.speech.say, _origins(item, wall)
    if not item.others:
        return say("only_origins", origins=origins) if item.copies else ""
    first = min(item.others, key=lambda seen: seen.at)
    named = [_delay(seen, item.lead.at, wall, first=seen is first) for seen in _order(item.others)]
    outlets = wall.speech.count(len(named), "outlet")
    return say("others", outlets=outlets, names=listed(named, NAMED_OUTLETS), origins=origins)


def _copies(item: StoryItem, wall: Wall) -> str:
    """`Same text in MSN, Daily8, +3`: outlets that only carry it."""
    names = listed([_outlet(seen) for seen in item.copies], NAMED_OUTLETS)
    return wall.speech.say("copies", names=names) if names else ""


def _order(others: Sequence[Seen]) -> list[Seen]:
    return sorted(others, key=lambda seen: (seen.at, seen.article))


def _delay(seen: Seen, lead: datetime, wall: Wall, *, first: bool) -> str:
    speech = wall.speech
    if seen.at < lead:
        return speech.say("first" if first else "earlier", outlet=_outlet(seen), time=wall.short(seen.at))
    return speech.say("later", outlet=_outlet(seen), span=speech.duration(seen.at - lead))


def _origins(item: StoryItem, wall: Wall) -> str:
    speech = wall.speech
    if item.origins == 0:
        return speech.say("origin_unknown")
    if item.origins == 1:
        return speech.say("one_origin", outlets=speech.count(len(item.others) + len(item.copies) + 1, "outlet"))
    return speech.count(item.origins, "origin")


def _continuing(item: StoryItem, wall: Wall, links: Links) -> Continuing:
    say, count = wall.speech.say, wall.speech.count
    news = [say("since", day=wall.day(item.lead.at), articles=count(len(item.others), "new_article"))]
    if item.joined:
        names = listed([_outlet(seen) for seen in _order(item.joined)], NAMED_OUTLETS)
        news.append(say("joined", outlets=count(len(item.joined), "outlet"), names=names))
    if item.new_origins:
        names = listed([one_line(name, 60) for name in item.new_origins], NAMED_OUTLETS)
        news.append(count(len(item.new_origins), "new_origins", names=names))
    title, latest = one_line(item.lead.title, TITLE_CHARS) or say("no_headline"), _latest(item)
    return Continuing(
        title=title, lang=_lang(item.lead.lang), link=links.item(item), news=", ".join(news),
        latest=one_line(latest.title, TITLE_CHARS), latest_lang=_lang(latest.lang),
        latest_by=f"{_outlet(latest)}, {wall.short(latest.at)}",
    )  # fmt: skip


def _latest(item: StoryItem) -> Seen:
    """The newest article, of those from new origins where there are any."""
    fresh = [seen for seen in item.others if (seen.name or seen.outlet) in item.new_origins]
    return max(fresh or item.others or (item.lead,), key=lambda seen: (seen.at, seen.article))


# --- what changed ---


def _corrected(one: Correction, wall: Wall, links: Links) -> Corrected:
    say, count = wall.speech.say, wall.speech.count
    words = [count(one.came, "word_came")] if one.came else []
    words += [count(one.went, "word_went")] if one.went else []
    return Corrected(
        title=one_line(one.seen.title, TITLE_CHARS) or say("no_headline"), lang=_lang(one.seen.lang),
        link=links.changes(one), outlet=_outlet(one.seen), was=one_line(one.was, TITLE_CHARS),
        what=say("changed", time=wall.short(one.changed), day=wall.day(one.told)), words=", ".join(words),
    )  # fmt: skip


# --- volume -------------------------------------------------------------------------------------------------


def _volumes(content: EditionContent, wall: Wall) -> Iterator[Volume]:
    speech = wall.speech
    for section in content.sections:
        if section.volume:
            articles = speech.count(section.volume[-1], "article")
            usual = speech.figure(section.usual) if section.usual is not None else ""
            yield Volume(
                one_line(section.name, 40),
                speech.say("volume_usual" if usual else "volume_unknown", articles=articles, usual=usual),
                speech.say("volume_days", n=len(section.volume)),
                sparkline(section.volume) if len(section.volume) > 1 else "",
            )  # fmt: skip
