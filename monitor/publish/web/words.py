"""Times, spans and numbers as people read them on a page. `zone` is the reader's; every moment is aware."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
               "November", "December")  # fmt: skip
MINUTE, HOUR, DAY = 60, 3600, 86_400
OLD = timedelta(days=7)


def day_month(day: date, today: date) -> str:
    """ "12 Nov", with the year when it is not this one."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "Mon 23 Nov, 07:02"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return f"{DAYS[local.weekday()]} {day_month(local.date(), today)}, {local:%H:%M}"


def short_moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "07:02" today, "Sat 14:10" within the week, "12 Nov" before."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs(today - local.date()) < OLD:
        return f"{DAYS[local.weekday()]} {local:%H:%M}"
    return day_month(local.date(), today)


def long_day(day: date) -> str:
    """ "Monday 23 November"."""
    return f"{LONG_DAYS[day.weekday()]} {day.day} {LONG_MONTHS[day.month - 1]}"


def age(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "12 min", "3 h", "2 d"; after a week the day. What lies ahead is "now" or "in …"."""
    gone = now - at
    if gone >= OLD:
        return day_month(at.astimezone(zone).date(), now.astimezone(zone).date())
    if gone < timedelta(0):
        return "now" if gone > timedelta(minutes=-1) else f"in {rough(-gone)}"
    return "now" if gone < timedelta(minutes=1) else rough(gone)


def rough(span: timedelta) -> str:
    """One unit: "12 min", "3 h", "2 d"."""
    seconds = int(span.total_seconds())
    if seconds < HOUR:
        return f"{max(1, seconds // MINUTE)} min"
    return f"{seconds // HOUR} h" if seconds < DAY else f"{seconds // DAY} d"


def span(length: timedelta) -> str:
    """Two units where they matter: "12 min", "2 h 10", "3 d 4 h", "6 d"."""
    seconds = int(abs(length).total_seconds())
    if seconds < HOUR:
        return f"{max(1, seconds // MINUTE)} min"
    if seconds < DAY:
        minutes = seconds % HOUR // MINUTE
        return f"{seconds // HOUR} h {minutes:02d}" if minutes else f"{seconds // HOUR} h"
    hours = seconds % DAY // HOUR
    return f"{seconds // DAY} d {hours} h" if hours and seconds < 3 * DAY else f"{seconds // DAY} d"


def apart(at: datetime, base: datetime) -> str:
    """How far `at` lies from `base`: "1 h 10 earlier", "6 d later", "at the same time"."""
    gap = at - base
    if abs(gap) < timedelta(minutes=1):
        return "at the same time"
    return f"{span(gap)} {'later' if gap > timedelta(0) else 'earlier'}"


def lasting(seconds: int) -> str:
    """How long something took: "at once", "12 min", "2 h 10", "3 d 4 h"."""
    return "at once" if seconds < MINUTE else span(timedelta(seconds=seconds))


def rounded(value: float) -> str:
    """Two leading digits: "1,400,000"."""
    scale = 10 ** max(0, len(str(int(value))) - 2)
    return number(int(value) // scale * scale)


def every(seconds: int) -> str:
    """An interval: "30 min", "6 h", "7 d"."""
    return rough(timedelta(seconds=seconds))


def number(value: float | None, decimals: int = 0) -> str:
    """ "1,012"; "–" for what is not known."""
    return "–" if value is None else f"{value:,.{decimals}f}"


def usual(value: float | None) -> str:
    """A usual number: one decimal below ten."""
    return number(value, 1 if value is not None and value < 10 and value != int(value) else 0)


def count(value: int, one: str, many: str | None = None) -> str:
    """ "1 story", "7 stories"."""
    return f"{number(value)} {one if value == 1 else many or _plural(one)}"


def _plural(one: str) -> str:
    return f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"


def size(bytes_: int) -> str:
    """ "812 B", "14 kB", "3.2 MB"."""
    if bytes_ < 1000:
        return f"{bytes_} B"
    return f"{bytes_ / 1000:.0f} kB" if bytes_ < 1_000_000 else f"{bytes_ / 1_000_000:.1f} MB"


def joined(names: list[str], most: int = 2) -> str:
    """ "a and b", "a, b and 3 more"."""
    shown, rest = names[:most], len(names) - most
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(shown)
