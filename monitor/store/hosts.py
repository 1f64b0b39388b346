"""Hosts that asked us to wait."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from monitor.store import polls
from monitor.store.database import Database
from monitor.store.schema import host


def waiting(db: Database, now: datetime) -> Mapping[str, float]:
    """Seconds that each of them is still to be left alone."""
    wanted = select(host.c.host, host.c.wait_until).where(host.c.wait_until > now)
    with db.read() as conn:
        rows = conn.execute(wanted.where(host.c.wait_until <= now + polls.LONGEST_WAIT)).all()
    return {row.host: (row.wait_until - now).total_seconds() for row in rows}
