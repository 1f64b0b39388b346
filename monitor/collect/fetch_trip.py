"""One fetch on its way through redirects: where it is, what it has cost, and what may be said of it at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.collect.fetch_fault import Fault
from monitor.collect.fetch_request import left_behind
from monitor.collect.fetch_target import Target, joined, target_of
from monitor.model.fetching import Outcome, Request, Timing

_REDIRECTS = {301: True, 302: False, 303: False, 307: False, 308: True}  # status: is it permanent?


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: seconds over all hops, bytes on the wire and decoded."""

    deadline_s: float
    wire_bytes: int
    decoded_bytes: int


@dataclass(slots=True)
class Trip:
    """One fetch on its way. Waiting for a turn does not count against it."""

    request: Request
    url: str
    limits: Limits
    hops: int = 0
    permanent: bool = True
    spent_s: float = 0.0
    wire_bytes: int = 0

    @property
    def target(self) -> Target:
        """Where it is. Raises Fault."""
        return target_of(self.url)

    @property
    def moved_to(self) -> str | None:
        """Where the feed has gone for good: every hop was permanent, and nothing is left behind by going there."""
        gone = self.hops and self.permanent and not left_behind(self.request, self.target)
        return str(self.target) if gone else None  # as it is asked for: nothing in it hides

    @property
    def bare(self) -> str:
        """A word for people when the feed's headers and access were not sent, as this is not their origin."""
        if not left_behind(self.request, self.target):
            return ""
        there, home = self.target, target_of(self.request.home or self.request.url)
        return (
            f"the feed's headers and access are for {home.scheme}://{home.place} and were not sent to "
            f"{there.scheme}://{there.place}: if that is right, declare the feed at its new address"
        )

    def timing(self) -> Timing:
        """What it has cost so far."""
        return Timing(round(self.spent_s * 1000), self.wire_bytes)

    def redirect(self, status: int, headers: Mapping[str, str], most: int) -> bool:
        """Goes where an answer redirects to; False when it does not. Raises Fault after `most` redirects, from https to
        http, and for what is no address."""
        permanent = _REDIRECTS.get(status)
        if permanent is None or "location" not in headers:
            return False
        self.hops += 1
        if self.hops > most:
            raise Fault(Outcome.REDIRECTS, f"more than {most} redirects")
        here, there = self.target, joined(self.url, headers["location"])
        if here.scheme == "https" and urlsplit(there).scheme == "http":  # which reads it as it will be fetched
            raise Fault(Outcome.REDIRECTS, "a redirect from https to http is not followed")
        self.permanent = self.permanent and permanent
        self.url = there
        return True
