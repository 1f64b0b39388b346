"""`make bench`: polls a thousand feeds on loopback, ours and lemon24/reader in the same run, then matches articles
(bench.matching), and keeps the figures.

python -m bench.run [--feeds N] [--entries N] [--seed N] [--no-peer] [--no-keep] [--phases PHASE…] [--profile]
"""

import argparse
import tempfile
from pathlib import Path

from bench import figures, matching, ours, peer, profiling, theirs
from bench.curation import __main__ as curation
from bench.figures import Figures
from bench.server import Server, feeds_server

PEER = figures.HERE / ".venv" / "reader"
MODES = {"cold": (1, 0), "unchanged": (1, 0), "no validators": (0, 0), "5 % new": (1, 1)}


def measure(asked: argparse.Namespace, server: Server, folder: Path) -> list[Figures]:
    """Every phase, ours and theirs by turns."""
    mine = ours.prepare(folder / "ours", server.port, ours.all_feeds(asked.feeds))
    rival = None if asked.no_peer else _rival(folder, server.port, asked.feeds)
    rows: list[Figures] = []
    for phase, (validators, fresh) in MODES.items():
        if phase not in asked.phases:
            continue
        server.set_mode(validators, fresh)
        rows += ours.measure(mine, phase, server)
        if rival is not None:
            server.set_mode(validators, fresh)
            rows += theirs.measure(rival, phase, server)
    return rows


def _rival(folder: Path, port: int, feeds: int) -> theirs.Theirs:
    return theirs.Theirs(peer.install(PEER), folder, port, feeds)


def main() -> None:
    """The command."""
    asked = _arguments().parse_args()
    if asked.curation:
        return curation.main([str(asked.curation)])
    with (
        feeds_server(asked.feeds, asked.entries, asked.seed) as server,
        tempfile.TemporaryDirectory(prefix="monitor-bench-") as name,
    ):
        if asked.profile:
            return profiling.profile(ours.prepare(Path(name) / "ours", server.port, ours.all_feeds(asked.feeds)))
        rows = measure(asked, server, Path(name))
    if not asked.no_peer:
        print(f"{peer.version(PEER)}, {peer.WORKERS} workers")
    figures.show(rows, ours=ours.NAME, peer=theirs.NAME)
    if not asked.no_keep:
        figures.keep(figures.this_run(asked.feeds, asked.entries, asked.seed), rows)
    if asked.phases == list(MODES):
        matching.stage(seed=asked.seed, peer=not asked.no_peer, keep=not asked.no_keep)
    return None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure polling, beside lemon24/reader.")
    parser.add_argument(
        "--curation", type=Path, metavar="FOLDER", help="labelled articles: judge them instead of polling"
    )
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
