"""skipHours and skipDays: when a publisher asks not to be polled. Read from the document's bytes, since parsers of
feeds keep only the last of several hours."""

import re

_OPENING = re.compile(rb"<skip(hours|days)[\s>]", re.IGNORECASE)
_WORD = re.compile(rb">\s*([0-9]{1,2}|[A-Za-z]{3,9})\s*<")
_FAR = 4000  # bytes: more is no list of hours
_DAYS = {name: n for n, name in enumerate("mon tue wed thu fri sat sun".split())}
_HOURS = 24


def skips(content: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The hours (0–23, UTC) and the weekdays (Monday is 0) of the first list of each kind."""
    found: dict[bytes, list[str]] = {}
    for opening in _OPENING.finditer(content):
        kind = opening[1].lower()
        if kind not in found:
            part = content[opening.end() - 1 : opening.end() + _FAR].lower().partition(b"</skip")[0]
            found[kind] = [word.decode().lower() for word in _WORD.findall(part)]
    hours = {int(word) % _HOURS for word in found.get(b"hours", ()) if word.isdigit() and int(word) <= _HOURS}
    days = {_DAYS[word[:3]] for word in found.get(b"days", ()) if word[:3] in _DAYS}
    return frozenset(hours), frozenset(days)
