"""The peer watched from outside, in the same way as ours."""

import json
from dataclasses import dataclass
from pathlib import Path

from bench import peer
from bench.figures import Figures
from bench.server import Server
from bench.watching import Mark, Watched, plain_env, watch

NAME = "reader"


@dataclass(frozen=True, slots=True)
class Theirs:
    """The peer's Python, and where its database is."""

    python: Path
    folder: Path
    port: int
    feeds: int


def measure(theirs: Theirs, phase: str, server: Server) -> list[Figures]:
    """One update of everything, from the first request on. Start-up and declaring feeds are not counted."""
    command = [
        str(theirs.python),
        str(Path(peer.__file__)),
        str(theirs.folder / "reader.db"),
        str(theirs.port),
        str(theirs.feeds),
        *(["--search"] if phase == "cold" else []),
    ]
    done = watch(command, env=plain_env(), cwd=theirs.folder, marks=lambda line: line.startswith("{"))
    if done.code:
        raise RuntimeError(f"reader ended with {done.code}:\n{done.error}")
    marks = {json.loads(mark.line)["at"]: mark for mark in done.marks}
    new, failed = json.loads(marks["counted"].line)["new"], json.loads(marks["end"].line)["failed"]
    start, end = _begun(done, server), marks["end"]
    peak = done.peaks["main"]
    rows = [
        Figures(
            NAME,
            phase,
            theirs.feeds,
            new,
            end.wall - start.wall,
            end.cpu - start.cpu,
            peak,
            0.0,
            start.wall,
            f"{failed} failed" if failed else "",
        )
    ]
    if "searchable" in marks:
        rows.append(_searchable(theirs, start, marks["searchable"], new, peak))
    return rows


def _begun(done: Watched, server: Server) -> Mark:
    wall = server.first() - done.started
    return Mark("", wall, done.cpu_at(wall))


def _searchable(theirs: Theirs, start: Mark, end: Mark, new: int, peak: float) -> Figures:
    return Figures(
        NAME,
        "searchable",
        theirs.feeds,
        new,
        end.wall - start.wall,
        end.cpu - start.cpu,
        peak,
        0.0,
        note="cold with its search index",
    )
