"""Editions for very many: `python -m bench.digests [--digests N] [--recipients N] [--articles N] [--url URL] [--keep]`.

A newsroom of invented articles, judged and in stories, and digests that are all due at one moment. Measured in this
process: composing, rendering and queueing every edition with a delivery for each recipient; then a tick with nothing
due. Without `--url` the database is a fresh SQLite file; a PostgreSQL one must be empty.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bench import figures
from bench.figures import Figures
from monitor.model.digest import DigestSpec
from monitor.model.options import Options
from monitor.model.topic import TopicSpec
from monitor.publish.composing import compose_due
from monitor.store import editions, schema, topics, upgrade
from monitor.store.database import Database

END = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOPICS, OUTLETS, TOPICS_EACH, ARTICLES_A_STORY = 10, 120, 3, 4
OLDER = 10  # days of news before the window
WORDS = (
    "pier satellite launch station tariff notice licence sanction port steel vessel engine test review panel".split()
)
IDLE_TICKS = 20
Row = dict[str, Any]


def main() -> None:
    """Fill, measure, say it, and keep the rows when asked to."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        url = asked.url or f"sqlite:///{Path(folder) / 'digests.db'}"
        db = Database(url)
        upgrade.create(db)
        fill(db, asked.articles, Random(asked.seed))
        declare(db, asked.digests, asked.recipients)
        rows = list(measure(db, Options(url)))
        db.close()
    for row in rows:
        took = f"{row.seconds:8.2f} s  CPU {row.cpu_s:7.2f} s  peak {row.peak_main_mb:6.0f} MB"
        print(f"{row.phase:34} {row.polls:5,} {took}  {row.note}")
    if asked.keep:
        figures.keep(figures.this_run(asked.digests, asked.recipients, asked.seed), rows)


def fill(db: Database, articles: int, chance: Random) -> None:
    """`articles` a day for some days: judged, matched, four to a story."""
    specs = [TopicSpec(f"t{n}", f"Topic {n}", "pier") for n in range(TOPICS)]
    topics.declare(db, specs, managed_by="config", now=END - 60 * DAY)
    with db.write() as conn:
        numbers = list(conn.execute(select(schema.topic.c.id)).scalars())
        names = [{"slug": f"o{n}", "name": f"Outlet {n}", "managed_by": "config"} for n in range(OUTLETS)]
        conn.execute(insert(schema.outlet), names)
        outlets = list(conn.execute(select(schema.outlet.c.id)).scalars())
        times = [END - (n + 1) * (OLDER + 1) * DAY / (articles * (OLDER + 1)) for n in range(articles * (OLDER + 1))]
        for at in range(0, len(times), 5000):
            _insert(conn, at, times[at : at + 5000], (numbers, outlets), chance)


def _insert(
    conn: Connection, first: int, times: Sequence[datetime], known: tuple[Sequence[int], Sequence[int]], chance: Random
) -> None:
    """Articles numbered from `first` + 1; `known` are the numbers of topics and of outlets. No story is parted."""
    rows: dict[str, list[Row]] = {name: [] for name in ("story", "article", "revision", "topic_match", "judgement")}
    for n, at in enumerate(times, first + 1):
        story, outlet = (n - 1) // ARTICLES_A_STORY + 1, chance.choice(known[1])
        text = " ".join(chance.choices(WORDS, k=60))
        if (n - 1) % ARTICLES_A_STORY == 0:
            rows["story"].append({"id": story, "lang": "en", "lead": n, "first_seen": at, "last_seen": at,
                                  "articles": 4, "outlets": 4, "origins": 3, "terms": {}})  # fmt: skip
        rows["article"].append({"id": n, "outlet_id": outlet, "url": f"https://o.example/{n}", "lang": "en",
                                "published": at, "first_seen": at, "effective": at, "backfill": False})  # fmt: skip
        rows["revision"].append({"article_id": n, "n": 0, "seen": at, "current": True, "title": text[:70].title(),
                                 "summary": text[70:250] + ".", "body": text, "html": "", "author": "", "cut": [],
                                 "text_hash": b"0" * 16})  # fmt: skip
        rows["topic_match"].append({"topic_id": known[0][story % TOPICS], "version": 1, "article_id": n, "revision": 0,
                                    "score": chance.random() * 9, "evidence": [["pier", "title", 0, 4]],
                                    "retag": False, "effective": at, "valid_from": at, "valid_to": None})  # fmt: skip
        rows["judgement"].append({"article_id": n, "judged": at, "grp": n, "reprint_of": None, "story_id": story,
                                  "origin": outlet, "origin_kind": "own"})  # fmt: skip
    for name, values in rows.items():
        conn.execute(insert(schema.metadata.tables[name]), values)


def declare(db: Database, digests: int, recipients: int) -> None:
    """Digests of three topics each, all due at the same moment."""
    everybody = tuple(f"reader-{n}@example.org" for n in range(recipients))
    specs = [
        DigestSpec(f"d{n}", f"Digest {n}", tuple(f"t{(n + k) % TOPICS}" for k in range(TOPICS_EACH)), everybody)
        for n in range(digests)
    ]
    editions.declare(db, specs, managed_by="config", now=END - DAY)


def measure(db: Database, options: Options) -> Iterator[Figures]:
    """Compose and queue everything; then the tick that finds nothing to do."""
    now = END + HOUR + timedelta(minutes=1)  # 07:31 UTC: the digests are due at 07:30
    begun, cpu = time.monotonic(), time.process_time()
    made = compose_due(db, now=now, options=options)
    yield _row("editions composed and queued", len(made), begun, cpu, note=f"{_queued(db)} deliveries")
    begun, cpu = time.monotonic(), time.process_time()
    for n in range(IDLE_TICKS):
        compose_due(db, now=now + n * timedelta(seconds=15), options=options)
    yield _row("ticks with nothing due", IDLE_TICKS, begun, cpu)


def _queued(db: Database) -> int:
    with db.read() as conn:
        return int(conn.execute(select(func.count()).select_from(schema.delivery)).scalar_one())


def _row(phase: str, count: int, begun: float, cpu: float, note: str = "") -> Figures:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return Figures(
        "monitor", phase, count, 0, time.monotonic() - begun, time.process_time() - cpu, peak, 0.0, note=note
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digests", type=int, default=50)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=2000, help="a day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="an empty database (default: a fresh SQLite file)")
    parser.add_argument("--keep", action="store_true", help="append the rows to results.tsv")
    return parser.parse_args()


if __name__ == "__main__":
    main()
