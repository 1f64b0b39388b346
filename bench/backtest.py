"""How long a back-test of an edit takes on a full archive.

python -m bench.backtest [--articles N] [--database URL] [--keep FILE] [--runs N]

The database is a fresh SQLite file, or the empty one of the URL. Every edit is asked once, then `--runs` times; what is
shown is the first time, the middle one of the others, and the middle CPU time of this process: on a busy machine that
comes nearest to what a quiet one would take, but for the work of a PostgreSQL.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bench import archive
from monitor.model.backtest import Backtest
from monitor.model.topic import TopicSpec
from monitor.publish.backtesting import backtest
from monitor.settings import load
from monitor.store import upgrade
from monitor.store.database import Database

QUERIES = (
    "the", "new", "china", "china OR russia OR oil", "title:(china OR russia)", "china NEAR/5 russia", "=China", "st*",
    "w?n", "関", "lang:ko", "lang:ko NOT 가나", "author:desk", "url:x.example",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a topic, and the version it is held against."""

    name: str
    spec: TopicSpec
    current: TopicSpec | None


def edits(specs: dict[str, TopicSpec]) -> Iterator[Edit]:
    """Edits that analysts make, and some that hurt."""
    for slug, spec in specs.items():
        yield Edit(f"{slug}: as it is", spec, spec)
        yield Edit(f"{slug}: one more word", _or(spec, "quay*"), spec)
        yield Edit(f"{slug}: without decoys", replace(spec, decoys=()), spec)
    tariffs = specs["tariffs"]
    for query in QUERIES:
        yield Edit(query, TopicSpec("new", "New", query), None)
    yield Edit("tariffs OR the", _or(tariffs, "the"), tariffs)


def _or(spec: TopicSpec, more: str) -> TopicSpec:
    return replace(spec, query=f"({spec.query}) OR {more}")


def main() -> None:
    """The command."""
    asked = _arguments().parse_args()
    specs = {spec.slug: spec for spec in load(None, {}).topics}
    with _database(asked) as db:
        begun = time.monotonic()
        if asked.fill:
            archive.fill(db, asked.articles, list(specs.values()))
            print(f"filled in {time.monotonic() - begun:.0f} s")
        _show(_measured(db, edit, asked.runs) for edit in edits(specs) if asked.only in edit.name)


@dataclass(frozen=True, slots=True)
class Row:
    """How long an edit took, in seconds."""

    name: str
    found: Backtest
    first: float
    again: float
    cpu: float


def _measured(db: Database, edit: Edit, runs: int) -> Row:
    times: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        begun, worked = time.perf_counter(), time.process_time()
        found = backtest(db, edit.spec, since=archive.NOW - archive.SPAN, now=archive.NOW, current=edit.current)
        times.append((time.perf_counter() - begun, time.process_time() - worked))
    again = times[1:] or times
    return Row(edit.name, found, times[0][0], median(wall for wall, _ in again), median(cpu for _, cpu in again))


def _show(rows: Iterable[Row]) -> None:
    print("| edit | candidates | read | hits | gained | lost | first, s | again, s | CPU, s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        found = row.found
        numbers = (found.candidates, found.read, found.total, found.gained.articles, found.lost.articles)
        times = (row.first, row.again, row.cpu)
        cells = (f"`{row.name}`", *(f"{n:,}" for n in numbers), *(f"{seconds:.2f}" for seconds in times))
        print(f"| {' | '.join(cells)} |", flush=True)


@contextmanager
def _database(asked: argparse.Namespace) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(asked.keep or f"{folder}/bench.db")
        db = Database(asked.database or f"sqlite:///{path}")
        asked.fill = bool(asked.database) or not path.exists()
        if asked.fill:
            upgrade.create(db)
        try:
            yield db
        finally:
            db.close()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--database", help="an empty database; default: a fresh SQLite file")
    parser.add_argument("--keep", help="a SQLite file to fill, or to use when it is there")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="edits whose name holds this")
    return parser


if __name__ == "__main__":
    main()
