"""What a list is narrowed by: the same filters, names and order for pages, their twins and the CLI."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from monitor.errors import UsageError

T = TypeVar("T")
LIMITS = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of a list. Slugs name topic, outlet and feed; `since` ≤ effective < `until`; `plan` is what
    `lang.search.plan` made of `q`. `fold` leaves reprints out of a list of articles: their originals count them.

    `sort`: articles new | old | relevance (with a plan); stories new | rank. `after` is the opaque `next` of a page.
    """

    q: str = ""
    plan: Any = None
    topic: str | None = None
    outlet: str | None = None
    lang: str | None = None
    feed: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    story: int | None = None
    fold: bool = False
    sort: str = "new"
    after: str | None = None
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `next` continues it, None at its end. `total` only where it was counted anyway."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = None
    ms: int | None = None


def to_cursor(*values: float) -> str:
    """The opaque keyset of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def from_cursor(cursor: str, count: int) -> tuple[float, ...]:
    """The `count` numbers of a keyset. Raises UsageError when it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        values = None
    if not isinstance(values, list) or len(values) != count or not all(_number(value) for value in values):
        raise UsageError(f"Not a place in this list: after={cursor[:40]!r}. Begin again without it.")
    return tuple(values)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**62
