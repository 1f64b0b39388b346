"""Processes that deliver and are killed on the way, for `test_killed_delivering`. One that imports everything once
forks the others, each of which lives until it is killed or done."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.model.options import MailOptions, Options
from monitor.publish.channels import channels_from
from monitor.publish.deliver import deliver_due
from monitor.store import deliveries
from monitor.store.database import Database

INSIDE = (  # where it kills itself: around what it writes down
    "before a try", "after a try began", "before the dot is committed", "after the dot is committed",
    "before the answer is written down", "after the answer is written down",
)  # fmt: skip
STEPS = {"a try": "begin", "dot": "data_committed", "answer": "settle"}


@dataclass(frozen=True)
class Life:
    """What it does, and at which of `INSIDE`, the how manieth time, it ends; elsewhere the server kills it."""

    url: str
    mail: MailOptions
    now: datetime
    point: str
    nth: int


def live(life: Life) -> None:
    """Deliver what is due, as far as one gets."""
    if life.point in INSIDE:
        name = next(step for word, step in STEPS.items() if word in life.point)
        setattr(deliveries, name, _deadly(getattr(deliveries, name), life))
    options, db = Options(life.url, mail=life.mail), Database(life.url, pool_size=1)
    deliver_due(db, channels_from(options), now=life.now, options=options)
    db.close()


def _deadly(step: Callable[..., Any], life: Life) -> Callable[..., Any]:
    calls = 0

    def stepped(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == life.nth and life.point.startswith("before"):
            os.kill(os.getpid(), signal.SIGKILL)
        result = step(*args, **more)
        if calls == life.nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return stepped


# --- the one that forks -----------------------------------------------------------------------------------------


def serve() -> None:
    """For each life on standard input: fork it, say its number, wait for the word to begin, say how it ended."""
    channels_from(Options("sqlite://"))  # imports them all, once
    for line in sys.stdin:
        life = pickle.loads(bytes.fromhex(line.strip()))
        reads, writes = os.pipe()
        number = os.fork()
        if number == 0:
            os.read(reads, 1)
            live(life)
            os._exit(0)
        _say(number)
        sys.stdin.readline()
        os.write(writes, b"x")
        _say(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
        os.close(reads)
        os.close(writes)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


class Nursery:
    """Begins lives."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def begin(self, life: Life, born: Callable[[int], None]) -> int:
        """How the life ended: 0, or minus the signal. `born` hears its number before it does anything."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(pickle.dumps(life).hex() + "\n")
        self.process.stdin.flush()
        born(int(self.process.stdout.readline()))
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    """One, while the block runs."""
    words = [sys.executable, "-c", "from tests.publish.mortal import serve; serve()"]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    try:
        yield Nursery(process)
    finally:
        process.communicate()
