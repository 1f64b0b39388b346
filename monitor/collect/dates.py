"""Dates of every shape that people write, as aware UTC instants.

Shapes are tried from the surest to the loosest. Where day and month could be taken for each other, only the string
itself may tell which is which (a number beyond 12, a weekday that fits); else there is no date.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from monitor.collect.dates_words import MONTHS, ZONES, bare, weekdays

LONGEST = 200  # characters
_EARLIEST = 1000  # nobody dates an article before; it is a year that lost its century, or a default
_NOON, _LAST_HOUR, _LAST_SECOND, _LAST_MINUTE = 12, 24, 60, 59
_PIVOT = 50  # two digits of a year, as RFC 2822 reads them
_SECONDS, _EARLY, _LATE = range(9, 11), 10**9, 2 * 10**9
_MILLISECONDS = 13

_MAIL = re.compile(
    r"\s*(?:[A-Za-z]{2,9}\.?,?\s+)?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4})"
    r" (\d\d):(\d\d)(?::(\d\d))? ?(?:GMT|UTC|UT|Z|([+-])(\d\d):?(\d\d))\s*"
)
_SHORT = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_HOUR, _MINUTE, _SECOND = (f"(?:{bare('시')}|時|时|点|點)", f"(?:{bare('분')}|分)", f"(?:{bare('초')}|秒)")
_AFTERNOON = (bare("오후"), "午後", "下午", "p", "μ")
_BEFORE = "|".join((bare("오전"), bare("오후"), "午前", "午後", "上午", "下午"))
_CLOCK = re.compile(
    rf"(?:(?<![\w:.])|(?<=\bt))(?:(?P<before>{_BEFORE})\s*)?(?P<h>\d{{1,2}})"
    rf"(?:(?::|h|\s*{_HOUR})\s*(?P<m>\d{{1,2}})(?:\s*(?::|{_MINUTE})\s*(?P<s>\d{{1,2}})(?:[.,]\d+)?)?"
    rf"\s*(?:{_MINUTE}|{_SECOND})?|(?=\s*[ap]\.?m\b))"
    r"(?:\s*(?P<after>[ap]\.?m\b|[πμ]\.?μ\b)\.?)?"
)
_BASIC_CLOCK = re.compile(r"t(?P<h>\d\d)(?P<m>\d\d)?(?P<s>\d\d)?(?:[.,]\d+)?(?![\d:])(?P<before>)(?P<after>)")
_ZONE = re.compile(
    r"\s*(?:\[?(?P<place>[a-z]+/[a-z_]+(?:/[a-z_]+)?)\]?"
    r"|(?:gmt|utc|ut|z)?\s*(?P<sign>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?!\d)"
    r"|\(?(?P<name>[a-z]{1,5})\b\)?)"
)
_YEAR_SIGN, _MONTH_SIGN, _DAY_SIGN = f"(?:{bare('년')}|年)", f"(?:{bare('월')}|月)", f"(?:{bare('일')}|日)"
_WORD, _DAY = r"([^\W\d_]{2,14})", r"(\d{1,2})(?:st|nd|rd|th|er|[oaªº]|η)?"
_YEAR, _GAP, _OF = r"'?(\d{4}|\d{2})(?![\d:])", r"[\s.,/-]+", r"(?:(?:de|del|of|di)\s+)?"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), order)
    for pattern, order in (
        (r"(\d{4})-?w(\d\d)(?:-?([1-7]))?(?![\d-])", "week"),
        (r"^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", "ymd"),
        (r"^(\d{4})-(\d{2})$", "ymd"),
        (r"^(\d{4})-?(\d{3})(?![\d-])", "ordinal"),
        (r"^(\d{4})(\d\d)(\d\d)(?=$|[t\s])", "ymd"),
        (r"^(\d{4})(\d\d)$", "ymd"),
        (r"^(\d{4})$", "ymd"),
        (r"(?<!\d)(\d{4})\s?([./])\s?(\d{1,2})\s?\2\s?(\d{1,2})\.?(?!\d)", "y-md"),
        (rf"(\d{{4}})\s*{_YEAR_SIGN}\s*(\d{{1,2}})\s*{_MONTH_SIGN}\s*(\d{{1,2}})\s*{_DAY_SIGN}", "ymd"),
        (rf"(?<![\d:]){_DAY}(?:{_GAP}|(?=[^\W\d_])){_OF}{_WORD}(?:{_GAP}){_OF}{_YEAR}", "dmy"),
        (rf"{_WORD}{_GAP}{_DAY}{_GAP}{_OF}(\d{{4}})(?!\d)", "mdy"),
        (rf"(?<!\d)(\d{{4}}){_GAP}{_WORD}{_GAP}(\d{{1,2}})(?!\d)", "ymd"),
        (r"(?<![\d.:])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d|:)", "numbers"),
    )
)
_DATE_CALL = re.compile(r"/date\((-?\d{1,16})(?:[+-]\d{4})?\)/")
_COMMENT = re.compile(r"(?<=\d)\s*\([^()]*\)")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_EAST = re.compile(_YEAR_SIGN)
_SEOUL = timezone(timedelta(hours=9))


def read_date(text: str | None) -> datetime | None:
    """The instant that `text` names, in UTC; without a zone it is taken as UTC. None when it names none."""
    if not text or len(text) > LONGEST:
        return None
    return _read(text)


@lru_cache(16_384)  # a feed says the same dates at each poll, and each date is asked for twice
def _read(text: str) -> datetime | None:
    for attempt in (_plain, _loose):
        try:
            if (found := attempt(text)) is not None:
                return found.astimezone(UTC).replace(microsecond=0) if found.year >= _EARLIEST else None
        except (ValueError, OverflowError):
            continue
    return None


def _plain(text: str) -> datetime | None:
    """The two shapes that nearly all have."""
    if (found := _MAIL.fullmatch(text)) is not None:
        day, month, year, hour, minute, second, sign, east, rest = found.groups()
        at = datetime(int(year), _SHORT[month], int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        if sign is None:
            return at
        offset = timedelta(hours=int(east), minutes=int(rest))
        return at + offset if sign == "-" else at - offset
    if text[4:5] == "-" and text[10:11] == "T":
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _loose(text: str) -> datetime | None:
    plain = " ".join(bare(text).split())
    if plain.isascii() and plain.replace(".", "", 1).isdigit() and (found := _count(plain)) is not None:
        return found
    if (call := _DATE_CALL.fullmatch(plain)) is not None:
        return _since(int(call[1]) / 1000)
    plain = _COMMENT.sub("", plain)
    if (day := _day(plain)) is not None:
        return _at(day[0], f"{plain[: day[1]]} {plain[day[2] :]}", plain)
    if (clock := _CLOCK.search(plain)) is None:
        return None
    rest = plain[clock.end() :]
    zone = _ZONE.match(rest)
    without = f"{plain[: clock.start()]} {rest[zone.end() :] if zone else rest}"
    day = _day(" ".join(without.split()))
    return None if day is None else _at(day[0], plain[clock.start() :], plain)


def _count(digits: str) -> datetime | None:
    """Seconds or milliseconds since 1970; or year, month, day, hour, minute in one row."""
    whole = digits.partition(".")[0]
    if len(whole) == _MILLISECONDS:
        return _since(int(whole) / 1000)
    if len(whole) in _SECONDS and _EARLY <= int(whole) < _LATE:
        return _since(float(digits))
    if len(digits) in (10, 12, 14):
        year, *rest = digits[:4], digits[4:6], digits[6:8], digits[8:10], digits[10:12], digits[12:]
        month, day, hour, minute, second = (int(part or 0) for part in rest)
        return _instant(date(int(year), month, day), (hour, minute, second), UTC)
    return None


def _since(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _at(day: date, rest: str, plain: str) -> datetime:
    """The instant of a day by the time and the zone in `rest`."""
    clock = _BASIC_CLOCK.match(rest.lstrip()) or _CLOCK.search(rest)
    after = (
        rest.lstrip()[clock.end() :] if clock and clock.re is _BASIC_CLOCK else rest[clock.end() :] if clock else rest
    )
    zone = _zone(after) or (_SEOUL if _EAST.search(plain) else UTC)
    return _instant(day, _time(clock) if clock else (0, 0, 0), zone)


def _time(clock: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = (int(clock[name] or 0) for name in ("h", "m", "s"))
    if half := clock["before"] or clock["after"]:
        hour = hour % _NOON + (_NOON if half.startswith(_AFTERNOON) else 0)
    return hour, minute, second


def _zone(after: str) -> tzinfo | None:
    """The zone that stands first in `after`; a name that nobody knows is none."""
    if (found := _ZONE.match(after)) is None:
        return None
    if found["place"]:
        return _place(found["place"])
    if found["sign"]:
        span = timedelta(hours=int(found["h"]), minutes=int(found["m"] or 0))
        return timezone(-span if found["sign"] == "-" else span)
    minutes = ZONES.get(found["name"].upper())
    return None if minutes is None else timezone(timedelta(minutes=minutes))


def _place(name: str) -> tzinfo | None:
    """A zone by its place, whatever its case."""
    try:
        return ZoneInfo("/".join("_".join(word.capitalize() for word in part.split("_")) for part in name.split("/")))
    except (ValueError, KeyError, OSError):
        return None


def _day(plain: str) -> tuple[date, int, int] | None:
    """The day that the text names, and where it stands."""
    for shape, order in _SHAPES:
        for found in shape.finditer(plain):
            try:
                day = _ORDERS[order](found, plain)
            except (ValueError, OverflowError):
                continue
            if day is not None:
                return day, found.start(), found.end()
    return None


def _parts(year: str, month: str, day: str | None) -> date | None:
    number = int(month) if month.isdigit() else MONTHS.get(month)
    return None if number is None else date(_year(year), number, int(day or 1))


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > len("99"):
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _ymd(found: re.Match[str], _: str) -> date | None:
    parts = (*found.groups(), None, None)
    return _parts(parts[0] or "", parts[1] or "1", parts[2])


def _dmy(found: re.Match[str], _: str) -> date | None:
    return _parts(found[3], found[2], found[1])


def _mdy(found: re.Match[str], _: str) -> date | None:
    return _parts(found[3], found[1], found[2])


def _year_first(found: re.Match[str], _: str) -> date | None:
    return date(int(found[1]), int(found[3]), int(found[4]))


def _week(found: re.Match[str], _: str) -> date:
    return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))


def _ordinal(found: re.Match[str], _: str) -> date | None:
    day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    return day if day.year == int(found[1]) else None


def _numbers(found: re.Match[str], plain: str) -> date | None:
    """Points stand between day and month. Else every order that gives a day is thought of, and one must remain."""
    first, mark, second, year = found.groups()
    orders = [(year, second, first)]
    if mark != ".":
        orders.append((year, first, second))
        if len(year) < len("2026"):
            orders.append((first, second, year))
    days = {day for order in orders if (day := _possible(*order)) is not None}
    if len(days) > 1:
        named = set().union(*(weekdays(word) for word in _LETTERS.findall(plain)))
        days = {day for day in days if day.weekday() in named}
    return days.pop() if len(days) == 1 else None


def _possible(year: str, month: str, day: str) -> date | None:
    try:
        return date(_year(year), int(month), int(day))
    except ValueError:
        return None


_ORDERS: dict[str, Callable[[re.Match[str], str], date | None]] = {
    "ymd": _ymd, "dmy": _dmy, "mdy": _mdy, "y-md": _year_first, "week": _week, "ordinal": _ordinal, "numbers": _numbers,
}  # fmt: skip


def _instant(day: date, time: tuple[int, int, int], zone: tzinfo) -> datetime:
    """The last moments of a day are written as 24:00 and a leap second as :60."""
    hour, minute, second = time
    if hour > _LAST_HOUR or minute > _LAST_MINUTE or second > _LAST_SECOND:
        raise ValueError("no time of a day")
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second)
