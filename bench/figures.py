"""What one phase of one program came to, the file of all results, and the table that people read."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
RESULTS = HERE / "results.tsv"
PHASES = ("cold", "unchanged", "no validators", "5 % new", "judged", "searchable")


@dataclass(frozen=True, slots=True)
class Figures:
    """One row. Seconds count from the first request that the server saw; `startup_s` is what went before. Peaks are
    resident memory in MB."""

    program: str
    phase: str
    polls: int
    articles: int
    seconds: float
    cpu_s: float
    peak_main_mb: float
    peak_others_mb: float
    startup_s: float = 0.0
    note: str = ""

    @property
    def polls_s(self) -> float:
        """Polls a second."""
        return self.polls / self.seconds if self.seconds > 0 else 0.0

    @property
    def articles_s(self) -> float:
        """New articles a second."""
        return self.articles / self.seconds if self.seconds > 0 else 0.0

    @property
    def cpu_per_1000(self) -> float:
        """CPU seconds for a thousand polls."""
        return 1000 * self.cpu_s / self.polls if self.polls else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """What all rows of a run share."""

    at: str
    commit: str
    machine: str
    feeds: int
    entries: int
    seed: int


def this_run(feeds: int, entries: int, seed: int) -> Run:
    """Now, here, at this commit ("+": with changes not committed)."""
    changed = "+" if _git("status", "--porcelain", "--untracked-files=no") else ""
    return Run(
        f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
        _git("rev-parse", "--short", "HEAD") + changed,
        f"{platform.machine()} {os.cpu_count()} cores, Python {platform.python_version()}",
        feeds,
        entries,
        seed,
    )


def _git(*words: str) -> str:
    found = subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=False)
    return found.stdout.strip()


def keep(run: Run, rows: Iterable[Figures], path: Path = RESULTS) -> None:
    """Append the rows to the file of results, with headings when it is new."""
    names = [field.name for field in fields(Run)] + [field.name for field in fields(Figures)]
    lines = [] if path.exists() else ["\t".join([*names, "polls_s", "articles_s"])]
    for row in rows:
        values = [*asdict(run).values(), *asdict(row).values(), row.polls_s, row.articles_s]
        lines.append("\t".join(_cell(value) for value in values))
    with path.open("a", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value).replace("\t", " ").replace("\n", " ")


def show(rows: Sequence[Figures], *, ours: str, peer: str) -> None:
    """The table, with ours as a multiple of the peer's where both did the same."""
    table = Table(title="from the first request to the last")
    for name in ("phase", "program"):
        table.add_column(name)
    for name in ("polls/s", "articles/s", "CPU s / 1,000", "peak MB main", "others", "× peer"):
        table.add_column(name, justify="right")
    for row in sorted(rows, key=lambda row: PHASES.index(row.phase)):
        other = next((r for r in rows if r.phase == row.phase and r.program == peer), None)
        table.add_row(
            row.phase,
            row.program,
            f"{row.polls_s:,.0f}",
            f"{row.articles_s:,.0f}",
            f"{row.cpu_per_1000:.2f}",
            f"{row.peak_main_mb:.0f}",
            f"{row.peak_others_mb:.0f}",
            _ratio(row, other) if row.program == ours else "",
        )
    Console(width=120).print(table)


def _ratio(row: Figures, other: Figures | None) -> str:
    if other is None or not other.polls_s or not row.polls_s:
        return "–"
    return f"{row.polls_s / other.polls_s:.1f}, CPU {row.cpu_per_1000 / other.cpu_per_1000:.2f}"
