"""What judging costs when much is stored: `python -m bench.curation.scale [--stored 10000 100000] [--postgres]`.

A database is filled (see filling.py; resumable, kept in --folder), then 2,000 new articles are judged as the product
does, end to end. Told for each size: CPU milliseconds an article (with the server's own, on PostgreSQL) and those of
the look-up of fingerprints and sketches alone; rows and bytes an article. The first 400 warm the caches and are not
counted. `--days` is how long the stored articles took to come: 45, as long as fingerprints are kept, is the hard case.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import func, select

from bench.curation import filling, writing
from monitor.curate import clean, reprint, sketch
from monitor.store import dialect, upgrade
from monitor.store import schema as s
from monitor.store.database import Database
from monitor.store.judging_prints import PrintShelf
from tests.fakes.postgres import Postgres

NEW, WARM, BATCH = 2_000, 400, 200
TABLES = (s.article, s.revision, s.judgement, s.verdict, s.story, s.story_term, s.story_reading, s.story_sign,
          s.term_day, s.dup_fp, s.dup_sketch, s.dup_line)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds an article; rows of the judge's tables and bytes of the whole database, an article."""

    stored: int
    whole_ms: float
    lookup_ms: float
    rows: float
    bytes: float


@dataclass(frozen=True, slots=True)
class Server:
    """Whose CPU counts beside our own."""

    processes: Sequence[psutil.Process] = ()

    def cpu_s(self) -> float:
        """CPU seconds until now, ours and the server's."""
        others = 0.0
        for process in self.processes:
            for one in (process, *process.children(recursive=True)):
                times = one.cpu_times()
                others += times.user + times.system
        return time.process_time() + others


def measure(db: Database, stored: int, *, days: float, seed: int, server: Server) -> Cost:
    """Fill, look up, judge."""
    upgrade.create(db)
    held = filling.fill(db, stored, days=days, seed=seed)
    first = filling.BLOCK + held - stored  # an earlier measurement left some there
    fresh = list(writing.articles(first, NEW, seed=seed, minutes=days * 24 * 60 / stored))
    rows, size = _rows(db) / held, _bytes(db) / held
    lookup = _lookup(db, fresh, server)
    filling.put(db, fresh[:WARM])
    filling.judge(db)
    filling.put(db, fresh[WARM:])
    begun = server.cpu_s()
    filling.judge(db)
    whole = server.cpu_s() - begun
    return Cost(stored, 1000 * whole / (NEW - WARM), lookup, rows, size)


def _lookup(db: Database, fresh: Sequence[writing.Written], server: Server) -> float:
    drawn = [sketch.make(0, one.title, clean.clean(clean.sentences(one.text), lambda _: 0).text) for one in fresh]
    begun = 0.0
    with db.read() as conn:
        for at in range(0, len(drawn), BATCH):
            begun = server.cpu_s() if at == WARM else begun
            shelf, some = PrintShelf(conn), drawn[at : at + BATCH]
            shelf.load(value for one in some for value in one.lookups)
            shelf.load_sketches(grp for one in some for grp in reprint.candidates(one, shelf))
    return 1000 * (server.cpu_s() - begun) / (len(drawn) - WARM)


def _rows(db: Database) -> int:
    with db.read() as conn:
        return sum(conn.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES)


def _bytes(db: Database) -> int:
    with db.read() as conn:
        if dialect.is_sqlite(conn):
            pages, size = (conn.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size"))
            return int(pages * size)
        return int(conn.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


@contextmanager
def databases(folder: Path, sizes: Sequence[int], *, postgres: bool) -> Iterator[list[tuple[int, Database, Server]]]:
    """A database for each size, and whose CPU counts."""
    folder.mkdir(parents=True, exist_ok=True)
    if not postgres:
        yield [(size, Database(f"sqlite:///{folder / f'scale-{size}.db'}"), Server()) for size in sizes]
        return
    server = Postgres.start()
    pid = int(Path(server.handle.pgdata, "postmaster.pid").read_text("utf-8").splitlines()[0])
    try:
        with ExitStack() as stack:
            urls = [stack.enter_context(server.fresh()) for _ in sizes]
            yield [(size, Database(url), Server((psutil.Process(pid),))) for size, url in zip(sizes, urls, strict=True)]
    finally:
        server.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--days", type=float, default=45.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/monitor-scale"))
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own (not resumable)")
    asked = parser.parse_args(arguments)
    print("| stored | ms an article, end to end | the look-up alone | rows | bytes |\n|---:|---:|---:|---:|---:|")
    with databases(asked.folder, asked.stored, postgres=asked.postgres) as some:
        for size, db, server in some:
            cost = measure(db, size, days=asked.days, seed=asked.seed, server=server)
            print(f"| {size:,} | {cost.whole_ms:.2f} | {cost.lookup_ms:.3f} | {cost.rows:.1f} | {cost.bytes:,.0f} |",
                  flush=True)  # fmt: skip
            db.close()


if __name__ == "__main__":
    main()
