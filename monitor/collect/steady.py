"""Which dates of a document tell its pace: a pinned item, or a date that only stands for none, says nothing of it."""

from collections.abc import Sequence
from datetime import UTC, datetime

FIRST = datetime(1995, 1, 1, tzinfo=UTC)  # no feed is older; 1970, 1900 and the year 1 stand for no date
STRAYS, STRAY_SHARE = 3, 10  # left out at most: so many, or one of so many; of short documents one of four
SHORT, SHORT_SHARE = 10, 4
FASTER = 1.5  # by so much the others must be denser without them


def steady(dates: Sequence[datetime], end: datetime) -> list[datetime]:
    """The dates up to `end` in their order, without the few oldest that stand far apart from all others: those whose
    absence makes the rest most dense, where that is by much."""
    found = sorted(at for at in dates if FIRST <= at <= end)
    count = len(found)
    most = count // SHORT_SHARE if count < SHORT else max(STRAYS, count // STRAY_SHARE)
    densities = [_density(found[cut:], end) for cut in range(most + 1)]
    best = max(range(most + 1), key=lambda cut: densities[cut])
    return found[best:] if densities[best] > FASTER * densities[0] else found


def _density(dates: Sequence[datetime], end: datetime) -> float:
    """Entries a minute since the oldest one, which itself came before that time began."""
    return (len(dates) - 1) / max(1.0, (end - dates[0]).total_seconds() / 60) if dates else 0.0
