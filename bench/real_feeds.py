"""Real input: a folder of feed files, each served over loopback from a host of its own, through `monitor poll`.

    python -m bench.real_feeds FOLDER [--list]

Prints what was read and what was refused, and why. Fails when a feed was not polled, or when we broke.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import ours
from monitor.demo import http
from monitor.demo.http import Ask, Reply

JSON_MARKS = (b"{", b"[")
TIMEOUT_S = 900.0
EXAMPLES = 3


def media_type(body: bytes) -> str:
    """What a plain file server would guess from a file's name, were its name honest."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return "application/feed+json" if start in JSON_MARKS else "application/xml"


def slug(number: int) -> str:
    """The name of a file's feed; its host is `<slug>.example`."""
    return f"r{number:05d}"


async def serve(
    files: Mapping[str, Path], poll: Sequence[str], env: Mapping[str, str], port: int
) -> list[dict[str, Any]]:
    """Serve the files while `poll` runs; the JSON lines it printed. Raises TimeoutError when it hangs."""

    def answer(ask: Ask) -> Reply:
        path = files.get(ask.host.removesuffix(".example"))
        if path is None:
            return Reply(404)
        body = path.read_bytes()
        return Reply(200, body, {"Content-Type": media_type(body)})

    server = await http.serve(answer, "127.0.0.1", port)
    try:
        process = await asyncio.create_subprocess_exec(*poll, env=dict(env), cwd=ours.ROOT, stdout=subprocess.PIPE)
        async with asyncio.timeout(TIMEOUT_S):
            out, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"monitor poll ended with {process.returncode}")
        return [json.loads(line) for line in out.splitlines() if line.startswith(b"{")]
    finally:
        server.close()


def run(folder: Path) -> tuple[dict[str, Path], list[dict[str, Any]], float]:
    """Poll every file of the folder; the files by slug, one row a poll, and the seconds it took."""
    files = {slug(n): path for n, path in enumerate(sorted(path for path in folder.iterdir() if path.is_file()))}
    with tempfile.TemporaryDirectory(prefix="monitor-real-") as name:
        port = _free_port()
        place = ours.prepare(Path(name) / "ours", port, feeds=[(s, f"http://{s}.example/feed") for s in files])
        started = time.perf_counter()
        command = [sys.executable, "-m", "monitor", "poll", "--all", "--json"]
        rows = asyncio.run(serve(files, command, place.env, port))
        return files, [row for row in rows if "feed" in row], time.perf_counter() - started


def _free_port() -> int:
    async def ask() -> int:
        server = await http.serve(lambda _: Reply(404), "127.0.0.1", 0)
        port = http.port_of(server)
        server.close()
        return port

    return asyncio.run(ask())


def show(files: Mapping[str, Path], rows: Sequence[Mapping[str, Any]], seconds: float) -> None:
    """The table: outcome and reason, how many, entries taken, examples."""
    groups: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["outcome"], "" if row["outcome"] == "ok" else _reason(row["detail"])].append(row)
    table = Table(title=f"{len(rows)} feeds polled in {seconds:.1f} s")
    for heading in ("outcome", "why", "feeds", "entries", "new", "left out", "for example"):
        table.add_column(heading, overflow="fold")
    for (outcome, why), group in sorted(groups.items(), key=lambda item: -len(item[1])):
        sums = [str(sum(row[name] for row in group)) for name in ("entries", "new", "left_out")]
        names = ", ".join(files[row["feed"]].name for row in group[:EXAMPLES])
        table.add_row(outcome, why, str(len(group)), *sums, "" if outcome == "ok" else names)
    Console(width=150).print(table)


def _reason(detail: str) -> str:
    """The detail without what is particular to one file."""
    return detail.split("(", 1)[0].split(" at line", 1)[0].strip()[:90]


def main() -> int:
    """The command: 0 when every feed was polled and nothing of ours broke."""
    asked = _arguments().parse_args()
    files, rows, seconds = run(asked.folder)
    show(files, rows, seconds)
    if asked.list:
        for row in sorted(rows, key=lambda row: str(row["outcome"])):
            print(row["outcome"], row["entries"], row["new"], files[row["feed"]].name, row["detail"], sep="\t")
    missing = set(files) - {str(row["feed"]) for row in rows}
    broken = Counter(row["outcome"] for row in rows)["internal"]
    if missing or broken:
        print(f"{len(missing)} feeds were not polled, {broken} broke us")
    return 1 if missing or broken else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Poll a folder of real feed files over loopback.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="every file with its outcome, after the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
