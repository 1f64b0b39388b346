"""The picture of a back-test: articles a day as the draft finds them, what it gains on top, and the version in force as
a dashed step. Geometry only; the template draws it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from monitor.model.backtest import Backtest, Day
from monitor.publish.web import words

LEFT, RIGHT, TOP, BOTTOM = 44, 8, 26, 28
SIZES = ((488, 180), (358, 160))  # a column of the editor, and a phone: text never shrinks
NICE = (1, 2, 5, 10, 20, 25, 50)
MOST_BARS = 92  # more days than that are drawn as weeks


@dataclass(frozen=True, slots=True)
class Bar:
    """One day or week: the draft's articles from `kept` up to `total`, what the edit gains being the upper part."""

    x: float
    width: float
    total: float
    kept: float
    current: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart in one size. Ticks are (y, count); labels (x, text)."""

    width: int
    height: int
    base: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]

    @property
    def current_path(self) -> str:
        """The dashed steps of the version in force."""
        steps = (
            f"M{bar.x - 1:.1f} {bar.current:.1f}h{bar.width + 2:.1f}" for bar in self.bars if bar.current is not None
        )
        return " ".join(steps)


def drawings(test: Backtest) -> tuple[Drawing, ...]:
    """For wide pages, and for phones."""
    steps = (
        weeks(test.days)
        if len(test.days) > MOST_BARS
        else [(day, f"{day.day.day} {words.MONTHS[day.day.month - 1]}") for day in test.days]
    )
    return tuple(_drawn(steps, size, compared=test.current is not None) for size in SIZES)


def weeks(days: Sequence[Day]) -> list[tuple[Day, str]]:
    """Days summed up by their weeks, from Monday on."""
    found: dict[tuple[int, int], Day] = {}
    for day in days:
        key = day.day.isocalendar()[:2]
        sofar = found.get(key, Day(day.day, 0, 0))
        found[key] = Day(
            sofar.day, sofar.articles + day.articles, sofar.lines + day.lines, sofar.gained + day.gained,
            sofar.lost + day.lost,
        )  # fmt: skip
    return [(week, f"{week.day.day} {words.MONTHS[week.day.month - 1]}") for week in found.values()]


def _drawn(steps: Sequence[tuple[Day, str]], size: tuple[int, int], *, compared: bool) -> Drawing:
    width, height = size
    most = max((max(day.articles, day.articles - day.gained + day.lost) for day, _ in steps), default=0)
    tick = _tick(most)
    top = max(tick, ceil(most / tick) * tick, 2)
    base, slot = height - BOTTOM, (width - LEFT - RIGHT) / max(1, len(steps))

    def y(count: int) -> float:
        return round(base - (base - TOP) * count / top, 1)

    bars = tuple(
        Bar(
            round(LEFT + index * slot + slot * 0.12, 1), round(slot * 0.76, 1), y(day.articles),
            y(day.articles - day.gained), y(day.articles - day.gained + day.lost) if compared else None,
            _title(day, label, compared=compared),
        )
        for index, (day, label) in enumerate(steps)
    )  # fmt: skip
    each = max(1, ceil(len(bars) / (width // 100)))
    labels = [(bar.x + bar.width / 2, label) for bar, (_, label) in zip(bars, steps, strict=True)]
    return Drawing(
        width, height, base, bars, tuple((y(count), count) for count in range(0, top + 1, tick)),
        tuple(reversed(labels[::-1][::each])),
    )  # fmt: skip


def _title(day: Day, label: str, *, compared: bool) -> str:
    told = f"{label}: {words.count(day.articles, 'article')}"
    return f"{told}, +{day.gained} −{day.lost} against the version in force" if compared else told


def _tick(most: int) -> int:
    scale = 1
    while True:
        for nice in NICE:
            if nice * scale * 3 >= most:
                return nice * scale
        scale *= 100
