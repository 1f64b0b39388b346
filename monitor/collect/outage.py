"""Is it them, or our own network? Many hosts failing by DNS or connect at once is ours, and counts against no feed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model.fetching import Outcome

NETWORK = frozenset({Outcome.DNS, Outcome.CONNECT})
WINDOW = timedelta(minutes=5)
HOSTS = 5
SHARE = 0.8


@dataclass(slots=True)
class NetworkWatch:
    """The last outcome of each host in the last five minutes."""

    last: dict[str, tuple[datetime, bool]] = field(default_factory=dict)

    def note(self, host: str, outcome: Outcome, now: datetime) -> None:
        """Remember how a fetch from this host ended."""
        self.last[host] = (now, outcome in NETWORK)

    def down(self, now: datetime) -> bool:
        """Whether at least 80 % of at least 5 hosts failed by DNS or connect within the last five minutes."""
        recent = {host: entry for host, entry in self.last.items() if now - entry[0] <= WINDOW}
        self.last = recent
        return len(recent) >= HOSTS and sum(failed for _, failed in recent.values()) >= SHARE * len(recent)
