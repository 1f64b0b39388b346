"""Resuming a digest: what fell due while it was paused was left out, and is not told later all at once."""

from datetime import datetime

from monitor.publish.schedule import previous_period
from monitor.store import digests
from monitor.store.database import Database


def resume(db: Database, slug: str, *, now: datetime) -> str:
    """Compose its editions again, from the last one that was left out, or, when none was, from the last one that there
    is. Says so in a sentence. Raises NotFound."""
    with db.read() as conn:
        row = digests.whatever(conn, slug)
    if row.paused is None:
        return f"{slug} was not paused."
    missed = None if row.trouble else previous_period(row.spec, now)
    if missed is None or missed <= row.paused:
        digests.resume(db, slug)
        return f"{slug} goes on: nothing was left out."
    digests.resume(db, slug, since=missed)
    return f"{slug} goes on. Its next edition begins where the last one that was left out would have ended."
