"""A clock that is moved by hand."""

from datetime import datetime, timedelta


class HandClock:
    """Stands still until told otherwise."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        """Move on: hours=1, minutes=5, …"""
        self.time += timedelta(**by)
