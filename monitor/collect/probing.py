"""Looking at an address without storing anything: what answers there, whether it can be read, whether it knows what we
have, and what it links to. The doing; `findings` decides what it means."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.collect import discovery
from monitor.collect.discovery import Lead
from monitor.collect.fetch import Fetches
from monitor.collect.workers import Parses
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Failure, Fetched, Outcome, Request, Validators

ENTRIES = 500
MOST_REQUESTS = 8  # of one discovery
_HOPELESS = frozenset(  # the site itself cannot be reached: other addresses of it would fail alike
    {Outcome.DNS, Outcome.CONNECT, Outcome.TLS, Outcome.TIMEOUT, Outcome.BLOCKED_ADDRESS, Outcome.BAD_URL,
     Outcome.RATE_LIMITED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Probe:
    """What one look at an address brought. `again` is the answer to a second, conditional request; `leads` are the
    feeds that a page names, or the lead that brought us here. The content of bodies is not kept."""

    url: str
    fetched: Fetched
    parsed: ParsedFeed | None = None
    again: Fetched | None = None
    leads: tuple[Lead, ...] = ()
    size: int = 0  # bytes of the document, decoded
    final: str = ""  # where redirects led to; "" when nothing was read

    @property
    def failure(self) -> Failure | None:
        """Why there is no feed; None when there is one."""
        return self.fetched if isinstance(self.fetched, Failure) else None


@dataclass(frozen=True, slots=True)
class Prober:
    """Looks by the one guarded fetcher, with its limits and turns."""

    fetcher: Fetches
    parser: Parses

    async def probe(self, request: Request, *, twice: bool = True) -> Probe:
        """Look at one address. `twice`: ask again, conditionally, where the answer has validators."""
        first = await self._look(request)
        if not twice or first.parsed is None or not isinstance(first.fetched, Body):
            return first
        known = first.fetched.validators
        if not (known.etag or known.last_modified):
            return first
        return replace(first, again=await self._ask_again(replace(request, validators=known)))

    async def discover(self, request: Request) -> tuple[Probe, ...]:
        """The address itself, when it is a feed; else that page, and what was found from there. At most eight requests,
        one after the other."""
        first = await self._look(request)
        if first.parsed is not None or (first.failure and first.failure.outcome in _HOPELESS):
            return (first,)
        page = first.final or request.url
        probes = await self._confirmed(first.leads, request, MOST_REQUESTS - 1)
        if not any(probe.parsed for probe in probes):
            tried = {probe.url for probe in probes}
            more = [lead for lead in discovery.usual(page) if lead.url not in tried]
            probes += await self._confirmed(more, request, MOST_REQUESTS - 1 - len(probes), first_only=True)
        return (first, *probes)

    async def _confirmed(
        self, leads: Iterable[Lead], request: Request, most: int, *, first_only: bool = False
    ) -> list[Probe]:
        """The looks at these addresses. What is to be proved to the site is not told to another."""
        probes: list[Probe] = []
        for lead in leads:
            if len(probes) >= most or (first_only and any(probe.parsed for probe in probes)):
                break
            probe = await self._look(_towards(request, lead.url))
            probes.append(replace(probe, leads=(lead,)))
        return probes

    async def _look(self, request: Request) -> Probe:
        async with self.fetcher.fetching(replace(request, validators=Validators())) as fetched:
            if not isinstance(fetched, Body):
                return Probe(request.url, fetched)
            parsed = await self.parser.parse(fetched, limit=ENTRIES)
            bare, size = replace(fetched, content=b""), len(fetched.content)
            if isinstance(parsed, ParsedFeed):
                return Probe(request.url, bare, parsed, size=size, final=bare.url)
            failure = replace(parsed, status=fetched.status, timing=fetched.timing)
            named = discovery.leads(fetched.content, fetched.url, fetched.charset) if _is_page(parsed) else ()
            return Probe(request.url, failure, leads=named, size=size, final=bare.url)

    async def _ask_again(self, request: Request) -> Fetched:
        async with self.fetcher.fetching(request) as fetched:
            return replace(fetched, content=b"") if isinstance(fetched, Body) else fetched


def _is_page(failure: Failure) -> bool:
    return failure.outcome is Outcome.NOT_A_FEED


def _towards(request: Request, url: str) -> Request:
    """The same request for another address; what it proves stays at home."""
    return replace(request, url=url, home=request.home or request.url)
