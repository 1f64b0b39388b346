"""What no single table shows: slugs used twice, addresses polled twice, names of things that do not exist, queries."""

from collections.abc import Iterator

from monitor.errors import Problem
from monitor.settings.building import Declared


def check(declared: Declared) -> list[Problem]:
    """Every problem between tables."""
    return [*_twice(declared), *_same_address(declared), *_unknown_outlets(declared), *_digests(declared)]


def _twice(declared: Declared) -> Iterator[Problem]:
    for kind, slug, place in declared.twice:
        first = declared.places[kind, slug]
        yield place.problem(f"{slug} is already a {kind} at {first}; give one of them another slug", "slug")


def _same_address(declared: Declared) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for feed in declared.feeds:
        other = seen.setdefault(feed.url, feed.slug)
        if other != feed.slug:
            place = declared.places["feed", feed.slug]
            yield place.problem(f"is the address of feed {other} too; an address is polled once", "url")


def _unknown_outlets(declared: Declared) -> Iterator[Problem]:
    known = {outlet.slug for outlet in declared.outlets}
    for feed in declared.feeds:
        if feed.outlet is not None and feed.outlet not in known:
            place = declared.places["feed", feed.slug]
            yield place.problem(f"there is no outlet {feed.outlet} in outlets.toml", "outlet")


def _digests(declared: Declared) -> Iterator[Problem]:
    known = {topic.slug for topic in declared.topics}
    for digest in declared.digests:
        place = declared.places["digest", digest.slug]
        for topic in digest.topics:
            if topic not in known:
                yield place.problem(f"there is no topic {topic} in topics.toml or topics.d/", "topics")
        if len(set(digest.topics)) < len(digest.topics):
            yield place.problem("names a topic twice", "topics")
