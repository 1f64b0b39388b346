"""Hits a day as a small chart of block characters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.backtest import Day

BLOCKS = "▁▂▃▄▅▆▇█"
ROWS = 6
GAINED = "▒"
MARGIN = 8  # columns for the numbers on the left
EIGHTHS = len(BLOCKS)


@dataclass(frozen=True, slots=True)
class Step:
    """A column of the chart: one day or several."""

    first: date
    articles: int
    gained: int


def chart(days: Sequence[Day], width: int) -> Iterator[str]:
    """Lines of text, no wider than `width`: hits, those that an edit gains shaded on top. More days than there is room
    for are drawn several to a column, and the last line says so."""
    together = -(-len(days) // (width - MARGIN))
    steps = [_step(days[at : at + together]) for at in range(0, len(days), together)]
    wide = 2 if 2 * len(steps) <= width - MARGIN else 1
    top = max(1, *(step.articles for step in steps))
    for row in reversed(range(ROWS)):
        label = f"{top:>6,}" if row == ROWS - 1 else f"{0:>6}" if row == 0 else " " * 6
        yield f"{label} │" + "".join(_cell(step, row, top).ljust(wide) for step in steps).rstrip()
    yield " " * 7 + "└" + "─" * (wide * len(steps))
    yield " " * MARGIN + _axis(steps, days[-1].day, max(wide * len(steps), 16))
    if together > 1:
        yield f"{' ' * MARGIN}{together} days to a column"


def _step(days: Sequence[Day]) -> Step:
    return Step(days[0].day, sum(day.articles for day in days), sum(day.gained for day in days))


def _cell(step: Step, row: int, top: int) -> str:
    full = _eighths(step.articles, top) - row * EIGHTHS
    kept = _eighths(step.articles - step.gained, top) - row * EIGHTHS
    if full <= 0:
        return " "
    return BLOCKS[min(full, EIGHTHS) - 1] if kept >= min(full, EIGHTHS) else GAINED


def _eighths(count: int, top: int) -> int:
    """At least one where there is anything."""
    return max(round(count * ROWS * EIGHTHS / top), min(count, 1))


def _axis(steps: Sequence[Step], last: date, width: int) -> str:
    first, end = _name(steps[0].first), _name(last)
    return first if last - steps[0].first < timedelta(days=1) else f"{first}{end:>{width - len(first)}}"


def _name(day: date) -> str:
    return f"{day.day} {day:%b}"
