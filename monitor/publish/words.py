"""Words for mails and alerts: ages, times, counts, one-line texts. Pure; nothing here knows a channel.

Ages count from the end of an edition's window, never from the moment somebody looks: what was sent stays true.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.lang.text import squeeze
from monitor.model.digest import EVERY_DAY, DigestSpec
from monitor.model.topic import Evidence
from monitor.publish.speech import Speech
from monitor.publish.tongues import en

ENGLISH = en.SPEECH
DAYS = en.CALENDAR.days
BLOCKS = "▁▂▃▄▅▆▇█"
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？])")
ENDS = re.compile(r"[.!?…。！？][\"'”’)」』]*$")
LEAST_SENTENCE = 40  # characters; what is shorter ended at an abbreviation
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def one_line(text: str, chars: int = 1000) -> str:
    """`text` on one line, without controls, line ends and bidi overrides, at most `chars` long."""
    return shorten(squeeze(text[: 4 * chars]), chars)


def shorten(text: str, chars: int) -> str:
    """`text` cut to `chars` with an ellipsis, between words where there is a space near the end."""
    if len(text) <= chars:
        return text
    head = text[: chars - 1]
    space = head.rfind(" ")
    return (head[:space] if space > chars * 2 // 3 else head).rstrip() + "…"


def gist(text: str, chars: int = 220) -> str:
    """The first one or two sentences of a plain text, at most `chars` long; not a second one that an excerpt cut."""
    line = one_line(text, 4 * chars)
    sentences = [part for part in SENTENCE_END.split(line) if part]
    first = sentences[0] if sentences else ""
    both = " ".join(sentences[:2])
    if len(first) < LEAST_SENTENCE:  # "SEOUL, Nov." ends no sentence
        return shorten(line, chars)
    return shorten(both if len(both) <= chars and ENDS.search(both) else first, chars)


def count(n: int, noun: str, plural: str | None = None) -> str:
    """`1 story`, `7 stories`."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def stories(n: int) -> str:
    """`1 story`, `7 stories`."""
    return count(n, "story", "stories")


def listed(names: Sequence[str], most: int = 3) -> str:
    """`A, B, C, +2`."""
    rest = len(names) - most
    return ", ".join([*names[:most], f"+{rest}"] if rest > 0 else names)


def duration(span: timedelta) -> str:
    """`12 min`, `2 h 10`, `3 d`: for people, never finer than a minute."""
    return ENGLISH.duration(span)


def age(moment: datetime, end: datetime) -> str:
    """How long before `end`: `12 min ago`, `3 h ago`, `2 d ago`; nothing finer."""
    return ENGLISH.age(moment, end)


class Wall:
    """Times as the readers of one zone and language write them; the year only where it is not `end`'s."""

    def __init__(self, zone: str, end: datetime, speech: Speech = ENGLISH) -> None:
        """`zone` is an IANA name; `end` the moment that ages count from."""
        self.zone, self.name, self.end, self.speech = ZoneInfo(zone), zone, end, speech

    def local(self, moment: datetime) -> datetime:
        """The wall time of an instant."""
        return moment.astimezone(self.zone)

    def clock(self, moment: datetime) -> str:
        """`07:30`."""
        return f"{self.local(moment):%H:%M}"

    def day(self, moment: datetime) -> str:
        """`Mon 23 Nov`, with the year when it is another one."""
        at = self.local(moment)
        return self.speech.dated("day" if at.year == self.local(self.end).year else "day_year", at)

    def long_day(self, moment: datetime) -> str:
        """`Monday 23 November 2026`."""
        return self.speech.dated("long", self.local(moment))

    def short(self, moment: datetime) -> str:
        """`16:20` on the last day of the window, `Sun 16:20` within a week of it, else `12 Nov 16:20`."""
        at, last = self.local(moment), self.local(self.end)
        days = (last.date() - at.date()).days
        if days == 0:
            return self.clock(moment)
        if 0 < days < len(DAYS):
            return f"{self.speech.calendar.days[at.weekday()]} {self.clock(moment)}"
        date = self.speech.dated("date", at) if at.year == last.year else self.day(moment)
        return f"{date} {self.clock(moment)}"

    def beside(self, moment: datetime, other: datetime) -> str:
        """As `short`, with the last day named too when `other` is of another: "from Fri 10:41 to Mon 10:01"."""
        at, short = self.local(moment), self.short(moment)
        if short != self.clock(moment) or at.date() == self.local(other).date():
            return short
        return f"{self.speech.calendar.days[at.weekday()]} {short}"

    def full(self, moment: datetime) -> str:
        """`Sun 22 Nov 07:30`."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def age(self, moment: datetime) -> str:
        """How long before `end`."""
        return self.speech.age(moment, self.end)

    def span(self, start: datetime, end: datetime) -> str:
        """`Fri 20 – Mon 23 Nov`; one day alone when both are the same."""
        first, last = self.day(start), self.day(end)
        if first == last:
            return last
        a, b = self.local(start), self.local(end)
        same_month = (a.year, a.month) == (b.year, b.month)
        return self.speech.say("span", first=self.speech.dated("day_alone", a) if same_month else first, last=last)


def sparkline(values: Sequence[int]) -> str:
    """Block characters from 0 to the largest value."""
    top = max(values, default=0) or 1
    return "".join(BLOCKS[value * (len(BLOCKS) - 1) // top] for value in values)


def figure(value: float) -> str:
    """One decimal below ten, none above, and none where it says nothing: `2.5`, `4`, `11`."""
    return ENGLISH.figure(value)


def why_matched(evidence: Iterable[Evidence], most: int = 4, speech: Speech = ENGLISH) -> str:
    """`"Sohae" (title, body ×4); "launch station" (title)`."""
    terms: dict[str, dict[str, int]] = {}
    for hit in evidence:
        fields = terms.setdefault(one_line(hit.term, 60).strip('"'), {})
        name = speech.says.get(hit.field, hit.field)
        fields[name] = fields.get(name, 0) + 1
    return "; ".join([f'"{term}" ({_fields(fields)})' for term, fields in terms.items()][:most])


def _fields(fields: dict[str, int]) -> str:
    return ", ".join(name if n == 1 else f"{name} ×{n}" for name, n in fields.items())


def schedule_words(spec: DigestSpec, speech: Speech = ENGLISH) -> str:
    """`Mon–Fri 07:30 Europe/Vienna`, `every 6 hours`."""
    if spec.every_hours is not None:
        return speech.count(spec.every_hours, "every_hours")
    return f"{_weekdays(spec.days, speech)} {', '.join(f'{at:%H:%M}' for at in spec.times)} {spec.zone}"


def _weekdays(days: Sequence[int], speech: Speech) -> str:
    chosen, names = sorted(set(days)), speech.calendar.days
    if tuple(chosen) == EVERY_DAY:
        return speech.say("daily")
    if len(chosen) > 2 and chosen[-1] - chosen[0] == len(chosen) - 1:
        return speech.say("weekdays", first=names[chosen[0]], last=names[chosen[-1]])
    return ", ".join(names[day] for day in chosen)


def period_name(period: datetime) -> str:
    """A period as it stands in an edition's address: `20261123T0630Z`, UTC."""
    return f"{period.astimezone(UTC):%Y%m%dT%H%MZ}"


def web_link(url: str | None) -> str | None:
    """`url` when it is an absolute http(s) address on one line, else None: nothing else becomes a link."""
    if not url or any(char.isspace() or unicodedata.category(char) in INVISIBLE for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
