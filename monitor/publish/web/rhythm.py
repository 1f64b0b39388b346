"""The pictures of one feed: when it publishes, hour by hour of the week, and its last polls. Numbers in, coordinates
out; the template draws them as plain SVG. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from monitor.model.fetching import GOOD
from monitor.store.views_feed import PollLine

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS, LEVELS = 24, 4
LEFT, TOP, RIGHT = 36, 18, 4
WIDE, NARROW = (720, 20), (358, 15)  # width, height of a row
LANE, LANE_GAP, FOOT = 44, 26, 28


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one weekday: where it is drawn, how full (0 to 4), and how many articles."""

    x: float
    y: float
    width: float
    height: float
    level: int
    count: int
    day: str
    hour: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The week in one size. `hours` are (x, label) above it, `days` (y, label) beside it."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    hours: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]


def week_hours(times: Sequence[datetime], zone: ZoneInfo) -> tuple[tuple[int, ...], ...]:
    """Articles by weekday (Monday first) and hour, in the reader's zone."""
    local = (at.astimezone(zone) for at in times)
    counts = Counter((at.weekday(), at.hour) for at in local)
    return tuple(tuple(counts[day, hour] for hour in range(HOURS)) for day in range(len(DAYS)))


def heat(counts: Sequence[Sequence[int]], size: tuple[int, int]) -> Heat:
    """The week drawn in `size`, (width, height of a row)."""
    width, row = size
    slot = (width - LEFT - RIGHT) / HOURS
    top = max((max(hours) for hours in counts), default=0)
    cells = tuple(
        Cell(round(LEFT + hour * slot + 0.5, 1), TOP + day * row, round(slot - 1, 1), row - 2,
             level(count, top), count, DAYS[day], hour)
        for day, hours in enumerate(counts) for hour, count in enumerate(hours)
    )  # fmt: skip
    labels = tuple((round(LEFT + hour * slot, 1), f"{hour:02d}") for hour in range(0, HOURS, 3 if width > 500 else 6))
    days = tuple((TOP + day * row + row / 2 + 3, name[:3]) for day, name in enumerate(DAYS))
    return Heat(width, TOP + len(DAYS) * row, cells, labels, days)


def level(count: int, top: int) -> int:
    """How full a cell is: 0 for none, else 1 to 4 quarters of the fullest."""
    return ceil(LEVELS * count / top) if count and top else 0


def busiest(counts: Sequence[Sequence[int]]) -> str:
    """The fullest hour in words, for who cannot see the picture; "" without articles."""
    most = max((max(hours) for hours in counts), default=0)
    if not most:
        return ""
    day, hour = next((d, h) for d, hours in enumerate(counts) for h, count in enumerate(hours) if count == most)
    return f"fullest on {DAYS[day]} from {hour:02d}:00 to {(hour + 1) % HOURS:02d}:00 ({most})"


@dataclass(frozen=True, slots=True)
class PollBar:
    """One poll: its bars in the two lanes (y and height), and the words for a pointer."""

    x: float
    width: float
    new_y: float
    new_height: float
    ms_y: float
    ms_height: float
    failed: bool
    poll: PollLine


@dataclass(frozen=True, slots=True)
class Polls:
    """The last polls in one size, the oldest left: new entries above, time taken below."""

    width: int
    height: int
    bars: tuple[PollBar, ...]
    new_base: float
    ms_base: float
    most_new: int
    most_ms: int


def polls(lines: Sequence[PollLine], width: int) -> Polls:
    """The polls (newest first, as the table has them) drawn `width` wide."""
    shown = list(reversed(lines))
    most_new, most_ms = max((p.new for p in shown), default=0), max((p.ms for p in shown), default=0)
    new_base, ms_base = TOP + LANE, TOP + LANE + LANE_GAP + LANE
    slot = (width - RIGHT) / max(1, len(shown))
    bars = []
    for index, poll in enumerate(shown):
        tall, took = _height(poll.new, most_new), _height(poll.ms, most_ms)
        wide = max(1.0, min(14.0, slot * 0.7))
        bars.append(PollBar(round(index * slot + (slot - wide) / 2, 1), round(wide, 1), new_base - tall, tall,
                            ms_base - took, took, poll.outcome not in GOOD, poll))  # fmt: skip
    return Polls(width, ms_base + FOOT, tuple(bars), new_base, ms_base, most_new, most_ms)


def _height(value: int, most: int) -> float:
    """At least a pixel where there is anything."""
    return max(1.5, round(LANE * value / most, 1)) if value and most else 0.0
