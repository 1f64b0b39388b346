"""What no single key of an [[alert]] shows: names of what is not there, keys that need others."""

from collections.abc import Iterator

from monitor.errors import Problem
from monitor.model.alert import AlertSpec
from monitor.settings.building import Declared
from monitor.settings.documents import Place

OF_HEALTH = ("after_hours", "after_failures")


def check(declared: Declared) -> Iterator[Problem]:
    """What is wrong with the alerts."""
    topics = {topic.slug for topic in declared.topics} if _any(declared, "topic") else None
    outlets = {outlet.slug for outlet in declared.outlets} if _any(declared, "outlet") else None
    for alert in declared.alerts:
        place = declared.places["alert", alert.slug]
        yield from _unknown(place, "topics", alert.topics, topics, "topic {} in topics.toml or topics.d/")
        yield from _unknown(place, "outlets", alert.outlets, outlets, "outlet {} in outlets.toml")
        yield from _alone(alert, place)
        yield from _recipients(alert, place, {one.slug: one.channel for one in declared.destinations})


def _any(declared: Declared, kind: str) -> bool:
    """What a broken file would have declared is not held against the others."""
    return any(one == kind for one, _ in declared.places)


def _unknown(
    place: Place, key: str, named: tuple[str, ...], known: set[str] | None, words: str
) -> Iterator[Problem]:  # fmt: skip
    for slug in named:
        if known is not None and slug not in known:
            yield place.problem(f"there is no {words.format(slug)}", key)
    if len(set(named)) < len(named):
        yield place.problem(f"names {words.split(maxsplit=1)[0]}s twice: {', '.join(_twice(named))}", key)


def _twice(named: tuple[str, ...]) -> list[str]:
    return sorted({one for one in named if named.count(one) > 1})


def _alone(alert: AlertSpec, place: Place) -> Iterator[Problem]:
    if not alert.topics and not alert.health:
        yield place.problem(f"{alert.slug} needs topics, or health = true for news of the feeds", "topics")
    if not alert.topics and alert.outlets:
        yield place.problem("needs topics: it tells when an outlet joins a story of them", "outlets")
    if alert.topics and not alert.on and not alert.outlets:
        yield place.problem("is empty, and no outlets are named: nothing of the topics would be told", "on")
    if len(set(alert.on)) < len(alert.on):
        yield place.problem("says something twice", "on")
    for key in OF_HEALTH:
        if place.says(key) and not alert.health:
            yield place.problem("needs health = true", key)


def _recipients(alert: AlertSpec, place: Place, known: dict[str, str]) -> Iterator[Problem]:
    for to in alert.recipients:
        if "@" not in to and to not in known:
            yield place.problem(f"there is no [[destination]] {to} in digests.toml", "recipients")
        elif "@" not in to and known[to] != alert.channel:
            why = f"{to} is a destination of {known[to]}, and this alert goes by {alert.channel}"
            yield place.problem(why, "recipients")
