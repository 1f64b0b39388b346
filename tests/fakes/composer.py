"""A daemon's tick as a process of its own: `python -m tests.fakes.composer URL SKEW LETTERS`.

Reads a moment a line, composes and delivers what is due then by its own clock, which differs by SKEW seconds, and
answers each line. LETTERS gets a line for every message that went out.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from monitor.model.options import Options
from monitor.publish.channels import Result, Sent
from monitor.publish.composing import compose_due
from monitor.publish.deliver import deliver_due
from monitor.publish.message import Outgoing
from monitor.store.database import Database


class Letters:
    """A channel that writes down what it sends."""

    name = "mail"

    def __init__(self, path: Path) -> None:
        """Appends to `path`."""
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def trouble(self, recipient: str) -> str | None:
        """Nothing stands against anybody."""

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """One line a message."""
        committed()
        self._file.write(f"{message.recipient} {message.message_id}\n")
        return Sent("written down")

    def close(self) -> None:
        """Kept for the next tick."""


def main(url: str, skew: str, letters: str) -> None:
    """Tick at every moment that is read."""
    db, options, channel = Database(url), Options(url), Letters(Path(letters))
    _say("ready")
    for line in sys.stdin:
        now = datetime.fromisoformat(line.strip()) + timedelta(seconds=float(skew))
        made = compose_due(db, now=now, options=options)
        sent = deliver_due(db, {"mail": channel}, now=now, options=options)
        _say(f"{len(made)} {len(sent)}")
    db.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
