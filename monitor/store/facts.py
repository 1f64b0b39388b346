"""The facts of a search query (`outlet:`, `lang:`, `since:` …) as conditions on `article`."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, exists, func, not_, or_, select

from monitor.errors import QueryError
from monitor.lang.search import Restriction
from monitor.store.schema import article, feed, outlet, revision, sighting, topic, topic_match

Test = Callable[[str], ColumnElement[bool]]


def condition(fact: Restriction) -> ColumnElement[bool]:
    """One of the values holds, or none of them where the fact is negated. Raises QueryError for a fact that a search
    does not know."""
    if fact.field not in TESTS:
        raise QueryError(f"{fact.field}: is not known of stored articles; known are {', '.join(sorted(TESTS))}")
    holds = or_(*map(TESTS[fact.field], fact.values))
    return not_(holds) if fact.negated else holds


def _word(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """Equal but for case; a beginning when the value ends in `*`."""
    text = func.lower(func.coalesce(column, ""))
    value = value.lower()
    return text.startswith(value[:-1], autoescape=True) if value.endswith("*") else text == value


def _outlet(value: str) -> ColumnElement[bool]:
    return article.c.outlet_id.in_(select(outlet.c.id).where(_word(outlet.c.slug, value)))


def _country(value: str) -> ColumnElement[bool]:
    return article.c.outlet_id.in_(select(outlet.c.id).where(_word(outlet.c.country, value)))


def _feed(value: str) -> ColumnElement[bool]:
    feeds = select(feed.c.id).where(_word(feed.c.slug, value))
    return exists().where(sighting.c.article_id == article.c.id, sighting.c.feed_id.in_(feeds))


def _topic(value: str) -> ColumnElement[bool]:
    topics = select(topic.c.id).where(_word(topic.c.slug, value))
    held = topic_match.c.topic_id.in_(topics), topic_match.c.valid_to.is_(None)
    return exists().where(topic_match.c.article_id == article.c.id, *held)


def _author(value: str) -> ColumnElement[bool]:
    said = func.lower(revision.c.author).contains(value.lower(), autoescape=True)
    return exists().where(revision.c.article_id == article.c.id, revision.c.current, said)


def _url(value: str) -> ColumnElement[bool]:
    return func.lower(func.coalesce(article.c.url, "")).contains(value.lower().rstrip("*"), autoescape=True)


def _lang(value: str) -> ColumnElement[bool]:
    return _word(article.c.lang, value)


def _since(value: str) -> ColumnElement[bool]:
    return article.c.effective >= _instant(value)


def _until(value: str) -> ColumnElement[bool]:
    return article.c.effective < _instant(value)


def _instant(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise QueryError(f"{value} is no date; write it as 2026-11-23 or 2026-11-23T07:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


TESTS: dict[str, Test] = {
    "author": _author,
    "country": _country,
    "feed": _feed,
    "lang": _lang,
    "outlet": _outlet,
    "since": _since,
    "topic": _topic,
    "until": _until,
    "url": _url,
}
