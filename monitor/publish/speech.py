"""How an edition speaks: its sentences, nouns, times and numbers. Each language is a file of tongues/."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Forms = tuple[str, str]  # for one, for any other number


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names of days and months, and the forms that dates take: {weekday}, {full_weekday}, {day}, {month},
    {full_month}, {year}."""

    days: tuple[str, ...]
    full_days: tuple[str, ...]
    months: tuple[str, ...]
    full_months: tuple[str, ...]
    day: str  # Mon 23 Nov
    day_year: str  # Mon 23 Nov 2026
    day_alone: str  # Fri 20, where the month is said soon after
    date: str  # 12 Nov
    long: str  # Monday 23 November 2026


@dataclass(frozen=True, slots=True)
class Speech:
    """A language. `says` are its sentences, `nouns` what is counted; `point` and `groups` part numbers."""

    lang: str
    calendar: Calendar
    says: Mapping[str, str]
    nouns: Mapping[str, Forms]
    point: str = "."
    groups: str = ","
    zero_is_one: bool = False  # as in French

    def say(self, name: str, /, **values: object) -> str:
        """A sentence."""
        return self.says[name].format(**values)

    def count(self, n: int, noun: str, /, **values: object) -> str:
        """`7 stories`."""
        one, many = self.nouns[noun]
        return (one if n == 1 or (n == 0 and self.zero_is_one) else many).format(n=self.number(n), **values)

    def number(self, n: int) -> str:
        """`1,012`."""
        return f"{n:,}".replace(",", self.groups)

    def figure(self, value: float) -> str:
        """One decimal below ten, none above, and none where it says nothing: `2.5`, `4`, `11`."""
        return f"{value:.1f}".removesuffix(".0").replace(".", self.point) if value < 10 else self.number(round(value))

    def duration(self, span: timedelta) -> str:
        """`12 min`, `2 h 10`, `3 d`: for people, never finer than a minute."""
        minutes = max(0, int(span.total_seconds()) // 60)
        if minutes < 60:
            return self.say("minutes", n=minutes)
        if span < DAY:
            return self.say("hours_minutes" if minutes % 60 else "hours", n=minutes // 60, m=f"{minutes % 60:02}")
        return self.say("days", n=self.number(span // DAY))

    def age(self, moment: datetime, end: datetime) -> str:
        """How long before `end`: `12 min ago`, `3 h ago`, `2 d ago`; nothing finer."""
        span = end - moment
        if span < timedelta(minutes=1):
            return self.say("just_now")
        return self.say("ago", span=self.duration(span) if span < HOUR else self._coarse(span))

    def dated(self, form: str, at: datetime) -> str:
        """A local time in one of the forms of the calendar."""
        names, weekday, month = self.calendar, at.weekday(), at.month - 1
        text: str = getattr(names, form).format(
            weekday=names.days[weekday], full_weekday=names.full_days[weekday], day=at.day,
            month=names.months[month], full_month=names.full_months[month], year=at.year,
        )  # fmt: skip
        return text

    def _coarse(self, span: timedelta) -> str:
        if span < 2 * DAY:
            return self.say("hours", n=span // HOUR)
        return self.say("days", n=self.number(span // DAY))
