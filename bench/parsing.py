"""The fast path beside the careful one, and beside feedparser alone, over real feed files.

    python -m bench.parsing FOLDER

Every file is read by both paths and the results are compared, field by field. Prints what share is read on the fast
path, why the rest is handed over, how fast each way is (CPU seconds, the files that the fast path takes), and every
disagreement. Fails when there is one.
"""

import argparse
import io
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import feedparser
from rich.console import Console
from rich.table import Table

from bench.real_feeds import media_type
from monitor.collect import quick
from monitor.collect.parse import parse
from monitor.collect.quick_names import Doubt
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Validators

LIMIT = 500
COMPLETE = 4096  # bytes: smaller files are mostly test cases for one element
ROUNDS = 3
BATCH_CPU_S = 3.0  # of feedparser: the files that are timed


@dataclass(frozen=True, slots=True)
class Row:
    """One file: how many entries it has, why the fast path did not take it, and where the paths disagree."""

    path: Path
    body: Body
    entries: int
    doubt: str = ""
    differs: tuple[str, ...] = ()


def read(path: Path) -> Row | None:
    """The file by both paths; None when it is no feed to either."""
    content = path.read_bytes()
    body = Body("http://feeds.example/folder/feed.xml", content, media_type(content), None, Validators())
    careful = parse(body, limit=LIMIT)
    try:
        fast = quick.read(body, limit=LIMIT)
    except Doubt as doubt:
        entries = len(careful.entries) if isinstance(careful, ParsedFeed) else 0
        return Row(path, body, entries, str(doubt)) if isinstance(careful, ParsedFeed) else None
    if not isinstance(careful, ParsedFeed):
        return Row(path, body, len(fast.entries), differs=(f"no feed to the careful parser: {careful.detail}",))
    return Row(path, body, len(fast.entries), differs=tuple(differences(fast, careful)))


def differences(fast: ParsedFeed, careful: ParsedFeed) -> Iterator[str]:
    """Names of fields in which the paths disagree, notes apart, with both values."""
    for name in (field.name for field in fields(fast) if field.name not in ("notes", "entries")):
        if getattr(fast, name) != getattr(careful, name):
            yield f"{name}: {getattr(fast, name)!r} | {getattr(careful, name)!r}"
    if len(fast.entries) != len(careful.entries):
        yield f"entries: {len(fast.entries)} | {len(careful.entries)}"
    for number, (one, other) in enumerate(zip(fast.entries, careful.entries, strict=False)):
        if one != other:
            names = [field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name)]
            yield f"entry {number}: " + "; ".join(
                f"{name}: {str(getattr(one, name))[:100]!r} | {str(getattr(other, name))[:100]!r}" for name in names
            )


def speed(rows: Sequence[Row], work: Callable[[Body], object], rounds: int = 1) -> float:
    """Entries a CPU second, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for row in rows:
            work(row.body)
        best = min(best, time.process_time() - began)
    return sum(row.entries for row in rows) / max(best, 1e-9)


def speeds(rows: Sequence[Row]) -> dict[str, float]:
    """Entries a CPU second of each way of reading the same files."""
    plain = {"sanitize_html": False, "resolve_relative_uris": False}
    return {
        "feedparser": speed(rows, lambda body: feedparser.parse(io.BytesIO(body.content))),
        "feedparser, nothing sanitised": speed(rows, lambda body: feedparser.parse(io.BytesIO(body.content), **plain)),
        "our careful path": speed(rows, lambda body: parse(body, limit=LIMIT)),
        "our fast path": speed(rows, lambda body: quick.read(body, limit=LIMIT), ROUNDS),
    }


def sample(rows: Sequence[Row]) -> list[Row]:
    """Whole feeds on the fast path, spread over the folder, so many that feedparser needs some seconds."""
    fast = [row for row in rows if not row.doubt and row.entries and len(row.body.content) >= COMPLETE]
    fast = [row for row in fast if row.body.media_type != "application/feed+json"]
    if not fast:
        return []
    began = time.process_time()
    feedparser.parse(io.BytesIO(fast[0].body.content))
    one = max(0.005, time.process_time() - began)
    return fast[:: max(1, round(len(fast) * one / BATCH_CPU_S))]


def shares(rows: Sequence[Row]) -> Table:
    """Files and entries on the fast path."""
    table = Table("", "files", "fast", "share", "entries", "fast", "share")
    complete = [row for row in rows if len(row.body.content) >= COMPLETE]
    small = [row for row in complete if len(row.body.content) <= quick.LARGEST]
    for name, some in (("all", rows), ("≥ 4 kB", complete), ("4–256 kB", small)):
        fast = [row for row in some if not row.doubt]
        entries, taken = sum(row.entries for row in some), sum(row.entries for row in fast)
        table.add_row(
            name, str(len(some)), str(len(fast)), _share(len(fast), len(some)),
            str(entries), str(taken), _share(taken, entries),
        )  # fmt: skip
    return table


def reasons(rows: Sequence[Row]) -> Table:
    """Why files were handed over, with an example."""
    table = Table("handed over because of", "files", "≥ 4 kB", "for example")
    examples = {row.doubt: row.path.name for row in rows if row.doubt}
    large = Counter(row.doubt for row in rows if row.doubt and len(row.body.content) >= COMPLETE)
    for doubt, count in Counter(row.doubt for row in rows if row.doubt).most_common():
        table.add_row(doubt, str(count), str(large[doubt]), examples[doubt][-60:])
    return table


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def main() -> int:
    """Read the folder; 1 when the paths disagree."""
    arguments = argparse.ArgumentParser(description="the fast path of the parser beside the careful one")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--no-speed", action="store_true", help="only compare")
    chosen = arguments.parse_args()
    console = Console(width=150)
    paths = sorted(path for path in chosen.folder.rglob("*") if path.is_file())
    rows = [row for path in paths if (row := read(path)) is not None]
    console.print(f"{len(paths)} files, {len(rows)} of them feeds")
    console.print(shares(rows))
    console.print(reasons(rows))
    if not chosen.no_speed and (some := sample(rows)):
        table = Table("", f"entries/s CPU, {len(some)} files", "× feedparser")
        found = speeds(some)
        for name, figure in found.items():
            table.add_row(name, f"{figure:,.0f}", f"{figure / found['feedparser']:.1f}")
        console.print(table)
    odd = [row for row in rows if row.differs]
    for row in odd:
        console.print(f"[bold]{row.path.name}[/bold]", *row.differs[:3], sep="\n  ", markup=True)
    console.print(f"{len(odd)} disagreements")
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
