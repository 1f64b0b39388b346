"""The watch that the role ingest keeps: spikes of topics, silences of paired feeds."""

from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.app import App
from monitor.publish import pairing
from monitor.publish.spiking import Scout
from monitor.store import change
from monitor.store.database import Database

IDLE = timedelta(minutes=10)  # of news time: nothing changed, but time goes on


class Watch:
    """Looks at topics when something is new, and now and then; at pairs only now and then: they have hours to answer.
    A look at a quiet database costs one question."""

    def __init__(self, app: Callable[[], App]) -> None:
        """`app` gives the one in force: the configuration may be read again."""
        self._app = app
        self._scout = Scout(app().db)
        self._seen: tuple[int, datetime] | None = None
        self._paired: datetime | None = None

    def __call__(self) -> None:
        """One tick."""
        app = self._app()
        now, n = app.clock.now(), _change(app.db)
        if self._seen is None or self._seen[0] != n or _due(self._seen[1], now):
            self._scout.look(now)
            self._seen = (n, now)
        if self._paired is None or _due(self._paired, now):
            pairing.look(app.db, app.settings.pairs, now)
            self._paired = now


def _due(last: datetime, now: datetime) -> bool:
    """Also when the clock was put back."""
    return not timedelta(0) <= now - last < IDLE


def _change(db: Database) -> int:
    with db.read() as conn:
        return change.current(conn)
