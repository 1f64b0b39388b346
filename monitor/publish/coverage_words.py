"""What an edition says about its feeds: dead, silent, empty and holed are told apart; silence is never called proof."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.coverage import Coverage, Spell
from monitor.model.feed import FeedState
from monitor.publish.edition import BROKEN
from monitor.publish.words import Wall, count, one_line

NAMED = 3  # feeds that the coverage paragraph names; the list has all
LISTED = 25
MANY = 3  # so many feeds are not polled for a reason of ours
OURS = {FeedState.UNPOLLED: "monitor was not running", FeedState.NEW: "monitor has just met them"}

MUTE = BROKEN - {FeedState.GAP, FeedState.UNPOLLED} | {FeedState.SILENT}

WORDS = {
    FeedState.SLOW: "slow",
    FeedState.SILENT: "silent",
    FeedState.EMPTY: "empty",
    FeedState.BLOCKED: "blocked",
    FeedState.FAILING: "failing",
    FeedState.DEAD: "dead",
    FeedState.GONE: "gone",
    FeedState.UNPOLLED: "not polled",
    FeedState.PAUSED: "paused",
    FeedState.NEW: "not polled yet",
    FeedState.OK: "healthy",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of "feeds in trouble"."""

    title: str
    state: str  # the word, with since when
    detail: str
    broken: bool


@dataclass(frozen=True, slots=True)
class CoverageWords:
    """Coverage as sentences: the count, the worst by name, and all of them as lines."""

    head: str
    named: str
    trouble: tuple[Trouble, ...]
    more: int
    broken: int  # feeds whose silence proves nothing


def coverage_words(coverage: Coverage, wall: Wall) -> CoverageWords:
    """The sentences for one window."""
    lines = [_line(spell, wall) for spell in _grouped(coverage)]
    broken = len({spell.feed for spell in coverage.trouble if spell.state in BROKEN})
    return CoverageWords(
        _head(coverage), _named(lines, broken), tuple(lines[:LISTED]), max(0, len(lines) - LISTED), broken
    )


def _head(coverage: Coverage) -> str:
    if coverage.feeds == 0:
        return "No feed was polled."
    if coverage.healthy == coverage.feeds:
        return "The one feed was healthy." if coverage.feeds == 1 else f"All {coverage.feeds} feeds healthy."
    return f"{coverage.healthy} of {count(coverage.feeds, 'feed')} healthy."


def _named(lines: Sequence[Trouble], broken: int) -> str:
    if not lines:
        return ""
    sentences = [f"{line.title}: {line.state}." for line in lines[:NAMED]]
    if len(lines) > NAMED:
        sentences.append(f"And {len(lines) - NAMED} more, listed below.")
    if broken:
        these = "it" if broken == 1 else f"these {broken}"
        sentences.append(f"Silence from {these} is not proof of silence.")
    return " ".join(sentences)


def _grouped(coverage: Coverage) -> list[Spell]:
    """The spells, worst first. Where many feeds were not polled, now or ever, that was us: one line for all of them."""
    spells = list(coverage.trouble)
    for state in OURS:
        same = [spell for spell in spells if spell.state is state]
        if len(same) >= MANY:
            rest = [spell for spell in spells if spell.state is not state]
            spells = [_together(same), *rest] if state is FeedState.UNPOLLED else [*rest, _together(same)]
    return spells


def _together(same: Sequence[Spell]) -> Spell:
    ends = [spell.end for spell in same if spell.end is not None]
    end = max(ends) if len(ends) == len(same) else None
    start, state = min(spell.start for spell in same), same[0].state
    return Spell("", f"{len(same)} feeds", state, start, end, OURS[state])


def _line(spell: Spell, wall: Wall) -> Trouble:
    detail = one_line(spell.detail, 160)
    title = one_line(spell.title or spell.feed, 60)
    if spell.state is FeedState.GAP:
        size = f" of {detail}" if detail else ""
        return Trouble(title, f"gap{size} at {wall.short(spell.start)}", "", broken=True)
    when = "" if spell.state is FeedState.NEW else f" {_when(spell, wall)}"
    last = f"Last new article {wall.short(spell.last)}" if spell.last and spell.state in MUTE else ""
    return Trouble(title, f"{WORDS[spell.state]}{when}", ". ".join(filter(None, (detail, last))), spell.state in BROKEN)


def _when(spell: Spell, wall: Wall) -> str:
    if spell.end is None or spell.end >= wall.end:
        return f"since {wall.short(spell.start)}"
    return f"from {wall.short(spell.start)} to {wall.short(spell.end)}"
