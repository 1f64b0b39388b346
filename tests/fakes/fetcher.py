"""A fetcher that gives what it was given: the fake at the seam `Fetches`."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import xxhash

from monitor.collect.fetch import Limits
from monitor.model.fetching import Body, Failure, Fetched, Outcome, Request, Validators


def a_body(content: bytes, url: str = "http://outlet.example/feed", *, media_type: str = "application/xml") -> Body:
    """A body as the fetcher would have made it."""
    known = Validators(body_hash=xxhash.xxh3_128_hexdigest(content))
    return Body(url=url, content=content, media_type=media_type, charset=None, validators=known)


@dataclass
class FakeFetcher:
    """Answers by URL, one after the other, the last one for ever; 404 for what it does not know."""

    answers: dict[str, list[Fetched]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def will_give(self, url: str, answers: Iterable[Fetched | bytes]) -> None:
        self.answers[url] = [a_body(one, url) if isinstance(one, bytes) else one for one in answers]

    @asynccontextmanager
    async def fetching(self, request: Request, *, limits: Limits | None = None) -> AsyncIterator[Fetched]:
        self.requests.append(request)
        known = self.answers.get(request.url)
        if not known:
            yield Failure(Outcome.NOT_FOUND, "HTTP 404: there is nothing at this address", 404)
        else:
            yield known.pop(0) if len(known) > 1 else known[0]

    async def aclose(self) -> None:
        pass
