"""What an edition says about its feeds: dead, silent, empty and holed are told apart; silence is never called proof."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.model.coverage import Coverage, Spell
from monitor.model.feed import FeedState
from monitor.publish.edition import BROKEN
from monitor.publish.speech import Speech
from monitor.publish.words import Wall, one_line

NAMED = 3  # feeds that the coverage paragraph names; the list has all
LISTED = 25
MANY = 3  # so many feeds are not polled for a reason of ours
OURS = {FeedState.UNPOLLED: "was_down", FeedState.NEW: "just_met"}  # the reason, as a sentence of the language
ABOUT = re.compile(r"about (?:(\d+) h)? ?(?:(\d+)(?: min)?)?")

MUTE = BROKEN - {FeedState.GAP, FeedState.UNPOLLED} | {FeedState.SILENT}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of "feeds in trouble"."""

    title: str
    state: str  # the word, with since when
    detail: str  # why
    last: str  # when it last gave an article
    broken: bool


@dataclass(frozen=True, slots=True)
class CoverageWords:
    """Coverage as sentences: the count, the worst by name, and all of them as lines."""

    head: str
    named: str
    trouble: tuple[Trouble, ...]
    more: str
    broken: int  # feeds whose silence proves nothing


def coverage_words(coverage: Coverage, wall: Wall) -> CoverageWords:
    """The sentences for one window."""
    lines = [_line(spell, wall) for spell in _grouped(coverage, wall.speech)]
    broken = len({spell.feed for spell in coverage.trouble if spell.state in BROKEN})
    more = len(lines) - LISTED
    rest = wall.speech.say("more", n=more) if more > 0 else ""
    return CoverageWords(_head(coverage, wall.speech), _named(lines, broken, wall.speech), tuple(lines[:LISTED]), rest,
                         broken)  # fmt: skip


def _head(coverage: Coverage, speech: Speech) -> str:
    if coverage.feeds == 0:
        return speech.say("no_feed")
    if coverage.healthy == coverage.feeds:
        return speech.count(coverage.feeds, "all_healthy")
    return speech.say("some_healthy", healthy=coverage.healthy, feeds=speech.count(coverage.feeds, "feed"))


def _named(lines: Sequence[Trouble], broken: int, speech: Speech) -> str:
    if not lines:
        return ""
    sentences = [speech.say("named", feed=line.title, state=line.state) for line in lines[:NAMED]]
    if len(lines) > NAMED:
        sentences.append(speech.say("listed_below", n=len(lines) - NAMED))
    if broken:
        sentences.append(speech.count(broken, "silence"))
    return " ".join(sentences)


def _grouped(coverage: Coverage, speech: Speech) -> list[Spell]:
    """The spells, worst first. Where many feeds were not polled, now or ever, that was us: one line for all of them."""
    spells = list(coverage.trouble)
    for state, why in OURS.items():
        same = [spell for spell in spells if spell.state is state]
        if len(same) >= MANY:
            rest = [spell for spell in spells if spell.state is not state]
            one = _together(same, speech, why)
            spells = [one, *rest] if state is FeedState.UNPOLLED else [*rest, one]
    return spells


def _together(same: Sequence[Spell], speech: Speech, why: str) -> Spell:
    ends = [spell.end for spell in same if spell.end is not None]
    end = max(ends) if len(ends) == len(same) else None
    start, title = min(spell.start for spell in same), speech.count(len(same), "feed")
    return Spell("", title, same[0].state, start, end, speech.say(why))


def _line(spell: Spell, wall: Wall) -> Trouble:
    say, detail = wall.speech.say, one_line(spell.detail, 160)
    title = one_line(spell.title or spell.feed, 60)
    if spell.state is FeedState.GAP:
        size, time = _about(detail, wall.speech), wall.short(spell.start)
        gap = say("gap_of", size=size, time=time) if size else say("gap", time=time)
        return Trouble(title, gap, "", "", broken=True)
    said = spell.last and spell.state in MUTE
    last = say("last_article", time=wall.short(spell.last)) if spell.last and said else ""
    return Trouble(title, _state(spell, wall), detail, last, spell.state in BROKEN)


def _about(detail: str, speech: Speech) -> str:
    """The size of a gap, which is kept in English: `about 12 min`, `about 2 h 10`."""
    found = ABOUT.fullmatch(detail)
    if found is None:
        return detail
    hours, minutes = (int(part or 0) for part in found.groups())
    return speech.say("about", span=speech.duration(timedelta(hours=hours, minutes=minutes)))


def _state(spell: Spell, wall: Wall) -> str:
    say = wall.speech.say
    word, start = say(spell.state.value), wall.short(spell.start)
    if spell.state is FeedState.NEW:
        return word
    if spell.end is None or spell.end >= wall.end:
        return say("state_since", state=word, time=start)
    return say("state_span", state=word, start=start, end=wall.beside(spell.end, spell.start))
