"""What was read before a person decided is not written after it."""

from monitor.errors import MonitorError
from monitor.store import decisions
from monitor.store.database import Connection


class Outdated(MonitorError):
    """A person decided something since this was read."""


def refuse_outdated(conn: Connection, mark: decisions.Mark) -> None:
    """Raises Outdated when a decision was made or undone since `mark`. The lease was checked before, so that none can
    come until this transaction ends."""
    if decisions.mark(conn) != mark:
        raise Outdated
