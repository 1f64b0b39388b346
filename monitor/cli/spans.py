"""Instants as people write them on the command line: an age (30d, 12h, 45m, 2w) or a date."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.errors import UsageError

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(\d{1,5})([mhdw])")


def instant(text: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """`30d` before `now`, or an ISO date or instant (in `zone` when it names none). Raises UsageError."""
    if found := _AGE.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[found[2]]: int(found[1])})
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{text!r} is no time: write 30d, 12h, 2026-11-23 or 2026-11-23T08:00Z") from None
    return read if read.tzinfo else read.replace(tzinfo=zone).astimezone(UTC)
