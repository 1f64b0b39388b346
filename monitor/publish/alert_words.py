"""A letter of an alert as words, ready for a template: made once, for both parts of a mail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.lang.fold import fold
from monitor.lang.urls import host_of
from monitor.model.alert import AlertContent, AlertKind, AlertRow, AlertSpec, FeedRow, Hold, Source, SpikeRow
from monitor.model.digest import Correction, Seen
from monitor.model.feed import FeedState
from monitor.publish.letter import Corrected
from monitor.publish.letter_view import LANGUAGE
from monitor.publish.tongues import speech
from monitor.publish.words import Wall, listed, one_line, shorten, web_link, why_matched

TITLE_CHARS, NAME_CHARS, SUBJECT_NAME, SUBJECT_TITLE = 240, 80, 40, 120
SHOWN, SHORT = 20, 60  # stories in full; those that the cap held back, as lines
NAMED = 4
MONITOR = "monitor"


@dataclass(frozen=True, slots=True)
class Joined:
    """An article that is new in a story."""

    title: str
    lang: str | None
    link: str
    by: str  # outlet and time


@dataclass(frozen=True, slots=True)
class Told:
    """A story as the mail shows it."""

    title: str
    lang: str | None
    link: str
    source: str | None
    host: str
    outlet: str
    when: str
    news: str  # what is new about it
    gist: str
    joined: tuple[Joined, ...]
    counts: str
    why: str
    topics: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something in one line, with where it leads."""

    title: str
    words: str
    link: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class SpikeWords:
    """A spike: its sentence and some of the stories."""

    name: str
    words: str
    link: str
    stories: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AlertLetter:
    """All the words of an alert."""

    name: str
    at: str
    notes: tuple[str, ...]
    preheader: str
    stories: tuple[Told, ...]
    more: str
    spikes: tuple[SpikeWords, ...]
    feeds: tuple[Line, ...]
    held: str
    held_lines: tuple[Line, ...]
    held_more: str
    corrected: tuple[Corrected, ...]
    after: str
    why: str
    address: str
    stop: str | None
    lang: str
    labels: Mapping[str, str]


def wall_of(content: AlertContent) -> Wall:
    """The times and words of its readers."""
    return Wall(content.zone, content.at, speech(content.language))


def alert_words(spec: AlertSpec, content: AlertContent, base: str, stop: str | None, most: int = SHOWN) -> AlertLetter:
    """The words of `content`; links begin with `base`. `most` stories in full."""
    wall = wall_of(content)
    say = wall.speech.say
    full = [row for row in content.rows if row.held is not Hold.CAP]
    lines = _held(content, wall, base)
    rest = len(lines) - SHORT
    return AlertLetter(
        name=one_line(content.name, NAME_CHARS), at=f"{wall.full(content.at)}, {content.zone}",
        notes=tuple(_notes(content, wall)), preheader=subject(content).partition("] ")[2],
        stories=tuple(_story(row, wall, base) for row in full[:most]),
        more=say("more", n=len(full) - most) if len(full) > most else "",
        spikes=tuple(_spike(one, wall, base) for one in content.spikes if one.held is not Hold.CAP),
        feeds=tuple(_feed(one, wall, base) for one in content.feeds if one.held is not Hold.CAP),
        held=say("alert_cap", alerts=wall.speech.count(len(lines), "alert"), cap=content.cap) if lines else "",
        held_lines=tuple(lines[:SHORT]), held_more=say("more", n=rest) if rest > 0 else "",
        corrected=tuple(_corrected(one, wall, base) for one in content.corrected),
        after=say("alert_next") if full else "", why=say("alert_why", name=one_line(spec.name, NAME_CHARS)),
        address=f"{base}/alerts/{content.alert}/{content.number}", stop=stop, lang=wall.speech.lang,
        labels=wall.speech.says,
    )  # fmt: skip


# --- subject ------------------------------------------------------------------------------------------------


def subject(content: AlertContent) -> str:
    """The subject line: topic and headline."""
    wall = wall_of(content)
    head, what = _head(content, wall)
    more = len(content.rows) + len(content.spikes) + len(content.feeds) - 1
    if more > 0 and (content.rows or content.spikes):
        what = wall.speech.say("alert_more", what=what, n=more)
    return f"[{shorten(one_line(head, NAME_CHARS), SUBJECT_NAME)}] {wall.speech.say('alert_subject', what=what)}"


