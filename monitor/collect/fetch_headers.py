"""What the headers of an answer mean. Pure; header names are lower case."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from monitor.model.fetching import Validators

SHORTEST_WAIT, LONGEST_WAIT = 60, 86_400
VALIDATOR_BYTES = 1024
_PRINTABLE = re.compile(r"[\x20-\x7e\x80-\xff]+")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NO_STORE = re.compile(r"no-cache|no-store", re.IGNORECASE)
_KEPT = ("content-type", "content-location", "content-language", "link", "last-modified", "date")


def validators(headers: Mapping[str, str], body_hash: str | None = None) -> Validators:
    """The validators of an answer; longer than 1 kB or unprintable ones are dropped."""
    return Validators(_kept(headers.get("etag")), _kept(headers.get("last-modified")), body_hash)


def retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds that Retry-After asks for, clamped to 60 s–24 h; None when absent or unreadable. The three date forms of
    HTTP count from the answer's own Date, else from `now`."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    seconds = int(value) if value.isascii() and value.isdigit() and len(value) < 13 else _until(value, headers, now)
    return None if seconds is None else max(SHORTEST_WAIT, min(LONGEST_WAIT, seconds))


def max_age(headers: Mapping[str, str]) -> int | None:
    """Seconds that the answer may be kept: max-age less Age, else Expires less Date, at most 24 h."""
    control = headers.get("cache-control", "")
    if _NO_STORE.search(control):
        return None
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "")
        return _within(int(found[1]) - (int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0))
    expires, date = http_date(headers.get("expires", "")), http_date(headers.get("date", ""))
    return _within(int((expires - date).total_seconds())) if expires and date else None


def content_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """The media type in lower case, and the charset if one is named."""
    message = Message()
    message["content-type"] = re.sub(r"[^\x20-\x7e]", "", headers.get("content-type", ""))[:200] or "unknown/unknown"
    charset = message.get_param("charset")
    return message.get_content_type() if "content-type" in headers else "", charset if isinstance(
        charset, str
    ) else None


def kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that a parser may want, at most 1 kB each."""
    return {name: value[:VALIDATOR_BYTES] for name in _KEPT if (value := headers.get(name))}


def http_date(value: str) -> datetime | None:
    """A date in any of the three forms of RFC 9110 section 5.6.7; None when it is none."""
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _until(value: str, headers: Mapping[str, str], now: datetime) -> int | None:
    date = http_date(value)
    return int((date - (http_date(headers.get("date", "")) or now)).total_seconds()) if date else None


def _kept(value: str | None) -> str | None:
    return value if value and len(value) <= VALIDATOR_BYTES and _PRINTABLE.fullmatch(value) else None


def _within(seconds: int) -> int:
    return max(0, min(LONGEST_WAIT, seconds))
