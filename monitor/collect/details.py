"""What a document says of an entry beside its text: within limits, clean, addresses resolved and http(s) only."""

import re
from collections.abc import Iterator

from monitor.collect import html
from monitor.lang.text import clean, cut
from monitor.lang.urls import absolute_url
from monitor.model.entry import Details, Enclosure

CATEGORIES, CATEGORY, ENCLOSURES = 32, 100, 16  # how many; code points of one; how many
REPLIES_TO = 2048  # code points
LONGEST_FILE = 1 << 53  # bytes: more is no length
NOTHING = Details()
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")


def normalised(raw: Details, base: str, cuts: list[str]) -> Details:
    """`raw` as it may be stored. What a limit left out is named in `cuts`."""
    if raw == NOTHING:
        return NOTHING
    return Details(
        _categories(raw.categories, cuts),
        _enclosures(raw.enclosures, base, cuts),
        absolute_url(raw.image, base),
        absolute_url(raw.comments, base),
        _replies_to(raw.replies_to, base),
    )


def _categories(raw: tuple[str, ...], cuts: list[str]) -> tuple[str, ...]:
    """Each once, whatever its case."""
    names: dict[str, str] = {}
    for written in raw:
        if name := html.line(written[: CATEGORY * 20]):
            names.setdefault(name.casefold(), name)
    found = list(names.values())
    if len(found) > CATEGORIES or any(len(name) > CATEGORY for name in found):
        cuts.append("categories")
    return tuple(cut(name, CATEGORY) for name in found[:CATEGORIES])


def _enclosures(raw: tuple[Enclosure, ...], base: str, cuts: list[str]) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for file in _files(raw, base):
        found.setdefault(file.url, file)
    if len(found) > ENCLOSURES:
        cuts.append("enclosures")
    return tuple(found.values())[:ENCLOSURES]


def _files(raw: tuple[Enclosure, ...], base: str) -> Iterator[Enclosure]:
    for file in raw:
        if url := absolute_url(file.url, base):
            kind = file.media_type.strip().lower().partition(";")[0].rstrip()
            length = file.length if file.length is not None and 0 < file.length < LONGEST_FILE else None
            yield Enclosure(url, kind if _MEDIA_TYPE.fullmatch(kind) else "", length)


def _replies_to(raw: str | None, base: str) -> str | None:
    """An id stays as it is; an address is resolved."""
    text = clean(raw or "").strip()
    if not text:
        return None
    return absolute_url(text, base) if text.startswith(("http:", "https:", "/")) else cut(text, REPLIES_TO)
