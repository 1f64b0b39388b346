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

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
               "November", "December")  # fmt: skip
BLOCKS = "▁▂▃▄▅▆▇█"
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？])")
LEAST_SENTENCE = 40  # characters; what is shorter ended at an abbreviation
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
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
    """The first one or two sentences of a plain text, at most `chars` long."""
    line = one_line(text, 4 * chars)
    sentences = [part for part in SENTENCE_END.split(line) if part]
    first = sentences[0] if sentences else ""
    both = " ".join(sentences[:2])
    if len(first) < LEAST_SENTENCE:  # "SEOUL, Nov." ends no sentence
        return shorten(line, chars)
    return shorten(both if len(both) <= chars else first, chars)


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
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes} min"
    if span < DAY:
        return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"
    return f"{span // DAY} d"


def age(moment: datetime, end: datetime) -> str:
    """How long before `end`: `12 min ago`, `3 h ago`, `2 d ago`; nothing finer."""
    span = end - moment
    if span < timedelta(minutes=1):
        return "just now"
    return f"{duration(span) if span < HOUR else _coarse(span)} ago"


def _coarse(span: timedelta) -> str:
    return f"{span // HOUR} h" if span < 2 * DAY else f"{span // DAY} d"


class Wall:
    """Times as the readers of one zone write them; the year only where it is not `end`'s."""

    def __init__(self, zone: str, end: datetime) -> None:
        """`zone` is an IANA name; `end` the moment that ages count from."""
        self.zone, self.name, self.end = ZoneInfo(zone), zone, end

    def local(self, moment: datetime) -> datetime:
        """The wall time of an instant."""
        return moment.astimezone(self.zone)

    def clock(self, moment: datetime) -> str:
        """`07:30`."""
        return f"{self.local(moment):%H:%M}"

    def day(self, moment: datetime) -> str:
        """`Mon 23 Nov`, with the year when it is another one."""
        at = self.local(moment)
        year = "" if at.year == self.local(self.end).year else f" {at.year}"
        return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}{year}"

    def long_day(self, moment: datetime) -> str:
        """`Monday 23 November 2026`."""
        at = self.local(moment)
        return f"{FULL_DAYS[at.weekday()]} {at.day} {FULL_MONTHS[at.month - 1]} {at.year}"

    def short(self, moment: datetime) -> str:
        """`16:20` on the last day of the window, `Sun 16:20` within a week of it, else `12 Nov 16:20`."""
        days = (self.local(self.end).date() - self.local(moment).date()).days
        if days == 0:
            return self.clock(moment)
        if 0 < days < len(DAYS):
            return f"{DAYS[self.local(moment).weekday()]} {self.clock(moment)}"
        return f"{self.day(moment)[4:]} {self.clock(moment)}"

    def full(self, moment: datetime) -> str:
        """`Sun 22 Nov 07:30`."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def span(self, start: datetime, end: datetime) -> str:
        """`Fri 20 – Mon 23 Nov`; one day alone when both are the same."""
        first, last = self.day(start), self.day(end)
        if first == last:
            return last
        same_month = first.split()[2:] == last.split()[2:]
        return f"{' '.join(first.split()[:2]) if same_month else first} – {last}"


def sparkline(values: Sequence[int]) -> str:
    """Block characters from 0 to the largest value."""
    top = max(values, default=0) or 1
    return "".join(BLOCKS[value * (len(BLOCKS) - 1) // top] for value in values)


def figure(value: float) -> str:
    """One decimal below ten, none above, and none where it says nothing: `2.5`, `4`, `11`."""
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"


def why_matched(evidence: Iterable[Evidence], most: int = 4) -> str:
    """`"Sohae" (title, body ×4); "launch station" (title)`."""
    terms: dict[str, dict[str, int]] = {}
    for hit in evidence:
        fields = terms.setdefault(one_line(hit.term, 60).strip('"'), {})
        fields[hit.field] = fields.get(hit.field, 0) + 1
    return "; ".join([f'"{term}" ({_fields(fields)})' for term, fields in terms.items()][:most])


def _fields(fields: dict[str, int]) -> str:
    return ", ".join(name if n == 1 else f"{name} ×{n}" for name, n in fields.items())


def schedule_words(spec: DigestSpec) -> str:
    """`Mon–Fri 07:30 Europe/Vienna`, `every 6 hours`."""
    if spec.every_hours is not None:
        return "every hour" if spec.every_hours == 1 else f"every {spec.every_hours} hours"
    return f"{_weekdays(spec.days)} {', '.join(f'{at:%H:%M}' for at in spec.times)} {spec.zone}"


def _weekdays(days: Sequence[int]) -> str:
    chosen = sorted(set(days))
    if tuple(chosen) == EVERY_DAY:
        return "daily"
    if len(chosen) > 2 and chosen[-1] - chosen[0] == len(chosen) - 1:
        return f"{DAYS[chosen[0]]}–{DAYS[chosen[-1]]}"
    return ", ".join(DAYS[day] for day in chosen)


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
