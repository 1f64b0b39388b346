"""Dates of every shape that people write, as aware UTC instants."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"^\s*(\d{4})-?(\d{2})(?:-?(\d{2}))?"
    r"(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*$",
    re.IGNORECASE,
)
_SLASHES = re.compile(r"^\s*(\d{4})[./](\d{1,2})[./](\d{1,2})\.?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*$")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일](?:\s*(\d{1,2})[:時시]\s*(\d{1,2})?)?")
_NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>[A-Za-z]{3,9})|(?P<m2>[A-Za-z]{3,9})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r",?\s+(?P<y>\d{4})(?:[,\s]+(?:at\s+)?(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[A-Z]{2,4})?",
    re.IGNORECASE,
)
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ZONES = {
    "Z": 0,
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "BST": 60,
    "CET": 60,
    "CEST": 120,
    "EET": 120,
    "EEST": 180,
    "MSK": 180,
    "IST": 330,
    "HKT": 480,
    "SGT": 480,
    "KST": 540,
    "JST": 540,
    "AEST": 600,
    "AEDT": 660,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}
_TAIL = re.compile(r"\b([A-Z]{2,4})\s*$")
_HALF = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_NOON = 12


def read_date(text: str | None) -> datetime | None:
    """The instant that `text` names, in UTC; without a zone it is taken as UTC. None when it names none."""
    if not text or len(text) > 200 or not text.strip():
        return None
    for attempt in (_iso, _mail, _slashes, _east, _named):
        try:
            if (found := attempt(text)) is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    return _instant((year, month, day or 1, hour, minute, second), _offset(found[7]))


def _mail(text: str) -> datetime | None:
    """RFC 2822 and its many misspellings; zones that it does not know by name are looked up here."""
    if _HALF.search(text):
        return None  # it takes the half of the day for a zone
    found = parsedate_to_datetime(text)
    tail = _TAIL.search(text)
    if found.tzinfo is None or (tail and found.utcoffset() == timedelta(0)):
        found = found.replace(tzinfo=_offset(tail[1] if tail else None))
    return found


def _slashes(text: str) -> datetime | None:
    found = _SLASHES.match(text)
    return None if found is None else _instant([int(part or 0) for part in found.groups()], UTC)


def _east(text: str) -> datetime | None:
    found = _EAST.search(text)
    return None if found is None else _instant([int(part or 0) for part in found.groups()], _offset("KST"))


def _named(text: str) -> datetime | None:
    found = _NAMED.search(text)
    if found is None:
        return None
    month = _MONTHS.get((found["m1"] or found["m2"])[:3].lower())
    if month is None:
        return None
    hour = int(found["h"] or 0)
    if found["half"]:
        hour = hour % _NOON + (_NOON if found["half"].lower().startswith("p") else 0)
    day, minute, second = int(found["d1"] or found["d2"]), int(found["mi"] or 0), int(found["s"] or 0)
    return _instant((int(found["y"]), month, day, hour, minute, second), _offset(found["zone"]))


def _instant(parts: tuple[int, ...] | list[int], zone: timezone) -> datetime:
    """The last moments of a day are written as 24:00 and a leap second as :60."""
    year, month, day, *rest = parts
    hour, minute, second = (*rest, 0, 0, 0)[:3]
    return datetime(year, month, day, tzinfo=zone) + timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(text: str | None) -> timezone:
    text = (text or "Z").upper()
    if text[0] in "+-":
        digits = text[1:].replace(":", "").ljust(4, "0")
        span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-span if text[0] == "-" else span)
    return timezone(timedelta(minutes=_ZONES.get(text, 0)))
