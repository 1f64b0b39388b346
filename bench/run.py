"""`make bench`: polls a thousand feeds on loopback, ours and lemon24/reader in the same run, and keeps the figures.

python -m bench.run [--feeds N] [--entries N] [--seed N] [--no-peer] [--no-keep] [--phases PHASE…] [--profile]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import figures, ours, peer, profiling, theirs
from bench.figures import Figures

PEER = figures.HERE / ".venv" / "reader"
MODES = {"cold": (1, 0), "unchanged": (1, 0), "no validators": (0, 0), "5 % new": (1, 1)}


@contextmanager
def feeds_server(asked: argparse.Namespace) -> Iterator[int]:
    """The server as a process of its own; its port."""
    command = [
        sys.executable,
        "-m",
        "bench.feeds_server",
        "--feeds",
        str(asked.feeds),
        "--entries",
        str(asked.entries),
        "--seed",
        str(asked.seed),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ours.ROOT) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield int(json.loads(process.stdout.readline())["port"])
        finally:
            process.stdin.close()


def set_mode(port: int, validators: int, fresh: int) -> None:
    """Change what the server serves."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/mode?validators={validators}&fresh={fresh}", method="POST"
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        answer.read()


def measure(asked: argparse.Namespace, port: int, folder: Path) -> list[Figures]:
    """Every phase, ours and theirs by turns."""
    mine = ours.prepare(folder / "ours", port, ours.all_feeds(asked.feeds))
    rival = None if asked.no_peer else theirs.Theirs(peer.install(PEER), folder, port, asked.feeds)
    start = ours.startup(folder / "nothing")
    rows: list[Figures] = []
    for phase, (validators, fresh) in MODES.items():
        if phase not in asked.phases:
            continue
        set_mode(port, validators, fresh)
        rows += ours.measure(mine, phase, start)
        if rival is not None:
            rows += theirs.measure(rival, phase)
    return rows


def main() -> None:
    """The command."""
    asked = _arguments().parse_args()
    with feeds_server(asked) as port, tempfile.TemporaryDirectory(prefix="monitor-bench-") as name:
        if asked.profile:
            return profiling.profile(ours.prepare(Path(name) / "ours", port, ours.all_feeds(asked.feeds)))
        rows = measure(asked, port, Path(name))
    if not asked.no_peer:
        print(f"{peer.version(PEER)}, {peer.WORKERS} workers")
    figures.show(rows, ours=ours.NAME, peer=theirs.NAME)
    if not asked.no_keep:
        figures.keep(figures.this_run(asked.feeds, asked.entries, asked.seed), rows)
    return None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure polling, beside lemon24/reader.")
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peer", action="store_true", help="only ours")
    parser.add_argument("--phases", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--no-keep", action="store_true", help="write nothing to results.tsv")
    parser.add_argument("--profile", action="store_true", help="where a cold poll spends its time, instead of figures")
    return parser


if __name__ == "__main__":
    main()
