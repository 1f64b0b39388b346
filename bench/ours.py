"""Our side of the bench: a configuration with every feed in it, and `monitor poll --all --json`, watched."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import content
from bench.figures import Figures
from bench.server import Server
from bench.watching import Watched, plain_env, watch

ROOT = Path(__file__).parent.parent
NAME = "monitor"
OPEN = """
import os
from monitor.app import App
from monitor.settings import load
App.open(load(None, os.environ)).close()
"""


@dataclass(frozen=True, slots=True)
class Ours:
    """A prepared configuration and database."""

    folder: Path
    feeds: int

    @property
    def env(self) -> dict[str, str]:
        """What a run is given."""
        return plain_env() | {
            "MONITOR_CONFIG": str(self.folder / "config"),
            "PYTHONPATH": str(ROOT),
            "MONITOR_DATABASE_URL": f"sqlite:///{self.folder / 'bench.db'}",
        }

    def poll(self, *words: str) -> Watched:
        """`monitor poll`, watched. Raises RuntimeError when it does not end well."""
        done = watch(
            [sys.executable, "-m", "monitor", "poll", "--json", *words],
            env=self.env,
            cwd=ROOT,
            marks=lambda line: line.startswith("{"),
        )
        if done.code:
            raise RuntimeError(f"monitor poll ended with {done.code}:\n{done.error}")
        return done


def all_feeds(count: int) -> list[tuple[str, str]]:
    """The bench's feeds: slug and address."""
    return [(f"f{n:05d}", f"http://{content.host(n)}/feed.xml") for n in range(count)]


def prepare(folder: Path, port: int, feeds: Sequence[tuple[str, str]]) -> Ours:
    """Write the configuration, make the database and declare the feeds. Every `*.example` is answered by `port`."""
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "monitor.toml").write_text(
        f'[fetch]\nallow = ["127.0.0.1:{port}"]\nresolve = [["*.example", "127.0.0.1:{port}"]]\nhost_gap_s = 0\n'
    )
    (config / "feeds.toml").write_text("".join(f'[[feed]]\nslug = "{slug}"\nurl = "{url}"\n\n' for slug, url in feeds))
    (config / "digests.toml").write_text("")
    ours = Ours(folder, len(feeds))
    subprocess.run([sys.executable, "-c", OPEN], env=ours.env, cwd=ROOT, check=True)
    return ours


def measure(ours: Ours, phase: str, server: Server) -> list[Figures]:
    """One poll of everything: until the last feed is stored, tagged and searchable; then until all is judged.
    Seconds count from the first request that the server saw."""
    done = ours.poll("--all")
    begun = server.first() - done.started
    rows = [json.loads(mark.line) for mark in done.marks]
    last = [mark for mark, row in zip(done.marks, rows, strict=True) if "feed" in row][-1]
    polls = [row for row in rows if "feed" in row]
    new = sum(row["new"] for row in polls)
    others = sum(peak for name, peak in done.peaks.items() if name != "main")
    bad = sum(1 for row in polls if row["outcome"] not in ("ok", "not_modified", "unchanged"))
    figures = Figures(
        NAME,
        phase,
        len(polls),
        new,
        last.wall - begun,
        last.cpu - done.cpu_at(begun),
        done.peaks["main"],
        others,
        begun,
        f"{bad} failed" if bad else "",
    )
    if not new:
        return [figures]
    judging = Figures(
        NAME,
        "judged",
        0,
        new,
        done.wall - last.wall,
        done.cpu - last.cpu,
        done.peaks["main"],
        others,
        note=f"after {phase}",
    )
    return [figures, judging] if phase == "cold" else [figures]
