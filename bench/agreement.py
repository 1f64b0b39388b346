"""What we read in feeds, beside what feedparser reads in them.

    python -m bench.agreement FOLDER… [--list]

FOLDER holds a folder for each project (`bench.corpora` fills one). Every file is read twice in child processes: by us
as a parse worker does it (and by the fast path, which must say the same or hand over), and by feedparser with its own
settings. Prints outcomes, agreement by project and field, and every disagreement by its cause. Fails when one has none,
when the fast path says anything else, and when a child crashed, hung (20 s) or an outcome was `internal`.
"""

import argparse
import multiprocessing
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError  # noqa: A004  pebble raises this one
from dataclasses import dataclass, field
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from rich.console import Console
from rich.table import Table

from bench import agreement_reading as reading
from bench.agreement_classes import CAUSES, Case, cause
from bench.agreement_reading import File, Reading

WALL_S = 20.0
OURS_MB, THEIRS_MB = 512, 2048
TASKS = 400
EXAMPLES = 2
FIELDS = ("entries", "title", "link", "id", "date", "author", "content", "feed title", "feed link", "feed language")
BAD = frozenset({"crash", "hang", "internal", "parse_limit"})


@dataclass(slots=True)
class Count:
    """How often a field was compared in a project, and how often it was the same."""

    compared: int = 0
    same: int = 0


@dataclass(slots=True)
class Result:
    """What came of all files."""

    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counts: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Count)))
    found: dict[str, list[tuple[File, Case]]] = field(default_factory=lambda: defaultdict(list))
    fast: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # files on which the fast path differs
    crashes: list[str] = field(default_factory=list)
    cpu: list[float] = field(default_factory=lambda: [0.0, 0.0])
    slowest: float = 0.0
    peak: float = 0.0


def main() -> int:
    """Compare all; 1 when something is not explained."""
    asked = _arguments().parse_args()
    files = sorted(_files(asked.folders), key=lambda one: one.path)
    result = Result()
    for one, ours, theirs in _read(files):
        _add(result, one, ours, theirs)
    _show(result, len(files), listed=asked.list)
    bad = sum(outcomes[name] for outcomes in result.outcomes.values() for name in BAD)
    return 1 if result.found["?"] or result.wrong or bad else 0


def _files(folders: Sequence[Path]) -> Iterator[File]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                parts = path.relative_to(folder).parts
                yield reading.file(path, parts[0] if len(parts) > 1 else folder.name)


def _read(files: Sequence[File]) -> Iterator[tuple[File, Reading, Reading]]:
    """Both readings of each file, in order."""
    with _pool(OURS_MB) as one, _pool(THEIRS_MB) as other:
        tasks = [
            (
                file,
                one.schedule(reading.ours, [file], timeout=WALL_S),
                other.schedule(reading.theirs, [file], timeout=3 * WALL_S),
            )
            for file in files
        ]
        for file, ours, theirs in tasks:
            yield file, _result(ours), _result(theirs)


def _pool(mib: int) -> ProcessPool:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPool(1, TASKS, initializer=reading.limited, initargs=(mib * 1024 * 1024,), context=spawn)


def _result(task: "ProcessFuture[Reading]") -> Reading:
    try:
        return task.result()
    except TimeoutError:
        return Reading("hang")
    except (ProcessExpired, Exception) as exc:  # noqa: BLE001  whatever it raises is a finding
        return Reading("crash", detail=f"{type(exc).__name__}: {exc}")


def _add(result: Result, one: File, ours: Reading, theirs: Reading) -> None:
    result.outcomes[one.project][ours.outcome] += 1
    if ours.outcome in BAD:
        result.crashes.append(f"{ours.outcome}\t{one.path}\t{ours.detail[:200]}")
    result.cpu[0] += ours.cost
    result.cpu[1] += theirs.cost
    result.slowest, result.peak = max(result.slowest, ours.cost), max(result.peak, ours.peak)
    result.fast[ours.quick if ours.quick in reading.FAST else "differs"] += 1
    if ours.quick not in reading.FAST:
        result.wrong.append(f"{one.path}: {ours.quick}")
    for case in _cases(one, ours, theirs):
        count = result.counts[one.project][case.field]
        count.compared += 1
        if case.ours == case.theirs:
            count.same += 1
        else:
            known = cause(case)
            result.found[known.name if known else "?"].append((one, case))


