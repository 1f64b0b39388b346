"""`make soak`: the checks that the suite runs small, at their stated sizes, one stage after the other.

    python -m bench.soak [STAGE …] [--again] [--list]

Resumable: a stage that passed at this commit is not run again, so the whole can be done in pieces, each of them under
ten minutes. Every run leaves a row in results.tsv: its stage as phase, its rounds as polls, whether it passed as the
note. A stage is named by its beginning too: `polls killed` is all pieces of that.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench import figures
from bench.figures import Figures

PYTEST = (sys.executable, "-m", "pytest", "-W", "error", "-q", "-s", "-p", "no:cacheprovider")
NAME, PASSED = "soak", "passed"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
POLLS, PIECE, JUDGED, LANDED = 200, 50, 40, 30  # kills on each database, and of them in one piece
POSTED, POST = 100, 50  # rounds of three deaths on each database, and of them in one piece


@dataclass(frozen=True, slots=True)
class Stage:
    """A check: what it shows, the command that does it, and how many rounds it is told to do."""

    name: str
    shows: str
    words: Sequence[str]
    rounds: int = 1
    seconds: int = 0  # about, on two cores
    env: dict[str, str] = field(default_factory=dict)


def stages() -> Iterator[Stage]:
    """All of them, in the order in which they are run."""
    yield from (_polls(database, piece) for database in DATABASES for piece in range(POLLS // PIECE))
    yield from (_landings(database) for database in DATABASES)
    yield from (_judge(database) for database in DATABASES)
    yield from (_deliveries(database, piece) for database in DATABASES for piece in range(POSTED // POST))
    yield _pairs()
    yield from (_hazards(database) for database in DATABASES)
    yield from _digests()
    yield from _fuzz()
    yield Stage("bench", "1,000 feeds × 20 entries beside lemon24/reader", (sys.executable, "-m", "bench.run"), 1, 400)


def _polls(database: str, piece: int) -> Stage:
    name = f"polls killed, {DATABASES[database]}, {piece + 1} of {POLLS // PIECE}"
    words = (*PYTEST, "tests/line/test_restart.py", "-k", f"poll and {database}")
    return Stage(name, "kill -9 at any moment of a poll", words, PIECE, 300, {"MONITOR_SEED": str(100 + piece)})


def _landings(database: str) -> Stage:
    words = (*PYTEST, "tests/line/test_restart.py", "-k", f"landing and {database}")
    return Stage(f"landings killed, {DATABASES[database]}", "kill -9 while workers prepare much", words, LANDED, 300)


def _judge(database: str) -> Stage:
    words = (*PYTEST, "tests/line/test_restart.py", "-k", f"judge and {database}")
    return Stage(f"judge killed, {DATABASES[database]}", "kill -9 in a batch", words, JUDGED, 300)


def _deliveries(database: str, piece: int) -> Stage:
    name = f"deliveries killed, {DATABASES[database]}, {piece + 1} of {POSTED // POST}"
    words = (*PYTEST, "tests/publish/test_killed_delivering.py", "-k", database)
    shows = "kill -9 at every phase of a delivery: each copy accounted for"
    return Stage(name, shows, words, POST, 120, {"MONITOR_SEED": str(100 + piece)})


def _pairs() -> Stage:
    words = (*PYTEST, "tests/line/test_two_daemons.py")
    shows = "two daemons store 10,000 pairs of copies into one PostgreSQL, one of them killed while it judges"
    return Stage("pairs, two daemons", shows, words, 1, 500, {"MONITOR_PAIRS": "10000"})


def _hazards(database: str) -> Stage:
    words = (*PYTEST, "tests/line/test_hazards_daemon.py", "-k", database)
    size = {"MONITOR_GOOD_FEEDS": "200", "MONITOR_SECONDS": "40"}
    shows = "both tables of hazards through one daemon, 200 good feeds beside them"
    return Stage(f"hazards, {DATABASES[database]}", shows, words, 1, 120, size)


def _digests() -> Iterator[Stage]:
    words = (*PYTEST, "tests/publish/test_schedule.py", "-k", "woken")
    yield Stage("wall times", "20 zones, two years, every half hour around each change of the clocks", words, 48, 200)
    for count in (2, 4):
        week = (*PYTEST, "tests/publish/test_week.py", "-k", f"daemons and {count}")
        shows = f"a simulated week, {count} processes on one PostgreSQL, a tick every ten minutes"
        yield Stage(f"week of {count} daemons", shows, week, 1, 300, {"MONITOR_WEEK": "whole"})


def _fuzz() -> Iterator[Stage]:
    """Only where there are fuzzers. They have an environment of their own, which make knows."""
    if importlib.util.find_spec("bench.fuzz"):
        yield Stage("fuzz", "what reads strangers' bytes, led by coverage", ("make", "fuzz"), 1, 500)


def main() -> int:
    """Run the stages asked for; 1 when one failed."""
    asked = _arguments()
    chosen = [stage for stage in stages() if not asked.stages or stage.name.startswith(tuple(asked.stages))]
    if asked.list:
        for stage in chosen:
            print(f"{stage.name:34} {stage.shows}, {stage.rounds} rounds, about {stage.seconds} s")
        return 0
    if not chosen:
        print(f"no stage begins with {' or '.join(asked.stages)}: see --list", file=sys.stderr)
        return 2
    run = figures.this_run(0, 0, 0)
    results = [run_stage(stage, run) for stage in chosen if asked.again or not passed(stage, run.commit)]
    return 0 if all(results) else 1


def passed(stage: Stage, commit: str) -> bool:
    """Whether results.tsv says that this stage passed at this commit."""
    if not figures.RESULTS.exists():
        return False
    rows = (line.split("\t") for line in figures.RESULTS.read_text("utf-8").splitlines())
    return any(row[1] == commit and stage.name in row and PASSED in row for row in rows if len(row) > 1)


def run_stage(stage: Stage, run: figures.Run) -> bool:
    """Run one, show what it prints, keep a row."""
    print(f"== {stage.name}: {stage.shows}, {stage.rounds} rounds", flush=True)
    begun = time.monotonic()
    environment = {**os.environ, **stage.env, "MONITOR_ROUNDS": str(stage.rounds)}
    code = subprocess.run(stage.words, env=environment, cwd=figures.HERE.parent, check=False).returncode
    note = PASSED if code == 0 else f"failed with {code}"
    figures.keep(run, [Figures(NAME, stage.name, stage.rounds, 0, time.monotonic() - begun, 0.0, 0.0, 0.0, note=note)])
    print(f"== {stage.name}: {note}", flush=True)
    return code == 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The heavy checks, at their stated sizes.")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="the beginning of its name (default: all)")
    parser.add_argument("--again", action="store_true", help="also what passed at this commit already")
    parser.add_argument("--list", action="store_true", help="the stages, and about how long each takes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
