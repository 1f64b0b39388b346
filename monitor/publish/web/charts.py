"""Geometry of charts: numbers in, coordinates out; the templates draw them as plain SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from monitor.publish.web.volume import Step
from monitor.store.views_volume import Trouble

LEFT, RIGHT, TOP, BOTTOM = 44, 8, 26, 40
WIDE = 500  # from here on there is room for six labels
NICE = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a step: its name, its short label on the axis, what a pointer is told, where a click leads."""

    name: str
    label: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: x and width, and for stories, articles and the usual their y (with the base line at `Chart.base`)."""

    x: float
    width: float
    stories: float
    articles: float
    usual: float | None
    spike: float | None
    step: Step
    words: Words
    down: float  # share of the step in which a feed was in trouble, 0 to 1
    band: tuple[float, float] | None  # y of its top and of its bottom


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline in one size. Ticks are (y, count); labels (x, text)."""

    width: int
    height: int
    base: float
    strip: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]

    @property
    def usual_path(self) -> str:
        """The dashed steps of what is usual."""
        return " ".join(
            f"M{bar.x - 1:.1f} {bar.usual:.1f}h{bar.width + 2:.1f}" for bar in self.bars if bar.usual is not None
        )


def timeline(
    steps: Sequence[tuple[Step, Words]], trouble: Sequence[Trouble], size: tuple[int, int], now: datetime
) -> Chart:
    """The timeline of a topic in `size`, (width, height)."""
    width, height = size
    most = [max(s.articles, s.stories, ceil(s.usual or 0), s.band[1] if s.band else 0) for s, _ in steps]
    top = _top(max(most, default=0))
    base = height - BOTTOM
    room = base - TOP
    slot = (width - LEFT - RIGHT) / max(1, len(steps))

    def y(value: float) -> float:
        return base - room * value / top

    bars = tuple(
        Bar(
            x=LEFT + index * slot + slot * 0.12, width=slot * 0.76, stories=y(step.stories), articles=y(step.articles),
            usual=None if step.usual is None else y(step.usual), spike=step.spike,
            step=step, words=said,
            down=down(step, trouble, now),
            band=None if step.band is None else (y(step.band[1]), y(step.band[0])),
        )
        for index, (step, said) in enumerate(steps)
    )  # fmt: skip
    return Chart(
        width, height, base, base + 3, bars, tuple((y(tick), tick) for tick in _ticks(top)), _labels(bars, width)
    )


def _top(most: int) -> int:
    """The top of the axis: the smallest nice number of ticks' steps above the most."""
    step = _step(most)
    return max(step, ceil(most / step) * step, 2)


def _step(most: int) -> int:
    scale = 1
    while True:
        for nice in NICE:
            if nice * scale * 3 >= most:
                return nice * scale
        scale *= 100


def _ticks(top: int) -> list[int]:
    step = max(1, _step(top))
    return list(range(0, top + 1, step))


def _labels(bars: Sequence[Bar], width: int) -> tuple[tuple[float, str], ...]:
    """Every so manyth step has its label, the last one always."""
    each = max(1, ceil(len(bars) / (6 if width > WIDE else 2)))
    chosen = [bar for index, bar in enumerate(reversed(bars)) if index % each == 0]
    return tuple((bar.x + bar.width / 2, bar.words.label) for bar in reversed(chosen))


def down(step: Step, trouble: Sequence[Trouble], now: datetime) -> float:
    """The longest share of a step for which any one feed was in trouble."""
    end = min(step.end, now)
    length = (end - step.start) / timedelta(seconds=1)
    if length <= 0:
        return 0.0
    shares = [(min(one.end or now, end) - max(one.start, step.start)) / timedelta(seconds=1) for one in trouble]
    return max((share / length for share in shares if share > 0), default=0.0)


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline: 14 bars in 84 × 20, (x, y, height); the last one stands out."""

    bars: tuple[tuple[float, float, float], ...]


def spark(days: Sequence[int], height: int = 20) -> Spark:
    """Bars of at least one pixel, so that zero is seen as zero."""
    top = max((*days, 1))
    heights = [max(1.0, round(height * count / top, 1)) for count in days]
    return Spark(tuple((index * 6.0, height - tall, tall) for index, tall in enumerate(heights)))


CELL, GAP, TALL = 3, 1, 14
LOOKS = {
    "ok": "full", "slow": "full", "silent": "half", "empty": "outline", "gap": "cut", "blocked": "bad",
    "failing": "bad", "dead": "bad", "gone": "bad", "paused": "thin",
}  # fmt: skip
DRAWN = {
    "full": "M{x} 1h2v12h-2z",
    "half": "M{x} 7h2v6h-2z",
    "outline": "M{x} 7h2M{x} 13h2",
    "cut": "M{x} 1h2v4h-2zM{x} 9h2v4h-2z",
    "bad": "M{x} 3h1v-2h1v12h-2z",
    "thin": "M{x} 12h2v1h-2z",
}


def strip(cells: Sequence[str | None]) -> list[tuple[str, str]]:
    """A feed's past: one path for each look, (class, path); a cell that is None or not polled stays empty."""
    paths: dict[str, list[str]] = {}
    for index, state in enumerate(cells):
        look = LOOKS.get(state or "")
        if look:
            paths.setdefault(look, []).append(DRAWN[look].format(x=index * CELL))
    return [(look, "".join(parts)) for look, parts in paths.items()]
