"""Several daemons on one PostgreSQL, their ticks at the same moments: no edition missing or doubled, no letter twice.

Two days of it and a few digests here; the soak takes the whole week and all zones, with ticks ten minutes apart.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, select

from monitor.model.digest import DigestSpec
from monitor.publish.schedule import periods
from monitor.store import schema
from monitor.store.database import Database
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive
from tests.publish.test_schedule import ZONES

WHOLE = "MONITOR_WEEK" in os.environ
STEP = timedelta(minutes=10) if WHOLE else timedelta(hours=8)
WEEK = timedelta(days=7) if WHOLE else timedelta(days=2)
FIRST = datetime(2026, 10, 22 if WHOLE else 24, tzinfo=END.tzinfo)  # then clocks change in Europe and elsewhere
ARTICLES = 60 if WHOLE else 20
Process = subprocess.Popen[str]


def digests() -> list[DigestSpec]:
    """One for each zone at another half hour of the night, and some of other kinds."""
    daily = [
        replace(SPEC, slug=f"d{n}", zone=zone, at=time(n % 10 // 2, n % 2 * 30), days=(0, 1, 2, 3, 4, 5, 6),
                recipients=(f"a{n}@example.org", f"b{n}@example.org"), send_empty=True)
        for n, zone in enumerate(ZONES if WHOLE else ZONES[1:6])
    ]  # fmt: skip
    twice = replace(daily[1], slug="twice", at=(time(2, 30), time(14)))
    return [*daily, twice, replace(daily[2], slug="workdays", days=(0, 1, 2, 3, 4))]


@contextmanager
def daemon(db: Database, number: int, letters: Path) -> Iterator[Process]:
    """A process that ticks; its clock is a few seconds off."""
    url = db.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "tests.fakes.composer", url, str(3 * number), str(letters)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0


def tick(processes: list[Process], now: datetime) -> None:
    """All at the same moment; each is waited for."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(f"{now.isoformat()}\n")
        process.stdin.flush()
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline()


@pytest.mark.parametrize("count", [2, 4])
def test_a_week_of_several_daemons(postgres_database: Database, tmp_path: Path, count: int) -> None:
    db, specs, letters = postgres_database, digests(), tmp_path / "letters"
    archive = Archive(db)
    archive.digest(*specs, now=FIRST)
    for n in range(ARTICLES):
        archive.article(f"News {n}", at=FIRST + (n + 0.5) / ARTICLES * WEEK)
    with ExitStack() as stack:
        processes = [stack.enter_context(daemon(db, number, letters)) for number in range(count)]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        now, last = FIRST, FIRST + WEEK
        while now < last:
            now = min(now + STEP, last)
            tick(processes, now)
    with db.read() as conn:
        made = Counter(tuple(row) for row in conn.execute(_editions()))
        taken = Counter(tuple(row) for row in conn.execute(_taken()))
        outbox = [tuple(row) for row in conn.execute(select(schema.delivery.c.recipient, schema.delivery.c.message_id,
                                                            schema.delivery.c.phase))]  # fmt: skip
    expected = {(spec.slug, period) for spec in specs for period in _composed(spec, now)}
    assert set(made) == expected
    assert set(made.values()) == {1}
    assert set(taken.values()) == {1}
    assert min(Counter(slug for slug, _ in taken).values()) >= ARTICLES // 2  # the last ones wait
    assert {phase for _, _, phase in outbox} == {"sent"}
    assert len(outbox) == 2 * len(expected)
    assert Counter(letters.read_text().splitlines()) == Counter(f"{to} {number}" for to, number, _ in outbox)


def _composed(spec: DigestSpec, last: datetime) -> Iterator[datetime]:
    """The newest period at each tick: with ticks far apart several of a digest become one."""
    now, cut = FIRST, FIRST
    while now < last:
        now = min(now + STEP, last)
        if waiting := list(periods(spec, cut, now)):
            cut = waiting[-1]
            yield cut


def _editions() -> Select[Any]:
    joined = schema.edition.join(schema.digest)
    return select(schema.digest.c.slug, schema.edition.c.period).select_from(joined)


def _taken() -> Select[Any]:
    joined = schema.edition_item.join(schema.digest)
    return select(schema.digest.c.slug, schema.edition_item.c.article_id).select_from(joined)
