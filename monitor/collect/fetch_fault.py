"""A failure that we find ourselves."""

from monitor.model.fetching import Outcome


class Fault(Exception):
    """A failure found by us while asking or reading; carries its outcome."""

    def __init__(self, outcome: Outcome, detail: str, status: int | None = None) -> None:
        """`detail` is for people."""
        super().__init__(detail)
        self.outcome, self.status = outcome, status
