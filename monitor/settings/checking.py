"""What no single key shows: slugs used twice, addresses polled twice, names of what is not there, contradictions."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from monitor.errors import Problem, QueryError
from monitor.lang.query import parse_query
from monitor.model.digest import DigestSpec
from monitor.model.options import Options
from monitor.settings import alerting, querying
from monitor.settings.building import Declared
from monitor.settings.documents import Place

NOT_ABOVE = (  # the first must not be above the second
    (("poll", "floor_s"), ("poll", "cap_s")),
    (("poll", "cap_s"), ("poll", "slowest_s")),
    (("judge", "similar_p"), ("judge", "fold_p")),
    (("fetch", "deadline_s"), ("poll", "lease_s")),
)


def check(declared: Declared, options: Options, main: Place | None) -> list[Problem]:
    """Every problem between keys; `main` is monitor.toml. What a broken file would have declared is not held against
    the others."""
    found = [*_twice(declared), *_same_address(declared), *querying.topics(declared)]
    found += _contradictions(options, main) if main else ()
    if any(kind == "outlet" for kind, _ in declared.places):
        found += _unknown_outlets(declared)
    found += _pairs(declared)
    found += alerting.check(declared)
    return [*found, *digests(declared)]


def digests(declared: Declared) -> Iterator[Problem]:
    """What is wrong with the digests by themselves; of their topics see `strange_topics`."""
    yield from _both_times(declared)
    yield from _recipients(declared)


def _twice(declared: Declared) -> Iterator[Problem]:
    for kind, slug, place in declared.twice:
        first = declared.places[kind, slug]
        a = "an" if kind[0] in "aeio" else "a"
        yield place.problem(f"{slug} is already {a} {kind} at {first}; give one of them another slug", "slug")


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


def strange_topics(declared: Declared) -> Iterator[tuple[str, Problem]]:
    """The topics that digests name and no file declares, each with what to say when the dashboard has none of that
    name either: only the database knows."""
    known = {topic.slug for topic in declared.topics}
    for digest in declared.digests:
        for topic in dict.fromkeys(digest.topics):
            if topic not in known:
                near = get_close_matches(topic, sorted(known), n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                said = (
                    f"there is no topic {topic} in topics.toml or topics.d/, nor was one made in the dashboard{hint}: "
                    "write it there, or take it out here until it is made"
                )
                yield topic, declared.places["digest", digest.slug].problem(said, "topics")


def _pairs(declared: Declared) -> Iterator[Problem]:
    """What pairs name must be there; feeds of the dashboard are not known here, and cannot be paired."""
    feeds, topics = {feed.slug for feed in declared.feeds}, {topic.slug for topic in declared.topics}
    for pair in declared.pairs:
        place = declared.places["pair", pair.slug]
        for feed in pair.feeds:
            if feed not in feeds:
                yield place.problem(f"there is no feed {feed} in feeds.toml", "feeds")
        if len(set(pair.feeds)) < len(pair.feeds):
            yield place.problem("names a feed twice", "feeds")
        if pair.topic is not None and topics and pair.topic not in topics:
            yield place.problem(f"there is no topic {pair.topic} in topics.toml or topics.d/", "topic")


def _both_times(declared: Declared) -> Iterator[Problem]:
    groups = {**declared.groups, **{name: terms for topic in declared.topics for name, terms in topic.aliases}}
    for digest in declared.digests:
        place = declared.places["digest", digest.slug]
        if digest.every_hours is not None and place.says("at"):
            yield place.problem("goes with every_hours: give one of them", "at")
        if len(set(digest.topics)) < len(digest.topics):
            yield place.problem("names a topic twice", "topics")
        yield from _topics_or_query(digest, place, groups)


def _topics_or_query(digest: DigestSpec, place: Place, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    if digest.topics and digest.query:
        yield place.problem("goes with topics: give one of them", "query")
    elif digest.query:
        try:
            parse_query(digest.query, groups)
        except QueryError as error:
            yield querying.query_problem(digest, error, place)
    elif not digest.topics:
        yield place.problem(f"{digest.slug} needs topics, or a query of its own", "topics")


def _recipients(declared: Declared) -> Iterator[Problem]:
    """A recipient without an @ is a destination, of the channel that the digest goes by."""
    known = {one.slug: one.channel for one in declared.destinations}
    for digest in declared.digests:
        place = declared.places["digest", digest.slug]
        for to in digest.recipients:
            if "@" not in to and to not in known:
                yield place.problem(f"there is no [[destination]] {to} in digests.toml", "recipients")
            elif "@" not in to and known[to] != digest.channel:
                why = f"{to} is a destination of {known[to]}, and this digest goes by {digest.channel}"
                yield place.problem(why, "recipients")


def _contradictions(options: Options, main: Place) -> Iterator[Problem]:
    for (section, low), (other, high) in NOT_ABOVE:
        less, more = getattr(getattr(options, section), low), getattr(getattr(options, other), high)
        if less > more:
            yield main.problem(f"is {less:g}, which is above {other}.{high} ({more:g})", section, low)
