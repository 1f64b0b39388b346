"""Where a cold poll spends its time: py-spy over every process of it, own time by function and by library."""

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.ours import ROOT, Ours

TOP = 25
RATE = 200
PLACES = ("monitor/", "site-packages/", "lib/python3")


def profile(ours: Ours) -> None:
    """Record one cold poll and print two tables for each half of the line."""
    spy = _py_spy()
    with tempfile.TemporaryDirectory() as name:
        raw = Path(name) / "raw.txt"
        command = [
            str(spy),
            "record",
            "--subprocesses",
            "--rate",
            str(RATE),
            "--format",
            "raw",
            "--full-filenames",
            "--output",
            str(raw),
            "--",
            sys.executable,
            "-m",
            "monitor",
            "poll",
            "--all",
            "--json",
        ]
        subprocess.run(command, env=ours.env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        text = raw.read_text(encoding="utf-8")
    for title, judge in (("polling", False), ("judging", True)):
        own, rooms = read(text, judge=judge)
        _print(f"{title}: own time by function", own)
        _print(f"{title}: time by the innermost function of ours", rooms)


def read(raw: str, *, judge: bool) -> tuple[Counter[str], Counter[str]]:
    """Samples by the innermost function, and by the innermost frame that is ours; of the judge, or of all the rest."""
    own, rooms = Counter[str](), Counter[str]()
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [frame for frame in stack.split(";") if not frame.startswith(("process ", "thread "))]
        if not frames or not count.isdigit() or judge is not any("/monitor/judge" in frame for frame in frames):
            continue
        own[_short(frames[-1])] += int(count)
        mine = [frame for frame in frames if "/monitor/" in frame]
        rooms[_short(mine[-1]) if mine else "(not ours)"] += int(count)
    return own, rooms


def _short(frame: str) -> str:
    """`function (path:line)` without the line and the long part of the path."""
    function, _, place = frame.partition(" (")
    path = place.rpartition(":")[0] or place
    for mark in PLACES:
        if mark in path:
            path = path[path.rindex(mark) :]
            break
    return f"{path.removeprefix('site-packages/')} {function}"


def _print(title: str, counts: Counter[str]) -> None:
    total = sum(counts.values()) or 1
    print(f"\n{title} ({total / RATE:.1f} s sampled)")
    for name, count in counts.most_common(TOP):
        print(f"{100 * count / total:6.1f} %  {name}")


def _py_spy() -> Path:
    found = Path(__file__).parent / ".venv" / "py-spy" / "bin" / "py-spy"
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", str(found.parent.parent)], check=True)
        subprocess.run(
            [str(found.parent / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "py-spy"],
            check=True,
        )
    return found
