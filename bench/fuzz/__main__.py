"""Coverage-guided fuzzing of what reads strangers' bytes.

    python -m bench.fuzz [TARGET …] [--seconds N] [--seed N] [--corpora FOLDER] [--keep FOLDER]

Runs each target (all, without a name) for so long under atheris, from our own seeds and those that the feeds in FOLDER
give (`bench.corpora`). Prints seed, runs, coverage and findings; each run leaves a row in results.tsv. What was found
and the corpus grown so far stay in the folder to keep. 1 when anything was found.
"""

import argparse
import importlib.util
import random
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import figures
from bench.figures import Figures
from bench.fuzz import seeds
from bench.fuzz.targets import TARGETS

KEEP = figures.HERE.parent / "build" / "fuzz"
WALL_S, MEMORY_MB = 20, 2048  # of one input; of the process
GRACE_S = 120
MISSING = "atheris is not installed here: `make fuzz` makes an environment of its own for it (group `fuzz`)."
_COVERAGE = re.compile(r"cov: (\d+)")
_RUNS = re.compile(r"^(?:#(\d+)\s|Done (\d+) runs)", re.MULTILINE)
_MEMORY = re.compile(r"rss: (\d+)Mb")


@dataclass(frozen=True, slots=True)
class Run:
    """What one target came to."""

    target: str
    seed: int
    runs: int
    coverage: int
    findings: tuple[str, ...]
    seconds: float
    cpu: float
    peak: float


def main() -> int:
    """Fuzz; 1 when something was found, 2 without atheris."""
    asked = _arguments().parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(MISSING, file=sys.stderr)
        return 2
    found = 0
    for target in asked.targets or TARGETS:
        seed = asked.seed or random.randrange(1, 1 << 31)
        run = fuzzed(target, asked.seconds, seed, asked.keep, asked.corpora)
        found += len(run.findings)
        said(run)
    return 1 if found else 0


def fuzzed(target: str, seconds: int, seed: int, keep: Path, corpora: Path | None) -> Run:
    """One target, in a process of its own."""
    corpus, findings = keep / target, keep / f"{target}.found"
    findings.mkdir(parents=True, exist_ok=True)
    seeds.write(target, corpus, corpora)
    command = [
        sys.executable, "-m", "bench.fuzz.harness", target, str(findings), str(corpus), f"-seed={seed}",
        f"-max_total_time={seconds}", f"-dict={corpus.with_suffix('.dict')}", f"-timeout={WALL_S}",
        f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={findings}/", "-print_final_stats=1",
    ]  # fmt: skip
    begun, used = time.monotonic(), _cpu()
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False, timeout=seconds + GRACE_S,
        cwd=figures.HERE.parent,
    )  # fmt: skip
    return _counted(target, seed, done, (time.monotonic() - begun, _cpu() - used))


def _cpu() -> float:
    """CPU seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _counted(target: str, seed: int, done: subprocess.CompletedProcess[str], took: tuple[float, float]) -> Run:
    text = done.stdout + done.stderr
    findings = tuple(line.removeprefix("FINDING ") for line in text.splitlines() if line.startswith("FINDING "))
    if done.returncode:
        findings += (f"the process ended with {done.returncode}: {text[-400:]}",)
    return Run(
        target,
        seed,
        max((int(one or other) for one, other in _RUNS.findall(text)), default=0),
        max(map(int, _COVERAGE.findall(text)), default=0),
        findings,
        *took,
        max(map(float, _MEMORY.findall(text)), default=0.0),
    )


def said(run: Run) -> None:
    """Prints a run and keeps its row: runs as polls, findings as articles."""
    print(f"{run.target}: seed {run.seed}, {run.runs} runs in {run.seconds:.0f} s, coverage {run.coverage}, "
          f"{len(run.findings)} findings", flush=True)  # fmt: skip
    for finding in run.findings:
        print(f"  {finding}")
    note = f"coverage {run.coverage}"
    row = Figures("fuzz", run.target, run.runs, len(run.findings), run.seconds, run.cpu, run.peak, 0.0, note=note)
    figures.keep(figures.this_run(0, 0, run.seed), [row])


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Fuzz what reads strangers' bytes, guided by coverage.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--seed", type=int, default=0, help="another one each time, unless given")
    parser.add_argument("--corpora", type=Path, help="a folder of feeds to take seeds from")
    parser.add_argument("--keep", type=Path, default=KEEP, help="where corpus and findings stay (build/fuzz)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