def _cases(one: File, ours: Reading, theirs: Reading) -> Iterator[Case]:
    """Everything that is compared, the same or not. Entries are matched by their order; where their number differs,
    that is the one disagreement."""
    content = one.path.read_bytes()

    def case(name: str, our: str, their: str, at: int | None = None) -> Case:
        return Case(name, our, their, content, ours, theirs, None if at is None else ours.entries[at])

    yield case("entries", str(len(ours.entries)), str(len(theirs.entries)))
    if len(ours.entries) != len(theirs.entries):
        return
    yield case("feed title", ours.title, theirs.title)
    yield case("feed link", ours.link, theirs.link)
    yield case("feed language", ours.lang, theirs.lang)
    for at, (our, their) in enumerate(zip(ours.entries, theirs.entries, strict=True)):
        for name in FIELDS[1:7]:
            yield case(name, getattr(our, name), getattr(their, name), at)


def _show(result: Result, files: int, *, listed: bool) -> None:
    console = Console(width=150)
    console.print(_outcomes(result))
    console.print(_agreement(result))
    console.print(_causes(result))
    for crash in result.crashes:
        print(crash)
    for one, case in result.found["?"] if not listed else [pair for pairs in result.found.values() for pair in pairs]:
        known = cause(case)
        name = known.name if known else "?"
        print(f"{name}\t{one.path}\t{case.field}\t{case.ours[:120]!r}\t{case.theirs[:120]!r}")
    print("\n".join(result.wrong))
    fast = ", ".join(f"{name} {count}" for name, count in result.fast.most_common())
    print(f"{files} files; {len(result.found['?'])} disagreements that nobody has explained; fast path: {fast}")
    ours, theirs = result.cpu
    print(f"CPU {ours:.1f} s, feedparser {theirs:.1f} s; slowest {result.slowest:.2f} s, peak {result.peak:.0f} MB")


def _outcomes(result: Result) -> Table:
    table = Table(title="outcomes")
    names = [name for name, _ in sum(result.outcomes.values(), Counter()).most_common()]
    for name in ("project", *names):
        table.add_column(name, justify="left" if name == "project" else "right")
    for project, outcomes in result.outcomes.items():
        table.add_row(project, *(str(outcomes[name] or "") for name in names))
    return table


def _agreement(result: Result) -> Table:
    table = Table(title="agreement with feedparser, % (compared)")
    for name in ("project", *FIELDS):
        table.add_column(name, justify="left" if name == "project" else "right")
    total: dict[str, Count] = defaultdict(Count)
    for project, counts in result.counts.items():
        table.add_row(project, *(_percent(counts[name]) for name in FIELDS))
        for name, count in counts.items():
            total[name].compared += count.compared
            total[name].same += count.same
    table.add_row("all", *(_percent(total[name]) for name in FIELDS))
    return table


def _percent(count: Count) -> str:
    """Never rounded up to 100."""
    share = int(1000 * count.same / count.compared) / 10 if count.compared else 0
    return f"{share:g} ({count.compared})" if count.compared else ""


def _causes(result: Result) -> Table:
    table = Table(title="disagreements by cause", show_lines=True)
    for name in ("cause", "fields", "why", "for example"):
        table.add_column(name)
    for name, why in [(known.name, known.why) for known in CAUSES] + [("?", "nobody has explained these")]:
        pairs = result.found[name]
        fields = Counter(case.field for _, case in pairs)
        examples = dict.fromkeys(one.path.name for one, _ in pairs)
        table.add_row(name, ", ".join(f"{f} {n}" for f, n in fields.items()), why, ", ".join([*examples][:EXAMPLES]))
    return table


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="What we read in feeds, beside what feedparser reads in them.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--list", action="store_true", help="every disagreement, not only those without a cause")
    return parser


if __name__ == "__main__":
    sys.exit(main())
