"""`make soak`: the checks that the suite runs small, at their stated sizes, one stage after the other.

    python -m bench.soak [STAGE …] [--again] [--list]

Resumable: a stage that passed at this commit is not run again, so the whole can be done in pieces. Every run leaves a
row in results.tsv: its stage as phase, its rounds as polls, whether it passed as the note.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import figures
from bench.figures import Figures

PYTEST = ("-m", "pytest", "-W", "error", "-q", "-p", "no:cacheprovider")
NAME, PASSED = "soak", "passed"


@dataclass(frozen=True, slots=True)
class Stage:
    """A check: what it shows, the words behind `python`, and how many rounds it is told to do."""

    name: str
    shows: str
    words: Sequence[str]
    rounds: int = 1
    seconds: int = 0  # about, on two cores
    env: dict[str, str] = field(default_factory=dict)


RESTART = (*PYTEST, "tests/line/test_restart.py", "-k")
STAGES = (
    Stage("polls killed, SQLite", "kill -9 in a poll", (*RESTART, "poll and sqlite"), 40, 400),
    Stage("polls killed, PostgreSQL", "kill -9 in a poll", (*RESTART, "poll and postgresql"), 40, 400),
    Stage("judge killed, SQLite", "kill -9 in a batch", (*RESTART, "judge and sqlite"), 40, 400),
    Stage("judge killed, PostgreSQL", "kill -9 in a batch", (*RESTART, "judge and postgresql"), 40, 400),
    Stage("bench", "1,000 feeds × 20 entries beside lemon24/reader", ("-m", "bench.run"), 1, 400),
)


def main() -> int:
    """Run the stages asked for; 1 when one failed."""
    asked = _arguments()
    if asked.list:
        for stage in STAGES:
            print(f"{stage.name:28} {stage.shows}, {stage.rounds} rounds, about {stage.seconds} s")
        return 0
    chosen = [stage for stage in STAGES if not asked.stages or stage.name in asked.stages]
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
    command = [sys.executable, *stage.words]
    code = subprocess.run(command, env=environment, cwd=figures.HERE.parent, check=False).returncode
    note = PASSED if code == 0 else f"failed with {code}"
    figures.keep(run, [Figures(NAME, stage.name, stage.rounds, 0, time.monotonic() - begun, 0.0, 0.0, 0.0, note=note)])
    print(f"== {stage.name}: {note}", flush=True)
    return code == 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The heavy checks, at their stated sizes.")
    parser.add_argument("stages", nargs="*", metavar="STAGE", choices=[[], *(stage.name for stage in STAGES)])
    parser.add_argument("--again", action="store_true", help="also what passed at this commit already")
    parser.add_argument("--list", action="store_true", help="the stages, and about how long each takes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
