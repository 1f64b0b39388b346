"""Two daemons store and judge into one PostgreSQL: each story comes twice, under two hosts, and whoever stored the
second copy, whoever judged it, both end in one group. The daemon that judges is killed with all of its processes while
it does, and its lease is taken over when it has run out. MONITOR_PAIRS makes it as large as one likes."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import psutil
from sqlalchemy import func, select

from monitor.store.database import Database
from monitor.store.schema import article, judgement, lease, unjudged
from tests.fakes.newsstand import Newsstand, newsstand, write_config
from tests.line import test_run
from tests.line.test_run import children, count, daemon, role

PAIRS = int(os.environ.get("MONITOR_PAIRS", "30"))
ENTRIES = 30 if PAIRS < 1000 else 250  # of a feed
FEEDS = 2 * max(1, PAIRS // ENTRIES)
LEASE_S = 10  # the shortest that may be
WORDS = 90


class Twins(Newsstand):
    """Feeds two by two: what stands in one stands in the other too, under a headline and a link of its own."""

    def document(self, feed: int) -> str:
        items = "".join(self.item(feed, n) for n in range(self.entries))
        return f'<rss version="2.0"><channel><title>Feed {feed}</title>{items}</channel></rss>'

    @classmethod
    def item(cls, feed: int, n: int) -> str:
        seed = b"".join(blake2b(f"{feed // 2}/{n}/{part}".encode()).digest() for part in range(3))
        words = " ".join(f"{byte:x}{seed[at - 1]:x}" + "aeiou"[byte % 5] for at, byte in enumerate(seed[:WORDS]))
        link = cls.link(feed, n)
        title = f"{'Morning' if feed % 2 else 'Evening'} paper, item {n} of shelf {feed // 2}"
        names = f"<guid>{link}</guid><link>{link}</link><title>{title}</title>"
        return f"<item>{names}<description>{words}.</description></item>"


def test_every_pair_ends_in_one_group(postgres_database: Database, tmp_path: Path) -> None:
    db, articles = postgres_database, FEEDS * ENTRIES
    with newsstand(FEEDS, ENTRIES, kind=Twins) as stand:
        folder = write_config(tmp_path / "config", stand, judge=f"batch = 20\nlease_s = {LEASE_S}")
        roles = ("--only", "ingest,judge")
        with daemon(folder, db, *roles) as one, daemon(folder, db, *roles) as other, longer(articles):
            test_run.wait_for(lambda: count(db, judgement) > articles // 5 and holder(db), "some to be judged")
            judge, held = role(one, "judge"), holder(db).split(":")
            killed = one if judge is not None and str(judge.pid) in held else other
            for process in (psutil.Process(killed.pid), *children(killed)):
                process.kill()  # the supervisor first: it would start the others again
            left = count(db, unjudged)
            test_run.wait_for(lambda: count(db, judgement) == articles, "the other one to judge the rest")
    assert left > 0
    assert_paired(db)


def assert_paired(db: Database) -> None:
    groups: dict[tuple[int, str], set[int]] = defaultdict(set)
    with db.read() as conn:
        rows = conn.execute(select(article.c.url, judgement.c.grp).join_from(article, judgement)).all()
        distinct = conn.execute(select(func.count(judgement.c.grp.distinct()))).scalar_one()
    for url, grp in rows:
        host, _, number = url.removeprefix("https://f").partition(".example/news/")
        groups[int(host) // 2, number].add(grp)
    assert len(rows) == FEEDS * ENTRIES
    assert {pair: found for pair, found in groups.items() if len(found) > 1} == {}
    assert distinct == len(groups) == FEEDS * ENTRIES // 2


def holder(db: Database) -> str:
    with db.read() as conn:
        return str(conn.execute(select(lease.c.holder).where(lease.c.name == "judge")).scalar() or "")


@contextmanager
def longer(articles: int) -> Iterator[None]:
    """More patience for two daemons, and for more articles."""
    before, test_run.PATIENCE_S = test_run.PATIENCE_S, 4 * test_run.PATIENCE_S + articles / 20
    try:
        yield
    finally:
        test_run.PATIENCE_S = before
