"""Runs a command and watches its process tree: wall and CPU seconds up to marks in its output, peak memory."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SAMPLE_S = 0.05
FAMILY_EVERY = 6  # looks
MB = 1e6


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the command was when it printed a line: seconds since its start, and the CPU seconds of its tree."""

    line: str
    wall: float
    cpu: float


@dataclass(slots=True)
class Watched:
    """A command that has ended. `peaks` is resident memory in MB by process, the largest of each kind."""

    code: int
    started: float  # machine time
    wall: float
    cpu: float
    marks: list[Mark]
    peaks: dict[str, float]
    error: str
    history: list[tuple[float, float]]  # (seconds since the start, CPU seconds by then)

    def cpu_at(self, wall: float) -> float:
        """CPU seconds used by then, as of the last look before."""
        return max((cpu for at, cpu in self.history if at <= wall), default=0.0)

    @property
    def peak(self) -> float:
        """The sum of the peaks in MB: an upper bound of what the tree held at one moment."""
        return sum(self.peaks.values())


@dataclass(slots=True)
class _Tree:
    """Samples of a process and its descendants; what has ended keeps its last figures."""

    root: psutil.Process
    lock: threading.Lock = field(default_factory=threading.Lock)
    family: list[psutil.Process] = field(default_factory=list)
    looks: int = 0
    started: float = field(default_factory=time.monotonic)
    history: list[tuple[float, float]] = field(default_factory=list)
    cpu: dict[int, float] = field(default_factory=dict)
    peaks: dict[int, float] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def sample(self) -> None:
        """Look at all now. Looking for new members walks every process of the machine, so it is done less often."""
        with self.lock:
            if self.looks % FAMILY_EVERY == 0:
                self._gather()
            self.looks += 1
            for process in self.family:
                self._look(process)
            self.history.append((time.monotonic() - self.started, sum(self.cpu.values())))

    def _gather(self) -> None:
        try:
            self.family = [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            self.family = []

    def total(self) -> float:
        """The CPU seconds as of the last look."""
        with self.lock:
            return sum(self.cpu.values())

    def _look(self, process: psutil.Process) -> None:
        try:
            with process.oneshot():
                times, memory = process.cpu_times(), process.memory_info().rss / MB
                self.names.setdefault(process.pid, _kind(process, self.root.pid))
        except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
            return
        self.cpu[process.pid] = times.user + times.system
        self.peaks[process.pid] = max(self.peaks.get(process.pid, 0.0), memory)

    def by_kind(self) -> dict[str, float]:
        """The peak of each process, numbered within its kind."""
        found: dict[str, float] = {}
        for pid, peak in sorted(self.peaks.items()):
            kind = self.names.get(pid, "other")
            name = kind if kind not in found else f"{kind} {sum(key.startswith(kind) for key in found) + 1}"
            found[name] = peak
        return found


def _kind(process: psutil.Process, root: int) -> str:
    if process.pid == root:
        return "main"
    line = " ".join(process.cmdline())
    return "tracker" if "resource_tracker" in line else "worker"


def plain_env() -> dict[str, str]:
    """The environment without what would slow the start of Python, or configure us."""
    ours = ("MONITOR_", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


def watch(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    marks: Callable[[str], bool],
    timeout_s: float = 3600.0,
) -> Watched:
    """Run to the end. A line of output for which `marks` is true leaves a Mark."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=dict(env), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    tree, done = _Tree(psutil.Process(process.pid)), threading.Event()
    errors: list[str] = []
    sampler = threading.Thread(target=lambda: _sampling(tree, done), daemon=True)
    reader = threading.Thread(
        target=lambda: errors.append(process.stderr.read() if process.stderr else ""), daemon=True
    )
    killer = threading.Timer(timeout_s, process.kill)
    for thread in (sampler, reader, killer):
        thread.start()
    found = []
    for line in process.stdout or ():
        if marks(line):
            tree.sample()
            found.append(Mark(line, time.monotonic() - started, tree.total()))
    code = process.wait()
    wall = time.monotonic() - started
    done.set()
    killer.cancel()
    sampler.join()
    reader.join()
    return Watched(code, started, wall, tree.total(), found, tree.by_kind(), "".join(errors)[-2000:], tree.history)


def _sampling(tree: _Tree, done: threading.Event) -> None:
    while not done.wait(SAMPLE_S):
        tree.sample()