def _head(content: AlertContent, wall: Wall) -> tuple[str, str]:
    """(topic or monitor, what happened): of the newest thing that is told in full."""
    say = wall.speech.say
    rows = [row for row in content.rows if row.held is not Hold.CAP] or list(content.rows)
    if content.spikes:
        one = content.spikes[0]
        return one.name, _spiked("alert_spike", one, wall)
    if rows:
        row = rows[0]
        title = shorten(one_line(row.lead.title, TITLE_CHARS), SUBJECT_TITLE) or say("no_headline")
        name = row.topics[0] if row.topics else content.name
        names = listed([_outlet(seen) for seen in row.joined], 2)
        form = {AlertKind.ORIGIN: "alert_origin", AlertKind.OUTLET: "alert_outlet"}.get(row.kind)
        return name, _form(wall, form, title, names) if form else title
    return MONITOR, _feeds_in_short(content.feeds, wall)


def _form(wall: Wall, form: str, title: str, names: str) -> str:
    return wall.speech.says[form].format(title=title, names=names)


def _feeds_in_short(feeds: Sequence[FeedRow], wall: Wall) -> str:
    say, bad = wall.speech.say, [one for one in feeds if one.kind in (AlertKind.FEED, AlertKind.SILENCE)]
    away = [one for one in feeds if one.kind is AlertKind.OUTAGE]
    if bad:
        return say("alert_feeds", feeds=_named(bad) if len(bad) == 1 else wall.speech.count(len(bad), "feed"))
    if away:
        longest = max((one.until or one.since) - one.since for one in away)
        return say("alert_outage", span=wall.speech.duration(longest))
    return say("alert_recovered", feeds=_named(feeds))


def _named(feeds: Sequence[FeedRow]) -> str:
    return listed([one_line(one.title, 60) for one in feeds], 2)


# --- notes --------------------------------------------------------------------------------------------------


def _notes(content: AlertContent, wall: Wall) -> Iterator[str]:
    say = wall.speech.say
    held = [one.held for one in content.rows] + [one.held for one in content.spikes]
    waited = [*held, *(one.held for one in content.feeds)].count(Hold.QUIET)
    if content.quiet and waited:
        alerts = wall.speech.count(waited, "alert")
        yield say("alert_quiet", first=content.quiet[0], last=content.quiet[1], alerts=alerts)
    if content.last_today:
        yield say("alert_last", cap=content.cap)


def _held(content: AlertContent, wall: Wall, base: str) -> list[Line]:
    """What the cap held back, a line each."""
    rows = [
        Line(_title(row.lead, wall), f"{_outlet(row.lead)}, {wall.short(row.lead.at)}", _link(row, base),
             _lang(row.lead.lang))
        for row in content.rows if row.held is Hold.CAP
    ]  # fmt: skip
    rows += [
        Line(one_line(one.name, NAME_CHARS), _spiked("alert_spike", one, wall), f"{base}/topics/{one.topic}/spikes")
        for one in content.spikes if one.held is Hold.CAP
    ]  # fmt: skip
    return rows + [_feed(one, wall, base) for one in content.feeds if one.held is Hold.CAP]


# --- stories ------------------------------------------------------------------------------------------------


def _story(row: AlertRow, wall: Wall, base: str) -> Told:
    say, lead = wall.speech.say, row.lead
    why = why_matched(row.evidence, speech=wall.speech)
    return Told(
        title=_title(lead, wall), lang=_lang(lead.lang), link=_link(row, base), source=web_link(lead.url),
        host=say("read_at", host=_host(lead.url)), outlet=_outlet(lead),
        when=say("story_when", time=wall.short(lead.at), age=wall.age(lead.at)), news=_news(row, wall),
        gist=row.summary, joined=tuple(_joined(one, wall, base) for one in row.joined[:NAMED]),
        counts=_counts(row, wall), why=say("why", terms=why) if why else "",
        topics=", ".join(one_line(name, NAME_CHARS) for name in row.topics),
    )  # fmt: skip


def _news(row: AlertRow, wall: Wall) -> str:
    say = wall.speech.say
    if row.kind is AlertKind.FIRST:
        return say("alert_first")
    new = [one.name for one in row.sources if one.new]
    if row.kind is AlertKind.ORIGIN and new:
        return say("alert_new_origin", names=listed([one_line(name, NAME_CHARS) for name in new], NAMED))
    return say("alert_new_outlet", names=listed([_outlet(one) for one in row.joined], NAMED))


