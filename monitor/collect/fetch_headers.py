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
_DIRECTIVE = re.compile(r'([a-z-]{1,40})(?:\s*=\s*(?:"([^"]{0,1000})"|([^\s,"]{0,1000})))?\s*(?:,|$)', re.IGNORECASE)
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


def max_age(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds that the answer may be kept by us: max-age, else Expires less Date; both less Age; 0–24 h. s-maxage is
    for shared caches. None when the answer says nothing of it."""
    said = _directives(headers.get("cache-control", ""))
    if said.get("no-store") == "" or said.get("no-cache") == "":  # with a value it speaks of single headers
        return 0
    lifetime = _seconds(said["max-age"]) if "max-age" in said else _expires(headers, now)
    return None if lifetime is None else _within(lifetime - (_seconds(headers.get("age", "").strip()) or 0))


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
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _until(value: str, headers: Mapping[str, str], now: datetime) -> int | None:
    date = http_date(value)
    return int((date - (http_date(headers.get("date", "")) or now)).total_seconds()) if date else None


def _kept(value: str | None) -> str | None:
    return value if value and len(value) <= VALIDATOR_BYTES and _PRINTABLE.fullmatch(value) else None


def _directives(control: str) -> dict[str, str]:
    """The directives of a Cache-Control in small letters; of one that is said twice the first."""
    said: dict[str, str] = {}
    for name, quoted, plain in _DIRECTIVE.findall(control[:VALIDATOR_BYTES]):
        said.setdefault(name.lower(), quoted or plain)
    return said


def _seconds(value: str) -> int | None:
    return int(value[:12]) if value.isascii() and value.isdigit() else None


def _expires(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds until Expires, counted from the answer's own Date; a value that is no date is past."""
    value = headers.get("expires")
    if value is None:
        return None
    expires, date = http_date(value), http_date(headers.get("date", "")) or now
    return int((expires - date).total_seconds()) if expires else 0


def _within(seconds: int) -> int:
    return max(0, min(LONGEST_WAIT, seconds))
