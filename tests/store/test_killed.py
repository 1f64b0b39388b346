"""kill -9 in the middle of landing: what was promised is there, nothing is half written."""

import subprocess
import sys

from sqlalchemy import func, select, update

from monitor.store import checking, schema
from monitor.store.database import Database
from tests.store.make import declare, declare_topics, spec

ROUNDS = 5


def lander(db: Database, first: int) -> "subprocess.Popen[str]":
    url = db.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "tests.store.lander", url, str(first)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_killed_while_landing(database: Database) -> None:
    declare(database, spec(1))
    declare_topics(database, "sohae")
    promised = 0
    for round_ in range(ROUNDS):
        first = (round_ + 1) * 1000
        with lander(database, first) as process:
            assert process.stdout
            for _ in range(3 + round_):
                assert process.stdout.readline()
                promised += 5
            process.kill()
            promised += 5 * len(process.stdout.read().splitlines())
        with database.write() as conn:
            articles = conn.execute(select(func.count()).select_from(schema.article)).scalar_one()
            conn.execute(update(schema.feed).values(lease_until=0))  # in life it would run out
        assert articles >= promised
        assert articles % 5 == 0
        assert [found for found in checking.check(database) if not found.ok] == []