def _counts(row: AlertRow, wall: Wall) -> str:
    """How many independent sources, which, and how that is known; and how many outlets."""
    say, count = wall.speech.say, wall.speech.count
    names = listed([_source(one, wall) for one in row.sources], NAMED)
    known = say("alert_sources", origins=count(len(row.sources), "origin"), names=names)
    told = say("alert_counts", sources=known if row.sources else say("origin_unknown"),
               outlets=count(row.outlets, "outlet"))  # fmt: skip
    copies = say("alert_copies", copies=count(row.copies, "copy")) if row.copies else ""
    return " · ".join(filter(None, (told, copies)))


def _source(one: Source, wall: Wall) -> str:
    how = wall.speech.says.get(f"source_{one.kind}", one.kind)
    shown = one.said and one.kind in ("carried", "cited") and fold(one.said) != fold(one.name)
    said = f" “{one_line(one.said, 40)}”" if shown else ""
    return f"{one_line(one.name, NAME_CHARS)} ({how}{said})"


def _joined(one: Seen, wall: Wall, base: str) -> Joined:
    return Joined(_title(one, wall), _lang(one.lang), f"{base}/articles/{one.article}",
                  f"{_outlet(one)}, {wall.short(one.at)}")  # fmt: skip


def _corrected(one: Correction, wall: Wall, base: str) -> Corrected:
    say, count = wall.speech.say, wall.speech.count
    what = say("alert_changed", time=wall.short(one.changed), told=wall.short(one.told))
    words = ", ".join(filter(None, (count(one.came, "word_came") if one.came else "",
                                    count(one.went, "word_went") if one.went else "")))  # fmt: skip
    return Corrected(_title(one.seen, wall), _lang(one.seen.lang), f"{base}/articles/{one.seen.article}#changes",
                     _outlet(one.seen), what, one_line(one.was, TITLE_CHARS), words)  # fmt: skip


def _title(seen: Seen, wall: Wall) -> str:
    return one_line(seen.title, TITLE_CHARS) or wall.speech.say("no_headline")


def _outlet(seen: Seen) -> str:
    return one_line(seen.name or seen.outlet, NAME_CHARS)


def _link(row: AlertRow, base: str) -> str:
    return f"{base}/stories/{row.story}" if row.story else f"{base}/articles/{row.lead.article}"


def _lang(lang: str | None) -> str | None:
    return lang if lang and LANGUAGE.fullmatch(lang) else None


def _host(url: str | None) -> str:
    return one_line(host_of(url or "") or "", NAME_CHARS)


# --- spikes and feeds ---------------------------------------------------------------------------------------


def _spike(one: SpikeRow, wall: Wall, base: str) -> SpikeWords:
    stories = tuple(
        Line(one_line(title, TITLE_CHARS), "", f"{base}/stories/{number}") for number, title in one.headlines
    )
    return SpikeWords(one_line(one.name, NAME_CHARS), _spiked("alert_spike_said", one, wall),
                      f"{base}/topics/{one.topic}/spikes", stories)  # fmt: skip


def _spiked(form: str, one: SpikeRow, wall: Wall) -> str:
    speech_ = wall.speech
    return speech_.says[form].format(
        stories=speech_.count(one.stories, "story"), span=speech_.duration(timedelta(hours=one.hours)),
        usual=speech_.figure(one.expected),
    )  # fmt: skip


def _feed(one: FeedRow, wall: Wall, base: str) -> Line:
    link = f"{base}/feeds/{one.feed}" if one.feed else f"{base}/feeds"
    return Line(one_line(one.title, NAME_CHARS), _feed_words(one, wall), link)


def _feed_words(one: FeedRow, wall: Wall) -> str:
    say, count = wall.speech.say, wall.speech.count
    if one.kind is AlertKind.OUTAGE:
        feeds = count(one.failures, "feed")
        return say("alert_away", start=wall.full(one.since), end=wall.full(one.until or one.since), feeds=feeds)
    if one.kind is AlertKind.SILENCE:
        return say("alert_pair", time=wall.short(one.since), other=one_line(one.other, NAME_CHARS))
    if one.state == FeedState.GAP:
        gap = say("gap", time=wall.short(one.since))
        return say("alert_feed_back", state=gap) if one.kind is AlertKind.RECOVERED else gap
    word = say(one.state)
    if one.kind is AlertKind.RECOVERED:
        start, end = wall.short(one.since), wall.beside(one.until or wall.end, one.since)
        return say("alert_feed_back", state=say("state_span", state=word, start=start, end=end))
    state = say("state_since", state=word, time=wall.short(one.since))
    if one.failures:
        state = say("alert_feed_failed", state=state, failed=count(one.failures, "failed_poll"))
    detail = one_line(one.detail, 160)
    return f"{state}: {detail}" if detail else state
