"""Is it them, or our own network? Many hosts failing by DNS or connect at once is ours, and counts against no feed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model.fetching import Outcome

NETWORK = frozenset({Outcome.DNS, Outcome.CONNECT})
WINDOW = timedelta(minutes=5)
HOSTS = 5
SHARE = 0.8


def is_down(failed: int, hosts: int) -> bool:
    """Whether so many of so many hosts failing together are our own network."""
    return hosts >= HOSTS and failed >= SHARE * hosts


@dataclass(slots=True)
class NetworkWatch:
    """The last outcome of each host in the last five minutes, and the feeds whose failure was counted meanwhile."""

    last: dict[str, tuple[datetime, bool]] = field(default_factory=dict)
    blamed: dict[int, tuple[datetime, Outcome]] = field(default_factory=dict)

    def note(self, host: str, outcome: Outcome, now: datetime, feed: int | None = None) -> None:
        """Remember how a fetch from this host ended. `feed` is the number of the feed that is blamed for it."""
        failed = outcome in NETWORK
        self.last[host] = (now, failed)
        if failed and feed is not None:
            self.blamed[feed] = (now, outcome)

    def down(self, now: datetime) -> bool:
        """Whether at least 80 % of at least 5 hosts failed by DNS or connect within the last five minutes."""
        recent = {host: entry for host, entry in self.last.items() if now - entry[0] <= WINDOW}
        self.last = recent
        return is_down(sum(failed for _, failed in recent.values()), len(recent))

    def acquitted(self, now: datetime, besides: int) -> dict[int, tuple[datetime, Outcome]]:
        """When the network is down: the feeds blamed in the minutes before that was recognised, once. `besides` is the
        feed that is just polled."""
        if not self.down(now):
            self.blamed = {feed: one for feed, one in self.blamed.items() if now - one[0] <= WINDOW}
            return {}
        found = {feed: one for feed, one in self.blamed.items() if feed != besides and now - one[0] <= WINDOW}
        self.blamed = {}
        return found
