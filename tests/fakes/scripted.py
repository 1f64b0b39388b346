"""A fetcher that answers from a script, for tests of what happens after the bytes arrive."""

from collections import defaultdict, deque

import xxhash

from monitor.collect.fetch import Limits
from monitor.model.fetching import Body, Failure, Fetched, Outcome, Request, Validators


class ScriptedFetcher:
    """Gives each address its answers in order; the last one stays."""

    def __init__(self) -> None:
        self.answers: dict[str, deque[Fetched]] = defaultdict(deque)
        self.requests: list[Request] = []

    def answer(self, url: str, *fetched: Fetched) -> None:
        self.answers[url].clear()
        self.answers[url].extend(fetched)

    async def fetch(self, request: Request, *, limits: Limits | None = None) -> Fetched:
        self.requests.append(request)
        answers = self.answers[request.url]
        if not answers:
            return Failure(Outcome.NOT_FOUND, "nothing is scripted for it", 404)
        return answers.popleft() if len(answers) > 1 else answers[0]

    async def aclose(self) -> None:
        pass


def body(text: str, url: str = "http://a.example/feed", etag: str | None = None) -> Body:
    """An answer 200 with this document."""
    content = text.encode()
    return Body(
        url, content, "application/rss+xml", "utf-8", Validators(etag, None, xxhash.xxh3_128_hexdigest(content))
    )


def rss(*items: str, title: str = "A feed") -> str:
    """An RSS document of these items."""
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(n: int, title: str = "", text: str = "Some words of its own.", **elements: str) -> str:
    """An item with a guid and link from its number; `elements` replace or add."""
    link = f"https://a.example/news/{n}"
    parts = {"guid": f"guid-{n}", "link": link, "title": title or f"Report {n}", "description": text, **elements}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items()) + "</item>"
